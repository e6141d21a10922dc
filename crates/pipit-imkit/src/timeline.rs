//! The messages of one chat, as a window that moves through them.
//!
//! The window stands at the live end, where what arrives joins it, or somewhere above, where nothing moves but what is
//! in it. It opens at the first unread message, if there is one, and else at the end.

mod item;
mod rows;

use pipit_im::{
    Changes, Client, ConversationId, Message, MessageCursor, MessageDirection, MessageId, MessageRange,
    Messages, RequestError, StoreError,
};
use tokio::sync::mpsc;

use crate::people::People;
use crate::splice::{Batch, Edges};
use crate::window::{QUEUE, Task, Told};

pub use item::{MessageBody, MessageView, TimelineItem, TimelineItemKind};

use rows::{Marker, Rows};

/// Messages that a window begins with, and grows by.
const PAGE: usize = 50;

/// Messages that a window holds at most: what is beyond falls off the far end.
const LARGEST: usize = 200;

/// What was read before the unread messages, to show where they belong.
const CONTEXT: usize = 15;

/// A window over a chat. It ends when it is dropped.
#[derive(Debug)]
pub struct Timeline {
    wishes: mpsc::Sender<Wish>,
    _task: Task,
}

#[derive(Debug, Clone, Copy)]
enum Wish {
    Older,
    Newer,
    Latest,
}

impl Timeline {
    /// Opens a chat; the first batch holds what to show, and where.
    pub fn open(client: Client, conversation: ConversationId) -> (Self, mpsc::Receiver<Batch<TimelineItem>>) {
        let (batches, reader) = mpsc::channel(QUEUE);
        let (wishes, inbox) = mpsc::channel(4);
        let changes = client.changes();
        let window = Window {
            client,
            conversation,
            first: None,
            live: true,
            size: PAGE,
            marker: None,
            newest_own: None,
            complete: false,
        };
        let task = Task::spawn(window.run(changes, inbox, Told::new(batches)));
        (Self { wishes, _task: task }, reader)
    }

    /// Asks for older messages.
    pub fn extend_older(&self) {
        self.wishes.try_send(Wish::Older).ok();
    }

    /// Asks for newer messages.
    pub fn extend_newer(&self) {
        self.wishes.try_send(Wish::Newer).ok();
    }

    /// Goes to the live end.
    pub fn jump_to_latest(&self) {
        self.wishes.try_send(Wish::Latest).ok();
    }
}

struct Window {
    client: Client,
    conversation: ConversationId,
    /// The first message of the window; at the live end, the last ones count instead.
    first: Option<MessageCursor>,
    live: bool,
    size: usize,
    marker: Option<Marker>,
    /// The newest message of one's own when the window last looked: a newer one ends the marker.
    newest_own: Option<MessageId>,
    /// The server has nothing older.
    complete: bool,
}

impl Window {
    async fn run(
        mut self,
        mut changes: Changes,
        mut wishes: mpsc::Receiver<Wish>,
        mut told: Told<TimelineItem>,
    ) {
        let mut focus = match self.place().await {
            Ok(focus) => focus,
            Err(error) => {
                tracing::warn!(%error, "the chat cannot be read");
                None
            }
        };
        loop {
            match self.query().await {
                Ok((rows, edges)) => {
                    if !told.tell(rows, edges, focus.take()).await {
                        return;
                    }
                }
                Err(error) => tracing::warn!(%error, "the chat cannot be read"),
            }
            loop {
                tokio::select! {
                    change = changes.next() => match change {
                        Some(change) if change.touches(&self.conversation) => break,
                        Some(_) => {}
                        None => return,
                    },
                    wish = wishes.recv() => match wish {
                        Some(wish) => {
                            if let Err(error) = self.grant(wish).await {
                                tracing::warn!(%error, "the chat cannot be moved");
                            }
                            if matches!(wish, Wish::Latest) {
                                focus = Some("end".to_owned());
                            }
                            break;
                        }
                        None => return,
                    },
                }
            }
        }
    }

    /// Finds where the window opens.
    async fn place(&mut self) -> Result<Option<String>, StoreError> {
        self.complete = self.client.history_complete(&self.conversation).await?;
        let Some((cursor, count)) = self.client.first_unread(&self.conversation).await? else {
            return Ok(None);
        };
        self.marker = Some(Marker { cursor, count });
        let before = self.page(MessageRange::Before { cursor, limit: CONTEXT }).await?;
        let unread = usize::try_from(count).unwrap_or(usize::MAX);
        self.first = Some(before.list.first().map_or(cursor, MessageCursor::of));
        self.size = before.list.len() + unread.clamp(PAGE, LARGEST - CONTEXT);
        self.live = unread <= LARGEST - CONTEXT;
        Ok(Some("unread".to_owned()))
    }

    async fn page(&self, range: MessageRange) -> Result<Messages, StoreError> {
        self.client.messages(&self.conversation, range).await
    }

    /// The messages of the window.
    async fn messages(&mut self) -> Result<Messages, StoreError> {
        match self.first {
            Some(cursor) if !self.live => self.page(MessageRange::From { cursor, limit: self.size }).await,
            Some(cursor) => {
                // At the live end the window grows with what arrives, and its far end falls off.
                let page = self.page(MessageRange::From { cursor, limit: LARGEST }).await?;
                if page.more_after {
                    self.page(MessageRange::Latest { limit: self.size.min(LARGEST) }).await
                } else {
                    Ok(page)
                }
            }
            None => self.page(MessageRange::Latest { limit: self.size }).await,
        }
    }

    async fn query(&mut self) -> Result<(Vec<TimelineItem>, Edges), StoreError> {
        let page = self.messages().await?;
        self.first = page.list.first().map(MessageCursor::of);
        self.size = page.list.len().max(PAGE);
        self.live = !page.more_after;
        self.notice_own(&page.list);
        let users = page.list.iter().map(|message| message.sender.clone());
        let people = People::read(&self.client, users, []).await?;
        let start = !page.more_before && self.complete;
        let rows = Rows { people: &people, marker: self.marker, history_start: start, zone: &chrono::Local };
        let edges = Edges { before: page.more_before || !self.complete, after: page.more_after };
        Ok((rows.of(&page.list), edges))
    }

    /// Who writes has seen what was unread: the marker goes.
    fn notice_own(&mut self, messages: &[Message]) {
        let newest = messages
            .iter()
            .filter(|message| message.direction == MessageDirection::Sent)
            .map(|message| message.id)
            .max();
        if newest > self.newest_own {
            if self.newest_own.is_some()
                || self.marker.is_some_and(|marker| marker.is_before_all(messages, newest))
            {
                self.marker = None;
            }
            self.newest_own = newest;
        }
    }

    async fn grant(&mut self, wish: Wish) -> Result<(), StoreError> {
        match wish {
            Wish::Older => self.grow_older().await,
            Wish::Newer => self.grow_newer().await,
            Wish::Latest => {
                self.first = None;
                self.size = PAGE;
                self.live = true;
                Ok(())
            }
        }
    }

    async fn grow_older(&mut self) -> Result<(), StoreError> {
        let mut older = self.older().await?;
        if older.list.is_empty() && !self.complete {
            match self.client.fetch_older(&self.conversation).await {
                Ok(more) => self.complete = !more,
                Err(RequestError::Offline) => return Ok(()), // there is more, but not now
                Err(error) => {
                    tracing::info!(%error, "the server gives no history");
                    self.complete = true;
                }
            }
            older = self.older().await?;
        }
        if let Some(first) = older.list.first() {
            self.first = Some(MessageCursor::of(first));
            self.size = (self.size + older.list.len()).min(LARGEST);
            self.live = false; // the next query finds out whether it still reaches the end
        }
        Ok(())
    }

    async fn older(&self) -> Result<Messages, StoreError> {
        match self.first {
            Some(cursor) => self.page(MessageRange::Before { cursor, limit: PAGE }).await,
            None => self.page(MessageRange::Latest { limit: PAGE }).await,
        }
    }

    async fn grow_newer(&mut self) -> Result<(), StoreError> {
        if let Some(cursor) = self.first {
            let grown = self.page(MessageRange::From { cursor, limit: self.size + PAGE }).await?;
            let excess = grown.list.len().saturating_sub(LARGEST);
            self.first = grown.list.get(excess).map(MessageCursor::of);
            self.size = grown.list.len() - excess;
            self.live = !grown.more_after;
        }
        Ok(())
    }
}
