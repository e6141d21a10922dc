//! What a user does with a whole conversation: keep it on top, silence it, mark it, take it off the list.

use super::{Client, new_client_id};
use crate::store;
use crate::{ConversationId, Draft, Peer, RemovedConversation, StoreError};

impl Client {
    /// Keeps what is being written, in place of what was kept before; blank text keeps no words.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_draft(&self, id: &ConversationId, draft: impl Into<Draft>) -> Result<(), StoreError> {
        let (draft, now) = (draft.into(), self.server_time());
        self.change(id, move |db, id| store::set_draft(db, id, &draft, now)).await
    }

    /// Puts a conversation above all others, or back among them.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn set_pinned(&self, id: &ConversationId, pinned: bool) -> Result<(), StoreError> {
        let now = self.server_time();
        self.change(id, move |db, id| store::set_pinned(db, id, pinned, now)).await?;
        self.0.written.notify_one(); // the other devices follow
        Ok(())
    }

    /// Leaves a conversation out of notifications and of the total, or takes it in again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn set_muted(&self, id: &ConversationId, muted: bool) -> Result<(), StoreError> {
        self.change(id, move |db, id| store::set_muted(db, id, muted)).await?;
        self.0.written.notify_one(); // the other devices follow
        Ok(())
    }

    /// Takes a conversation off the list until something arrives in it; its history stays.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn remove_conversation(&self, id: &ConversationId) -> Result<RemovedConversation, StoreError> {
        let conversation = id.clone();
        let removed = self.0.store.write(move |db| store::remove(db, &conversation)).await?;
        self.changed(id);
        self.0.written.notify_one(); // it is no longer on top, on the other devices too
        Ok(removed)
    }

    /// Puts a conversation back that was taken off the list, as it was; what was written in it meanwhile stays.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn put_back(&self, removed: RemovedConversation) -> Result<(), StoreError> {
        let id = removed.conversation.clone();
        self.change(&id, move |db, _| store::put_back(db, &removed)).await?;
        self.0.written.notify_one(); // it may be on top again
        Ok(())
    }

    /// Marks a conversation unread on this device, so that the user comes back to it. A conversation that holds nothing
    /// keeps no mark.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mark_unread(&self, id: &ConversationId) -> Result<(), StoreError> {
        self.set_mark(id, true).await
    }

    /// The user looks at a conversation: the mark that it is unread goes.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn opened(&self, id: &ConversationId) -> Result<(), StoreError> {
        self.set_mark(id, false).await
    }

    async fn set_mark(&self, id: &ConversationId, marked: bool) -> Result<(), StoreError> {
        let conversation = id.clone();
        if self.0.store.write(move |db| store::mark_unread(db, &conversation, marked)).await? {
            self.changed(id);
        }
        Ok(())
    }

    /// Marks everything in a conversation read, as [`Client::mark_read`] does, and takes the mark away that it is unread.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mark_all_read(&self, id: &ConversationId, peer: Peer) -> Result<(), StoreError> {
        let conversation = id.clone();
        let names = [new_client_id(), new_client_id()];
        if self.0.store.write(move |db| store::mark_all_read(db, &conversation, peer, names)).await? {
            self.changed(id);
            self.0.written.notify_one();
        }
        Ok(())
    }
}
