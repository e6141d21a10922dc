//! A chat's window: moving it, and telling what was seen.

use pipit_im::{ConversationId, MessageId};
use serde::Deserialize;
use ts_rs::TS;

use super::SubscriptionId;

/// Names a subscription of this page.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionArgs {
    /// Which subscription.
    pub subscription: SubscriptionId,
}

/// Which way a window grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Towards the past.
    Older,
    /// Towards now.
    Newer,
}

/// Grows a chat's window, by twenty messages where there are so many.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExtendTimelineArgs {
    /// Which subscription.
    pub subscription: SubscriptionId,
    /// Which way.
    pub direction: Direction,
    /// How many of the messages that it holds stay, from the end at which it grows: from 40 to 230; what is outside is taken for
    /// the nearest of these.
    pub keep: u32,
}

/// Moves a chat's window to a message.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JumpToMessageArgs {
    /// Which subscription.
    pub subscription: SubscriptionId,
    /// Which message; one that is not on this machine moves nothing.
    pub message_id: MessageId,
}

/// Says that a message, and so everything before it, was seen.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkReadArgs {
    /// Where.
    pub conversation: ConversationId,
    /// The newest message that was seen.
    pub message_id: MessageId,
}
