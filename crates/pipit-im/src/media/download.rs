//! Downloads: one task brings the files that somebody wants to this machine.
//!
//! A file grows in the engine's own folder, [sealed](super::sealed). Only when it is whole and what the server says that it
//! is, it is told of: where it lies, if it was fetched to be seen, or else plainly in the folder where somebody wants it. A
//! broken download goes on where it was, in this process or the next, if the server still has the same content. What passes
//! is tried again, each time with a longer pause; what will not pass ends the attempt.

mod landing;
mod pace;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::TryStreamExt;
use serde::Serialize;
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncSeekExt, AsyncWriteExt, SeekFrom};
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, timeout};
use tracing::{debug, warn};
use ts_rs::TS;

use super::MAX_FILE;
use super::sealed::{self, FileKey, Sealer};
use crate::connection::Backoff;
use crate::network::{Download, Network, Resume};
use crate::store::{self, Lies, Store, WantedFile};
use crate::{ChangeSet, ClientConfig, ConnectionStatus, Held, MessageId};
use pace::Pace;

pub(crate) use landing::{copied, read};
pub use landing::{file_name, keep};

/// How many files travel at once.
const PARALLEL: usize = 3;

/// How long a download may stand still before it counts as broken.
const STALL: Duration = Duration::from_secs(30);

/// How often progress is told.
const TELL: Duration = Duration::from_millis(250);

/// How often a file is asked for in vain, while there is a connection, before it counts as gone.
const TRIES: u32 = 6;

/// Names a file: a message's own, or that of one of the messages that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileOf {
    /// Which message.
    pub message: MessageId,
    /// Which of the messages that it holds, or itself.
    pub held: Held,
}

/// How far a file has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum FileState {
    /// Only the server has it.
    Remote,
    /// It is on its way here.
    Loading {
        /// How much of it is here, of 100.
        percent: u8,
        /// Bytes a second; 0 while nothing comes.
        #[ts(type = "number")]
        speed: u64,
    },
    /// It is here, unless somebody has moved it.
    Here,
    /// It could not be had.
    Failed,
}

/// What the task and the client share. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Downloads(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Something was wanted, or is no longer.
    changed: Notify,
    on_their_way: Mutex<BTreeMap<FileOf, (u8, u64)>>,
}

impl Downloads {
    /// The task shall look at what is wanted.
    pub(crate) fn changed(&self) {
        self.0.changed.notify_one();
    }

    /// Of a file on its way: how much of it is here, of 100, and how many bytes come in a second.
    pub(crate) fn progress(&self, of: FileOf) -> Option<(u8, u64)> {
        self.all().get(&of).copied()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<FileOf, (u8, u64)>> {
        self.0.on_their_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the task works with. It holds no client, so that it ends with the last one.
pub(crate) struct Engine {
    pub(crate) downloads: Downloads,
    pub(crate) store: Store,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) config: ClientConfig,
    pub(crate) status: watch::Receiver<ConnectionStatus>,
    pub(crate) changes: broadcast::Sender<ChangeSet>,
}

/// Runs until the application is gone.
pub(crate) async fn run(engine: Engine) {
    let Some(folder) = engine.config.received.clone() else { return };
    let engine = Arc::new(engine);
    sweep(&engine, &folder).await;
    let mut status = engine.status.clone();
    let mut tasks = JoinSet::new();
    let mut running: HashMap<FileOf, AbortHandle> = HashMap::new();
    loop {
        match engine.store.read(|db| store::wanted_files(db, PARALLEL)).await {
            Ok(wanted) => {
                running.retain(|of, task| {
                    let still = wanted.iter().any(|file| file.of == *of);
                    if !still {
                        task.abort();
                    }
                    still
                });
                for file in wanted {
                    let part = place(&folder, file.of);
                    running.entry(file.of).or_insert_with(|| {
                        tasks.spawn(Fetching { engine: engine.clone(), file, part }.run())
                    });
                }
            }
            Err(error) => warn!(%error, "the files that are wanted cannot be read"),
        }
        tokio::select! {
            () = engine.downloads.0.changed.notified() => {}
            changed = status.changed() => if changed.is_err() { return },
            Some(done) = tasks.join_next() => if let Ok(of) = done { running.remove(&of); },
        }
    }
}

/// Where a file grows, and lies when it is whole and only to be seen. Its name tells nothing.
pub(crate) fn place(folder: &Path, of: FileOf) -> PathBuf {
    folder.join(format!("{}-{}.sealed", of.message.0, of.held.stored()))
}

/// Removes what nobody wants any more, and what lies there plainly, from before files were sealed.
async fn sweep(engine: &Engine, folder: &Path) {
    let known = engine.store.read(|db| Ok((store::sealed_files(db)?, store::files_to_upload(db)?))).await;
    let (sealed, mut kept) = match known {
        Ok(known) => known,
        Err(error) => return warn!(%error, "the files that are wanted cannot be read"),
    };
    kept.extend(sealed.into_iter().map(|of| place(folder, of)));
    let folder = folder.to_owned();
    let swept = tokio::task::spawn_blocking(move || {
        for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if !kept.contains(&file.path()) {
                std::fs::remove_file(file.path()).ok(); // the next start tries again
            }
        }
    });
    swept.await.ok();
}

/// Why an attempt did not bring a file here.
enum Trouble {
    /// It may go better later.
    Passing,
    /// What is here is of something else: begin again.
    Changed,
    /// It will not.
    Final,
}

impl Trouble {
    /// What reading from a server came to.
    fn of_network(error: &io::Error) -> Self {
        debug!(%error, "a download broke off");
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::Unsupported => Self::Final,
            io::ErrorKind::InvalidData => Self::Changed,
            _ => Self::Passing,
        }
    }

    /// What writing to a disk came to.
    fn of_disk(error: &io::Error) -> Self {
        warn!(%error, "a file cannot be written");
        Self::Final
    }
}

/// One file on its way.
struct Fetching {
    engine: Arc<Engine>,
    file: WantedFile,
    part: PathBuf,
}

impl Fetching {
    async fn run(mut self) -> FileOf {
        let of = self.file.of;
        let _told = Told { downloads: self.engine.downloads.clone(), of };
        self.tell(0, 0);
        let (min, max) = (self.engine.config.backoff_min, self.engine.config.backoff_max);
        let mut pauses = Backoff::new(min, max);
        let (mut in_vain, mut before) = (0, 0);
        let landed = loop {
            match self.attempt().await {
                Ok(()) => break self.land().await,
                Err(Trouble::Final) => break None,
                Err(Trouble::Changed) => self.begin_again().await,
                Err(Trouble::Passing) => {}
            }
            let now = self.here().await;
            let connected = *self.engine.status.borrow() == ConnectionStatus::Connected;
            in_vain = if now > before || !connected { 0 } else { in_vain + 1 };
            before = now;
            if in_vain >= TRIES {
                break None;
            }
            self.pause(pauses.next()).await;
        };
        self.settle(landed).await;
        of
    }

    /// Waits; a connection that comes back ends it.
    async fn pause(&self, pause: Duration) {
        let mut status = self.engine.status.clone();
        let was = *status.borrow_and_update();
        let back = async {
            let back = |status: &ConnectionStatus| *status == ConnectionStatus::Connected && was != *status;
            if status.wait_for(back).await.is_err() {
                std::future::pending::<()>().await; // the application ends, and this task with it
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = back => {}
        }
    }

    /// How much of it is here for certain.
    async fn here(&self) -> u64 {
        let on_disk = tokio::fs::metadata(&self.part).await.map_or(0, |part| part.len());
        if self.file.key.is_some() { sealed::whole_blocks(on_disk) } else { 0 }
    }

    async fn begin_again(&mut self) {
        self.file.tag.clear();
        self.file.key = None;
        tokio::fs::remove_file(&self.part).await.ok(); // what cannot be removed is written over
    }

    /// Fetches what is missing, and checks the whole.
    async fn attempt(&mut self) -> Result<(), Trouble> {
        let here = self.here().await;
        let resume = (here > 0 && !self.file.tag.is_empty())
            .then(|| Resume { start: here, tag: self.file.tag.clone() });
        let asked = self.engine.network.download(&self.file.url, resume.as_ref());
        let answer = match timeout(STALL, asked).await {
            Ok(answer) => answer.map_err(|error| Trouble::of_network(&error))?,
            Err(_) => return Err(Trouble::Passing),
        };
        // What is more than the message told is something else.
        let most = if self.file.size > 0 { self.file.size } else { answer.size.unwrap_or(MAX_FILE) };
        if answer.size.is_some_and(|size| size > most) {
            debug!("a file is larger than its message says");
            return Err(Trouble::Final);
        }
        let (start, digest) = (answer.start, answer.digest);
        let file = self.open(start).await.map_err(|error| Trouble::of_disk(&error))?;
        let key = self.key(start, answer.tag.clone().unwrap_or_default()).await?;
        self.receive(answer, most, file, &key).await?;
        match digest {
            Some(digest) if !self.is(digest, key).await => {
                debug!("a file is not what its server says");
                // What came before may be to blame, or else the server is.
                if start > 0 {
                    return Err(Trouble::Changed);
                }
                self.begin_again().await;
                Err(Trouble::Final)
            }
            _ => Ok(()),
        }
    }

    /// What is sealed with: a new key for what begins. It is in the store before anything lies on the disk.
    async fn key(&mut self, start: u64, tag: String) -> Result<FileKey, Trouble> {
        if start > 0 {
            return self.file.key.clone().ok_or(Trouble::Changed);
        }
        let key = FileKey::new().map_err(|error| Trouble::of_disk(&error))?;
        let (of, noted) = (self.file.of, (tag.clone(), key.clone()));
        match self.engine.store.write(move |db| store::begin_file(db, of, &noted.0, &noted.1)).await {
            Ok(true) => {}
            Ok(false) => return Err(Trouble::Final), // nobody wants it any more
            Err(error) => {
                warn!(%error, "a download cannot be noted");
                return Err(Trouble::Passing);
            }
        }
        self.file.tag = tag;
        self.file.key = Some(key.clone());
        Ok(key)
    }

    /// Seals what comes and writes it to the part, to its end.
    async fn receive(
        &self,
        answer: Download,
        most: u64,
        mut file: File,
        key: &FileKey,
    ) -> Result<(), Trouble> {
        let disk = |error: io::Error| Trouble::of_disk(&error);
        let mut here = answer.start;
        let mut sealer = Sealer::new(key, here);
        let whole = answer.size.unwrap_or(most);
        let (mut pace, mut told) = (Pace::new(here), Instant::now());
        let mut pieces = answer.pieces;
        loop {
            let piece = match timeout(STALL, pieces.try_next()).await {
                Ok(Ok(Some(piece))) => piece,
                // The last block is sealed only once: what ends before its time has none.
                Ok(Ok(None)) if answer.size.is_none_or(|size| here >= size) => break,
                broken => {
                    file.sync_data().await.map_err(disk)?;
                    if let Ok(Err(error)) = broken {
                        debug!(%error, "a download broke off");
                    }
                    return Err(Trouble::Passing);
                }
            };
            here += u64::try_from(piece.len()).unwrap_or(u64::MAX);
            if here > most {
                debug!("a file is larger than its message says");
                return Err(Trouble::Final);
            }
            file.write_all(&sealer.seal(&piece).map_err(disk)?).await.map_err(disk)?;
            if told.elapsed() >= TELL {
                told = Instant::now();
                self.tell(percent(here, whole), pace.at(here));
            }
        }
        file.write_all(&sealer.finish().map_err(disk)?).await.map_err(disk)?;
        file.sync_all().await.map_err(disk)
    }

    async fn open(&self, start: u64) -> io::Result<File> {
        if let Some(folder) = self.part.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(false).open(&self.part).await?;
        let start = sealed::on_disk(start);
        file.set_len(start).await?;
        file.seek(SeekFrom::Start(start)).await?;
        Ok(file)
    }

    /// Whether what is sealed has this SHA-256.
    async fn is(&self, digest: [u8; 32], key: FileKey) -> bool {
        let part = self.part.clone();
        let found = tokio::task::spawn_blocking(move || landing::digest(&part, &key)).await;
        found.is_ok_and(|found| found.is_ok_and(|found| found == digest))
    }

    /// Leaves the whole file where it is, or brings it plainly to where somebody wants it.
    async fn land(&mut self) -> Option<PathBuf> {
        if self.part.parent() == Some(&self.file.folder) {
            return Some(self.part.clone());
        }
        let (part, key, name) = (self.part.clone(), self.file.key.clone()?, self.file.name.clone());
        let named = tokio::task::spawn_blocking(move || landing::with_ending(&part, &key, &name)).await;
        let name = named.unwrap_or_else(|_| self.file.name.clone());
        let copied = copied(&self.part, self.file.key.clone(), &self.file.folder, &name).await;
        if let Err(error) = &copied {
            warn!(%error, "a file cannot be kept");
        }
        if copied.as_ref().err().is_none_or(|error| error.kind() == io::ErrorKind::InvalidData) {
            self.begin_again().await; // what is sealed is of no more use
        }
        copied.ok()
    }

    fn tell(&self, percent: u8, speed: u64) {
        self.engine.downloads.all().insert(self.file.of, (percent, speed));
        self.engine.changes.send(ChangeSet::conversation(self.file.conversation.clone())).ok(); // nobody may be watching
    }

    async fn settle(&self, landed: Option<PathBuf>) {
        let of = self.file.of;
        let path = landed.clone();
        let lies = if landed.as_ref() == Some(&self.part) { Lies::Sealed } else { Lies::Plainly };
        // A file of which that cannot be stored would be wanted again at once, for as long as there is no room.
        let mut pauses = Backoff::new(self.engine.config.backoff_min, self.engine.config.backoff_max);
        let settled = loop {
            let path = path.clone();
            let settled = self.engine.store.write(move |db| match &path {
                Some(path) => store::file_here(db, of, path, lies),
                None => store::file_failed(db, of),
            });
            match settled.await {
                Ok(settled) => break settled,
                Err(error) => warn!(%error, "what became of a file cannot be stored"),
            }
            self.pause(pauses.next()).await;
        };
        if let (false, Some(path)) = (settled, landed) {
            tokio::fs::remove_file(path).await.ok(); // it was stopped or deleted meanwhile
        }
        self.engine.downloads.all().remove(&of);
        self.engine.changes.send(ChangeSet::conversation(self.file.conversation.clone())).ok(); // nobody may be watching
    }
}

fn percent(here: u64, of: u64) -> u8 {
    u8::try_from(here.min(of).saturating_mul(100).checked_div(of).unwrap_or(0)).unwrap_or(100)
}

/// A file on its way, as long as this value lives.
struct Told {
    downloads: Downloads,
    of: FileOf,
}

impl Drop for Told {
    fn drop(&mut self) {
        self.downloads.all().remove(&self.of);
    }
}
