//! Random lives: windows, store and a model agree.

use std::collections::BTreeMap;

use pipit_im::{Content, ConversationId, MessageId, MessageRange, MessageState, Peer, Timestamp};
use pipit_imkit::{ConversationList, ListFilter, Timeline, TimelineItem, TimelineItemKind, TotalUnread};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::bench::{Bench, MINUTE, Mirror, private};

/// How many messages the page wants to keep when it asks for more.
const KEEP: usize = 40;

/// What a conversation's row must say.
#[derive(Default)]
struct Expected {
    unread: u32,
    muted: bool,
}

struct Life {
    bench: Bench,
    random: StdRng,
    waiting: Vec<(ConversationId, MessageId)>,
    acknowledged: i64,
    model: BTreeMap<ConversationId, Expected>,
}

impl Life {
    fn new(seed: u64) -> Self {
        Self {
            bench: Bench::new(),
            random: StdRng::seed_from_u64(seed),
            waiting: Vec::new(),
            acknowledged: 0,
            model: BTreeMap::new(),
        }
    }

    fn total(&self) -> u32 {
        self.model.values().filter(|expected| !expected.muted).map(|expected| expected.unread).sum()
    }

    /// Something happens to somebody.
    async fn step(&mut self) {
        let name = format!("user{}", self.random.random_range(0..12));
        let id = private(&name);
        let by = self.random.random_range(1..3 * MINUTE);
        self.model.entry(id.clone()).or_default();
        match self.random.random_range(0..100) {
            0..50 => {
                self.bench.arrives(&name, &id, by, "hello").await;
                self.model.entry(id).or_default().unread += 1;
            }
            50..65 => {
                self.bench.later(by);
                let message = self.bench.client.send(&id, Content::text("mine")).await.unwrap();
                self.waiting.push((id, message));
            }
            65..75 => self.acknowledge_one(by).await,
            75..80 => self.bench.arrives("me", &id, by, "from another device").await, // never counts
            80..90 => {
                let held = self.bench.client.messages(&id, MessageRange::Latest { limit: 1 }).await.unwrap();
                if let Some(last) = held.list.last() {
                    self.bench.client.mark_read(&id, last.id, Peer::Told).await.unwrap();
                    self.model.entry(id).or_default().unread = 0;
                }
            }
            90..94 => {
                let muted = self.random.random_bool(0.5);
                self.bench.client.set_muted(&id, muted).await.unwrap();
                self.model.entry(id).or_default().muted = muted;
            }
            94..97 => {
                let pinned = self.random.random_bool(0.5);
                self.bench.client.set_pinned(&id, pinned).await.unwrap();
            }
            _ => {
                let text = if self.random.random_bool(0.5) { "draft" } else { "" };
                self.bench.client.save_draft(&id, text).await.unwrap();
            }
        }
    }

    /// In each conversation the oldest is on its way.
    async fn acknowledge_one(&mut self, by: i64) {
        let Some((id, _)) = self.waiting.choose(&mut self.random).cloned() else { return };
        let at = self.waiting.iter().position(|(other, _)| *other == id).unwrap();
        let (_, message) = self.waiting.remove(at);
        self.acknowledged += 1;
        let (uid, time) = (format!("mine-{}", self.acknowledged), Timestamp(self.bench.later(by)));
        self.bench.client.acknowledge(message, &uid, time).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ux_23_the_total_is_the_sum_of_the_badges_over_10_000_random_events() {
    let mut life = Life::new(23);
    let (_list, batches) = ConversationList::open(life.bench.client.clone(), ListFilter::All);
    let mut page = Mirror::new(batches);
    let mut total = TotalUnread::watch(life.bench.client.clone());
    for event in 1..=10_000 {
        life.step().await;
        let list = life.bench.client.conversations(100).await.unwrap();
        let badges: u32 = list.iter().filter(|row| !row.muted).map(|row| row.unread).sum();
        assert_eq!(badges, life.bench.client.total_unread().await.unwrap(), "event {event}");
        assert_eq!(badges, life.total(), "event {event}");
        for row in &list {
            assert_eq!(row.unread, life.model[&row.id].unread, "event {event}");
        }
        if event % 100 == 0 {
            let sum = life.total();
            total.wait_for(|total| *total == sum).await.unwrap();
            page.until(|page| {
                let right = |(unread, muted), id| {
                    let expected: &Expected = &life.model[id];
                    (unread, muted) == (expected.unread, expected.muted)
                };
                page.rows.len() == list.len()
                    && page.rows.iter().all(|row| right((row.unread, row.muted), &row.conversation))
            })
            .await;
        }
    }
}

/// A message as both the page and the store know it.
fn of_page(rows: &[TimelineItem]) -> Vec<(MessageId, MessageState, Timestamp)> {
    rows.iter()
        .filter_map(|row| match &row.kind {
            TimelineItemKind::Message(view) => Some((view.id, view.state, view.time)),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_batches_add_up_to_is_what_the_store_holds() {
    for seed in 0..8 {
        let mut life = Life::new(seed);
        let id = private("user3");
        let (timeline, batches) = Timeline::open(life.bench.client.clone(), id.clone(), None);
        let mut page = Mirror::new(batches);
        let (_list, batches) = ConversationList::open(life.bench.client.clone(), ListFilter::All);
        let mut list = Mirror::new(batches);
        for _ in 0..25 {
            for _ in 0..40 {
                life.step().await;
                match life.random.random_range(0..40) {
                    0 => timeline.extend_older(KEEP),
                    1 => timeline.extend_newer(KEEP),
                    2 => timeline.jump_to_latest(),
                    _ => {}
                }
            }
            let held =
                life.bench.client.messages(&id, MessageRange::Latest { limit: 10_000 }).await.unwrap().list;
            let held: Vec<_> =
                held.iter().map(|message| (message.id, message.state, message.sent_time)).collect();
            page.until(|page| {
                let shown = of_page(&page.rows);
                let at = shown.first().and_then(|first| held.iter().position(|message| message == first));
                let wanted = at.map_or(held.as_slice(), |at| &held[at..]);
                let whole = shown == wanted || page.edges.after && wanted.starts_with(&shown);
                whole && shown.len() >= wanted.len().min(50)
            })
            .await;

            let (_fresh, batches) = ConversationList::open(life.bench.client.clone(), ListFilter::All);
            let mut fresh = Mirror::new(batches);
            fresh.next().await.unwrap();
            list.until(|list| list.rows == fresh.rows && list.edges == fresh.edges).await;
        }
    }
}
