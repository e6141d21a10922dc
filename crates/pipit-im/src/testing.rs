//! Messages as if they came from a server: the same path into the store, without a socket. For tests of what stands on
//! the engine; the application is built without it.

use pipit_proto::content::{self, Content};
use pipit_proto::flags::MessageFlags;

use crate::store::{self, Inbound};
use crate::{Client, ConversationId, MessageId, StoreError, Timestamp, UserId};

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
            }
        });
        self.receive(inbound.collect()).await
    }

    /// Gives a message of the send queue its name and time, as the server's answer does.
    ///
    /// # Errors
    /// When it does not wait, or the store cannot be written.
    pub async fn acknowledge(
        &self,
        message: MessageId,
        uid: &str,
        time: Timestamp,
    ) -> Result<(), StoreError> {
        let uid = uid.to_owned();
        let act = move |db: &rusqlite::Transaction<'_>| {
            let waiting = store::waiting(db, usize::MAX >> 1)?;
            let entry = waiting.into_iter().find(|entry| entry.message == Some(message));
            let entry = entry.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            store::acknowledge(db, &entry, &uid, time.0)?;
            Ok(entry.conversation)
        };
        let conversation = self.write(act).await?;
        self.changed(&conversation);
        Ok(())
    }
}
