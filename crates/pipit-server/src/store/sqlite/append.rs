//! Appending one message: into its thread once, and a reference to it into the box of everybody concerned.

use std::collections::HashSet;
use std::sync::Arc;

use pipit_proto::uid::message_uid;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};

use super::memory::{Memory, Number};
use crate::store::{Appended, Audience, Conversation, Delivery, NewMessage, Recall, Refusal};

/// The statements of a batch, looked up once.
pub(super) struct Inserts<'db> {
    message: CachedStatement<'db>,
    in_box: CachedStatement<'db>,
}

impl<'db> Inserts<'db> {
    pub(super) fn prepare(db: &'db Transaction<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            message: db.prepare_cached(
                "INSERT INTO message
                     (thread, time, uid, sender, object_name, content, flags, client_id, only_for, expansion)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT (sender, client_id) WHERE client_id IS NOT NULL DO NOTHING",
            )?,
            in_box: db
                .prepare_cached("INSERT INTO box (owner, time, sent, thread) VALUES (?1, ?2, ?3, ?4)")?,
        })
    }
}

/// In whose boxes a message goes: number, id, and whether its owner sent it.
type Boxes = Vec<(Number, Arc<str>, bool)>;

fn boxes_of(
    db: &Transaction<'_>,
    memory: &mut Memory,
    sender: Number,
    message: &NewMessage,
    now: i64,
) -> rusqlite::Result<Result<Boxes, Refusal>> {
    let mut boxes = Boxes::new();
    let only: HashSet<&str> = message.only.iter().map(String::as_str).collect();
    let named = |id: &str| only.is_empty() || only.contains(id);
    match &message.conversation {
        Conversation::Private(peer) | Conversation::System(peer)
            if message.check_rights && memory.known(db, peer)?.is_none() =>
        {
            return Ok(Err(Refusal::UnknownUser));
        }
        Conversation::Private(peer) | Conversation::System(peer)
            if message.audience != Audience::SenderOnly =>
        {
            let number = memory.number(db, peer)?;
            if message.check_rights {
                let receiver = memory.person(db, number)?;
                if !receiver.registered {
                    return Ok(Err(Refusal::UnknownUser));
                }
                if receiver.refuses.contains(&sender) {
                    return Ok(Err(Refusal::Blacklisted));
                }
                if !receiver.welcomes(&message.sender) {
                    return Ok(Err(Refusal::NotWelcome));
                }
            }
            if number != sender {
                boxes.push((number, peer.as_str().into(), false));
            }
        }
        Conversation::Group(group) => {
            let Some((_, members)) = memory.group(db, group)? else { return Ok(Err(Refusal::NotInGroup)) };
            if message.check_rights && !members.iter().any(|(number, _)| *number == sender) {
                return Ok(Err(Refusal::NotInGroup));
            }
            let speaks = message.audience != Audience::SenderOnly && message.recalls.is_none();
            if message.check_rights && speaks && memory.is_silent(db, group, &message.sender, now)? {
                return Ok(Err(Refusal::Muted));
            }
            if message.audience != Audience::SenderOnly {
                let others = members.iter().filter(|(number, id)| *number != sender && named(id));
                boxes.extend(others.map(|(number, id)| (*number, id.clone(), false)));
            }
        }
        Conversation::Discussion(id) => {
            let Some((_, members)) = memory.discussion(db, id)? else {
                return Ok(Err(Refusal::NotInDiscussion));
            };
            if message.check_rights && !members.iter().any(|(number, _)| *number == sender) {
                return Ok(Err(Refusal::NotInDiscussion));
            }
            match (message.audience, message.check_rights, message.only.as_slice()) {
                (Audience::SenderOnly, ..) => {}
                (_, false, [_, ..]) => {
                    for id in &message.only {
                        boxes.push((memory.number(db, id)?, id.as_str().into(), false));
                    }
                }
                _ => {
                    let others = members.iter().filter(|(number, id)| *number != sender && named(id));
                    boxes.extend(others.map(|(number, id)| (*number, id.clone(), false)));
                }
            }
        }
        Conversation::Private(_) | Conversation::System(_) => {}
    }
    if message.audience != Audience::OthersOnly {
        boxes.push((sender, message.sender.as_str().into(), true));
    }
    Ok(Ok(boxes))
}

/// The message that a sender has numbered so before.
fn known(db: &Transaction<'_>, sender: Number, client_id: Option<i64>) -> rusqlite::Result<Option<Appended>> {
    let Some(client_id) = client_id else { return Ok(None) };
    db.prepare_cached("SELECT uid, time FROM message WHERE sender = ?1 AND client_id = ?2")?
        .query_row([sender, client_id], |row| {
            Ok(Appended { uid: row.get(0)?, time: row.get(1)?, deliveries: Vec::new() })
        })
        .optional()
}

pub(super) fn append_one(
    db: &Transaction<'_>,
    memory: &mut Memory,
    inserts: &mut Inserts<'_>,
    message: &NewMessage,
    now: i64,
) -> rusqlite::Result<Result<Appended, Refusal>> {
    let sender = memory.number(db, &message.sender)?;
    let boxes = match boxes_of(db, memory, sender, message, now)? {
        Ok(boxes) => boxes,
        // What was accepted once stays accepted, whatever became of the sender's rights.
        Err(refusal) => return Ok(known(db, sender, message.client_id)?.ok_or(refusal)),
    };
    let Some(thread) = memory.thread(db, sender, &message.conversation)? else {
        return Ok(Err(Refusal::NotInGroup));
    };
    let (thread, newest) = (thread.number, thread.newest);
    if let Some(recall) = &message.recalls
        && let Err(refusal) = take_back(db, thread, sender, recall)?
    {
        return Ok(Err(refusal));
    }

    let mut time = now.max(newest + 1);
    for (owner, ..) in &boxes {
        time = time.max(memory.person(db, *owner)?.newest + 1);
    }
    let uid = match &message.recalls {
        Some(recall) => format!("Cmd:{}", recall.uid),
        None => {
            message_uid(time, memory.count(), message.conversation.number(), message.conversation.target())
        }
    };
    let only_for = (!message.only.is_empty()).then(|| message.only.join("\n"));
    let written = inserts.message.execute(params![
        thread,
        time,
        uid,
        sender,
        message.object_name,
        message.content,
        message.flags.to_up(),
        message.client_id,
        only_for,
        message.expansion,
    ])?;
    if written == 0 {
        return known(db, sender, message.client_id)?.map(Ok).ok_or(rusqlite::Error::QueryReturnedNoRows);
    }
    if let Some(thread) = memory.thread(db, sender, &message.conversation)? {
        thread.newest = time;
    }

    if let Conversation::Discussion(id) = &message.conversation {
        // Who hears of a discussion without being in it has just left: what comes later is not theirs.
        let members = memory.discussion(db, id)?.map(|(_, members)| members).unwrap_or_default();
        for (number, ..) in &boxes {
            if !members.iter().any(|(member, _)| member == number) {
                memory.list(db, *number, thread)?;
                db.prepare_cached("UPDATE conversation SET left_time = ?3 WHERE owner = ?1 AND thread = ?2")?
                    .execute([*number, thread, time + 1])?;
            }
        }
    }
    let mut deliveries = Vec::with_capacity(boxes.len());
    for (number, owner, sent) in boxes {
        inserts.in_box.execute(params![number, time, sent, thread])?;
        if message.flags.persisted {
            memory.list(db, number, thread)?;
        }
        let person = memory.person(db, number)?;
        let previous = person.received;
        person.newest = time;
        if !sent {
            person.received = time;
        }
        deliveries.push(Delivery { owner, sent, previous });
    }
    Ok(Ok(Appended { uid, time, deliveries }))
}

/// Who sent a message; nothing if it is not in the thread's history.
pub(super) fn find_message(
    db: &Transaction<'_>,
    thread: Number,
    uid: &str,
    time: i64,
) -> rusqlite::Result<Option<Number>> {
    db.prepare_cached(
        "SELECT sender FROM message WHERE thread = ?1 AND time = ?2 AND flags & 1 AND uid = ?3",
    )?
    .query_row(params![thread, time, uid], |row| row.get(0))
    .optional()
}

/// Puts the notice in the message's place.
fn take_back(
    db: &Transaction<'_>,
    thread: Number,
    sender: Number,
    recall: &Recall,
) -> rusqlite::Result<Result<(), Refusal>> {
    let Some(author) = find_message(db, thread, &recall.uid, recall.time)? else {
        return Ok(Err(Refusal::RecallNotFound));
    };
    if recall.not_before.is_some_and(|not_before| author != sender || recall.time < not_before) {
        return Ok(Err(Refusal::RecallNotAllowed));
    }
    db.prepare_cached(
        "UPDATE message SET object_name = 'RC:RcNtf', content = ?3, flags = 1, expansion = NULL, edited = 0
         WHERE thread = ?1 AND time = ?2",
    )?
    .execute(params![thread, recall.time, recall.replacement])?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use pipit_proto::flags::MessageFlags;

    use crate::store::{Card, ExpansionChange, SqliteStore, Store};

    use super::*;

    #[tokio::test]
    async fn who_is_only_named_is_not_kept() {
        let store = SqliteStore::in_memory().unwrap();
        store.put_user(Card { id: "alice".into(), ..Card::default() }).await.unwrap();
        let nobody = Conversation::Private("nobody".into());
        for audience in [Audience::Everyone, Audience::SenderOnly] {
            let message = NewMessage {
                sender: "alice".into(),
                conversation: nobody.clone(),
                audience,
                only: Vec::new(),
                object_name: "RC:TxtMsg".into(),
                content: "{}".into(),
                flags: MessageFlags::default(),
                client_id: None,
                expansion: None,
                recalls: None,
                check_rights: true,
            };
            let refused = store.append(vec![Arc::new(message)], 1).await.remove(0).unwrap_err();
            assert_eq!(refused, Refusal::UnknownUser);
        }
        assert!(store.expand("alice", &nobody, ExpansionChange::default()).await.unwrap().is_err());
        let people = |db: &rusqlite::Connection| {
            db.query_row("SELECT count(*) FROM user", [], |row| row.get::<_, u32>(0))
        };
        assert_eq!(store.read(people).await.unwrap(), 1);
    }
}
