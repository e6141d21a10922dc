//! Pictures and files of messages, for the page.

use pipit_im::{FetchError, Side, data_url, pixels};
use pipit_imkit::{Picture, persons};
use tokio::sync::watch;

use crate::ui::{Direction, MediaArgs, MessageArgs, PictureBeside, PictureBesideArgs, PictureLoad};
use crate::{Api, ApiError, ErrorCode};

/// The largest picture that is shown, in bytes; a larger one is opened elsewhere.
const LARGEST: usize = 20 * 1024 * 1024;

impl Api {
    pub(crate) async fn stop_upload(&self, args: MessageArgs) -> Result<(), ApiError> {
        self.client()?.stop_upload(args.message_id).await?;
        Ok(())
    }

    /// The whole picture of a message, as a `data:` address.
    pub(crate) async fn picture(&self, args: MediaArgs) -> Result<String, ApiError> {
        self.picture_bytes(args, |_| ()).await.and_then(|bytes| shown(&bytes))
    }

    /// The same, as it comes; it ends when nobody watches any more.
    pub(crate) fn watch_picture(&self, args: MediaArgs) -> watch::Receiver<PictureLoad> {
        let (loads, watched) = watch::channel(PictureLoad::Loading { percent: None });
        let api = self.clone();
        tokio::spawn(async move {
            let tell = |percent| {
                let now = PictureLoad::Loading { percent: Some(percent) };
                loads.send_if_modified(|load| std::mem::replace(load, now.clone()) != now);
            };
            let url = tokio::select! {
                bytes = api.picture_bytes(args, tell) => bytes.and_then(|bytes| shown(&bytes)),
                () = loads.closed() => return,
            };
            loads.send_replace(match url {
                Ok(url) => PictureLoad::Here { url },
                Err(error) => {
                    tracing::debug!(%error, "a picture does not come");
                    PictureLoad::Failed
                }
            });
            loads.closed().await; // who is slow still gets the last one
        });
        watched
    }

    /// Puts a message's picture on the clipboard.
    pub(crate) async fn copy_picture(&self, args: MediaArgs) -> Result<(), ApiError> {
        let bytes = self.picture_bytes(args, |_| ()).await?;
        let pixels = tokio::task::spawn_blocking(|| pixels(bytes).map_err(FetchError::from)).await;
        let pixels =
            pixels.map_err(|error| ApiError::new(ErrorCode::FileUnavailable, error.to_string()))??;
        self.on_desktop(move |desktop| desktop.copy_picture(pixels)).await
    }

    /// The bytes of a message's picture; tells how much of it is here, of 100.
    async fn picture_bytes(&self, args: MediaArgs, tell: impl Fn(u8)) -> Result<Vec<u8>, ApiError> {
        let client = self.client()?;
        let content = client.content(args.message_id, args.held).await?;
        let download = client.fetch(&content).await?;
        let size = download.size.unwrap_or_default();
        let here = |bytes: usize| {
            let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
            if let Some(percent) = bytes.min(size).saturating_mul(100).checked_div(size) {
                tell(u8::try_from(percent).unwrap_or(100));
            }
        };
        Ok(download.whole_telling(LARGEST, here).await?)
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
        let client = self.client()?;
        let Some(message) = client.picture_beside(args.message_id, side).await? else { return Ok(None) };
        let sender = persons(&client, std::slice::from_ref(&message.sender)).await?.pop();
        Ok(Some(PictureBeside {
            id: message.id,
            preview: Picture::within(&message.content),
            sender_name: sender.map(|sender| sender.name).unwrap_or_default(),
            time: message.sent_time,
        }))
    }
}

/// A picture's bytes as an address; what a stranger's server says that they are does not count.
fn shown(bytes: &[u8]) -> Result<String, ApiError> {
    let kind = image_type(bytes)
        .ok_or_else(|| ApiError::new(ErrorCode::FileUnavailable, "the file is no picture"))?;
    Ok(data_url(bytes, kind))
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
