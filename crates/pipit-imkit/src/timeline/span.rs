//! Which part of a chat a window holds: from one message to another, or on to the end.
//!
//! A span holds a few hundred messages at most; who makes it longer at one end makes it shorter at the other. A span that reaches
//! the end is live: what is new belongs to it.

use pipit_im::{Client, ConversationId, MessageCursor, MessageRange, Messages, StoreError};

/// Messages that a chat opens with: they fill a window, and drawing more would keep people waiting. What is missing on a
/// larger screen is asked for as soon as these are there.
const FIRST: usize = 20;
/// Messages above the first unread one that a chat opens with: they fill the quarter above the line.
const ABOVE_UNREAD: usize = 10;
/// Messages that a window grows by. The page draws a few of them in each frame, and telling it of them takes some 5 ms, so there
/// are enough for several frames.
const PAGE: usize = 20;
/// However little a page wants to keep, it keeps this: enough for a usual screen and what is asked for ahead.
const LEAST: usize = 40;
/// A live span that what arrives has made so long is live no more.
const FULL: usize = 250;

/// Room that is made for what comes into the middle of a span: a page of the server's history.
const ROOM: usize = 50;

/// At which end a span is made shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Beginning,
    End,
}

/// Part of a chat, both ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// Where it begins; absent: with the store's oldest message.
    from: Option<MessageCursor>,
    /// Where it ends; absent: it is live.
    to: Option<MessageCursor>,
}

impl Span {
    /// The newest messages.
    pub(super) async fn latest(client: &Client, id: &ConversationId) -> Result<Self, StoreError> {
        let page = client.messages(id, MessageRange::Latest { limit: FIRST }).await?;
        Ok(Self { from: first(&page).filter(|_| page.more_before), to: None })
    }

    /// The messages around the first unread one.
    pub(super) async fn around(
        client: &Client,
        id: &ConversationId,
        unread: MessageCursor,
    ) -> Result<Self, StoreError> {
        let above = client.messages(id, MessageRange::Before { cursor: unread, limit: ABOVE_UNREAD }).await?;
        let below = client.messages(id, MessageRange::From { cursor: unread, limit: FIRST }).await?;
        let from = first(&above).unwrap_or(unread);
        Ok(Self {
            from: Some(from).filter(|_| above.more_before),
            to: last(&below).filter(|_| below.more_after),
        })
    }

    /// What it holds now. Its end is cut when too much has come, so that nothing of what is read there goes; whoever follows
    /// the end asks for the latest then. It is live again when nothing follows it any more.
    pub(super) async fn read(
        &mut self,
        client: &Client,
        id: &ConversationId,
    ) -> Result<Messages, StoreError> {
        let from = self.from.unwrap_or(MessageCursor::START);
        let mut page = client.messages(id, MessageRange::From { cursor: from, limit: FULL }).await?;
        if let Some(to) = self.to {
            end_at(&mut page, to);
        }
        if page.list.is_empty() && self.from.is_some() {
            *self = Self::latest(client, id).await?; // everything in it was deleted
            return client.messages(id, MessageRange::Latest { limit: FIRST }).await;
        }
        self.to = last(&page).filter(|_| page.more_after);
        Ok(page)
    }

    /// Grows towards the past, within the store; its end is cut, but `keep` of what it held stay.
    pub(super) async fn extend_older(
        &mut self,
        client: &Client,
        id: &ConversationId,
        keep: usize,
    ) -> Result<(), StoreError> {
        let held = self.read(client, id).await?;
        let Some(oldest) = first(&held) else { return Ok(()) };
        let page = client.messages(id, MessageRange::Before { cursor: oldest, limit: PAGE }).await?;
        self.from = Some(first(&page).unwrap_or(oldest));
        let most = most(keep);
        if page.list.len() + held.list.len() > most {
            let last = page.list.iter().chain(&held.list).nth(most - 1);
            self.to = last.map(MessageCursor::of);
        }
        Ok(())
    }

    /// Grows towards now; its beginning is cut, but `keep` of what it held stay.
    pub(super) async fn extend_newer(
        &mut self,
        client: &Client,
        id: &ConversationId,
        keep: usize,
    ) -> Result<(), StoreError> {
        let held = self.read(client, id).await?;
        let Some(newest) = self.to else { return Ok(()) };
        let page = client.messages(id, MessageRange::After { cursor: newest, limit: PAGE }).await?;
        self.to = last(&page).filter(|_| page.more_after);
        let count = held.list.len() + page.list.len();
        if count > most(keep) {
            let first = held.list.iter().chain(&page.list).nth(count - most(keep));
            self.from = first.map(MessageCursor::of);
        }
        Ok(())
    }

    /// Where it ends, when messages follow.
    pub(super) fn end(&self) -> Option<MessageCursor> {
        self.to
    }

    /// Makes room for what comes into its middle, so that nothing near the other end goes for it.
    pub(super) fn make_room(&mut self, held: &Messages, cut: Cut) {
        let most = FULL - ROOM;
        let Some(over) = held.list.len().checked_sub(most).filter(|over| *over > 0) else { return };
        match cut {
            Cut::Beginning => self.from = held.list.get(over).map(MessageCursor::of),
            Cut::End => self.to = held.list.get(most - 1).map(MessageCursor::of),
        }
    }

    /// Fixes the beginning where it is, so that what is fetched from the server does not grow the span by itself.
    pub(super) fn hold(&mut self, held: &Messages) {
        self.from = self.from.or(first(held));
    }
}

/// How many a window that grows holds at most, if a page wants to keep so many.
fn most(keep: usize) -> usize {
    keep.clamp(LEAST, FULL - PAGE) + PAGE
}

/// Takes away what comes after `to`.
fn end_at(page: &mut Messages, to: MessageCursor) {
    let within = page.list.iter().take_while(|message| MessageCursor::of(message) <= to).count();
    if within < page.list.len() {
        page.list.truncate(within);
        page.more_after = true;
    }
}

fn first(page: &Messages) -> Option<MessageCursor> {
    page.list.first().map(MessageCursor::of)
}

fn last(page: &Messages) -> Option<MessageCursor> {
    page.list.last().map(MessageCursor::of)
}
