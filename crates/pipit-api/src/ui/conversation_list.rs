//! The conversation list: watched through [`Subscription::ConversationList`](super::Subscription); what its menu does.

use pipit_im::ConversationId;
use serde::Deserialize;
use ts_rs::TS;

/// Keeps a conversation on top of the list, or not.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetPinnedArgs {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Whether it stays on top.
    pub pinned: bool,
}

/// Leaves a conversation out of notifications and of the total, or takes it in again.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetMutedArgs {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Whether it is silent.
    pub muted: bool,
}
