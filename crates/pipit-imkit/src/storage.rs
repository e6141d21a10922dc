//! What takes room on this machine.

use pipit_im::{Client, Conversation, StoreError};
use serde::Serialize;
use ts_rs::TS;

use crate::ConversationRow;
use crate::conversation_list::{group_of, row, users_of};
use crate::people::People;

/// Conversations that are named.
const LARGEST: usize = 6;

/// What the store takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Storage {
    /// Of the store's file, how many bytes tidying up gives back.
    #[ts(type = "number")]
    pub free: u64,
    /// Messages.
    #[ts(type = "number")]
    pub messages: u64,
    /// The conversations with most of them.
    pub largest: Vec<LargeConversation>,
}

/// A conversation that takes much of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LargeConversation {
    /// Its row.
    pub row: ConversationRow,
    /// How many messages it holds here.
    #[ts(type = "number")]
    pub messages: u64,
}

impl Storage {
    /// What takes room now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn read(client: &Client) -> Result<Self, StoreError> {
        let room = client.room(LARGEST).await?;
        let mut found: Vec<(Conversation, u64)> = Vec::new();
        for (id, messages) in room.largest {
            found.extend(client.conversation(&id).await?.map(|conversation| (conversation, messages)));
        }
        let users = found.iter().flat_map(|(conversation, _)| users_of(conversation));
        let groups = found.iter().filter_map(|(conversation, _)| group_of(conversation));
        let people = People::read(client, users, groups).await?;
        let large =
            |(conversation, messages)| LargeConversation { row: row(conversation, &people), messages };
        Ok(Self { free: room.free, messages: room.messages, largest: found.into_iter().map(large).collect() })
    }
}
