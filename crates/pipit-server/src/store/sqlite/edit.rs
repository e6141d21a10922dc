//! Editing. A message keeps its place and its time; the time of the edit, unique among all edits, is the version by which
//! those who have seen the old words ask for the new ones.

use std::sync::Arc;

use pipit_proto::uid::time_of;
use rusqlite::{OptionalExtension, Transaction, params};

use super::expansion::may_write;
use super::memory::Memory;
use super::read;
use crate::store::{Conversation, Edit, Edited, NotEdited};

pub(super) fn edit(
    db: &Transaction<'_>,
    memory: &mut Memory,
    writer_id: &str,
    to: &Conversation,
    edit: &Edit,
    now: i64,
) -> rusqlite::Result<Result<Edited, NotEdited>> {
    let writer = memory.number(db, writer_id)?;
    if !may_write(db, memory, (writer, writer_id), to)? {
        return Ok(Err(NotEdited::NotAllowed));
    }
    if let Conversation::Group(group) = to
        && memory.is_silent(db, group, writer_id, now)?
    {
        return Ok(Err(NotEdited::NotAllowed));
    }
    let thread = memory.thread(db, writer, to)?.map(|thread| thread.number);
    let (Some(thread), Some(time)) = (thread, time_of(&edit.uid)) else {
        return Ok(Err(NotEdited::NotFound));
    };
    let found: Option<(i64, String)> = db
        .prepare_cached(
            "SELECT sender, object_name FROM message WHERE thread = ?1 AND time = ?2 AND uid = ?3 AND flags & 1",
        )?
        .query_row(params![thread, time, edit.uid], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((author, kind)) = found else { return Ok(Err(NotEdited::NotFound)) };
    if author != writer {
        return Ok(Err(NotEdited::NotAllowed));
    }
    if !edit.kinds.contains(&kind.as_str()) {
        return Ok(Err(NotEdited::OtherKind));
    }
    if time < edit.not_before {
        return Ok(Err(NotEdited::TooOld));
    }
    db.prepare_cached(
        "UPDATE message SET content = ?3, edited = max(?4, 1 + coalesce(
             (SELECT max(edited) FROM message WHERE edited <> 0), 0))
         WHERE thread = ?1 AND time = ?2",
    )?
    .execute(params![thread, time, edit.content, now])?;
    let others = others(db, memory, writer_id, to)?;
    let message = read::one(db, writer, thread, time)?;
    Ok(Ok(Edited { message, others }))
}

/// Who is in the conversation beside one of them.
fn others(
    db: &Transaction<'_>,
    memory: &mut Memory,
    me: &str,
    to: &Conversation,
) -> rusqlite::Result<Vec<Arc<str>>> {
    let members = match to {
        Conversation::Private(peer) | Conversation::System(peer) => return Ok(vec![peer.as_str().into()]),
        Conversation::Group(id) => memory.group(db, id)?,
        Conversation::Discussion(id) => memory.discussion(db, id)?,
    };
    let members = members.map(|(_, members)| members).unwrap_or_default();
    Ok(members.iter().filter(|(_, id)| **id != *me).map(|(_, id)| id.clone()).collect())
}
