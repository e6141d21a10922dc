//! What a message says in one line. Words that a language decides stay out of it: the page finds them.

use pipit_im::content::DiscussionNotification;
use pipit_im::{Content, Message, UserId};
use serde::Serialize;
use ts_rs::TS;

use crate::event_line::{self, Article, EventLine};
use crate::group_line::{self, GroupLine};
use crate::people::People;

/// How much of a text a line can show, in characters; more would travel for nothing.
const LONGEST: usize = 200;

/// The longest ending of a file's name that is kept, in characters with its dot; what is longer says nothing of the file.
const LONGEST_ENDING: usize = 16;

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
    /// A sticker.
    Sticker {
        /// What it means; may be empty.
        meaning: String,
    },
    /// Several messages, forwarded as one.
    Merged,
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
    /// Something changed in a discussion.
    Discussion(DiscussionLine),
    /// Something happened to a group.
    Group(GroupLine),
    /// Somebody did something elsewhere.
    Event(EventLine),
    /// A present of money.
    RedPacket {
        /// The wish that goes with it.
        greeting: String,
    },
    /// A kind of message that this version does not know.
    Unknown {
        /// The kind's name, such as `App:Vote`.
        object_name: String,
    },
}

impl Summary {
    /// It tells what happened, and is nobody's words: it stands as a quiet line in the chat, without a sender and a state.
    pub(crate) fn is_quiet(&self) -> bool {
        matches!(
            self,
            Self::Recalled { .. }
                | Self::Notice { .. }
                | Self::Discussion(_)
                | Self::Group(_)
                | Self::Event(_)
        )
    }

    /// What `message` says.
    pub(crate) fn of(message: &Message, people: &People) -> Self {
        Self::of_content(&message.content, &message.sender, people)
    }

    /// What a content says that `sender` wrote.
    pub(crate) fn of_content(content: &Content, sender: &UserId, people: &People) -> Self {
        match content {
            Content::Text(text) => Self::Text { text: one_line(&text.content) },
            Content::Reference(reply) => Self::Text { text: one_line(&reply.content) },
            Content::Stream(stream) => Self::Text { text: one_line(&stream.content) },
            Content::RichContent(card) => Self::Text { text: one_line(&card.title) },
            Content::Image(_) | Content::Gif(_) => Self::Image,
            Content::Sticker(sticker) => Self::Sticker { meaning: one_line(&sticker.digest) },
            Content::Combine(_) | Content::CombineV2(_) => Self::Merged,
            Content::Voice(_) | Content::HqVoice(_) => Self::Voice,
            Content::Sight(_) => Self::Video,
            Content::File(file) => Self::File { name: told_file(&file.name) },
            Content::Location(place) => Self::Location { label: one_line(&place.poi) },
            Content::RecallNotification(notice) => {
                let by = recalled_by(sender, &notice.operator_id);
                Self::Recalled { by_me: people.is_me(&by), name: people.name(&by) }
            }
            Content::DiscussionNotification(notice) => Self::Discussion(DiscussionLine::of(notice, people)),
            Content::GroupNotification(notice) if notice_words(content).is_none() => {
                Self::Group(GroupLine::of(notice, people))
            }
            Content::RedPacket(packet) => Self::RedPacket { greeting: event_line::greeting(&packet.more) },
            content => Self::of_others(content, sender, people),
        }
    }

    fn of_others(content: &Content, sender: &UserId, people: &People) -> Self {
        if let Some(card) = people.card(content) {
            return Self::Text { text: one_line(&card.summary) };
        }
        if let Some(line) = EventLine::of(content, sender, people) {
            return Self::Event(line);
        }
        if let Some(article) = Article::first(content) {
            return Self::Text { text: article.title };
        }
        match notice_words(content) {
            Some(words) => Self::Notice { text: one_line(&words) },
            None => Self::Unknown { object_name: content.object_name().to_owned() },
        }
    }
}

/// What changed in a discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DiscussionEvent {
    /// Somebody brought in others.
    Joined,
    /// Somebody left.
    Left,
    /// It has another name.
    Renamed,
    /// Its creator removed somebody.
    Removed,
    /// Every member may bring in others now.
    Opened,
    /// Only the creator may now.
    Closed,
}

/// A line that tells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscussionLine {
    /// What.
    pub event: DiscussionEvent,
    /// This user did it.
    pub by_me: bool,
    /// Who did, otherwise.
    pub by: String,
    /// To whom, as far as a line shows them; or the new name, alone.
    pub what: Vec<String>,
}

impl DiscussionLine {
    /// What `notice` tells.
    pub(crate) fn of(notice: &DiscussionNotification, people: &People) -> Self {
        let by = UserId::new(notice.operator.as_str());
        let event = match notice.kind {
            DiscussionNotification::LEFT => DiscussionEvent::Left,
            DiscussionNotification::RENAMED => DiscussionEvent::Renamed,
            DiscussionNotification::REMOVED => DiscussionEvent::Removed,
            DiscussionNotification::OPEN_CHANGED if notice.extension == "1" => DiscussionEvent::Closed,
            DiscussionNotification::OPEN_CHANGED => DiscussionEvent::Opened,
            _ => DiscussionEvent::Joined,
        };
        let what = match event {
            DiscussionEvent::Renamed => vec![one_line(&notice.extension)],
            _ => in_line(named(notice).map(|user| people.name(&user))),
        };
        Self { event, by_me: people.is_me(&by), by: people.name(&by), what }
    }
}

/// The people that a notice of a discussion names beside who did it.
fn named(notice: &DiscussionNotification) -> impl Iterator<Item = UserId> {
    let ids = if notice.kind == DiscussionNotification::RENAMED { "" } else { notice.extension.as_str() };
    ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(UserId::new)
}

/// Everybody whose name it takes to show a message.
pub(crate) fn people_in(message: &Message) -> Vec<UserId> {
    let mut people = vec![message.sender.clone()];
    match &message.content {
        Content::DiscussionNotification(notice) => {
            people.push(UserId::new(notice.operator.as_str()));
            people.extend(named(notice));
        }
        Content::GroupNotification(notice) => people.extend(group_line::people_of(notice)),
        Content::Reference(reply) => people.push(UserId::new(reply.refer_user_id.as_str())),
        Content::RecallNotification(notice) => people.push(UserId::new(notice.operator_id.as_str())),
        _ => {}
    }
    people
}

/// Who took a message back: who the notice names, or else who wrote it.
pub(crate) fn recalled_by(sender: &UserId, operator: &str) -> UserId {
    if operator.is_empty() { sender.clone() } else { UserId::new(operator) }
}

/// The words that a notice brings along.
pub(crate) fn notice_words(content: &Content) -> Option<String> {
    let words = match content {
        Content::InfoNotification(notice) => notice.message.clone(),
        Content::GroupNotification(notice) => notice.message.clone(),
        Content::ContactNotification(notice) => notice.message.clone(),
        Content::CommandNotification(notice) => notice.message()?,
        _ => return None,
    };
    Some(words).filter(|words| !words.trim().is_empty())
}

/// As many of these names as a line shows. A language joins them.
pub(crate) fn in_line(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut length = 0;
    let mut shown = Vec::new();
    for name in names {
        if length >= LONGEST {
            break;
        }
        let name = one_line(&name);
        length += name.chars().count();
        shown.push(name);
    }
    shown
}

/// A name in one line, without the marks that turn the letters after them: `gnp.exe` would read `exe.png`.
pub(crate) fn told_name(name: &str) -> String {
    let turns = |character: char| matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    one_line(&name.replace(turns, ""))
}

/// The name of a file, as [`told_name`] tells one; of a long one the ending stays, which says what it is.
pub fn told_file(name: &str) -> String {
    let told = told_name(name);
    let ending = name.rsplit_once('.').map(|(_, kind)| told_name(&format!(".{kind}"))).unwrap_or_default();
    let length = ending.chars().count();
    if told.ends_with(&ending) || length > LONGEST_ENDING {
        return told;
    }
    let stem: String = told.chars().take(LONGEST - length - 1).collect();
    format!("{stem}…{ending}")
}

/// `text` in one line: every run of white space is one blank.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let gap = (length > 0).then_some(' ');
        for character in gap.into_iter().chain(word.chars()) {
            if length == LONGEST {
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests;
