//! The engine's face: what an application asks of it.

mod blacklist;
mod conversation;
mod devices;
mod discussions;
mod editing;
mod files;
mod groups;
mod health;
mod history;
mod media;
mod offline;
mod onlooker;
mod passing_on;
mod people;
mod receipts;
mod received;
mod records;
mod rooms;
mod search;
mod templates;
#[cfg(feature = "testing")]
pub mod testing;

pub use discussions::DiscussionChange;
pub use groups::GroupChange;
pub use offline::OfflineDays;
pub use passing_on::combine;
pub use records::Side;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use pipit_proto::code;
use pipit_proto::content::{Content, Recall, Sender};
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::UpStreamMessage;
use pipit_proto::prost::Message as _;
use pipit_proto::topic;
use rand::RngExt;
use tokio::sync::{Notify, broadcast, mpsc, oneshot, watch};

use crate::connection::{self, Answer, Command, Directory, Engine, RequestKind, Rooms};
use crate::event::Events;
use crate::media::{DownloadEngine, Downloads, UploadEngine, Uploads, run_downloads, run_uploads};
use crate::network::Network;
use crate::store::{self, DraftThen, Inbound, MessageCursor, MessageRange, Messages, Store};
use crate::{
    ChangeSet, Changes, ClientConfig, Clock, ConnectError, ConnectionStatus, Conversation, ConversationId,
    Draft, Event, Group, GroupId, GroupPage, Login, Message, MessageId, Peer, RequestError, SendError,
    StoreError, SystemClock, TargetId, Timestamp, User, UserId, Waiting,
};

/// Changes that a slow reader may be behind; beyond, it is told that anything may have changed.
const CHANGES: usize = 1_024;

/// Asks a server who a token belongs to.
///
/// # Errors
/// When no server answers or the token is not taken.
pub async fn identify(network: &dyn Network, login: &Login) -> Result<UserId, ConnectError> {
    let config = ClientConfig::new(login.clone(), UserId::new(""));
    Ok(Directory::new(None).greet(network, &config, &SystemClock).await?.user_id)
}

/// One user's engine. Cheap to clone; when the last clone is gone, the connection ends.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    store: Store,
    config: ClientConfig,
    clock: Arc<dyn Clock>,
    clock_offset: Arc<AtomicI64>,
    /// The server keeps who has read which message of a group, as far as is known.
    keeps_receipts: Arc<AtomicBool>,
    /// How long after sending a message it may be edited, in milliseconds; zero until a server has said.
    edit_window: Arc<AtomicI64>,
    /// When the last pull brought everything, by the engine's clock; zero before.
    caught_up: Arc<AtomicI64>,
    commands: mpsc::Sender<Command>,
    templates: templates::Templates,
    status: watch::Receiver<ConnectionStatus>,
    changes: broadcast::Sender<ChangeSet>,
    events: Events,
    written: Arc<Notify>,
    rooms: Arc<Rooms>,
    uploads: Uploads,
    downloads: Downloads,
    network: Arc<dyn Network>,
    /// What the user tells of themselves with each message.
    introduction: Mutex<Option<Sender>>,
    /// Where this user types, and when the word of it left last.
    typed: receipts::Typed,
    /// What was read of groups lately, and when.
    group_pages: Mutex<HashMap<TargetId, (Instant, GroupPage)>>,
}

impl Client {
    /// Makes an engine on a store, on the current tokio runtime. It connects when it is told to.
    pub fn new(store: Store, network: Arc<dyn Network>, config: ClientConfig, clock: Arc<dyn Clock>) -> Self {
        let (commands, inbox) = mpsc::channel(64);
        let (status, status_value) = watch::channel(ConnectionStatus::Disconnected);
        let changes = broadcast::Sender::new(CHANGES);
        let clock_offset = Arc::new(AtomicI64::new(0));
        let keeps_receipts = Arc::new(AtomicBool::new(false));
        let edit_window = Arc::new(AtomicI64::new(0));
        let caught_up = Arc::new(AtomicI64::new(0));
        let written = Arc::new(Notify::new());
        let events = Events::default();
        let rooms = Arc::new(Rooms::default());
        let uploads = Uploads::default();
        tokio::spawn(run_uploads(UploadEngine {
            uploads: uploads.clone(),
            store: store.clone(),
            network: network.clone(),
            config: config.clone(),
            commands: commands.downgrade(),
            status: status_value.clone(),
            changes: changes.clone(),
            events: events.clone(),
            written: written.clone(),
        }));
        let downloads = Downloads::default();
        tokio::spawn(run_downloads(DownloadEngine {
            downloads: downloads.clone(),
            store: store.clone(),
            network: network.clone(),
            config: config.clone(),
            status: status_value.clone(),
            changes: changes.clone(),
        }));
        let engine = Engine {
            store: store.clone(),
            network: network.clone(),
            config: config.clone(),
            clock: clock.clone(),
            status,
            changes: changes.clone(),
            events: events.clone(),
            written: written.clone(),
            rooms: rooms.clone(),
            clock_offset: clock_offset.clone(),
            keeps_receipts: keeps_receipts.clone(),
            edit_window: edit_window.clone(),
            uploads: uploads.clone(),
            caught_up: caught_up.clone(),
        };
        tokio::spawn(connection::run(engine, inbox));
        let status = status_value;
        Self(Arc::new(Inner {
            store,
            config,
            clock,
            clock_offset,
            keeps_receipts,
            edit_window,
            caught_up,
            commands,
            templates: templates::Templates::default(),
            status,
            changes,
            events,
            written,
            rooms,
            uploads,
            downloads,
            network,
            introduction: Mutex::default(),
            typed: receipts::Typed::default(),
            group_pages: Mutex::default(),
        }))
    }

    /// Whose engine it is.
    pub fn user_id(&self) -> &UserId {
        &self.0.config.user_id
    }

    // ---- connection ----

    /// Wants a connection, and keeps wanting it until [`Client::disconnect`], a kick or a refusal.
    pub fn connect(&self) {
        self.tell(Command::Connect);
    }

    /// Tries at once instead of waiting; a connection that stands is tested.
    pub fn retry_now(&self) {
        self.tell(Command::RetryNow);
    }

    /// The system has another network now, or one again.
    pub fn network_changed(&self) {
        self.tell(Command::NetworkChanged);
    }

    /// Ends the connection and waits until it has ended.
    pub async fn disconnect(&self) {
        let (done, ended) = oneshot::channel();
        if self.0.commands.send(Command::Disconnect(done)).await.is_ok() {
            ended.await.ok();
        }
    }

    /// The connection's state, now and whenever it changes.
    pub fn status(&self) -> watch::Receiver<ConnectionStatus> {
        self.0.status.clone()
    }

    /// What changes in the store from now on.
    pub fn changes(&self) -> Changes {
        Changes::new(self.0.changes.subscribe())
    }

    /// Everything that happens from now on, once each and in order. A reader that falls far behind holds the connection
    /// up, so it reads on; it ends by being dropped.
    pub fn events(&self) -> mpsc::Receiver<Event> {
        self.0.events.subscribe()
    }

    fn tell(&self, command: Command) {
        // Full means that the task has enough reasons to look already.
        self.0.commands.try_send(command).ok();
    }

    // ---- reading ----

    /// The list: pinned first, then by activity. One more than wanted tells that there are more.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn conversations(&self, limit: usize) -> Result<Vec<Conversation>, StoreError> {
        self.0.store.read(move |db| store::list(db, limit)).await
    }

    /// The conversations of the list in which something waits, in the list's order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn waiting_conversations(
        &self,
        what: Waiting,
        limit: usize,
    ) -> Result<Vec<Conversation>, StoreError> {
        self.0.store.read(move |db| store::list_waiting(db, what, limit)).await
    }

    /// One conversation; nothing when nobody ever said or wrote anything in it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn conversation(&self, id: &ConversationId) -> Result<Option<Conversation>, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::one(db, &id)).await
    }

    /// The sum of the list's badges, muted conversations left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn total_unread(&self) -> Result<u32, StoreError> {
        self.0.store.read(store::total_unread).await
    }

    /// Part of a conversation.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn messages(&self, id: &ConversationId, range: MessageRange) -> Result<Messages, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::page(db, &id, range)).await
    }

    /// Where the unread messages begin, and how many they are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn first_unread(
        &self,
        id: &ConversationId,
    ) -> Result<Option<(MessageCursor, u32)>, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::first_unread(db, &id)).await
    }

    /// True when the server has nothing older than the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn history_complete(&self, id: &ConversationId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::history_complete(db, &id)).await
    }

    /// People, as far as they are known; one for each id, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn users(&self, ids: &[UserId]) -> Result<Vec<User>, StoreError> {
        let ids = ids.to_vec();
        self.0.store.read(move |db| store::users(db, &ids)).await
    }

    /// Groups, as far as they are known; one for each id, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn groups(&self, ids: &[GroupId]) -> Result<Vec<Group>, StoreError> {
        let ids = ids.to_vec();
        self.0.store.read(move |db| store::groups(db, &ids)).await
    }

    /// What was being written in a conversation.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn draft(&self, id: &ConversationId) -> Result<Draft, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::draft(db, &id)).await
    }

    // ---- writing ----

    /// Sends a message: it is stored and queued at once, connected or not. Words take the draft's
    /// place.
    ///
    /// # Errors
    /// When the content is too large or cannot be stored.
    pub async fn send(&self, id: &ConversationId, content: Content) -> Result<MessageId, SendError> {
        self.enqueue(id, content, DraftThen::Sent).await
    }

    /// The same, of words that come from elsewhere: the draft stays.
    ///
    /// # Errors
    /// As above.
    pub async fn send_beside_draft(
        &self,
        id: &ConversationId,
        content: Content,
    ) -> Result<MessageId, SendError> {
        self.enqueue(id, content, DraftThen::Stays).await
    }

    async fn enqueue(
        &self,
        id: &ConversationId,
        content: Content,
        draft: DraftThen,
    ) -> Result<MessageId, SendError> {
        let content = self.signed(content);
        checked(&content)?;
        let (me, conversation, client_id, now) =
            (self.0.config.user_id.clone(), id.clone(), new_client_id(), self.server_time());
        let message = self
            .0
            .store
            .write(move |db| store::enqueue(db, &me, &conversation, &content, client_id, now, draft))
            .await?;
        self.changed(id);
        self.0.written.notify_one();
        Ok(message)
    }

    /// Sends a failed message again, in its place and under its old number.
    ///
    /// # Errors
    /// When there is no such failed message, or it cannot be stored.
    pub async fn retry(&self, message: MessageId) -> Result<(), StoreError> {
        let id = self.0.store.write(move |db| store::retry(db, message)).await?;
        self.changed(&id);
        self.0.written.notify_one();
        self.0.uploads.changed();
        Ok(())
    }

    /// Sends a message that waits no further: it has failed, with this code. False when its fate is known already. One
    /// whose answer is only late is sent after all as soon as the server is heard to have it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn give_up(&self, message: MessageId, code: i32) -> Result<bool, StoreError> {
        let given_up = self.0.store.write(move |db| store::give_up(db, message, code)).await?;
        if let (true, Some(message)) = (given_up, self.message(message).await?) {
            self.0.uploads.changed();
            self.changed(&message.conversation);
        }
        Ok(given_up)
    }

    /// Deletes a message on this device.
    ///
    /// # Errors
    /// When there is no such message, or the store cannot be written.
    pub async fn delete(&self, message: MessageId) -> Result<(), StoreError> {
        let id = self.0.store.write(move |db| store::delete(db, message)).await?;
        self.changed(&id);
        self.0.uploads.changed(); // its file needs to go nowhere
        self.0.downloads.changed();
        Ok(())
    }

    /// Marks read what came up to a message, and tells the user's other devices and, if that is wanted, the peer of a
    /// private conversation.
    ///
    /// # Errors
    /// When there is no such message, or the store cannot be written.
    pub async fn mark_read(
        &self,
        id: &ConversationId,
        up_to: MessageId,
        peer: Peer,
    ) -> Result<(), StoreError> {
        let conversation = id.clone();
        let names = [new_client_id(), new_client_id()];
        if self.0.store.write(move |db| store::mark_read(db, &conversation, up_to, peer, names)).await? {
            self.changed(id);
            self.0.written.notify_one();
        }
        Ok(())
    }

    async fn change(
        &self,
        id: &ConversationId,
        act: impl FnOnce(&rusqlite::Transaction<'_>, &ConversationId) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), StoreError> {
        let conversation = id.clone();
        self.0.store.write(move |db| act(db, &conversation)).await?;
        self.changed(id);
        Ok(())
    }

    fn changed(&self, id: &ConversationId) {
        self.0.changes.send(ChangeSet::conversation(id.clone())).ok(); // nobody may be watching
    }

    /// An estimate of the server's time.
    pub fn server_time(&self) -> Timestamp {
        Timestamp(self.0.clock.now().0.saturating_add(self.0.clock_offset.load(Ordering::Relaxed)))
    }

    // ---- asking the server ----

    /// Takes a message of one's own back, everywhere.
    ///
    /// # Errors
    /// When there is no connection, the server refuses, or the message is not one that the server has.
    pub async fn recall(&self, message: MessageId) -> Result<(), RequestError> {
        let found = self.0.store.read(move |db| store::find(db, message.0)).await?;
        let Some(Message { uid: Some(uid), conversation, sent_time, .. }) = found else {
            return Err(StoreError::NotFound.into());
        };
        let command = Content::Recall(Recall {
            conversation_type: i64::from(conversation.kind.number()),
            target_id: conversation.target_id.as_str().to_owned(),
            message_uid: uid.as_str().to_owned(),
            sent_time: sent_time.0,
            ..Recall::default()
        });
        let up = UpStreamMessage {
            session_id: MessageFlags { persisted: true, ..MessageFlags::default() }.to_up(),
            classname: command.object_name().to_owned(),
            content: command.encode(),
            ..UpStreamMessage::default()
        };
        self.request(topic::RECALL, RequestKind::Publish, up.encode_to_vec()).await?;
        let inbound = Inbound {
            conversation: conversation.clone(),
            sender: self.0.config.user_id.clone(),
            sent: true,
            uid: String::new(),
            client_id: None,
            time: self.server_time().0,
            flags: MessageFlags::default(),
            content: command,
            edited: None,
        };
        self.apply(vec![inbound]).await
    }

    /// Asks about this user's own things.
    async fn request(
        &self,
        topic: &'static str,
        kind: RequestKind,
        body: Vec<u8>,
    ) -> Result<Answer, RequestError> {
        self.request_of(topic, self.0.config.user_id.as_str().to_owned(), kind, body).await
    }

    async fn request_of(
        &self,
        topic: &'static str,
        target: String,
        kind: RequestKind,
        body: Vec<u8>,
    ) -> Result<Answer, RequestError> {
        connection::ask(&self.0.commands, topic, target, kind, body).await
    }
}

/// Refuses a content over the platform's limit.
fn checked(content: &Content) -> Result<(), SendError> {
    let (found, limit) = (content.encode().len(), code::MAX_CONTENT);
    if found > limit { Err(SendError::TooLarge { found, limit }) } else { Ok(()) }
}

/// Random and below 2⁵³, which every client can hold exactly.
fn new_client_id() -> i64 {
    rand::rng().random_range(1..1 << 53)
}
