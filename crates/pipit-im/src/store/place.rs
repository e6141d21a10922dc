//! Where a message stands among all messages of the store, in the order of the server's time.
//!
//! The search index names its rows by places and walks them downward, so that the newest hits come first without sorting,
//! whenever a message came: what the history fills in later stands where it belongs. Places are eighths of a second,
//! because the index keeps differences of them, and small ones take less room. Where one is taken the next free one
//! stands for it, so neighbours may have changed places; who needs the exact order looks at [`SLACK`] more of them.

use rusqlite::{Connection, OptionalExtension, params};

use crate::Timestamp;

/// How far two messages may stand in the wrong order: more than one conversation has in an eighth of a second.
pub(super) const SLACK: usize = 16;

/// One place, in milliseconds.
const STEP: i64 = 125;

/// The first place of a time: no message of that time or a later one stands before it.
pub(super) fn of(time: i64) -> i64 {
    time.max(0) / STEP
}

/// The place of a message that was sent at this time and has none yet.
pub(super) fn next(db: &Connection, time: i64) -> rusqlite::Result<i64> {
    Places::default().next(db, time)
}

/// Finds places for messages that come one after the other: the newest place is asked for once.
///
/// Whoever else gives or takes away a place in that transaction must [`Places::forget`] first.
#[derive(Default)]
pub(super) struct Places {
    newest: Option<Newest>,
}

/// The highest place and the time of the message there.
type Newest = (i64, i64);

impl Places {
    /// The place of a message that was sent at this time and has none yet.
    pub(super) fn next(&mut self, db: &Connection, time: i64) -> rusqlite::Result<i64> {
        let wanted = of(time);
        if self.newest.is_none() {
            self.newest = newest(db)?;
        }
        match self.newest {
            None => Ok(wanted),
            Some((place, _)) if place < wanted => Ok(wanted),
            Some((place, newest)) if newest <= time => Ok(place + 1), // a burst keeps the order in which it came
            Some(_) => first_free(db, wanted),
        }
    }

    /// A message was put there.
    pub(super) fn taken(&mut self, place: i64, time: i64) {
        self.newest = self.newest.max(Some((place, time)));
    }

    /// Others may have changed what is there.
    pub(super) fn forget(&mut self) {
        self.newest = None;
    }
}

fn newest(db: &Connection) -> rusqlite::Result<Option<Newest>> {
    db.prepare_cached("SELECT place, time FROM message ORDER BY place DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

fn first_free(db: &Connection, wanted: i64) -> rusqlite::Result<i64> {
    let taken = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM message WHERE place = ?1)")?
        .query_row([wanted], |row| row.get::<_, bool>(0))?;
    if !taken {
        return Ok(wanted);
    }
    db.prepare_cached(
        "SELECT place + 1 FROM message AS neighbour WHERE place >= ?1
             AND NOT EXISTS (SELECT 1 FROM message WHERE place = neighbour.place + 1)
         ORDER BY place LIMIT 1",
    )?
    .query_row([wanted], |row| row.get(0))
}

/// A place above all messages of a conversation that were sent before a time.
pub(super) fn above(db: &Connection, conversation: i64, before: Timestamp) -> rusqlite::Result<i64> {
    let highest: Option<i64> = db
        .prepare_cached(
            "SELECT max(place) FROM (
                 SELECT place FROM message WHERE conversation = ?1 AND time < ?2
                 ORDER BY time DESC, id DESC LIMIT ?3)",
        )?
        .query_row(params![conversation, before.0, SLACK], |row| row.get(0))?;
    Ok(highest.map_or(i64::MIN, |highest| highest + 1))
}
