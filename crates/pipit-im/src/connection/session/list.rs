//! The server's list of conversations, which tells what was said last in those of which nothing was delivered. Whoever
//! wrote for the first time during an absence is known by it alone.

use bytes::Bytes;
use pipit_proto::messages::{RelationQryInput, RelationsOutput};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tracing::debug;

use super::inbox::plain;
use super::{Awaited, End, Session, failed};
use crate::ConversationType;
use crate::store::{self, Cursors, Gap, Inbound, Source};

/// Conversations that are asked for at once.
const PAGE: i32 = 100;

/// The kinds whose messages the boxes bring.
const KINDS: [ConversationType; 4] = [
    ConversationType::Private,
    ConversationType::Discussion,
    ConversationType::Group,
    ConversationType::System,
];

impl Session<'_> {
    /// Asks for the newest conversations of which the last message may not have been delivered, if there may be such.
    pub(super) async fn pull_list(&mut self) -> Result<(), End> {
        let Some(gap) = self.engine.store.read(store::gap_of_list).await.map_err(failed)? else {
            return Ok(());
        };
        let asked = RelationQryInput {
            start_time: Some(gap.until.0.saturating_add(1)),
            order: Some(0),
            count: Some(PAGE),
            compressio_enabled: Some(true),
            channel_type: KINDS.map(ConversationType::number).to_vec(),
            ..RelationQryInput::default()
        };
        self.query(topic::CONVERSATIONS, asked.encode_to_vec(), Awaited::List(gap)).await
    }

    pub(super) async fn list(&mut self, status: u16, body: Bytes, gap: Gap) -> Result<(), End> {
        if status != 0 {
            debug!(status, "the server does not tell its list"); // the next session asks again
            return Ok(());
        }
        let page = plain(body, |page: &RelationsOutput| page.compressed_data.as_ref()).ok_or(End::Lost)?;
        let more = page.is_finished == Some(false);
        let me = self.engine.config.user_id.clone();
        let last = page.info.into_iter().filter_map(|info| Inbound::read(info.msg?, &me));
        let last: Vec<Inbound> = last.collect();
        let oldest = last.iter().map(|message| message.time).min().filter(|_| more);
        let down_to = oldest.map(|oldest| gap.down_to(oldest));
        let missed: Vec<Inbound> =
            last.into_iter().filter(|message| (gap.since.0..=gap.until.0).contains(&message.time)).collect();
        let now = self.engine.clock.now();
        let stored = self.engine.store.write(move |db| {
            let taken = store::apply(db, &me, missed, Source::History, Cursors::default(), now)?;
            for conversation in &taken.changes.conversations {
                store::list_again(db, conversation)?;
            }
            store::list_filled(db, gap.until, down_to)?;
            Ok(taken)
        });
        self.engine.publish(stored.await.map_err(failed)?.changes);
        if more { self.pull_list().await } else { self.ask_people().await }
    }
}
