//! Pictures and files of messages, for the page.

use pipit_im::{Side, data_url};
use pipit_imkit::Picture;

use crate::ui::{Direction, MediaArgs, MessageArgs, PictureBeside, PictureBesideArgs};
use crate::{Api, ApiError, ErrorCode, links};

/// The largest picture that is shown, in bytes; a larger one is opened elsewhere.
const LARGEST: usize = 20 * 1024 * 1024;

impl Api {
    pub(crate) async fn stop_upload(&self, args: MessageArgs) -> Result<(), ApiError> {
        self.client()?.stop_upload(args.message_id).await?;
        Ok(())
    }

    /// The whole picture of a message, as a `data:` address.
    pub(crate) async fn picture(&self, args: MediaArgs) -> Result<String, ApiError> {
        let client = self.client()?;
        let content = client.content(args.message_id, args.held).await?;
        let bytes = client.fetch(&content).await?.whole(LARGEST).await?;
        // What a stranger's server says that it is does not count.
        let kind = image_type(&bytes)
            .ok_or_else(|| ApiError::new(ErrorCode::FileUnavailable, "the file is no picture"))?;
        Ok(data_url(&bytes, kind))
    }

    /// The nearest picture before or after a message.
    pub(crate) async fn picture_beside(
        &self,
        args: PictureBesideArgs,
    ) -> Result<Option<PictureBeside>, ApiError> {
        let side = match args.direction {
            Direction::Older => Side::Older,
            Direction::Newer => Side::Newer,
        };
        let found = self.client()?.picture_beside(args.message_id, side).await?;
        Ok(found.map(|message| PictureBeside { id: message.id, preview: Picture::within(&message.content) }))
    }

    /// Opens a message's file where the system opens addresses.
    pub(crate) async fn open_file(&self, args: MediaArgs) -> Result<(), ApiError> {
        let client = self.client()?;
        let address = client.address_of(&client.content(args.message_id, args.held).await?)?;
        links::open(self.links(), &address)
    }
}

/// What files are called whose bytes say that they are such a picture.
pub(crate) fn extension(bytes: &[u8]) -> &'static str {
    match image_type(bytes) {
        Some("image/jpeg") => "jpg",
        Some("image/png") => "png",
        Some("image/gif") => "gif",
        Some("image/bmp") => "bmp",
        Some("image/webp") => "webp",
        _ => "bin",
    }
}

/// The kinds of pictures that web views show.
pub(crate) fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'B', b'M', ..] => Some("image/bmp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
