//! The server's history, which brings what this device never got: what is older than the store, and what was not delivered.

use std::cmp::Reverse;

use pipit_proto::messages::{HistoryMsgInput, HistoryMsgOutput};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::Client;
use crate::connection::RequestKind;
use crate::store::{self, Cursors, Gap, Inbound, Source};
use crate::{ConversationId, ConversationType, Message, RequestError, StoreError, Timestamp};

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

    /// Where in a conversation messages may be missing, because they were not delivered.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn gap(&self, id: &ConversationId) -> Result<Option<Gap>, StoreError> {
        let id = id.clone();
        self.0.store.read(move |db| store::gap(db, &id)).await
    }

    /// Brings the newest page of what was not delivered, if there is such a thing.
    ///
    /// # Errors
    /// When there is no connection, the server refuses, or the store cannot be written.
    pub async fn fill_gap(&self, id: &ConversationId) -> Result<(), RequestError> {
        let Some(gap) = self.gap(id).await? else { return Ok(()) };
        // What was said in the gap's last millisecond is asked for again: not all of it may be here.
        let before = Timestamp(gap.until.0.saturating_add(1));
        let (messages, more) = self.ask_history(id, before, HISTORY_PAGE).await?;
        let oldest = messages.iter().map(|message| message.time).min().filter(|_| more);
        let down_to = oldest.map(|oldest| gap.down_to(oldest));
        self.apply_page(id, messages, before, down_to).await
    }

    /// At most `count` messages of the server's history from before a time (the newest, for 0), newest first. Those that
    /// follow on what the store has are stored too; others would leave a gap that nobody could see, or a second one. Here
    /// they have the id 0, as the server knows no other.
    ///
    /// # Errors
    /// When there is no connection, the server refuses, or the store cannot be written.
    pub async fn fetch_history(
        &self,
        id: &ConversationId,
        before: Timestamp,
        count: i32,
    ) -> Result<Vec<Message>, RequestError> {
        let (messages, more) = self.ask_history(id, before, count).await?;
        let conversation = id.clone();
        let here = self
            .0
            .store
            .read(move |db| Ok((store::oldest(db, &conversation)?, store::gap(db, &conversation)?)));
        let (oldest, gap) = here.await?;
        let above = if before.0 == 0 { Timestamp(i64::MAX) } else { before };
        let within = gap.is_some_and(|gap| gap.since < above && above < gap.until);
        if !within && (before.0 == 0 || oldest.is_some_and(|oldest| oldest <= before)) {
            let down_to = messages.iter().map(|message| Timestamp(message.time)).min().filter(|_| more);
            self.apply_page(id, messages.clone(), above, down_to).await?;
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

    /// Stores what the server has of a conversation from before one time and since another.
    async fn apply_page(
        &self,
        id: &ConversationId,
        messages: Vec<Inbound>,
        before: Timestamp,
        down_to: Option<Timestamp>,
    ) -> Result<(), RequestError> {
        let (me, now, id) = (self.0.config.user_id.clone(), self.0.clock.now(), id.clone());
        let stored = self.0.store.write(move |db| {
            let taken = store::apply(db, &me, messages, Source::History, Cursors::default(), now)?;
            store::filled(db, &id, before, down_to)?;
            Ok(taken)
        });
        self.0.changes.send(stored.await?.changes).ok(); // nobody may be watching
        Ok(())
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
