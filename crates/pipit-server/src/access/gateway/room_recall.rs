//! Taking back what was said in a chat room.

use pipit_proto::code;
use pipit_proto::content::{Content, Recall as Command};
use pipit_proto::flags::MessageFlags;
use serde_json::json;

use crate::Server;
use crate::runtime::rooms::{Edit, Refused, Reply, Saying};
use crate::store::Recall;

/// The platform's number of chat rooms as a type of conversation.
const ROOM: i64 = 4;

/// Who takes a message back.
pub(crate) struct Recaller<'a> {
    pub(crate) user: &'a str,
    /// The device that does it; empty for the app's server.
    pub(crate) origin: String,
    /// The oldest sent time of messages that they may take back; absent for the app's server.
    pub(crate) not_before: Option<i64>,
}

/// The command, if it is about a message in a room.
pub(crate) fn room_recall(object_name: &str, content: &str) -> Option<Command> {
    match Content::decode(object_name, content) {
        Content::Recall(command) if command.conversation_type == ROOM => Some(command),
        _ => None,
    }
}

impl Server {
    /// Puts a notice in the message's place, and says the command in the room; what that answers, goes to `reply`.
    pub(crate) async fn recall_in_room(
        &self,
        command: Command,
        content: String,
        by: Recaller<'_>,
        reply: Reply,
    ) -> Refused<()> {
        let room = self.0.rooms.find(&command.target_id).await?;
        if by.not_before.is_some() && !room.has(by.user) {
            return Err(code::NOT_IN_ROOM);
        }
        let replacement = json!({
            "operatorId": by.user,
            "recallTime": self.0.clock.now(),
            "originalObjectName": "",
            "recallActionTime": 0,
            "admin": by.not_before.is_none(),
            "delete": false,
        });
        let recall = Recall {
            uid: command.message_uid,
            time: command.sent_time,
            not_before: by.not_before,
            replacement: replacement.to_string(),
        };
        let edit = Edit::Recall { room: room.id.clone(), by: by.user.to_owned(), recall };
        self.0.rooms.edit(edit).await?;
        let saying = Saying {
            room,
            sender: by.user.to_owned(),
            origin: by.origin,
            object_name: "RC:RcCmd".into(),
            content,
            flags: MessageFlags::default(),
            client_id: None,
            expansion: None,
            reply,
        };
        self.0.rooms.say(saying).await;
        Ok(())
    }
}
