//! What messages carry beside words: pictures, voices, places and files.
//!
//! A small thing travels within the content; a file goes to the file server first, and its message follows with the
//! address ([`upload`]).

mod download;
mod film;
mod map;
mod outgoing;
mod picture;
mod sealed;
mod sealed_folder;
mod source;
#[cfg(feature = "testing")]
mod testing;
mod upload;
mod voice;

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pipit_proto::content::Content;
use thiserror::Error;

pub(crate) use download::{Downloads, Engine as DownloadEngine, copied, place, read, run as run_downloads};
pub use download::{FileOf, FileState, file_name, keep};
pub(crate) use film::sendable as sendable_film;
pub use film::{LONGEST_FILM, film_type};
pub use map::{MapTile, MapView};
pub use outgoing::{OutgoingFile, OutgoingFiles};
pub(crate) use picture::Picture;
pub(crate) use sealed::FileKey;
pub use sealed_folder::SealedFolder;
#[cfg(feature = "testing")]
pub use testing::SealedFile;
pub(crate) use upload::{Engine as UploadEngine, Uploads, run as run_uploads};
pub(crate) use voice::Recording;
pub use voice::{Sound, Waveform};

/// The largest file that is sent, in bytes, as the platform has it.
pub(crate) const MAX_FILE: u64 = 100 * 1024 * 1024;

/// Why a file cannot be sent.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MediaError {
    /// It is not there or cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is no picture that can be shown.
    #[error("the file is no picture that can be read (JPEG, PNG, GIF, WebP or BMP): {0}")]
    NotAPicture(String),
    /// It is no voice recording.
    #[error("the file is no recording in AMR, WAV, Opus or AAC: {0}")]
    NotAVoice(String),
    /// It is no short film.
    #[error("the file is no film in MP4 or WebM: {0}")]
    NotAFilm(String),
    /// It is larger, or lasts longer, than what is sent or fetched.
    #[error("the file has {found} {unit}, and at most {limit} are taken")]
    TooLarge {
        /// Its size.
        found: u64,
        /// The largest that is taken.
        limit: u64,
        /// What is counted.
        unit: &'static str,
    },
}

impl MediaError {
    pub(crate) fn too_large(found: usize, limit: usize) -> Self {
        let bytes = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self::TooLarge { found: bytes(found), limit: bytes(limit), unit: "bytes" }
    }
}

/// A file that goes to the server before its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// Where it lies. It must stay there until it is sent.
    pub(crate) path: PathBuf,
    /// A picture that is made smaller first, without what the camera wrote into it.
    pub(crate) smaller: bool,
    /// Its name on the server.
    pub(crate) key: String,
}

impl Attachment {
    /// Takes a file for a content of this kind, under a name that no other file has.
    pub(crate) fn new(path: &Path, smaller: bool, kind: FileKind, unique: i64) -> Self {
        let known = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let fits = (1..=8).contains(&known.len()) && known.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let extension = if fits { known.to_ascii_lowercase() } else { "bin".into() };
        let key = format!("{}__RC-{unique:x}.{extension}", kind.name());
        Self { path: path.to_owned(), smaller, key }
    }
}

/// What the platform calls the kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Image = 1,
    Audio = 2,
    File = 4,
    Sight = 5,
}

impl FileKind {
    /// The kind that a content carries; nothing when it carries no file.
    pub(crate) fn of(content: &Content) -> Option<Self> {
        match content {
            Content::Image(_) | Content::Gif(_) => Some(Self::Image),
            Content::HqVoice(_) => Some(Self::Audio),
            Content::Sight(_) => Some(Self::Sight),
            Content::File(_) => Some(Self::File),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::File => "file",
            Self::Sight => "sight",
        }
    }
}

/// Writes a file's address into the content that carries it.
pub(crate) fn set_address(content: &mut Content, address: String) {
    match content {
        Content::Image(image) => image.image_uri = address,
        Content::Gif(gif) => gif.remote_url = address,
        Content::HqVoice(voice) => voice.remote_url = address,
        Content::Sight(sight) => sight.sight_url = address,
        Content::File(file) => file.file_url = address,
        _ => {}
    }
}

/// Where a content's file lies; nothing when it has none, or not yet.
pub(crate) fn address(content: &Content) -> Option<&str> {
    let address = match content {
        Content::Image(image) => &image.image_uri,
        Content::Gif(gif) => &gif.remote_url,
        Content::HqVoice(voice) => &voice.remote_url,
        Content::Sight(sight) => &sight.sight_url,
        Content::File(file) => &file.file_url,
        Content::Combine(page) => &page.remote_url,
        Content::CombineV2(list) => return list.more.get("remoteUrl")?.as_str(),
        _ => return None,
    };
    Some(address.as_str()).filter(|address| !address.is_empty())
}

/// How many bytes a content's file has, as its sender says; 0 when they say nothing.
pub(crate) fn size_told(content: &Content) -> u64 {
    let size = match content {
        Content::Gif(gif) => gif.size,
        Content::Sight(film) => film.size,
        Content::File(file) => file.size,
        _ => 0,
    };
    u64::try_from(size).unwrap_or_default()
}

/// What lies within a content itself, and its media type: a thumbnail or a voice. Nothing when there is none, or it is
/// not what it should be.
pub fn embedded(content: &Content) -> Option<(Vec<u8>, &'static str)> {
    let text = match content {
        Content::Image(image) => &image.content,
        Content::Sight(sight) => &sight.content,
        Content::Location(place) => &place.content,
        Content::Voice(voice) => &voice.content,
        _ => return None,
    };
    // Some clients break the text into lines.
    let text: String = text.split_ascii_whitespace().collect();
    let bytes = BASE64.decode(text).ok()?;
    let kind = match bytes.as_slice() {
        [0xFF, 0xD8, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'G', b'I', b'F', ..] => "image/gif",
        [b'#', b'!', b'A', b'M', b'R', ..] => "audio/amr",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => "audio/wav",
        [b'O', b'g', b'g', b'S', ..] => "audio/ogg",
        _ => return None,
    };
    Some((bytes, kind))
}

/// A small picture that travels within a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// The picture itself, as a `data:` address.
    pub url: String,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
}

/// The longest side of a small picture within a content, in pixels. A few bytes may claim to be far more, and whoever shows them
/// would need memory for it.
const LONGEST_WITHIN: u32 = 2_000;

/// The small picture within a content, with its size, so that its place can be kept free.
pub fn thumbnail(content: &Content) -> Option<Thumbnail> {
    let (bytes, kind) = embedded(content).filter(|(_, kind)| kind.starts_with("image/"))?;
    let (width, height) =
        picture::size(&bytes).filter(|(width, height)| width.max(height) <= &LONGEST_WITHIN)?;
    Some(Thumbnail { url: data_url(&bytes, kind), width, height })
}

/// Width and height of a picture, in pixels; nothing for what is none.
pub fn picture_size(bytes: &[u8]) -> Option<(u32, u32)> {
    picture::size(bytes)
}

/// A small copy of a picture's file as JPEG; nothing when it is no picture. It takes a moment; it blocks.
pub fn preview(file: OutgoingFile) -> Option<Vec<u8>> {
    Picture::read(file).and_then(|picture| picture.thumbnail()).ok()
}

/// The bytes, width and height of a GIF's file. It blocks.
pub(crate) fn gif_size(file: OutgoingFile) -> Result<(u64, u32, u32), MediaError> {
    let bytes = file.whole(MAX_FILE)?;
    let (width, height) = picture::size(&bytes)
        .filter(|_| bytes.starts_with(b"GIF8"))
        .ok_or_else(|| MediaError::NotAPicture("it is no GIF".into()))?;
    Ok((u64::try_from(bytes.len()).unwrap_or(u64::MAX), width, height))
}

/// A picture as it is seen, upright.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Red, green, blue and opacity of each, row by row.
    pub rgba: Vec<u8>,
}

/// What a picture's file shows; of a moving one, the beginning. It takes a moment; it blocks.
///
/// # Errors
/// When it is no picture.
pub fn pixels(bytes: Vec<u8>) -> Result<Pixels, MediaError> {
    Picture::new(bytes).map(Picture::pixels)
}

/// Bytes as an address that a page shows without asking anybody.
pub fn data_url(bytes: &[u8], media_type: &str) -> String {
    format!("data:{media_type};base64,{}", BASE64.encode(bytes))
}

/// A voice within a content as WAV, which every system plays. It takes a moment; it blocks.
pub fn playable(content: &Content) -> Option<Vec<u8>> {
    let (recording, _) = embedded(content).filter(|(_, kind)| kind.starts_with("audio/"))?;
    voice::to_wav(recording).ok()
}

/// What a voice's file holds as WAV. It takes a moment; it blocks.
pub(crate) fn played(recording: Vec<u8>) -> Result<Vec<u8>, MediaError> {
    voice::to_wav(recording)
}

/// A picture made small and drawn anew, its longest side at most so many pixels; nothing for what is none. It takes a
/// moment; it blocks.
pub fn shrunk(bytes: Vec<u8>, side: u32) -> Option<Vec<u8>> {
    Picture::new(bytes).and_then(|picture| picture.shrunk(side)).ok()
}

/// Text for what lies within a content.
pub fn embed(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

#[cfg(test)]
mod tests;
