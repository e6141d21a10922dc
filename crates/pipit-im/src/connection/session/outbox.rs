//! What goes out: of each conversation one entry of the outbox at a time, so that their order is the order of writing.

use std::sync::atomic::Ordering;

use pipit_proto::code;
use pipit_proto::content::{self, Content};
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::ClientFrame;
use pipit_proto::messages::{GrpReadReceiptMsg, UpStreamMessage};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tokio::time::Instant;

use super::{Awaited, End, Session, failed, publish};
use crate::store::{self, Outgoing};
use crate::{ChangeSet, ConversationType, Event};

/// In how many conversations a message may be on its way at once.
const OUTBOX_WINDOW: usize = 64;

impl Session<'_> {
    pub(super) async fn flush(&mut self) -> Result<(), End> {
        if self.hold_until.is_some() {
            return Ok(());
        }
        let waiting = self.engine.store.read(|db| store::waiting(db, OUTBOX_WINDOW)).await.map_err(failed)?;
        for entry in waiting {
            if !self.busy.insert(entry.conversation.clone()) {
                continue;
            }
            let topic = match entry.conversation.kind {
                ConversationType::Group => topic::GROUP_MESSAGE,
                ConversationType::Discussion => topic::DISCUSSION_MESSAGE,
                ConversationType::ChatRoom => topic::ROOM_MESSAGE,
                _ => topic::PRIVATE_MESSAGE,
            };
            if !self.answers(topic) {
                // Another server: it would not know what to do with it. The next entry is looked for from there.
                return Box::pin(self.answered(entry, code::NOT_SUPPORTED, 0, "")).await;
            }
            let traits = content::traits(&entry.object_name);
            let content = Content::decode(&entry.object_name, &entry.content);
            if let Some(read) = self.kept_receipt(&entry, &content) {
                let (id, target) = (self.next_id(), entry.conversation.target_id.as_str().to_owned());
                let body = read.encode_to_vec().into();
                let frame = ClientFrame::Query { topic: topic::GROUP_RECEIPT.into(), target, id, body };
                self.ask(id, frame, Awaited::Outgoing(entry)).await?;
                continue;
            }
            // A kind that an application adds is kept and counts, as the built-in ones for people do.
            let added = !content::OBJECT_NAMES.contains(&entry.object_name.as_str());
            let flags = MessageFlags {
                persisted: traits.persisted || added,
                counted: traits.counted || added,
                mentioned: content.mentioned_info().is_some(),
                ..MessageFlags::default()
            };
            let up = UpStreamMessage {
                session_id: flags.to_up(),
                classname: entry.object_name.clone(),
                content: entry.content.clone(),
                to_user_ids: self.only_for(&entry, &content),
                client_unique_id: Some(entry.client_id),
                ..UpStreamMessage::default()
            };
            let id = self.next_id();
            let target = entry.conversation.target_id.as_str().to_owned();
            let frame = publish(topic, target, id, up.encode_to_vec().into());
            self.ask(id, frame, Awaited::Outgoing(entry)).await?;
        }
        Ok(())
    }

    /// What a server that keeps who has read which message of a group is told, instead of those who wrote them.
    fn kept_receipt(&self, entry: &Outgoing, content: &Content) -> Option<GrpReadReceiptMsg> {
        let Content::ReadReceiptResponse(word) = content else { return None };
        let kept = self.engine.keeps_receipts.load(Ordering::Relaxed);
        if !kept || entry.conversation.kind != ConversationType::Group {
            return None;
        }
        let uids = word.messages.as_object().into_iter().flat_map(|writers| writers.values());
        let uids = uids.filter_map(serde_json::Value::as_array).flatten();
        let msg_id = uids.filter_map(|uid| uid.as_str().map(str::to_owned)).collect();
        Some(GrpReadReceiptMsg { msg_id, channel_id: None })
    }

    /// In a group, some words concern only some: where this user has read to, their own devices; who has read a
    /// message, its writer. Empty means everybody.
    fn only_for(&self, entry: &Outgoing, content: &Content) -> Vec<String> {
        match content {
            _ if entry.conversation.kind == ConversationType::Private => Vec::new(),
            Content::SyncReadStatus(_) => vec![self.engine.config.user_id.as_str().to_owned()],
            Content::ReadReceiptResponse(word) => {
                word.messages.as_object().into_iter().flat_map(|writers| writers.keys().cloned()).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) async fn answered(
        &mut self,
        entry: Outgoing,
        status: u16,
        time: i64,
        uid: &str,
    ) -> Result<(), End> {
        self.busy.remove(&entry.conversation);
        let (conversation, message) = (entry.conversation.clone(), entry.message);
        match status {
            0 => {
                self.hold.reset();
                let uid = uid.to_owned();
                let store = &self.engine.store;
                store.write(move |db| store::acknowledge(db, &entry, &uid, time)).await.map_err(failed)?;
            }
            status if code::is_passing(status) => {
                self.hold_until = Some(Instant::now() + self.hold.next());
                return Ok(());
            }
            status => {
                let store = &self.engine.store;
                store.write(move |db| store::fail(db, &entry, i32::from(status))).await.map_err(failed)?;
            }
        }
        self.engine.publish(ChangeSet::conversation(conversation.clone()));
        self.meet([Some((conversation.kind.number(), conversation.target_id.as_str().to_owned()))]).await?;
        if let Some(message) = message {
            let event = match status {
                0 => Event::Sent(message),
                status => Event::Refused { message, code: i32::from(status) },
            };
            self.engine.events.tell(event).await;
        }
        self.flush().await
    }
}
