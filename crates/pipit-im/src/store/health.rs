//! What a store says of itself.

use rusqlite::Connection;

use super::conversation::conversation_id;
use super::inbound::cursors;
use super::message::state;
use crate::{Health, Room, Timestamp};

/// What is known without asking anybody; what only a running engine knows is left empty.
pub(crate) fn health(db: &Connection) -> rusqlite::Result<Health> {
    let count =
        |sql: &str| -> rusqlite::Result<u64> { db.prepare_cached(sql)?.query_row([], |row| row.get(0)) };
    // A file that was stopped or failed waits for nothing but its person.
    let (uploads, files_since): (u64, Option<i64>) = db
        .prepare_cached(
            "SELECT count(*), min(time) FROM upload CROSS JOIN message ON message.id = upload.message WHERE state = ?1",
        )?
        .query_row([state::SENDING], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let words_since: Option<i64> = db
        .prepare_cached("SELECT min(time) FROM message WHERE id IN (SELECT message FROM outbox)")?
        .query_row([], |row| row.get(0))?;
    Ok(Health {
        newest: Some(cursors(db)?.inbox).filter(|time| *time > 0).map(Timestamp),
        queued: count("SELECT count(*) FROM outbox")?,
        uploads,
        waiting_since: words_since.into_iter().chain(files_since).min().map(Timestamp),
        partial: count(
            "SELECT count(*) FROM conversation WHERE active_time > 0 AND kind <> 4 AND (history_complete = 0
                 OR EXISTS (SELECT 1 FROM gap WHERE gap.conversation = conversation.id))",
        )?,
        ..Health::default()
    })
}

/// What the file takes, and the conversations with most messages.
pub(crate) fn room(db: &Connection, largest: usize) -> rusqlite::Result<Room> {
    let count = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
    let file = db.path().filter(|path| !path.is_empty()).and_then(|path| std::fs::metadata(path).ok());
    let bytes = file.map_or(0, |file| file.len()); // a store in memory has none
    Ok(Room {
        free: bytes / count("page_count")?.max(1) * count("freelist_count")?,
        messages: db.prepare_cached("SELECT count(*) FROM message")?.query_row([], |row| row.get(0))?,
        largest: db
            .prepare_cached(
                "SELECT kind, target, messages FROM conversation JOIN (
                     SELECT conversation, count(*) AS messages FROM message GROUP BY conversation
                     ORDER BY messages DESC LIMIT ?1
                 ) ON conversation = conversation.id ORDER BY messages DESC, conversation.id",
            )?
            .query_map([largest], |row| Ok((conversation_id(row, 0)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?,
    })
}

/// Writes the file anew without what was deleted.
pub(crate) fn tidy(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch("INSERT INTO message_search (message_search) VALUES ('optimize'); VACUUM;")?;
    empty_log(db) // or it is as large as the file was
}

/// Copies what is in the log into the file. Whoever opens a store that was not closed reads its whole log first, and a log
/// grows to 64 MB.
pub(super) fn empty_log(db: &Connection) -> rusqlite::Result<()> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
