//! The bytes of a file on its way out, as a whole or in slices.

use std::io::{self, Read};
use std::path::PathBuf;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, SeekFrom};

use super::{Attachment, MAX_FILE, MediaError, OutgoingFiles, Picture, film_type, picture};

/// How much is read at once, in bytes; also how finely progress is told.
const PIECE: usize = 16 * 1024;

/// What is sent, and its name among all contents.
pub(super) struct Source {
    bytes: Kept,
    pub(super) size: u64,
    pub(super) media_type: &'static str,
    /// The SHA-256 of the content, so that a broken upload of it, and of nothing else, goes on.
    pub(super) hash: String,
}

enum Kept {
    Memory(Bytes),
    File(PathBuf),
}

impl Source {
    /// Reads a file, makes it smaller if that is wanted, and names it. It blocks.
    pub(super) fn open(attachment: &Attachment, files: &OutgoingFiles) -> Result<Self, MediaError> {
        let Attachment { path, smaller, .. } = attachment;
        let file = files.open(path)?;
        let bytes = if *smaller {
            Picture::read(file)?.shared()?
        } else if files.is_own(path) {
            file.whole(MAX_FILE)?
        } else {
            let (hash, size, start) = digest(file)?;
            return Ok(Self { bytes: Kept::File(path.clone()), size, media_type: media_type(&start), hash });
        };
        let hash = hex(&Sha256::digest(&bytes));
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Self { size, media_type: media_type(&bytes), hash, bytes: Kept::Memory(bytes.into()) })
    }

    /// The content from an offset on, at most so much of it, in pieces.
    pub(super) async fn pieces(
        &self,
        start: u64,
        length: u64,
    ) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
        match &self.bytes {
            Kept::Memory(bytes) => {
                let from = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
                let to = from.saturating_add(usize::try_from(length).unwrap_or(usize::MAX)).min(bytes.len());
                let mut rest = bytes.slice(from..to);
                let pieces = std::iter::from_fn(move || {
                    (!rest.is_empty()).then(|| Ok(rest.split_to(rest.len().min(PIECE))))
                });
                Ok(stream::iter(pieces.collect::<Vec<_>>()).boxed())
            }
            Kept::File(path) => {
                let mut file = File::open(path).await?;
                file.seek(SeekFrom::Start(start)).await?;
                Ok(stream::try_unfold(file.take(length), next_piece).boxed())
            }
        }
    }
}

fn media_type(start: &[u8]) -> &'static str {
    picture::media_type(start).or_else(|| film_type(start)).unwrap_or("application/octet-stream")
}

async fn next_piece(mut file: tokio::io::Take<File>) -> io::Result<Option<(Bytes, tokio::io::Take<File>)>> {
    if file.limit() == 0 {
        return Ok(None);
    }
    let mut piece = bytes::BytesMut::with_capacity(PIECE);
    if (&mut file).take(PIECE as u64).read_buf(&mut piece).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into()); // it has become shorter
    }
    Ok(Some((piece.freeze(), file)))
}

/// The hash, the size and the first bytes of a file.
fn digest(mut file: impl Read) -> Result<(String, u64, Vec<u8>), MediaError> {
    let (mut hash, mut size, mut start) = (Sha256::new(), 0_u64, Vec::new());
    let mut piece = vec![0; 4 * PIECE];
    loop {
        let count = file.read(&mut piece)?;
        let read = piece.get(..count).unwrap_or_default();
        if read.is_empty() {
            return Ok((hex(&hash.finalize()), size, start));
        }
        if start.is_empty() {
            start = read.get(..read.len().min(64)).unwrap_or_default().to_vec();
        }
        hash.update(read);
        size += u64::try_from(count).unwrap_or(u64::MAX);
        if size > MAX_FILE {
            return Err(MediaError::TooLarge { found: size, limit: MAX_FILE, unit: "bytes" });
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
