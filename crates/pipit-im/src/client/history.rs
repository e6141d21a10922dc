//! The server's history, which brings what this device never got.

use std::cmp::Reverse;

use pipit_proto::messages::{HistoryMsgInput, HistoryMsgOutput};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::Client;
use crate::connection::RequestKind;
use crate::store::{self, Cursors, Inbound, Source};
use crate::{ConversationId, ConversationType, Message, RequestError, Timestamp};

/// Messages asked of the server's history at once.
const HISTORY_PAGE: i32 = 50;

impl Client {
    /// Brings a page of the server's history from before the store's oldest message; false when there is nothing
    /// older.
    ///
    /// # Errors
    /// When there is no connection, the server refuses, or the store cannot be written.
    pub async fn fetch_older(&self, id: &ConversationId) -> Result<bool, RequestError> {
        let conversation = id.clone();
        let oldest = self.0.store.read(move |db| store::oldest(db, &conversation)).await?;
        let (messages, more) = self.ask_history(id, oldest.unwrap_or_default(), HISTORY_PAGE).await?;
        self.apply(messages).await?;
        if !more {
            self.change(id, store::set_history_complete).await?;
        }
        Ok(more)
    }

    /// At most `count` messages of the server's history from before a time (the newest, for 0), newest first. Those that
    /// follow on what the store has are stored too; others would leave a gap that nobody could see. Here they have the
    /// id 0, as the server knows no other.
    ///
    /// # Errors
    /// When there is no connection, the server refuses, or the store cannot be written.
    pub async fn fetch_history(
        &self,
        id: &ConversationId,
        before: Timestamp,
        count: i32,
    ) -> Result<Vec<Message>, RequestError> {
        let (messages, _) = self.ask_history(id, before, count).await?;
        let conversation = id.clone();
        let oldest = self.0.store.read(move |db| store::oldest(db, &conversation)).await?;
        if before.0 == 0 || oldest.is_some_and(|oldest| oldest <= before) {
            self.apply(messages.clone()).await?;
        }
        let now = self.0.clock.now();
        let mut messages: Vec<Message> =
            messages.into_iter().map(|message| message.into_message(now)).collect();
        messages.sort_by_key(|message| Reverse(message.sent_time));
        Ok(messages)
    }

    async fn ask_history(
        &self,
        id: &ConversationId,
        before: Timestamp,
        count: i32,
    ) -> Result<(Vec<Inbound>, bool), RequestError> {
        let topic = match id.kind {
            ConversationType::Private => topic::PRIVATE_HISTORY,
            ConversationType::Group => topic::GROUP_HISTORY,
            ConversationType::Discussion => topic::DISCUSSION_HISTORY,
            ConversationType::System => topic::SYSTEM_HISTORY,
            _ => return Ok((Vec::new(), false)),
        };
        let asked = HistoryMsgInput {
            target_id: Some(id.target_id.as_str().to_owned()),
            time: Some(before.0),
            count: Some(count),
            order: Some(0),
            ignore_cmd: Some(true),
            ..HistoryMsgInput::default()
        };
        let answer = self.request(topic, RequestKind::Query, asked.encode_to_vec()).await?;
        let page = HistoryMsgOutput::decode(answer.body).map_err(|_| RequestError::Offline)?;
        let more = page.has_msg != 0;
        let messages = page
            .list
            .into_iter()
            .filter_map(|message| Inbound::read(message, &self.0.config.user_id))
            .collect();
        Ok((messages, more))
    }

    /// Stores what did not come through the boxes.
    pub(super) async fn apply(&self, messages: Vec<Inbound>) -> Result<(), RequestError> {
        let me = self.0.config.user_id.clone();
        let now = self.0.clock.now();
        let taken = self
            .0
            .store
            .write(move |db| store::apply(db, &me, messages, Source::History, Cursors::default(), now))
            .await?;
        self.0.changes.send(taken.changes).ok(); // nobody may be watching
        Ok(())
    }
}
