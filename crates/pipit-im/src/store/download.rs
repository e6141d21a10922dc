//! Files of messages that somebody wants on this machine. How much of one is here, its part tells; what it is a part of
//! stands in its row, so that the next process goes on.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{conversation, outbox};
use crate::media::FileKey;
use crate::{ConversationId, FileOf, Held, MessageId, path_text};

/// How far a file has come.
pub(crate) mod state {
    pub(crate) const WANTED: i64 = 0;
    pub(crate) const HERE: i64 = 1;
    pub(crate) const FAILED: i64 = 2;
}

/// A file on its way here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) of: FileOf,
    pub(crate) conversation: ConversationId,
    pub(crate) url: String,
    /// What it shall be called.
    pub(crate) name: String,
    /// Where it shall lie.
    pub(crate) folder: PathBuf,
    /// Bytes, as its message says; 0 when it says nothing.
    pub(crate) size: u64,
    /// What the server called the content that the part is of; empty when it did not.
    pub(crate) tag: String,
    /// What the part is sealed with; nothing when there is none.
    pub(crate) key: Option<FileKey>,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    /// It is on its way.
    Wanted,
    /// It lies there, unless somebody has moved it.
    Here(PathBuf),
    /// It could not be had.
    Failed,
}

/// A file of which something may lie on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OnDisk {
    pub(crate) of: FileOf,
    pub(crate) conversation: ConversationId,
    pub(crate) known: Known,
    /// It came from a server; otherwise it is one's own and lies where it was sent from.
    pub(crate) fetched: bool,
}

/// Wants a file; what was known of it before is forgotten, but not the part of it that is here.
pub(crate) fn want(db: &Transaction<'_>, wanted: &Wanted) -> rusqlite::Result<()> {
    let number = conversation::find(db, &wanted.conversation)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    db.prepare_cached(
        "INSERT INTO download (message, held, conversation, url, name, path, size, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT DO UPDATE SET url = excluded.url, name = excluded.name, path = excluded.path,
             size = excluded.size, state = excluded.state",
    )?
    .execute(params![
        wanted.of.message.0,
        wanted.of.held.stored(),
        number,
        wanted.url,
        wanted.name,
        path_text::to_text(&wanted.folder),
        wanted.size,
        state::WANTED
    ])?;
    Ok(())
}

/// A message's own file that lies here already, because it was sent from here.
pub(super) fn lies(
    db: &Transaction<'_>,
    message: MessageId,
    conversation: i64,
    path: &Path,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO download (message, held, conversation, url, name, path, size, state)
         VALUES (?1, 0, ?2, '', '', ?3, 0, ?4)",
    )?
    .execute(params![message.0, conversation, path_text::to_text(path), state::HERE])?;
    Ok(())
}

/// What is to be fetched, the oldest wish first.
pub(crate) fn wanted(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Wanted>> {
    db.prepare_cached(
        "SELECT message, held, kind, target, url, name, path, size, tag, download.key
         FROM download JOIN conversation ON conversation.id = download.conversation
         WHERE state = ?1 ORDER BY message, held LIMIT ?2",
    )?
    .query_map(params![state::WANTED, limit], |row| {
        Ok(Wanted {
            of: FileOf { message: MessageId(row.get(0)?), held: Held::of_stored(row.get(1)?) },
            conversation: outbox::conversation_of(row, 2)?,
            url: row.get(4)?,
            name: row.get(5)?,
            folder: path_text::of_text(row.get(6)?),
            size: row.get(7)?,
            tag: row.get(8)?,
            key: row.get::<_, Option<[u8; 32]>>(9)?.map(FileKey::of_stored),
        })
    })?
    .collect()
}

/// What is known of a file; nothing when nobody wanted it.
pub(crate) fn known(db: &Connection, of: FileOf) -> rusqlite::Result<Option<Known>> {
    db.prepare_cached("SELECT state, path FROM download WHERE message = ?1 AND held = ?2")?
        .query_row(params![of.message.0, of.held.stored()], |row| read(row, 0))
        .optional()
}

/// Where a file lies that is here, and what it is sealed with.
pub(crate) fn place(db: &Connection, of: FileOf) -> rusqlite::Result<Option<(PathBuf, Option<FileKey>)>> {
    db.prepare_cached("SELECT path, key FROM download WHERE message = ?1 AND held = ?2 AND state = ?3")?
        .query_row(params![of.message.0, of.held.stored(), state::HERE], |row| {
            let key = row.get::<_, Option<[u8; 32]>>(1)?.map(FileKey::of_stored);
            Ok((path_text::of_text(row.get(0)?), key))
        })
        .optional()
}

/// Remembers what the server calls the content whose part is here, and what that is sealed with. False when nobody wants
/// it any more.
pub(crate) fn begin(db: &Transaction<'_>, of: FileOf, tag: &str, key: &FileKey) -> rusqlite::Result<bool> {
    let begun = db
        .prepare_cached(
            "UPDATE download SET tag = ?3, key = ?4 WHERE message = ?1 AND held = ?2 AND state = ?5",
        )?
        .execute(params![of.message.0, of.held.stored(), tag, key.stored(), state::WANTED])?;
    Ok(begun > 0)
}

/// How a file lies on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lies {
    /// As its part was sealed.
    Sealed,
    /// As other programs read it.
    Plainly,
}

/// A file is here. False when nobody wants it any more.
pub(crate) fn here(db: &Transaction<'_>, of: FileOf, path: &Path, lies: Lies) -> rusqlite::Result<bool> {
    let kept = db
        .prepare_cached(
            "UPDATE download SET state = ?3, path = ?4, key = iif(?6, key, NULL)
             WHERE message = ?1 AND held = ?2 AND state <> ?5",
        )?
        .execute(params![
            of.message.0,
            of.held.stored(),
            state::HERE,
            path_text::to_text(path),
            state::FAILED,
            lies == Lies::Sealed
        ])?;
    Ok(kept > 0)
}

/// A file cannot be had. False when nobody wants it any more.
pub(crate) fn failed(db: &Transaction<'_>, of: FileOf) -> rusqlite::Result<bool> {
    let failed = db
        .prepare_cached("UPDATE download SET state = ?3 WHERE message = ?1 AND held = ?2 AND state = ?4")?
        .execute(params![of.message.0, of.held.stored(), state::FAILED, state::WANTED])?;
    Ok(failed > 0)
}

/// Forgets a file. False when there was nothing to forget.
pub(crate) fn forget(db: &Transaction<'_>, of: FileOf) -> rusqlite::Result<bool> {
    let forgotten = db
        .prepare_cached("DELETE FROM download WHERE message = ?1 AND held = ?2")?
        .execute(params![of.message.0, of.held.stored()])?;
    Ok(forgotten > 0)
}

/// Of which files something may lie sealed on this machine.
pub(crate) fn sealed(db: &Connection) -> rusqlite::Result<Vec<FileOf>> {
    db.prepare_cached("SELECT message, held FROM download WHERE key IS NOT NULL")?
        .query_map([], |row| {
            Ok(FileOf { message: MessageId(row.get(0)?), held: Held::of_stored(row.get(1)?) })
        })?
        .collect()
}

/// Every file that is known.
pub(crate) fn on_disk(db: &Connection) -> rusqlite::Result<Vec<OnDisk>> {
    db.prepare_cached(
        "SELECT message, held, kind, target, url <> '', state, path
         FROM download JOIN conversation ON conversation.id = download.conversation ORDER BY message, held",
    )?
    .query_map([], |row| {
        Ok(OnDisk {
            of: FileOf { message: MessageId(row.get(0)?), held: Held::of_stored(row.get(1)?) },
            conversation: outbox::conversation_of(row, 2)?,
            known: read(row, 5)?,
            fetched: row.get(4)?,
        })
    })?
    .collect()
}

/// Forgets a file that is not here yet. False when there was nothing to stop.
pub(crate) fn stop(db: &Transaction<'_>, of: FileOf) -> rusqlite::Result<bool> {
    let stopped = db
        .prepare_cached("DELETE FROM download WHERE message = ?1 AND held = ?2 AND state <> ?3")?
        .execute(params![of.message.0, of.held.stored(), state::HERE])?;
    Ok(stopped > 0)
}

/// What is known of these messages' files, and of those of the messages that they hold.
pub(crate) fn known_of(db: &Connection, messages: &[MessageId]) -> rusqlite::Result<Vec<(FileOf, Known)>> {
    let ids: Vec<i64> = messages.iter().map(|message| message.0).collect();
    db.prepare_cached(
        "SELECT message, held, state, path FROM download WHERE message IN (SELECT value FROM json_each(?1))",
    )?
    .query_map([serde_json::json!(ids).to_string()], |row| {
        Ok((FileOf { message: MessageId(row.get(0)?), held: Held::of_stored(row.get(1)?) }, read(row, 2)?))
    })?
    .collect()
}

/// A file's state and, in the next column, its path.
fn read(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Known> {
    Ok(match row.get(at)? {
        state::HERE => Known::Here(path_text::of_text(row.get(at + 1)?)),
        state::FAILED => Known::Failed,
        _ => Known::Wanted,
    })
}
