//! Editing: other words in a message's place.

use std::sync::Arc;

use thiserror::Error;

use super::StoredMessage;

/// What a message shall say instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The message's uid.
    pub uid: String,
    /// The content that takes the place of the old one, of the same kind.
    pub content: String,
    /// The oldest sent time that may still be edited.
    pub not_before: i64,
    /// The kinds that may be edited.
    pub kinds: &'static [&'static str],
}

/// A message that says something else now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// As its writer sees it.
    pub message: StoredMessage,
    /// Who else may have seen it.
    pub others: Vec<Arc<str>>,
}

/// Why a message is not edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotEdited {
    /// There is no such message in the conversation.
    #[error("the message does not exist")]
    NotFound,
    /// Somebody else wrote it, or its writer may not write here any more.
    #[error("the message may not be edited")]
    NotAllowed,
    /// It was sent too long ago.
    #[error("the message is too old")]
    TooOld,
    /// Its kind cannot be edited.
    #[error("messages of this kind are not edited")]
    OtherKind,
}
