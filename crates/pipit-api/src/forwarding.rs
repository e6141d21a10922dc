//! What is done with messages that are there: said again elsewhere, deleted, made unread, asked about.

use pipit_im::{Client, Content, ConversationId, Message, MessageId, SendError};
use pipit_imkit::{ConversationRow, Readers, Summary, find_conversations, merge};

use crate::ui::{FindConversationsArgs, ForwardArgs, Forwarded, MessageArgs, MessagesArgs};
use crate::words::Words;
use crate::{Api, ApiError, ErrorCode};

/// The most messages that one call is about, as on the platform.
const MESSAGES: usize = 100;

/// The most conversations that one call forwards to.
const TARGETS: usize = 10;

/// How many conversations one can choose from; the others are found by their names.
const OFFERED: usize = 100;

impl Api {
    /// Forwards messages, and tells what came of it for each target.
    pub(crate) async fn forward(&self, args: ForwardArgs) -> Result<Vec<Forwarded>, ApiError> {
        within("messages", args.message_ids.len(), MESSAGES)?;
        within("conversations", args.to.len(), TARGETS)?;
        let client = self.client()?;
        let messages = client.shareable(&args.message_ids).await?;
        let one = messages.first().map(|message| &message.conversation);
        if messages.iter().any(|message| Some(&message.conversation) != one) {
            return Err(ApiError::new(ErrorCode::BadCall, "the messages are of several conversations"));
        }
        let words = Words::of(self.settings().language);
        let merged = if args.merged {
            let said = |name: &str, summary: &Summary| words.said_by(name, &words.summary(summary));
            Some(merge(&client, &messages, said).await?)
        } else {
            None
        };
        let mut forwarded = Vec::with_capacity(args.to.len());
        for to in args.to {
            let sent = send(&client, &to, &messages, merged.clone(), &args.note).await;
            forwarded.push(Forwarded { to, problem: sent.err().map(|error| ApiError::from(error).code) });
        }
        Ok(forwarded)
    }

    /// Conversations by name, the latest first.
    pub(crate) async fn find_conversations(
        &self,
        args: FindConversationsArgs,
    ) -> Result<Vec<ConversationRow>, ApiError> {
        Ok(find_conversations(&self.client()?, &args.words, OFFERED).await?)
    }

    /// Deletes messages on this device; what is gone already is no error.
    pub(crate) async fn delete_messages(&self, args: MessagesArgs) -> Result<(), ApiError> {
        within("messages", args.message_ids.len(), MESSAGES)?;
        let client = self.client()?;
        for id in args.message_ids {
            match client.delete(id).await.map_err(ApiError::from) {
                Err(error) if error.code != ErrorCode::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) async fn mark_unread_from(&self, args: MessageArgs) -> Result<(), ApiError> {
        Ok(self.client()?.mark_unread_from(args.message_id).await?)
    }

    /// Asks the members of a group who has read a message.
    pub(crate) async fn ask_readers(&self, args: MessageArgs) -> Result<(), ApiError> {
        Ok(self.client()?.ask_receipt(args.message_id).await?)
    }

    /// Who has read a message, as far as it was told.
    pub(crate) async fn readers(&self, args: MessageArgs) -> Result<Readers, ApiError> {
        Ok(Readers::of(&self.client()?, args.message_id).await?)
    }
}

async fn send(
    client: &Client,
    to: &ConversationId,
    messages: &[Message],
    merged: Option<Content>,
    note: &str,
) -> Result<Option<MessageId>, SendError> {
    match merged {
        Some(content) => drop(client.send_beside_draft(to, content).await?),
        None => client.forward(messages, to).await?,
    }
    match note.trim() {
        "" => Ok(None),
        note => client.send_beside_draft(to, Content::text(note)).await.map(Some),
    }
}

/// Refuses a list that is empty or too long.
fn within(what: &str, found: usize, most: usize) -> Result<(), ApiError> {
    if (1..=most).contains(&found) {
        return Ok(());
    }
    let message = format!("{found} {what} were named; 1 to {most} can be");
    Err(ApiError::new(ErrorCode::BadCall, message))
}
