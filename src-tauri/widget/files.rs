//! A file as an answer: the whole of it, or the part that a player asks for.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use http_range::HttpRange;
use tauri::utils::mime_type::MimeType;

/// The largest file that is answered as a whole, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The largest part that is answered, in bytes; who wants more asks again.
const LARGEST_PART: u64 = 1024 * 1024;

/// So much of a file tells its media type, in bytes.
const HEAD: u64 = 1024;

/// What is answered of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it, with its media type.
    Whole { body: Vec<u8>, kind: String },
    /// A part, with the media type of the file and the words of `Content-Range`.
    Range { body: Vec<u8>, kind: String, range: String },
    /// The range is none of the file.
    OutOfRange,
    /// It is too large to be answered as a whole.
    TooLarge,
}

/// Reads what a `Range` asks for, or everything.
pub fn read(path: &Path, range: Option<&str>) -> io::Result<Part> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    let kind = MimeType::parse(&head, &path.to_string_lossy());
    let mut read = |start, length| {
        let mut body = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.by_ref().take(length).read_to_end(&mut body)?;
        io::Result::Ok(body)
    };
    match range.map(|range| HttpRange::parse(range, size)) {
        None if size > LARGEST => Ok(Part::TooLarge),
        None => Ok(Part::Whole { body: read(0, LARGEST)?, kind }),
        Some(ranges) => {
            let Some(&HttpRange { start, length }) = ranges.ok().as_deref().and_then(<[_]>::first) else {
                return Ok(Part::OutOfRange);
            };
            let body = read(start, length.min(LARGEST_PART))?;
            let Some(last) = (start + body.len() as u64).checked_sub(1) else { return Ok(Part::OutOfRange) };
            Ok(Part::Range { body, kind, range: format!("bytes {start}-{last}/{size}") })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(file: &Path, range: &str) -> Option<(Vec<u8>, String)> {
        match read(file, Some(range)).unwrap() {
            Part::Range { body, range, .. } => Some((body, range)),
            Part::OutOfRange => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_answered_whole_or_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("页面 1.html");
        std::fs::write(&file, "<p>hello").unwrap();
        let whole = Part::Whole { body: b"<p>hello".to_vec(), kind: "text/html".into() };
        assert_eq!(read(&file, None).unwrap(), whole);
        assert_eq!(range(&file, "bytes=0-2").unwrap(), (b"<p>".to_vec(), "bytes 0-2/8".into()));
        assert_eq!(range(&file, "bytes=3-").unwrap(), (b"hello".to_vec(), "bytes 3-7/8".into()));
        assert_eq!(range(&file, "bytes=-2").unwrap(), (b"lo".to_vec(), "bytes 6-7/8".into()));
        for wrong in ["bytes=8-", "bytes=9-12", "lines=1-2", "bytes=x"] {
            assert_eq!(range(&file, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn of_a_large_file_one_asks_for_parts() {
        let folder = tempfile::tempdir().unwrap();
        let film = folder.path().join("film.mp4");
        File::create(&film).unwrap().set_len(LARGEST + 1).unwrap();
        assert_eq!(read(&film, None).unwrap(), Part::TooLarge);
        let (body, words) = range(&film, "bytes=10-").unwrap();
        assert_eq!(body.len() as u64, LARGEST_PART);
        assert_eq!(words, format!("bytes 10-{}/{}", 9 + LARGEST_PART, LARGEST + 1));
    }
}
