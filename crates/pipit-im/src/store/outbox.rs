//! What must still reach the server. An entry stands from the transaction that wrote the message to the one that knows
//! its fate, so a crash or a lost answer leads to a resend under the same number, which the server recognises.

use pipit_proto::content::{Content, ReadNotification, SyncReadStatus};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::message::{self, state};
use super::{conversation, draft, place, search, upload};
use crate::{ConversationId, ConversationType, MessageId, Peer, Timestamp, UserId};

/// An entry, in the order of writing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outgoing {
    pub(crate) id: i64,
    pub(crate) conversation: ConversationId,
    /// The message's row; absent for a fact.
    pub(crate) message: Option<MessageId>,
    pub(crate) client_id: i64,
    pub(crate) object_name: String,
    pub(crate) content: String,
}

/// What becomes of a conversation's draft when words are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DraftThen {
    /// It was these words.
    Sent,
    /// The words come from elsewhere.
    Stays,
}

/// Writes a message and queues it. `now` is an estimate of the server's time.
pub(crate) fn enqueue(
    db: &Transaction<'_>,
    me: &UserId,
    id: &ConversationId,
    content: &Content,
    client_id: i64,
    now: Timestamp,
    draft: DraftThen,
) -> rusqlite::Result<MessageId> {
    let (number, message) = write(db, me, id, content, client_id, now)?;
    if draft == DraftThen::Sent && matches!(content, Content::Text(_) | Content::Reference(_)) {
        draft::sent(db, number)?;
    }
    insert(db, number, message.0, client_id, content)?;
    Ok(message)
}

/// Writes a message as sending, after everything that the conversation holds. Answers the conversation's row too.
pub(super) fn write(
    db: &Transaction<'_>,
    me: &UserId,
    id: &ConversationId,
    content: &Content,
    client_id: i64,
    now: Timestamp,
) -> rusqlite::Result<(i64, MessageId)> {
    let number = conversation::find_or_create(db, id)?;
    let newest: Option<i64> = db
        .prepare_cached("SELECT max(time) FROM message WHERE conversation = ?1")?
        .query_row([number], |row| row.get(0))?;
    let time = newest.map_or(now.0, |newest| now.0.max(newest + 1));
    let place = place::next(db, time)?;
    db.prepare_cached(
        "INSERT INTO message
             (conversation, time, client_id, sender, sent, object_name, content, state, counted, mentions_me, place)
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, 0, 0, ?8)",
    )?
    .execute(params![
        number,
        time,
        client_id,
        me.as_str(),
        content.object_name(),
        content.encode(),
        state::SENDING,
        place
    ])?;
    let message = db.last_insert_rowid();
    search::add(db, place, number, search::terms(content).as_ref())?;
    db.prepare_cached("UPDATE conversation SET removed = 0 WHERE id = ?1")?.execute([number])?;
    conversation::recount(db, number)?;
    Ok((number, MessageId(message)))
}

pub(super) fn insert(
    db: &Transaction<'_>,
    number: i64,
    message: i64,
    client_id: i64,
    content: &Content,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO outbox (conversation, message, client_id, object_name, content) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![number, message, client_id, content.object_name(), content.encode()])?;
    Ok(())
}

/// Marks a conversation read up to a message, and queues what others must know: one's own devices, and in a private
/// conversation the peer, if they are told. An older word of the same kind that still waits is replaced. False when all
/// of this was known.
pub(crate) fn mark_read(
    db: &Transaction<'_>,
    id: &ConversationId,
    up_to: MessageId,
    peer: Peer,
    client_ids: [i64; 2],
) -> rusqlite::Result<bool> {
    let number = conversation::find(db, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let (place, read_time, told_time): (i64, i64, i64) = db
        .prepare_cached(
            "SELECT message.time, read_time, told_time
             FROM message JOIN conversation ON conversation.id = conversation
             WHERE message.id = ?1 AND conversation = ?2",
        )?
        .query_row(params![up_to.0, number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let again = message::read_again(db, number, place)?;
    if again {
        conversation::recount(db, number)?;
    }
    // What another device has read, the peer may not know yet.
    let tells = peer == Peer::Told && id.kind == ConversationType::Private;
    let known = if tells { read_time.min(told_time) } else { read_time };
    // The time of what waits in the send queue is this machine's guess: were it taken for the server's, a clock that
    // is fast would mark as read what has not been written yet.
    let newest: Option<(i64, String)> = db
        .prepare_cached(
            "SELECT time, uid FROM message
             WHERE conversation = ?1 AND (time, id) <= (?2, ?3) AND time > ?4 AND sent = 0
             ORDER BY time DESC, id DESC LIMIT 1",
        )?
        .query_row(params![number, place, up_to.0, known], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((time, uid)) = newest else { return Ok(again) }; // nothing was received since
    let [sync_id, peer_id] = client_ids;
    let reads = conversation::read_up_to(db, number, Timestamp(time))?;
    if reads {
        let word = SyncReadStatus { last_message_send_time: time, ..SyncReadStatus::default() };
        replace(db, number, sync_id, &Content::SyncReadStatus(word))?;
    }
    let tells = tells && conversation::told_up_to(db, number, Timestamp(time))?;
    if tells {
        let word = ReadNotification {
            last_message_send_time: time,
            message_uid: uid,
            kind: 1,
            ..ReadNotification::default()
        };
        replace(db, number, peer_id, &Content::ReadNotification(word))?;
    }
    Ok(again || reads || tells)
}

/// Marks everything in a conversation read, and takes the mark away that it is unread; true when that is news.
pub(crate) fn mark_all_read(
    db: &Transaction<'_>,
    id: &ConversationId,
    peer: Peer,
    client_ids: [i64; 2],
) -> rusqlite::Result<bool> {
    let unmarked = conversation::mark_unread(db, id, false)?;
    let last: Option<i64> = db
        .prepare_cached("SELECT last_message FROM conversation WHERE kind = ?1 AND target = ?2")?
        .query_row(params![id.kind.number(), id.target_id.as_str()], |row| row.get(0))
        .optional()?
        .flatten();
    let read = match last {
        Some(last) => mark_read(db, id, MessageId(last), peer, client_ids)?,
        None => false,
    };
    Ok(unmarked || read)
}

fn replace(db: &Transaction<'_>, number: i64, client_id: i64, content: &Content) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM outbox WHERE conversation = ?1 AND object_name = ?2 AND message = 0")?
        .execute(params![number, content.object_name()])?;
    insert(db, number, 0, client_id, content)
}

/// The oldest entry of each conversation, in order: a long queue in one conversation holds up no other.
pub(crate) fn waiting(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Outgoing>> {
    db.prepare_cached(
        "SELECT outbox.id, kind, target, message, client_id, object_name, content
         FROM outbox JOIN conversation ON conversation.id = outbox.conversation
         WHERE outbox.id IN (SELECT min(id) FROM outbox GROUP BY conversation)
         ORDER BY outbox.id LIMIT ?1",
    )?
    .query_map([limit], |row| {
        Ok(Outgoing {
            id: row.get(0)?,
            conversation: conversation_of(row, 1)?,
            message: Some(row.get(3)?).filter(|id| *id != 0).map(MessageId),
            client_id: row.get(4)?,
            object_name: row.get(5)?,
            content: row.get(6)?,
        })
    })?
    .collect()
}

/// The conversation that two columns name from an index on: its kind and its target.
pub(super) fn conversation_of(row: &Row<'_>, index: usize) -> rusqlite::Result<ConversationId> {
    Ok(ConversationId {
        kind: ConversationType::from_number(row.get(index)?).unwrap_or(ConversationType::System),
        target_id: crate::TargetId::new(row.get::<_, String>(index + 1)?),
    })
}

/// The server has it.
pub(crate) fn acknowledge(
    db: &Transaction<'_>,
    entry: &Outgoing,
    uid: &str,
    time: i64,
) -> rusqlite::Result<()> {
    match entry.message {
        Some(message) => settle(db, message.0, uid, time)?,
        None => {
            db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([entry.id])?;
        }
    }
    Ok(())
}

/// A message of one's own has its name and time.
pub(super) fn settle(db: &Transaction<'_>, message: i64, uid: &str, time: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM outbox WHERE message = ?1")?.execute([message])?;
    // A server that does not repeat the sender's number may have shown it as a stranger's message before.
    db.prepare_cached("DELETE FROM message WHERE uid = ?2 AND id <> ?1")?.execute(params![message, uid])?;
    let found: Option<(i64, i64)> = db
        .prepare_cached(
            "SELECT conversation, peer_read_time FROM message JOIN conversation ON conversation.id = conversation
             WHERE message.id = ?1",
        )?
        .query_row([message], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((number, peer_read_time)) = found else { return Ok(()) }; // deleted while it was on its way
    // The peer's word may overtake the server's.
    let settled = if time <= peer_read_time { state::READ } else { state::SENT };
    db.prepare_cached(
        "UPDATE message SET uid = ?2, time = ?3, state = ?4, code = 0, place = ?7
         WHERE id = ?1 AND state IN (?5, ?6)",
    )?
    .execute(params![
        message,
        uid,
        time,
        settled,
        state::SENDING,
        state::FAILED,
        place::next(db, time)?
    ])?;
    keep_behind(db, number, time)?;
    conversation::recount(db, number)
}

/// What still waits was written later than what the server has just named, so it stays below it: this machine's guess
/// of the time gives way, and its place with it.
fn keep_behind(db: &Transaction<'_>, number: i64, time: i64) -> rusqlite::Result<()> {
    let mut moved: Vec<(i64, i64)> = db
        .prepare_cached(
            "WITH waiting AS (
                 SELECT message.id, time FROM outbox JOIN message ON message.id = outbox.message
                 WHERE outbox.conversation = ?1)
             UPDATE message SET time = time + ?2 + 1 - (SELECT min(time) FROM waiting)
             WHERE id IN (SELECT id FROM waiting) AND (SELECT min(time) FROM waiting) <= ?2
             RETURNING time, id",
        )?
        .query_map([number, time], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    moved.sort_unstable();
    for (time, message) in moved {
        db.prepare_cached("UPDATE message SET place = ?2 WHERE id = ?1")?
            .execute([message, place::next(db, time)?])?;
    }
    Ok(())
}

/// The server refuses it for good.
pub(crate) fn fail(db: &Transaction<'_>, entry: &Outgoing, code: i32) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([entry.id])?;
    if let Some(message) = entry.message {
        db.prepare_cached("UPDATE message SET state = ?2, code = ?3 WHERE id = ?1 AND state = ?4")?
            .execute(params![message.0, state::FAILED, code, state::SENDING])?;
    }
    Ok(())
}

/// Sends a message no further; false when its fate is known already. Its file stays known, for another try.
pub(crate) fn give_up(db: &Transaction<'_>, id: MessageId, code: i32) -> rusqlite::Result<bool> {
    if db.prepare_cached("DELETE FROM outbox WHERE message = ?1")?.execute([id.0])? == 0 {
        return upload::stop(db, id, code);
    }
    db.prepare_cached("UPDATE message SET state = ?2, code = ?3 WHERE id = ?1 AND state = ?4")?
        .execute(params![id.0, state::FAILED, code, state::SENDING])?;
    Ok(true)
}

/// Queues a failed message again, under its old number and in its place; its file first, if it is not there yet.
pub(crate) fn retry(db: &Transaction<'_>, id: MessageId) -> rusqlite::Result<ConversationId> {
    let (number, client_id, object_name, content): (i64, i64, String, String) = db
        .prepare_cached(
            "SELECT conversation, client_id, object_name, content FROM message WHERE id = ?1 AND state = ?2",
        )?
        .query_row(params![id.0, state::FAILED], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let waits_for_file = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM upload WHERE message = ?1)")?
        .query_row([id.0], |row| row.get::<_, bool>(0))?;
    if !waits_for_file {
        insert(db, number, id.0, client_id, &Content::decode(&object_name, &content))?;
    }
    db.prepare_cached("UPDATE message SET state = ?2, code = 0 WHERE id = ?1")?
        .execute(params![id.0, state::SENDING])?;
    conversation::id_of(db, number)
}
