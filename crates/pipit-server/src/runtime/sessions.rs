//! Who is connected, and how to reach them.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pipit_proto::frame::{ConnectLayout, DisconnectReason, FrameId, ServerFrame};

use super::queue::Queue;
use super::received::{Gone, Proof, Received};
use crate::limits::Pace;

/// Connections of one user beside browsers, whatever devices they say that they are. More: one account may take more of
/// the server's connections. Fewer: somebody's devices throw each other out.
const DEVICES: usize = 16;

/// What a client said about itself when it connected.
#[derive(Debug, Clone, Default)]
pub struct ConnectRequest {
    /// Its token.
    pub token: String,
    /// The app key that it means.
    pub app_key: String,
    /// Devices of one class replace each other; absent means a browser.
    pub platform: Option<String>,
    /// The same device coming back is not another device.
    pub device_id: Option<String>,
    /// The layout of the answer that it reads.
    pub layout: ConnectLayout,
    /// It takes messages directly (`push=direct`) instead of being told to pull.
    pub direct_push: bool,
    /// It only wants to hear what notifies (`push=only`): its user is not online by it.
    pub push_only: bool,
    /// Where the client reaches this server's HTTP, such as `https://im.example.com`; its files are announced there.
    pub origin: String,
}

/// A connection that stands.
pub(crate) struct Session {
    pub(crate) id: u64,
    pub(crate) user: String,
    pub(crate) class: String,
    /// The name of the user's device, also after a restart; of this connection, if the device has none.
    pub(crate) device: String,
    pub(crate) layout: ConnectLayout,
    pub(crate) direct_push: bool,
    /// It only hears what notifies, and says nothing.
    pub(crate) push_only: bool,
    /// When it was opened, Unix milliseconds.
    pub(crate) since: i64,
    pub(crate) origin: String,
    pub(crate) queue: Queue,
    pub(crate) pace: Pace,
    received: Mutex<Received>,
    next_frame: AtomicU16,
}

impl Session {
    /// A number for a frame that the server begins. Clients count from 1, the server in the upper half, so that the
    /// two never meet in the client's table.
    pub(crate) fn next_frame(&self) -> FrameId {
        self.next_frame.fetch_add(1, Ordering::Relaxed) | 0x8000
    }

    /// The device says that it has received everything up to a time.
    pub(crate) fn says(&self, up_to: i64) {
        self.received().says(up_to);
    }

    /// The device is given what was received after a time and up to another. Said before it is on its way.
    pub(crate) fn gives(&self, proof: Proof, after: i64, up_to: i64) {
        self.received().gives(proof, after, up_to);
    }

    /// The device confirms something.
    pub(crate) fn confirms(&self, proof: Proof) {
        self.received().confirms(proof);
    }

    /// Up to when this device has received everything. Who only hears what notifies receives nothing.
    fn up_to(&self) -> i64 {
        if self.push_only { 0 } else { self.received().up_to() }
    }

    fn received(&self) -> MutexGuard<'_, Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues the answer to something that the client asked or published.
    pub(crate) fn answer(&self, frame: &ServerFrame) {
        match frame.encode(self.layout) {
            Ok(bytes) => self.queue.answer(bytes),
            Err(error) => tracing::error!(%error, "an answer could not be written"),
        }
    }

    /// Queues a push; false when there is no room.
    pub(crate) fn push(&self, frame: &ServerFrame) -> bool {
        match frame.encode(self.layout) {
            Ok(bytes) => self.queue.push(bytes),
            Err(error) => {
                tracing::error!(%error, "a push could not be written");
                true
            }
        }
    }

    /// Ends the session with a reason.
    pub(crate) fn disconnect(&self, reason: DisconnectReason) {
        self.queue.end(ServerFrame::Disconnect(reason).encode(self.layout).ok());
    }
}

/// All sessions.
pub(crate) struct Sessions {
    by_user: Mutex<HashMap<String, Vec<Arc<Session>>>>,
    /// Devices that are not connected.
    gone: Mutex<Gone>,
    last_id: AtomicU64,
    web_devices: usize,
    /// Tells connections of this run from those of others, and numbers devices.
    run: RandomState,
}

impl Sessions {
    /// `web_devices` browsers of one user may be online at once; of every other class, one device.
    pub(crate) fn new(web_devices: usize) -> Self {
        Self {
            by_user: Mutex::default(),
            gone: Mutex::default(),
            last_id: AtomicU64::new(0),
            web_devices: web_devices.max(1),
            run: RandomState::new(),
        }
    }

    /// Adds a session; whom it replaces is told so.
    pub(crate) fn open(&self, user: &str, request: &ConnectRequest, now: i64) -> Arc<Session> {
        let mut class = request.platform.clone().unwrap_or_else(|| "Web".into());
        if request.push_only {
            class.push_str(" push"); // it takes nobody's place
        }
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        let device = match &request.device_id {
            Some(device) => format!("{class} {device}"),
            None => format!("{} {id}", self.run.hash_one(())),
        };
        let mut by_user = self.lock();
        let sessions = by_user.entry(user.to_owned()).or_default();
        let mut known = self.gone().take(user, self.run.hash_one(&device)).unwrap_or_default();
        // The same device coming back replaces itself, silently.
        sessions.retain(|other| {
            let same = other.device == device;
            if same {
                known = other.up_to();
                other.queue.cut();
            }
            !same
        });
        let session = Arc::new(Session {
            id,
            device,
            user: user.to_owned(),
            layout: request.layout,
            direct_push: request.direct_push,
            push_only: request.push_only,
            since: now,
            origin: request.origin.clone(),
            queue: Queue::default(),
            pace: Pace::default(),
            received: Mutex::new(Received::known(known)),
            next_frame: AtomicU16::new(0),
            class,
        });
        let allowed = if session.class == "Web" { self.web_devices } else { 1 };
        while sessions.iter().filter(|other| other.class == session.class).count() >= allowed {
            let Some(oldest) = sessions.iter().position(|other| other.class == session.class) else { break };
            let oldest = sessions.remove(oldest);
            self.goes(&oldest);
            oldest.disconnect(DisconnectReason::Kicked);
        }
        while sessions.len() >= self.web_devices.saturating_add(DEVICES) {
            let oldest = sessions.remove(0);
            self.goes(&oldest);
            oldest.disconnect(DisconnectReason::Kicked);
        }
        sessions.push(session.clone());
        session
    }

    /// Removes a session that has ended.
    pub(crate) fn close(&self, session: &Session) {
        let mut by_user = self.lock();
        if let Some(sessions) = by_user.get_mut(&session.user) {
            // Who was replaced is not among them any more.
            if let Some(at) = sessions.iter().position(|other| other.id == session.id) {
                self.goes(&sessions.remove(at));
            }
            if sessions.is_empty() {
                by_user.remove(&session.user);
            }
        }
    }

    /// Up to when another of the user's devices has received everything, connected or not.
    pub(crate) fn received_elsewhere(&self, session: &Session) -> i64 {
        let by_user = self.lock(); // who comes or goes meanwhile is in one of the two places
        let others = by_user.get(&session.user).into_iter().flatten();
        let online = others.filter(|other| other.device != session.device).map(|other| other.up_to());
        online.max().unwrap_or_default().max(self.gone().most(&session.user))
    }

    fn goes(&self, session: &Session) {
        self.gone().add(&session.user, self.run.hash_one(&session.device), session.up_to());
    }

    fn gone(&self) -> MutexGuard<'_, Gone> {
        self.gone.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something quick with each of a user's sessions.
    pub(crate) fn each(&self, user: &str, act: impl FnMut(&Arc<Session>)) {
        self.lock().get(user).into_iter().flatten().for_each(act);
    }

    /// Whether a user is connected; one who only hears what notifies is not.
    pub(crate) fn is_online(&self, user: &str) -> bool {
        self.lock().get(user).is_some_and(|sessions| sessions.iter().any(|session| !session.push_only))
    }

    /// Ends a session of a user's; false when there is none of this number.
    pub(crate) fn end(&self, user: &str, id: u64, reason: DisconnectReason) -> bool {
        let mut ended = false;
        self.each(user, |session| {
            if session.id == id {
                session.disconnect(reason);
                ended = true;
            }
        });
        ended
    }

    /// Ends all sessions of a user.
    pub(crate) fn disconnect(&self, user: &str, reason: DisconnectReason) {
        self.each(user, |session| session.disconnect(reason));
    }

    /// Ends all sessions after what waits for them is written.
    pub(crate) fn end_all(&self) {
        for session in self.lock().values().flatten() {
            session.queue.end(None);
        }
    }

    /// Ends all sessions at once.
    pub(crate) fn cut_all(&self) {
        for session in self.lock().values().flatten() {
            session.queue.cut();
        }
    }

    /// How many connections stand.
    pub(crate) fn count(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Arc<Session>>>> {
        self.by_user.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
