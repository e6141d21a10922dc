//! Who is writing to this user. The word travels to whoever is online, is kept nowhere, and holds for a few seconds.

use std::time::Duration;

use pipit_proto::content::Content;
use pipit_proto::messages::DownStreamMessage;
use tokio::time::Instant;

use super::Session;
use crate::{ConversationId, ConversationType, Event, TargetId, Timestamp, Typing, UserId};

/// How long the word holds; who goes on writing repeats it sooner.
const HOLDS: Duration = Duration::from_secs(6);

/// So many people are remembered as writing at once.
const MOST: usize = 256;

impl Session<'_> {
    /// Somebody says that they write; other words that are kept nowhere mean nothing here.
    pub(super) async fn status_message(&mut self, message: DownStreamMessage) {
        let Content::Typing(word) = Content::decode(&message.classname, &message.content) else { return };
        if message.r#type != ConversationType::Private.number() || self.typing.len() >= MOST {
            return;
        }
        let typing = Typing {
            user: UserId::new(message.from_user_id),
            object_name: word.content_type,
            since: Timestamp(message.data_time),
        };
        let conversation = with(&typing.user);
        self.typing.insert(conversation.clone(), Instant::now() + HOLDS);
        self.engine.events.tell(Event::Typing { conversation, typing: Some(typing) }).await;
    }

    /// Whose word no longer holds.
    pub(super) async fn end_typing(&mut self, over: impl Fn(&ConversationId, Instant) -> bool) {
        let ended: Vec<ConversationId> =
            self.typing.extract_if(.., |id, until| over(id, *until)).map(|(id, _)| id).collect();
        for conversation in ended {
            self.engine.events.tell(Event::Typing { conversation, typing: None }).await;
        }
    }
}

/// The private conversation with somebody.
pub(super) fn with(user: &UserId) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(user.as_str()) }
}
