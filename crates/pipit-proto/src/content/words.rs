//! The words of a content: what somebody may look for later.

use super::Content;

impl Content {
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
