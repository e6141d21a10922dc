//! One row of a chat, ready to draw.

use pipit_im::content::Location;
use pipit_im::{
    Content, FileState, Filled, MessageId, MessageState, Thumbnail, Timestamp, UserId, thumbnail,
};
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::Quote;
use crate::avatar::Avatar;
use crate::event_line::EventLine;
use crate::group_line::GroupLine;
use crate::summary::{DiscussionLine, Summary};

/// A row of a chat, under a key that stays the same while the row changes: an own message keeps it from "sending" to
/// "read".
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimelineItem {
    /// Stable, unique within the chat.
    pub key: String,
    /// What to draw.
    pub kind: TimelineItemKind,
}

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum TimelineItemKind {
    /// A message.
    Message(Box<MessageView>),
    /// A day begins; exactly one per local calendar day.
    DateDivider {
        /// Any time within that day.
        time: Timestamp,
    },
    /// Below this line is what was unread when the chat was opened.
    UnreadMarker {
        /// How many messages that was.
        count: u32,
    },
    /// Nothing older exists.
    HistoryStart,
}

/// A message as its bubble shows it.
#[expect(clippy::struct_excessive_bools, reason = "each is something that the page draws or not")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// The engine's name for it.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: UserId,
    /// Their name.
    pub sender_name: String,
    /// Their picture.
    pub avatar: Avatar,
    /// This user wrote it.
    pub own: bool,
    /// What it says.
    pub body: MessageBody,
    /// The server's time for it.
    pub time: Timestamp,
    /// When its writer gave it other words, the last time.
    pub edited: Option<Timestamp>,
    /// How far it has come.
    pub state: MessageState,
    /// The one before it is another sender's, another day's, or more than five minutes older.
    pub first_of_group: bool,
    /// The one after it is; this bubble has the tail and the time.
    pub last_of_group: bool,
    /// It mentions this user.
    pub mentions_me: bool,
    /// How many have read it, once its writer has asked: of one's own in a group.
    pub readers: Option<usize>,
    /// It is one's own in a group, so it can be asked who has read it.
    pub can_ask_readers: bool,
    /// What it says in one line: where it is quoted, copied with others, or read out.
    pub summary: Summary,
    /// What it answers.
    pub quote: Option<Quote>,
    /// The server has it, so it can be quoted and forwarded.
    pub can_share: bool,
    /// This user can still give it other words.
    pub can_edit: bool,
    /// This user can still take it back.
    pub can_recall: bool,
}

/// What a bubble holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum MessageBody {
    /// Plain text.
    Text {
        /// The text, with its line breaks.
        text: String,
    },
    /// A picture.
    Image {
        /// What is seen of it at once.
        preview: Option<Picture>,
        /// How much of it is with the server, of 100, while it is on its way there.
        percent: Option<u8>,
    },
    /// A moving picture; it has no preview, only a size.
    Gif {
        /// Its width, in pixels; 0 when its sender did not tell.
        width: u32,
        /// Its height, in pixels; 0 when its sender did not tell.
        height: u32,
        /// Its size in bytes.
        #[ts(type = "number")]
        size: u64,
        /// How much of it is with the server, of 100, while it is on its way there.
        percent: Option<u8>,
    },
    /// A sticker of a pack.
    Sticker {
        /// What it means, in words; empty when its sender did not tell.
        meaning: String,
        /// The pack's name on the wire.
        pack: String,
        /// The sticker's name in it.
        id: String,
        /// Its width, in pixels; 0 when its sender did not tell.
        width: u32,
        /// Its height, in pixels; 0 when its sender did not tell.
        height: u32,
    },
    /// Several messages that were forwarded as one.
    Merged {
        /// They were said in a group.
        group: bool,
        /// The two people, or the group's name.
        names: Vec<String>,
        /// The first few of them.
        lines: Vec<String>,
        /// How many they are; 0 when its sender did not tell, and then they are a page to be opened elsewhere.
        count: u32,
    },
    /// A short film.
    Video {
        /// What is seen of it at once.
        preview: Option<Picture>,
        /// How long it is, in seconds.
        seconds: u32,
        /// How much of it is with the server, of 100, while it is on its way there.
        percent: Option<u8>,
        /// How far it has come to this machine.
        file: FileState,
    },
    /// A voice.
    Voice {
        /// How long it is, in seconds.
        seconds: u32,
        /// It came from somebody else and was not listened to.
        unheard: bool,
    },
    /// A file.
    File {
        /// Its name.
        name: String,
        /// Its size in bytes.
        #[ts(type = "number")]
        size: u64,
        /// How much of it is with the server, of 100, while it is on its way there.
        percent: Option<u8>,
        /// How far it has come to this machine.
        file: FileState,
    },
    /// A place.
    Location {
        /// What it is called.
        label: String,
        /// Its map.
        preview: Option<Picture>,
        /// Where it lies, if its sender told.
        coordinates: Option<Coordinates>,
    },
    /// A card that leads to a page.
    Card {
        /// Its title.
        title: String,
        /// What it says.
        text: String,
        /// Where it leads; empty when it leads nowhere.
        url: String,
        /// Its picture's address; empty when it has none.
        image: String,
    },
    /// It was taken back.
    Recalled {
        /// This user took it back.
        by_me: bool,
        /// Who did, otherwise.
        name: String,
        /// What it said, if it was this user's own text: to be written again.
        again: Option<String>,
    },
    /// A centred, quiet line.
    Notice {
        /// Its words.
        text: String,
    },
    /// A centred line that tells what changed in a discussion.
    Discussion(DiscussionLine),
    /// A centred line that tells what happened to a group.
    Group(GroupLine),
    /// A centred line: somebody did something elsewhere.
    Event(EventLine),
    /// A present of money.
    RedPacket {
        /// The wish that goes with it.
        greeting: String,
    },
    /// A card of a kind that the application adds.
    Templated {
        /// Its title; may be empty.
        title: String,
        /// What it says; may be empty.
        text: String,
        /// Its picture's address; empty when it has none.
        image: String,
        /// Where it leads; empty when it leads nowhere.
        url: String,
        /// Lines of a name and a value.
        fields: Vec<CardField>,
    },
    /// A kind of message that this version cannot draw yet.
    Unsupported {
        /// The kind's name, such as `RC:ImgMsg`.
        object_name: String,
        /// What it carries, for "open raw".
        raw: String,
    },
}

/// A line of a card.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardField {
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: String,
}

impl MessageBody {
    pub(crate) fn templated(card: Filled) -> Self {
        let Filled { title, text, image, link, fields, .. } = card;
        let fields = fields.into_iter().map(|(label, value)| CardField { label, value }).collect();
        Self::Templated { title, text, image, url: link, fields }
    }
}

/// Where a place lies, in degrees as text with a point: the north and the east are positive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Coordinates {
    /// From -90 to 90.
    pub latitude: String,
    /// From -180 to 180.
    pub longitude: String,
}

impl Coordinates {
    /// The coordinates within a place; nothing when there are none on earth.
    pub(crate) fn of(place: &Location) -> Option<Self> {
        let degrees = |name: &str, limit: f64| {
            let value = match place.more.get(name)? {
                Value::Number(number) => number.as_f64()?,
                Value::String(text) => text.trim().parse().ok()?,
                _ => return None,
            };
            (-limit..=limit).contains(&value).then(|| format!("{value:.6}"))
        };
        Some(Self { latitude: degrees("latitude", 90.0)?, longitude: degrees("longitude", 180.0)? })
    }
}

/// A small picture, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// The picture itself, as a `data:` address.
    pub url: String,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
}

impl Picture {
    /// The picture within a content.
    pub fn within(content: &Content) -> Option<Self> {
        let Thumbnail { url, width, height } = thumbnail(content)?;
        Some(Self { url, width, height })
    }
}
