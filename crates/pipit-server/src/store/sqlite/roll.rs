//! Lists that the app's server keeps.

use rusqlite::{Connection, Transaction, params};

use crate::store::{Entry, Roll, RollChange};

pub(super) fn change(
    db: &Transaction<'_>,
    roll: Roll,
    scope: &str,
    change: &RollChange,
) -> rusqlite::Result<()> {
    let roll = roll.number();
    if let RollChange::Remove(names) = change {
        let mut remove =
            db.prepare_cached("DELETE FROM roll WHERE roll = ?1 AND scope = ?2 AND name = ?3")?;
        for name in names {
            remove.execute(params![roll, scope, name])?;
        }
    }
    if let RollChange::Replace(_) = change {
        db.execute("DELETE FROM roll WHERE roll = ?1 AND scope = ?2", params![roll, scope])?;
    }
    if let RollChange::Put(entries) | RollChange::Replace(entries) = change {
        let mut put = db.prepare_cached(
            "INSERT OR REPLACE INTO roll (roll, scope, name, value, since, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for Entry { name, value, since, until } in entries {
            put.execute(params![roll, scope, name, value, since, until])?;
        }
    }
    Ok(())
}

/// Whether a name is on a list, whenever it ends.
pub(super) fn has(db: &Connection, roll: Roll, scope: &str, name: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM roll WHERE roll = ?1 AND scope = ?2 AND name = ?3)")?
        .query_row(params![roll.number(), scope, name], |row| row.get(0))
}

/// Those that still count at `now`, in the order of their names.
pub(super) fn entries(db: &Connection, roll: Roll, scope: &str, now: i64) -> rusqlite::Result<Vec<Entry>> {
    db.prepare_cached(
        "SELECT name, value, since, until FROM roll WHERE roll = ?1 AND scope = ?2 AND until > ?3 ORDER BY name",
    )?
    .query_map(params![roll.number(), scope, now], |row| {
        Ok(Entry { name: row.get(0)?, value: row.get(1)?, since: row.get(2)?, until: row.get(3)? })
    })?
    .collect()
}
