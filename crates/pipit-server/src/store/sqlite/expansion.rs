//! The pairs that a message carries, which change while the message stays.

use pipit_proto::uid::time_of;
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::{Map, Value, json};

use super::memory::{Memory, Number};
use crate::store::{Conversation, ExpansionChange, NotExpanded};

/// The bit of a message's flags that says that it may carry pairs.
const EXPANDABLE: i32 = 64;

pub(super) fn change(
    db: &Transaction<'_>,
    memory: &mut Memory,
    sender_id: &str,
    to: &Conversation,
    change: &ExpansionChange,
) -> rusqlite::Result<Result<(), NotExpanded>> {
    let sender = memory.number(db, sender_id)?;
    if !may_write(db, memory, (sender, sender_id), to)? {
        return Ok(Err(NotExpanded::NotAllowed));
    }
    let thread = memory.thread(db, sender, to)?.map(|thread| thread.number);
    let (Some(thread), Some(time)) = (thread, time_of(&change.uid)) else {
        return Ok(Err(NotExpanded::NotFound));
    };
    let found: Option<(i32, Option<String>)> = db
        .prepare_cached("SELECT flags, expansion FROM message WHERE thread = ?1 AND time = ?2 AND uid = ?3")?
        .query_row(params![thread, time, change.uid], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((flags, before)) = found else { return Ok(Err(NotExpanded::NotFound)) };
    if flags & EXPANDABLE == 0 {
        return Ok(Err(NotExpanded::NotExpandable));
    }
    let mut pairs: Map<String, Value> =
        before.and_then(|before| serde_json::from_str(&before).ok()).unwrap_or_default();
    for (key, value) in &change.put {
        pairs.insert(key.clone(), json!({ "v": value }));
    }
    for key in &change.remove {
        pairs.remove(key);
    }
    if pairs.len() > change.most {
        return Ok(Err(NotExpanded::TooMany));
    }
    let after = (!pairs.is_empty()).then(|| Value::Object(pairs).to_string());
    db.prepare_cached("UPDATE message SET expansion = ?3 WHERE thread = ?1 AND time = ?2")?
        .execute(params![thread, time, after])?;
    Ok(Ok(()))
}

pub(super) fn may_write(
    db: &Transaction<'_>,
    memory: &mut Memory,
    (sender, sender_id): (Number, &str),
    to: &Conversation,
) -> rusqlite::Result<bool> {
    Ok(match to {
        Conversation::Private(peer) | Conversation::System(peer) => {
            let Some(peer) = memory.known(db, peer)? else { return Ok(false) };
            let peer = memory.person(db, peer)?;
            !peer.refuses.contains(&sender) && peer.welcomes(sender_id)
        }
        Conversation::Group(group) => memory
            .group(db, group)?
            .is_some_and(|(_, members)| members.iter().any(|(member, _)| *member == sender)),
        Conversation::Discussion(id) => memory
            .discussion(db, id)?
            .is_some_and(|(_, members)| members.iter().any(|(member, _)| *member == sender)),
    })
}
