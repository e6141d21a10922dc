//! What comes from the server: each message once, wherever it comes from and however often.
//!
//! A message is recognised by the server's uid, and one's own also by the number that this device gave it. A message
//! may be visible, or say something about others: taken back, read.

use pipit_proto::content::{Content, DiscussionNotification, RecallNotification};
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::DownStreamMessage;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

mod arrival;
mod prepared;
mod rows;

use super::conversation;
use super::message::{self, state};
use super::{people, receipt};
use crate::{
    ChangeSet, ConversationId, ConversationType, Marks, Message, MessageDirection, MessageId, MessageState,
    MessageUid, ReceivedStatus, TargetId, Timestamp, UserId,
};
use arrival::Arrival;

/// How far both boxes have been taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cursors {
    /// The newest time of what was received.
    pub(crate) inbox: i64,
    /// The newest time of what was sent, from any device.
    pub(crate) sent: i64,
}

/// Where a message comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The boxes: it is new for this user.
    Box,
    /// The history: it is old, and counts nothing.
    History,
}

/// A message from the server, understood.
#[derive(Debug, Clone)]
pub(crate) struct Inbound {
    pub(crate) conversation: ConversationId,
    pub(crate) sender: UserId,
    pub(crate) sent: bool,
    pub(crate) uid: String,
    pub(crate) client_id: Option<i64>,
    pub(crate) time: i64,
    pub(crate) flags: MessageFlags,
    pub(crate) content: Content,
    /// When it was edited last, by the server.
    pub(crate) edited: Option<i64>,
}

impl Inbound {
    /// Understands a message; nothing when it belongs to a kind of conversation that is not carried here.
    pub(crate) fn read(down: DownStreamMessage, me: &UserId) -> Option<Self> {
        let kind = ConversationType::from_number(down.r#type)?;
        let sent = down.direction == Some(1);
        let flags = MessageFlags::from_down(down.status);
        let target = match kind {
            ConversationType::Private | ConversationType::System => down.from_user_id.clone(),
            _ => down.group_id?,
        };
        Some(Self {
            conversation: ConversationId { kind, target_id: TargetId::new(target) },
            sender: if sent { me.clone() } else { UserId::new(down.from_user_id) },
            sent,
            uid: down.msg_id.unwrap_or_default(),
            client_id: down.client_unique_id.filter(|id| *id != 0),
            time: down.data_time,
            flags: MessageFlags { counted: flags.counted && kind != ConversationType::ChatRoom, ..flags },
            content: Content::decode(&down.classname, &down.content),
            edited: down.convert_ext.as_deref().and_then(edited),
        })
    }

    /// As a message that is not in the store.
    pub(crate) fn into_message(self, now: Timestamp) -> Message {
        Message {
            id: MessageId(0),
            uid: Some(MessageUid::new(self.uid)),
            conversation: self.conversation,
            sender: self.sender,
            direction: if self.sent { MessageDirection::Sent } else { MessageDirection::Received },
            content: self.content,
            sent_time: Timestamp(self.time),
            state: if self.sent { MessageState::Sent } else { MessageState::Received },
            mentions_me: false,
            received_time: now,
            received_status: ReceivedStatus::Unread,
            marks: Marks::default(),
            note: String::new(),
            receipt: None,
            edited: self.edited.map(Timestamp),
        }
    }
}

/// When a message was edited, from what the server writes beside it: `{"modify":{"time":ms}}`.
fn edited(beside: &str) -> Option<i64> {
    let beside: serde_json::Value = serde_json::from_str(beside).ok()?;
    beside.get("modify")?.get("time")?.as_i64().filter(|time| *time > 0)
}

pub(crate) fn cursors(db: &Connection) -> rusqlite::Result<Cursors> {
    let read = |name: &str| -> rusqlite::Result<i64> {
        let time = db
            .prepare_cached("SELECT time FROM cursor WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        Ok(time.unwrap_or_default())
    };
    Ok(Cursors { inbox: read("inbox")?, sent: read("sent")? })
}

pub(super) fn advance(db: &Transaction<'_>, name: &str, time: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO cursor (name, time) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET time = max(time, ?2)",
    )?
    .execute(params![name, time])?;
    Ok(())
}

/// What became of what was taken in.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) changes: ChangeSet,
    /// In order.
    pub(crate) facts: Vec<Fact>,
}

/// Something that a message brought about.
#[derive(Debug)]
pub(crate) enum Fact {
    /// A new message of somebody else is in the store.
    Arrived(MessageId),
    /// Somebody else's command, which is not stored.
    Passed(Box<Inbound>),
    /// A message was taken back.
    Recalled(MessageId),
    /// The peer has read up to this time.
    ReadByPeer(ConversationId, Timestamp),
    /// Somebody asks who has read their message.
    ReceiptAsked(MessageId),
    /// Somebody has read a message of this user's who asked.
    ReceiptAnswered(MessageId),
}

/// Takes in messages and the cursors that they move, in one transaction.
pub(crate) fn apply(
    db: &Transaction<'_>,
    me: &UserId,
    mut messages: Vec<Inbound>,
    source: Source,
    cursors: Cursors,
    now: Timestamp,
) -> rusqlite::Result<Taken> {
    if source == Source::History {
        messages.sort_by_key(|message| message.time); // the index takes its rows best in their order
    }
    let mut taken = Taken::default();
    let changes = &mut taken.changes;
    let mut arrival = Arrival::new(db, me, source, now, messages.len())?;
    let mut touched = std::collections::BTreeMap::new();
    prepared::each(&messages, |message, prepared| {
        let mut facts = Vec::new();
        match arrival.take_in(message, &prepared, &mut facts)? {
            Change::None => {}
            Change::Added => {
                changes.conversations.insert(message.conversation.clone());
            }
            Change::Other(number) => {
                touched.insert(number, message.conversation.clone());
            }
        }
        if source == Source::Box {
            taken.facts.append(&mut facts);
        }
        // Nobody says who somebody else is.
        if let Some(user) = message.content.user().filter(|user| user.id == message.sender.as_str()) {
            changes.people |= match source {
                Source::Box => people::learn(db, &user.id, &user.name, &user.portrait_uri)?,
                // What they were called then is better than nothing.
                Source::History => people::learn_late(db, &user.id, &user.name, &user.portrait_uri)?,
            };
        }
        if let (Source::Box, Content::DiscussionNotification(notice)) = (source, &message.content)
            && notice.kind == DiscussionNotification::RENAMED
            && message.conversation.kind == ConversationType::Discussion
        {
            changes.people |= people::rename(db, message.conversation.target_id.as_str(), &notice.extension)?;
        }
        Ok(())
    })?;
    arrival.end()?;
    for (number, id) in touched {
        conversation::recount(db, number)?;
        changes.conversations.insert(id);
    }
    advance(db, "inbox", cursors.inbox)?;
    advance(db, "sent", cursors.sent)?;
    Ok(taken)
}

/// What a message changed.
enum Change {
    None,
    /// A message was added, and its conversation's row knows of it.
    Added,
    /// Something else; the row of the conversation with this number must be worked out again.
    Other(i64),
}

impl Change {
    fn other(number: Option<i64>) -> Self {
        number.map_or(Self::None, Self::Other)
    }
}

/// True for what says something about other messages instead of being one that is shown.
fn says_of_others(message: &Inbound) -> bool {
    match &message.content {
        Content::Recall(_) | Content::ReadReceiptRequest(_) | Content::ReadReceiptResponse(_) => true,
        Content::SyncReadStatus(_) => message.sent,
        Content::ReadNotification(_) => message.conversation.kind == ConversationType::Private,
        _ => false,
    }
}

/// Does what such a message says; what it brought about goes to `facts`.
fn heed(
    db: &Transaction<'_>,
    me: &UserId,
    message: &Inbound,
    facts: &mut Vec<Fact>,
) -> rusqlite::Result<Change> {
    match &message.content {
        Content::Recall(recall) => {
            let (number, fact) = take_back(db, message, &recall.message_uid)?;
            facts.extend(fact);
            Ok(Change::other(number))
        }
        // Nobody has read what was not yet written: the word's own time is the limit of what it can say.
        Content::SyncReadStatus(read) => {
            let number = conversation::find_or_create(db, &message.conversation)?;
            let time = Timestamp(read.last_message_send_time.min(message.time));
            let before = conversation::read_time(db, number)?;
            message::received_elsewhere(db, number, before, time.0)?;
            let moved = conversation::read_up_to(db, number, time)?.then_some(number);
            Ok(Change::other(moved))
        }
        // Another device of this user has told the peer.
        Content::ReadNotification(read) if message.sent => {
            let number = conversation::find_or_create(db, &message.conversation)?;
            let time = Timestamp(read.last_message_send_time.min(message.time));
            conversation::told_up_to(db, number, time)?;
            Ok(Change::None)
        }
        Content::ReadNotification(read) => {
            // The word may overtake what another device of this user wrote there.
            let number = conversation::find_or_create(db, &message.conversation)?;
            let time = read.last_message_send_time.min(message.time);
            facts.push(Fact::ReadByPeer(message.conversation.clone(), Timestamp(time)));
            Ok(Change::other(peer_read(db, number, time)?.then_some(number)))
        }
        Content::ReadReceiptRequest(request) => {
            let Some(number) = conversation::find(db, &message.conversation)? else {
                return Ok(Change::None);
            };
            let fact = receipt::asked(db, number, message, &request.message_uid)?;
            let changed = fact.is_some().then_some(number);
            facts.extend(fact.filter(|_| !message.sent));
            Ok(Change::other(changed))
        }
        Content::ReadReceiptResponse(answer) => {
            let Some(number) = conversation::find(db, &message.conversation)? else {
                return Ok(Change::None);
            };
            facts.extend(receipt::answered(db, me, number, message, answer)?);
            Ok(Change::Other(number))
        }
        _ => Ok(Change::None),
    }
}

/// The peer has read up to a time; true when this is news for a message. Only what lies between the last word and this
/// one is looked at, however long the conversation is.
fn peer_read(db: &Transaction<'_>, number: i64, time: i64) -> rusqlite::Result<bool> {
    let before = conversation::peer_read_time(db, number)?;
    if time <= before {
        return Ok(false);
    }
    db.prepare_cached("UPDATE conversation SET peer_read_time = ?2 WHERE id = ?1")?
        .execute([number, time])?;
    let changed = db
        .prepare_cached(
            "UPDATE message SET state = ?4
             WHERE conversation = ?1 AND time > ?2 AND time <= ?3 AND sent = 1 AND state = ?5",
        )?
        .execute([number, before, time, state::READ, state::SENT])?;
    Ok(changed > 0)
}

/// Puts the notice in the message's place; it no longer counts.
fn take_back(
    db: &Transaction<'_>,
    command: &Inbound,
    uid: &str,
) -> rusqlite::Result<(Option<i64>, Option<Fact>)> {
    // A word that is said elsewhere is none about it.
    let Some(here) = conversation::find(db, &command.conversation)? else { return Ok((None, None)) };
    let found: Option<(i64, i64, String, String, bool)> = db
        .prepare_cached(
            "SELECT id, conversation, object_name, content, sent FROM message WHERE uid = ?1 AND conversation = ?2",
        )?
        .query_row(params![uid, here], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((id, number, object_name, content, own)) = found else { return Ok((None, None)) };
    let notice = Content::RecallNotification(RecallNotification {
        operator_id: command.sender.as_str().to_owned(),
        recall_time: command.time,
        // One's own words are kept, to be written again; those of others are gone.
        recall_content: match Content::decode(&object_name, &content) {
            Content::Text(text) if own => text.content,
            Content::Reference(reply) if own => reply.content,
            Content::RecallNotification(notice) => notice.recall_content,
            _ => String::new(),
        },
        original_object_name: object_name,
        ..RecallNotification::default()
    });
    db.prepare_cached(
        "UPDATE message SET object_name = 'RC:RcNtf', content = ?2, counted = 0, mentions_me = 0, edited = 0
         WHERE id = ?1",
    )?
    .execute(params![id, notice.encode()])?;
    Ok((Some(number), Some(Fact::Recalled(MessageId(id)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_app_says_stands_in_a_conversation_of_its_own() {
        let down = DownStreamMessage {
            from_user_id: "office".into(),
            r#type: 6,
            classname: "RC:TxtMsg".into(),
            content: r#"{"content":"hello"}"#.into(),
            ..DownStreamMessage::default()
        };
        let read = Inbound::read(down, &UserId::new("alice")).unwrap();
        assert_eq!(
            (read.conversation.kind, read.conversation.target_id.as_str()),
            (ConversationType::System, "office")
        );
        assert_eq!((read.sender.as_str(), read.sent), ("office", false));
    }
}
