//! Reading boxes, histories and conversation lists.

use pipit_proto::flags::MessageFlags;
use pipit_proto::uid::time_of;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::{BoxPage, Conversation, ConversationEntry, HistoryRange, StoredMessage};

/// What every query below selects of a message, and of the other side of its thread as `?1` sees it.
const COLUMNS: &str = "
    message.uid, sender.user_id, thread.kind,
    CASE WHEN thread.kind IN (1, 6)
        THEN (SELECT user_id FROM user WHERE id = CASE thread.first WHEN ?1 THEN thread.second ELSE thread.first END)
        WHEN thread.kind = 2 THEN (SELECT discussion_id FROM discussion WHERE id = thread.first)
        ELSE (SELECT group_id FROM chat_group WHERE id = thread.first) END,
    message.sender = ?1, message.object_name, message.content, message.flags, message.time, message.client_id,
    message.expansion, message.edited";

/// Whether `?1`, whose id is `?4`, is meant by a message and has not deleted it.
const VISIBLE: &str = "
    (message.only_for IS NULL OR message.sender = ?1
     OR instr(char(10) || message.only_for || char(10), char(10) || ?4 || char(10)))
    AND NOT EXISTS (SELECT 1 FROM deleted
        WHERE deleted.owner = ?1 AND deleted.thread = message.thread AND deleted.time = message.time)";

fn message(row: &Row<'_>) -> rusqlite::Result<StoredMessage> {
    let target: String = row.get(3)?;
    let kind: i32 = row.get(2)?;
    let conversation = Conversation::from_parts(kind, &target)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(2, kind.into()))?;
    Ok(StoredMessage {
        uid: row.get(0)?,
        sender: row.get(1)?,
        conversation,
        sent: row.get(4)?,
        object_name: row.get(5)?,
        content: row.get(6)?,
        flags: MessageFlags::from_up(row.get(7)?),
        time: row.get(8)?,
        client_id: row.get(9)?,
        expansion: row.get(10)?,
        edited: Some(row.get(11)?).filter(|time| *time != 0),
    })
}

fn number_of(db: &Connection, user: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM user WHERE user_id = ?1")?
        .query_row([user], |row| row.get(0))
        .optional()
}

/// The thread of a conversation as `owner` has it; nothing before anything was said there.
pub(super) fn thread_of(
    db: &Connection,
    owner: i64,
    conversation: &Conversation,
) -> rusqlite::Result<Option<i64>> {
    match conversation {
        Conversation::Private(peer) | Conversation::System(peer) => {
            let Some(peer) = number_of(db, peer)? else { return Ok(None) };
            db.prepare_cached("SELECT id FROM thread WHERE kind = ?1 AND first = ?2 AND second = ?3")?
                .query_row(params![conversation.number(), owner.min(peer), owner.max(peer)], |row| row.get(0))
                .optional()
        }
        Conversation::Group(group) => db
            .prepare_cached(
                "SELECT thread.id FROM chat_group JOIN thread ON kind = 3 AND first = chat_group.id AND second = 0
                 WHERE group_id = ?1",
            )?
            .query_row([group], |row| row.get(0))
            .optional(),
        Conversation::Discussion(id) => db
            .prepare_cached(
                "SELECT thread.id FROM discussion JOIN thread ON kind = 2 AND first = discussion.id AND second = 0
                 WHERE discussion_id = ?1",
            )?
            .query_row([id], |row| row.get(0))
            .optional(),
    }
}

/// Cuts a page that was read one row too long.
fn page(mut messages: Vec<StoredMessage>, count: u32) -> BoxPage {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let more = messages.len() > count;
    messages.truncate(count);
    BoxPage { messages, more }
}

pub(super) fn pull(
    db: &Connection,
    owner: &str,
    received: i64,
    sent: i64,
    count: u32,
) -> rusqlite::Result<BoxPage> {
    let Some(owner) = number_of(db, owner)? else { return Ok(BoxPage::default()) };
    let messages = db
        .prepare_cached(&pulling())?
        .query_map(params![owner, received, sent, count + 1], message)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(page(messages, count))
}

/// Asks for a page of the box of `?1`: what was received after `?2`, and sent after `?3`. Each has an index to begin at, since
/// one who only reads has a million messages between the two times.
fn pulling() -> String {
    let those = |index: &str, such: &str| {
        format!(
            "SELECT {COLUMNS}, box.time AS place FROM box {index}
             JOIN message ON message.thread = box.thread AND message.time = box.time
             JOIN thread ON thread.id = message.thread
             JOIN user AS sender ON sender.id = message.sender
             WHERE box.owner = ?1 AND {such}
               AND NOT EXISTS (SELECT 1 FROM deleted
                   WHERE owner = ?1 AND deleted.thread = box.thread AND deleted.time = box.time)
               AND NOT EXISTS (SELECT 1 FROM conversation
                   WHERE owner = ?1 AND conversation.thread = box.thread AND cleared_time >= box.time)"
        )
    };
    let received = those("", "box.sent = 0 AND box.time > ?2");
    let sent = those("INDEXED BY box_sent", "box.sent = 1 AND box.time > ?3");
    format!("{received} UNION ALL {sent} ORDER BY place LIMIT ?4")
}

pub(super) fn history(
    db: &Connection,
    owner: &str,
    conversation: &Conversation,
    range: HistoryRange,
) -> rusqlite::Result<BoxPage> {
    let Some(owner_number) = number_of(db, owner)? else { return Ok(BoxPage::default()) };
    let Some(thread) = thread_of(db, owner_number, conversation)? else { return Ok(BoxPage::default()) };
    // Who has no row in the list was never part of the conversation.
    let seen: Option<(i64, i64)> = db
        .prepare_cached("SELECT cleared_time, left_time FROM conversation WHERE owner = ?1 AND thread = ?2")?
        .query_row([owner_number, thread], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((cleared, left)) = seen else { return Ok(BoxPage::default()) };
    let (from, to, order) = match (range.ascending, range.time) {
        (true, time) => (time, i64::MAX, "ASC"),
        (false, 0) => (0, i64::MAX, "DESC"),
        (false, time) => (0, time, "DESC"),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM message
         JOIN thread ON thread.id = message.thread
         JOIN user AS sender ON sender.id = message.sender
         WHERE message.thread = ?2 AND message.flags & 1 AND message.time > ?3 AND message.time < ?5
           AND {VISIBLE}
         ORDER BY message.time {order} LIMIT ?6"
    );
    let messages = db
        .prepare_cached(&sql)?
        .query_map(
            params![owner_number, thread, from.max(cleared), owner, to.min(left), range.count + 1],
            message,
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(page(messages, range.count))
}

/// A message as one of its readers sees it.
pub(super) fn one(db: &Connection, reader: i64, thread: i64, time: i64) -> rusqlite::Result<StoredMessage> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message
         JOIN thread ON thread.id = message.thread
         JOIN user AS sender ON sender.id = message.sender
         WHERE message.thread = ?2 AND message.time = ?3"
    );
    db.prepare_cached(&sql)?.query_row([reader, thread, time], message)
}

/// Of the messages that `owner` sees, those that were edited after a version, in the order of the edits.
pub(super) fn edits(db: &Connection, owner: &str, since: i64, count: u32) -> rusqlite::Result<BoxPage> {
    let Some(owner_number) = number_of(db, owner)? else { return Ok(BoxPage::default()) };
    let sql = format!(
        "SELECT {COLUMNS} FROM conversation AS listed
         JOIN message ON message.thread = listed.thread AND message.edited > ?2 AND message.edited <> 0
         JOIN thread ON thread.id = message.thread
         JOIN user AS sender ON sender.id = message.sender
         WHERE listed.owner = ?1 AND message.time > listed.cleared_time AND message.time < listed.left_time
           AND {VISIBLE}
         ORDER BY message.edited LIMIT ?3"
    );
    let messages = db
        .prepare_cached(&sql)?
        .query_map(params![owner_number, since, count + 1, owner], message)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(page(messages, count))
}

/// A uid tells its message's time, under which the message lies.
pub(super) fn by_uid(
    db: &Connection,
    owner: &str,
    conversation: &Conversation,
    uids: &[String],
) -> rusqlite::Result<Vec<StoredMessage>> {
    let mut found = Vec::new();
    for uid in uids {
        let Some(time) = time_of(uid) else { continue };
        let there = HistoryRange { time: time - 1, count: 1, ascending: true };
        let message = history(db, owner, conversation, there)?.messages.pop();
        found.extend(message.filter(|message| message.uid == *uid));
    }
    Ok(found)
}

pub(super) fn conversations(
    db: &Connection,
    owner: &str,
    before: i64,
    count: u32,
) -> rusqlite::Result<Vec<ConversationEntry>> {
    let Some(owner_number) = number_of(db, owner)? else { return Ok(Vec::new()) };
    let before = if before == 0 { i64::MAX } else { before };
    let mut statement = db.prepare_cached(&format!(
        "SELECT kind, CASE WHEN kind IN (1, 6)
                    THEN (SELECT user_id FROM user WHERE id = CASE first WHEN ?1 THEN second ELSE first END)
                    WHEN kind = 2 THEN (SELECT discussion_id FROM discussion WHERE id = first)
                    ELSE (SELECT group_id FROM chat_group WHERE id = first) END AS target,
                read_time,
                (SELECT max(message.time) FROM message WHERE message.thread = conversation.thread AND flags & 1
                     AND message.time > cleared_time AND message.time < left_time AND {VISIBLE}) AS last,
                (SELECT count(*) FROM message WHERE message.thread = conversation.thread AND flags & 1 AND flags & 2
                     AND message.time > max(read_time, cleared_time) AND message.time < left_time
                     AND sender <> ?1 AND {VISIBLE})
         FROM conversation JOIN thread ON thread.id = conversation.thread
         WHERE owner = ?1 AND last > removed_time AND last < ?2
         ORDER BY last DESC LIMIT ?3"
    ))?;
    let rows = statement
        .query_map(params![owner_number, before, count, owner], |row| {
            Ok((
                row.get::<_, i32>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, i64>(4)?,
            ))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut entries = Vec::with_capacity(rows.len());
    for (kind, target, read_time, unread) in rows {
        let Some(conversation) = Conversation::from_parts(kind, &target) else { continue };
        let newest = HistoryRange { time: 0, count: 1, ascending: false };
        if let Some(last) = history(db, owner, &conversation, newest)?.messages.pop() {
            entries.push(ConversationEntry { conversation, last, unread, read_time });
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::sqlite::schema;

    #[test]
    fn a_pull_passes_nothing_over_that_it_does_not_bring() {
        let db = schema::in_memory().unwrap();
        db.execute_batch(
            "INSERT INTO user (id, user_id) VALUES (1, 'alice'), (2, 'bob');
             INSERT INTO thread (id, kind, first, second) VALUES (1, 1, 1, 2);
             WITH RECURSIVE times (time) AS (VALUES (1) UNION ALL SELECT time + 1 FROM times WHERE time < 20000)
             INSERT INTO message (thread, time, uid, sender, object_name, content, flags)
             SELECT 1, time, 'uid-' || time, iif(time IN (5, 19995), 1, 2), 'RC:TxtMsg', '{}', 3 FROM times;
             INSERT INTO box (owner, time, sent, thread) SELECT 1, time, sender = 1, thread FROM message;",
        )
        .unwrap();
        let mut statement = db.prepare(&pulling()).unwrap();
        let mut pulled = |received: i64, sent: i64, count: u32| -> Vec<i64> {
            let rows = statement.query_map(params![1, received, sent, count], message).unwrap();
            let times = rows.map(|message| message.unwrap().time).collect();
            let steps = statement.reset_status(StatementStatus::VmStep);
            assert!(steps < 5_000, "{steps} steps from {received} and {sent}");
            times
        };
        assert_eq!(pulled(19_990, 0, 4), [5, 19_991, 19_992, 19_993]);
        assert_eq!(pulled(19_993, 5, 9), [19_994, 19_995, 19_996, 19_997, 19_998, 19_999, 20_000]);
        assert_eq!(pulled(0, 19_994, 3), [1, 2, 3]);
        assert_eq!(pulled(19_994, i64::MAX, 2), [19_996, 19_997], "who does not want what they sent");
        assert_eq!(pulled(20_000, 20_000, 9), [0; 0]);
    }
}
