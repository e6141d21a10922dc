//! Who is in a room, and what they may do.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::Instant;

use crate::runtime::sessions::Session;
use crate::store::{RoomRight, RoomRule};

/// Somebody in a room.
pub(super) struct Member {
    /// Since when.
    pub(super) joined: i64,
    /// Their sessions that joined.
    pub(super) seats: Vec<Seat>,
    /// Since when none of them is there; not by the clock on the wall, which may be put right.
    pub(super) gone: Option<Instant>,
}

/// A session in a room.
pub(super) struct Seat {
    pub(super) session: Arc<Session>,
    /// What was said up to here is history to it.
    pub(super) since: i64,
    /// It has what was said up to here.
    pub(super) has: i64,
    /// It was told that something waits which it does not have, and has not pulled since. Official clients drop a word
    /// about what they have or are about to get, so it must never be told that.
    pub(super) told: bool,
}

/// What who joins is told.
pub(crate) struct Seated {
    /// Since when they are in the room.
    pub(crate) joined: i64,
    /// When the room was made.
    pub(crate) created: i64,
    /// How many are in it now.
    pub(crate) members: usize,
    /// Who may not speak, in the platform's bits: 1 they in any room, 2 they in this room, 4 nobody in this room.
    pub(crate) muted: i32,
    /// They may speak although nobody may.
    pub(crate) exempt: bool,
}

/// Rights by what they are and whose.
#[derive(Default)]
pub(super) struct Rules(HashMap<RoomRight, HashMap<String, i64>>);

impl Rules {
    /// Gives a right, or takes it.
    pub(super) fn put(&mut self, rule: &RoomRule) {
        let subjects = self.0.entry(rule.right).or_default();
        if rule.until == 0 {
            subjects.remove(&rule.subject);
        } else {
            subjects.insert(rule.subject.clone(), rule.until);
        }
    }

    /// Whether somebody or something has a right now.
    pub(super) fn holds(&self, right: RoomRight, subject: &str, now: i64) -> bool {
        self.0.get(&right).and_then(|subjects| subjects.get(subject)).is_some_and(|until| *until > now)
    }

    /// Who or what has a right now, and until when.
    pub(super) fn list(&self, right: RoomRight, now: i64) -> Vec<(String, i64)> {
        let subjects = self.0.get(&right).into_iter().flatten();
        let mut list: Vec<_> =
            subjects.filter(|(_, until)| **until > now).map(|(id, until)| (id.clone(), *until)).collect();
        list.sort_unstable();
        list
    }
}
