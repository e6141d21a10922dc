//! Uploaded files: their contents lie in a folder by hash, so that the same content lies there once.
//!
//! What arrives is written to a file of its own, and gets its final name only when it is whole and on disk. Uploads in
//! slices gather in `parts`, where a broken one goes on later.

pub(crate) mod ticket;

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, SeekFrom};
use tokio::sync::{OwnedSemaphorePermit, RwLock, RwLockReadGuard, RwLockWriteGuard, Semaphore};
use tokio::time::{Instant, timeout_at};

/// How many uploads run at once; each holds an open file.
const UPLOADS: usize = 256;

/// How many of whom it is not known yet who sends them. More: strangers fill the disk for a while. Fewer: somebody's slices
/// wait for those of others.
const UNKNOWN: usize = 32;

/// Bytes per millisecond of the slowest sender who is waited for. Faster: people on bad lines send no large files. Slower:
/// an upload holds its place for longer.
const SLOWEST: u64 = 4;

/// How long an upload in slices may pause before what it sent is removed.
const PATIENCE: Duration = Duration::from_hours(24);

/// How often it is looked for such uploads. More often: a folder is read for nothing. Less often: they lie there longer.
const ROUND: Duration = Duration::from_hours(1);

/// How much of a file is read at once, in bytes.
pub(crate) const CHUNK: usize = 64 * 1024;

/// Why a file cannot be taken.
#[derive(Debug, Error)]
pub(crate) enum Fault {
    #[error("the file is larger than allowed")]
    TooLarge,
    #[error("the sender paused for too long or broke off")]
    Broken,
    #[error("another upload of the same file, or too many uploads, are under way")]
    Busy,
    /// So many bytes are here; the slice begins somewhere else.
    #[error("a slice is missing")]
    Gap(u64),
    #[error("the disk is full or failing")]
    Disk(#[from] io::Error),
}

/// Who uploads something.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sender {
    /// Somebody who may.
    Known,
    /// That is told after the file.
    Unknown,
}

/// A content that lies under its final name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) hash: String,
    pub(crate) size: u64,
}

/// Where a slice belongs.
pub(crate) struct Slice {
    /// Tells uploads apart, as [`Slice::name`] makes it.
    pub(crate) upload: String,
    /// The offset of its first byte.
    pub(crate) start: u64,
    /// Bytes of the whole file.
    pub(crate) total: u64,
}

impl Slice {
    /// The name of an upload: another user's or key's upload of the same transaction is another one. It begins with what
    /// all of its owner's begin with.
    pub(crate) fn name(owner: &str, key: &str, transaction: &str) -> String {
        let upload = hex(&Sha256::digest(format!("{owner}\n{key}\n{transaction}")));
        format!("{}{upload}", Self::of(owner))
    }

    /// What the names of an owner's uploads begin with.
    fn of(owner: &str) -> String {
        format!("{}-", hex(&Sha256::digest(owner)))
    }
}

/// The folder of the contents.
pub(crate) struct Files {
    folder: PathBuf,
    /// Names what arrives.
    counter: AtomicU64,
    uploads: Arc<Semaphore>,
    unknown: Arc<Semaphore>,
    /// Uploads in slices of which a slice is arriving.
    arriving: Mutex<HashSet<String>>,
    /// When it was looked last for uploads that pause for too long.
    round: Mutex<Instant>,
    /// Contents are named and remembered by many at once, and removed by one alone.
    keeping: RwLock<()>,
}

impl Files {
    /// Opens or makes the folder, and removes what will not be finished.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        let incoming = folder.join("incoming");
        match std::fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => std::fs::create_dir_all(&incoming)?,
        }
        let parts = folder.join("parts");
        std::fs::create_dir_all(&parts)?;
        remove_late(&parts)?;
        Ok(Self {
            folder,
            counter: AtomicU64::new(0),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            unknown: Arc::new(Semaphore::new(UNKNOWN)),
            arriving: Mutex::default(),
            round: Mutex::new(Instant::now()),
            keeping: RwLock::default(),
        })
    }

    /// Takes what arrives, at most `largest` bytes, each chunk of which comes within `patience`, and all of it as fast as
    /// of the slowest who are waited for. It is gone when it is dropped.
    pub(crate) async fn receive<E>(
        &self,
        sender: Sender,
        mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
        largest: u64,
        patience: Duration,
    ) -> Result<Incoming, Fault> {
        let places = match sender {
            Sender::Known => &self.uploads,
            Sender::Unknown => &self.unknown,
        };
        let place = places.clone().try_acquire_owned().map_err(|_| Fault::Busy)?;
        let begun = Instant::now();
        let path = self.next();
        let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(&path).await?;
        let path = Vanishing(path);
        let (mut hash, mut size) = (Sha256::new(), 0);
        loop {
            let last = begun + patience + Duration::from_millis(size / SLOWEST);
            let chunk = match timeout_at(last.min(Instant::now() + patience), chunks.next()).await {
                Ok(Some(Ok(chunk))) => chunk,
                Ok(None) => break,
                Ok(Some(Err(_))) | Err(_) => return Err(Fault::Broken),
            };
            size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            if size > largest {
                return Err(Fault::TooLarge);
            }
            hash.update(&chunk);
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        Ok(Incoming { path, file, hash: hex(&hash.finalize()), size, _place: place })
    }

    /// While this is held, no content is removed.
    pub(crate) async fn keeping(&self) -> RwLockReadGuard<'_, ()> {
        self.keeping.read().await
    }

    /// While this is held, no content is named.
    pub(crate) async fn removing(&self) -> RwLockWriteGuard<'_, ()> {
        self.keeping.write().await
    }

    /// Removes a content that no key has.
    pub(crate) async fn remove(&self, hash: &str) -> io::Result<()> {
        match fs::remove_file(self.place(hash)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// A file that the server fills itself. It is gone when the draft is dropped.
    pub(crate) async fn draft(&self) -> io::Result<(Draft, std::fs::File)> {
        let path = self.next();
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path).await?;
        Ok((Draft(Vanishing(path)), file.into_std().await))
    }

    /// Keeps a draft that is filled.
    pub(crate) async fn keep_draft(&self, draft: Draft) -> io::Result<Content> {
        // Windows only flushes what may be written.
        let mut file = OpenOptions::new().read(true).write(true).open(&draft.0.0).await?;
        file.sync_all().await?;
        let (hash, size) = (hash_of(&mut file).await?, file.metadata().await?.len());
        self.name(&draft.0.0, &hash).await?;
        Ok(Content { hash, size })
    }

    /// Where the next that arrives is written.
    fn next(&self) -> PathBuf {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        self.folder.join("incoming").join(number.to_string())
    }

    /// Keeps what arrived as a whole file.
    pub(crate) async fn keep(&self, incoming: Incoming) -> Result<Content, Fault> {
        incoming.file.sync_all().await?;
        self.name(&incoming.path.0, &incoming.hash).await?;
        Ok(Content { hash: incoming.hash, size: incoming.size })
    }

    /// Keeps what arrived as a slice of a file: answers the content once it is whole, and otherwise how many bytes of it
    /// are here. A slice that is sent again replaces what came from its beginning on.
    pub(crate) async fn keep_slice(
        &self,
        slice: &Slice,
        mut incoming: Incoming,
    ) -> Result<Result<Content, u64>, Fault> {
        let size = slice.start.saturating_add(incoming.size);
        if size > slice.total {
            return Err(Fault::TooLarge);
        }
        if slice.start == 0 {
            self.make_round().await?;
        }
        let _turn = Turn::take(&self.arriving, &slice.upload).ok_or(Fault::Busy)?;
        let path = self.part(&slice.upload);
        let mut options = OpenOptions::new();
        let mut part = options.read(true).write(true).create(true).truncate(false).open(&path).await?;
        let here = part.metadata().await?.len();
        if slice.start > here {
            return Err(Fault::Gap(here));
        }
        part.set_len(slice.start).await?;
        part.seek(SeekFrom::End(0)).await?;
        incoming.file.rewind().await?;
        tokio::io::copy(&mut incoming.file, &mut part).await?;
        part.sync_all().await?;
        if size < slice.total {
            return Ok(Err(size));
        }
        part.rewind().await?;
        let hash = hash_of(&mut part).await?;
        self.name(&path, &hash).await?;
        Ok(Ok(Content { hash, size }))
    }

    /// How many bytes of an upload in slices are here.
    pub(crate) async fn received(&self, upload: &str) -> u64 {
        fs::metadata(self.part(upload)).await.map_or(0, |part| part.len())
    }

    /// How many bytes of an owner's uploads in slices are here, beside one of them.
    pub(crate) async fn unfinished(&self, owner: &str, beside: &str) -> io::Result<u64> {
        let (parts, of, beside) = (self.parts(), Slice::of(owner), beside.to_owned());
        blocking(move || {
            let mut bytes = 0;
            for part in std::fs::read_dir(parts)? {
                let part = part?;
                let name = part.file_name();
                let theirs = name.to_str().is_some_and(|name| name.starts_with(&of) && name != beside);
                // One that is finished meanwhile has another name.
                bytes += if theirs { part.metadata().map_or(0, |part| part.len()) } else { 0 };
            }
            Ok(bytes)
        })
        .await
    }

    /// Removes what uploads that pause for too long have sent.
    async fn make_round(&self) -> io::Result<()> {
        {
            let mut last = self.round.lock().unwrap_or_else(PoisonError::into_inner);
            if last.elapsed() < ROUND {
                return Ok(());
            }
            *last = Instant::now();
        }
        let parts = self.parts();
        blocking(move || remove_late(&parts)).await
    }

    /// The hashes of all contents.
    pub(crate) async fn contents(&self) -> io::Result<Vec<String>> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut hashes = Vec::new();
            for begun in std::fs::read_dir(folder)? {
                let begun = begun?;
                if begun.file_name().len() != 2 {
                    continue; // what arrives, and slices
                }
                for content in std::fs::read_dir(begun.path())? {
                    hashes.extend(content?.file_name().into_string().ok());
                }
            }
            Ok(hashes)
        })
        .await
    }

    /// Opens a content from an offset on.
    pub(crate) async fn read(&self, hash: &str, start: u64) -> io::Result<File> {
        let mut file = File::open(self.place(hash)).await?;
        file.seek(SeekFrom::Start(start)).await?;
        Ok(file)
    }

    /// Gives what is whole and on disk its final name, which is on disk too before anybody is told of it.
    async fn name(&self, path: &Path, hash: &str) -> io::Result<()> {
        let place = self.place(hash);
        let folder = place.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).await?;
        fs::rename(path, &place).await?;
        sync_name(&place, folder).await
    }

    fn parts(&self) -> PathBuf {
        self.folder.join("parts")
    }

    fn part(&self, upload: &str) -> PathBuf {
        self.parts().join(upload)
    }

    fn place(&self, hash: &str) -> PathBuf {
        self.folder.join(hash.get(..2).unwrap_or_default()).join(hash)
    }
}

/// Removes what uploads that pause for too long have sent.
fn remove_late(parts: &Path) -> io::Result<()> {
    for part in std::fs::read_dir(parts)? {
        let part = part?;
        let Ok(told) = part.metadata() else { continue }; // it is finished meanwhile
        if SystemTime::now().duration_since(told.modified()?).unwrap_or_default() > PATIENCE {
            std::fs::remove_file(part.path())?;
        }
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// Brings the new name of a file in a folder to the disk.
#[cfg(unix)]
async fn sync_name(_: &Path, folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}

/// Brings the new name of a file in a folder to the disk. Windows opens no folder for that; NTFS writes its journal, with
/// the name, when the file itself is flushed.
#[cfg(not(unix))]
async fn sync_name(place: &Path, _: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(place).await?.sync_all().await
}

async fn hash_of(file: &mut File) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = file.read(&mut buffer).await?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(buffer.get(..count).unwrap_or_default());
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What arrived, until it is kept.
pub(crate) struct Incoming {
    path: Vanishing,
    file: File,
    hash: String,
    size: u64,
    _place: OwnedSemaphorePermit,
}

impl Incoming {
    /// Bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }
}

/// A file that the server fills itself, until it is kept.
pub(crate) struct Draft(Vanishing);

/// The name of a file that goes with this value, unless the file has got another name.
struct Vanishing(PathBuf);

impl Drop for Vanishing {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

/// One slice of an upload at a time.
struct Turn<'files> {
    all: &'files Mutex<HashSet<String>>,
    name: String,
}

impl<'files> Turn<'files> {
    fn take(all: &'files Mutex<HashSet<String>>, name: &str) -> Option<Self> {
        lock(all).insert(name.to_owned()).then(|| Self { all, name: name.to_owned() })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(self.all).remove(&self.name);
    }
}

fn lock(all: &Mutex<HashSet<String>>) -> MutexGuard<'_, HashSet<String>> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    /// A byte so often.
    fn drops(pause: Duration) -> impl Stream<Item = Result<Bytes, io::Error>> + Unpin {
        Box::pin(stream::unfold((), move |()| async move {
            tokio::time::sleep(pause).await;
            Some((Ok(Bytes::from_static(b"x")), ()))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_a_little_now_and_then_is_not_waited_for_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path().to_owned()).unwrap();
        let patience = Duration::from_secs(20);
        let received = files.receive(Sender::Known, drops(Duration::from_secs(19)), 1_000, patience).await;
        assert!(matches!(received, Err(Fault::Broken)));
    }
}
