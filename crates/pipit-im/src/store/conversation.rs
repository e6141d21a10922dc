//! Conversations: their rows, what follows from their messages, and what a person sets.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{attribute, message};
use crate::{
    Collected, Conversation, ConversationId, ConversationType, Message, MessageRange, RemovedConversation,
    TargetId, Timestamp, Waiting,
};

/// So many messages are looked through for one that says something.
const LOOKED_BACK: usize = 20;

/// The row number of a conversation.
pub(super) type Number = i64;

pub(super) fn find(db: &Connection, id: &ConversationId) -> rusqlite::Result<Option<Number>> {
    db.prepare_cached("SELECT id FROM conversation WHERE kind = ?1 AND target = ?2")?
        .query_row(params![id.kind.number(), id.target_id.as_str()], |row| row.get(0))
        .optional()
}

pub(super) fn find_or_create(db: &Transaction<'_>, id: &ConversationId) -> rusqlite::Result<Number> {
    if let Some(number) = find(db, id)? {
        return Ok(number);
    }
    db.prepare_cached("INSERT INTO conversation (kind, target) VALUES (?1, ?2)")?
        .execute(params![id.kind.number(), id.target_id.as_str()])?;
    Ok(db.last_insert_rowid())
}

pub(super) fn id_of(db: &Connection, number: Number) -> rusqlite::Result<ConversationId> {
    db.prepare_cached("SELECT kind, target FROM conversation WHERE id = ?1")?
        .query_row([number], |row| conversation_id(row, 0))
}

pub(super) fn conversation_id(row: &Row<'_>, at: usize) -> rusqlite::Result<ConversationId> {
    Ok(ConversationId {
        kind: ConversationType::from_number(row.get(at)?).unwrap_or(ConversationType::System),
        target_id: TargetId::new(row.get::<_, String>(at + 1)?),
    })
}

/// Works out what follows from a conversation's messages. Everything that changes messages or the read time ends here,
/// so that the row can never disagree with them; only what is merely added is added to the row alone (`inbound/rows.rs`),
/// however much is unread.
pub(super) fn recount(db: &Transaction<'_>, number: Number) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE conversation SET
             last_message = last.id,
             active_time = coalesce(last.time, active_time),
             (unread, mentions) = (
                 SELECT count(*), coalesce(sum(mentions_me), 0) FROM (
                     SELECT mentions_me FROM message WHERE conversation = ?1 AND counted = 1 AND time > read_time
                     UNION ALL SELECT mentions_me FROM message
                     WHERE conversation = ?1 AND counted = 1 AND time <= read_time AND received_status & 256 <> 0))
         FROM (SELECT 1) LEFT JOIN (
             SELECT id, time FROM message WHERE conversation = ?1 ORDER BY time DESC, id DESC LIMIT 1
         ) AS last
         WHERE conversation.id = ?1",
    )?
    .execute([number])?;
    Ok(())
}

/// Moves the read time forward; true when it moved.
pub(super) fn read_up_to(db: &Transaction<'_>, number: Number, time: Timestamp) -> rusqlite::Result<bool> {
    let moved = db
        .prepare_cached(
            "UPDATE conversation SET read_time = ?2, marked_unread = 0 WHERE id = ?1 AND read_time < ?2",
        )?
        .execute(params![number, time.0])?;
    if moved > 0 {
        message::read_again(db, number, time.0)?;
        recount(db, number)?;
    }
    Ok(moved > 0)
}

/// Up to when this user has read.
pub(super) fn read_time(db: &Connection, number: Number) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT read_time FROM conversation WHERE id = ?1")?
        .query_row([number], |row| row.get(0))
}

/// The peer of a private conversation is told up to when this user has read; true when that is news.
pub(super) fn told_up_to(db: &Transaction<'_>, number: Number, time: Timestamp) -> rusqlite::Result<bool> {
    let told = db
        .prepare_cached("UPDATE conversation SET told_time = ?2 WHERE id = ?1 AND told_time < ?2")?
        .execute(params![number, time.0])?;
    Ok(told > 0)
}

/// Up to when the peer of a private conversation has read.
pub(super) fn peer_read_time(db: &Connection, number: Number) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT peer_read_time FROM conversation WHERE id = ?1")?
        .query_row([number], |row| row.get(0))
}

const COLUMNS: &str =
    "id, kind, target, last_message, listed_time, unread, mentions, read_time, draft, pinned,
    muted, marked_unread, pinned_time, removed";

fn read(db: &Connection, row: &Row<'_>) -> rusqlite::Result<Conversation> {
    let id = conversation_id(row, 1)?;
    let last_message = match row.get::<_, Option<i64>>(3)? {
        Some(number) => message::find(db, number)?,
        None => None,
    };
    let last_message = match last_message {
        Some(silent) if silent.content.is_silent() => last_said(db, &id)?,
        last => last,
    };
    let draft: String = row.get(8)?;
    Ok(Conversation {
        id,
        last_message,
        active_time: Timestamp(row.get(4)?),
        unread: row.get(5)?,
        unread_mentions: row.get(6)?,
        read_time: Timestamp(row.get(7)?),
        draft: (!draft.is_empty()).then_some(draft),
        pinned: row.get(9)?,
        muted: row.get(10)?,
        marked_unread: row.get(11)?,
        pinned_time: Timestamp(row.get(12)?),
        removed: row.get(13)?,
    })
}

/// The newest message that says something; nothing when all that was looked at is silent.
fn last_said(db: &Connection, id: &ConversationId) -> rusqlite::Result<Option<Message>> {
    let newest = message::page(db, id, MessageRange::Latest { limit: LOOKED_BACK })?;
    Ok(newest.list.into_iter().rev().find(|message| !message.content.is_silent()))
}

/// The list: pinned first, the last one that was pinned above, then by activity. A conversation that never held anything is
/// not in it, nor is a chat room.
pub(crate) fn list(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Conversation>> {
    listed(db, "TRUE", limit)
}

/// The conversations of the list in which something waits, in the list's order.
pub(crate) fn list_waiting(
    db: &Connection,
    what: Waiting,
    limit: usize,
) -> rusqlite::Result<Vec<Conversation>> {
    listed(db, waits(what), limit)
}

fn waits(what: Waiting) -> &'static str {
    match what {
        Waiting::Unread => "(unread > 0 OR marked_unread = 1)",
        Waiting::Mentions => "mentions > 0",
    }
}

fn listed(db: &Connection, condition: &str, limit: usize) -> rusqlite::Result<Vec<Conversation>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM conversation
         WHERE removed = 0 AND (active_time > 0 OR draft <> '') AND kind <> 4 AND {condition}
         ORDER BY pinned_time DESC, listed_time DESC, id DESC LIMIT ?1"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([limit])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read(db, row)?);
    }
    Ok(list)
}

pub(crate) fn one(db: &Connection, id: &ConversationId) -> rusqlite::Result<Option<Conversation>> {
    let sql = format!("SELECT {COLUMNS} FROM conversation WHERE kind = ?1 AND target = ?2");
    db.prepare_cached(&sql)?
        .query_row(params![id.kind.number(), id.target_id.as_str()], |row| read(db, row))
        .optional()
}

/// The sum of the list's badges, muted conversations left out.
pub(crate) fn total_unread(db: &Connection) -> rusqlite::Result<u32> {
    db.prepare_cached(
        "SELECT coalesce(sum(unread), 0) FROM conversation WHERE unread > 0 AND muted = 0 AND removed = 0",
    )?
    .query_row([], |row| row.get(0))
}

pub(crate) fn set_pinned(
    db: &Transaction<'_>,
    id: &ConversationId,
    pinned: bool,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let number = find_or_create(db, id)?;
    attribute::set(db, number, attribute::Name::Pinned, pinned, now)
}

pub(crate) fn set_muted(db: &Transaction<'_>, id: &ConversationId, muted: bool) -> rusqlite::Result<()> {
    let number = find_or_create(db, id)?;
    attribute::set(db, number, attribute::Name::Muted, muted, Timestamp(0))
}

/// Marks a conversation unread, or takes the mark away; true when that is news.
pub(crate) fn mark_unread(db: &Transaction<'_>, id: &ConversationId, marked: bool) -> rusqlite::Result<bool> {
    let changed = db
        .prepare_cached(
            "UPDATE conversation SET marked_unread = ?3 WHERE kind = ?1 AND target = ?2 AND marked_unread <> ?3",
        )?
        .execute(params![id.kind.number(), id.target_id.as_str(), marked])?;
    Ok(changed > 0)
}

/// Takes a conversation off the list; its history stays.
pub(crate) fn remove(db: &Transaction<'_>, id: &ConversationId) -> rusqlite::Result<RemovedConversation> {
    let number = find_or_create(db, id)?;
    let (pinned, draft): (i64, String) = db
        .prepare_cached("SELECT pinned_time, draft FROM conversation WHERE id = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let pinned = (pinned > 0).then_some(Timestamp(pinned));
    attribute::set(db, number, attribute::Name::Pinned, false, Timestamp(0))?;
    // What goes with the draft stays aside, for when it is put back.
    db.prepare_cached("UPDATE conversation SET removed = 1, draft = '' WHERE id = ?1")?.execute([number])?;
    Ok(RemovedConversation { conversation: id.clone(), pinned, draft: (!draft.is_empty()).then_some(draft) })
}

/// Puts a conversation that was taken off the list back as it was; what was written meanwhile stays.
pub(crate) fn put_back(db: &Transaction<'_>, removed: &RemovedConversation) -> rusqlite::Result<()> {
    let number = find_or_create(db, &removed.conversation)?;
    if let Some(since) = removed.pinned {
        attribute::pin_again(db, number, since)?;
    }
    db.prepare_cached(
        "UPDATE conversation SET removed = 0, draft = CASE draft WHEN '' THEN ?2 ELSE draft END WHERE id = ?1",
    )?
    .execute(params![number, removed.draft.as_deref().unwrap_or_default()])?;
    Ok(())
}

/// Puts a conversation back on the list, in which something has happened since it was taken off.
pub(crate) fn list_again(db: &Transaction<'_>, id: &ConversationId) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE conversation SET removed = 0 WHERE kind = ?1 AND target = ?2 AND removed = 1")?
        .execute(params![id.kind.number(), id.target_id.as_str()])?;
    Ok(())
}

/// Forgets a chat room and everything in it; later it is a new one.
pub(crate) fn forget_room(db: &Transaction<'_>, room: &str) -> rusqlite::Result<()> {
    forget(db, "kind = ?1 AND target = ?2", params![ConversationType::ChatRoom.number(), room])?;
    Ok(())
}

/// Forgets all chat rooms: this user is in none. True when there were any.
pub(crate) fn forget_rooms(db: &Transaction<'_>) -> rusqlite::Result<bool> {
    forget(db, "kind = ?1", params![ConversationType::ChatRoom.number()])
}

fn forget(db: &Transaction<'_>, which: &str, params: &[&dyn rusqlite::ToSql]) -> rusqlite::Result<bool> {
    for table in ["outbox", "message"] {
        db.prepare_cached(&format!(
            "DELETE FROM {table} WHERE conversation IN (SELECT id FROM conversation WHERE {which})"
        ))?
        .execute(params)?;
    }
    Ok(db.prepare_cached(&format!("DELETE FROM conversation WHERE {which}"))?.execute(params)? > 0)
}

/// True when the server has nothing older than this store.
pub(crate) fn history_complete(db: &Connection, id: &ConversationId) -> rusqlite::Result<bool> {
    let complete = db
        .prepare_cached("SELECT history_complete FROM conversation WHERE kind = ?1 AND target = ?2")?
        .query_row(params![id.kind.number(), id.target_id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(complete.unwrap_or(false))
}

pub(crate) fn set_history_complete(db: &Transaction<'_>, id: &ConversationId) -> rusqlite::Result<()> {
    let number = find_or_create(db, id)?;
    db.prepare_cached("UPDATE conversation SET history_complete = 1 WHERE id = ?1")?.execute([number])?;
    Ok(())
}

/// Conversations of these kinds that were active before a time, pinned ones first, then by activity; only those in which
/// something waits, if that is said.
pub(crate) fn of_kinds(
    db: &Connection,
    kinds: &[ConversationType],
    what: Option<Waiting>,
    before: Timestamp,
    limit: usize,
) -> rusqlite::Result<Vec<Conversation>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM conversation WHERE removed = 0 AND (active_time > 0 OR draft <> '')
             AND listed_time < ?2 AND kind IN (SELECT value FROM json_each(?1)) AND {}
         ORDER BY pinned_time DESC, listed_time DESC, id DESC LIMIT ?3",
        what.map_or("TRUE", waits)
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params![numbers(kinds), before.0, limit])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read(db, row)?);
    }
    Ok(list)
}

/// All conversations of a kind as one: the latest of them and their sums; nothing when there are none.
pub(crate) fn collected(db: &Connection, kind: ConversationType) -> rusqlite::Result<Option<Collected>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM conversation
         WHERE removed = 0 AND (active_time > 0 OR draft <> '') AND kind = ?1
         ORDER BY active_time DESC, id DESC LIMIT 1"
    );
    let latest = db.prepare_cached(&sql)?.query_row([kind.number()], |row| read(db, row)).optional()?;
    let Some(latest) = latest else { return Ok(None) };
    db.prepare_cached(
        "SELECT coalesce(sum(unread), 0), coalesce(sum(mentions), 0), coalesce(max(marked_unread), 0),
             min(muted) FILTER (WHERE active_time > 0 OR draft <> '')
         FROM conversation WHERE removed = 0 AND kind = ?1",
    )?
    .query_row([kind.number()], |row| {
        Ok(Some(Collected {
            latest,
            unread: row.get(0)?,
            unread_mentions: row.get(1)?,
            marked_unread: row.get(2)?,
            muted: row.get(3)?,
        }))
    })
}

/// What is unread in all conversations of these kinds, those that raise no notifications too.
pub(crate) fn unread_of_kinds(db: &Connection, kinds: &[ConversationType]) -> rusqlite::Result<u32> {
    db.prepare_cached(
        "SELECT coalesce(sum(unread), 0) FROM conversation
         WHERE unread > 0 AND removed = 0 AND kind IN (SELECT value FROM json_each(?1))",
    )?
    .query_row([numbers(kinds)], |row| row.get(0))
}

/// Takes all conversations of these kinds off the list, with their messages.
pub(crate) fn clear_kinds(
    db: &Transaction<'_>,
    kinds: &[ConversationType],
) -> rusqlite::Result<Vec<ConversationId>> {
    let cleared = db
        .prepare_cached(
            "SELECT kind, target FROM conversation WHERE kind IN (SELECT value FROM json_each(?1))",
        )?
        .query_map([numbers(kinds)], |row| conversation_id(row, 0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for id in &cleared {
        message::clear(db, id)?;
        remove(db, id)?;
    }
    Ok(cleared)
}

fn numbers(kinds: &[ConversationType]) -> String {
    let numbers: Vec<i32> = kinds.iter().map(|kind| kind.number()).collect();
    serde_json::to_string(&numbers).unwrap_or_default()
}
