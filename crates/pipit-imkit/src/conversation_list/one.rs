//! One conversation, as the chat that shows it needs it: also when its row is far down the list, or nowhere.

use pipit_im::{Client, Conversation, ConversationId, StoreError};
use tokio::sync::watch;

use super::{ConversationRow, group_of, row, users_of};
use crate::people::People;

/// The row of a conversation that is open.
#[derive(Debug)]
pub struct OpenConversation;

impl OpenConversation {
    /// The row, now and whenever it changes; nothing until it was read. It ends with its last reader.
    pub fn watch(client: Client, id: ConversationId) -> watch::Receiver<Option<ConversationRow>> {
        let (told, reader) = watch::channel(None);
        tokio::spawn(async move {
            let mut changes = client.changes();
            loop {
                changes.skip_waiting(); // the query sees what they tell
                match read(&client, &id).await {
                    Ok(now) => {
                        told.send_if_modified(|before| before.replace(now.clone()).as_ref() != Some(&now));
                    }
                    Err(error) => tracing::warn!(%error, "the conversation cannot be read"),
                }
                tokio::select! {
                    change = changes.next_of(&id) => if change.is_none() { return },
                    () = told.closed() => return,
                }
            }
        });
        reader
    }
}

async fn read(client: &Client, id: &ConversationId) -> Result<ConversationRow, StoreError> {
    let found = client.conversation(id).await?.unwrap_or_else(|| Conversation::new(id.clone()));
    let people = People::read(client, users_of(&found), group_of(&found)).await?;
    Ok(row(found, &people))
}
