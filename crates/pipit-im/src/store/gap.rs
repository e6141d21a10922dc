//! What was not delivered. A server may bound for how long messages wait for whoever is away; what waited longer is not
//! pulled any more, and lies in its history only.
//!
//! What is missing in a conversation lies in one [`Gap`]: it opens in the transaction that takes in what came after an
//! absence, and is filled from its end downward, so that above it nothing is missing. What is here already may lie in it
//! too, and is recognised. The list of conversations has such a gap as well, for those that nobody here knows.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::conversation::{self, Number};
use super::inbound::{advance, cursors};
use crate::{ConversationId, Timestamp};

const HOUR: i64 = 3_600_000;

/// What waited no longer than this is delivered. No server's limit is shorter than a day; an hour of it is left to clocks that
/// differ and to messages that were being stored.
const DELIVERED: i64 = 23 * HOUR;

/// Whose gap is the list's: no conversation has this number.
const LIST: Number = 0;

/// Part of a conversation in which messages may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Up to here everything is here.
    pub since: Timestamp,
    /// The last moment at which something may be missing.
    pub until: Timestamp,
}

/// What a pull tells besides its messages.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pulled {
    /// What may not have been delivered, in any conversation.
    pub(crate) missed: Option<Gap>,
    /// When the server had nothing more, by its clock.
    pub(crate) caught_up: Option<Timestamp>,
}

/// Up to when everything that was said was delivered.
pub(crate) fn delivered(db: &Connection) -> rusqlite::Result<Timestamp> {
    let caught_up: Option<i64> = db
        .prepare_cached("SELECT time FROM cursor WHERE name = 'caught_up'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let caught_up = caught_up.map_or(0, |time| time.saturating_sub(HOUR));
    Ok(Timestamp(cursors(db)?.inbox.max(caught_up)))
}

impl Gap {
    /// What may be missing after an absence, whose first received message has a time; nothing when it was too short.
    pub(crate) fn after(since: Timestamp, first: Option<Timestamp>, now: Timestamp) -> Option<Self> {
        let longest = Timestamp(now.0.saturating_sub(DELIVERED));
        let until = first.map_or(longest, |first| first.min(longest));
        (since < until).then_some(Self { since, until })
    }

    /// From when on nothing is missing when a page is here that was asked for from the gap's end downward, and begins with
    /// `oldest`. There is always less to ask for then.
    pub(crate) fn down_to(self, oldest: i64) -> Timestamp {
        Timestamp(oldest.min(self.until.0.saturating_sub(1)))
    }
}

/// Takes in what a pull tells besides its messages, after them.
pub(crate) fn pulled(db: &Transaction<'_>, pulled: Pulled) -> rusqlite::Result<()> {
    if let Some(time) = pulled.caught_up {
        advance(db, "caught_up", time.0)?;
    }
    pulled.missed.map_or(Ok(()), |missed| open(db, missed))
}

/// Opens a gap in the list and in each conversation; one that is open already grows. Where the store has nothing from
/// before its end, and the server may have, whoever looks for older messages finds what is missing too.
fn open(db: &Transaction<'_>, missed: Gap) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO gap (conversation, since, until)
         SELECT ?3, ?1, ?2 UNION ALL
         SELECT id, max(?1, cleared_time), ?2 FROM conversation
         WHERE kind <> 4 AND cleared_time < ?2 AND (history_complete = 1
             OR EXISTS (SELECT 1 FROM gap WHERE gap.conversation = conversation.id)
             OR EXISTS (SELECT 1 FROM message
                 WHERE message.conversation = conversation.id AND time < ?2 AND uid IS NOT NULL))
         ON CONFLICT (conversation) DO UPDATE SET until = max(until, excluded.until)",
    )?
    .execute([missed.since.0, missed.until.0, LIST])?;
    Ok(())
}

/// The gap of a conversation.
pub(crate) fn gap(db: &Connection, id: &ConversationId) -> rusqlite::Result<Option<Gap>> {
    db.prepare_cached(
        "SELECT since, until FROM conversation JOIN gap ON gap.conversation = conversation.id
         WHERE kind = ?1 AND target = ?2",
    )?
    .query_row(params![id.kind.number(), id.target_id.as_str()], read)
    .optional()
}

/// What the server has of a conversation from before `before` and since `down_to` is here, or everything from before it. A
/// gap that reaches higher, perhaps since that was asked for, stays as it is.
pub(crate) fn filled(
    db: &Transaction<'_>,
    id: &ConversationId,
    before: Timestamp,
    down_to: Option<Timestamp>,
) -> rusqlite::Result<()> {
    match conversation::find(db, id)? {
        Some(number) => shrink(db, number, before, down_to),
        None => Ok(()),
    }
}

/// The gap of the list of conversations.
pub(crate) fn gap_of_list(db: &Connection) -> rusqlite::Result<Option<Gap>> {
    db.prepare_cached("SELECT since, until FROM gap WHERE conversation = ?1")?
        .query_row([LIST], read)
        .optional()
}

/// Of all conversations whose last message was sent up to `until` and since `down_to`, that message is here, or of all up
/// to `until`.
pub(crate) fn list_filled(
    db: &Transaction<'_>,
    until: Timestamp,
    down_to: Option<Timestamp>,
) -> rusqlite::Result<()> {
    shrink(db, LIST, until, down_to)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Gap> {
    Ok(Gap { since: Timestamp(row.get(0)?), until: Timestamp(row.get(1)?) })
}

fn shrink(
    db: &Transaction<'_>,
    number: Number,
    before: Timestamp,
    down_to: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let down_to = down_to.map_or(i64::MIN, |time| time.0);
    db.prepare_cached("UPDATE gap SET until = min(until, ?3) WHERE conversation = ?1 AND until <= ?2")?
        .execute(params![number, before.0, down_to])?;
    close(db, number)
}

/// What lies before the time up to which a conversation was cleared is not missed.
pub(super) fn cleared(db: &Transaction<'_>, number: Number) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE gap SET since = max(since, (SELECT cleared_time FROM conversation WHERE id = ?1))
         WHERE conversation = ?1",
    )?
    .execute([number])?;
    close(db, number)
}

/// Forgets the gap of a conversation when nothing can be missing in it.
fn close(db: &Transaction<'_>, number: Number) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM gap WHERE conversation = ?1 AND until <= since")?.execute([number])?;
    Ok(())
}
