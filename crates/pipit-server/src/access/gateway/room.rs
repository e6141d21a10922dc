//! Chat rooms, as their members ask for them. The frame's target is the room.

use std::sync::Arc;

use bytes::Bytes;
use pipit_proto::code;
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::FrameId;
use pipit_proto::id::is_id;
use pipit_proto::messages::{
    ChrmInput, ChrmKvEntity, ChrmKvsOutput, ChrmKvsOutputEntity, ChrmKvsVersionEntity, ChrmMember,
    ChrmOutput, ChrmPullMsg, DownStreamMessage, HistoryMsgInput, HistoryMsgOutput, QueryChatRoomInfoInput,
    QueryChatRoomInfoOutput, QueryChrmKv, SetChrmKv, SetChrmKvs, UpStreamMessage,
};
use pipit_proto::prost::Message;
use pipit_proto::topic;

use super::publish::{may_be_said, refuse};
use super::query::{Answer, Failure, read};
use crate::Server;
use crate::runtime::rooms::{Edit, EntryChange, Pulled, Reply, Room, Saying, is_own, page, seen_by};
use crate::runtime::sessions::Session;
use crate::store::{HistoryRange, RoomMessage};

/// The most members or messages that a client may ask for at once.
const MAX_PAGE: u32 = 100;
/// Messages that a client that is far behind gets at once.
const BEHIND_PAGE: u32 = 200;
/// Entries that may be changed at once. The platform's limit, as the following.
const ENTRIES_AT_ONCE: usize = 10;
/// The longest key of an entry, in characters.
pub(crate) const LONGEST_KEY: usize = 128;
/// The longest value of an entry, in characters.
pub(crate) const LONGEST_VALUE: usize = 4_096;
/// Bits of an entry's status.
const AUTO_DELETE: i32 = 1;
const OVERWRITE: i32 = 2;
/// The kind of message that may go with a change of an entry.
const ENTRY_NOTICE: &str = "RC:chrmKVNotiMsg";

impl Server {
    /// Answers what is asked about rooms.
    pub(super) async fn answer_room(
        &self,
        session: &Arc<Session>,
        topic: &str,
        room: &str,
        body: &Bytes,
    ) -> Answer {
        let known = [
            topic::JOIN_ROOM,
            topic::JOIN_EXISTING_ROOM,
            topic::LEAVE_ROOM,
            topic::PULL_ROOM,
            topic::ROOM_INFO,
            topic::ROOM_HISTORY,
            topic::SET_ENTRY,
            topic::DELETE_ENTRY,
            topic::SET_ENTRIES,
            topic::DELETE_ENTRIES,
            topic::PULL_ENTRIES,
        ];
        if !known.contains(&topic) {
            return Err(Failure::Status(code::NOT_SUPPORTED));
        }
        if !is_id(room) {
            return Err(Failure::Status(code::INVALID_ROOM_PARAMETER));
        }
        match topic {
            topic::JOIN_ROOM => self.join(session, room, &read(body)?, true).await,
            topic::JOIN_EXISTING_ROOM => self.join(session, room, &read(body)?, false).await,
            topic::LEAVE_ROOM => {
                read::<ChrmInput>(body)?;
                self.0.rooms.leave(room, session).await.map_err(Failure::Status)?;
                Ok(Vec::new())
            }
            topic::PULL_ROOM => self.pull_room(session, room, &read(body)?).await,
            topic::ROOM_INFO => self.room_info(session, room, &read(body)?).await,
            topic::ROOM_HISTORY => self.room_history(session, room, &read(body)?).await,
            topic::PULL_ENTRIES => {
                let asked: QueryChrmKv = read(body)?;
                Ok(self.room_of(session, room).await?.entries_since(asked.timestamp).encode_to_vec())
            }
            topic::SET_ENTRY | topic::DELETE_ENTRY => {
                self.change_entry(session, room, read(body)?, topic == topic::SET_ENTRY).await
            }
            _ => self.change_entries(session, room, read(body)?, topic == topic::SET_ENTRIES).await,
        }
    }

    /// A room that this user is in.
    async fn room_of(&self, session: &Session, room: &str) -> Result<Arc<Room>, Failure> {
        let room = self.0.rooms.find(room).await.map_err(Failure::Status)?;
        if room.has(&session.user) { Ok(room) } else { Err(Failure::Status(code::NOT_IN_ROOM)) }
    }

    async fn join(&self, session: &Arc<Session>, room: &str, _: &ChrmInput, create: bool) -> Answer {
        let seated = self.0.rooms.join(room, session, create).await.map_err(Failure::Status)?;
        let answer = ChrmOutput {
            nothing: 1,
            join_time: Some(seated.joined),
            create_time: Some(seated.created),
            member_count: Some(i32::try_from(seated.members).unwrap_or(i32::MAX)),
            chatroom_ban_state: Some(seated.muted),
            white_list_state: Some(i32::from(seated.exempt)),
            ..ChrmOutput::default()
        };
        Ok(answer.encode_to_vec())
    }

    async fn pull_room(&self, session: &Session, room: &str, asked: &ChrmPullMsg) -> Answer {
        let room = self.room_of(session, room).await?;
        let pulled = room.pull(session, asked.sync_time, asked.count).map_err(Failure::Status)?;
        let range = |time, count, ascending| HistoryRange { time, count, ascending };
        let (list, until) = match pulled {
            Pulled::Here(list, until) => (list, until),
            Pulled::After(time, until) => {
                let found = self.0.store.room_history(&room.id, range(time, BEHIND_PAGE, true)).await?;
                let end = found.messages.last().map(|message| message.time).filter(|_| found.more);
                let wanted = |message: &&RoomMessage| message.time <= until && !is_own(session, message);
                let page = found.messages.iter().filter(wanted);
                let page = page.map(|message| seen_by(&session.user, message)).collect();
                (page, end.map_or(until, |end| end.min(until)))
            }
            Pulled::Newest(count, until) => {
                let found = self.0.store.room_history(&room.id, range(until + 1, count, false)).await?;
                let page = found.messages.iter().rev().map(|message| seen_by(&session.user, message));
                (page.collect(), until)
            }
        };
        room.given(session, until, &self.0.metrics, self.0.clock.now());
        Ok(page(list, until).encode_to_vec())
    }

    async fn room_info(&self, session: &Session, room: &str, asked: &QueryChatRoomInfoInput) -> Answer {
        let room = self.room_of(session, room).await?;
        let count = u32::try_from(asked.count).unwrap_or_default().min(MAX_PAGE);
        let (total, some) = room.members(usize::try_from(count).unwrap_or_default(), asked.order() == 2);
        let answer = QueryChatRoomInfoOutput {
            user_total_nums: Some(i32::try_from(total).unwrap_or(i32::MAX)),
            user_infos: some.into_iter().map(|(id, time)| ChrmMember { time, id }).collect(),
        };
        Ok(answer.encode_to_vec())
    }

    async fn room_history(&self, session: &Session, room: &str, asked: &HistoryMsgInput) -> Answer {
        let room = self.room_of(session, room).await?;
        let range = HistoryRange {
            time: asked.time(),
            count: u32::try_from(asked.count()).unwrap_or_default().clamp(1, MAX_PAGE),
            ascending: asked.order() == 1,
        };
        let found = self.0.store.room_history(&room.id, range).await?;
        let body = |message: &RoomMessage| DownStreamMessage::decode(seen_by(&session.user, message)).ok();
        let answer = HistoryMsgOutput {
            sync_time: found.messages.last().map_or(asked.time(), |message| message.time),
            has_msg: i32::from(found.more),
            list: found.messages.iter().filter_map(body).collect(),
            ..HistoryMsgOutput::default()
        };
        Ok(answer.encode_to_vec())
    }

    /// Takes a message for a room; false when its body breaks the protocol.
    pub(super) async fn say(&self, session: &Arc<Session>, room: &str, id: FrameId, body: &Bytes) -> bool {
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
        if !self.may_carry(&mut up) {
            refuse(session, id, code::EXPANSION_MALFORMED);
            return true;
        }
        let room = match self.0.rooms.find(room).await {
            Ok(room) => self.0.rooms.may_speak(&room, &session.user).map(|()| room),
            Err(status) => Err(status),
        };
        let screened = match room {
            Ok(room) => self.screen(&mut up).await.map(|_| room),
            Err(status) => Err(status),
        };
        match screened {
            Ok(room) => {
                self.0.rooms.say(saying(room, session, up, Reply::Session(session.clone(), id))).await;
            }
            Err(status) => refuse(session, id, status),
        }
        true
    }

    async fn change_entry(&self, session: &Arc<Session>, room: &str, asked: SetChrmKv, set: bool) -> Answer {
        let notice = if asked.b_notify() { asked.notification } else { None };
        let results = self.change(session, room, vec![asked.entry], set, notice).await?;
        match results.into_iter().next().map(|changed| changed.outcome) {
            Some(Err(status)) => Err(Failure::Status(status)),
            _ => Ok(Vec::new()),
        }
    }

    async fn change_entries(
        &self,
        session: &Arc<Session>,
        room: &str,
        asked: SetChrmKvs,
        set: bool,
    ) -> Answer {
        let notice = if asked.b_notify() { asked.notification } else { None };
        let results = self.change(session, room, asked.entry, set, notice).await?;
        let mut answer = ChrmKvsOutput::default();
        for changed in results {
            let key = Some(changed.key);
            match changed.outcome {
                Ok(version) => {
                    answer.keys_version.push(ChrmKvsVersionEntity { version: Some(version), key });
                }
                Err(status) => {
                    let error_code = Some(i32::from(status));
                    answer.error_keys.push(ChrmKvsOutputEntity { key, error_code });
                }
            }
        }
        let body = answer.encode_to_vec();
        if answer.error_keys.is_empty() {
            Ok(body)
        } else {
            Err(Failure::Partly(code::SOME_ENTRIES_REFUSED, body))
        }
    }

    async fn change(
        &self,
        session: &Arc<Session>,
        room: &str,
        entries: Vec<ChrmKvEntity>,
        set: bool,
        notice: Option<UpStreamMessage>,
    ) -> Result<Vec<crate::runtime::rooms::Changed>, Failure> {
        if entries.len() > ENTRIES_AT_ONCE {
            return Err(Failure::Status(code::TOO_MANY_ENTRIES_AT_ONCE));
        }
        let fits = |entry: &ChrmKvEntity| {
            (1..=LONGEST_KEY).contains(&entry.key.chars().count())
                && entry.value.chars().count() <= LONGEST_VALUE
        };
        let is_notice = |up: &UpStreamMessage| {
            up.classname == ENTRY_NOTICE && up.content.len() <= self.0.settings.limits.message_bytes
        };
        if entries.is_empty() || !entries.iter().all(fits) || !notice.iter().all(is_notice) {
            return Err(Failure::Status(code::INVALID_ROOM_PARAMETER));
        }
        let room = self.room_of(session, room).await?;
        let limits = &self.0.settings.limits;
        if !room.admits_change(self.0.clock.now(), limits.room_entry_rate) {
            return Err(Failure::Status(code::ENTRIES_TOO_FAST));
        }
        if notice.is_some() {
            self.0.rooms.may_speak(&room, &session.user).map_err(Failure::Status)?;
        }
        let change = |entry: ChrmKvEntity| EntryChange {
            auto_delete: entry.status() & AUTO_DELETE != 0,
            overwrite: entry.status() & OVERWRITE != 0,
            value: set.then_some(entry.value),
            key: entry.key,
        };
        let edit = Edit::Entries {
            room: room.id.clone(),
            user: session.user.clone(),
            changes: entries.into_iter().map(change).collect(),
            most: limits.room_entries,
            by: Some(session.id),
        };
        let results = self.0.rooms.edit(edit).await.map_err(Failure::Status)?;
        if let Some(up) = notice.filter(|_| results.iter().any(|changed| changed.outcome.is_ok())) {
            self.0.rooms.say(saying(room, session, up, Reply::Nobody)).await;
        }
        Ok(results)
    }
}

fn saying(room: Arc<Room>, session: &Session, up: UpStreamMessage, reply: Reply) -> Saying {
    Saying {
        room,
        sender: session.user.clone(),
        origin: session.device.clone(),
        object_name: up.classname,
        content: up.content,
        flags: MessageFlags::from_up(up.session_id),
        client_id: up.client_unique_id.filter(|id| *id != 0),
        expansion: up.extra_content,
        reply,
    }
}
