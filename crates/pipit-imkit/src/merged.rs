//! The messages that one message holds, as rows.

use std::collections::BTreeMap;

use chrono::Local;
use pipit_im::{Changes, Client, ConversationId, FetchError, Held, Message, MessageId, StoreError};

use crate::people::People;
use crate::summary::people_in;
use crate::timeline::{Surroundings, TimelineItem, rows};

/// The messages that a message holds, or one of those that it holds. They are read once; their files come and go.
pub struct Merged {
    client: Client,
    id: MessageId,
    held: Held,
    messages: Vec<Message>,
    changes: Changes,
}

impl Merged {
    /// Reads them.
    ///
    /// # Errors
    /// When it holds none, or they cannot be fetched.
    pub async fn open(client: Client, id: MessageId, held: Held) -> Result<Self, FetchError> {
        let changes = client.changes();
        let messages = client.combined(id, held).await?;
        Ok(Self { client, id, held, messages, changes })
    }

    /// Their rows as they are now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn rows(&mut self) -> Result<Vec<TimelineItem>, StoreError> {
        self.changes.skip_waiting(); // the query sees what they tell
        let people = People::read(&self.client, self.messages.iter().flat_map(people_in), []).await?;
        let files = self.client.file_states(vec![self.id]).await?;
        let numbered = |number| i64::try_from(number).ok().map(MessageId);
        let files = files
            .into_iter()
            .filter_map(|(of, state)| Some((numbered(of.held.number_in(self.held)?)?, state)))
            .collect();
        let around = Surroundings {
            people: &people,
            zone: &Local,
            now: self.client.server_time(),
            unread: None,
            quoted: &BTreeMap::new(),
            percents: &BTreeMap::new(),
            files: &files,
            edit_window: 0,
            starts: false,
            continues: false,
        };
        Ok(rows(&self.messages, &around))
    }

    /// Waits until the rows may be others; false when they never will be.
    pub async fn changed(&mut self) -> bool {
        let lies_in = |message: &Message| -> ConversationId { message.conversation.clone() };
        let Some(conversation) = self.messages.first().map(lies_in) else { return false };
        while let Some(change) = self.changes.next().await {
            if change.touches(&conversation) {
                return true;
            }
        }
        false
    }
}
