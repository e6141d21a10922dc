//! Paths as the text of a column or of a draft. Nearly all are text; names of another encoding, as old archives have them, are
//! kept to the byte.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serializer};

/// What no path begins with: after it come the bytes of one that is no text.
const MARK: char = '\0';

/// A path as text.
pub(crate) fn to_text(path: &Path) -> Cow<'_, str> {
    path.to_str().map_or_else(|| Cow::Owned(format!("{MARK}{}", BASE64.encode(bytes(path)))), Cow::Borrowed)
}

/// The path of such a text.
pub(crate) fn of_text(text: String) -> PathBuf {
    match text.strip_prefix(MARK).and_then(|bytes| BASE64.decode(bytes).ok()) {
        Some(bytes) => of_bytes(bytes),
        None => PathBuf::from(text),
    }
}

pub(crate) fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&to_text(path))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
    String::deserialize(from).map(of_text)
}

#[cfg(unix)]
fn bytes(path: &Path) -> &[u8] {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str())
}

#[cfg(unix)]
fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes))
}

/// Windows has no names but Unicode's, or nearly.
#[cfg(not(unix))]
fn bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn a_path_comes_back_as_it_was_whatever_its_names_are() {
        for name in [
            &b"/a/plan.pdf"[..],
            "/家/计划 📎.pdf".as_bytes(),
            b"/a/\xbc\xc6\xbb\xae.txt",
            b"/a/two\nlines",
            b"",
        ] {
            let path = Path::new(OsStr::from_bytes(name));
            assert_eq!(of_text(to_text(path).into_owned()), path, "{path:?}");
        }
        assert_eq!(to_text(Path::new("/家/计划.pdf")), "/家/计划.pdf", "text stays as it is");
        assert_eq!(of_text("\0 no bytes".into()), Path::new("\0 no bytes"));
    }
}
