//! The truth on this machine: an encrypted SQLite file that only the engine writes, one transaction per fact.
//!
//! Unread counts, last messages and cursors change in the same transaction as the messages that change them, so that
//! whatever survives a crash is consistent. Who watches hears of a change after its commit.

mod attribute;
mod conversation;
mod download;
mod draft;
mod edit;
mod gap;
mod health;
mod inbound;
mod message;
mod onlooker;
mod outbox;
mod people;
mod place;
mod receipt;
mod schema;
pub(crate) mod search;
mod setting;
mod upload;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Transaction};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::media::SealedFolder;
use crate::{OpenOutcome, OpenStoreError, StoreError};

pub(crate) use attribute::{
    Attribute, Name as AttributeName, apply as apply_attributes, said as attributes_said,
    unsaid as unsaid_attributes, version as attributes_version,
};
pub(crate) use conversation::{
    clear_kinds, collected, forget_room, forget_rooms, history_complete, list, list_again, list_waiting,
    mark_unread, of_kinds, one, put_back, remove, set_history_complete, set_muted, set_pinned, total_unread,
    unread_of_kinds,
};
pub(crate) use download::{
    Known as KnownFile, Lies, OnDisk as FileOnDisk, Wanted as WantedFile, begin as begin_file,
    failed as file_failed, forget as forget_file, here as file_here, known as known_file,
    known_of as known_files, on_disk as files_on_disk, place as place_of_file, sealed as sealed_files,
    stop as stop_file, want as want_file, wanted as wanted_files,
};
pub(crate) use draft::{draft, set_draft};
pub(crate) use edit::{apply as apply_edits, reworded, version as edits_version};
pub(crate) use gap::{Pulled, delivered, filled, gap, gap_of_list, list_filled, pulled};
pub(crate) use health::{health, room, tidy};
pub(crate) use inbound::{Cursors, Fact, Inbound, Source, apply, cursors};
pub(crate) use message::{
    beside, clear, count, delete, find, find_by_uids, first_unread, last_received, mark, mark_unread_from,
    newest, next_unheard, of_kind, oldest, page, set_note, set_received_status, set_sent_status,
    unread_mentions,
};
pub(crate) use onlooker::{begin, beginning};
pub(crate) use outbox::{
    DraftThen, Outgoing, acknowledge, enqueue, fail, give_up, mark_all_read, mark_read, retry, waiting,
};
pub(crate) use people::{
    groups, is_group, nameless, names, put_group, put_people, put_user, speakers, unknown as unknown_people,
    users,
};
pub(crate) use receipt::{
    answer as answer_receipt, answer_up_to as answer_receipts, ask as ask_receipt, put_readers,
};
pub(crate) use setting::{device_id, learn_quiet, preference, quiet, quiet_said, set_preference, set_quiet};

pub(crate) use upload::{
    Waiting as WaitingUpload, enqueue as enqueue_upload, files as files_to_upload, stop as stop_upload,
    uploaded, waiting as waiting_uploads,
};

pub use gap::Gap;
pub use message::{MessageCursor, MessageRange, Messages};
pub use search::{ConversationHits, SearchPlace, SearchQuery, Strictness, find_words, is_unseen};

/// How many reads run side by side: a page of a chat must not wait for the list.
const READERS: usize = 2;

/// The key of a store: 32 random bytes. It leaves no copy behind.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// Takes the key.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key itself.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey")
    }
}

/// An open store. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    writer: Mutex<Connection>,
    readers: Vec<Mutex<Connection>>,
    turn: std::sync::atomic::AtomicUsize,
    key: StoreKey,
    /// Where damage is noted for the next opening; nowhere for a store without a file.
    damage_mark: Option<PathBuf>,
    /// How many more transactions the disk takes.
    #[cfg(feature = "testing")]
    room: std::sync::atomic::AtomicU64,
}

impl Store {
    /// Opens or creates a store. One that cannot be read is moved aside and kept, and a new one takes its place.
    ///
    /// # Errors
    /// When a newer version wrote it, or the file cannot be used.
    pub fn open(path: &Path, key: &StoreKey) -> Result<(Self, OpenOutcome), OpenStoreError> {
        let (writer, outcome) = schema::open(path, key)?;
        let readers = (0..READERS)
            .map(|_| schema::open_reader(path, key).map(Mutex::new))
            .collect::<Result<Vec<_>, _>>()?;
        Ok((Self::with(writer, readers, key.clone(), Some(schema::damage_mark(path))), outcome))
    }

    /// A store that lives as long as this value, for onlookers, tests and tools.
    ///
    /// # Errors
    /// When SQLite has no memory, or the system no random numbers.
    pub fn in_memory() -> Result<Self, StoreError> {
        let connection = schema::in_memory().map_err(|error| match error {
            OpenStoreError::Database(error) => StoreError::Database(error),
            // Memory is no file of a newer version, and no folder is missing.
            _ => StoreError::Database(rusqlite::Error::InvalidQuery),
        })?;
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|_| StoreError::Database(rusqlite::Error::InvalidQuery))?;
        Ok(Self::with(connection, Vec::new(), StoreKey::new(key), None))
    }

    /// A folder whose files are sealed under a key that comes of this store's.
    pub(crate) fn sealed_folder(&self, folder: &Path) -> SealedFolder {
        SealedFolder::new(folder, &self.0.key)
    }

    fn with(
        writer: Connection,
        readers: Vec<Mutex<Connection>>,
        key: StoreKey,
        damage_mark: Option<PathBuf>,
    ) -> Self {
        Self(Arc::new(Inner {
            writer: Mutex::new(writer),
            readers,
            turn: std::sync::atomic::AtomicUsize::default(),
            key,
            damage_mark,
            #[cfg(feature = "testing")]
            room: u64::MAX.into(),
        }))
    }

    /// Runs one transaction, off the async threads.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(move |store| {
            let mut db = store.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let value = act(&transaction)?;
            #[cfg(feature = "testing")]
            store.take_room()?;
            transaction.commit()?;
            Ok(value)
        })
        .await
    }

    /// Writes the file anew without what was deleted; no transaction may run meanwhile.
    pub(crate) async fn tidy(&self) -> Result<(), StoreError> {
        self.run(|store| tidy(&store.0.writer.lock().unwrap_or_else(PoisonError::into_inner))).await
    }

    /// Brings order in after much was written: merges the search index in small steps, between which others write, copies the
    /// log into the file, and gives back the memory of the pages that were kept for the next message.
    pub(crate) async fn rest(&self) -> Result<(), StoreError> {
        while self
            .run(|store| search::merge(&store.0.writer.lock().unwrap_or_else(PoisonError::into_inner)))
            .await?
        {}
        self.run(|store| {
            let db = store.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
            health::empty_log(&db)?;
            db.execute_batch("PRAGMA shrink_memory")
        })
        .await
    }

    /// Reads what is committed, off the async threads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(move |store| {
            let turn = store.0.turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let reader = store.0.readers.get(turn % READERS).unwrap_or(&store.0.writer);
            act(&reader.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Self) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let outcome = tokio::task::spawn_blocking(move || {
            act(&store).inspect_err(|error| {
                if schema::is_damage(error) {
                    store.note_damage();
                }
            })
        });
        match outcome.await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(StoreError::Database(rusqlite::Error::InvalidQuery)), // the runtime ends or the closure panicked
        }
    }

    /// After so many more transactions the disk is full: each further one is rolled back at its end, as it is when the
    /// process dies there.
    #[cfg(feature = "testing")]
    pub fn fill_disk_after(&self, transactions: u64) {
        self.0.room.store(transactions, std::sync::atomic::Ordering::SeqCst);
    }

    #[cfg(feature = "testing")]
    fn take_room(&self) -> rusqlite::Result<()> {
        use std::sync::atomic::Ordering::SeqCst;
        let taken = self.0.room.fetch_update(SeqCst, SeqCst, |room| room.checked_sub(1));
        let full =
            || rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None);
        taken.map(drop).map_err(|_| full())
    }

    /// The next opening moves this file aside: a page that nobody can read does not heal.
    fn note_damage(&self) {
        let Some(mark) = &self.0.damage_mark else { return };
        match std::fs::write(mark, []) {
            Ok(()) => tracing::error!("the store is damaged; it will be rebuilt when it is opened again"),
            Err(error) => tracing::error!(%error, "the store is damaged, and that cannot be noted"),
        }
    }
}

/// A folder's name for a person's store: their id is anybody's text and no file name.
pub fn store_name(app_key: &str, user_id: &str) -> String {
    // FNV-1a over both, with a separator that neither can hold unnoticed: the length of the first.
    let bytes = format!("{}:{app_key}{user_id}", app_key.len());
    let hash = bytes.bytes().fold(0x6C62_272E_07BB_0142_62B8_2175_6295_C58D_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B)
    });
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests;
