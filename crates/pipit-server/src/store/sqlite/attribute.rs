//! How people keep their conversations.

use rusqlite::{Connection, Transaction, params};

use super::memory::Number;
use crate::store::{Attribute, VersionStep};

/// Sets attributes under the next version. A row is never removed, so that the newest version never goes back.
pub(super) fn set(
    db: &Transaction<'_>,
    owner: Number,
    attributes: &[Attribute],
    newest: Option<i64>,
    now: i64,
) -> rusqlite::Result<Option<VersionStep>> {
    let before: i64 = db
        .prepare_cached("SELECT coalesce(max(version), 0) FROM attribute WHERE owner = ?1")?
        .query_row([owner], |row| row.get(0))?;
    if newest.is_some_and(|newest| newest != before) {
        return Ok(None);
    }
    if attributes.is_empty() {
        return Ok(Some(VersionStep { before, after: before }));
    }
    let after = now.max(before + 1);
    let mut put = db.prepare_cached(
        "INSERT INTO attribute (owner, kind, target, name, value, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (owner, kind, target, name) DO UPDATE SET value = ?5, version = ?6",
    )?;
    for Attribute { kind, target, name, value, .. } in attributes {
        put.execute(params![owner, kind, target, name, value, after])?;
    }
    Ok(Some(VersionStep { before, after }))
}

pub(super) fn since(db: &Connection, owner: &str, version: i64) -> rusqlite::Result<Vec<Attribute>> {
    db.prepare_cached(
        "SELECT kind, target, attribute.name, value, version FROM user JOIN attribute ON owner = user.id
         WHERE user_id = ?1 AND version > ?2 ORDER BY version, kind, target, attribute.name",
    )?
    .query_map(params![owner, version], |row| {
        Ok(Attribute {
            kind: row.get(0)?,
            target: row.get(1)?,
            name: row.get(2)?,
            value: row.get(3)?,
            version: row.get(4)?,
        })
    })?
    .collect()
}
