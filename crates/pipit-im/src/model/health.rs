//! How an engine fares: what it still has to do, and what it keeps.

use super::{ConversationId, Timestamp};

/// How far an engine and its server agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// When everything that the server held was last taken in; never, since the engine started.
    pub caught_up: Option<Timestamp>,
    /// The newest message that was taken in from the boxes, by the server's clock.
    pub newest: Option<Timestamp>,
    /// What the server was not told yet: messages, and words such as how far was read.
    pub queued: u64,
    /// Messages whose file must reach the file server first.
    pub uploads: u64,
    /// The oldest message that waits for the server.
    pub waiting_since: Option<Timestamp>,
    /// Conversations whose older messages are with the server only.
    pub partial: u64,
    /// What to add to this machine's clock to get the server's, in milliseconds.
    pub clock_offset: i64,
}

/// What a store takes on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Room {
    /// The file, in bytes.
    pub bytes: u64,
    /// Of these, how many [`Client::tidy`](crate::Client::tidy) gives back.
    pub free: u64,
    /// Messages.
    pub messages: u64,
    /// The conversations with most of them, and how many.
    pub largest: Vec<(ConversationId, u64)>,
}
