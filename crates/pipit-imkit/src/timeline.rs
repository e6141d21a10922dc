//! The messages of one chat, as a window that opens where reading goes on.
//!
//! Inputs of a window's task: changes of the engine's store; what the page wishes; the end of a fetch from the server's
//! history, or a connection with which it can be tried again; the moment from which a message can no longer be taken back.
//! After each, the query runs again and the difference travels.

mod filling;
mod item;
mod quote;
mod rows;
mod span;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::Local;
use pipit_im::{
    Changes, Client, Content, ConversationId, Gap, Held, MessageCursor, MessageDirection, MessageId,
    MessageRange, Messages, RequestError, StoreError, Timestamp,
};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::people::People;
use crate::splice::{Batch, Edges};
use crate::summary::people_in;
use crate::window::{QUEUE, Task, Told};
use filling::{Filling, misses};
use quote::quoted_by;
use rows::{UNREAD, UnreadLine, editable_until, recallable_until, row_key};
use span::{Cut, Span};

pub use item::{CardField, Coordinates, MessageBody, MessageView, Picture, TimelineItem, TimelineItemKind};
pub use quote::{Quote, quote};
pub(crate) use rows::{Surroundings, rows};

/// A window over a chat. It ends when it is dropped.
#[derive(Debug)]
pub struct Timeline {
    wishes: Arc<watch::Sender<Wishes>>,
    _task: Task,
}

/// What the page asked for and has not got yet.
#[derive(Debug, Default)]
struct Wishes {
    /// Older messages, as long as there are no more than so many then.
    older: Option<usize>,
    newer: Option<usize>,
    latest: bool,
    /// A message to go to.
    to: Option<MessageId>,
}

impl Timeline {
    /// Opens a chat: where `at` stands, or else at its first unread message if it has one, or else at its end. The first
    /// batch holds what is on this machine.
    pub fn open(
        client: Client,
        conversation: ConversationId,
        at: Option<MessageId>,
    ) -> (Self, mpsc::Receiver<Batch<TimelineItem>>) {
        let (batches, reader) = mpsc::channel(QUEUE);
        let wishes = Arc::new(watch::Sender::new(Wishes::default()));
        let window = Window {
            changes: client.changes(),
            wishes: wishes.clone(),
            told: Told::new(batches),
            filling: Filling::new(client.clone(), conversation.clone()),
            client,
            id: conversation,
            reading: None,
            span: Span::default(),
            at,
            unread: None,
            newest: None,
            oldest: None,
            keep: 0,
            asked_from: None,
            fetched: false,
            fetch: JoinSet::new(),
            recall_ends: None,
        };
        (Self { wishes, _task: Task::spawn(window.run()) }, reader)
    }

    /// Asks for older messages, of the server's history when this machine has no more. The other end may be cut, but the oldest
    /// `keep` of what the window holds stay; less than 40 and more than 230 are taken for these.
    pub fn extend_older(&self, keep: usize) {
        self.wishes.send_modify(|wishes| wishes.older = Some(keep));
    }

    /// Asks for newer messages; the newest `keep` stay.
    pub fn extend_newer(&self, keep: usize) {
        self.wishes.send_modify(|wishes| wishes.newer = Some(keep));
    }

    /// Moves to the end of the chat; a batch answers whose focus is `end`.
    pub fn jump_to_latest(&self) {
        self.wishes.send_modify(|wishes| wishes.latest = true);
    }

    /// Moves to a message of the chat; a batch answers whose focus is the key of its row. Nothing happens when it is not
    /// on this machine.
    pub fn jump_to(&self, message: MessageId) {
        self.wishes.send_modify(|wishes| wishes.to = Some(message));
    }
}

/// The task's state.
struct Window {
    client: Client,
    id: ConversationId,
    changes: Changes,
    wishes: Arc<watch::Sender<Wishes>>,
    told: Told<TimelineItem>,
    span: Span,
    /// Where the chat is to be opened.
    at: Option<MessageId>,
    /// Fixed when the chat is opened, gone when the user writes.
    unread: Option<UnreadLine>,
    /// The newest message when the chat was opened.
    newest: Option<MessageCursor>,
    /// The first message that the page has.
    oldest: Option<MessageCursor>,
    /// How many messages the page wanted to keep when it asked for older ones.
    keep: usize,
    /// The first message that the page had when it asked for older ones.
    asked_from: Option<MessageCursor>,
    /// A request for older messages has ended well.
    fetched: bool,
    /// The one request for older messages that is under way.
    fetch: JoinSet<Result<bool, RequestError>>,
    filling: Filling,
    /// Near which place people read, as far as is known; at the end otherwise.
    reading: Option<MessageCursor>,
    /// When the next message on screen can no longer be taken back.
    recall_ends: Option<Instant>,
}

/// True for what a person keeps among their files.
fn carries_file(content: &Content) -> bool {
    matches!(content, Content::File(_) | Content::Sight(_))
}

/// Waits for a moment; for ever when there is none.
async fn passed(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// What the page is to bring into view.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    None,
    Unread,
    End,
    Message(MessageId),
}

impl Window {
    async fn run(mut self) {
        let mut calls = self.wishes.subscribe();
        let mut opened = false;
        while self.told.ready().await {
            self.changes.skip_waiting(); // the query sees what they tell
            let outcome = if opened { self.look(&mut calls).await } else { self.open().await };
            match outcome {
                Ok(()) => opened = true,
                Err(error) => tracing::warn!(%error, "the chat cannot be read"),
            }
            if !self.something_happens(&mut calls).await {
                return;
            }
        }
    }

    /// Waits for a reason to look again; false when the window is over.
    async fn something_happens(&mut self, calls: &mut watch::Receiver<Wishes>) -> bool {
        loop {
            tokio::select! {
                change = self.changes.next() => match change {
                    Some(change) if change.touches(&self.id) => return true,
                    Some(_) => {}
                    None => return false,
                },
                called = calls.changed() => return called.is_ok(),
                Some(fetched) = self.fetch.join_next() => match fetched {
                    Ok(Ok(_)) => {
                        self.fetched = true;
                        return true;
                    }
                    Ok(Err(error)) => tracing::debug!(%error, "no older messages for now"),
                    Err(error) => tracing::error!(%error, "the request for older messages ended early"),
                },
                () = self.filling.next() => return true,
                () = passed(self.recall_ends) => return true,
                () = self.told.closed() => return false,
            }
        }
    }

    async fn open(&mut self) -> Result<(), StoreError> {
        let unread = self.client.first_unread(&self.id).await?;
        let newest = self.client.messages(&self.id, MessageRange::Latest { limit: 1 }).await?;
        self.newest = newest.list.last().map(MessageCursor::of);
        self.unread = unread.map(|(before, count)| UnreadLine { before, count });
        let at = self.place_of(self.at).await?;
        let (focus, place) = match (at, unread) {
            (Some((id, place)), _) => (Focus::Message(id), Some(place)),
            (None, Some((first, _))) => (Focus::Unread, Some(first)),
            (None, None) => (Focus::None, None),
        };
        self.reading = place;
        self.span = match place {
            Some(place) => Span::around(&self.client, &self.id, place).await?,
            None => Span::latest(&self.client, &self.id).await?,
        };
        if let Err(error) = self.client.opened(&self.id).await {
            tracing::warn!(%error, "the mark that a conversation is unread stays");
        }
        self.show(focus).await.map(|_| ())
    }

    async fn look(&mut self, calls: &mut watch::Receiver<Wishes>) -> Result<(), StoreError> {
        calls.mark_unchanged();
        let mut asked = Wishes::default();
        self.wishes.send_if_modified(|wishes| {
            asked = std::mem::take(wishes);
            false // nobody waits for this
        });
        if asked.latest || asked.to.is_some() || asked.newer.is_some() || asked.older.is_some() {
            self.filling.hope();
        }
        if asked.latest {
            self.reading = None;
            self.span = Span::latest(&self.client, &self.id).await?;
            return self.show(Focus::End).await.map(|_| ());
        }
        if let Some((id, place)) = self.place_of(asked.to).await? {
            self.reading = Some(place);
            self.span = Span::around(&self.client, &self.id, place).await?;
            return self.show(Focus::Message(id)).await.map(|_| ());
        }
        if let Some(keep) = asked.newer {
            self.reading = self.span.end();
            self.span.extend_newer(&self.client, &self.id, keep).await?;
        }
        let fetched = std::mem::take(&mut self.fetched);
        if let Some(keep) = asked.older {
            self.asked_from = self.oldest;
            self.reading = self.oldest;
            self.keep = keep;
        }
        let older = asked.older.is_some() || fetched;
        if older {
            self.span.extend_older(&self.client, &self.id, self.keep).await?;
        }
        let held = self.show(Focus::None).await?;
        // Asked for, and not got: this machine has no more, or what came from the server is nothing that is kept.
        let in_want = older && self.oldest == self.asked_from && self.fetch.is_empty();
        if in_want && !self.client.history_complete(&self.id).await? {
            self.span.hold(&held);
            let (client, id) = (self.client.clone(), self.id.clone());
            self.fetch.spawn(async move { client.fetch_older(&id).await });
        }
        Ok(())
    }

    /// A message of this chat, and where it stands.
    async fn place_of(
        &self,
        message: Option<MessageId>,
    ) -> Result<Option<(MessageId, MessageCursor)>, StoreError> {
        let Some(id) = message else { return Ok(None) };
        let found = self.client.message(id).await?.filter(|message| message.conversation == self.id);
        Ok(found.map(|message| (id, MessageCursor::of(&message))))
    }

    /// Runs the query and tells the difference.
    async fn show(&mut self, focus: Focus) -> Result<Messages, StoreError> {
        let held = self.span.read(&self.client, &self.id).await?;
        let gap = self.client.gap(&self.id).await?;
        // A gap may also lie before the first message.
        let beneath = |gap: Gap| held.list.first().is_none_or(|first| first.sent_time > gap.until);
        let complete = self.client.history_complete(&self.id).await? && !gap.is_some_and(beneath);
        let wrote = |newest| {
            held.list
                .iter()
                .rev()
                .take_while(|message| Some(MessageCursor::of(message)) > newest)
                .any(|message| message.direction == MessageDirection::Sent)
        };
        if self.unread.is_some() && wrote(self.newest) {
            self.unread = None;
        }
        let quoted: BTreeSet<_> = held.list.iter().filter_map(quoted_by).collect();
        let quoted = self.client.messages_by_uid(quoted.into_iter().collect()).await?;
        let senders = held.list.iter().chain(&quoted).flat_map(people_in);
        let people = People::read(&self.client, senders, []).await?;
        let quoted = quoted.into_iter().filter_map(|message| Some((message.uid.clone()?, message))).collect();
        let percents = held
            .list
            .iter()
            .filter_map(|message| Some((message.id, self.client.upload_percent(message.id)?)))
            .collect();
        let carriers = held.list.iter().filter(|message| carries_file(&message.content));
        let files = self.client.file_states(carriers.map(|message| message.id).collect()).await?;
        let files = files
            .into_iter()
            .filter(|(of, _)| of.held == Held::ITSELF)
            .map(|(of, state)| (of.message, state))
            .collect();
        let now = self.client.server_time();
        let left = |end: Timestamp| u64::try_from(end.0.saturating_sub(now.0)).ok().filter(|left| *left > 0);
        let edit_window = i64::try_from(self.client.edit_window().as_millis()).unwrap_or(i64::MAX);
        let ends = held
            .list
            .iter()
            .flat_map(|message| [recallable_until(message), editable_until(message, edit_window)]);
        let left = ends.flatten().filter_map(left).min();
        self.recall_ends = left.map(|left| Instant::now() + Duration::from_millis(left));
        let rows = rows(
            &held.list,
            &Surroundings {
                people: &people,
                zone: &Local,
                now,
                unread: self.unread,
                quoted: &quoted,
                percents: &percents,
                files: &files,
                edit_window,
                starts: complete && !held.more_before,
                continues: held.more_before,
            },
        );
        let edges = Edges { before: held.more_before || !complete, after: held.more_after };
        let focus = match focus {
            Focus::None => None,
            Focus::Unread => Some(UNREAD.to_owned()),
            Focus::End => Some("end".to_owned()),
            Focus::Message(id) => Some(row_key(id)),
        };
        self.oldest = held.list.first().map(MessageCursor::of);
        self.told.tell(rows, edges, focus);
        if let Some(gap) = gap.filter(|gap| misses(&held, *gap))
            && self.filling.begin()
        {
            let behind = self.reading.is_some_and(|place| place.time() <= gap.since);
            self.span.make_room(&held, if behind { Cut::End } else { Cut::Beginning });
        }
        Ok(held)
    }
}
