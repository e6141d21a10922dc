//! What people tell each other about reading and writing.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use pipit_proto::content::{Content, Typing};
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::UpStreamMessage;
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::{Client, new_client_id};
use crate::connection::RequestKind;
use crate::store;
use crate::{ConversationId, ConversationType, MessageId, RequestError, StoreError};

/// How long the word holds that somebody types.
const TYPING_HOLDS: Duration = Duration::from_secs(6);

impl Client {
    /// Asks a group who has read a message of this user's. The question is queued like a message; the answers come as
    /// [`crate::Event::ReceiptAnswered`], and the message knows them.
    ///
    /// # Errors
    /// When it is no message of one's own in a group that the server has, or the store cannot be written.
    pub async fn ask_receipt(&self, message: MessageId) -> Result<(), StoreError> {
        let client_id = new_client_id();
        let asked = self.0.store.write(move |db| store::ask_receipt(db, message, client_id)).await?;
        self.said(asked)?;
        if let Some(message) = self.message(message).await? {
            self.changed(&message.conversation);
        }
        Ok(())
    }

    /// Tells the writer of a message in a group, who has asked, that this user has read it. Telling it twice is
    /// telling it once.
    ///
    /// # Errors
    /// When nobody asked about such a message there, or the store cannot be written.
    pub async fn answer_receipt(&self, id: &ConversationId, message: MessageId) -> Result<(), StoreError> {
        let (client_id, conversation) = (new_client_id(), id.clone());
        let asked = self
            .0
            .store
            .write(move |db| store::answer_receipt(db, &conversation, message, client_id))
            .await?;
        self.said(asked)?;
        self.changed(id);
        Ok(())
    }

    /// Tells everybody who has asked about a message up to this one that this user has read it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn answer_receipts(&self, id: &ConversationId, up_to: MessageId) -> Result<(), StoreError> {
        let (client_id, conversation) = (new_client_id(), id.clone());
        let told =
            self.0.store.write(move |db| store::answer_receipts(db, &conversation, up_to, client_id)).await?;
        if told {
            self.0.written.notify_one();
        }
        Ok(())
    }

    fn said(&self, found: bool) -> Result<(), StoreError> {
        if !found {
            return Err(StoreError::NotFound);
        }
        self.0.written.notify_one();
        Ok(())
    }

    /// Tells the peer of a private conversation that this user writes something to them, of the kind `object_name`.
    /// The word holds for 6 s, so one that follows sooner does not leave. It reaches them if they are online; nobody
    /// answers it.
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn say_typing(&self, id: &ConversationId, object_name: &str) -> Result<(), RequestError> {
        if id.kind != ConversationType::Private {
            return Ok(()); // the platform has no such word elsewhere
        }
        let now = Instant::now();
        {
            let mut typed = self.0.typed.lock().unwrap_or_else(PoisonError::into_inner);
            typed.retain(|_, said| now.duration_since(*said) < TYPING_HOLDS);
            if typed.contains_key(id) {
                return Ok(());
            }
            typed.insert(id.clone(), now);
        }
        let word = Content::Typing(Typing { content_type: object_name.to_owned(), ..Typing::default() });
        let up = UpStreamMessage {
            session_id: MessageFlags::default().to_up(),
            classname: word.object_name().to_owned(),
            content: word.encode(),
            ..UpStreamMessage::default()
        };
        let target = id.target_id.as_str().to_owned();
        self.request_of(topic::PRIVATE_STATUS, target, RequestKind::Status, up.encode_to_vec()).await?;
        Ok(())
    }
}
