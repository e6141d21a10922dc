//! Looking for words.

use super::Client;
use crate::store::{self, ConversationHits, SearchPlace, SearchQuery};
use crate::{ConversationId, ConversationType, Message, Named, StoreError, Timestamp, UserId};

impl Client {
    /// Conversations by name, the latest first, then the people whom one only knows; at most `limit` of each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn names(&self, limit: usize) -> Result<Vec<Named>, StoreError> {
        let me = self.user_id().clone();
        self.0.store.read(move |db| store::names(db, &me, limit)).await
    }

    /// Who has said something in a conversation lately, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn speakers(&self, id: &ConversationId) -> Result<Vec<UserId>, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::speakers(db, &id)).await
    }

    /// A conversation's messages that hold the words, newest first, sent before a time if one is given, at most
    /// `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn search_messages(
        &self,
        id: &ConversationId,
        query: SearchQuery,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::search::messages(db, &id, &query, before, limit)).await
    }

    /// The conversations of these kinds (of all, if none is named) that hold the words in messages older than `before`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn search_conversations(
        &self,
        kinds: Vec<ConversationType>,
        query: SearchQuery,
        before: Option<SearchPlace>,
    ) -> Result<ConversationHits, StoreError> {
        self.0.store.read(move |db| store::search::conversations(db, &kinds, &query, before)).await
    }
}
