//! What a message says in one line. Words that a language decides stay out of it: the page finds them.

use pipit_im::{Content, Message, MessageDirection};
use serde::Serialize;
use ts_rs::TS;

/// A message in one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
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

/// The longest line, in characters. No row is wide enough for more.
const LONGEST: usize = 200;

/// A text in one line: white space folded, cut at the end.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > 4 * LONGEST {
            break; // a long text is not read to its end
        }
    }
    line.chars().take(LONGEST).collect()
}

impl Summary {
    /// A message in one line; `sender` is the name of who wrote it.
    pub(crate) fn of(message: &Message, sender: &str) -> Self {
        let line = |text: &str| Self::Text { text: one_line(text) };
        match &message.content {
            Content::Text(text) => line(&text.content),
            Content::Reference(reply) => line(&reply.content),
            Content::Stream(stream) => line(&stream.content),
            Content::RichContent(card) => line(&card.title),
            Content::Image(_) | Content::Gif(_) => Self::Image,
            Content::Voice(_) | Content::HqVoice(_) => Self::Voice,
            Content::Sight(_) => Self::Video,
            Content::File(file) => Self::File { name: one_line(&file.name) },
            Content::Location(place) => Self::Location { label: one_line(&place.poi) },
            Content::RecallNotification(_) => {
                Self::Recalled { by_me: message.direction == MessageDirection::Sent, name: sender.to_owned() }
            }
            Content::InfoNotification(notice) => Self::Notice { text: one_line(&notice.message) },
            Content::GroupNotification(notice) => Self::Notice { text: one_line(&notice.message) },
            other => Self::Unknown { object_name: other.object_name().to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_line_has_no_breaks_and_is_cut_between_characters() {
        assert_eq!(one_line("  你好，\n\n\tBob  "), "你好， Bob");
        assert_eq!(one_line(&"汉".repeat(500)).chars().count(), 200);
        assert_eq!(one_line(" \n "), "");
    }
}
