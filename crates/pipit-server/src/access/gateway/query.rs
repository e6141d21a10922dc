//! What clients ask: pages of boxes and histories, conversation lists, and what the official client wants to know
//! right after it connected.

use std::sync::Arc;

use bytes::Bytes;
use pipit_proto::code;
use pipit_proto::frame::{FrameId, Qos, ServerFrame};
use pipit_proto::id::is_id;
use pipit_proto::messages::{
    BlockedInput, BotInput, BotOutput, Card, CleanHisMsgInput, CleanMsgBatchReq, DeleteMsgInput,
    DevicesInput, EventChangeList, HistoryMsgInput, HistoryMsgOutput, MsgQuery, MsgQueryAck, PeopleInput,
    PeopleOutput, QueryMsgChange, RelationDelBatchReq, RelationInfo, RelationQryInput, RelationsInput,
    RelationsOutput, SyncRequestMsg,
};
use pipit_proto::prost::Message;
use pipit_proto::topic;

use super::settings;
use super::tags::Change;
use crate::Server;
use crate::limits::Act;
use crate::runtime::delivery::down_message;
use crate::runtime::received::Proof;
use crate::runtime::sessions::Session;
use crate::store::{self, Conversation, ConversationEntry, HistoryRange, StoreError};

/// Messages in one answer of a pull. More: one slow reader holds more memory. Fewer: more round trips after a pause.
pub(super) const PULL_PAGE: u32 = 200;
/// The most messages or conversations that a client may ask for at once.
pub(super) const MAX_PAGE: u32 = 100;

/// The most conversations that may be changed at once, all of them in one transaction.
const AT_ONCE: usize = 1_000;

/// Why a query has no answer.
pub(super) enum Failure {
    /// The body is not what the topic asks for: the connection is broken.
    Malformed,
    /// The asker gets this code.
    Status(u16),
    /// The asker gets this code, with the answer to what was not refused.
    Partly(u16, Vec<u8>),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a query failed");
        Self::Status(code::STORAGE_UNAVAILABLE)
    }
}

pub(super) type Answer = Result<Vec<u8>, Failure>;

pub(super) fn read<M: Message + Default>(body: &Bytes) -> Result<M, Failure> {
    M::decode(body.clone()).map_err(|_| Failure::Malformed)
}

impl Server {
    /// Answers a query; false when its body breaks the protocol.
    pub(super) async fn query(
        &self,
        session: &Arc<Session>,
        topic: &str,
        target: &str,
        id: FrameId,
        body: &Bytes,
    ) -> bool {
        let (status, body) = match self.answer(session, topic, target, id, body).await {
            Ok(body) => (0, body),
            Err(Failure::Status(status)) => (status, Vec::new()),
            Err(Failure::Partly(status, body)) => (status, body),
            Err(Failure::Malformed) => return false,
        };
        let seconds = u32::try_from(self.0.clock.now() / 1000).unwrap_or_default();
        // What was pulled is confirmed, so that it is known to have arrived.
        let qos = if topic == topic::PULL { Qos::AtLeastOnce } else { Qos::AtMostOnce };
        session.answer(&ServerFrame::QueryAck { id, qos, status, seconds, body: body.into() });
        true
    }

    async fn answer(
        &self,
        session: &Arc<Session>,
        topic: &str,
        target: &str,
        id: FrameId,
        body: &Bytes,
    ) -> Answer {
        let user = session.user.as_str();
        let pulls = [topic::PULL, topic::PULL_ROOM, topic::PULL_MODIFIED].contains(&topic);
        if !pulls && !session.pace.admits(Act::Query, self.0.clock.now(), &self.0.settings.limits) {
            return Err(Failure::Status(code::ASKED_TOO_FAST));
        }
        match topic {
            topic::PULL => self.pull(session, id, &read(body)?).await,
            topic::PRIVATE_HISTORY => self.history(user, 1, &read(body)?).await,
            topic::GROUP_HISTORY => self.history(user, 3, &read(body)?).await,
            topic::SYSTEM_HISTORY => self.history(user, 6, &read(body)?).await,
            topic::CONVERSATIONS | topic::CONVERSATIONS_OLD => self.conversations(user, &read(body)?).await,
            topic::CONVERSATIONS_FILTERED => self.conversations_filtered(user, read(body)?).await,
            topic::CONVERSATIONS_BATCH => self.conversations_named(user, &read(body)?).await,
            topic::DELETE_CONVERSATIONS => self.delete_conversations(user, &read(body)?).await,
            topic::DELETE_CONVERSATION => self.delete_conversation(user, target, &read(body)?).await,
            topic::GROUP_RECEIPT => self.read_in_group(user, target, read(body)?).await,
            topic::GROUP_READERS => self.group_readers(user, target, &read(body)?).await,
            topic::MESSAGES_BY_UID => self.messages_by_uid(user, read(body)?).await,
            topic::DELETE_MESSAGES => self.delete_messages(user, &read(body)?).await,
            topic::CLEAR_PRIVATE => self.clear_history(user, 1, &read(body)?).await,
            topic::CLEAR_GROUP => self.clear_history(user, 3, &read(body)?).await,
            topic::CLEAR_SYSTEM => self.clear_history(user, 6, &read(body)?).await,
            topic::CLEAR_BATCH => self.clear_histories(user, &read(body)?).await,
            topic::UPLOAD_TOKEN => self.upload_token(session, read(body)?).await,
            topic::FILE_ADDRESS => self.file_address(session, read(body)?).await,
            topic::DISCUSSION_HISTORY => self.history(user, 2, &read(body)?).await,
            topic::CREATE_DISCUSSION => self.create_discussion(session, read(body)?).await,
            topic::DISCUSSION => self.discussion(user, read(body)?).await,
            topic::SET_DISCUSSION => self.set_discussion(session, read(body)?).await,
            topic::DEVICES => {
                read::<DevicesInput>(body)?;
                Ok(self.devices(session))
            }
            topic::END_DEVICE => self.end_device(session, &read(body)?),
            topic::GROUP => self.group(user, read(body)?).await,
            topic::SET_GROUP => self.set_group(user, read(body)?).await,
            topic::UPLOADED => self.uploaded(session, &read(body)?).await,
            topic::PEOPLE => self.people(read(body)?).await,
            topic::OFFLINE => self.offline(session, &read(body)?).await,
            topic::BLOCK => self.block(user, read(body)?).await,
            topic::BLOCKED => {
                read::<BlockedInput>(body)?;
                self.blocked(user).await
            }
            topic::BOTS => {
                read::<BotInput>(body)?;
                Ok(BotOutput {}.encode_to_vec())
            }
            topic::PULL_EVENTS => {
                let asked: QueryMsgChange = read(body)?;
                Ok(EventChangeList { sync_time: asked.sync_time, has_next: Some(false) }.encode_to_vec())
            }
            topic::PULL_ATTRIBUTES => self.attributes(user, &read(body)?).await,
            topic::SET_ATTRIBUTES => self.set_attributes(session, read(body)?).await,
            topic::SET_TYPE_SILENT => self.set_type_silent(session, &read(body)?).await,
            topic::TAG_CONVERSATIONS => {
                self.change_conversation_tags(session, read(body)?, Change::Put).await
            }
            topic::UNTAG_CONVERSATIONS => {
                self.change_conversation_tags(session, read(body)?, Change::Remove).await
            }
            topic::PULL_SETTINGS => self.settings(user, &read(body)?).await,
            topic::PUT_TAGS => self.change_tags(session, read(body)?, Change::Put).await,
            topic::DELETE_TAGS => self.change_tags(session, read(body)?, Change::Remove).await,
            topic::SET_LANGUAGE => self.set_setting(session, settings::LANGUAGE, read(body)?).await,
            topic::SET_TRANSLATED => self.set_setting(session, settings::TRANSLATED, read(body)?).await,
            topic::SET_QUIET_HOURS => self.set_quiet_hours(session, read(body)?).await,
            topic::QUIET_HOURS => self.quiet_hours(user).await,
            topic::DELETE_QUIET_HOURS => self.delete_quiet_hours(session).await,
            topic::PULL_MODIFIED => self.edits(user, &read(body)?).await,
            topic::MODIFY => self.edit(session, read(body)?).await,
            topic::REPORT_SDK => Ok(Vec::new()),
            _ => self.answer_room(session, topic, target, body).await,
        }
    }

    async fn pull(&self, session: &Session, id: FrameId, asked: &SyncRequestMsg) -> Answer {
        let user = session.user.as_str();
        session.says(asked.sync_time);
        let elsewhere = self.0.sessions.received_elsewhere(session);
        // Without `is_pull_send` a client does not want what it sent itself.
        let sent = if asked.is_pull_send() { asked.send_box_sync_time() } else { i64::MAX };
        let since = self.delivered_since(user, asked.sync_time).await?;
        let mut page = self.0.store.pull(user, since, sent, PULL_PAGE).await?;
        let mut sync_time = asked.sync_time; // it never goes back
        for message in page.messages.iter_mut().filter(|message| !message.sent) {
            message.flags.retrieved = message.time <= elsewhere;
            sync_time = sync_time.max(message.time);
        }
        session.gives(Proof::Page(id), asked.sync_time, sync_time);
        let answer = pipit_proto::messages::DownStreamMessages {
            sync_time,
            finished: Some(!page.more),
            list: page.messages.into_iter().map(down_message).collect(),
            ..Default::default()
        };
        Ok(answer.encode_to_vec())
    }

    async fn history(&self, user: &str, kind: i32, asked: &HistoryMsgInput) -> Answer {
        let conversation = conversation(kind, asked.target_id())?;
        let range = HistoryRange {
            time: asked.time(),
            count: u32::try_from(asked.count()).unwrap_or_default().clamp(1, MAX_PAGE),
            ascending: asked.order() == 1,
        };
        let page = self.0.store.history(user, &conversation, range).await?;
        let answer = HistoryMsgOutput {
            sync_time: page.messages.last().map_or(asked.time(), |message| message.time),
            has_msg: i32::from(page.more),
            list: page.messages.into_iter().map(down_message).collect(),
            ..HistoryMsgOutput::default()
        };
        Ok(answer.encode_to_vec())
    }

    async fn messages_by_uid(&self, user: &str, asked: MsgQuery) -> Answer {
        let conversation = conversation(asked.r#type, &asked.target_id)?;
        let uids: Vec<String> = asked.query.into_iter().map(|named| named.msg_uid).collect();
        if uids.is_empty() || uids.len() > usize::try_from(MAX_PAGE).unwrap_or_default() {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let found = self.0.store.messages_by_uid(user, &conversation, uids.clone()).await?;
        let missing = |uid: &String| !found.iter().any(|message| message.uid == *uid);
        let not_exist_msg_id = uids.into_iter().filter(missing).collect();
        let list = found.into_iter().map(down_message).collect();
        Ok(MsgQueryAck { list, not_exist_msg_id }.encode_to_vec())
    }

    async fn conversations(&self, user: &str, asked: &RelationQryInput) -> Answer {
        let count = u32::try_from(asked.count()).unwrap_or_default().clamp(1, MAX_PAGE);
        let entries = self.0.store.conversations(user, asked.start_time(), count).await?;
        let wanted = |entry: &ConversationEntry| {
            asked.channel_type.is_empty()
                || asked.channel_type.contains(&i32::from(entry.conversation.number()))
        };
        let is_finished = Some(entries.len() < usize::try_from(count).unwrap_or(usize::MAX));
        let info = entries.into_iter().filter(wanted).map(relation).collect();
        Ok(RelationsOutput { info, is_finished, ..RelationsOutput::default() }.encode_to_vec())
    }

    async fn conversations_named(&self, user: &str, asked: &RelationDelBatchReq) -> Answer {
        let all = self.0.store.conversations(user, 0, 1_000).await?;
        let named = |entry: &ConversationEntry| {
            asked.relation.iter().any(|named| {
                named.conversation_type == i32::from(entry.conversation.number())
                    && named.conversation_id == entry.conversation.target()
            })
        };
        let info = all.into_iter().filter(named).map(relation).collect();
        Ok(RelationsOutput { info, is_finished: Some(true), ..RelationsOutput::default() }.encode_to_vec())
    }

    async fn delete_conversations(&self, user: &str, asked: &RelationDelBatchReq) -> Answer {
        let named = asked.relation.iter().take(AT_ONCE);
        let named: Vec<Conversation> = named
            .map(|named| conversation(named.conversation_type, &named.conversation_id))
            .collect::<Result<_, _>>()?;
        if asked.clean_msg() {
            let all = named.iter().map(|named| (named.clone(), i64::MAX)).collect();
            self.0.store.clear_histories(user, all).await?;
        }
        self.0.store.remove_conversations(user, named).await?;
        Ok(Vec::new())
    }

    async fn delete_conversation(&self, user: &str, target: &str, asked: &RelationsInput) -> Answer {
        self.0.store.remove_conversations(user, vec![conversation(asked.r#type, target)?]).await?;
        Ok(Vec::new())
    }

    async fn delete_messages(&self, user: &str, asked: &DeleteMsgInput) -> Answer {
        let conversation = conversation(asked.r#type.unwrap_or_default(), asked.conversation_id())?;
        if asked.msgs.is_empty() || asked.msgs.len() > usize::try_from(MAX_PAGE).unwrap_or_default() {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let messages =
            asked.msgs.iter().map(|named| (named.msg_id().to_owned(), named.msg_data_time())).collect();
        self.0.store.delete_messages(user, &conversation, messages).await?;
        Ok(Vec::new())
    }

    async fn clear_history(&self, user: &str, kind: i32, asked: &CleanHisMsgInput) -> Answer {
        let named = (conversation(kind, &asked.target_id)?, asked.data_time);
        self.0.store.clear_histories(user, vec![named]).await?;
        Ok(Vec::new())
    }

    async fn clear_histories(&self, user: &str, asked: &CleanMsgBatchReq) -> Answer {
        if asked.input.is_empty() || asked.input.len() > AT_ONCE {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let named = asked.input.iter().map(|named| {
            let kind = named.conversation_type.unwrap_or_default();
            Ok((conversation(kind, &named.target_id)?, named.data_time))
        });
        self.0.store.clear_histories(user, named.collect::<Result<_, Failure>>()?).await?;
        Ok(Vec::new())
    }

    async fn people(&self, mut asked: PeopleInput) -> Answer {
        asked.user_ids.truncate(1_000);
        asked.group_ids.truncate(1_000);
        let card =
            |card: store::Card| Card { id: card.id, name: Some(card.name), portrait: Some(card.portrait) };
        let users = self.0.store.users(asked.user_ids).await?.into_iter().map(card).collect();
        let groups = self.0.store.groups(asked.group_ids).await?.into_iter().map(card).collect();
        Ok(PeopleOutput { users, groups }.encode_to_vec())
    }
}

pub(super) fn conversation(kind: i32, target: &str) -> Result<Conversation, Failure> {
    named(kind, target).ok_or(Failure::Status(code::INVALID_PARAMETER))
}

/// The conversation that a client means; nothing when there can be none.
pub(super) fn named(kind: i32, target: &str) -> Option<Conversation> {
    Conversation::from_parts(kind, target).filter(|_| is_id(target))
}

pub(super) fn relation(entry: ConversationEntry) -> RelationInfo {
    RelationInfo {
        r#type: i32::from(entry.conversation.number()),
        user_id: entry.conversation.target().to_owned(),
        version_time: Some(entry.last.time),
        read_msg_time: Some(entry.read_time),
        unread_count: Some(entry.unread),
        msg: Some(down_message(entry.last)),
        ..RelationInfo::default()
    }
}
