//! One row, ready to draw: the page looks nothing up and works nothing out.

use pipit_im::{ConversationId, ConversationType, MessageState, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use crate::avatar::Avatar;
use crate::summary::Summary;

/// A conversation as its row shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRow {
    /// Stable over the conversation's life, such as `private:bob`.
    pub key: String,
    /// Which conversation it opens.
    pub conversation: ConversationId,
    /// The person's or group's name, or its id until the name is known.
    pub title: String,
    /// Its picture.
    pub avatar: Avatar,
    /// The line below the name.
    pub preview: Preview,
    /// When something last happened; absent while it has no message.
    pub time: Option<Timestamp>,
    /// The badge's number.
    pub unread: u32,
    /// Of these, how many mention this user.
    pub mentions: u32,
    /// It stands above the others.
    pub pinned: bool,
    /// Its badge is grey and left out of the total.
    pub muted: bool,
    /// It was marked to come back to it: a dot where the badge would be.
    pub marked_unread: bool,
    /// It stands for all conversations of this kind, and shows the latest of them.
    pub collected: Option<ConversationType>,
}

/// The line below the name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum Preview {
    /// Nothing was said yet.
    Empty,
    /// Something is being written here.
    Draft {
        /// Its text, in one line.
        text: String,
    },
    /// The last message.
    Message {
        /// Who said it, in groups and when it was not this user.
        sender: Option<String>,
        /// What it says.
        summary: Summary,
        /// How far it has come, when it is this user's own.
        state: Option<MessageState>,
    },
}
