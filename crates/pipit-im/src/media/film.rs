//! Short films: known by how they begin, and bounded. What is in them is for whoever plays them; nothing here decodes.

use super::{MAX_FILE, MediaError, OutgoingFile};

/// The longest film that is sent as one, in seconds, as the platform has it; a longer one is a file.
pub const LONGEST_FILM: u32 = 120;

/// Where a `WebM` file says at the latest that it is one.
const START: usize = 64;

/// What MP4 files say that hold no film: pictures and sounds.
const OTHER_BRANDS: [&[u8; 4]; 9] =
    [b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"M4A ", b"M4B "];

/// The media type of a film that web views may show (MP4 and its kin, `WebM`), by how its file begins; nothing for what
/// is none. The first box of an MP4 file says its size, a few dozen bytes, and its kind.
pub fn film_type(start: &[u8]) -> Option<&'static str> {
    match start {
        [0, 0, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..] => {
            (!OTHER_BRANDS.contains(&&[*a, *b, *c, *d])).then_some("video/mp4")
        }
        // Matroska begins alike, and few play it.
        [0x1A, 0x45, 0xDF, 0xA3, head @ ..] => {
            head.windows(4).take(START).any(|word| word == b"webm").then_some("video/webm")
        }
        _ => None,
    }
}

/// The size of a film's file in bytes, if it may be sent as one. It blocks.
pub(crate) fn sendable(file: OutgoingFile, seconds: i64) -> Result<u64, MediaError> {
    let size = file.size();
    film_type(&file.start()?).ok_or_else(|| MediaError::NotAFilm("it begins as neither does".into()))?;
    if size > MAX_FILE {
        return Err(MediaError::TooLarge { found: size, limit: MAX_FILE, unit: "bytes" });
    }
    let seconds = u64::try_from(seconds).unwrap_or_default();
    if seconds == 0 {
        return Err(MediaError::NotAFilm("its length must be given, at least 1 s".into()));
    }
    if seconds > u64::from(LONGEST_FILM) {
        return Err(MediaError::TooLarge { found: seconds, limit: LONGEST_FILM.into(), unit: "seconds" });
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::media::OutgoingFiles;

    #[test]
    fn a_film_is_known_by_how_it_begins() {
        let mp4 = |brand: &[u8]| [b"\0\0\0\x20ftyp", brand, b"\0\0\x02\0"].concat();
        for brand in [b"isom", b"mp42", b"qt  ", b"avc1"] {
            assert_eq!(film_type(&mp4(brand)), Some("video/mp4"), "{}", brand.escape_ascii());
        }
        for brand in OTHER_BRANDS {
            assert_eq!(film_type(&mp4(brand)), None, "{}", brand.escape_ascii());
        }
        let ebml = |kind: &[u8]| [b"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82", kind].concat();
        assert_eq!(film_type(&ebml(b"\x84webm")), Some("video/webm"));
        assert_eq!(film_type(&ebml(b"\x88matroska")), None);
        for other in [b"".as_slice(), b"\0\0\0\x20ftyp", b"webm", b"\xFF\xD8\xFF\xE0ftypisom"] {
            assert_eq!(film_type(other), None, "{}", other.escape_ascii());
        }
    }

    #[test]
    fn what_is_too_long_too_large_or_no_film_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let film = folder.path().join("film.mp4");
        std::fs::write(&film, b"\0\0\0\x20ftypisom\0\0\x02\0").unwrap();
        let sendable = |path: &Path, seconds| sendable(OutgoingFiles::default().open(path)?, seconds);
        assert_eq!(sendable(&film, 1).unwrap(), 16);
        assert_eq!(sendable(&film, LONGEST_FILM.into()).unwrap(), 16);
        let said = |path: &Path, seconds| sendable(path, seconds).unwrap_err().to_string();
        assert_eq!(said(&film, 121), "the file has 121 seconds, and at most 120 are taken");
        for seconds in [0, -5] {
            assert!(said(&film, seconds).contains("at least 1 s"));
        }
        std::fs::File::options().write(true).open(&film).unwrap().set_len(MAX_FILE + 1).unwrap();
        assert!(said(&film, 5).contains("104857601 bytes"));
        std::fs::write(&film, "no film").unwrap();
        assert!(said(&film, 5).contains("no film in MP4 or WebM"));
        assert!(said(&folder.path().join("gone.mp4"), 5).contains("cannot be read"));
    }
}
