//! What is being written.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{MessageId, UserId};

/// What is being written in a conversation, until it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The words; they have a place of their own in the store.
    #[serde(skip)]
    pub text: String,
    /// The message that it answers.
    pub quote: Option<MessageId>,
    /// Names in the words that stand for somebody.
    pub mentions: Vec<DraftMention>,
    /// Files that go with the words, in order.
    pub files: Vec<DraftFile>,
}

impl Draft {
    /// True when there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.quote.is_none() && self.files.is_empty()
    }
}

impl From<&str> for Draft {
    /// Words alone.
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

/// A name in a draft that stands for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftMention {
    /// As it stands in the words.
    pub name: String,
    /// For whom; nobody is everybody.
    pub id: Option<UserId>,
}

/// A file that goes with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftFile {
    /// Where it lies.
    #[serde(with = "crate::path_text")]
    pub path: PathBuf,
    /// It is seen in the chat rather than kept as a file.
    pub as_picture: bool,
}
