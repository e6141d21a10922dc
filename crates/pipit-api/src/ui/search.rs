//! Looking for conversations, people and what was said.

use pipit_im::{ConversationId, ConversationType, Timestamp};
use serde::Deserialize;
use ts_rs::TS;

/// What is looked for.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchArgs {
    /// The words; blank ones find nothing.
    pub words: String,
    /// Only conversations of these kinds, if that is said.
    #[serde(default)]
    pub kinds: Option<Vec<ConversationType>>,
}

/// What is looked for in one conversation.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchInArgs {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The words; blank ones find nothing.
    pub words: String,
    /// Only what was sent before, to go on from the last one that was found.
    pub before: Option<Timestamp>,
}
