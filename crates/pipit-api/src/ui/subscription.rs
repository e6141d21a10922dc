//! What a page may watch. A value's newest state wins; a list comes as batches of splices, none of which is skipped.

use pipit_im::{ConversationId, Held, MessageId};
use pipit_imkit::ListFilter;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names a subscription of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "number")]
pub struct SubscriptionId(pub u32);

/// What to watch; beside each, what arrives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum Subscription {
    /// [`Session`](super::Session) values.
    Session,
    /// [`Opened`] values: what the person wants to see, such as by a click on a notification.
    Opened,
    /// [`ConnectionStatus`](pipit_im::ConnectionStatus) values.
    Connection,
    /// [`Settings`](super::Settings) values.
    Settings,
    /// [`Extensions`](super::Extensions) values: which parts the deployment has left in.
    Extensions,
    /// [`Updates`](super::Updates) values: what is known of newer versions of the app.
    Updates,
    /// Numbers: the sum of the list's badges, muted conversations left out.
    TotalUnread,
    /// Batches of [`ConversationRow`](pipit_imkit::ConversationRow)s.
    ConversationList {
        /// Which of them.
        filter: ListFilter,
    },
    /// Batches of [`TimelineItem`](pipit_imkit::TimelineItem)s.
    Timeline {
        /// Which chat.
        conversation: ConversationId,
        /// The message where it is opened, rather than at the first unread one or the end.
        #[serde(default)]
        at: Option<MessageId>,
    },
    /// What the other person of a chat writes, [`Typing`](pipit_imkit::Typing) or nothing.
    Typing {
        /// Which chat.
        conversation: ConversationId,
    },
    /// Numbers: how many states of the chat's draft were seen, none while there was never one. Who hears of another one
    /// asks for it.
    Draft {
        /// Which chat.
        conversation: ConversationId,
    },
    /// [`Recording`](super::Recording)s: the voice that is recorded, whichever chat it is for, or nothing. What is
    /// recorded for this chat goes on as long as it is watched so.
    Recording {
        /// The chat that is shown.
        conversation: ConversationId,
    },
    /// [`PictureLoad`](super::PictureLoad) values: a message's picture as it comes.
    Picture {
        /// Which message.
        message_id: MessageId,
        /// Which of the messages that it holds, if one of those is meant.
        #[serde(default)]
        held: Held,
    },
    /// [`MergedMessages`](super::MergedMessages) values: what a message holds, and how far its files have come.
    Merged {
        /// Which message.
        message_id: MessageId,
        /// Which of the messages that it holds, if one of those is meant.
        #[serde(default)]
        held: Held,
    },
    /// The [`ConversationRow`](pipit_imkit::ConversationRow) of a chat that is open, wherever it stands in the list.
    Conversation {
        /// Which chat.
        conversation: ConversationId,
    },
}

/// What the person wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// Counts the wishes; zero is none yet.
    pub number: u32,
    /// A conversation, or else the list.
    pub conversation: Option<ConversationId>,
    /// The message in it.
    pub message: Option<MessageId>,
    /// What the conversation is called, where nothing better is known.
    pub title: Option<String>,
    /// The conversation's own window shows it, and not the messenger's.
    pub own_window: bool,
}
