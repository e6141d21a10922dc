//! Writing: text, drafts, and what can be done with one's own messages.

use pipit_im::{ConversationId, MessageId, UserId};
use pipit_imkit::Person;
use serde::{Deserialize, Serialize};
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
    /// Whom it mentions.
    #[serde(default)]
    pub mentions: Option<Mentioned>,
}

/// Whom a text mentions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Mentioned {
    /// Everybody in the conversation.
    Everybody,
    /// These.
    Users(Vec<UserId>),
}

/// Asks whom a text may mention.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MentionableArgs {
    /// Where.
    pub conversation: ConversationId,
    /// What their names contain, or their pinyin or initials; blank text fits everybody.
    pub words: String,
    /// Only these, if somebody knows who is there.
    pub among: Option<Vec<UserId>>,
}

/// Whom a text may mention.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mentionable {
    /// Those who fit best.
    pub people: Vec<Person>,
    /// This user may mention everybody there.
    pub everybody: bool,
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
