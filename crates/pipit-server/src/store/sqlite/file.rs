//! Which content lies under which key.

use rusqlite::{Connection, OptionalExtension, params};

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

pub(super) fn find(db: &Connection, key: &str) -> rusqlite::Result<Option<StoredFile>> {
    db.prepare_cached("SELECT key, owner, hash, size, media_type, time FROM file WHERE key = ?1")?
        .query_row([key], |row| {
            Ok(StoredFile {
                key: row.get(0)?,
                owner: row.get(1)?,
                hash: row.get(2)?,
                size: u64::try_from(row.get::<_, i64>(3)?).unwrap_or_default(),
                media_type: row.get(4)?,
                time: row.get(5)?,
            })
        })
        .optional()
}
