//! What clients publish: messages, recalls and read marks.

use std::sync::Arc;

use bytes::Bytes;
use pipit_proto::code;
use pipit_proto::content::{self, Content};
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::{FrameId, ServerFrame};
use pipit_proto::id::is_id;
use pipit_proto::messages::{SessionMsgReadInput, UpStreamMessage};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use serde_json::{Value, json};

use super::expansion;
use super::query::named;
use super::room_recall::{Recaller, room_recall};
use crate::Server;
use crate::limits::Act;
use crate::runtime::delivery::{Echo, deliver_own};
use crate::runtime::rooms;
use crate::runtime::sequencer::{Job, Reply};
use crate::runtime::sessions::Session;
use crate::store::{Audience, Conversation, NewMessage, Recall};
use crate::words::Screened;

/// Kinds that clients obey or show as facts whoever sends them; only the server itself may send them. A client takes a
/// message back by the topic for that, where it is looked at whose message it is.
const RESERVED: [&str; 11] = [
    "RC:LogCmdMsg",
    "RC:CCConfigChangeRequestMsg",
    "RC:RcCmd",
    "RC:RcNtf",
    "RC:DizNtf",
    "RC:InterceptMsg",
    "RC:RSMsg",
    "RC:ChrmMemChange",
    "RC:ChrmBanMsg",
    "RC:ChrmBlockMsg",
    "RC:ChrmSyncMsg",
];

/// Tells what somebody did in a group. Apps let clients send it too, which then speak of their own user.
const GROUP_NOTICE: &str = "RC:GrpNtf";

/// What became of a message whose words were looked at.
pub(super) enum Screening {
    /// It says what it said.
    Same,
    /// It says something else.
    Changed,
}

impl Server {
    /// Takes a publish; false when its body breaks the protocol.
    pub(super) async fn publish(
        &self,
        session: &Arc<Session>,
        topic: &str,
        target: &str,
        id: FrameId,
        body: &Bytes,
    ) -> bool {
        if session.push_only {
            refuse(session, id, code::NOT_SUPPORTED); // it only hears
            return true;
        }
        match topic {
            topic::PRIVATE_MESSAGE => {
                let to = Conversation::Private(target.to_owned());
                self.send(session, topic::PRIVATE_MESSAGE, to, id, body).await
            }
            topic::GROUP_MESSAGE => {
                let to = Conversation::Group(target.to_owned());
                self.send(session, topic::GROUP_MESSAGE, to, id, body).await
            }
            topic::DISCUSSION_MESSAGE => {
                let to = Conversation::Discussion(target.to_owned());
                self.send(session, topic::DISCUSSION_MESSAGE, to, id, body).await
            }
            topic::PRIVATE_STATUS => {
                self.send_status(session, Conversation::Private(target.to_owned()), body).await
            }
            topic::GROUP_STATUS => {
                self.send_status(session, Conversation::Group(target.to_owned()), body).await
            }
            topic::ROOM_MESSAGE => self.say(session, target, id, body).await,
            topic::RECALL => self.recall(session, id, body).await,
            topic::MARK_READ => self.mark_read(session, id, body).await,
            _ => {
                refuse(session, id, code::NOT_SUPPORTED);
                true
            }
        }
    }

    /// Counts what a client says; false when it says too much in one second.
    pub(super) fn keeps_pace(&self, session: &Session, kind: &str) -> bool {
        let own = content::OBJECT_NAMES.contains(&kind) && !content::traits(kind).persisted;
        let act = if own { Act::Command } else { Act::Message };
        session.pace.admits(act, self.0.clock.now(), &self.0.settings.limits)
    }

    async fn send(
        &self,
        session: &Arc<Session>,
        topic: &'static str,
        to: Conversation,
        id: FrameId,
        body: &Bytes,
    ) -> bool {
        let Ok(mut up) = UpStreamMessage::decode(body.clone()) else { return false };
        if !self.keeps_pace(session, &up.classname) {
            refuse(session, id, code::TOO_FAST);
            return true;
        }
        if up.content.len() > self.0.settings.limits.message_bytes {
            refuse(session, id, code::MESSAGE_TOO_LARGE);
            return true;
        }
        if !may_be_said(&session.user, &up) {
            refuse(session, id, code::NOT_SUPPORTED);
            return true;
        }
        if !is_id(to.target()) || !up.to_user_ids.iter().all(|id| is_id(id)) {
            refuse(session, id, code::INVALID_PARAMETER);
            return true;
        }
        if !self.may_carry(&mut up) {
            refuse(session, id, code::EXPANSION_MALFORMED);
            return true;
        }
        if up.classname == expansion::KIND
            && let Err(status) = self.expand(&session.user, &to, &up.content).await
        {
            refuse(session, id, status);
            return true;
        }
        if let Err(status) = self.may_mention(&session.user, &to, &up.content).await {
            refuse(session, id, status);
            return true;
        }
        let mut body = body.clone();
        match self.screen(&mut up).await {
            Ok(Screening::Same) => {}
            Ok(Screening::Changed) => body = up.encode_to_vec().into(),
            Err(status) => {
                refuse(session, id, status);
                return true;
            }
        }
        // Where this user has read to concerns only their own other devices.
        let own_only = up.classname == "RC:SRSMsg";
        let echo = Echo { topic, target: to.target().to_owned(), body, origin: session.id };
        let message = NewMessage {
            sender: session.user.clone(),
            conversation: to,
            audience: if own_only { Audience::SenderOnly } else { Audience::Everyone },
            only: up.to_user_ids,
            flags: MessageFlags::from_up(up.session_id),
            object_name: up.classname,
            content: up.content,
            client_id: up.client_unique_id.filter(|id| *id != 0),
            expansion: up.extra_content,
            recalls: None,
            check_rights: true,
        };
        let reply = Reply::Session(session.clone(), id);
        self.0.sequencer.submit(Job { message: Arc::new(message), echo: Some(echo), reply }).await;
        true
    }

    /// Whether the pairs that a message carries are as they may be; blank ones are none.
    pub(super) fn may_carry(&self, up: &mut UpStreamMessage) -> bool {
        up.extra_content.take_if(|pairs| pairs.is_empty());
        let most = self.0.settings.limits.expansion_pairs;
        up.extra_content.as_deref().is_none_or(|pairs| expansion::may_carry(pairs, most))
    }

    /// Puts other words in the place of those that are not said, or answers the code with which they are refused.
    pub(super) async fn screen(&self, up: &mut UpStreamMessage) -> Result<Screening, u16> {
        match self.0.words.screen(&*self.0.store, &up.classname, &up.content).await {
            Ok(Screened::Clean) => Ok(Screening::Same),
            Ok(Screened::Replaced(content)) => {
                up.content = content;
                Ok(Screening::Changed)
            }
            Ok(Screened::Refused) => Err(code::SENSITIVE_WORD),
            Err(error) => {
                tracing::error!(%error, "the words that are not said could not be read");
                Err(code::STORAGE_UNAVAILABLE)
            }
        }
    }

    async fn recall(&self, session: &Arc<Session>, id: FrameId, body: &Bytes) -> bool {
        let Ok(up) = UpStreamMessage::decode(body.clone()) else { return false };
        let echo = Echo {
            topic: topic::RECALL,
            target: session.user.clone(),
            body: body.clone(),
            origin: session.id,
        };
        let not_before = Some(self.0.clock.now() - self.0.settings.recall_window);
        if let Some(command) = room_recall(&up.classname, &up.content) {
            let reply = rooms::Reply::Session(session.clone(), id);
            let by = Recaller { user: &session.user, origin: session.device.clone(), not_before };
            if let Err(status) = self.recall_in_room(command, up.content, by, reply).await {
                refuse(session, id, status);
            }
            return true;
        }
        match self.recall_message(&session.user, &up.classname, up.content, not_before) {
            Some(message) => {
                let reply = Reply::Session(session.clone(), id);
                self.0.sequencer.submit(Job { message: Arc::new(message), echo: Some(echo), reply }).await;
            }
            None => refuse(session, id, code::RECALL_NOT_FOUND),
        }
        true
    }

    /// The message that takes another one back; nothing when it does not say which.
    pub(crate) fn recall_message(
        &self,
        sender: &str,
        object_name: &str,
        content: String,
        not_before: Option<i64>,
    ) -> Option<NewMessage> {
        let Content::Recall(command) = Content::decode(object_name, &content) else { return None };
        let number = i32::try_from(command.conversation_type).ok()?;
        let conversation = named(number, &command.target_id)?;
        let replacement = json!({
            "operatorId": sender,
            "recallTime": self.0.clock.now(),
            "originalObjectName": "",
            "recallActionTime": 0,
            "admin": not_before.is_none(),
            "delete": false,
        });
        let recalls = Recall {
            uid: command.message_uid,
            time: command.sent_time,
            not_before,
            replacement: replacement.to_string(),
        };
        Some(NewMessage {
            sender: sender.to_owned(),
            conversation,
            audience: Audience::Everyone,
            only: Vec::new(),
            object_name: object_name.to_owned(),
            content,
            // It travels like a command: the notice stands in the history in the message's own place.
            flags: MessageFlags { persisted: false, ..MessageFlags::default() },
            client_id: None,
            expansion: None,
            recalls: Some(recalls),
            check_rights: not_before.is_some(),
        })
    }

    async fn mark_read(&self, session: &Session, id: FrameId, body: &Bytes) -> bool {
        let Ok(read) = SessionMsgReadInput::decode(body.clone()) else { return false };
        let Some(conversation) = named(read.r#type, &read.channel_id) else {
            refuse(session, id, code::INVALID_PARAMETER);
            return true;
        };
        let stored = self.0.store.mark_read(&session.user, &conversation, read.msg_time).await;
        let status = if stored.is_ok() { 0 } else { code::STORAGE_UNAVAILABLE };
        let time = self.0.clock.now();
        session.answer(&ServerFrame::PubAck { id, status, time, uid: String::new() });
        if stored.is_ok() {
            let echo = Echo {
                topic: topic::MARK_READ,
                target: session.user.clone(),
                body: body.clone(),
                origin: session.id,
            };
            deliver_own(&self.0.sessions, &self.0.metrics, &session.user, &echo, time);
        }
        true
    }
}

/// Whether a client may say this: nothing that only the server says, and no notice of what somebody else did.
pub(super) fn may_be_said(user: &str, up: &UpStreamMessage) -> bool {
    let operator = |content: &str| {
        let content = serde_json::from_str::<Value>(content).ok()?;
        Some(content.get("operatorUserId")?.as_str()? == user)
    };
    match up.classname.as_str() {
        GROUP_NOTICE => operator(&up.content) == Some(true),
        kind => !RESERVED.contains(&kind),
    }
}

pub(super) fn refuse(session: &Session, id: FrameId, status: u16) {
    session.answer(&ServerFrame::PubAck { id, status, time: 0, uid: String::new() });
}

/// What the platform does with a kind when the app's server does not say.
pub(crate) fn default_flags(object_name: &str) -> MessageFlags {
    let traits = content::traits(object_name);
    MessageFlags { persisted: traits.persisted, counted: traits.counted, ..MessageFlags::default() }
}
