//! Messages as tests write them.

use pipit_im::{
    Content, ConversationId, ConversationType, Marks, Message, MessageDirection, MessageId, MessageState,
    ReceivedStatus, TargetId, Timestamp, UserId,
};

use crate::people::People;

/// A conversation with `target`.
pub(crate) fn private(target: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(target) }
}

/// A message of `sender` at `time`; it is this user's own when the sender is `me`.
pub(crate) fn message(id: i64, sender: &str, time: i64, content: Content) -> Message {
    let own = sender == "me";
    Message {
        id: MessageId(id),
        uid: None,
        conversation: private("bob"),
        sender: UserId::new(sender),
        direction: if own { MessageDirection::Sent } else { MessageDirection::Received },
        content,
        sent_time: Timestamp(time),
        state: if own { MessageState::Sent } else { MessageState::Received },
        mentions_me: false,
        received_time: Timestamp(0),
        received_status: ReceivedStatus::Unread,
        marks: Marks::default(),
        note: String::new(),
        receipt: None,
        edited: None,
    }
}

/// `me`, and nobody whose name is known.
pub(crate) fn people() -> People {
    People::of(UserId::new("me"))
}
