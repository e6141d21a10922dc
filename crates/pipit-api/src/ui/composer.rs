//! Writing: text, drafts, and what can be done with one's own messages.

use pipit_im::{ConversationId, MessageId};
use serde::Deserialize;
use ts_rs::TS;

/// Names a conversation.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationArgs {
    /// Which conversation.
    pub conversation: ConversationId,
}

/// Names a message.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageArgs {
    /// Which message.
    pub message_id: MessageId,
}

/// What to send.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SendTextArgs {
    /// Where to.
    pub conversation: ConversationId,
    /// The text; blank text is refused.
    pub text: String,
    /// The message that it answers.
    #[serde(default)]
    pub quote: Option<MessageId>,
}

/// What is being written.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaveDraftArgs {
    /// Where.
    pub conversation: ConversationId,
    /// The text so far; blank text removes the draft.
    pub text: String,
}
