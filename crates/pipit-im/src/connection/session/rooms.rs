//! Chat rooms: what is said in them is pulled room by room, as long as this user is in them. After an interruption they
//! are joined again; who leaves, or is thrown out, keeps nothing.

use bytes::Bytes;
use pipit_proto::frame::ClientFrame;
use pipit_proto::messages::{ChrmDownStreamMessages, ChrmInput, ChrmPullMsg, DownStreamMessage, NotifyMsg};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tracing::{debug, warn};

use super::inbox::plain;
use super::{Awaited, End, Session, failed};
use crate::store;
use crate::{ChangeSet, ConversationId, ConversationType, TargetId};

/// The server's words about rooms: something was said, a room is no more.
const SAID: i32 = 2;
const DESTROYED: i32 = 4;

impl Session<'_> {
    /// Joins again where this user was.
    pub(super) async fn rejoin_rooms(&mut self) -> Result<(), End> {
        for room in self.engine.rooms.names() {
            let body = ChrmInput { nothing: 0, extra: None }.encode_to_vec();
            self.query_room(topic::JOIN_EXISTING_ROOM, &room, body, Awaited::Rejoined(room.clone())).await?;
            self.pulling_rooms.insert(room, false);
        }
        Ok(())
    }

    pub(super) async fn rejoined(&mut self, status: u16, room: String) -> Result<(), End> {
        self.pulling_rooms.remove(&room);
        if status == 0 {
            return self.pull_room(room).await;
        }
        debug!(status, "a chat room does not let this user in again");
        self.leave_behind(&room).await
    }

    /// Pulls rooms that were joined just now.
    pub(super) async fn pull_new_rooms(&mut self) -> Result<(), End> {
        for room in self.engine.rooms.new_names() {
            if !self.pulling_rooms.contains_key(&room) {
                self.pull_room(room).await?;
            }
        }
        Ok(())
    }

    /// The server's word about a room.
    pub(super) async fn room_word(&mut self, word: NotifyMsg) -> Result<(), End> {
        let room = word.chrm_id.unwrap_or_default();
        match word.r#type {
            SAID if self.engine.rooms.get(&room).is_some() => self.pull_room(room).await,
            DESTROYED => self.leave_behind(&room).await,
            _ => Ok(()),
        }
    }

    async fn pull_room(&mut self, room: String) -> Result<(), End> {
        if let Some(again) = self.pulling_rooms.get_mut(&room) {
            *again = true;
            return Ok(());
        }
        let Some((since, count)) = self.engine.rooms.get(&room) else { return Ok(()) };
        // The first pull says how much of the past is wanted; -1 is nothing.
        let count = if count == 0 { -1 } else { count };
        let body =
            ChrmPullMsg { sync_time: since, count, pull_msg_type: None, compressio_enabled: Some(true) };
        self.pulling_rooms.insert(room.clone(), false);
        self.query_room(topic::PULL_ROOM, &room, body.encode_to_vec(), Awaited::Room(room.clone())).await
    }

    pub(super) async fn room_pulled(&mut self, status: u16, body: Bytes, room: String) -> Result<(), End> {
        let again = self.pulling_rooms.remove(&room).unwrap_or_default();
        if status != 0 {
            warn!(status, "a chat room tells nothing");
            return Ok(());
        }
        let Some((since, _)) = self.engine.rooms.get(&room) else { return Ok(()) }; // left meanwhile
        let page =
            plain(body, |page: &ChrmDownStreamMessages| page.compressed_data.as_ref()).ok_or(End::Lost)?;
        let messages: Result<Vec<DownStreamMessage>, _> =
            page.list.iter().map(|item| DownStreamMessage::decode(item.as_ref())).collect();
        self.apply(messages.map_err(|_| End::Lost)?, self.cursors, !self.untold.is_empty()).await?;
        self.engine.rooms.pulled(&room, page.sync_time.max(since));
        if again { self.pull_room(room).await } else { Ok(()) }
    }

    /// This user is not in the room any more.
    async fn leave_behind(&mut self, room: &str) -> Result<(), End> {
        self.engine.rooms.remove(room);
        let name = room.to_owned();
        self.engine.store.write(move |db| store::forget_room(db, &name)).await.map_err(failed)?;
        let id = ConversationId { kind: ConversationType::ChatRoom, target_id: TargetId::new(room) };
        self.engine.publish(ChangeSet::conversation(id));
        Ok(())
    }

    async fn query_room(
        &mut self,
        topic: &str,
        room: &str,
        body: Vec<u8>,
        awaited: Awaited,
    ) -> Result<(), End> {
        let id = self.next_id();
        let frame =
            ClientFrame::Query { topic: topic.into(), target: room.to_owned(), id, body: body.into() };
        self.ask(id, frame, awaited).await
    }
}
