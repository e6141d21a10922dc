//! Uploads: one task brings files to the file server and lets their messages go.
//!
//! A server of Pipit's own says how much of a file it has, and takes the rest in slices; other servers take files at
//! once. What passes (no network, a busy server) is tried again, each time with a longer pause; what will not pass ends
//! the attempt, and the message has failed until somebody tries again.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use pipit_proto::code;
use pipit_proto::messages::{
    GetDownloadUrlInput, GetDownloadUrlOutput, GetQNupTokenInput, GetQNupTokenOutput, UploadInput,
    UploadOutput,
};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;
use tokio::sync::{Notify, broadcast, mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, interval};
use tracing::{debug, warn};

use super::source::Source;
use super::{FileKind, MediaError, OutgoingFiles, set_address};
use crate::connection::{Backoff, Command, RequestKind, ask};
use crate::event::Events;
use crate::network::{Network, Slice, Upload};
use crate::store::{self, Store, WaitingUpload};
use crate::{ChangeSet, ClientConfig, ConnectionStatus, Event, MessageId, RequestError};

/// How many files travel at once, each of another conversation.
const PARALLEL: usize = 3;

/// Bytes of a slice: what is lost at most when the connection breaks.
const SLICE: u64 = 1024 * 1024;

/// How long an upload may stand still before it counts as broken.
const STALL: Duration = Duration::from_mins(1);

/// How often progress is told.
const TELL: Duration = Duration::from_millis(200);

/// What the task and the client share. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Uploads(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Something was queued, stopped or deleted.
    changed: Notify,
    percent: Mutex<BTreeMap<MessageId, u8>>,
}

impl Uploads {
    /// The task shall look at the queue again.
    pub(crate) fn changed(&self) {
        self.0.changed.notify_one();
    }

    /// How much of a message's file is with the server, of 100; nothing while it is not on its way.
    pub(crate) fn percent(&self, message: MessageId) -> Option<u8> {
        self.all().get(&message).copied()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<MessageId, u8>> {
        self.0.percent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the task works with. It holds no client, so that it ends with the last one.
pub(crate) struct Engine {
    pub(crate) uploads: Uploads,
    pub(crate) store: Store,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) config: ClientConfig,
    pub(crate) commands: mpsc::WeakSender<Command>,
    pub(crate) status: watch::Receiver<ConnectionStatus>,
    pub(crate) changes: broadcast::Sender<ChangeSet>,
    pub(crate) events: Events,
    /// The outbox has something new.
    pub(crate) written: Arc<Notify>,
}

/// Runs until the application is gone.
pub(crate) async fn run(engine: Engine) {
    let engine = Arc::new(engine);
    sweep(&engine).await;
    let mut status = engine.status.clone();
    let mut tasks = JoinSet::new();
    let mut running: HashMap<MessageId, AbortHandle> = HashMap::new();
    loop {
        if *status.borrow_and_update() == ConnectionStatus::Connected {
            match engine.store.read(|db| store::waiting_uploads(db, PARALLEL)).await {
                Ok(waiting) => {
                    running.retain(|message, task| {
                        let wanted = waiting.iter().any(|upload| upload.message == *message);
                        if !wanted {
                            task.abort();
                        }
                        wanted
                    });
                    for upload in waiting {
                        running
                            .entry(upload.message)
                            .or_insert_with(|| tasks.spawn(Sending { engine: engine.clone(), upload }.run()));
                    }
                }
                Err(error) => warn!(%error, "the queue of files cannot be read"),
            }
        }
        tokio::select! {
            () = engine.uploads.0.changed.notified() => {}
            changed = status.changed() => if changed.is_err() { return },
            Some(done) = tasks.join_next() => if let Ok(message) = done { running.remove(&message); },
        }
    }
}

/// Removes what was only there to be sent, and that neither a message nor a draft waits for any more.
async fn sweep(engine: &Engine) {
    let files = OutgoingFiles::of(&engine.store, &engine.config);
    let wanted = match engine.store.read(store::files_to_upload).await {
        Ok(wanted) => wanted,
        Err(error) => return warn!(%error, "the queue of files cannot be read"),
    };
    tokio::task::spawn_blocking(move || files.sweep(&wanted)).await.ok();
}

/// Why an attempt did not bring a file to the server.
enum Trouble {
    /// It may go better later.
    Passing,
    /// It will not; the platform's code.
    Final(u16),
}

impl From<RequestError> for Trouble {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Refused(code::TOO_FAST | code::STORAGE_UNAVAILABLE)
            | RequestError::Offline
            | RequestError::Store(_) => Self::Passing,
            RequestError::Refused(code) => Self::Final(code),
        }
    }
}

/// One message's file on its way.
struct Sending {
    engine: Arc<Engine>,
    upload: WaitingUpload,
}

impl Sending {
    async fn run(self) -> MessageId {
        let message = self.upload.message;
        let _told = Told { uploads: self.engine.uploads.clone(), message };
        let (min, max) = (self.engine.config.backoff_min, self.engine.config.backoff_max);
        let mut pauses = Backoff::new(min, max);
        let (attachment, files) = (self.upload.attachment.clone(), self.files());
        let opened = tokio::task::spawn_blocking(move || Source::open(&attachment, &files)).await;
        let outcome = match opened {
            Ok(Ok(source)) => loop {
                match self.attempt(&source).await {
                    Err(Trouble::Passing) => {
                        tokio::time::sleep(pauses.next()).await;
                        self.connected().await;
                    }
                    Err(Trouble::Final(code)) => break Err(code),
                    Ok(address) => break Ok(address),
                }
            },
            Ok(Err(MediaError::TooLarge { .. })) => Err(code::MESSAGE_TOO_LARGE),
            Ok(Err(error)) => {
                debug!(%error, "a file cannot be sent");
                Err(code::SEND_FAILED)
            }
            Err(_) => Err(code::SEND_FAILED), // the runtime ends
        };
        self.settle(outcome).await;
        message
    }

    async fn connected(&self) {
        let mut status = self.engine.status.clone();
        status.wait_for(|status| *status == ConnectionStatus::Connected).await.ok(); // or the application is gone
    }

    /// Brings the file to the server, and asks for its address.
    async fn attempt(&self, source: &Source) -> Result<String, Trouble> {
        let key = &self.upload.attachment.key;
        let kind = FileKind::of(&self.upload.content).ok_or(Trouble::Final(code::SEND_FAILED))? as i32;
        let asked = GetQNupTokenInput {
            r#type: kind,
            key: Some(key.clone()),
            size: Some(i64::try_from(source.size.div_ceil(1024)).unwrap_or(i64::MAX)),
        };
        let leave: GetQNupTokenOutput = self.ask(topic::UPLOAD_TOKEN, asked.encode_to_vec()).await?;
        let url = self.endpoint(leave.oss_config.as_deref())?;
        let asked = UploadInput { key: key.clone(), transaction: source.hash.clone() };
        let known = match self.ask::<UploadOutput>(topic::UPLOADED, asked.encode_to_vec()).await {
            Ok(known) => Some(u64::try_from(known.received).unwrap_or_default().min(source.size)),
            Err(Trouble::Final(code::NOT_SUPPORTED)) => None,
            Err(trouble) => return Err(trouble),
        };
        let given = self.engine.config.file_server.as_deref();
        let answer = match (known, given) {
            (Some(start), _) => self.post_slices(source, &url, &leave.token, start).await?,
            // The platform's private file servers take slices too, but forget them.
            (None, Some(_)) => self.post_slices(source, &url, &leave.token, 0).await?,
            (None, None) => self.post(source, &url, &leave.token, 0, source.size, None).await?,
        };
        match (given, address_in(&answer)) {
            (Some(server), Some(address)) if known.is_none() => Ok(join(server, &address)),
            _ => {
                let asked = GetDownloadUrlInput { r#type: kind, key: key.clone(), file_name: self.name() };
                let answer: GetDownloadUrlOutput =
                    self.ask(topic::FILE_ADDRESS, asked.encode_to_vec()).await?;
                Ok(answer.download_url)
            }
        }
    }

    /// Sends everything from an offset on; the answer to the last slice.
    async fn post_slices(
        &self,
        source: &Source,
        url: &str,
        token: &str,
        mut start: u64,
    ) -> Result<Vec<u8>, Trouble> {
        loop {
            let length = SLICE.min(source.size - start);
            let slice = Slice { transaction: source.hash.clone(), start, total: source.size };
            let answer = self.post(source, url, token, start, length, Some(slice)).await?;
            start += length;
            if start >= source.size {
                return Ok(answer);
            }
        }
    }

    /// Under which name others keep the file.
    fn name(&self) -> Option<String> {
        let name = self.upload.attachment.path.file_name()?.to_str()?;
        Some(name.to_owned()).filter(|name| name.len() <= 255)
    }

    /// Where the file goes: the best address of the only dialect that is spoken here.
    fn endpoint(&self, announced: Option<&str>) -> Result<String, Trouble> {
        if let Some(given) = &self.engine.config.file_server {
            return Ok(given.clone());
        }
        let secure = self.engine.config.login.is_secure();
        let list: Vec<serde_json::Value> =
            announced.and_then(|announced| serde_json::from_str(announced).ok()).unwrap_or_default();
        let priority = |entry: &serde_json::Value| entry.get("p")?.as_str()?.parse::<u32>().ok();
        list.iter()
            .filter_map(|entry| Some((priority(entry).unwrap_or(u32::MAX), entry.get("qiniu")?.as_str()?)))
            .min_by_key(|(priority, _)| *priority)
            .map(|(_, url)| if url.contains("://") { url.to_owned() } else { format!("https://{url}") })
            // A secure server never leads to one in the clear.
            .filter(|url| !secure || url.starts_with("https:"))
            .ok_or(Trouble::Final(code::NOT_SUPPORTED))
    }

    async fn post(
        &self,
        source: &Source,
        url: &str,
        token: &str,
        start: u64,
        length: u64,
        slice: Option<Slice>,
    ) -> Result<Vec<u8>, Trouble> {
        let gone = |_| Trouble::Final(code::SEND_FAILED); // the file was there a moment ago
        let passed = Arc::new(AtomicU64::new(0));
        let counted = passed.clone();
        let pieces = source.pieces(start, length).await.map_err(gone)?.inspect(move |piece| {
            let length = piece.as_ref().map_or(0, bytes::Bytes::len);
            counted.fetch_add(u64::try_from(length).unwrap_or_default(), Ordering::Relaxed);
        });
        let upload = Upload {
            url: url.to_owned(),
            token: token.to_owned(),
            key: self.upload.attachment.key.clone(),
            media_type: source.media_type,
            pieces: pieces.boxed(),
            length,
            slice,
        };
        let sending = self.engine.network.upload(upload);
        tokio::pin!(sending);
        let mut looks = interval(TELL);
        let (mut before, mut moved) = (0, Instant::now());
        let answer = loop {
            tokio::select! {
                answer = &mut sending => break answer.map_err(|error| {
                    debug!(%error, "an upload broke off");
                    Trouble::Passing
                })?,
                _ = looks.tick() => {
                    let now = passed.load(Ordering::Relaxed);
                    if now != before {
                        (before, moved) = (now, Instant::now());
                        self.tell(percent(start + now, source.size)).await;
                    } else if moved.elapsed() > STALL {
                        return Err(Trouble::Passing);
                    }
                }
            }
        };
        match answer.status {
            200 | 201 | 204 => {
                self.tell(percent(start + length, source.size)).await;
                Ok(answer.body)
            }
            401 | 408 | 416 | 425 | 429 | 500.. => Err(Trouble::Passing),
            413 => Err(Trouble::Final(code::MESSAGE_TOO_LARGE)),
            _ => Err(Trouble::Final(code::SEND_FAILED)),
        }
    }

    async fn tell(&self, percent: u8) {
        let Engine { uploads, changes, events, .. } = &*self.engine;
        let message = self.upload.message;
        let before = uploads.all().insert(message, percent);
        if before.is_none_or(|before| before < percent) {
            changes.send(ChangeSet::conversation(self.upload.conversation.clone())).ok(); // nobody may be watching
            events.tell(Event::Uploading { message, percent }).await;
        }
    }

    async fn ask<T: pipit_proto::prost::Message + Default>(
        &self,
        topic: &'static str,
        body: Vec<u8>,
    ) -> Result<T, Trouble> {
        let commands = self.engine.commands.upgrade().ok_or(Trouble::Passing)?;
        let me = self.engine.config.user_id.as_str().to_owned();
        let answer = ask(&commands, topic, me, RequestKind::Query, body).await?;
        T::decode(answer.body).map_err(|_| Trouble::Final(code::NOT_SUPPORTED)) // it speaks another dialect
    }

    /// Lets the message go, or says why it does not.
    async fn settle(&self, outcome: Result<String, u16>) {
        let Engine { store, changes, events, written, .. } = &*self.engine;
        let message = self.upload.message;
        let settled = match outcome.clone() {
            Ok(address) => {
                let mut content = self.upload.content.clone();
                set_address(&mut content, address);
                store.write(move |db| store::uploaded(db, message, &content)).await
            }
            Err(code) => store.write(move |db| store::stop_upload(db, message, i32::from(code))).await,
        };
        match settled {
            Ok(true) => {
                changes.send(ChangeSet::conversation(self.upload.conversation.clone())).ok(); // nobody may be watching
                match outcome {
                    Ok(_) => {
                        self.tidy().await;
                        written.notify_one();
                    }
                    Err(code) => events.tell(Event::Refused { message, code: i32::from(code) }).await,
                }
            }
            Ok(false) => {} // it was stopped or deleted meanwhile
            Err(error) => warn!(%error, "what became of a file cannot be stored"),
        }
    }
}

impl Sending {
    /// A file that was only there to be sent goes.
    async fn tidy(&self) {
        let (path, files) = (self.upload.attachment.path.clone(), self.files());
        tokio::task::spawn_blocking(move || files.remove(&path)).await.ok();
    }

    fn files(&self) -> OutgoingFiles {
        OutgoingFiles::of(&self.engine.store, &self.engine.config)
    }
}

/// The file's address, where a private file server's answer names it.
fn address_in(answer: &[u8]) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_slice(answer).ok()?;
    answer.pointer("/rc_url/path")?.as_str().map(str::to_owned)
}

/// An address, which may begin at the file server.
fn join(server: &str, address: &str) -> String {
    if address.contains("://") {
        return address.to_owned();
    }
    format!("{}/{}", server.trim_end_matches('/'), address.trim_start_matches('/'))
}

fn percent(sent: u64, of: u64) -> u8 {
    u8::try_from(sent.min(of).saturating_mul(100).checked_div(of).unwrap_or(100)).unwrap_or(100)
}

/// A file on its way, as long as this value lives.
struct Told {
    uploads: Uploads,
    message: MessageId,
}

impl Drop for Told {
    fn drop(&mut self) {
        self.uploads.all().remove(&self.message);
    }
}
