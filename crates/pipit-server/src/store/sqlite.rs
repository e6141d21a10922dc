//! The embedded store: one SQLite file, WAL, synchronous FULL.
//!
//! One connection writes; it lies behind a lock, together with what is remembered of the rows it wrote (numbers of
//! people, heads of boxes), which is why no other process may write the file. Reads have connections of their own.

mod append;
mod attribute;
mod directory;
mod discussion;
mod edit;
mod expansion;
mod file;
mod group;
mod log;
mod memory;
mod read;
mod receipt;
mod roll;
mod room;
mod schema;
mod setting;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use rusqlite::Connection;

use super::{
    Appended, Attribute, BoxPage, Card, Conversation, ConversationEntry, Discussion, DiscussionChange, Edit,
    Edited, Entry, ExpansionChange, Group, GroupChange, HistoryRange, LogRange, Logged, NewMessage,
    NewlyRead, NotChanged, NotEdited, NotExpanded, Refusal, Result, Roll, RollChange, RoomMessage, RoomPage,
    RoomWrite, Rooms, Setting, Store, StoreError, StoredFile, StoredMessage, VersionStep,
};
use writer::Writer;

/// How many reads run side by side. More: more memory for page caches. Fewer: a slow history query delays pulls.
const READERS: usize = 4;

/// The store in an SQLite file. Cheap to clone.
#[derive(Clone)]
pub struct SqliteStore {
    writer: Arc<Mutex<Writer>>,
    /// Empty for a store in memory, which only its one connection sees.
    readers: Arc<Vec<Mutex<Connection>>>,
    next: Arc<std::sync::atomic::AtomicUsize>,
}

impl SqliteStore {
    /// Opens or creates `messages.db` in a folder.
    ///
    /// # Errors
    /// When the file cannot be opened or belongs to a newer version.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("messages.db");
        let writer = schema::open(&path)?;
        let readers = (0..READERS)
            .map(|_| schema::open_reader(&path).map(Mutex::new))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self::with(writer, readers))
    }

    /// A store that lives as long as this value.
    ///
    /// # Errors
    /// When SQLite has no memory.
    pub fn in_memory() -> Result<Self> {
        Ok(Self::with(schema::in_memory()?, Vec::new()))
    }

    fn with(writer: Connection, readers: Vec<Mutex<Connection>>) -> Self {
        Self {
            writer: Arc::new(Mutex::new(Writer::new(writer))),
            readers: Arc::new(readers),
            next: Arc::default(),
        }
    }

    /// Runs on the thread pool for blocking work: a disk may take its time, and a test's paused clock waits for it.
    async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Writer) -> T + Send + 'static,
    ) -> Result<T> {
        let writer = self.writer.clone();
        tokio::task::spawn_blocking(move || act(&mut writer.lock().unwrap_or_else(PoisonError::into_inner)))
            .await
            .map_err(|panic| StoreError(panic.into()))
    }

    async fn read<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        if self.readers.is_empty() {
            return Ok(self.write(move |writer| act(writer.connection())).await??);
        }
        let (readers, next) = (self.readers.clone(), self.next.clone());
        tokio::task::spawn_blocking(move || {
            let turn = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % readers.len();
            let reader = readers.get(turn).ok_or(rusqlite::Error::InvalidQuery)?;
            act(&reader.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .await
        .map_err(|panic| StoreError(panic.into()))?
        .map_err(StoreError::from)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.into())
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn append(
        &self,
        batch: Vec<Arc<NewMessage>>,
        now: i64,
    ) -> Vec<std::result::Result<Appended, Refusal>> {
        let count = batch.len();
        match self.write(move |writer| writer.append(&batch, now)).await {
            Ok(Ok(results)) => results,
            Ok(Err(error)) => {
                tracing::error!(%error, "a batch could not be written");
                vec![Err(Refusal::Unavailable); count]
            }
            Err(error) => {
                tracing::error!(%error, "the writer failed");
                vec![Err(Refusal::Unavailable); count]
            }
        }
    }

    async fn pull(&self, owner: &str, received: i64, sent: i64, count: u32) -> Result<BoxPage> {
        let owner = owner.to_owned();
        self.read(move |db| read::pull(db, &owner, received, sent, count)).await
    }

    async fn history(
        &self,
        owner: &str,
        conversation: &Conversation,
        range: HistoryRange,
    ) -> Result<BoxPage> {
        let (owner, conversation) = (owner.to_owned(), conversation.clone());
        self.read(move |db| read::history(db, &owner, &conversation, range)).await
    }

    async fn messages_by_uid(
        &self,
        owner: &str,
        conversation: &Conversation,
        uids: Vec<String>,
    ) -> Result<Vec<StoredMessage>> {
        let (owner, conversation) = (owner.to_owned(), conversation.clone());
        self.read(move |db| read::by_uid(db, &owner, &conversation, &uids)).await
    }

    async fn expand(
        &self,
        sender: &str,
        conversation: &Conversation,
        change: ExpansionChange,
    ) -> Result<std::result::Result<(), NotExpanded>> {
        let (sender, conversation) = (sender.to_owned(), conversation.clone());
        Ok(self.write(move |writer| writer.expand(&sender, &conversation, &change)).await??)
    }

    async fn edit(
        &self,
        writer: &str,
        conversation: &Conversation,
        edit: Edit,
        now: i64,
    ) -> Result<std::result::Result<Edited, NotEdited>> {
        let (user, conversation) = (writer.to_owned(), conversation.clone());
        Ok(self.write(move |writer| writer.edit(&user, &conversation, &edit, now)).await??)
    }

    async fn edits(&self, owner: &str, since: i64, count: u32) -> Result<BoxPage> {
        let owner = owner.to_owned();
        self.read(move |db| read::edits(db, &owner, since, count)).await
    }

    async fn add_receipts(
        &self,
        reader: &str,
        group: &str,
        uids: Vec<String>,
        now: i64,
    ) -> Result<Vec<NewlyRead>> {
        let (reader, group) = (reader.to_owned(), group.to_owned());
        Ok(self.write(move |writer| writer.add_receipts(&reader, &group, &uids, now)).await??)
    }

    async fn readers(&self, group: &str, uid: &str) -> Result<Vec<(String, i64)>> {
        let (group, uid) = (group.to_owned(), uid.to_owned());
        self.read(move |db| receipt::readers(db, &group, &uid)).await
    }

    async fn conversations(&self, owner: &str, before: i64, count: u32) -> Result<Vec<ConversationEntry>> {
        let owner = owner.to_owned();
        self.read(move |db| read::conversations(db, &owner, before, count)).await
    }

    async fn mark_read(&self, owner: &str, conversation: &Conversation, time: i64) -> Result<()> {
        let (owner, conversation) = (owner.to_owned(), conversation.clone());
        Ok(self.write(move |writer| writer.mark_read(&owner, &conversation, time)).await??)
    }

    async fn clear_histories(&self, owner: &str, named: Vec<(Conversation, i64)>) -> Result<()> {
        let owner = owner.to_owned();
        Ok(self.write(move |writer| writer.clear_histories(&owner, &named)).await??)
    }

    async fn delete_messages(
        &self,
        owner: &str,
        conversation: &Conversation,
        messages: Vec<(String, i64)>,
    ) -> Result<()> {
        let (owner, conversation) = (owner.to_owned(), conversation.clone());
        Ok(self.write(move |writer| writer.delete_messages(&owner, &conversation, &messages)).await??)
    }

    async fn remove_conversations(&self, owner: &str, named: Vec<Conversation>) -> Result<()> {
        let owner = owner.to_owned();
        Ok(self.write(move |writer| writer.remove_conversations(&owner, &named)).await??)
    }

    async fn set_attributes(
        &self,
        owner: &str,
        attributes: Vec<Attribute>,
        newest: Option<i64>,
        now: i64,
    ) -> Result<Option<VersionStep>> {
        let owner = owner.to_owned();
        Ok(self.write(move |writer| writer.set_attributes(&owner, &attributes, newest, now)).await??)
    }

    async fn attributes(&self, owner: &str, since: i64) -> Result<Vec<Attribute>> {
        let owner = owner.to_owned();
        self.read(move |db| attribute::since(db, &owner, since)).await
    }

    async fn set_settings(
        &self,
        owner: &str,
        settings: Vec<Setting>,
        newest: Option<i64>,
        now: i64,
    ) -> Result<Option<VersionStep>> {
        let owner = owner.to_owned();
        Ok(self.write(move |writer| writer.set_settings(&owner, &settings, newest, now)).await??)
    }

    async fn settings(&self, owner: &str) -> Result<Vec<Setting>> {
        let owner = owner.to_owned();
        self.read(move |db| setting::all(db, &owner)).await
    }

    async fn put_file(&self, file: StoredFile) -> Result<StoredFile> {
        Ok(self.write(move |writer| file::put(writer.connection(), &file)).await??)
    }

    async fn remove_file(&self, key: &str) -> Result<Option<(String, bool)>> {
        let key = key.to_owned();
        Ok(self.write(move |writer| file::remove(writer.connection(), &key)).await??)
    }

    async fn has_content(&self, hash: &str) -> Result<bool> {
        let hash = hash.to_owned();
        self.read(move |db| file::has_content(db, &hash)).await
    }

    async fn files_of(&self, owner: &str, after: &str, count: u32) -> Result<Vec<StoredFile>> {
        let (owner, after) = (owner.to_owned(), after.to_owned());
        self.read(move |db| file::of(db, &owner, &after, count)).await
    }

    async fn file_bytes(&self, owner: &str) -> Result<u64> {
        let owner = owner.to_owned();
        self.read(move |db| file::bytes(db, &owner)).await
    }

    async fn file(&self, key: &str) -> Result<Option<StoredFile>> {
        let key = key.to_owned();
        self.read(move |db| file::find(db, &key)).await
    }

    async fn put_user(&self, card: Card) -> Result<()> {
        Ok(self.write(move |writer| writer.put_user(&card)).await??)
    }

    async fn users(&self, ids: Vec<String>) -> Result<Vec<Card>> {
        self.read(move |db| directory::users(db, &ids)).await
    }

    async fn block_user(&self, id: &str, until: i64) -> Result<()> {
        let id = id.to_owned();
        Ok(self.write(move |writer| writer.block_user(&id, until)).await??)
    }

    async fn blocked_users(&self, now: i64) -> Result<Vec<(String, i64)>> {
        self.read(move |db| directory::blocked_users(db, now)).await
    }

    async fn set_blacklisted(&self, owner: &str, others: Vec<String>, blacklisted: bool) -> Result<()> {
        let owner = owner.to_owned();
        Ok(self.write(move |writer| writer.set_blacklisted(&owner, &others, blacklisted)).await??)
    }

    async fn blacklist(&self, owner: &str) -> Result<Vec<String>> {
        let owner = owner.to_owned();
        self.read(move |db| directory::blacklist(db, &owner)).await
    }

    async fn change_roll(&self, roll: Roll, scope: &str, change: RollChange) -> Result<()> {
        let scope = scope.to_owned();
        Ok(self.write(move |writer| writer.change_roll(roll, &scope, &change)).await??)
    }

    async fn roll(&self, roll: Roll, scope: &str, now: i64) -> Result<Vec<Entry>> {
        let scope = scope.to_owned();
        self.read(move |db| roll::entries(db, roll, &scope, now)).await
    }

    async fn everybody(&self, after: &str, count: u32) -> Result<Vec<String>> {
        let after = after.to_owned();
        self.read(move |db| directory::everybody(db, &after, count)).await
    }

    async fn log(&self, range: LogRange) -> Result<Vec<Logged>> {
        self.read(move |db| log::page(db, range)).await
    }

    async fn room_log(
        &self,
        from: i64,
        to: i64,
        after: Option<(i64, String)>,
        count: u32,
    ) -> Result<Vec<(String, RoomMessage)>> {
        self.read(move |db| log::room_page(db, from, to, after, count)).await
    }

    async fn put_group(&self, card: Card) -> Result<()> {
        Ok(self.write(move |writer| writer.put_group(&card)).await??)
    }

    async fn groups(&self, ids: Vec<String>) -> Result<Vec<Card>> {
        self.read(move |db| directory::groups(db, &ids)).await
    }

    async fn group(&self, id: &str) -> Result<Option<Group>> {
        let id = id.to_owned();
        self.read(move |db| group::one(db, &id)).await
    }

    async fn change_group(&self, id: &str, change: GroupChange) -> Result<bool> {
        let id = id.to_owned();
        Ok(self.write(move |writer| writer.change_group(&id, &change)).await??)
    }

    async fn set_members(&self, group: &str, members: Vec<String>, member: bool) -> Result<bool> {
        let group = group.to_owned();
        Ok(self.write(move |writer| writer.set_members(&group, &members, member)).await??)
    }

    async fn members(&self, group: &str) -> Result<Option<Vec<String>>> {
        let group = group.to_owned();
        self.read(move |db| directory::members(db, &group)).await
    }

    async fn dismiss_group(&self, group: &str) -> Result<bool> {
        let group = group.to_owned();
        Ok(self.write(move |writer| writer.dismiss_group(&group)).await??)
    }

    async fn create_discussion(&self, new: Discussion) -> Result<()> {
        Ok(self.write(move |writer| writer.create_discussion(&new)).await??)
    }

    async fn discussion(&self, id: &str) -> Result<Option<Discussion>> {
        let id = id.to_owned();
        self.read(move |db| discussion::one(db, &id)).await
    }

    async fn change_discussion(
        &self,
        id: &str,
        by: &str,
        change: DiscussionChange,
    ) -> Result<std::result::Result<(), NotChanged>> {
        let (id, by) = (id.to_owned(), by.to_owned());
        Ok(self.write(move |writer| writer.change_discussion(&id, &by, &change)).await??)
    }

    async fn rooms(&self) -> Result<Rooms> {
        self.read(room::all).await
    }

    async fn write_rooms(&self, writes: Vec<RoomWrite>) -> Result<()> {
        Ok(self.write(move |writer| writer.write_rooms(&writes)).await??)
    }

    async fn room_history(&self, room: &str, range: HistoryRange) -> Result<RoomPage> {
        let room = room.to_owned();
        self.read(move |db| room::history(db, &room, range)).await
    }
}
