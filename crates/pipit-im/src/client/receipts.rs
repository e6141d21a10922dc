//! What people tell each other about reading and writing.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pipit_proto::content::{Content, Typing};
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::{GrpReadReceiptMsg, GrpReadReceiptQryResp, UpStreamMessage};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;
use tokio::time::Instant;

use super::{Client, new_client_id};
use crate::connection::RequestKind;
use crate::store;
use crate::{
    ConversationId, ConversationType, Message, MessageDirection, MessageId, RequestError, StoreError,
};

/// How long the word holds that somebody types.
const TYPING_HOLDS: Duration = Duration::from_secs(6);

impl Client {
    /// Asks a group who has read a message of this user's. The question is queued like a message; the answers come as
    /// [`crate::Event::ReceiptAnswered`], and the message knows them.
    ///
    /// # Errors
    /// When it is no message of one's own in a group that the server has, or the store cannot be written.
    pub async fn ask_receipt(&self, message: MessageId) -> Result<(), StoreError> {
        let (client_id, kept) = (new_client_id(), self.keeps_receipts());
        let asked = self.0.store.write(move |db| store::ask_receipt(db, message, client_id, kept)).await?;
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
        let (client_id, conversation, kept) = (new_client_id(), id.clone(), self.keeps_receipts());
        let asked = self
            .0
            .store
            .write(move |db| store::answer_receipt(db, &conversation, message, client_id, kept))
            .await?;
        self.said(asked)?;
        self.changed(id);
        Ok(())
    }

    /// Tells everybody who has asked about a message up to this one that this user has read it; a server that keeps who
    /// has read what is told of all of them.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn answer_receipts(&self, id: &ConversationId, up_to: MessageId) -> Result<(), StoreError> {
        let (client_id, conversation, kept) = (new_client_id(), id.clone(), self.keeps_receipts());
        let told = self
            .0
            .store
            .write(move |db| store::answer_receipts(db, &conversation, up_to, client_id, kept))
            .await?;
        if told {
            self.0.written.notify_one();
        }
        Ok(())
    }

    /// Asks the server who has read a message of this user's in a group, where it keeps that: what was told while this
    /// device did not exist, it knows only from there.
    ///
    /// # Errors
    /// When there is no connection, the server refuses, or the store cannot be written.
    pub async fn fetch_readers(&self, id: MessageId) -> Result<(), RequestError> {
        let Some(Message { uid: Some(uid), conversation, direction: MessageDirection::Sent, .. }) =
            self.message(id).await?
        else {
            return Ok(());
        };
        if conversation.kind != ConversationType::Group || !self.keeps_receipts() {
            return Ok(()); // members have told, or will
        }
        let asked = GrpReadReceiptMsg { msg_id: vec![uid.as_str().to_owned()], channel_id: None };
        let (topic, target) = (topic::GROUP_READERS, conversation.target_id.as_str().to_owned());
        let answer = self.request_of(topic, target, RequestKind::Query, asked.encode_to_vec()).await?;
        let Ok(told) = GrpReadReceiptQryResp::decode(answer.body) else { return Ok(()) };
        let readers: Vec<(String, i64)> =
            told.list.into_iter().map(|reader| (reader.user_id, reader.read_time)).collect();
        if self.0.store.write(move |db| store::put_readers(db, id, &readers)).await? {
            self.changed(&conversation);
        }
        Ok(())
    }

    fn keeps_receipts(&self) -> bool {
        self.0.keeps_receipts.load(Ordering::Relaxed)
    }

    fn said(&self, found: bool) -> Result<(), StoreError> {
        if !found {
            return Err(StoreError::NotFound);
        }
        self.0.written.notify_one();
        Ok(())
    }

    /// Tells the peer of a private conversation that this user writes something to them, of the kind `object_name`.
    /// The word holds for 6 s, and none leaves before that is over. It reaches them if they are online; nobody answers it.
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn say_typing(&self, id: &ConversationId, object_name: &str) -> Result<(), RequestError> {
        if id.kind != ConversationType::Private {
            return Ok(()); // the platform has no such word elsewhere
        }
        if !self.0.typed.leaves(id) {
            return Ok(());
        }
        let word = Content::Typing(Typing { content_type: object_name.to_owned(), ..Typing::default() });
        let up = UpStreamMessage {
            session_id: MessageFlags::default().to_up(),
            classname: word.object_name().to_owned(),
            content: word.encode(),
            ..UpStreamMessage::default()
        };
        let target = id.target_id.as_str().to_owned();
        let said =
            self.request_of(topic::PRIVATE_STATUS, target, RequestKind::Status, up.encode_to_vec()).await;
        if said.is_err() {
            self.0.typed.forget(id); // nobody has heard it
        }
        said.map(|_| ())
    }
}

/// To whom this user has said that they type, and when.
#[derive(Default)]
pub(super) struct Typed(Mutex<HashMap<ConversationId, Instant>>);

impl Typed {
    /// Whether a word leaves now: the one before it holds no longer.
    fn leaves(&self, id: &ConversationId) -> bool {
        let now = Instant::now();
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.retain(|_, said| now.duration_since(*said) < TYPING_HOLDS);
        let leaves = !said.contains_key(id);
        if leaves {
            said.insert(id.clone(), now);
        }
        leaves
    }

    fn forget(&self, id: &ConversationId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TargetId;

    #[tokio::test(start_paused = true)]
    async fn a_word_that_holds_is_not_said_again() {
        let with = |user| ConversationId { kind: ConversationType::Private, target_id: TargetId::new(user) };
        let typed = Typed::default();
        assert!(typed.leaves(&with("bob")));
        assert!(!typed.leaves(&with("bob")));
        assert!(typed.leaves(&with("carol")), "each conversation has its own");
        tokio::time::advance(TYPING_HOLDS.saturating_sub(Duration::from_millis(1))).await;
        assert!(!typed.leaves(&with("bob")));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(typed.leaves(&with("bob")), "after 6 s");
        typed.forget(&with("bob"));
        assert!(typed.leaves(&with("bob")), "the word did not leave");
    }
}
