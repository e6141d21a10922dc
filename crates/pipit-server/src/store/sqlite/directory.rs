//! Reading people and groups.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::Card;

fn card(row: &Row<'_>) -> rusqlite::Result<Card> {
    Ok(Card { id: row.get(0)?, name: row.get(1)?, portrait: row.get(2)? })
}

fn cards(db: &Connection, sql: &str, ids: &[String]) -> rusqlite::Result<Vec<Card>> {
    let mut found = Vec::new();
    let mut statement = db.prepare_cached(sql)?;
    for id in ids {
        found.extend(statement.query_row([id], card).optional()?);
    }
    Ok(found)
}

pub(super) fn users(db: &Connection, ids: &[String]) -> rusqlite::Result<Vec<Card>> {
    cards(db, "SELECT user_id, name, portrait FROM user WHERE user_id = ?1 AND registered", ids)
}

/// The ids of all people, in their order, so many after one.
pub(super) fn everybody(db: &Connection, after: &str, count: u32) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT user_id FROM user WHERE user_id > ?1 AND registered ORDER BY user_id LIMIT ?2")?
        .query_map(params![after, count], |row| row.get(0))?
        .collect()
}

/// Groups and discussions: their ids do not meet.
pub(super) fn groups(db: &Connection, ids: &[String]) -> rusqlite::Result<Vec<Card>> {
    cards(
        db,
        "SELECT group_id, name, portrait FROM chat_group WHERE group_id = ?1
         UNION ALL SELECT discussion_id, name, '' FROM discussion WHERE discussion_id = ?1",
        ids,
    )
}

pub(super) fn blocked_users(db: &Connection, now: i64) -> rusqlite::Result<Vec<(String, i64)>> {
    db.prepare_cached("SELECT user_id, blocked_until FROM user WHERE blocked_until > ?1 ORDER BY user_id")?
        .query_map([now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

pub(super) fn blacklist(db: &Connection, owner: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached(
        "SELECT other.user_id FROM user AS owner
         JOIN blacklist ON blacklist.owner = owner.id JOIN user AS other ON other.id = blacklist.other
         WHERE owner.user_id = ?1 ORDER BY other.user_id",
    )?
    .query_map([owner], |row| row.get(0))?
    .collect()
}

pub(super) fn members(db: &Connection, group: &str) -> rusqlite::Result<Option<Vec<String>>> {
    let number: Option<i64> = db
        .prepare_cached("SELECT id FROM chat_group WHERE group_id = ?1 AND dismissed = 0")?
        .query_row([group], |row| row.get(0))
        .optional()?;
    let Some(number) = number else { return Ok(None) };
    db.prepare_cached("SELECT user_id FROM member JOIN user ON user.id = member.user WHERE chat_group = ?1 ORDER BY user_id")?
        .query_map([number], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()
        .map(Some)
}
