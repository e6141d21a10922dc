//! In which chat rooms this user is.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The rooms, shared by who joins and who pulls.
#[derive(Debug, Default)]
pub(crate) struct Rooms(Mutex<BTreeMap<String, Room>>);

#[derive(Debug)]
struct Room {
    /// Up to when it was pulled; zero before the first pull.
    since: i64,
    /// How many of the latest messages the first pull brings.
    count: i32,
}

impl Rooms {
    pub(crate) fn add(&self, room: &str, count: i32) {
        self.lock().entry(room.to_owned()).or_insert(Room { since: 0, count });
    }

    pub(crate) fn remove(&self, room: &str) {
        self.lock().remove(room);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// Up to when a room was pulled, and how much the first pull brings.
    pub(crate) fn get(&self, room: &str) -> Option<(i64, i32)> {
        self.lock().get(room).map(|room| (room.since, room.count))
    }

    /// A room was pulled up to a time.
    pub(crate) fn pulled(&self, room: &str, until: i64) {
        if let Some(room) = self.lock().get_mut(room) {
            room.since = until.max(1);
        }
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// Those that were not pulled yet.
    pub(crate) fn new_names(&self) -> Vec<String> {
        self.lock().iter().filter(|(_, room)| room.since == 0).map(|(name, _)| name.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Room>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
