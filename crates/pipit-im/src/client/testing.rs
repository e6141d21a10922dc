//! Messages as if they came from a server: the same path into the store, without a socket. For tests of what stands on
//! the engine; the application is built without it.

use pipit_proto::content::{self, Content};
use pipit_proto::flags::MessageFlags;

use super::Client;
pub use crate::media::SealedFile;
use crate::store::{self, Cursors, Inbound, Source};
use crate::{ConversationId, MessageId, StoreError, Timestamp, UserId};

/// A message that arrives.
#[derive(Debug, Clone)]
pub struct Arriving {
    /// Where.
    pub conversation: ConversationId,
    /// Who wrote it; a message of the user's own comes from another device.
    pub sender: UserId,
    /// The server's name for it, unique.
    pub uid: String,
    /// The server's time for it.
    pub time: Timestamp,
    /// What it says.
    pub content: Content,
}

impl Client {
    /// Lets the store rest, as the connection does when a long catching up is over.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn rest(&self) -> Result<(), StoreError> {
        self.0.store.rest().await
    }

    /// Takes in messages in one transaction, as the connection does.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn arrive(&self, messages: Vec<Arriving>) -> Result<(), StoreError> {
        let inbound = messages.into_iter().map(|message| {
            let traits = content::traits(message.content.object_name());
            Inbound {
                sent: message.sender == *self.user_id(),
                conversation: message.conversation,
                sender: message.sender,
                uid: message.uid,
                client_id: None,
                time: message.time.0,
                flags: MessageFlags {
                    persisted: traits.persisted,
                    counted: traits.counted,
                    ..MessageFlags::default()
                },
                content: message.content,
                edited: None,
            }
        });
        let inbound = inbound.collect();
        let me = self.0.config.user_id.clone();
        let store = &self.0.store;
        let now = self.0.clock.now();
        let taken = store
            .write(move |db| store::apply(db, &me, inbound, Source::Box, Cursors::default(), now))
            .await?;
        self.0.changes.send(taken.changes).ok(); // nobody may be watching
        Ok(())
    }

    /// What the search index takes in the store's file, in bytes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn index_size(&self) -> Result<u64, StoreError> {
        let blocks = "SELECT sum(length(block)) FROM message_search_data";
        self.0.store.read(move |db| db.query_row(blocks, [], |row| row.get(0))).await
    }

    /// Gives a message of the send queue its name and time, as the server's answer does. What waits before it in its
    /// conversation and is no message, such as a word that something was read, is answered too.
    ///
    /// # Errors
    /// When it is not the first message there, or the store cannot be written.
    pub async fn acknowledge(
        &self,
        message: MessageId,
        uid: &str,
        time: Timestamp,
    ) -> Result<(), StoreError> {
        loop {
            let waiting = self.0.store.read(|db| store::waiting(db, usize::MAX >> 1)).await?;
            let entry = waiting
                .into_iter()
                .find(|entry| entry.message.is_none_or(|id| id == message))
                .ok_or(StoreError::NotFound)?;
            let (conversation, found) = (entry.conversation.clone(), entry.message.is_some());
            let uid = uid.to_owned();
            self.0.store.write(move |db| store::acknowledge(db, &entry, &uid, time.0)).await?;
            self.changed(&conversation);
            if found {
                return Ok(());
            }
        }
    }
}
