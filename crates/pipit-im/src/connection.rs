//! The connection: one task owns it, from the first attempt to the last.
//!
//! Inputs:
//! - from the application: connect, disconnect, retry now, the network changed, something to send, a request;
//! - from the network: navigation's answer, the greeting, frames, the end of the socket;
//! - from the clock: the pause before another attempt, pings, answers that are late, a machine that slept.
//!
//! Outside of a session the task is idle (nobody wants a connection, or the server said a word that ends it) or waits
//! for the next attempt. There is never more than one socket.

mod backoff;
mod greeting;
mod rooms;
mod session;
mod wake;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use rand::RngExt;
use tokio::sync::{Notify, broadcast, mpsc, oneshot, watch};
use tokio::time::Instant;
use tracing::{debug, info, warn};

use crate::event::Events;
use crate::media::Uploads;
use crate::network::Network;
use crate::store::{self, Store};
use crate::{
    ChangeSet, ClientConfig, Clock, ConnectError, ConnectionStatus, RequestError, Timestamp, WaitReason,
};

pub(crate) use backoff::Backoff;
pub(crate) use greeting::Directory;
pub(crate) use rooms::Rooms;

use greeting::Connected;
use wake::Wake;

/// A connection that lasted this long is worth a quick attempt when it ends. One that ends sooner is not: a server that
/// lets in and throws out would be asked again and again.
const STABLE: Duration = Duration::from_secs(5);

/// What the application asks of the task.
pub(crate) enum Command {
    Connect,
    RetryNow,
    NetworkChanged,
    Disconnect(oneshot::Sender<()>),
    /// Ask the server something.
    Request(Request),
}

/// A request of the application, answered by status and body.
pub(crate) struct Request {
    pub(crate) topic: &'static str,
    pub(crate) target: String,
    pub(crate) kind: RequestKind,
    pub(crate) body: Bytes,
    pub(crate) answer: oneshot::Sender<Result<Answer, RequestError>>,
}

/// How a request travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Publish,
    Query,
    /// A publish that is never answered.
    Status,
}

/// A request's answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) body: Bytes,
}

/// Asks the server something through the task.
pub(crate) async fn ask(
    commands: &mpsc::Sender<Command>,
    topic: &'static str,
    target: String,
    kind: RequestKind,
    body: Vec<u8>,
) -> Result<Answer, RequestError> {
    let (answer, answered) = oneshot::channel();
    let request = Request { topic, target, kind, body: Bytes::from(body), answer };
    commands.send(Command::Request(request)).await.map_err(|_| RequestError::Offline)?;
    answered.await.map_err(|_| RequestError::Offline)?
}

/// What the task works with.
pub(crate) struct Engine {
    pub(crate) store: Store,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) config: ClientConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) status: watch::Sender<ConnectionStatus>,
    pub(crate) changes: broadcast::Sender<ChangeSet>,
    /// Who must hear of everything.
    pub(crate) events: Events,
    /// The outbox has something new.
    pub(crate) written: Arc<Notify>,
    /// In which chat rooms this user is.
    pub(crate) rooms: Arc<Rooms>,
    /// What to add to this machine's clock to get the server's, in milliseconds.
    pub(crate) clock_offset: Arc<AtomicI64>,
    /// The server keeps who has read which message of a group, as far as is known.
    pub(crate) keeps_receipts: Arc<AtomicBool>,
    /// How long after sending a message it may be edited, in milliseconds.
    pub(crate) edit_window: Arc<AtomicI64>,
    /// Files on their way out want to know where to go.
    pub(crate) uploads: Uploads,
    /// When everything that the server held was last taken in, by this machine's clock; zero before.
    pub(crate) caught_up: Arc<AtomicI64>,
}

impl Engine {
    fn set_status(&self, status: ConnectionStatus) {
        self.status.send_if_modified(|current| {
            let changed = *current != status;
            *current = status;
            changed
        });
    }

    /// This user is in no chat room, and nothing of one stays.
    async fn forget_rooms(&self) {
        self.rooms.clear();
        match self.store.write(store::forget_rooms).await {
            Ok(true) => self.publish(ChangeSet { everything: true, ..ChangeSet::default() }),
            Ok(false) => {}
            Err(error) => warn!(%error, "chat rooms cannot be forgotten"),
        }
    }

    pub(crate) fn publish(&self, changes: ChangeSet) {
        if !changes.is_empty() {
            self.changes.send(changes).ok(); // nobody may be watching
        }
    }
}

/// What the task does when a session or an attempt is over.
enum Next {
    /// Another attempt, now.
    Again,
    /// Another attempt, later.
    Later(WaitReason),
    /// Nothing, until somebody asks.
    Rest(ConnectionStatus),
}

/// The application is gone, and the task ends.
struct Gone;

/// Runs until the application is gone.
pub(crate) async fn run(engine: Engine, commands: mpsc::Receiver<Command>) {
    let backoff = Backoff::new(engine.config.backoff_min, engine.config.backoff_max);
    let directory = Directory::new(None);
    let Err(Gone) = Connection { engine, commands, backoff, directory }.live().await;
}

struct Connection {
    engine: Engine,
    commands: mpsc::Receiver<Command>,
    backoff: Backoff,
    directory: Directory,
}

impl Connection {
    async fn live(mut self) -> Result<std::convert::Infallible, Gone> {
        // A process that ended without leaving its chat rooms left something of them.
        self.engine.forget_rooms().await;
        loop {
            self.rest().await?;
            loop {
                match self.once().await? {
                    Next::Again => {}
                    Next::Later(reason) => {
                        if !self.pause(reason).await? {
                            break;
                        }
                    }
                    Next::Rest(status) => {
                        self.engine.set_status(status);
                        break;
                    }
                }
            }
        }
    }

    /// Waits until somebody wants a connection.
    async fn rest(&mut self) -> Result<(), Gone> {
        loop {
            match self.commands.recv().await.ok_or(Gone)? {
                Command::Connect | Command::RetryNow => return Ok(()),
                other => decline(other),
            }
        }
    }

    /// One attempt, and the session that it leads to.
    async fn once(&mut self) -> Result<Next, Gone> {
        self.engine.set_status(ConnectionStatus::Connecting);
        // A device without a name that it keeps would look like another one when it comes back, and be kicked. A store
        // that cannot keep the name cannot take in messages either.
        if !self.directory.is_named() {
            let fresh = new_device_id();
            match self.engine.store.write(move |db| store::device_id(db, &fresh)).await {
                Ok(device_id) => self.directory.name(device_id),
                Err(error) => {
                    warn!(%error, "the device's name cannot be kept");
                    return Ok(Next::Later(WaitReason::StoreUnavailable));
                }
            }
        }
        let connected = match self.attempt().await? {
            None => return Ok(Next::Rest(ConnectionStatus::Disconnected)),
            Some(Ok(connected)) => connected,
            Some(Err(error)) => {
                debug!(%error, "no connection");
                return Ok(next_after(&error));
            }
        };
        info!("connected");
        self.engine.clock_offset.store(connected.clock_offset, Ordering::Relaxed);
        self.engine.keeps_receipts.store(connected.keeps_receipts, Ordering::Relaxed);
        let window = i64::try_from(connected.edit_window.as_millis()).unwrap_or(i64::MAX);
        self.engine.edit_window.store(window, Ordering::Relaxed);
        self.engine.uploads.announced(connected.file_servers.clone());
        let since = Instant::now();
        let end = session::run(&self.engine, connected, &mut self.commands).await;
        if since.elapsed() >= STABLE {
            self.backoff.reset();
        }
        if matches!(end, session::End::Redirected) {
            self.directory.forget();
        }
        next_after_session(end)
    }

    /// Tries to connect; nothing when the application does not want it any more.
    async fn attempt(&mut self) -> Result<Option<Result<Connected, ConnectError>>, Gone> {
        let Engine { network, config, clock, .. } = &self.engine;
        let mut wake = Wake::new(clock.as_ref());
        loop {
            let attempt = self.directory.greet(network.as_ref(), config, clock.as_ref());
            tokio::pin!(attempt);
            loop {
                tokio::select! {
                    greeted = &mut attempt => return Ok(Some(greeted)),
                    slept = wake.tick(clock.as_ref()) => {
                        if slept {
                            break; // the other side has given up long ago
                        }
                    }
                    command = self.commands.recv() => match command.ok_or(Gone)? {
                        Command::Connect | Command::RetryNow => {}
                        // What was begun on a network that is gone may wait for nothing.
                        Command::NetworkChanged => break,
                        Command::Disconnect(done) => {
                            self.engine.set_status(ConnectionStatus::Disconnected);
                            done.send(()).ok();
                            return Ok(None);
                        }
                        other @ Command::Request(_) => decline(other),
                    },
                }
            }
        }
    }

    /// Waits for the next attempt; false when the application does not want it any more.
    async fn pause(&mut self, reason: WaitReason) -> Result<bool, Gone> {
        let pause = self.backoff.next();
        let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
        let retry_at = Timestamp(self.engine.clock.now().0.saturating_add(millis));
        self.engine.set_status(ConnectionStatus::Waiting { reason, retry_at });
        let due = tokio::time::sleep(pause);
        tokio::pin!(due);
        let clock = self.engine.clock.clone();
        let mut wake = Wake::new(clock.as_ref());
        loop {
            tokio::select! {
                () = &mut due => return Ok(true),
                // Whoever opens their laptop does not wait for the rest of yesterday's pause.
                slept = wake.tick(clock.as_ref()) => {
                    if slept {
                        self.backoff.reset();
                        return Ok(true);
                    }
                }
                command = self.commands.recv() => match command.ok_or(Gone)? {
                    Command::Connect | Command::RetryNow | Command::NetworkChanged => {
                        self.backoff.reset();
                        return Ok(true);
                    }
                    Command::Disconnect(done) => {
                        self.engine.set_status(ConnectionStatus::Disconnected);
                        done.send(()).ok();
                        return Ok(false);
                    }
                    other @ Command::Request(_) => decline(other),
                },
            }
        }
    }
}

/// Without a session, what was asked has no answer; what was queued waits in the outbox.
fn decline(command: Command) {
    match command {
        Command::Request(request) => {
            request.answer.send(Err(RequestError::Offline)).ok();
        }
        Command::Disconnect(done) => {
            done.send(()).ok();
        }
        Command::Connect | Command::RetryNow | Command::NetworkChanged => {}
    }
}

fn next_after(error: &ConnectError) -> Next {
    match error {
        ConnectError::Unreachable(_) => Next::Later(WaitReason::NoNetwork),
        ConnectError::BadAnswer(_) => Next::Later(WaitReason::ServerUnavailable),
        ConnectError::TokenIncorrect => Next::Rest(ConnectionStatus::TokenIncorrect),
        ConnectError::Refused { code } => Next::Rest(ConnectionStatus::Refused { code: *code }),
    }
}

fn next_after_session(end: session::End) -> Result<Next, Gone> {
    use session::End;
    Ok(match end {
        End::Gone => return Err(Gone),
        End::Left => Next::Rest(ConnectionStatus::Disconnected),
        End::Lost => Next::Later(WaitReason::NoNetwork),
        End::Unwell => Next::Later(WaitReason::ServerUnavailable),
        End::Unstored => Next::Later(WaitReason::StoreUnavailable),
        End::Redirected => Next::Again,
        End::Final(status) => Next::Rest(status),
    })
}

/// 22 random characters, as the platform's clients name their devices.
fn new_device_id() -> String {
    rand::rng().sample_iter(rand::distr::Alphanumeric).take(22).map(char::from).collect()
}
