//! The clipboard of Windows and macOS, which keep what lies there for whoever has put it there.

use std::borrow::Cow;

use pipit_api::Pixels;
use tauri::AppHandle;

/// Puts a picture there.
pub fn put(_: &AppHandle, picture: Pixels) -> Result<(), String> {
    let size = |side: u32| usize::try_from(side).map_err(|error| error.to_string());
    let picture = arboard::ImageData {
        width: size(picture.width)?,
        height: size(picture.height)?,
        bytes: Cow::Owned(picture.rgba),
    };
    let mut clipboard = arboard::Clipboard::new().map_err(|error| error.to_string())?;
    clipboard.set_image(picture).map_err(|error| error.to_string())
}
