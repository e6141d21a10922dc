//! What this store remembers about itself.

use rusqlite::{OptionalExtension, Transaction, params};

/// This device's name for servers: `fresh` when it had none. It stays, so that a server knows a device that comes back.
pub(crate) fn device_id(db: &Transaction<'_>, fresh: &str) -> rusqlite::Result<String> {
    let known: Option<String> = db
        .prepare_cached("SELECT value FROM setting WHERE name = 'device_id'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    db.prepare_cached("INSERT INTO setting (name, value) VALUES ('device_id', ?1)")?
        .execute(params![fresh])?;
    Ok(fresh.to_owned())
}
