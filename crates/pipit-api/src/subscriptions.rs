//! What a page watches: one task each, ended with the subscription.

use std::collections::BTreeMap;
use std::sync::Mutex;

use pipit_im::{ConversationId, MessageId};
use pipit_imkit::{ConversationList, Timeline};
use serde::Serialize;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use crate::ui::{Direction, SubscriptionId};
use crate::{ApiError, ErrorCode};

/// Takes an event as JSON; answers false when nobody listens any more.
pub type Sink = Box<dyn Fn(String) -> bool + Send + Sync>;

/// The part of a subscription that a page may move.
pub(crate) enum Window {
    /// Values have none.
    None,
    ConversationList(ConversationList),
    Timeline(Timeline),
    /// Where what is recorded will be sent, and who wants to know when it is shown no more.
    Recording(ConversationId, watch::Sender<()>),
}

struct Watched {
    forwarder: AbortHandle,
    window: Window,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.forwarder.abort();
    }
}

#[derive(Default)]
struct Table {
    last: u32,
    watched: BTreeMap<SubscriptionId, Watched>,
}

/// The subscriptions of the page.
#[derive(Default)]
pub(crate) struct Subscriptions(Mutex<Table>);

impl Subscriptions {
    /// Forwards a value: now, and whenever it changes. A reader that is slow sees the newest only.
    pub(crate) fn forward_value<T>(&self, value: watch::Receiver<T>, sink: Sink) -> SubscriptionId
    where
        T: Serialize + Send + Sync + 'static,
    {
        self.forward_value_of(Window::None, value, sink)
    }

    /// The same, of something that a page may act on.
    pub(crate) fn forward_value_of<T>(
        &self,
        window: Window,
        mut value: watch::Receiver<T>,
        sink: Sink,
    ) -> SubscriptionId
    where
        T: Serialize + Send + Sync + 'static,
    {
        let forwarder = tokio::spawn(async move {
            value.mark_changed();
            while value.changed().await.is_ok() {
                let json = serde_json::to_string(&*value.borrow_and_update());
                if !json.is_ok_and(&sink) {
                    break;
                }
            }
        });
        self.add(Watched { forwarder: forwarder.abort_handle(), window })
    }

    /// Forwards a window's batches, each one and in order.
    pub(crate) fn forward_window<B>(
        &self,
        window: Window,
        mut batches: mpsc::Receiver<B>,
        sink: Sink,
    ) -> SubscriptionId
    where
        B: Serialize + Send + 'static,
    {
        let forwarder = tokio::spawn(async move {
            while let Some(batch) = batches.recv().await {
                if !serde_json::to_string(&batch).is_ok_and(&sink) {
                    break;
                }
            }
        });
        self.add(Watched { forwarder: forwarder.abort_handle(), window })
    }

    fn add(&self, watched: Watched) -> SubscriptionId {
        let mut table = self.table();
        table.last = table.last.wrapping_add(1);
        let id = SubscriptionId(table.last);
        table.watched.insert(id, watched);
        id
    }

    /// Ends a subscription; one that is over already is no error.
    pub(crate) fn end(&self, id: SubscriptionId) {
        self.table().watched.remove(&id);
    }

    /// Ends all of them.
    pub(crate) fn end_all(&self) {
        self.table().watched.clear();
    }

    pub(crate) fn extend_list(&self, id: SubscriptionId) -> Result<(), ApiError> {
        match self.table().watched.get(&id).map(|watched| &watched.window) {
            Some(Window::ConversationList(list)) => {
                list.extend();
                Ok(())
            }
            _ => Err(not_watched(id, "a conversation list")),
        }
    }

    /// What a page that shows the recording records for, and a word that never comes but ends with the subscription.
    pub(crate) fn recording(
        &self,
        id: SubscriptionId,
    ) -> Result<(ConversationId, watch::Receiver<()>), ApiError> {
        match self.table().watched.get(&id).map(|watched| &watched.window) {
            Some(Window::Recording(conversation, shown)) => Ok((conversation.clone(), shown.subscribe())),
            _ => Err(not_watched(id, "a recording")),
        }
    }

    pub(crate) fn extend_timeline(
        &self,
        id: SubscriptionId,
        direction: Direction,
        keep: usize,
    ) -> Result<(), ApiError> {
        self.with_timeline(id, |timeline| match direction {
            Direction::Older => timeline.extend_older(keep),
            Direction::Newer => timeline.extend_newer(keep),
        })
    }

    pub(crate) fn jump_to_latest(&self, id: SubscriptionId) -> Result<(), ApiError> {
        self.with_timeline(id, Timeline::jump_to_latest)
    }

    pub(crate) fn jump_to_message(&self, id: SubscriptionId, message: MessageId) -> Result<(), ApiError> {
        self.with_timeline(id, |timeline| timeline.jump_to(message))
    }

    fn with_timeline(&self, id: SubscriptionId, act: impl FnOnce(&Timeline)) -> Result<(), ApiError> {
        match self.table().watched.get(&id).map(|watched| &watched.window) {
            Some(Window::Timeline(timeline)) => {
                act(timeline);
                Ok(())
            }
            _ => Err(not_watched(id, "a timeline")),
        }
    }

    fn table(&self) -> std::sync::MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn not_watched(id: SubscriptionId, what: &str) -> ApiError {
    ApiError::new(ErrorCode::NotFound, format!("subscription {} is not {what}", id.0))
}
