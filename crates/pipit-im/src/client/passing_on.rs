//! Saying again what was said: quoting it, forwarding it, and reading what was forwarded as one.

use pipit_proto::content::{CombineV2, Combined, Content, Reference, Text};
use serde_json::Value;

use super::Client;
use crate::store::MessageCursor;
use crate::{
    ConversationId, FetchError, Held, Marks, Message, MessageDirection, MessageId, MessageState,
    ReceivedStatus, SendError, StoreError, Timestamp, UserId,
};

/// The largest list of messages, or page of them, that is fetched, in bytes.
const LARGEST_LIST: usize = 8 * 1024 * 1024;

impl Client {
    /// A reply that quotes a message, to be sent. What that message itself quotes is not quoted along.
    ///
    /// # Errors
    /// When there is no such message, the server does not have it, or the store cannot be read.
    pub async fn reply(&self, to: MessageId, content: String) -> Result<Content, StoreError> {
        let quoted = self.message(to).await?.ok_or(StoreError::NotFound)?;
        let uid = quoted.uid.ok_or(StoreError::NotFound)?;
        let said = alone(quoted.content);
        Ok(Content::Reference(Reference {
            content,
            refer_user_id: quoted.sender.as_str().to_owned(),
            refer_content: as_json(&said),
            refer_uid: uid.as_str().to_owned(),
            refer_object_name: said.object_name().to_owned(),
            ..Reference::default()
        }))
    }

    /// Messages that can be said again, in the order in which they were said.
    ///
    /// # Errors
    /// When one of them does not exist, the server does not have one, or the store cannot be read.
    pub async fn shareable(&self, messages: &[MessageId]) -> Result<Vec<Message>, StoreError> {
        let mut found = Vec::with_capacity(messages.len());
        for id in messages {
            let message = self.message(*id).await?.filter(|message| message.uid.is_some());
            found.push(message.ok_or(StoreError::NotFound)?);
        }
        found.sort_by_key(MessageCursor::of);
        Ok(found)
    }

    /// Sends messages again to another conversation, each as this user's own. What is being written there stays.
    ///
    /// # Errors
    /// When one cannot be stored; those before it are on their way.
    pub async fn forward(&self, messages: &[Message], to: &ConversationId) -> Result<(), SendError> {
        for message in messages {
            self.send_beside_draft(to, alone(message.content.clone())).await?;
        }
        Ok(())
    }

    /// What a message says, or one of the messages that it holds.
    ///
    /// # Errors
    /// When there is no such message, or what it holds cannot be fetched.
    pub async fn content(&self, id: MessageId, held: Held) -> Result<Content, FetchError> {
        let mut content = self.message(id).await?.ok_or(StoreError::NotFound)?.content;
        for number in held.path() {
            let found = self.list(&content).await?.into_iter().nth(number.saturating_sub(1));
            content = found.ok_or(StoreError::NotFound)?.content;
        }
        Ok(content)
    }

    /// The messages that a message holds, which was forwarded as one, or one of those that it holds. They are not in the
    /// store, and their ids count them from 1.
    ///
    /// # Errors
    /// When it holds none, or its list lies in a file that cannot be fetched.
    pub async fn combined(&self, id: MessageId, held: Held) -> Result<Vec<Message>, FetchError> {
        let message = self.message(id).await?.ok_or(StoreError::NotFound)?;
        let list = self.list(&self.content(id, held).await?).await?;
        let read = |(number, held): (i64, Combined)| Message {
            id: MessageId(number),
            uid: None,
            conversation: message.conversation.clone(),
            sender: UserId::new(held.sender),
            direction: MessageDirection::Received,
            content: held.content,
            sent_time: Timestamp(held.time),
            state: MessageState::Received,
            mentions_me: false,
            received_time: message.received_time,
            received_status: ReceivedStatus::Listened,
            marks: Marks::default(),
            note: String::new(),
            receipt: None,
            edited: None,
        };
        Ok((1..).zip(list).map(read).collect())
    }

    /// The page that tells the messages of a content whose writer has drawn them: HTML of a stranger's.
    ///
    /// # Errors
    /// When it has none, or the page cannot be fetched or is larger than such pages are.
    pub async fn combined_page(&self, content: &Content) -> Result<Vec<u8>, FetchError> {
        let Content::Combine(_) = content else { return Err(FetchError::NoFile) };
        self.fetch(content).await?.whole(LARGEST_LIST).await
    }

    /// The messages that a content holds.
    async fn list(&self, content: &Content) -> Result<Vec<Combined>, FetchError> {
        let Content::CombineV2(list) = content else { return Err(FetchError::NoFile) };
        if list.messages.is_array() {
            return Ok(Combined::read(&list.messages));
        }
        let bytes = self.fetch(content).await?.whole(LARGEST_LIST).await?;
        Ok(Combined::read(&serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }
}

/// One message that holds several, which are all of one conversation, to be sent. `names` are the two people of a private
/// conversation or the group's name; `summary` tells the first few messages.
pub fn combine(messages: &[Message], names: Vec<String>, summary: Vec<String>) -> Content {
    let held: Vec<Combined> = messages
        .iter()
        .map(|message| Combined {
            sender: message.sender.as_str().to_owned(),
            target: message.conversation.target_id.as_str().to_owned(),
            time: message.sent_time.0,
            content: message.content.clone().impersonal(),
        })
        .collect();
    let kind = messages.first().map_or(0, |message| message.conversation.kind.number());
    Content::CombineV2(CombineV2 {
        conversation_type: i64::from(kind),
        names,
        summary,
        count: i64::try_from(held.len()).unwrap_or(i64::MAX),
        messages: Combined::write(&held),
        ..CombineV2::default()
    })
}

/// What somebody else can say again: a reply without what it quotes.
fn alone(content: Content) -> Content {
    match content {
        Content::Reference(reply) => Content::Text(Text { content: reply.content, ..Text::default() }),
        content => content.impersonal(),
    }
}

fn as_json(content: &Content) -> Value {
    serde_json::from_str(&content.encode()).unwrap_or(Value::Null)
}
