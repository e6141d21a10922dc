//! Lines of a chat that tell what somebody did elsewhere: in their profile, with money, in a call.

use pipit_im::{Content, UserId};
use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::people::People;
use crate::summary::one_line;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChatEvent {
    /// Somebody changed their name or picture.
    ProfileChanged,
    /// Somebody took the money of a red packet.
    RedPacketOpened,
    /// Somebody shows the others where they are.
    PlaceShared,
    /// A call ended.
    Called,
    /// Nobody took a call.
    Missed,
}

/// A line that tells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EventLine {
    /// What.
    pub event: ChatEvent,
    /// This user did it.
    pub by_me: bool,
    /// Who did, otherwise.
    pub by: String,
    /// How long it took, in seconds; 0 where that means nothing.
    pub seconds: u32,
}

impl EventLine {
    /// What a content tells that `sender` wrote; nothing when it is no such line.
    pub(crate) fn of(content: &Content, sender: &UserId, people: &People) -> Option<Self> {
        let (event, seconds) = match content {
            Content::ProfileNotification(_) => (ChatEvent::ProfileChanged, 0),
            Content::RedPacketOpened(_) => (ChatEvent::RedPacketOpened, 0),
            Content::LocationStart(_) => (ChatEvent::PlaceShared, 0),
            Content::CallSummary(call) if call.duration > 0 => (ChatEvent::Called, call.duration / 1_000),
            Content::CallSummary(_) => (ChatEvent::Missed, 0),
            _ => return None,
        };
        Some(Self {
            event,
            by_me: people.is_me(sender),
            by: people.name(sender),
            seconds: u32::try_from(seconds).unwrap_or_default(),
        })
    }
}

/// True for a content that is such a line.
pub(crate) fn is_event(content: &Content) -> bool {
    matches!(
        content,
        Content::ProfileNotification(_)
            | Content::RedPacketOpened(_)
            | Content::LocationStart(_)
            | Content::CallSummary(_)
    )
}

/// The wish that goes with a red packet.
pub(crate) fn greeting(more: &Map<String, Value>) -> String {
    let mut words = ["Bribery_Message", "content"].into_iter().filter_map(|key| more.get(key)?.as_str());
    one_line(words.find(|words| !words.trim().is_empty()).unwrap_or_default())
}

/// A card of a public service: title, text, link and picture.
pub(crate) struct Article {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) url: String,
    pub(crate) image: String,
}

impl Article {
    /// The first card within a content; nothing when it has none with a title.
    pub(crate) fn first(content: &Content) -> Option<Self> {
        let more = match content {
            Content::PublicServiceCard(card) => &card.more,
            Content::PublicServiceCards(cards) => &cards.more,
            _ => return None,
        };
        let first = more.get("articles").and_then(Value::as_array).and_then(|all| all.first());
        let part = |key: &str| {
            let value = first.map_or_else(|| more.get(key), |first| first.get(key));
            value.and_then(Value::as_str).unwrap_or_default()
        };
        let article = Self {
            title: one_line(part("title")),
            text: one_line(part("digest")),
            url: part("url").to_owned(),
            image: part("picurl").to_owned(),
        };
        Some(article).filter(|article| !article.title.is_empty())
    }
}
