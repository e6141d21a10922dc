//! What comes in: pulled pages, direct pushes, and what one's other devices do.

use std::collections::HashSet;
use std::time::Duration;

use bytes::Bytes;
use pipit_proto::compress::inflate;
use pipit_proto::content::{Content, SyncReadStatus};
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::{FrameId, MAX_SERVER_FRAME};
use pipit_proto::messages::{
    DownStreamMessage, DownStreamMessages, NotifyMsg, SessionMsgReadInput, SyncRequestMsg,
};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tokio::time::Instant;
use tracing::warn;

use super::{Awaited, Echo, End, Engine, PULL_INTERVAL, Session, failed, typing};
use crate::store::{self, Cursors, Fact, Gap, Inbound, Pulled, Source};
use crate::{ConversationId, ConversationType, Event, TargetId, Timestamp};

/// The server's word that conversation attributes were set elsewhere.
const ATTRIBUTES_CHANGED: i32 = 3;

/// The server's word that messages were edited.
const MESSAGES_EDITED: i32 = 12;

/// The server's word that a chat room's values changed, which nobody here reads.
const VALUE_CHANGED: i32 = 2;

/// Direct pushes that are kept while a pull is under way; beyond, another pull brings them.
const PUSHED: usize = 256;

/// Pages are gathered until so many messages are there, or for so long, and stored in one transaction: with fewer the
/// store writes the same pages of its file again and again; with more the list stands still for too long.
const GATHERED: usize = 2_000;
const GATHERING: Duration = Duration::from_millis(500);

/// Pages that were pulled and are not stored yet.
pub(super) struct Gathered {
    messages: Vec<DownStreamMessage>,
    since: Instant,
}

impl Session<'_> {
    pub(super) async fn pull(&mut self) -> Result<(), End> {
        self.next_pull = Instant::now() + PULL_INTERVAL;
        if self.pulling {
            self.pull_again = true;
            return Ok(());
        }
        self.pulling = true;
        self.pull_again = false;
        let body = SyncRequestMsg {
            sync_time: self.pulled.inbox,
            ispolling: false,
            is_pull_send: Some(true),
            send_box_sync_time: Some(self.pulled.sent),
            compressio_enabled: Some(true),
            ..SyncRequestMsg::default()
        };
        self.query(topic::PULL, body.encode_to_vec(), Awaited::Pull).await
    }

    pub(super) async fn pulled(&mut self, status: u16, now: Timestamp, body: Bytes) -> Result<(), End> {
        self.pulling = false;
        if status != 0 {
            warn!(status, "the server does not let us pull");
            return Err(End::Lost);
        }
        let page = plain(body, |page: &DownStreamMessages| page.compressed_data.as_ref()).ok_or(End::Lost)?;
        let more = page.finished != Some(true);
        let mut cursors = self.pulled;
        cursors.inbox = cursors.inbox.max(page.sync_time);
        for message in &page.list {
            let cursor = if message.direction == Some(1) { &mut cursors.sent } else { &mut cursors.inbox };
            *cursor = (*cursor).max(message.data_time);
        }
        let more = more && cursors != self.pulled;
        self.pulled = cursors;
        let gathered =
            self.gathered.get_or_insert_with(|| Gathered { messages: Vec::new(), since: Instant::now() });
        self.brought += page.list.len();
        gathered.messages.extend(page.list);
        let enough = gathered.messages.len() >= GATHERED || gathered.since.elapsed() >= GATHERING;
        if more {
            self.pull().await?; // the server reads the next page while this one is stored
        }
        if (!more || enough)
            && let Some(gathered) = self.gathered.take()
        {
            let pulled = Pulled {
                missed: self.missed(&gathered.messages, more, now),
                caught_up: (!more).then_some(now),
            };
            self.take_in(self.understood(gathered.messages), cursors, pulled, more).await?;
        }
        if more {
            return Ok(());
        }
        // The first time, what an earlier run left behind that could not close its store is brought in order as well.
        let first = self.engine.caught_up.load(std::sync::atomic::Ordering::Relaxed) == 0;
        if std::mem::take(&mut self.brought) >= GATHERED || first {
            let store = self.engine.store.clone();
            tokio::spawn(async move {
                if let Err(error) = store.rest().await {
                    warn!(%error, "the store did not come to rest after much that it took in");
                }
            });
        }
        if self.pull_again {
            return self.pull().await;
        }
        while let Some((_, message)) = self.pushed.pop_first() {
            self.direct(message).await?;
            if self.pulling {
                return Ok(()); // something is missing before it; the rest waits for that pull
            }
        }
        self.caught_up();
        self.pull_list().await?;
        self.ask_people().await
    }

    /// What was not delivered while this device was away. It lies before the first message that was received: the boxes are
    /// delivered in ascending time, and what was sent waits without a limit.
    fn missed(&mut self, list: &[DownStreamMessage], more: bool, now: Timestamp) -> Option<Gap> {
        let received = list.iter().filter(|message| message.direction != Some(1));
        let first = received.map(|message| Timestamp(message.data_time)).min();
        if first.is_none() && more {
            return None; // the cursor of what was received stays, so that nothing is forgotten meanwhile
        }
        self.delivered.take().and_then(|since| Gap::after(since, first, now))
    }

    /// Everything that the server held is here.
    fn caught_up(&self) {
        let now = self.engine.clock.now();
        self.engine.caught_up.store(now.0, std::sync::atomic::Ordering::Relaxed);
    }

    /// Another device of this user does something; its acknowledgement follows under the same number.
    pub(super) fn echoed(&mut self, topic: &str, id: FrameId, body: &Bytes) {
        let echo = match topic {
            topic::PRIVATE_STATUS | topic::GROUP_STATUS => return, // these are never acknowledged
            topic::MARK_READ => match SessionMsgReadInput::decode(body.clone()) {
                Ok(read) => Echo::Read(read),
                Err(_) => return,
            },
            _ => Echo::Sent,
        };
        self.echoes.insert(id, echo);
    }

    pub(super) async fn read_elsewhere(&mut self, read: SessionMsgReadInput, now: i64) -> Result<(), End> {
        let Some(kind) = ConversationType::from_number(read.r#type) else { return Ok(()) };
        let word = SyncReadStatus { last_message_send_time: read.msg_time, ..SyncReadStatus::default() };
        let word = Inbound {
            conversation: ConversationId { kind, target_id: TargetId::new(read.channel_id) },
            sender: self.engine.config.user_id.clone(),
            sent: true,
            uid: String::new(),
            client_id: None,
            time: now,
            flags: MessageFlags::default(),
            content: Content::SyncReadStatus(word),
            edited: None,
        };
        self.take_in(vec![word], self.cursors, Pulled::default(), !self.untold.is_empty()).await
    }

    pub(super) async fn pushed(&mut self, topic: &str, body: Bytes) -> Result<(), End> {
        match topic {
            topic::NOTIFY => match NotifyMsg::decode(body) {
                Ok(word) if word.chrm_id.is_some() => self.room_word(word).await,
                Ok(_) => self.pull().await,
                Err(_) => Err(End::Lost),
            },
            topic::COMMAND => match NotifyMsg::decode(body) {
                Ok(word) if word.r#type == ATTRIBUTES_CHANGED => self.pull_attributes().await,
                Ok(word) if word.r#type == MESSAGES_EDITED => self.pull_edits().await,
                Ok(word) if word.chrm_id.is_some() && word.r#type != VALUE_CHANGED => {
                    self.room_word(word).await
                }
                Ok(_) => Ok(()),
                Err(_) => Err(End::Lost),
            },
            topic::SETTINGS_CHANGED => self.settle_quiet_hours().await,
            topic::MESSAGE => match DownStreamMessage::decode(body) {
                // A status message has no name and is not stored.
                Ok(message) if message.msg_id.as_deref().unwrap_or_default().is_empty() => {
                    self.status_message(message).await;
                    Ok(())
                }
                Ok(message) => self.direct(message).await,
                Err(_) => Err(End::Lost),
            },
            _ => Ok(()),
        }
    }

    async fn direct(&mut self, message: DownStreamMessage) -> Result<(), End> {
        if message.data_time <= self.cursors.inbox {
            return Ok(()); // it came before
        }
        if self.pulling {
            if self.pushed.len() < PUSHED {
                self.pushed.insert(message.data_time, message);
            } else {
                self.pull_again = true; // the pull will bring it
            }
            return Ok(());
        }
        if message.previous_time != Some(self.cursors.inbox) {
            return self.pull().await; // something is missing before it
        }
        let cursors = Cursors { inbox: message.data_time, ..self.cursors };
        let sender = (ConversationType::Private.number(), message.from_user_id.clone());
        let group = message.group_id.clone().map(|group| (message.r#type, group));
        self.apply(vec![message], cursors, false).await?;
        self.caught_up();
        self.meet([Some(sender), group]).await
    }

    /// Takes in a page of messages, which another one `follows`, or none.
    pub(super) async fn apply(
        &mut self,
        list: Vec<DownStreamMessage>,
        cursors: Cursors,
        follows: bool,
    ) -> Result<(), End> {
        self.take_in(self.understood(list), cursors, Pulled::default(), follows).await
    }

    fn understood(&self, list: Vec<DownStreamMessage>) -> Vec<Inbound> {
        let me = &self.engine.config.user_id;
        list.into_iter().filter_map(|message| Inbound::read(message, me)).collect()
    }

    async fn take_in(
        &mut self,
        messages: Vec<Inbound>,
        cursors: Cursors,
        pulled: Pulled,
        follows: bool,
    ) -> Result<(), End> {
        let me = self.engine.config.user_id.clone();
        let now = self.engine.clock.now();
        let store = &self.engine.store;
        let senders: HashSet<ConversationId> = messages
            .iter()
            .filter(|message| !message.sent && self.typing.contains_key(&typing::with(&message.sender)))
            .map(|message| typing::with(&message.sender))
            .collect();
        let stored = store.write(move |db| {
            let mut taken = store::apply(db, &me, messages, Source::Box, cursors, now)?;
            // A chat that is on screen looks for what is missing in it.
            taken.changes.everything |= pulled.missed.is_some();
            store::pulled(db, pulled)?;
            Ok(taken)
        });
        let stored = stored.await;
        match stored {
            Ok(taken) => {
                self.cursors = cursors;
                self.pulled.inbox = self.pulled.inbox.max(cursors.inbox);
                self.pulled.sent = self.pulled.sent.max(cursors.sent);
                self.engine.publish(taken.changes);
                self.tell(taken.facts, follows, now).await?;
                self.end_typing(|id, _| senders.contains(id)).await; // what they wrote is here
                Ok(())
            }
            Err(error) => {
                // The cursors did not move: the server keeps everything until it can be stored.
                warn!(%error, "messages cannot be stored");
                Err(End::Unstored)
            }
        }
    }

    /// Tells those who must hear of everything. As long as a page follows, the last message waits with what came after
    /// it: only the last one of a whole pull may say that nothing is left.
    async fn tell(&mut self, facts: Vec<Fact>, follows: bool, now: Timestamp) -> Result<(), End> {
        let mut due = std::mem::take(&mut self.untold);
        due.extend(facts);
        if self.engine.events.is_idle() {
            return Ok(());
        }
        if follows && let Some(last) = due.iter().rposition(arrives) {
            self.untold = due.split_off(last);
        }
        let waits = usize::from(!self.untold.is_empty());
        tell(self.engine, due, waits, now).await
    }

    /// The session is over: what waited for more is told.
    pub(super) async fn tell_rest(&mut self) {
        let rest = std::mem::take(&mut self.untold);
        tell(self.engine, rest, 0, self.engine.clock.now()).await.ok(); // it was logged
    }
}

fn arrives(fact: &Fact) -> bool {
    matches!(fact, Fact::Arrived(_) | Fact::Passed(_))
}

/// Tells `facts`; `waits` more messages are known of.
async fn tell(engine: &Engine, facts: Vec<Fact>, waits: usize, now: Timestamp) -> Result<(), End> {
    let mut left = waits + facts.iter().filter(|fact| arrives(fact)).count();
    for fact in facts {
        left -= usize::from(arrives(&fact));
        let event = match fact {
            Fact::Arrived(id) => {
                let found = engine.store.read(move |db| store::find(db, id.0)).await.map_err(failed)?;
                let Some(message) = found else { continue }; // deleted since
                Event::Received { message: Box::new(message), left }
            }
            Fact::Passed(inbound) => Event::Received { message: Box::new(inbound.into_message(now)), left },
            Fact::Recalled(id) => Event::Recalled(id),
            Fact::ReadByPeer(conversation, up_to) => Event::ReadByPeer { conversation, up_to },
            Fact::ReceiptAsked(id) => Event::ReceiptAsked(id),
            Fact::ReceiptAnswered(id) => Event::ReceiptAnswered(id),
        };
        engine.events.tell(event).await;
    }
    Ok(())
}

/// Reads a page that may hold itself in a compressed form.
pub(super) fn plain<P: Message + Default>(
    body: Bytes,
    compressed: impl Fn(&P) -> Option<&Bytes>,
) -> Option<P> {
    let page = P::decode(body).ok()?;
    match compressed(&page) {
        Some(compressed) if !compressed.is_empty() => {
            let inner = inflate(compressed, MAX_SERVER_FRAME).ok()?;
            P::decode(inner.as_slice()).ok()
        }
        _ => Some(page),
    }
}
