//! What applications ask about what is stored, and note on it. All of it works without a connection.

use super::Client;
use crate::store;
use crate::{
    Collected, Conversation, ConversationId, ConversationType, Mark, Message, MessageId, MessageState,
    MessageUid, QuietHours, ReceivedStatus, StoreError, Timestamp, Waiting,
};

/// On which side of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Older,
    /// After it.
    Newer,
}

impl Client {
    /// A message.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.0.store.read(move |db| store::find(db, id.0)).await
    }

    /// The last message that was received in a conversation up to a time.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_received(
        &self,
        id: &ConversationId,
        up_to: Timestamp,
    ) -> Result<Option<MessageId>, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::last_received(db, &id, up_to)).await
    }

    /// Those of the messages with these names that are on this machine, in any order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn messages_by_uid(&self, uids: Vec<MessageUid>) -> Result<Vec<Message>, StoreError> {
        self.0.store.read(move |db| store::find_by_uids(db, &uids)).await
    }

    /// A conversation's messages of one kind, newest first, before a message if one is named.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn messages_of_kind(
        &self,
        id: &ConversationId,
        object_name: &str,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let (id, object_name) = (id.clone(), object_name.to_owned());
        self.0.store.read(move |db| store::of_kind(db, &id, &object_name, before, limit)).await
    }

    /// The nearest picture before or after a message of the same conversation, on this machine.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn picture_beside(&self, id: MessageId, side: Side) -> Result<Option<Message>, StoreError> {
        const PICTURES: [&str; 2] = ["RC:ImgMsg", "RC:GIFMsg"];
        self.0.store.read(move |db| store::beside(db, id, &PICTURES, side == Side::Newer)).await
    }

    /// The next voice after a message of the same conversation that was received and that nobody has listened to.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_unheard(&self, id: MessageId) -> Result<Option<MessageId>, StoreError> {
        self.0.store.read(move |db| store::next_unheard(db, id)).await
    }

    /// The unread messages of a conversation that mention this user, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unread_mentions(&self, id: &ConversationId) -> Result<Vec<Message>, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::unread_mentions(db, &id)).await
    }

    /// How many messages a conversation holds on this machine.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn message_count(&self, id: &ConversationId) -> Result<u64, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::count(db, &id)).await
    }

    /// Conversations of these kinds that were active before a time: pinned ones first, then by activity; only those in
    /// which something waits, if that is said.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn conversations_of_kinds(
        &self,
        kinds: Vec<ConversationType>,
        what: Option<Waiting>,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<Conversation>, StoreError> {
        self.0.store.read(move |db| store::of_kinds(db, &kinds, what, before, limit)).await
    }

    /// All conversations of a kind as one; nothing when there are none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn collected(&self, kind: ConversationType) -> Result<Option<Collected>, StoreError> {
        self.0.store.read(move |db| store::collected(db, kind)).await
    }

    /// What is unread in all conversations of these kinds, those that raise no notifications too.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unread_of_kinds(&self, kinds: Vec<ConversationType>) -> Result<u32, StoreError> {
        self.0.store.read(move |db| store::unread_of_kinds(db, &kinds)).await
    }

    /// The newest message that came to this machine; every later one has a greater id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn newest_message(&self) -> Result<Option<MessageId>, StoreError> {
        self.0.store.read(store::newest).await
    }

    /// What an application remembers under a name, for this user on this machine.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn preference(&self, name: &'static str) -> Result<Option<String>, StoreError> {
        self.0.store.read(move |db| store::preference(db, name)).await
    }

    /// Remembers something for an application, for this user on this machine.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn set_preference(&self, name: &'static str, value: &str) -> Result<(), StoreError> {
        let value = value.to_owned();
        self.0.store.write(move |db| store::set_preference(db, name, &value)).await
    }

    /// When nothing shall make itself heard, on all of the user's devices.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn quiet_hours(&self) -> Result<Option<QuietHours>, StoreError> {
        Ok(self.0.store.read(store::quiet).await?.hours)
    }

    /// Sets quiet hours, or removes them. They hold here at once, and on the other devices when the server knows them.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn set_quiet_hours(&self, hours: Option<QuietHours>) -> Result<(), StoreError> {
        self.0.store.write(move |db| store::set_quiet(db, hours)).await?;
        self.0.written.notify_one();
        Ok(())
    }

    /// Deletes everything in a conversation on this machine; nothing of it comes back.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn clear_messages(&self, id: &ConversationId) -> Result<(), StoreError> {
        self.change(id, store::clear).await
    }

    /// Takes all conversations of these kinds off the list, with their messages.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn clear_conversations(&self, kinds: Vec<ConversationType>) -> Result<(), StoreError> {
        let cleared = self.0.store.write(move |db| store::clear_kinds(db, &kinds)).await?;
        for id in &cleared {
            self.changed(id);
        }
        self.0.written.notify_one(); // none of them is on top any more, on the other devices too
        Ok(())
    }

    /// Notes something on a message, on this machine only.
    ///
    /// # Errors
    /// When there is no such message, or the store cannot be written.
    pub async fn set_note(&self, id: MessageId, note: &str) -> Result<(), StoreError> {
        let note = note.to_owned();
        self.0.store.write(move |db| store::set_note(db, id, &note)).await
    }

    /// Says what this user has done with one received message; the unread count follows.
    ///
    /// # Errors
    /// When there is no such message, or the store cannot be written.
    pub async fn set_received_status(&self, id: MessageId, status: ReceivedStatus) -> Result<(), StoreError> {
        let id = self.0.store.write(move |db| store::set_received_status(db, id, status)).await?;
        self.changed(&id);
        Ok(())
    }

    /// Marks a received message, as an application says.
    ///
    /// # Errors
    /// When there is no such message, or the store cannot be written.
    pub async fn mark(&self, id: MessageId, mark: Mark) -> Result<(), StoreError> {
        let id = self.0.store.write(move |db| store::mark(db, id, mark, true)).await?;
        self.changed(&id);
        Ok(())
    }

    /// Makes a message and what was received after it unread again, on this machine.
    ///
    /// # Errors
    /// When there is no such message, or the store cannot be written.
    pub async fn mark_unread_from(&self, id: MessageId) -> Result<(), StoreError> {
        let id = self.0.store.write(move |db| store::mark_unread_from(db, id)).await?;
        self.changed(&id);
        Ok(())
    }

    /// Says how far a message of one's own has come, whatever the server said; it no longer waits to be sent.
    ///
    /// # Errors
    /// When there is no such message of one's own, or the store cannot be written.
    pub async fn set_sent_status(&self, id: MessageId, status: MessageState) -> Result<(), StoreError> {
        let id = self.0.store.write(move |db| store::set_sent_status(db, id, status)).await?;
        self.changed(&id);
        Ok(())
    }
}
