//! What a reply answers, as it shows it.

use std::collections::BTreeMap;

use pipit_im::{Client, Content, Message, MessageId, MessageUid, StoreError, UserId};
use serde::Serialize;
use ts_rs::TS;

use super::Picture;
use crate::people::People;
use crate::summary::{Summary, people_in};

/// What a message answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The engine's name for it; absent when it is not on this machine.
    pub id: Option<MessageId>,
    /// Who wrote it.
    pub name: String,
    /// What it says: that it was taken back, if it was.
    pub summary: Summary,
    /// What is seen of it.
    pub preview: Option<Picture>,
}

impl Quote {
    /// What `message` answers. What lies on this machine is more true than what the reply has copied of it.
    pub(super) fn of(
        message: &Message,
        quoted: &BTreeMap<MessageUid, Message>,
        people: &People,
    ) -> Option<Self> {
        let Content::Reference(reply) = &message.content else { return None };
        let here = quoted_by(message).and_then(|uid| quoted.get(&uid));
        let here = here.filter(|original| original.conversation == message.conversation);
        let (content, sender) = match here {
            Some(original) => (original.content.clone(), original.sender.clone()),
            None => (reply.quoted(), UserId::new(reply.refer_user_id.as_str())),
        };
        Some(Self {
            id: here.map(|original| original.id),
            name: people.name(&sender),
            summary: Summary::of_content(&content, &sender, people),
            preview: Picture::within(&content),
        })
    }
}

/// A message as the next one would quote it; nothing when it is not on this machine.
///
/// # Errors
/// When the store cannot be read.
pub async fn quote(client: &Client, id: MessageId) -> Result<Option<Quote>, StoreError> {
    let Some(message) = client.message(id).await? else { return Ok(None) };
    let people = People::read(client, people_in(&message), []).await?;
    Ok(Some(Quote {
        id: Some(id),
        name: people.name(&message.sender),
        summary: Summary::of(&message, &people),
        preview: Picture::within(&message.content),
    }))
}

/// The server's name for what a message quotes.
pub(super) fn quoted_by(message: &Message) -> Option<MessageUid> {
    match &message.content {
        Content::Reference(reply) if !reply.refer_uid.is_empty() => {
            Some(MessageUid::new(reply.refer_uid.as_str()))
        }
        _ => None,
    }
}
