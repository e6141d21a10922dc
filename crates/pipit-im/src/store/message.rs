//! Messages: pages of them in the order of the server's time.

use pipit_proto::content::{self, Content};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{conversation, gap, receipt};
use crate::{
    ConversationId, ConversationType, Mark, Marks, Message, MessageDirection, MessageId, MessageState,
    MessageUid, ReceivedStatus, TargetId, Timestamp, UserId,
};

/// A place in a conversation: between messages, in the order of time and then of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageCursor {
    time: Timestamp,
    id: MessageId,
}

impl MessageCursor {
    /// Before every message.
    pub const START: Self = Self { time: Timestamp(i64::MIN), id: MessageId(i64::MIN) };

    /// The place of a message.
    pub fn of(message: &Message) -> Self {
        Self { time: message.sent_time, id: message.id }
    }

    /// When the message there was sent.
    pub fn time(self) -> Timestamp {
        self.time
    }
}

/// Which part of a conversation.
#[derive(Debug, Clone, Copy)]
pub enum MessageRange {
    /// The newest.
    Latest {
        /// At most so many.
        limit: usize,
    },
    /// What comes right before a place, exclusively.
    Before {
        /// The place.
        cursor: MessageCursor,
        /// At most so many.
        limit: usize,
    },
    /// What comes right after a place, exclusively.
    After {
        /// The place.
        cursor: MessageCursor,
        /// At most so many.
        limit: usize,
    },
    /// Everything from one place to another, inclusively, and what follows the last up to the limit.
    From {
        /// The first message.
        cursor: MessageCursor,
        /// At most so many.
        limit: usize,
    },
}

/// Part of a conversation, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Messages {
    /// The messages.
    pub list: Vec<Message>,
    /// The store has older ones.
    pub more_before: bool,
    /// The store has newer ones.
    pub more_after: bool,
}

pub(super) mod state {
    //! How a state is written.
    pub(in crate::store) const SENDING: i64 = 0;
    pub(in crate::store) const SENT: i64 = 1;
    pub(in crate::store) const READ: i64 = 2;
    pub(in crate::store) const FAILED: i64 = 3;
    pub(in crate::store) const RECEIVED: i64 = 4;
}

mod received {
    //! How a received status is written; read by the conversation's read time, unless a single message says more.
    pub(super) const FOLLOWS: i64 = 0;
    pub(super) const READ: i64 = 1;
    pub(super) const LISTENED: i64 = 2;
    /// Bits beside them.
    pub(super) const DOWNLOADED: i64 = 4;
    pub(super) const RETRIEVED: i64 = 8;
    pub(super) const ELSEWHERE: i64 = 16;
    /// What an application has set stands once more, so many bits above.
    pub(super) const SET: u32 = 3;
    /// Unread, though the conversation was read beyond it.
    pub(super) const UNREAD: i64 = 256;
    /// What no status changes.
    pub(super) const MARKS: i64 = DOWNLOADED | RETRIEVED | ELSEWHERE;
}

const COLUMNS: &str =
    "message.id, message.uid, conversation.kind, conversation.target, message.sender, message.sent,
    message.object_name, message.content, message.time, message.state, message.code, message.mentions_me,
    message.received_time, message.received_status, message.note, conversation.read_time, message.receipt,
    message.edited,
    CASE WHEN message.receipt <> 0 AND message.sent THEN
        (SELECT json_group_array(json_array(reader, time)) FROM receipt WHERE receipt.message = message.id) END,
    message.place";

/// Which of the columns says where a message stands among all.
pub(super) const PLACE: usize = 19;

/// A query for whole messages; `rest` is what follows the tables.
pub(super) fn select(rest: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM message JOIN conversation ON conversation.id = message.conversation {rest}"
    )
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let state = match row.get::<_, i64>(9)? {
        state::SENDING => MessageState::Sending,
        state::SENT => MessageState::Sent,
        state::READ => MessageState::Read,
        state::FAILED => MessageState::Failed { code: row.get(10)? },
        _ => MessageState::Received,
    };
    let object_name: String = row.get(6)?;
    let content: String = row.get(7)?;
    Ok(Message {
        id: MessageId(row.get(0)?),
        uid: row.get::<_, Option<String>>(1)?.map(MessageUid::new),
        conversation: ConversationId {
            kind: ConversationType::from_number(row.get(2)?).unwrap_or(ConversationType::System),
            target_id: TargetId::new(row.get::<_, String>(3)?),
        },
        sender: UserId::new(row.get::<_, String>(4)?),
        direction: if row.get(5)? { MessageDirection::Sent } else { MessageDirection::Received },
        content: Content::decode(&object_name, &content),
        sent_time: Timestamp(row.get(8)?),
        state,
        mentions_me: row.get(11)?,
        received_time: Timestamp(row.get(12)?),
        received_status: match row.get::<_, i64>(13)? {
            bits if bits & received::LISTENED != 0 => ReceivedStatus::Listened,
            bits if bits & received::READ != 0 => ReceivedStatus::Read,
            bits if bits & received::UNREAD != 0 => ReceivedStatus::Unread,
            _ if row.get::<_, i64>(8)? <= row.get::<_, i64>(15)? => ReceivedStatus::Read,
            _ => ReceivedStatus::Unread,
        },
        marks: marks(row.get(13)?),
        note: row.get(14)?,
        receipt: receipt::read(row.get(16)?, row.get(18)?),
        edited: Some(row.get(17)?).filter(|time| *time > 0).map(Timestamp),
    })
}

fn bit(mark: Mark) -> i64 {
    match mark {
        Mark::Downloaded => received::DOWNLOADED,
        Mark::Retrieved => received::RETRIEVED,
        Mark::ReceivedElsewhere => received::ELSEWHERE,
    }
}

fn marks(bits: i64) -> Marks {
    let has = |mark: &Mark| bits & bit(*mark) != 0;
    let set = |mark: &Mark| bits & (bit(*mark) << received::SET) != 0;
    Marks {
        downloaded: has(&Mark::Downloaded),
        retrieved: has(&Mark::Retrieved),
        received_elsewhere: has(&Mark::ReceivedElsewhere),
        set: [Mark::Downloaded, Mark::Retrieved, Mark::ReceivedElsewhere].into_iter().find(set),
    }
}

/// How what is known of a message that arrives is written.
pub(super) fn arrived(retrieved: bool) -> i64 {
    if retrieved { received::RETRIEVED | received::ELSEWHERE } else { received::FOLLOWS }
}

/// Another device of this user has what came after a time and up to another.
pub(super) fn received_elsewhere(
    db: &Transaction<'_>,
    number: i64,
    after: i64,
    up_to: i64,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE message SET received_status = received_status | ?4
         WHERE conversation = ?1 AND time > ?2 AND time <= ?3 AND sent = 0",
    )?
    .execute(params![number, after, up_to, received::ELSEWHERE])?;
    Ok(())
}

/// Marks a message; an application's mark also stands as what it has set.
pub(crate) fn mark(
    db: &Transaction<'_>,
    id: MessageId,
    mark: Mark,
    by_application: bool,
) -> rusqlite::Result<ConversationId> {
    let message = find(db, id.0)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let (bit, all) = (bit(mark), received::MARKS << received::SET);
    let (gone, added) = if by_application { (all, bit | (bit << received::SET)) } else { (0, bit) };
    db.prepare_cached("UPDATE message SET received_status = received_status & ~?2 | ?3 WHERE id = ?1")?
        .execute(params![id.0, gone, added])?;
    Ok(message.conversation)
}

pub(crate) fn find(db: &Connection, id: i64) -> rusqlite::Result<Option<Message>> {
    db.prepare_cached(&select("WHERE message.id = ?1"))?.query_row([id], read).optional()
}

/// Those of the messages with these names that are here.
pub(crate) fn find_by_uids(db: &Connection, uids: &[MessageUid]) -> rusqlite::Result<Vec<Message>> {
    let mut by_uid = db.prepare_cached(&select("WHERE message.uid = ?1"))?;
    let found = uids.iter().filter_map(|uid| by_uid.query_row([uid.as_str()], read).optional().transpose());
    found.collect()
}

/// Which way a query walks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Walk {
    Older,
    Newer,
}

pub(crate) fn page(db: &Connection, id: &ConversationId, range: MessageRange) -> rusqlite::Result<Messages> {
    let Some(number) = conversation::find(db, id)? else { return Ok(Messages::default()) };
    let (walk, place, limit, inclusive) = match range {
        MessageRange::Latest { limit } => (Walk::Older, None, limit, false),
        MessageRange::Before { cursor, limit } => (Walk::Older, Some(cursor), limit, false),
        MessageRange::After { cursor, limit } => (Walk::Newer, Some(cursor), limit, false),
        MessageRange::From { cursor, limit } => (Walk::Newer, Some(cursor), limit, true),
    };
    let end = match walk {
        Walk::Older => MessageCursor { time: Timestamp(i64::MAX), id: MessageId(i64::MAX) },
        Walk::Newer => MessageCursor::START,
    };
    let place = place.unwrap_or(end);
    let (comparison, order) = match (walk, inclusive) {
        (Walk::Older, _) => ("<", "DESC"),
        (Walk::Newer, false) => (">", "ASC"),
        (Walk::Newer, true) => (">=", "ASC"),
    };
    let sql = select(&format!(
        "WHERE message.conversation = ?1 AND (message.time, message.id) {comparison} (?2, ?3)
         ORDER BY message.time {order}, message.id {order} LIMIT ?4"
    ));
    let mut list = db
        .prepare_cached(&sql)?
        .query_map(params![number, place.time.0, place.id.0, limit + 1], read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let more = list.len() > limit;
    list.truncate(limit);
    if walk == Walk::Older {
        list.reverse();
    }
    let (more_before, more_after) = match walk {
        Walk::Older => (more, exists(db, number, list.last(), ">")?),
        Walk::Newer => (exists(db, number, list.first(), "<")?, more),
    };
    Ok(Messages { list, more_before, more_after })
}

fn exists(
    db: &Connection,
    number: i64,
    beyond: Option<&Message>,
    comparison: &str,
) -> rusqlite::Result<bool> {
    let Some(message) = beyond else { return Ok(false) };
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM message WHERE conversation = ?1 AND (time, id) {comparison} (?2, ?3))"
    );
    db.prepare_cached(&sql)?.query_row(params![number, message.sent_time.0, message.id.0], |row| row.get(0))
}

/// The first counted message that was not read, and how many there are.
pub(crate) fn first_unread(
    db: &Connection,
    id: &ConversationId,
) -> rusqlite::Result<Option<(MessageCursor, u32)>> {
    let Some(number) = conversation::find(db, id)? else { return Ok(None) };
    let (unread, read_time): (u32, i64) = db
        .prepare_cached("SELECT unread, read_time FROM conversation WHERE id = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if unread == 0 {
        return Ok(None);
    }
    let first = |such: &str| {
        let sql = format!(
            "SELECT time, id FROM message WHERE conversation = ?1 AND counted = 1 AND {such} ORDER BY time, id LIMIT 1"
        );
        db.prepare_cached(&sql)?
            .query_row(params![number, read_time], |row| {
                Ok(MessageCursor { time: Timestamp(row.get(0)?), id: MessageId(row.get(1)?) })
            })
            .optional()
    };
    let again = first("time <= ?2 AND received_status & 256 <> 0")?;
    let first = if again.is_some() { again } else { first("time > ?2")? };
    Ok(first.map(|cursor| (cursor, unread)))
}

/// Deletes a message here; the server keeps it, and it does not come back from there.
pub(crate) fn delete(db: &Transaction<'_>, id: MessageId) -> rusqlite::Result<ConversationId> {
    let (number, uid, client_id): (i64, Option<String>, Option<i64>) = db
        .prepare_cached("SELECT conversation, uid, client_id FROM message WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    // One that is on its way has no uid yet; the number that this device gave it will name it.
    let names = uid.into_iter().chain(client_id.map(own_name));
    for name in names {
        db.prepare_cached("INSERT OR IGNORE INTO deleted (name) VALUES (?1)")?.execute([name])?;
    }
    db.prepare_cached("DELETE FROM message WHERE id = ?1")?.execute([id.0])?;
    db.prepare_cached("DELETE FROM outbox WHERE message = ?1")?.execute([id.0])?;
    conversation::recount(db, number)?;
    conversation::id_of(db, number)
}

/// The name in the list of what was deleted, for a message that only this device has named.
fn own_name(client_id: i64) -> String {
    format!("#{client_id}")
}

/// True when the message was deleted here before.
pub(super) fn was_deleted(db: &Connection, uid: &str, client_id: Option<i64>) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM deleted WHERE name IN (?1, ?2))")?
        .query_row(params![uid, client_id.map(own_name)], |row| row.get(0))
}

/// The time of the oldest message that the server knows.
pub(crate) fn oldest(db: &Connection, id: &ConversationId) -> rusqlite::Result<Option<Timestamp>> {
    let Some(number) = conversation::find(db, id)? else { return Ok(None) };
    db.prepare_cached(
        "SELECT time FROM message WHERE conversation = ?1 AND uid IS NOT NULL ORDER BY time, id LIMIT 1",
    )?
    .query_row([number], |row| row.get(0).map(Timestamp))
    .optional()
}

/// The message that came last.
pub(crate) fn newest(db: &Connection) -> rusqlite::Result<Option<MessageId>> {
    let newest: Option<i64> =
        db.prepare_cached("SELECT max(id) FROM message")?.query_row([], |row| row.get(0))?;
    Ok(newest.map(MessageId))
}

/// A conversation's messages of one kind, newest first, before a message if one is named.
pub(crate) fn of_kind(
    db: &Connection,
    id: &ConversationId,
    object_name: &str,
    before: Option<MessageId>,
    limit: usize,
) -> rusqlite::Result<Vec<Message>> {
    let Some(number) = conversation::find(db, id)? else { return Ok(Vec::new()) };
    let place = match before {
        Some(before) => find(db, before.0)?.map(|message| MessageCursor::of(&message)),
        None => None,
    };
    let place = place.unwrap_or(MessageCursor { time: Timestamp(i64::MAX), id: MessageId(i64::MAX) });
    db.prepare_cached(&select(
        "WHERE message.conversation = ?1 AND (message.time, message.id) < (?2, ?3) AND message.object_name = ?4
         ORDER BY message.time DESC, message.id DESC LIMIT ?5",
    ))?
    .query_map(params![number, place.time.0, place.id.0, object_name, limit], read)?
    .collect()
}

/// The nearest message of these kinds before or after one of the same conversation.
pub(crate) fn beside(
    db: &Connection,
    id: MessageId,
    object_names: &[&str],
    newer: bool,
) -> rusqlite::Result<Option<Message>> {
    let Some(from) = find(db, id.0)? else { return Ok(None) };
    let Some(number) = conversation::find(db, &from.conversation)? else { return Ok(None) };
    let (comparison, order) = if newer { (">", "ASC") } else { ("<", "DESC") };
    let sql = select(&format!(
        "WHERE message.conversation = ?1 AND (message.time, message.id) {comparison} (?2, ?3)
             AND message.object_name IN (SELECT value FROM json_each(?4))
         ORDER BY message.time {order}, message.id {order} LIMIT 1"
    ));
    db.prepare_cached(&sql)?
        .query_row(params![number, from.sent_time.0, id.0, serde_json::json!(object_names).to_string()], read)
        .optional()
}

/// The next received voice after a message of the same conversation that nobody has listened to.
pub(crate) fn next_unheard(db: &Connection, id: MessageId) -> rusqlite::Result<Option<MessageId>> {
    let Some(from) = find(db, id.0)? else { return Ok(None) };
    let Some(number) = conversation::find(db, &from.conversation)? else { return Ok(None) };
    db.prepare_cached(
        "SELECT id FROM message WHERE conversation = ?1 AND (time, id) > (?2, ?3) AND sent = 0
             AND received_status & ?4 = 0 AND object_name IN ('RC:VcMsg', 'RC:HQVCMsg')
         ORDER BY time, id LIMIT 1",
    )?
    .query_row(params![number, from.sent_time.0, id.0, received::LISTENED], |row| row.get(0).map(MessageId))
    .optional()
}

/// The last message that was received in a conversation up to a time.
pub(crate) fn last_received(
    db: &Connection,
    id: &ConversationId,
    up_to: Timestamp,
) -> rusqlite::Result<Option<MessageId>> {
    let Some(number) = conversation::find(db, id)? else { return Ok(None) };
    db.prepare_cached(
        "SELECT id FROM message WHERE conversation = ?1 AND time <= ?2 AND sent = 0
         ORDER BY time DESC, id DESC LIMIT 1",
    )?
    .query_row(params![number, up_to.0], |row| row.get(0).map(MessageId))
    .optional()
}

/// The unread messages of a conversation that mention this user, oldest first.
pub(crate) fn unread_mentions(db: &Connection, id: &ConversationId) -> rusqlite::Result<Vec<Message>> {
    let Some(number) = conversation::find(db, id)? else { return Ok(Vec::new()) };
    db.prepare_cached(&select(
        "WHERE message.conversation = ?1 AND message.counted = 1 AND message.mentions_me = 1
             AND (message.time > conversation.read_time OR message.received_status & 256 <> 0)
         ORDER BY message.time, message.id",
    ))?
    .query_map([number], read)?
    .collect()
}

/// Makes a message and what was received after it unread again, on this machine.
pub(crate) fn mark_unread_from(db: &Transaction<'_>, id: MessageId) -> rusqlite::Result<ConversationId> {
    let message = find(db, id.0)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let number =
        conversation::find(db, &message.conversation)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let counted: Vec<&str> =
        content::OBJECT_NAMES.iter().copied().filter(|name| content::traits(name).counted).collect();
    // What the history has brought, or what was marked by itself, counts again too.
    db.prepare_cached(
        "UPDATE message SET counted = 1, received_status = received_status & ~?4
         WHERE conversation = ?1 AND sent = 0 AND time >= ?2
             AND object_name IN (SELECT value FROM json_each(?3))",
    )?
    .execute(params![
        number,
        message.sent_time.0,
        serde_json::json!(counted).to_string(),
        received::READ
    ])?;
    db.prepare_cached("UPDATE conversation SET read_time = min(read_time, ?2) WHERE id = ?1")?
        .execute(params![number, message.sent_time.0.saturating_sub(1)])?;
    conversation::recount(db, number)?;
    Ok(message.conversation)
}

/// How many messages a conversation holds here.
pub(crate) fn count(db: &Connection, id: &ConversationId) -> rusqlite::Result<u64> {
    let Some(number) = conversation::find(db, id)? else { return Ok(0) };
    db.prepare_cached("SELECT count(*) FROM message WHERE conversation = ?1")?
        .query_row([number], |row| row.get(0))
}

/// Deletes everything in a conversation here, what waits to be sent included; nothing of it comes back.
pub(crate) fn clear(db: &Transaction<'_>, id: &ConversationId) -> rusqlite::Result<()> {
    let Some(number) = conversation::find(db, id)? else { return Ok(()) };
    db.prepare_cached(
        "UPDATE conversation SET history_complete = 1, cleared_time = max(cleared_time, coalesce(
             (SELECT max(time) FROM message WHERE conversation = ?1 AND uid IS NOT NULL), 0))
         WHERE id = ?1",
    )?
    .execute([number])?;
    db.prepare_cached(
        "INSERT OR IGNORE INTO deleted (name) SELECT '#' || client_id FROM outbox WHERE conversation = ?1",
    )?
    .execute([number])?;
    db.prepare_cached("DELETE FROM outbox WHERE conversation = ?1 AND message <> 0")?.execute([number])?;
    db.prepare_cached("DELETE FROM message WHERE conversation = ?1")?.execute([number])?;
    gap::cleared(db, number)?;
    conversation::recount(db, number)
}

/// Notes something on a message.
pub(crate) fn set_note(db: &Transaction<'_>, id: MessageId, note: &str) -> rusqlite::Result<()> {
    changed(db.prepare_cached("UPDATE message SET note = ?2 WHERE id = ?1")?.execute(params![id.0, note])?)
}

/// Says what this user has done with one received message; the conversation's count follows.
pub(crate) fn set_received_status(
    db: &Transaction<'_>,
    id: MessageId,
    status: ReceivedStatus,
) -> rusqlite::Result<ConversationId> {
    let message = find(db, id.0)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let number =
        conversation::find(db, &message.conversation)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let beyond = message.sent_time.0 <= conversation::read_time(db, number)?;
    let (status, unread) = match status {
        ReceivedStatus::Unread if beyond => (received::UNREAD, true),
        ReceivedStatus::Unread => (received::FOLLOWS, true),
        ReceivedStatus::Read => (received::READ, false),
        ReceivedStatus::Listened => (received::LISTENED, false),
    };
    let counts = unread
        && message.direction == MessageDirection::Received
        && content::traits(message.content.object_name()).counted;
    db.prepare_cached(
        "UPDATE message SET received_status = received_status & ?4 | ?2, counted = ?3 WHERE id = ?1",
    )?
    .execute(params![id.0, status, counts, received::MARKS])?;
    conversation::recount(db, number)?;
    Ok(message.conversation)
}

/// What was unread though the conversation was read beyond it is read too, up to a time; true when there was such a
/// message.
pub(super) fn read_again(db: &Transaction<'_>, number: i64, up_to: i64) -> rusqlite::Result<bool> {
    let changed = db
        .prepare_cached(
            "UPDATE message SET received_status = received_status & ~256
             WHERE conversation = ?1 AND time <= ?2 AND received_status & 256 <> 0",
        )?
        .execute([number, up_to])?;
    Ok(changed > 0)
}

/// Says how far a message of one's own has come, whatever the server said; it no longer waits to be sent.
pub(crate) fn set_sent_status(
    db: &Transaction<'_>,
    id: MessageId,
    status: MessageState,
) -> rusqlite::Result<ConversationId> {
    let message = find(db, id.0)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let (status, code) = match status {
        MessageState::Sending => (state::SENDING, 0),
        MessageState::Failed { code } => (state::FAILED, code),
        _ => (state::SENT, 0),
    };
    changed(
        db.prepare_cached("UPDATE message SET state = ?2, code = ?3 WHERE id = ?1 AND sent = 1")?
            .execute(params![id.0, status, code])?,
    )?;
    db.prepare_cached("DELETE FROM outbox WHERE message = ?1")?.execute([id.0])?;
    db.prepare_cached("DELETE FROM upload WHERE message = ?1")?.execute([id.0])?;
    Ok(message.conversation)
}

fn changed(rows: usize) -> rusqlite::Result<()> {
    if rows == 0 { Err(rusqlite::Error::QueryReturnedNoRows) } else { Ok(()) }
}
