//! What the members of a room share: values by key, each with an owner and a version.

use std::collections::HashMap;

use pipit_proto::code;
use pipit_proto::messages::{ChrmKvEntity, ChrmKvOutput};

use super::Refused;
use crate::store::RoomEntry;

/// Deletions that are remembered. Beyond, a client that is far behind reads all entries again.
const DELETIONS: usize = 200;
/// Bits of an entry's status.
const AUTO_DELETE: i32 = 1;
const DELETED: i32 = 4;

/// A change that somebody wants.
#[derive(Clone)]
pub(crate) struct EntryChange {
    pub(crate) key: String,
    /// Nothing deletes the entry.
    pub(crate) value: Option<String>,
    pub(crate) auto_delete: bool,
    /// Also if it is somebody else's.
    pub(crate) overwrite: bool,
}

/// What became of a change: the entry's version, or the platform's code.
pub(crate) struct Changed {
    pub(crate) key: String,
    pub(crate) outcome: Refused<i64>,
}

/// The entries of a room.
pub(super) struct Entries {
    by_key: HashMap<String, RoomEntry>,
    /// Keys that were deleted, and when; all of those after `floor`.
    deleted: HashMap<String, i64>,
    floor: i64,
    /// The newest version.
    pub(super) version: i64,
}

impl Entries {
    /// What was deleted before now is not known.
    pub(super) fn new(now: i64) -> Self {
        let version = now.max(1);
        Self { by_key: HashMap::new(), deleted: HashMap::new(), floor: version, version }
    }

    /// Takes over what was kept.
    pub(super) fn load(&mut self, entry: RoomEntry) {
        self.version = self.version.max(entry.version);
        self.floor = self.version;
        self.by_key.insert(entry.key.clone(), entry);
    }

    /// Whether a change is allowed, in a room with at most `most` entries, where `added` were added beside it.
    pub(super) fn allows(&self, user: &str, change: &EntryChange, added: usize, most: usize) -> Refused<()> {
        match (self.by_key.get(&change.key), &change.value) {
            (None, None) => Err(code::NO_SUCH_ENTRY),
            (None, Some(_)) if self.by_key.len() + added >= most => Err(code::TOO_MANY_ENTRIES),
            (Some(entry), _) if entry.owner != user && !change.overwrite => Err(code::ENTRY_OF_OTHERS),
            _ => Ok(()),
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    pub(super) fn set(&mut self, entry: RoomEntry) {
        self.version = entry.version;
        self.deleted.remove(&entry.key);
        self.by_key.insert(entry.key.clone(), entry);
    }

    pub(super) fn unset(&mut self, key: &str, version: i64) {
        self.version = version;
        if self.by_key.remove(key).is_some() {
            self.deleted.insert(key.to_owned(), version);
        }
        if self.deleted.len() > DELETIONS {
            self.floor = version;
            self.deleted.clear();
        }
    }

    /// Whether somebody has entries that go when they leave.
    pub(super) fn leaves_with(&self, user: &str) -> bool {
        self.by_key.values().any(|entry| entry.auto_delete && entry.owner == user)
    }

    /// The keys of these entries.
    pub(super) fn left_by(&self, user: &str) -> Vec<String> {
        let left = self.by_key.values().filter(|entry| entry.auto_delete && entry.owner == user);
        left.map(|entry| entry.key.clone()).collect()
    }

    /// What changed after a version, in the order in which it did.
    pub(super) fn since(&self, version: i64) -> ChrmKvOutput {
        let full = version < self.floor;
        let set =
            self.by_key.values().filter(|entry| full || entry.version > version).map(|entry| ChrmKvEntity {
                key: entry.key.clone(),
                value: entry.value.clone(),
                status: Some(if entry.auto_delete { AUTO_DELETE } else { 0 }),
                timestamp: Some(entry.version),
                uid: Some(entry.owner.clone()),
                version: Some(entry.version),
            });
        let deleted = self.deleted.iter().filter(|(_, time)| !full && **time > version);
        let deleted = deleted.map(|(key, time)| ChrmKvEntity {
            key: key.clone(),
            status: Some(DELETED),
            timestamp: Some(*time),
            version: Some(*time),
            ..ChrmKvEntity::default()
        });
        let mut entries: Vec<_> = set.chain(deleted).collect();
        entries.sort_unstable_by_key(|entry| entry.version);
        ChrmKvOutput {
            entries,
            b_full_update: Some(full),
            sync_time: Some(self.version.max(version)), // it never goes back
            ..ChrmKvOutput::default()
        }
    }

    /// All entries, or those with these keys, by key.
    pub(super) fn list(&self, keys: &[String]) -> Vec<RoomEntry> {
        let wanted = |entry: &&RoomEntry| keys.is_empty() || keys.contains(&entry.key);
        let mut list: Vec<_> = self.by_key.values().filter(wanted).cloned().collect();
        list.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        list
    }
}
