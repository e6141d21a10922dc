//! The system's clipboard, for what a page cannot put there.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use pipit_api::Pixels;

/// The clipboard, as long as this app lives: on X11, what lies there is fetched from who has put it there.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard {
    /// Puts a picture there.
    pub fn put(&self, picture: Pixels) -> Result<(), String> {
        let size = |side: u32| usize::try_from(side).map_err(|error| error.to_string());
        let picture = arboard::ImageData {
            width: size(picture.width)?,
            height: size(picture.height)?,
            bytes: Cow::Owned(picture.rgba),
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match &mut *kept {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new().map_err(|error| error.to_string())?),
        };
        clipboard.set_image(picture).map_err(|error| error.to_string())
    }
}
