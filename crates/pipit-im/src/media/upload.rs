//! Uploads: one task brings files to the file server and lets their messages go.
//!
//! Where a file goes is announced: servers of several kinds ([`endpoint`]), best first, which are tried in their order until
//! one has the file. A server of Pipit's own says how much of a file it has, and takes the rest in slices; with others a
//! broken upload begins anew. What passes (no network, a busy server) is tried again, each time with a longer pause; what
//! will not pass ends the attempt, and the message has failed until somebody tries again.

mod bucket;
mod endpoint;
mod form;
mod sending;
mod slices;
mod way;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, broadcast, mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tracing::{debug, warn};

use super::OutgoingFiles;
use crate::connection::Command;
use crate::event::Events;
use crate::network::{FileServer, Network};
use crate::store::{self, Store};
use crate::{ChangeSet, ClientConfig, ConnectionStatus, MessageId, RequestError};

use pipit_proto::code;
use sending::Sending;

/// How many files travel at once, each of another conversation.
const PARALLEL: usize = 3;

/// What the task and the client share. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Uploads(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Something was queued, stopped or deleted.
    changed: Notify,
    percent: Mutex<BTreeMap<MessageId, u8>>,
    /// Where navigation says that files go, best first.
    servers: Mutex<Vec<FileServer>>,
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

    /// Navigation has said where files go.
    pub(crate) fn announced(&self, servers: Vec<FileServer>) {
        *self.0.servers.lock().unwrap_or_else(PoisonError::into_inner) = servers;
    }

    fn servers(&self) -> Vec<FileServer> {
        self.0.servers.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
                            .or_insert_with(|| tasks.spawn(Sending::new(engine.clone(), upload).run()));
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

/// Why an attempt did not bring a file to a server.
#[derive(Debug)]
enum Trouble {
    /// It may go better later, or elsewhere.
    Passing,
    /// This server will not take it, with the platform's code; another one may.
    Refused(u16),
    /// Nobody will.
    Final(u16),
}

impl Trouble {
    /// What a server announces or answers cannot be used; the words hold nothing of what it said.
    fn unusable(what: &'static str) -> Self {
        debug!(what, "a file server cannot be used");
        Self::Refused(code::SEND_FAILED)
    }
}

impl From<RequestError> for Trouble {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Refused(code) if !code::is_passing(code) => Self::Final(code),
            RequestError::Refused(_) | RequestError::Offline | RequestError::Store(_) => Self::Passing,
        }
    }
}
