//! The rows of the conversations that messages are added to: each is read once and written once, however many messages
//! of one transaction it gets.
//!
//! Whatever else reads or writes a conversation's row in that transaction must [`Rows::write`] first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::{OptionalExtension, Transaction, params};

use crate::ConversationId;
use crate::store::conversation::{self, Number};

/// Rows that are not written yet.
#[derive(Default)]
pub(super) struct Rows(HashMap<ConversationId, Row>);

/// What adding a message must know of its conversation, and what it changes.
pub(super) struct Row {
    pub(super) number: Number,
    pub(super) peer_read_time: i64,
    /// What was sent up to here was cleared away.
    pub(super) cleared_time: i64,
    read_time: i64,
    /// The time and id of the message that was sent last.
    last: Option<(i64, i64)>,
    /// That is one of those that were added.
    renewed: bool,
    unread: u32,
    mentions: u32,
    restored: bool,
    changed: bool,
}

/// A message that was added.
pub(super) struct Added {
    pub(super) id: i64,
    pub(super) time: i64,
    pub(super) counted: bool,
    pub(super) mentions_me: bool,
    /// The conversation comes back to the list.
    pub(super) restores: bool,
}

impl Row {
    pub(super) fn add(&mut self, added: &Added) {
        if added.counted && added.time > self.read_time {
            self.unread += 1;
            self.mentions += u32::from(added.mentions_me);
        }
        if self.last < Some((added.time, added.id)) {
            self.last = Some((added.time, added.id));
            self.renewed = true;
        }
        self.restored |= added.restores;
        self.changed = true;
    }
}

impl Rows {
    /// The row of a conversation, which is made if there is none.
    pub(super) fn of(&mut self, db: &Transaction<'_>, id: &ConversationId) -> rusqlite::Result<&mut Row> {
        match self.0.entry(id.clone()) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(read(db, id)?)),
        }
    }

    /// Writes what was changed, and forgets all of them.
    pub(super) fn write(&mut self, db: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut update = db.prepare_cached(
            "UPDATE conversation SET unread = unread + ?2, mentions = mentions + ?3,
                 last_message = coalesce(?4, last_message), active_time = coalesce(?5, active_time),
                 draft_with = iif(removed AND ?6, '', draft_with), removed = removed AND NOT ?6
             WHERE id = ?1",
        )?;
        for row in self.0.drain().map(|(_, row)| row).filter(|row| row.changed) {
            let (time, message) = row.last.filter(|_| row.renewed).unzip();
            update.execute(params![row.number, row.unread, row.mentions, message, time, row.restored])?;
        }
        Ok(())
    }
}

fn read(db: &Transaction<'_>, id: &ConversationId) -> rusqlite::Result<Row> {
    let number = conversation::find_or_create(db, id)?;
    let row = db
        .prepare_cached(
            "SELECT peer_read_time, cleared_time, read_time, message.time, message.id
             FROM conversation LEFT JOIN message ON message.id = last_message WHERE conversation.id = ?1",
        )?
        .query_row([number], |row| {
            let last: (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
            Ok(Row {
                number,
                peer_read_time: row.get(0)?,
                cleared_time: row.get(1)?,
                read_time: row.get(2)?,
                last: last.0.zip(last.1),
                unread: 0,
                mentions: 0,
                renewed: false,
                restored: false,
                changed: false,
            })
        })
        .optional()?;
    row.ok_or(rusqlite::Error::QueryReturnedNoRows)
}
