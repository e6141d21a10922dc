//! What people have set for all of their devices.

use rusqlite::{Connection, Transaction, params};

use super::memory::Number;
use crate::store::{Setting, VersionStep};

/// Sets them under the next version. A row is never removed, so that the newest version never goes back.
pub(super) fn set(
    db: &Transaction<'_>,
    owner: Number,
    settings: &[Setting],
    newest: Option<i64>,
    now: i64,
) -> rusqlite::Result<Option<VersionStep>> {
    let before: i64 = db
        .prepare_cached("SELECT coalesce(max(version), 0) FROM setting WHERE owner = ?1")?
        .query_row([owner], |row| row.get(0))?;
    if newest.is_some_and(|newest| newest != before) {
        return Ok(None);
    }
    let after = now.max(before + 1);
    let mut put = db.prepare_cached(
        "INSERT INTO setting (owner, name, value, version) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (owner, name) DO UPDATE SET value = ?3, version = ?4",
    )?;
    for Setting { name, value, .. } in settings {
        put.execute(params![owner, name, value, after])?;
    }
    Ok(Some(VersionStep { before, after }))
}

pub(super) fn all(db: &Connection, owner: &str) -> rusqlite::Result<Vec<Setting>> {
    db.prepare_cached(
        "SELECT setting.name, value, version FROM user JOIN setting ON owner = user.id
         WHERE user_id = ?1 ORDER BY setting.name",
    )?
    .query_map([owner], |row| Ok(Setting { name: row.get(0)?, value: row.get(1)?, version: row.get(2)? }))?
    .collect()
}
