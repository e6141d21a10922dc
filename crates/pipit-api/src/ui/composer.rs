//! Writing: text, drafts, and what can be done with one's own messages.

use pipit_im::{ConversationId, MessageId, UserId};
use pipit_imkit::{Person, Quote};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Attached, SentFile};

/// Names a conversation.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationArgs {
    /// Which conversation.
    pub conversation: ConversationId,
}

/// Arguments of `useEmoji`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UseEmojiArgs {
    /// The emoji that was chosen.
    pub emoji: String,
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

/// Other words for a message of one's own.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditMessageArgs {
    /// Which message.
    pub message_id: MessageId,
    /// What it says from now on; blank text is refused.
    pub text: String,
    /// Whom it mentions from now on.
    #[serde(default)]
    pub mentions: Option<Mentioned>,
}

/// What was being written in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// The words.
    pub text: String,
    /// What it answers; its id is always there.
    pub quote: Option<Quote>,
    /// Names in the words that stand for somebody.
    pub mentions: Vec<Mention>,
    /// Files that go with the words, as far as they still lie where they lay.
    pub files: Vec<DraftFile>,
}

/// A name in a text that stands for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mention {
    /// As it stands in the text.
    pub name: String,
    /// For whom; nobody is everybody.
    pub id: Option<UserId>,
}

/// A file that goes with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftFile {
    /// Which.
    pub file: Attached,
    /// It is seen in the chat rather than kept as a file.
    pub as_picture: bool,
}

/// What is being written.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaveDraftArgs {
    /// Where.
    pub conversation: ConversationId,
    /// The text so far.
    pub text: String,
    /// The message that it answers.
    pub quote: Option<MessageId>,
    /// Names in the text that stand for somebody.
    pub mentions: Vec<Mention>,
    /// Files that go with the text; without these, a quote and words the draft is removed.
    pub files: Vec<SentFile>,
}
