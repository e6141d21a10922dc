//! Writing. Everything here happens under the one writer's lock.
//!
//! Heads of boxes are remembered, so that appending reads nothing: a box's next time is after its head, whatever the
//! wall clock says. If a transaction fails, what was remembered of it is forgotten.

use std::collections::{HashMap, HashSet};

use pipit_proto::uid::message_uid;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::store::{Appended, Audience, Card, Conversation, Delivery, NewMessage, Recall, Refusal};

/// The number of a person, a group or a thread.
type Number = i64;

/// A member's number and id.
type Member = (Number, String);

/// Where a box ends.
#[derive(Clone, Copy, Default)]
struct Head {
    /// The newest time in it.
    time: i64,
    /// The newest time of what was received.
    received: i64,
}

/// What is remembered of the rows.
#[derive(Default)]
struct Memory {
    users: HashMap<String, Number>,
    heads: HashMap<Number, Head>,
    threads: HashMap<(u8, Number, Number), Number>,
    members: HashMap<String, (Number, Vec<Member>)>,
    conversations: HashSet<(Number, Number)>,
    counter: u16,
}

/// The writing connection with its memory.
pub(super) struct Writer {
    db: Connection,
    memory: Memory,
}

impl Writer {
    pub(super) fn new(db: Connection) -> Self {
        Self { db, memory: Memory::default() }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.db
    }

    /// Runs in one transaction; what it remembered goes with it if it fails.
    fn transaction<T>(
        &mut self,
        act: impl FnOnce(&Transaction<'_>, &mut Memory) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let outcome = (|| {
            let transaction = self.db.transaction()?;
            let value = act(&transaction, &mut self.memory)?;
            transaction.commit()?;
            Ok(value)
        })();
        if outcome.is_err() {
            self.memory = Memory::default();
        }
        outcome
    }

    pub(super) fn append(
        &mut self,
        batch: &[NewMessage],
        now: i64,
    ) -> rusqlite::Result<Vec<Result<Appended, Refusal>>> {
        self.transaction(|db, memory| {
            batch.iter().map(|message| append_one(db, memory, message, now)).collect()
        })
    }

    pub(super) fn mark_read(&mut self, owner: &str, with: &Conversation, time: i64) -> rusqlite::Result<()> {
        self.update_conversation(
            owner,
            with,
            "UPDATE conversation SET read_time = max(read_time, ?3) WHERE owner = ?1 AND thread = ?2",
            time,
        )
    }

    pub(super) fn clear_history(
        &mut self,
        owner: &str,
        with: &Conversation,
        time: i64,
    ) -> rusqlite::Result<()> {
        self.update_conversation(
            owner,
            with,
            "UPDATE conversation SET cleared_time = max(cleared_time, ?3) WHERE owner = ?1 AND thread = ?2",
            time,
        )
    }

    pub(super) fn remove_conversation(&mut self, owner: &str, with: &Conversation) -> rusqlite::Result<()> {
        self.update_conversation(
            owner,
            with,
            "UPDATE conversation SET removed_time = coalesce(
                 (SELECT max(time) FROM message WHERE thread = ?2 AND flags & 1), ?3)
             WHERE owner = ?1 AND thread = ?2",
            0,
        )
    }

    fn update_conversation(
        &mut self,
        owner: &str,
        with: &Conversation,
        sql: &str,
        time: i64,
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let owner = memory.user(db, owner)?;
            if let Some(thread) = memory.thread(db, owner, with)? {
                memory.conversation(db, owner, thread)?;
                db.prepare_cached(sql)?.execute(params![owner, thread, time])?;
            }
            Ok(())
        })
    }

    pub(super) fn delete_messages(
        &mut self,
        owner: &str,
        with: &Conversation,
        messages: &[(String, i64)],
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let owner = memory.user(db, owner)?;
            let Some(thread) = memory.thread(db, owner, with)? else { return Ok(()) };
            for (uid, time) in messages {
                if let Some(found) = find_message(db, thread, uid, *time)? {
                    db.prepare_cached("INSERT OR IGNORE INTO deleted (owner, message) VALUES (?1, ?2)")?
                        .execute(params![owner, found.id])?;
                }
            }
            Ok(())
        })
    }

    pub(super) fn put_user(&mut self, card: &Card) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let user = memory.user(db, &card.id)?;
            db.execute(
                "UPDATE user SET name = ?2, portrait = ?3, registered = 1 WHERE id = ?1",
                params![user, card.name, card.portrait],
            )?;
            Ok(())
        })
    }

    pub(super) fn block_user(&mut self, id: &str, until: i64) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let user = memory.user(db, id)?;
            db.execute("UPDATE user SET blocked_until = ?2 WHERE id = ?1", params![user, until])?;
            Ok(())
        })
    }

    pub(super) fn set_blacklisted(
        &mut self,
        owner: &str,
        others: &[String],
        on: bool,
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let owner = memory.user(db, owner)?;
            for other in others {
                let other = memory.user(db, other)?;
                db.execute(
                    if on {
                        "INSERT OR IGNORE INTO blacklist (owner, other) VALUES (?1, ?2)"
                    } else {
                        "DELETE FROM blacklist WHERE owner = ?1 AND other = ?2"
                    },
                    params![owner, other],
                )?;
            }
            Ok(())
        })
    }

    pub(super) fn put_group(&mut self, card: &Card) -> rusqlite::Result<()> {
        self.transaction(|db, _| {
            db.execute(
                "INSERT INTO chat_group (group_id, name, portrait) VALUES (?1, ?2, ?3)
                 ON CONFLICT (group_id) DO UPDATE SET name = ?2, portrait = ?3, dismissed = 0",
                params![card.id, card.name, card.portrait],
            )?;
            Ok(())
        })
    }

    pub(super) fn set_members(
        &mut self,
        group: &str,
        members: &[String],
        member: bool,
    ) -> rusqlite::Result<bool> {
        self.transaction(|db, memory| {
            let Some((number, _)) = memory.members(db, group)? else { return Ok(false) };
            memory.members.remove(group);
            for user in members {
                let user = memory.user(db, user)?;
                db.execute(
                    if member {
                        "INSERT OR IGNORE INTO member (chat_group, user) VALUES (?1, ?2)"
                    } else {
                        "DELETE FROM member WHERE chat_group = ?1 AND user = ?2"
                    },
                    params![number, user],
                )?;
            }
            Ok(true)
        })
    }

    pub(super) fn dismiss_group(&mut self, group: &str) -> rusqlite::Result<bool> {
        self.transaction(|db, memory| {
            let Some((number, _)) = memory.members(db, group)? else { return Ok(false) };
            memory.members.remove(group);
            db.execute("DELETE FROM member WHERE chat_group = ?1", [number])?;
            db.execute("UPDATE chat_group SET dismissed = 1 WHERE id = ?1", [number])?;
            Ok(true)
        })
    }
}

impl Memory {
    /// A person's number; a person who is named for the first time gets one.
    fn user(&mut self, db: &Transaction<'_>, id: &str) -> rusqlite::Result<Number> {
        if let Some(&number) = self.users.get(id) {
            return Ok(number);
        }
        db.prepare_cached("INSERT OR IGNORE INTO user (user_id) VALUES (?1)")?.execute([id])?;
        let number =
            db.prepare_cached("SELECT id FROM user WHERE user_id = ?1")?.query_row([id], |row| row.get(0))?;
        self.users.insert(id.to_owned(), number);
        Ok(number)
    }

    /// A group's number and its members; nothing if there is no such group.
    fn members(
        &mut self,
        db: &Transaction<'_>,
        group: &str,
    ) -> rusqlite::Result<Option<(Number, Vec<Member>)>> {
        if let Some(known) = self.members.get(group) {
            return Ok(Some(known.clone()));
        }
        let number: Option<Number> = db
            .prepare_cached("SELECT id FROM chat_group WHERE group_id = ?1 AND dismissed = 0")?
            .query_row([group], |row| row.get(0))
            .optional()?;
        let Some(number) = number else { return Ok(None) };
        let members: Vec<Member> = db
            .prepare_cached(
                "SELECT user.id, user.user_id FROM member JOIN user ON user.id = member.user
                 WHERE chat_group = ?1 ORDER BY user.id",
            )?
            .query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        self.members.insert(group.to_owned(), (number, members.clone()));
        Ok(Some((number, members)))
    }

    /// The thread of a conversation, seen from `owner`; nothing for a group that never was.
    fn thread(
        &mut self,
        db: &Transaction<'_>,
        owner: Number,
        conversation: &Conversation,
    ) -> rusqlite::Result<Option<Number>> {
        let (first, second) = match conversation {
            Conversation::Private(peer) => {
                let peer = self.user(db, peer)?;
                (owner.min(peer), owner.max(peer))
            }
            Conversation::Group(group) => {
                let number: Option<Number> = db
                    .prepare_cached("SELECT id FROM chat_group WHERE group_id = ?1")?
                    .query_row([group], |row| row.get(0))
                    .optional()?;
                match number {
                    Some(number) => (number, 0),
                    None => return Ok(None),
                }
            }
        };
        let key = (conversation.number(), first, second);
        if let Some(&thread) = self.threads.get(&key) {
            return Ok(Some(thread));
        }
        db.prepare_cached("INSERT OR IGNORE INTO thread (kind, first, second) VALUES (?1, ?2, ?3)")?
            .execute(params![key.0, first, second])?;
        let thread = db
            .prepare_cached("SELECT id FROM thread WHERE kind = ?1 AND first = ?2 AND second = ?3")?
            .query_row(params![key.0, first, second], |row| row.get(0))?;
        self.threads.insert(key, thread);
        Ok(Some(thread))
    }

    /// Makes sure that the conversation is in the owner's list.
    fn conversation(&mut self, db: &Transaction<'_>, owner: Number, thread: Number) -> rusqlite::Result<()> {
        if self.conversations.insert((owner, thread)) {
            db.prepare_cached("INSERT OR IGNORE INTO conversation (owner, thread) VALUES (?1, ?2)")?
                .execute([owner, thread])?;
        }
        Ok(())
    }

    fn head(&mut self, db: &Transaction<'_>, owner: Number) -> rusqlite::Result<Head> {
        if let Some(&head) = self.heads.get(&owner) {
            return Ok(head);
        }
        let newest = |sql: &str| -> rusqlite::Result<i64> {
            let time: Option<i64> =
                db.prepare_cached(sql)?.query_row([owner], |row| row.get(0)).optional()?;
            Ok(time.unwrap_or_default())
        };
        let head = Head {
            time: newest("SELECT time FROM box WHERE owner = ?1 ORDER BY time DESC LIMIT 1")?,
            received: newest(
                "SELECT time FROM box WHERE owner = ?1 AND sent = 0 ORDER BY time DESC LIMIT 1",
            )?,
        };
        self.heads.insert(owner, head);
        Ok(head)
    }
}

/// In whose boxes a message goes: number, id, and whether its owner sent it.
type Boxes = Vec<(Number, String, bool)>;

fn boxes_of(
    db: &Transaction<'_>,
    memory: &mut Memory,
    sender: Number,
    message: &NewMessage,
) -> rusqlite::Result<Result<Boxes, Refusal>> {
    let mut boxes = Boxes::new();
    match &message.conversation {
        Conversation::Private(peer) if message.audience != Audience::SenderOnly => {
            let peer_number = memory.user(db, peer)?;
            if message.check_rights {
                let rights =
                    "SELECT registered, EXISTS (SELECT 1 FROM blacklist WHERE owner = ?1 AND other = ?2)
                              FROM user WHERE id = ?1";
                let (registered, blacklisted): (bool, bool) = db
                    .prepare_cached(rights)?
                    .query_row([peer_number, sender], |row| Ok((row.get(0)?, row.get(1)?)))?;
                if !registered {
                    return Ok(Err(Refusal::UnknownUser));
                }
                if blacklisted {
                    return Ok(Err(Refusal::Blacklisted));
                }
            }
            if peer_number != sender {
                boxes.push((peer_number, peer.clone(), false));
            }
        }
        Conversation::Group(group) => {
            let Some((_, members)) = memory.members(db, group)? else { return Ok(Err(Refusal::NotInGroup)) };
            if message.check_rights && !members.iter().any(|(number, _)| *number == sender) {
                return Ok(Err(Refusal::NotInGroup));
            }
            if message.audience != Audience::SenderOnly {
                let named = |id: &String| message.only.is_empty() || message.only.contains(id);
                let others = members.into_iter().filter(|(number, id)| *number != sender && named(id));
                boxes.extend(others.map(|(number, id)| (number, id, false)));
            }
        }
        Conversation::Private(_) => {}
    }
    if message.audience != Audience::OthersOnly {
        boxes.push((sender, message.sender.clone(), true));
    }
    Ok(Ok(boxes))
}

fn append_one(
    db: &Transaction<'_>,
    memory: &mut Memory,
    message: &NewMessage,
    now: i64,
) -> rusqlite::Result<Result<Appended, Refusal>> {
    let sender = memory.user(db, &message.sender)?;
    if let Some(client_id) = message.client_id {
        let known = db
            .prepare_cached("SELECT uid, time FROM message WHERE sender = ?1 AND client_id = ?2")?
            .query_row([sender, client_id], |row| {
                Ok(Appended { uid: row.get(0)?, time: row.get(1)?, deliveries: Vec::new() })
            })
            .optional()?;
        if let Some(known) = known {
            return Ok(Ok(known));
        }
    }
    let boxes = match boxes_of(db, memory, sender, message)? {
        Ok(boxes) => boxes,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(thread) = memory.thread(db, sender, &message.conversation)? else {
        return Ok(Err(Refusal::NotInGroup));
    };
    if let Some(recall) = &message.recalls
        && let Err(refusal) = take_back(db, thread, sender, recall)?
    {
        return Ok(Err(refusal));
    }

    let mut time = now;
    for (owner, ..) in &boxes {
        time = time.max(memory.head(db, *owner)?.time + 1);
    }
    memory.counter = memory.counter.wrapping_add(1);
    let uid = match &message.recalls {
        Some(recall) => format!("Cmd:{}", recall.uid),
        None => {
            message_uid(time, memory.counter, message.conversation.number(), message.conversation.target())
        }
    };
    let only_for = (!message.only.is_empty()).then(|| message.only.join("\n"));
    db.prepare_cached(
        "INSERT INTO message
             (thread, time, uid, sender, object_name, content, flags, client_id, only_for, expansion)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
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
    let id = db.last_insert_rowid();

    let mut deliveries = Vec::with_capacity(boxes.len());
    for (owner, name, sent) in boxes {
        db.prepare_cached("INSERT INTO box (owner, time, sent, message) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![owner, time, sent, id])?;
        if message.flags.persisted {
            memory.conversation(db, owner, thread)?;
        }
        let head = memory.heads.entry(owner).or_default();
        let previous = head.received;
        *head = Head { time, received: if sent { previous } else { time } };
        deliveries.push(Delivery { owner: name, sent, previous });
    }
    Ok(Ok(Appended { uid, time, deliveries }))
}

struct Found {
    id: i64,
    sender: Number,
    time: i64,
}

fn find_message(
    db: &Transaction<'_>,
    thread: Number,
    uid: &str,
    time: i64,
) -> rusqlite::Result<Option<Found>> {
    db.prepare_cached(
        "SELECT id, sender, time FROM message WHERE thread = ?1 AND time = ?2 AND flags & 1 AND uid = ?3",
    )?
    .query_row(params![thread, time, uid], |row| {
        Ok(Found { id: row.get(0)?, sender: row.get(1)?, time: row.get(2)? })
    })
    .optional()
}

/// Puts the notice in the message's place.
fn take_back(
    db: &Transaction<'_>,
    thread: Number,
    sender: Number,
    recall: &Recall,
) -> rusqlite::Result<Result<(), Refusal>> {
    let Some(found) = find_message(db, thread, &recall.uid, recall.time)? else {
        return Ok(Err(Refusal::RecallNotFound));
    };
    if recall.not_before.is_some_and(|not_before| found.sender != sender || found.time < not_before) {
        return Ok(Err(Refusal::RecallNotAllowed));
    }
    db.prepare_cached(
        "UPDATE message SET object_name = 'RC:RcNtf', content = ?2, flags = 1, expansion = NULL WHERE id = ?1",
    )?
    .execute(params![found.id, recall.replacement])?;
    Ok(Ok(()))
}
