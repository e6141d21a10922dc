//! What Pipit keeps on this machine, by kind.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A kind of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LocalKind {
    /// The encrypted store: messages with their previews, voices and drafts, names, the search index.
    Messages,
    /// Films that were fetched to be seen in the chat. They can be cleared.
    Films,
    /// Beginnings of files. Those that could not be had can be cleared; what is on its way stays.
    Unfinished,
    /// Files that are only there to be sent.
    Outgoing,
    /// Portraits and pictures of cards, from the web. They can be cleared.
    Pictures,
    /// Packs that somebody put into the profile.
    Stickers,
    /// What the web view writes. Only it knows what of that it needs.
    WebView,
    /// Stores that were damaged and moved aside.
    Damaged,
    /// Everything else in the profile's folder: other accounts, widgets, settings.
    Other,
    /// Files that were fetched into folders of the person's. They are the person's.
    Saved,
}

/// How much there is of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LocalAmount {
    /// Of which kind.
    pub kind: LocalKind,
    /// How many files.
    #[ts(type = "number")]
    pub files: u64,
    /// How many bytes they have.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Of these bytes, how many clearing gives back.
    #[ts(type = "number")]
    pub clearable: u64,
}

/// What Pipit keeps on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LocalFiles {
    /// The kinds of which there are files, in the order of [`LocalKind`].
    pub kinds: Vec<LocalAmount>,
    /// All bytes in the profile's folder, which is everything but [`LocalKind::Saved`].
    #[ts(type = "number")]
    pub bytes: u64,
    /// False when there are more files than are looked at, or some cannot be: then it is at least that much.
    pub complete: bool,
}

/// Clears what is kept of these kinds.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClearLocalFilesArgs {
    /// Which; each can be cleared.
    pub kinds: Vec<LocalKind>,
}

/// What clearing gave back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClearedFiles {
    /// How many files are gone.
    #[ts(type = "number")]
    pub files: u64,
    /// How many bytes they had.
    #[ts(type = "number")]
    pub bytes: u64,
}
