//! Saying again elsewhere what was said.

use pipit_im::{ConversationId, Held, MessageId, Timestamp};
use pipit_imkit::{Picture, TimelineItem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Direction;
use crate::ErrorCode;

/// Names several messages.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessagesArgs {
    /// Which messages: 1 to 100.
    pub message_ids: Vec<MessageId>,
}

/// Names what a message carries beside words.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MediaArgs {
    /// Which message.
    pub message_id: MessageId,
    /// Which of the messages that it holds, if one of those is meant.
    #[serde(default)]
    pub held: Held,
}

/// Arguments of `openFile`.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenFileArgs {
    /// Which message.
    pub message_id: MessageId,
    /// Which of the messages that it holds, if one of those is meant.
    #[serde(default)]
    pub held: Held,
    /// It is opened even if it is a program.
    #[serde(default)]
    pub sure: bool,
}

/// Asks for the next picture of a chat.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureBesideArgs {
    /// The message with the picture that is seen.
    pub message_id: MessageId,
    /// Which way to go on.
    pub direction: Direction,
}

/// How far a picture has come that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum PictureLoad {
    /// It is on its way.
    Loading {
        /// How much of it is here, of 100, if its size is known.
        percent: Option<u8>,
    },
    /// It is here.
    Here {
        /// The picture itself, as a `data:` address.
        url: String,
    },
    /// It cannot be had.
    Failed,
}

/// What a message holds that was forwarded as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum MergedMessages {
    /// It is on its way.
    Loading,
    /// Messages.
    List {
        /// Their rows.
        rows: Vec<TimelineItem>,
    },
    /// A page that tells them, drawn by whoever forwarded them.
    Page {
        /// The host serves it under this number, as long as it is watched.
        number: u32,
    },
    /// It cannot be had.
    Failed {
        /// Why.
        code: ErrorCode,
    },
}

/// A picture before or after another one.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureBeside {
    /// The message that carries it.
    pub id: MessageId,
    /// What is seen of it at once.
    pub preview: Option<Picture>,
    /// Who has sent it, as they are called.
    pub sender_name: String,
    /// When, by the server's clock.
    pub time: Timestamp,
}

/// What to forward, and where to.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForwardArgs {
    /// Which messages: 1 to 100, all of one conversation, all with the server.
    pub message_ids: Vec<MessageId>,
    /// Where to: 1 to 10 conversations.
    pub to: Vec<ConversationId>,
    /// As one message rather than one by one.
    pub merged: bool,
    /// What is said after them; blank text says nothing.
    pub note: String,
}

/// What came of forwarding to one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Forwarded {
    /// Where to.
    pub to: ConversationId,
    /// What went wrong; absent when everything is on its way.
    pub problem: Option<ErrorCode>,
}

/// What a conversation is looked for by.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindConversationsArgs {
    /// Part of its name; every conversation for none.
    pub words: String,
}
