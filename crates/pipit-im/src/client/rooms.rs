//! Chat rooms. What is said there is here as long as this user is in them, and counts nowhere.

use pipit_proto::messages::ChrmInput;
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::Client;
use crate::connection::RequestKind;
use crate::store;
use crate::{ConversationId, ConversationType, RequestError, TargetId};

impl Client {
    /// Joins a chat room, which is made if it is not there. Its latest messages follow, at most `count` of them (0 to
    /// 50), then what is said, until [`Client::leave_room`] or [`Client::disconnect`]. After an interruption it is
    /// joined again.
    ///
    /// # Errors
    /// When there is no connection, or the server does not let this user in.
    pub async fn join_room(&self, room: &str, count: i32) -> Result<(), RequestError> {
        let body = ChrmInput { nothing: 0, extra: None }.encode_to_vec();
        self.request_of(topic::JOIN_ROOM, room.to_owned(), RequestKind::Query, body).await?;
        self.0.rooms.add(room, count);
        self.0.written.notify_one(); // the session pulls it
        Ok(())
    }

    /// True while this user is in a chat room.
    pub fn is_in_room(&self, room: &str) -> bool {
        self.0.rooms.get(room).is_some()
    }

    /// Leaves a chat room; nothing of it stays on this machine.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses; it is left on this side all the same.
    pub async fn leave_room(&self, room: &str) -> Result<(), RequestError> {
        self.0.rooms.remove(room);
        let name = room.to_owned();
        self.0.store.write(move |db| store::forget_room(db, &name)).await?;
        self.changed(&ConversationId { kind: ConversationType::ChatRoom, target_id: TargetId::new(room) });
        let body = ChrmInput { nothing: 0, extra: None }.encode_to_vec();
        self.request_of(topic::LEAVE_ROOM, room.to_owned(), RequestKind::Query, body).await?;
        Ok(())
    }
}
