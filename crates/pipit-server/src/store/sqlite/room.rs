//! Chat rooms.

use rusqlite::{Connection, Row, Transaction, params};

use crate::store::{
    HistoryRange, RoomEntry, RoomMessage, RoomPage, RoomRecord, RoomRight, RoomRule, RoomWrite, Rooms,
};

/// Old messages are removed at each so-manieth millisecond that something is said in, so that most writes do not look
/// for them; a room keeps a few more than it may for a while.
const TRIM: i64 = 16;

pub(super) fn write(db: &Transaction<'_>, write: &RoomWrite) -> rusqlite::Result<()> {
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> rusqlite::Result<()> {
        db.prepare_cached(sql)?.execute(values).map(|_| ())
    };
    match write {
        RoomWrite::Put(RoomRecord { id, name, created, kept, muted, held }) => run(
            "INSERT INTO room (room, name, created, kept, muted, held) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (room) DO UPDATE SET name = ?2, kept = ?4, muted = ?5, held = ?6",
            params![id, name, created, kept, muted, held],
        ),
        RoomWrite::Remove(room) => {
            for table in ["room", "room_message", "room_entry", "room_rule"] {
                run(&format!("DELETE FROM {table} WHERE room = ?1"), params![room])?;
            }
            Ok(())
        }
        RoomWrite::Say(room, RoomMessage { time, sender, origin, body }) => {
            run(
                "INSERT INTO room_message (room, time, sender, origin, body) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![room, time, sender, origin, body.as_ref()],
            )?;
            if time % TRIM != 0 {
                return Ok(());
            }
            run(
                "DELETE FROM room_message WHERE room = ?1 AND time <=
                 (SELECT time FROM room_message WHERE room = ?1 ORDER BY time DESC LIMIT 1 OFFSET ?2)",
                params![room, RoomWrite::HISTORY],
            )
        }
        RoomWrite::Replace(room, RoomMessage { time, body, .. }) => run(
            "UPDATE room_message SET body = ?3 WHERE room = ?1 AND time = ?2",
            params![room, time, body.as_ref()],
        ),
        RoomWrite::Set(room, RoomEntry { key, value, owner, auto_delete, version }) => run(
            "INSERT OR REPLACE INTO room_entry (room, key, value, owner, auto_delete, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![room, key, value, owner, auto_delete, version],
        ),
        RoomWrite::Unset(room, key) => {
            run("DELETE FROM room_entry WHERE room = ?1 AND key = ?2", params![room, key])
        }
        RoomWrite::Rule(RoomRule { room, right, subject, until: 0 }) => run(
            "DELETE FROM room_rule WHERE room = ?1 AND kind = ?2 AND subject = ?3",
            params![room, number(*right), subject],
        ),
        RoomWrite::Rule(RoomRule { room, right, subject, until }) => run(
            "INSERT OR REPLACE INTO room_rule (room, kind, subject, until) VALUES (?1, ?2, ?3, ?4)",
            params![room, number(*right), subject, until],
        ),
    }
}

pub(super) fn all(db: &Connection) -> rusqlite::Result<Rooms> {
    let rooms = db
        .prepare_cached(
            "SELECT room, name, created, kept, muted, held,
                 (SELECT coalesce(max(time), 0) FROM room_message WHERE room_message.room = room.room)
             FROM room ORDER BY room",
        )?
        .query_map([], |row| {
            let record = RoomRecord {
                id: row.get(0)?,
                name: row.get(1)?,
                created: row.get(2)?,
                kept: row.get(3)?,
                muted: row.get(4)?,
                held: row.get(5)?,
            };
            Ok((record, row.get(6)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let entries = db
        .prepare_cached(
            "SELECT room, key, value, owner, auto_delete, version FROM room_entry ORDER BY room, version",
        )?
        .query_map([], |row| {
            let entry = RoomEntry {
                key: row.get(1)?,
                value: row.get(2)?,
                owner: row.get(3)?,
                auto_delete: row.get(4)?,
                version: row.get(5)?,
            };
            Ok((row.get(0)?, entry))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let rules = db
        .prepare_cached("SELECT room, kind, subject, until FROM room_rule ORDER BY room, kind, subject")?
        .query_map([], |row| {
            Ok(RoomRule {
                room: row.get(0)?,
                right: right(row.get(1)?).ok_or(rusqlite::Error::IntegralValueOutOfRange(1, row.get(1)?))?,
                subject: row.get(2)?,
                until: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Rooms { rooms, entries, rules })
}

pub(super) fn history(db: &Connection, room: &str, range: HistoryRange) -> rusqlite::Result<RoomPage> {
    let sql = if range.ascending {
        "SELECT time, sender, origin, body FROM room_message WHERE room = ?1 AND time > ?2 ORDER BY time LIMIT ?3"
    } else {
        "SELECT time, sender, origin, body FROM room_message WHERE room = ?1 AND time < ?2 ORDER BY time DESC LIMIT ?3"
    };
    let from = if range.time == 0 && !range.ascending { i64::MAX } else { range.time };
    let count = usize::try_from(range.count).unwrap_or(usize::MAX);
    let message = |row: &Row<'_>| {
        let body: Vec<u8> = row.get(3)?;
        Ok(RoomMessage { time: row.get(0)?, sender: row.get(1)?, origin: row.get(2)?, body: body.into() })
    };
    let mut messages: Vec<RoomMessage> = db
        .prepare_cached(sql)?
        .query_map(params![room, from, i64::from(range.count) + 1], message)?
        .collect::<rusqlite::Result<_>>()?;
    let more = messages.len() > count;
    messages.truncate(count);
    Ok(RoomPage { messages, more })
}

fn number(right: RoomRight) -> i64 {
    let place = RoomRight::ALL.iter().position(|other| *other == right).unwrap_or_default();
    i64::try_from(place).unwrap_or_default()
}

fn right(number: i64) -> Option<RoomRight> {
    RoomRight::ALL.get(usize::try_from(number).ok()?).copied()
}
