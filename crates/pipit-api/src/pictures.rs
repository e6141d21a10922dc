//! Pictures that lie somewhere on the web: people's portraits, and what cards show. A page asks for them here and reaches no
//! stranger's server itself. They come small, as pictures that were read and drawn anew, and are kept for a while, sealed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use std::{fs, io};

use futures_util::TryStreamExt;
use pipit_im::{Amount, Client, FetchError, SealedFolder, data_url, shrunk};
use tokio::sync::Semaphore;

use crate::media::image_type;
use crate::ui::WebPictureArgs;
use crate::{Api, ApiError, ErrorCode};

/// The largest that is fetched, in bytes.
const LARGEST: usize = 5 * 1024 * 1024;

/// The longest side that is shown, in pixels: twice the largest portrait.
const SIDE: u32 = 256;

/// The longest address.
const LONGEST: usize = 2_048;

/// How long one is kept before it is asked for again.
const FRESH: Duration = Duration::from_hours(7 * 24);

/// How long a server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many are kept. The oldest go first.
const KEPT: usize = 2_000;

/// How many are fetched at once.
const AT_ONCE: usize = 4;

/// The pictures of the web that a profile keeps. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pictures {
    folder: PathBuf,
    /// The turns of those that are fetched.
    turns: Arc<Semaphore>,
    /// Held by whoever changes the folder.
    writing: Arc<Mutex<()>>,
}

/// A picture that is kept.
pub(crate) struct Kept {
    /// As a file has it.
    pub(crate) bytes: Vec<u8>,
    /// It need not be asked for again.
    pub(crate) fresh: bool,
}

impl Pictures {
    /// The pictures of a profile's folder.
    pub(crate) fn of(profile: &Path) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { folder: profile.join("pictures"), turns, writing: Arc::default() }
    }

    /// Removes what is kept, which comes again when it is wanted; how much that was. It blocks, and follows no link.
    pub(crate) fn clear(&self) -> Amount {
        self.remove(|_| true)
    }

    /// Removes what lies there plainly, from before pictures were sealed, and what was never written to its end. It blocks.
    pub(crate) fn sweep(&self) {
        self.remove(|path| !SealedFolder::is_sealed(path));
    }

    fn remove(&self, which: impl Fn(&Path) -> bool) -> Amount {
        let mut removed = Amount::default();
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if !fs::symlink_metadata(&self.folder).is_ok_and(|about| about.is_dir()) {
            return removed;
        }
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if let Some(about) = entry.metadata().ok().filter(|about| about.is_file() && which(&path)) {
                match fs::remove_file(path) {
                    Ok(()) => removed.add(about.len()),
                    Err(error) => tracing::warn!(%error, "a picture cannot be removed"),
                }
            }
        }
        removed
    }

    /// Keeps a picture, and no more of them than there may be. It blocks.
    fn keep(&self, client: &Client, url: &str, bytes: &[u8]) -> io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        client.sealed_folder(&self.folder).write(url, bytes)?;
        self.trim()
    }

    fn trim(&self) -> io::Result<()> {
        let mut all: Vec<(SystemTime, PathBuf)> = fs::read_dir(&self.folder)?
            .flatten()
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        if all.len() > KEPT {
            all.sort();
            for (_, oldest) in all.iter().take(all.len() - KEPT) {
                fs::remove_file(oldest)?;
            }
        }
        Ok(())
    }

    /// What is kept of a picture. One that was damaged is as good as none.
    pub(crate) async fn kept(&self, client: &Client, url: &str) -> Option<Kept> {
        let (sealed, url) = (client.sealed_folder(&self.folder), url.to_owned());
        let (bytes, written) = match tokio::task::spawn_blocking(move || sealed.read(&url)).await.ok()? {
            Ok(kept) => kept,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(%error, "a picture cannot be read, and is fetched anew");
                return None;
            }
        };
        let age = SystemTime::now().duration_since(written).ok();
        Some(Kept { bytes, fresh: age.is_none_or(|age| age < FRESH) })
    }

    #[cfg(test)]
    pub(crate) fn keep_for_test(&self, client: &Client, url: &str, bytes: &[u8]) {
        self.keep(client, url, bytes).unwrap();
    }

    /// Fetches a picture of the web and keeps it.
    pub(crate) async fn fetch(&self, client: &Client, url: &str) -> Result<Vec<u8>, ApiError> {
        on_the_web(url)?;
        let _turn = self.turns.acquire().await;
        let bytes = fetch(client, url).await?;
        let (pictures, client, url) = (self.clone(), client.clone(), url.to_owned());
        let small = tokio::task::spawn_blocking(move || {
            let small = shrunk(bytes, SIDE)?;
            if let Err(error) = pictures.keep(&client, &url, &small) {
                tracing::warn!(%error, "a picture cannot be kept");
            }
            Some(small)
        });
        small.await.ok().flatten().ok_or_else(no_picture)
    }
}

impl Api {
    /// A picture of the web, as a `data:` address.
    pub(crate) async fn web_picture(&self, args: WebPictureArgs) -> Result<String, ApiError> {
        on_the_web(&args.url)?;
        let client = self.client()?;
        let kept = match self.pictures().kept(&client, &args.url).await {
            Some(Kept { bytes, fresh: true }) => return shown(&bytes),
            stale => stale,
        };
        match self.pictures().fetch(&client, &args.url).await {
            Ok(bytes) => shown(&bytes),
            // An old one is better than none.
            Err(error) => kept.map_or(Err(error), |kept| shown(&kept.bytes)),
        }
    }
}

fn on_the_web(url: &str) -> Result<(), ApiError> {
    if (url.starts_with("https://") || url.starts_with("http://")) && url.len() <= LONGEST {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::BadCall, "a picture's address begins with https:// or http://"))
}

fn no_picture() -> ApiError {
    ApiError::new(ErrorCode::FileUnavailable, "the file is no picture")
}

fn shown(bytes: &[u8]) -> Result<String, ApiError> {
    let kind = image_type(bytes).ok_or_else(no_picture)?;
    Ok(data_url(bytes, kind))
}

async fn fetch(client: &Client, url: &str) -> Result<Vec<u8>, ApiError> {
    let silent = || ApiError::new(ErrorCode::FileUnavailable, "the server does not answer");
    tokio::time::timeout(PATIENCE, read(client, url)).await.map_err(|_| silent())?
}

async fn read(client: &Client, url: &str) -> Result<Vec<u8>, ApiError> {
    let mut pieces = client.fetch_from(url).await?.pieces;
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.try_next().await.map_err(FetchError::from)? {
        if bytes.len() + piece.len() > LARGEST {
            return Err(ApiError::new(ErrorCode::FileUnavailable, "the picture is larger than 5 MiB"));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clearing_pictures_follows_no_link() {
        let profile = tempfile::tempdir().unwrap();
        let pictures = Pictures::of(profile.path());
        assert_eq!(pictures.clear(), Amount::default(), "there are none");
        let folder = profile.path().join("pictures");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("a.sealed"), [0; 30]).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let diary = elsewhere.path().join("diary.txt");
        std::fs::write(&diary, "dear diary").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&diary, folder.join("diary")).unwrap();
        assert_eq!(pictures.clear(), Amount { files: 1, bytes: 30 });
        assert!(diary.exists());

        std::fs::remove_dir_all(&folder).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(elsewhere.path(), &folder).unwrap();
        assert_eq!(pictures.clear(), Amount::default());
        assert!(diary.exists());
    }
}
