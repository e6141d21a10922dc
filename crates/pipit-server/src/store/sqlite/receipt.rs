//! Who has read which message of a group.

use pipit_proto::uid::time_of;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::memory::Memory;
use crate::store::{Conversation, NewlyRead};

pub(super) fn add(
    db: &Transaction<'_>,
    memory: &mut Memory,
    reader: &str,
    group: &str,
    uids: &[String],
    now: i64,
) -> rusqlite::Result<Vec<NewlyRead>> {
    let number = memory.number(db, reader)?;
    let to = Conversation::Group(group.to_owned());
    let Some(thread) = memory.thread(db, number, &to)?.map(|thread| thread.number) else {
        return Ok(Vec::new());
    };
    let mut new = Vec::new();
    for uid in uids {
        let sender: Option<String> = db
            .prepare_cached(
                "SELECT user_id FROM message JOIN user ON user.id = sender
                 WHERE thread = ?1 AND time = ?2 AND uid = ?3 AND sender <> ?4
                   AND (only_for IS NULL
                        OR instr(char(10) || only_for || char(10), char(10) || ?5 || char(10)))",
            )?
            .query_row(params![thread, time_of(uid), uid, number, reader], |row| row.get(0))
            .optional()?;
        let Some(sender) = sender else { continue };
        let written = db
            .prepare_cached(
                "INSERT OR IGNORE INTO receipt (thread, time, reader, read_time) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![thread, time_of(uid), number, now])?;
        if written > 0 {
            new.push(NewlyRead { uid: uid.clone(), sender });
        }
    }
    Ok(new)
}

pub(super) fn readers(db: &Connection, group: &str, uid: &str) -> rusqlite::Result<Vec<(String, i64)>> {
    db.prepare_cached(
        "SELECT user_id, read_time FROM chat_group
         JOIN thread ON thread.kind = 3 AND thread.first = chat_group.id AND thread.second = 0
         JOIN message ON message.thread = thread.id AND message.time = ?2 AND message.uid = ?3
         JOIN receipt ON receipt.thread = message.thread AND receipt.time = message.time
         JOIN user ON user.id = receipt.reader
         WHERE group_id = ?1 ORDER BY read_time, receipt.reader",
    )?
    .query_map(params![group, time_of(uid), uid], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}
