//! Names and pictures of people and groups, as far as they are known.

use pipit_proto::messages::PeopleOutput;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::conversation;
use crate::{ConversationId, Group, GroupId, Named, User, UserId};

const USER: i64 = 1;
/// Groups, and discussions beside them: their ids do not meet.
const GROUP: i64 = 3;

type Card = (Option<String>, Option<String>);

fn card(db: &Connection, kind: i64, id: &str) -> rusqlite::Result<Card> {
    let filled = |text: String| (!text.is_empty()).then_some(text);
    let found = db
        .prepare_cached("SELECT name, portrait FROM person WHERE kind = ?1 AND id = ?2")?
        .query_row(params![kind, id], |row| Ok((filled(row.get(0)?), filled(row.get(1)?))))
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn users(db: &Connection, ids: &[UserId]) -> rusqlite::Result<Vec<User>> {
    ids.iter()
        .map(|id| card(db, USER, id.as_str()).map(|(name, portrait)| User { id: id.clone(), name, portrait }))
        .collect()
}

pub(crate) fn groups(db: &Connection, ids: &[GroupId]) -> rusqlite::Result<Vec<Group>> {
    ids.iter()
        .map(|id| {
            card(db, GROUP, id.as_str()).map(|(name, portrait)| Group { id: id.clone(), name, portrait })
        })
        .collect()
}

/// Conversations by name, the latest first, then the people whom one only knows; at most `limit` of each. Chat rooms are
/// left out, and so is this user.
pub(crate) fn names(db: &Connection, me: &UserId, limit: usize) -> rusqlite::Result<Vec<Named>> {
    let mut found: Vec<Named> = db
        .prepare_cached(
            "SELECT conversation.kind, target, COALESCE(NULLIF(name, ''), target), COALESCE(portrait, ''), TRUE
             FROM conversation LEFT JOIN person
                 ON person.id = target AND person.kind = CASE WHEN conversation.kind IN (2, 3) THEN 3 ELSE 1 END
             WHERE conversation.kind <> 4 AND (active_time > 0 OR draft <> '')
             ORDER BY active_time DESC, conversation.id DESC LIMIT ?1",
        )?
        .query_map([limit], named)?
        .collect::<rusqlite::Result<_>>()?;
    let people = db
        .prepare_cached(
            "SELECT 1, id, name, portrait, FALSE FROM person
             WHERE kind = 1 AND name <> '' AND id <> ?1 AND NOT EXISTS (
                 SELECT 1 FROM conversation
                 WHERE conversation.kind = 1 AND target = person.id AND (active_time > 0 OR draft <> ''))
             ORDER BY name, id LIMIT ?2",
        )?
        .query_map(params![me.as_str(), limit], named)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    found.extend(people);
    Ok(found)
}

/// Who has said something in a conversation, among its last two thousand messages, the latest first.
pub(crate) fn speakers(db: &Connection, id: &ConversationId) -> rusqlite::Result<Vec<UserId>> {
    db.prepare_cached(
        "SELECT sender FROM (
             SELECT sender, time FROM message
             WHERE conversation = (SELECT id FROM conversation WHERE kind = ?1 AND target = ?2)
             ORDER BY time DESC LIMIT 2000
         ) GROUP BY sender ORDER BY max(time) DESC",
    )?
    .query_map(params![id.kind.number(), id.target_id.as_str()], |row| {
        row.get::<_, String>(0).map(UserId::new)
    })?
    .collect()
}

fn named(row: &Row<'_>) -> rusqlite::Result<Named> {
    let id = conversation::conversation_id(row, 0)?;
    Ok(Named { id, name: row.get(2)?, portrait: row.get(3)?, begun: row.get(4)? })
}

/// Who occurs in the store and was not asked about: users, then groups.
pub(crate) fn unknown(db: &Connection, me: &UserId) -> rusqlite::Result<(Vec<String>, Vec<String>)> {
    without_card(db, me, "")
}

/// Who occurs in the store without a name: users, then groups.
pub(crate) fn nameless(db: &Connection, me: &UserId) -> rusqlite::Result<(Vec<String>, Vec<String>)> {
    without_card(db, me, "AND person.name <> ''")
}

/// Who occurs in the store without a card that is `such`.
fn without_card(db: &Connection, me: &UserId, such: &str) -> rusqlite::Result<(Vec<String>, Vec<String>)> {
    let list = |sql: &str, kind: i64| -> rusqlite::Result<Vec<String>> {
        db.prepare_cached(sql)?.query_map(params![kind], |row| row.get(0))?.collect()
    };
    let none = |id: &str| {
        format!("NOT EXISTS (SELECT 1 FROM person WHERE person.kind = 1 AND person.id = {id} {such})")
    };
    let mut users = list(
        &format!(
            "SELECT target FROM conversation WHERE kind = ?1 AND {}
             UNION SELECT DISTINCT sender FROM (SELECT sender FROM message ORDER BY id DESC LIMIT 5000) WHERE {}
             UNION SELECT DISTINCT reader FROM (SELECT reader FROM receipt ORDER BY message DESC LIMIT 5000) WHERE {}
             LIMIT 500",
            none("target"),
            none("sender"),
            none("reader")
        ),
        USER,
    )?;
    if card(db, USER, me.as_str())?.0.is_none() && !users.iter().any(|id| id == me.as_str()) {
        users.push(me.as_str().to_owned());
    }
    let groups = list(
        &format!(
            "SELECT target FROM conversation WHERE kind IN (2, ?1)
             AND NOT EXISTS (SELECT 1 FROM person WHERE person.kind = 3 AND person.id = target {such}) LIMIT 500"
        ),
        GROUP,
    )?;
    Ok((users, groups))
}

/// True for an id that occurs in the store as a group's or a discussion's, and not as a person's.
pub(crate) fn is_group(db: &Connection, id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT (EXISTS (SELECT 1 FROM conversation WHERE kind IN (2, 3) AND target = ?1)
                 OR EXISTS (SELECT 1 FROM person WHERE kind = 3 AND id = ?1))
             AND NOT EXISTS (SELECT 1 FROM conversation WHERE kind = 1 AND target = ?1)
             AND NOT EXISTS (
                 SELECT 1 FROM (SELECT sender FROM message ORDER BY id DESC LIMIT 5000) WHERE sender = ?1)",
    )?
    .query_row([id], |row| row.get(0))
}

/// Keeps what a sender told about themselves; true when it is news.
pub(super) fn learn(db: &Transaction<'_>, id: &str, name: &str, portrait: &str) -> rusqlite::Result<bool> {
    if id.is_empty() || name.is_empty() {
        return Ok(false);
    }
    put(db, USER, id, name, portrait)
}

/// Keeps what a sender told about themselves once, if nothing is known of them; true when it is news.
pub(super) fn learn_late(
    db: &Transaction<'_>,
    id: &str,
    name: &str,
    portrait: &str,
) -> rusqlite::Result<bool> {
    if card(db, USER, id)?.0.is_some() { Ok(false) } else { learn(db, id, name, portrait) }
}

/// Keeps a discussion's new name; true when it is news.
pub(super) fn rename(db: &Transaction<'_>, id: &str, name: &str) -> rusqlite::Result<bool> {
    if name.is_empty() { Ok(false) } else { put(db, GROUP, id, name, "") }
}

/// Keeps the cards that a server answered; true when one is news.
pub(crate) fn put_people(db: &Transaction<'_>, answer: &PeopleOutput) -> rusqlite::Result<bool> {
    let mut changed = false;
    for (kind, cards) in [(USER, &answer.users), (GROUP, &answer.groups)] {
        for card in cards {
            changed |= put(db, kind, &card.id, card.name(), card.portrait())?;
        }
    }
    Ok(changed)
}

/// Keeps a person's card; true when it is news.
pub(crate) fn put_user(db: &Transaction<'_>, user: &User) -> rusqlite::Result<bool> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    put(db, USER, user.id.as_str(), &text(&user.name), &text(&user.portrait))
}

/// Keeps a group's card; true when it is news.
pub(crate) fn put_group(db: &Transaction<'_>, group: &Group) -> rusqlite::Result<bool> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    put(db, GROUP, group.id.as_str(), &text(&group.name), &text(&group.portrait))
}

fn put(db: &Transaction<'_>, kind: i64, id: &str, name: &str, portrait: &str) -> rusqlite::Result<bool> {
    let changed = db
        .prepare_cached(
            "INSERT INTO person (kind, id, name, portrait) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET name = ?3, portrait = ?4 WHERE name <> ?3 OR portrait <> ?4",
        )?
        .execute(params![kind, id, name, portrait])?;
    Ok(changed > 0)
}
