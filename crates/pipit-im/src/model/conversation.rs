//! Conversations: who talks with whom, and what waits there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Message, TargetId, Timestamp};

/// What kind of conversation it is. The numbers are the platform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConversationType {
    /// 1: two people.
    Private,
    /// 2: an ad-hoc group that its members manage.
    Discussion,
    /// 3: a group that the app's server manages.
    Group,
    /// 4: a room without offline messages.
    ChatRoom,
    /// 5: customer service.
    CustomerService,
    /// 6: notices of the system.
    System,
}

impl ConversationType {
    /// The platform's number.
    pub fn number(self) -> i32 {
        match self {
            Self::Private => 1,
            Self::Discussion => 2,
            Self::Group => 3,
            Self::ChatRoom => 4,
            Self::CustomerService => 5,
            Self::System => 6,
        }
    }

    /// Several people belong to it, and messages say who of them wrote.
    pub fn has_members(self) -> bool {
        matches!(self, Self::Group | Self::Discussion)
    }

    /// Reads the platform's number.
    pub fn from_number(number: i32) -> Option<Self> {
        Some(match number {
            1 => Self::Private,
            2 => Self::Discussion,
            3 => Self::Group,
            4 => Self::ChatRoom,
            5 => Self::CustomerService,
            6 => Self::System,
            _ => return None,
        })
    }
}

/// Names a conversation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationId {
    /// What kind it is.
    pub kind: ConversationType,
    /// The other side.
    pub target_id: TargetId,
}

/// A conversation with what its row in a list needs.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark that stands by itself")]
pub struct Conversation {
    /// Its name.
    pub id: ConversationId,
    /// The newest message that is shown, if any is left.
    pub last_message: Option<Message>,
    /// When something last happened in it, or when the draft of an empty one was written; the list's order.
    pub active_time: Timestamp,
    /// Counted messages that came after `read_time`.
    pub unread: u32,
    /// Of these, how many mention this user.
    pub unread_mentions: u32,
    /// What was received up to here has been read.
    pub read_time: Timestamp,
    /// The text that was being written, never blank.
    pub draft: Option<String>,
    /// It stands above the others.
    pub pinned: bool,
    /// When it was put there: the last one stands above those before it.
    pub pinned_time: Timestamp,
    /// It raises no notifications and does not add to the total.
    pub muted: bool,
    /// The user has marked it to come back to it; opening it takes the mark away.
    pub marked_unread: bool,
    /// It was taken off the list, and counts in no total until something happens in it.
    pub removed: bool,
}

impl Conversation {
    /// A conversation in which nothing was ever said.
    pub fn new(id: ConversationId) -> Self {
        Self {
            id,
            last_message: None,
            active_time: Timestamp(0),
            unread: 0,
            unread_mentions: 0,
            read_time: Timestamp(0),
            draft: None,
            pinned: false,
            pinned_time: Timestamp(0),
            muted: false,
            marked_unread: false,
            removed: false,
        }
    }
}

/// All conversations of one kind, taken together.
#[derive(Debug, Clone, PartialEq)]
pub struct Collected {
    /// The one in which something happened last.
    pub latest: Conversation,
    /// The sum of what is unread.
    pub unread: u32,
    /// Of these, how many mention this user.
    pub unread_mentions: u32,
    /// One of them is marked unread.
    pub marked_unread: bool,
    /// None of them raises notifications.
    pub muted: bool,
}

/// What waits for the user in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Waiting {
    /// Unread messages, or the mark that it is unread.
    Unread,
    /// Unread messages that mention this user.
    Mentions,
}

/// What a conversation loses when it is taken off the list: with this it is put back as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemovedConversation {
    /// Its name.
    pub conversation: ConversationId,
    /// Since when it stood above the others, if it did.
    pub pinned: Option<Timestamp>,
    /// The text that was being written, never blank.
    pub draft: Option<String>,
}

/// Whether the other person of a private conversation learns that something was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// They see it as read.
    Told,
    /// Only this user's own devices learn it.
    NotTold,
}
