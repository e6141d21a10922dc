//! What a message says in one line. Words that a language decides stay out of it: the page finds them.

use serde::Serialize;
use ts_rs::TS;

/// A message in one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Summary {
    /// Its text, in one line, at most 200 characters.
    Text {
        /// The line.
        text: String,
    },
    /// A picture.
    Image,
    /// A voice message.
    Voice,
    /// A short video.
    Video,
    /// A file.
    File {
        /// The file's name.
        name: String,
    },
    /// A place.
    Location {
        /// The place's label.
        label: String,
    },
    /// It was taken back.
    Recalled {
        /// This user took it back.
        by_me: bool,
        /// Who did, otherwise.
        name: String,
    },
    /// A notice with its own words.
    Notice {
        /// The words.
        text: String,
    },
    /// A kind of message that this version does not know.
    Unknown {
        /// The kind's name, such as `App:Vote`.
        object_name: String,
    },
}
