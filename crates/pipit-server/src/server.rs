//! The server as a value: everything that its entrances share.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::task::JoinHandle;

use crate::access::api::Rate;
use crate::clock::Clock;
use crate::files::Files;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::runtime::rooms::Rooms;
use crate::runtime::sequencer::Sequencer;
use crate::runtime::sessions::Sessions;
use crate::store::{Card, GroupRules, SqliteStore, Store, StoreError, Who};
use crate::token::{self, Claims};
use crate::words::Words;

/// What an operator decides.
#[derive(Clone)]
pub struct Settings {
    /// The app's key.
    pub app_key: String,
    /// The app's secret: whoever knows it may do everything.
    pub app_secret: String,
    /// How long a connection may take to say what it wants.
    pub greeting: Duration,
    /// How long a connection may take nothing of what is written to it, beside the time that its size needs.
    pub patience: Duration,
    /// How many browsers of one user may be online at once.
    pub web_devices: usize,
    /// How long a token is valid, in milliseconds.
    pub token_lifetime: i64,
    /// How long after sending a message its sender may take it back, in milliseconds.
    pub recall_window: i64,
    /// The server keeps who has read which message of a group, and clients are told so; otherwise members tell each
    /// other. A client knows one of the two ways at a time.
    pub keeps_receipts: bool,
    /// The largest file that may be uploaded, in bytes.
    pub largest_file: u64,
    /// The most bytes that one person's files may take; any number if absent.
    pub file_quota: Option<u64>,
    /// For how many days messages wait for somebody who has not set it themselves; zero for any time.
    pub offline_days: u8,
    /// How long the address of a file is valid, in milliseconds.
    pub file_lifetime: i64,
    /// How often each call of the server API may be made in one second.
    pub api_rate: u32,
    /// What the platform bounds.
    pub limits: Limits,
    /// Who may do what in groups of which the app does not say it.
    pub groups: GroupRights,
    /// What holds for chat rooms.
    pub rooms: RoomLimits,
    /// People, a group and tokens to try it with are offered to this machine.
    pub demo: bool,
}

impl Settings {
    /// Settings for an app, with the defaults of the command line; but nothing bounds what a connection does in a
    /// second: who has the server in a program of their own mostly wants to fill it.
    pub fn new(app_key: impl Into<String>, app_secret: impl Into<String>) -> Self {
        Self {
            app_key: app_key.into(),
            app_secret: app_secret.into(),
            greeting: Duration::from_secs(10),
            patience: Duration::from_secs(20),
            web_devices: 1,
            token_lifetime: 30 * 24 * 3_600_000,
            recall_window: 120_000,
            keeps_receipts: false,
            largest_file: 100 * 1024 * 1024,
            file_quota: None,
            offline_days: 0,
            file_lifetime: 180 * 24 * 3_600_000,
            api_rate: 100,
            limits: Limits::without_rates(),
            groups: GroupRights::default(),
            rooms: RoomLimits::default(),
            demo: false,
        }
    }
}

/// Who may do what in groups. The table `[groups]` of the configuration file holds the same names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupRights {
    /// Who may change the notice.
    pub notice: Who,
    /// Who may mention everybody; on the platform, every member.
    pub mention_all: Who,
    /// Who may leave.
    pub leave: Who,
}

impl Default for GroupRights {
    fn default() -> Self {
        Self { notice: Who::Owner, mention_all: Who::Members, leave: Who::Members }
    }
}

impl GroupRights {
    /// What holds in a group of which the app has said this.
    pub(crate) fn in_group(self, rules: GroupRules) -> Self {
        Self {
            notice: rules.notice.unwrap_or(self.notice),
            mention_all: rules.mention_all.unwrap_or(self.mention_all),
            leave: rules.leave.unwrap_or(self.leave),
        }
    }
}

/// What holds for chat rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomLimits {
    /// How long somebody who is offline stays in a room.
    pub grace: Duration,
    /// How long a room stays that nobody is in and that is not kept alive.
    pub idle: Duration,
    /// How many rooms there may be.
    pub rooms: usize,
    /// How many people may be in a room.
    pub capacity: usize,
    /// How many rooms one connection may be in.
    pub per_connection: usize,
    /// Messages of a room in one second, beyond which those of low priority are left away.
    pub pace: u32,
}

impl Default for RoomLimits {
    fn default() -> Self {
        Self {
            grace: Duration::from_secs(30),
            idle: Duration::from_hours(1),
            rooms: 100_000,
            capacity: 100_000,
            per_connection: 100,
            pace: 200,
        }
    }
}

/// A running server. Cheap to clone; it runs until [`Server::drain`] or until the last clone is dropped.
#[derive(Clone)]
pub struct Server(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) store: Arc<dyn Store>,
    /// Nothing for a server without a folder, which takes no files.
    pub(crate) files: Option<Files>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) sequencer: Sequencer,
    pub(crate) rooms: Rooms,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) words: Words,
    pub(crate) rate: Rate,
    /// One hourly log is packed at a time.
    pub(crate) packing: tokio::sync::Mutex<()>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    /// Starts a server on the data in a folder, on the current tokio runtime.
    ///
    /// # Errors
    /// When the data cannot be opened.
    pub fn open(data: &Path, settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let store = Arc::new(SqliteStore::open(data)?);
        let files = Files::open(data.join("files")).map_err(|error| StoreError(error.into()))?;
        let server = Self::start(store, Some(files), settings, clock);
        tokio::spawn(server.clone().remove_strays());
        Ok(server)
    }

    /// Starts a server on a store. It has no folder, so that it takes no files.
    pub fn with_store(store: Arc<dyn Store>, settings: Settings, clock: Arc<dyn Clock>) -> Self {
        Self::start(store, None, settings, clock)
    }

    fn start(store: Arc<dyn Store>, files: Option<Files>, settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let sessions = Arc::new(Sessions::new(settings.web_devices));
        let metrics = Arc::new(Metrics::default());
        let (sequencer, writer) =
            Sequencer::spawn(store.clone(), sessions.clone(), clock.clone(), metrics.clone());
        let writer = Mutex::new(Some(writer));
        let rooms = Rooms::spawn(store.clone(), clock.clone(), metrics.clone(), settings.rooms);
        Self(Arc::new(Inner {
            settings,
            store,
            files,
            sessions,
            sequencer,
            rooms,
            clock,
            metrics,
            writer,
            words: Words::default(),
            rate: Rate::default(),
            packing: tokio::sync::Mutex::default(),
        }))
    }

    /// Registers a person.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn add_user(&self, id: &str, name: &str) -> Result<(), StoreError> {
        self.0.store.put_user(Card { id: id.into(), name: name.into(), portrait: String::new() }).await
    }

    /// Creates a group with members, or adds them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn add_group(&self, id: &str, name: &str, members: &[&str]) -> Result<(), StoreError> {
        self.0.store.put_group(Card { id: id.into(), name: name.into(), portrait: String::new() }).await?;
        let members = members.iter().map(|&member| member.to_owned()).collect();
        self.0.store.set_members(id, members, true).await?;
        Ok(())
    }

    /// Signs a token for a person.
    pub fn token(&self, user_id: &str) -> String {
        let now = self.0.clock.now();
        let claims = Claims {
            app_key: self.0.settings.app_key.clone(),
            user_id: user_id.to_owned(),
            issued: now,
            expires: now.saturating_add(self.0.settings.token_lifetime),
        };
        token::issue(&self.0.settings.app_secret, &claims)
    }

    /// What the server remembers.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    /// Whether a person is online; who only hears what notifies is not.
    pub fn is_online(&self, user: &str) -> bool {
        self.0.sessions.is_online(user)
    }

    /// How many connections stand.
    pub fn connections(&self) -> usize {
        self.0.sessions.count()
    }

    /// Takes nothing new, writes and answers what was taken in, and then ends all connections.
    pub async fn drain(&self) {
        self.0.sequencer.close();
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            writer.await.ok();
        }
        self.0.rooms.drain().await;
        self.0.sessions.end_all();
    }

    /// Ends everything at once, as a power failure would: nothing is written or said any more.
    pub fn kill(&self) {
        if let Some(writer) = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner).take() {
            writer.abort();
        }
        self.0.rooms.kill();
        self.0.sessions.cut_all();
    }
}
