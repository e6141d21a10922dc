//! Which content lies under which key.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::StoredFile;

/// The first upload under a key stays.
pub(super) fn put(db: &Connection, file: &StoredFile) -> rusqlite::Result<StoredFile> {
    let StoredFile { key, owner, hash, size, media_type, time } = file;
    db.prepare_cached(
        "INSERT OR IGNORE INTO file (key, owner, hash, size, media_type, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![key, owner, hash, i64::try_from(*size).unwrap_or(i64::MAX), media_type, time])?;
    find(db, key)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
}

const COLUMNS: &str = "SELECT key, owner, hash, size, media_type, time FROM file";

fn file(row: &Row<'_>) -> rusqlite::Result<StoredFile> {
    Ok(StoredFile {
        key: row.get(0)?,
        owner: row.get(1)?,
        hash: row.get(2)?,
        size: u64::try_from(row.get::<_, i64>(3)?).unwrap_or_default(),
        media_type: row.get(4)?,
        time: row.get(5)?,
    })
}

pub(super) fn find(db: &Connection, key: &str) -> rusqlite::Result<Option<StoredFile>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE key = ?1"))?.query_row([key], file).optional()
}

pub(super) fn of(db: &Connection, owner: &str, after: &str, count: u32) -> rusqlite::Result<Vec<StoredFile>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE owner = ?1 AND key > ?2 ORDER BY key LIMIT ?3"))?
        .query_map(params![owner, after, count], file)?
        .collect()
}

pub(super) fn bytes(db: &Connection, owner: &str) -> rusqlite::Result<u64> {
    let bytes: i64 = db
        .prepare_cached("SELECT coalesce(sum(size), 0) FROM file WHERE owner = ?1")?
        .query_row([owner], |row| row.get(0))?;
    Ok(u64::try_from(bytes).unwrap_or_default())
}

/// Forgets a file; its hash, and whether no other key has the same content.
pub(super) fn remove(db: &Connection, key: &str) -> rusqlite::Result<Option<(String, bool)>> {
    let hash: Option<String> = db
        .prepare_cached("DELETE FROM file WHERE key = ?1 RETURNING hash")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    let Some(hash) = hash else { return Ok(None) };
    let last = !has_content(db, &hash)?;
    Ok(Some((hash, last)))
}

pub(super) fn has_content(db: &Connection, hash: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM file WHERE hash = ?1)")?
        .query_row([hash], |row| row.get(0))
}
