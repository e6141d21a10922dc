//! The words of a content: what somebody may look for later.

use serde_json::Value;

use super::{CommandNotification, Content};

impl CommandNotification {
    /// The words that it brings along for people: `message`, in its data or beside them. Most bring none, for they are
    /// for an application.
    pub fn message(&self) -> Option<String> {
        let within = match &self.data {
            // Nearly every client writes the data as text within the text.
            Value::String(json) => serde_json::from_str(json).unwrap_or_default(),
            data => data.clone(),
        };
        let words = [within.get("message"), self.more.get("message")].into_iter().flatten();
        words.filter_map(Value::as_str).find(|words| !words.trim().is_empty()).map(str::to_owned)
    }
}

impl Content {
    /// It is stored, and shows nobody anything: a command for an application.
    pub fn is_silent(&self) -> bool {
        matches!(self, Self::CommandNotification(notice) if notice.message().is_none())
    }

    /// What a search looks into: texts, titles, file names, places; empty when there are no words.
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) => text.content.clone(),
            Self::Reference(reference) => reference.content.clone(),
            Self::Stream(stream) => stream.content.clone(),
            Self::File(file) => file.name.clone(),
            Self::Sight(sight) => sight.name.clone(),
            Self::Location(location) => location.poi.clone(),
            Self::RichContent(card) => [&*card.title, &*card.content].join("\n"),
            Self::InfoNotification(notice) => notice.message.clone(),
            _ => String::new(),
        }
    }
}
