//! Short films before they are sent: those that were chosen, and the camera that makes others. The page plays and records
//! them; what it learns of a film, its length and a picture, goes with it (`attaching.rs`).

use pipit_im::{MediaError, data_url, film_type};

use crate::attaching::forgotten;
use crate::deployment::Part;
use crate::files::LARGEST_FILM;
use crate::ui::ChosenFilmArgs;
use crate::{Api, ApiError, ErrorCode};

impl Api {
    /// A chosen film as a `data:` address, so that the page can look what it is.
    pub(crate) async fn chosen_film(&self, args: ChosenFilmArgs) -> Result<String, ApiError> {
        self.needs(Part::ShortVideo)?;
        let path = self.handed_over().path(args.id).ok_or_else(forgotten)?;
        let unreadable = |why: String| ApiError::new(ErrorCode::FileUnavailable, why);
        let files = self.client()?.outgoing();
        let read = tokio::task::spawn_blocking(move || {
            let open = || files.open(&path).map_err(|error| unreadable(error.to_string()));
            let start = open()?.start().map_err(|error| unreadable(error.to_string()))?;
            let kind = film_type(&start).ok_or_else(|| unreadable("the file is no film".into()))?;
            let bytes = open()?.whole(LARGEST_FILM).map_err(|error| match error {
                MediaError::TooLarge { .. } => ApiError::new(ErrorCode::FileTooLarge, error.to_string()),
                error => unreadable(error.to_string()),
            })?;
            Ok(data_url(&bytes, kind))
        });
        read.await.unwrap_or_else(|error| Err(unreadable(error.to_string())))
    }

    /// Lets the page look through the camera and hear through the microphone for the next film, as far as the host and
    /// the person allow it; then the page asks the web view for both.
    pub(crate) async fn open_camera(&self) -> Result<(), ApiError> {
        self.needs(Part::ShortVideo)?;
        self.on_desktop(|desktop| desktop.lend_camera()).await
    }
}
