//! How an engine fares: what it still has to do, and what it keeps.

use std::ops::AddAssign;

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
    /// Conversations of whose older messages some are with the server only.
    pub partial: u64,
    /// What to add to this machine's clock to get the server's, in milliseconds.
    pub clock_offset: i64,
}

/// How much lies on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// How many files.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
}

impl Amount {
    /// Counts one more file of so many bytes.
    pub fn add(&mut self, bytes: u64) {
        *self += Self { files: 1, bytes };
    }

    /// What is left of it without some of its files.
    #[must_use]
    pub fn without(self, some: Self) -> Self {
        Self { files: self.files.saturating_sub(some.files), bytes: self.bytes.saturating_sub(some.bytes) }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, more: Self) {
        self.files += more.files;
        self.bytes += more.bytes;
    }
}

/// A kind of files that the engine fetched into [`ClientConfig::received`](crate::ClientConfig::received).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReceivedKind {
    /// Whole ones, which were only fetched to be played.
    Played,
    /// Beginnings of others.
    Unfinished,
}

/// The files of messages on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceivedFiles {
    /// Those that were only fetched to be played.
    pub played: Amount,
    /// Of these, what [`Client::clear_received`](crate::Client::clear_received) gives back.
    pub played_clearable: Amount,
    /// Beginnings of those that are on their way, or could not be had.
    pub unfinished: Amount,
    /// Of these, what clearing gives back.
    pub unfinished_clearable: Amount,
    /// Those that were fetched into folders of the person's and still lie there. They are not the engine's to remove.
    pub saved: Amount,
}

/// What a store takes on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Room {
    /// How many bytes of the file [`Client::tidy`](crate::Client::tidy) gives back.
    pub free: u64,
    /// Messages.
    pub messages: u64,
    /// The conversations with most of them, and how many.
    pub largest: Vec<(ConversationId, u64)>,
}
