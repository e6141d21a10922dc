//! A store in memory that begins where another one is: what arrives from now on is seen, and nothing of it is kept.

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params_from_iter};

/// What an onlooker must know to see what the user would be told of: where the boxes were read to, who is who, what is
/// silent, and what was read or deleted. No message.
const KNOWN: [(&str, &str); 5] = [
    ("cursor", "name, time"),
    ("setting", "name, value"),
    ("person", "kind, id, name, portrait"),
    (
        "conversation",
        "kind, target, read_time, told_time, peer_read_time, cleared_time, pinned, muted, removed, unsaid",
    ),
    ("deleted", "name"),
];

/// What an onlooker begins with: the rows of each table.
pub(crate) struct Beginning(Vec<Vec<Vec<Value>>>);

/// Reads what an onlooker begins with.
pub(crate) fn beginning(db: &Connection) -> rusqlite::Result<Beginning> {
    let tables = KNOWN.iter().map(|(table, columns)| {
        let mut select = db.prepare(&format!("SELECT {columns} FROM {table}"))?;
        let width = select.column_count();
        select.query_map([], |row| (0..width).map(|at| row.get(at)).collect())?.collect()
    });
    tables.collect::<rusqlite::Result<_>>().map(Beginning)
}

/// Begins a store that is empty.
pub(crate) fn begin(db: &Transaction<'_>, Beginning(tables): Beginning) -> rusqlite::Result<()> {
    for ((table, columns), rows) in KNOWN.iter().zip(tables) {
        let places = vec!["?"; columns.split(',').count()].join(", ");
        let mut insert = db.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({places})"))?;
        for row in rows {
            insert.execute(params_from_iter(row))?;
        }
    }
    Ok(())
}
