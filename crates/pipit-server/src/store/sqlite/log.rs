//! Reading everything that was said, in the order of time.

use rusqlite::{Connection, params};

use crate::store::{LogRange, Logged, RoomMessage};

pub(super) fn page(db: &Connection, range: LogRange) -> rusqlite::Result<Vec<Logged>> {
    let (time, thread) = range.after.unwrap_or((range.from, i64::MIN));
    // What is named by a row value lies together in the index, which ends in the thread.
    db.prepare_cached(
        "SELECT message.uid, message.time, sender.user_id, thread.kind,
                CASE WHEN thread.kind IN (1, 6) THEN (
                         SELECT user_id FROM user
                         WHERE id = CASE thread.first WHEN message.sender THEN thread.second ELSE thread.first END)
                     WHEN thread.kind = 2 THEN (SELECT discussion_id FROM discussion WHERE id = thread.first)
                     ELSE (SELECT group_id FROM chat_group WHERE id = thread.first) END,
                message.object_name, message.content, message.expansion, message.thread
         FROM message INDEXED BY message_time
         JOIN thread ON thread.id = message.thread
         JOIN user AS sender ON sender.id = message.sender
         WHERE (message.time, message.thread) > (?1, ?2) AND message.time < ?3
         ORDER BY message.time, message.thread LIMIT ?4",
    )?
    .query_map(params![time, thread, range.to, range.count], |row| {
        let time = row.get(1)?;
        Ok(Logged {
            uid: row.get(0)?,
            time,
            sender: row.get(2)?,
            kind: row.get(3)?,
            target: row.get(4)?,
            object_name: row.get(5)?,
            content: row.get(6)?,
            expansion: row.get(7)?,
            place: (time, row.get(8)?),
        })
    })?
    .collect()
}

pub(super) fn room_page(
    db: &Connection,
    from: i64,
    to: i64,
    after: Option<(i64, String)>,
    count: u32,
) -> rusqlite::Result<Vec<(String, RoomMessage)>> {
    let (time, room) = after.unwrap_or((from, String::new())); // every room's name is longer
    db.prepare_cached(
        "SELECT room, time, sender, origin, body FROM room_message INDEXED BY room_message_time
         WHERE (time, room) > (?1, ?2) AND time < ?3 ORDER BY time, room LIMIT ?4",
    )?
    .query_map(params![time, room, to, count], |row| {
        let body: Vec<u8> = row.get(4)?;
        let message =
            RoomMessage { time: row.get(1)?, sender: row.get(2)?, origin: row.get(3)?, body: body.into() };
        Ok((row.get(0)?, message))
    })?
    .collect()
}
