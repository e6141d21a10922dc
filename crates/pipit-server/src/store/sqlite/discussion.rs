//! Discussions: who is in them, and what their members change.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::group;
use super::memory::{Memory, Number};
use crate::store::{Discussion, DiscussionChange, NotChanged};

pub(super) fn create(db: &Transaction<'_>, memory: &mut Memory, new: &Discussion) -> rusqlite::Result<()> {
    let creator = memory.number(db, &new.creator)?;
    db.prepare_cached("INSERT INTO discussion (discussion_id, name, creator, open) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![new.id, new.name, creator, new.open])?;
    let number = db.last_insert_rowid();
    join(db, memory, number, &new.members)
}

pub(super) fn one(db: &Connection, id: &str) -> rusqlite::Result<Option<Discussion>> {
    let found = db
        .prepare_cached(
            "SELECT discussion.id, discussion.name, user_id, open
             FROM discussion JOIN user ON user.id = creator WHERE discussion_id = ?1",
        )?
        .query_row([id], |row| {
            let discussion = Discussion {
                id: id.to_owned(),
                name: row.get(1)?,
                creator: row.get(2)?,
                open: row.get(3)?,
                members: Vec::new(),
            };
            Ok((row.get::<_, Number>(0)?, discussion))
        })
        .optional()?;
    let Some((number, discussion)) = found else { return Ok(None) };
    let members = db
        .prepare_cached(
            "SELECT user_id FROM discussion_member JOIN user ON user.id = user WHERE discussion = ?1 ORDER BY place",
        )?
        .query_map([number], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(Discussion { members, ..discussion }))
}

/// Changes a discussion, if this member may.
pub(super) fn change(
    db: &Transaction<'_>,
    memory: &mut Memory,
    id: &str,
    by: &str,
    change: &DiscussionChange,
) -> rusqlite::Result<Result<(), NotChanged>> {
    let Some(before) = one(db, id)?.filter(|before| before.members.iter().any(|member| member == by)) else {
        return Ok(Err(NotChanged::NotMember));
    };
    let number: Number = db
        .prepare_cached("SELECT id FROM discussion WHERE discussion_id = ?1")?
        .query_row([id], |row| row.get(0))?;
    let creates = before.creator == by;
    match change {
        DiscussionChange::Rename(name) => {
            db.prepare_cached("UPDATE discussion SET name = ?2 WHERE id = ?1")?
                .execute(params![number, name])?;
        }
        DiscussionChange::Open(open) if creates => {
            db.prepare_cached("UPDATE discussion SET open = ?2 WHERE id = ?1")?
                .execute(params![number, open])?;
        }
        DiscussionChange::Add { users, most } if creates || before.open => {
            let fresh = users.iter().filter(|user| !before.members.contains(user)).count();
            if before.members.len() + fresh > *most {
                return Ok(Err(NotChanged::TooMany));
            }
            join(db, memory, number, users)?;
        }
        DiscussionChange::Remove(user) if creates && user != by => {
            if !before.members.contains(user) {
                return Ok(Err(NotChanged::NotMember));
            }
            leave(db, memory, number, user)?;
        }
        DiscussionChange::Quit => {
            leave(db, memory, number, by)?;
            // Who came first after the creator takes their place.
            if let Some(heir) = before.members.iter().find(|member| creates && *member != by) {
                let heir = memory.number(db, heir)?;
                db.prepare_cached("UPDATE discussion SET creator = ?2 WHERE id = ?1")?
                    .execute([number, heir])?;
            }
        }
        _ => return Ok(Err(NotChanged::NotAllowed)),
    }
    memory.forget_discussion(id);
    Ok(Ok(()))
}

fn join(db: &Transaction<'_>, memory: &mut Memory, number: Number, users: &[String]) -> rusqlite::Result<()> {
    for user in users {
        let user = memory.number(db, user)?;
        db.prepare_cached(
            "INSERT OR IGNORE INTO discussion_member (discussion, user, place)
             SELECT ?1, ?2, coalesce(max(place), 0) + 1 FROM discussion_member WHERE discussion = ?1",
        )?
        .execute([number, user])?;
        group::see_again(db, 2, number, user)?;
    }
    Ok(())
}

fn leave(db: &Transaction<'_>, memory: &mut Memory, number: Number, user: &str) -> rusqlite::Result<()> {
    let user = memory.number(db, user)?;
    db.prepare_cached("DELETE FROM discussion_member WHERE discussion = ?1 AND user = ?2")?
        .execute([number, user])?;
    Ok(())
}
