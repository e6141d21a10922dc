//! An engine without a network, messages that arrive at it, and a reader that keeps a copy of a window's rows.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use pipit_im::testing::Arriving;
use pipit_im::{
    Client, ClientConfig, Clock, ConnectError, Content, ConversationId, ConversationType, Login, Navigation,
    Network, Peer, Socket, Store, TargetId, Timestamp, UserId,
};
use pipit_imkit::{Batch, Edges, Splice, TimelineItem, TimelineItemKind};
use tokio::sync::mpsc;

/// Noon of a day in 2027.
pub(crate) const START: i64 = 1_800_014_400_000;
pub(crate) const MINUTE: i64 = 60_000;

struct NoNetwork;

#[async_trait]
impl Network for NoNetwork {
    async fn navigate(&self, address: &str, _: &Login) -> Result<Navigation, ConnectError> {
        Err(ConnectError::Unreachable(address.to_owned()))
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        Err(ConnectError::Unreachable(url.to_owned()))
    }
}

struct SetClock(Arc<AtomicI64>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// The engine of `me`, whose time is what the test says.
pub(crate) struct Bench {
    pub(crate) client: Client,
    now: Arc<AtomicI64>,
    uids: i64,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let login = Login { servers: Vec::new(), app_key: "key".into(), token: "token".into() };
        let now = Arc::new(AtomicI64::new(START));
        let client = Client::new(
            Store::in_memory().unwrap(),
            Arc::new(NoNetwork),
            ClientConfig::new(login, UserId::new("me")),
            Arc::new(SetClock(now.clone())),
        );
        Self { client, now, uids: 0 }
    }

    /// Moves the clock forward and tells the time.
    pub(crate) fn later(&self, by: i64) -> i64 {
        self.now.fetch_add(by, Ordering::Relaxed) + by
    }

    pub(crate) fn message(
        &mut self,
        from: &str,
        conversation: &ConversationId,
        time: i64,
        text: &str,
    ) -> Arriving {
        self.uids += 1;
        Arriving {
            conversation: conversation.clone(),
            sender: UserId::new(from),
            uid: format!("uid-{}", self.uids),
            time: Timestamp(time),
            content: Content::text(text),
        }
    }

    /// A message arrives, `by` milliseconds after the last thing that happened.
    pub(crate) async fn arrives(&mut self, from: &str, conversation: &ConversationId, by: i64, text: &str) {
        let time = self.later(by);
        let message = self.message(from, conversation, time, text);
        self.client.arrive(vec![message]).await.unwrap();
    }

    /// Many messages arrive from Bob at once, ten minutes between them.
    pub(crate) async fn many_arrive(&mut self, conversation: &ConversationId, count: i64) {
        let messages = (0..count)
            .map(|number| {
                let time = self.later(10 * MINUTE);
                self.message("bob", conversation, time, &format!("number {number}"))
            })
            .collect();
        self.client.arrive(messages).await.unwrap();
    }

    pub(crate) async fn mark_all_read(&self, conversation: &ConversationId) {
        let last = self.client.conversation(conversation).await.unwrap().unwrap().last_message.unwrap();
        self.client.mark_read(conversation, last.id, Peer::Told).await.unwrap();
    }
}

pub(crate) fn private(target: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(target) }
}

pub(crate) fn group(target: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Group, target_id: TargetId::new(target) }
}

/// A page's copy of a window.
pub(crate) struct Mirror<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) edges: Edges,
    rev: u64,
    batches: mpsc::Receiver<Batch<T>>,
}

impl<T: Clone + std::fmt::Debug> Mirror<T> {
    pub(crate) fn new(batches: mpsc::Receiver<Batch<T>>) -> Self {
        Self { rows: Vec::new(), edges: Edges::default(), rev: 0, batches }
    }

    /// The next batch, applied as a page does it; nothing when the window has ended.
    pub(crate) async fn next(&mut self) -> Option<Batch<T>> {
        let batch = tokio::time::timeout(Duration::from_secs(20), self.batches.recv())
            .await
            .unwrap_or_else(|_| panic!("no batch comes; the rows are {:#?}", self.rows))?;
        self.rev += 1;
        assert_eq!(batch.rev, self.rev, "batches are numbered without a gap");
        for Splice { at, remove, insert } in batch.splices.clone() {
            self.rows.splice(at..at + remove, insert);
        }
        self.edges = batch.edges;
        Some(batch)
    }

    pub(crate) async fn splices(&mut self) -> Vec<Splice<T>> {
        self.next().await.expect("the window stands").splices
    }

    /// Takes batches until the rows are as they should be.
    pub(crate) async fn until(&mut self, mut right: impl FnMut(&Self) -> bool) {
        while !right(self) {
            self.next().await.expect("the window stands");
        }
    }
}

impl Mirror<TimelineItem> {
    pub(crate) fn keys(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.key.as_str()).collect()
    }

    pub(crate) fn messages(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.kind, TimelineItemKind::Message(_))).count()
    }

    /// True when the message that was stored as the n-th is shown; a store's first id is 2^40 + 1.
    pub(crate) fn has_message(&self, number: i64) -> bool {
        self.has(&format!("m{}", (1_i64 << 40) + number))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.rows.iter().any(|row| row.key == key)
    }
}
