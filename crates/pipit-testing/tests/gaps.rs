//! Who was away for longer than messages wait finds nothing missing in a chat.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use pipit_im::{
    Client, ClientConfig, ConnectionStatus, Content, ConversationId, ConversationType, Event, Login,
    MessageRange, Peer, Store, StoreKey, TargetId, Timestamp, UserId,
};
use pipit_imkit::{Batch, Edges, MessageBody, Timeline, TimelineItem, TimelineItemKind};
use pipit_server::store::SqliteStore;
use pipit_server::{Server, Settings};
use pipit_testing::{Faults, Link, TestClock};
use tokio::sync::mpsc;

const DAY: i64 = 24 * 3_600_000;
/// What has not happened by then does not happen.
const PATIENCE: Duration = Duration::from_mins(1);
/// The most that a page may keep of a chat.
const KEEP: usize = 230;

/// Alice, who speaks, and a server where messages wait for bob for seven days.
struct Place {
    alice: Client,
    clock: Arc<TestClock>,
    link: Link,
    server: Server,
    folder: tempfile::TempDir,
}

fn with(other: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(other) }
}

fn team() -> ConversationId {
    ConversationId { kind: ConversationType::Group, target_id: TargetId::new("team") }
}

impl Place {
    async fn new() -> Self {
        let clock = Arc::new(TestClock::starting_at(1_800_000_000_000));
        let settings = Settings { offline_days: 7, ..Settings::new("app", "secret") };
        let server = Server::with_store(Arc::new(SqliteStore::in_memory().unwrap()), settings, clock.clone());
        for name in ["alice", "bob", "carol"] {
            server.add_user(name, name).await.unwrap();
        }
        server.add_group("team", "Team", &["alice", "bob"]).await.unwrap();
        let link = Link::new(1, Faults::default());
        link.attach(server.clone());
        let folder = tempfile::tempdir().unwrap();
        let alice = engine("alice", &server, &link, &clock, folder.path());
        online(&alice).await;
        Self { alice, clock, link, server, folder }
    }

    /// Bob's engine, over what it left at the last time.
    fn bob(&self) -> Client {
        engine("bob", &self.server, &self.link, &self.clock, self.folder.path())
    }

    /// Bob, who has read what there is.
    async fn bob_reads(&self) -> Client {
        let bob = self.bob();
        online(&bob).await;
        self.say(&with("bob"), "before").await;
        self.say(&team(), "before").await;
        for id in [with("alice"), team()] {
            until(&bob, async || texts(&bob, &id).await == ["before"]).await;
            let last = bob.conversation(&id).await.unwrap().unwrap().last_message.unwrap();
            bob.mark_read(&id, last.id, Peer::NotTold).await.unwrap();
        }
        bob
    }

    /// Alice says something.
    async fn say(&self, id: &ConversationId, text: &str) {
        say(&self.alice, id, text).await;
    }

    fn a_day_passes(&self) {
        self.clock.jump(DAY);
    }

    /// Bob is away for ten days; alice writes to him on each, and to the team on the first two.
    async fn ten_days_without(&self, bob: &Client, words: &str) {
        bob.disconnect().await;
        for day in 1..=10 {
            self.a_day_passes();
            self.say(&with("bob"), &format!("{words} {day}")).await;
            if day <= 2 {
                self.say(&team(), &format!("{words} {day}")).await;
            }
        }
    }

    /// Bob is away for ten days; alice writes to him on the first of them, and once more on the last.
    async fn much_on_one_day_without(&self, bob: &Client, count: usize) {
        bob.disconnect().await;
        self.a_day_passes();
        for number in 1..=count {
            self.say(&with("bob"), &number.to_string()).await;
        }
        for _ in 1..10 {
            self.a_day_passes();
        }
        self.say(&with("bob"), "welcome back").await;
    }
}

fn engine(
    name: &str,
    server: &Server,
    link: &Link,
    clock: &Arc<TestClock>,
    folder: &std::path::Path,
) -> Client {
    let login =
        Login { servers: vec!["http://test".into()], app_key: "app".into(), token: server.token(name) };
    let (store, _) = Store::open(&folder.join(name), &StoreKey::new([7; 32])).unwrap();
    let config = ClientConfig::new(login, UserId::new(name));
    Client::new(store, Arc::new(link.clone()), config, clock.clone())
}

/// Says something, until the server has it.
async fn say(client: &Client, id: &ConversationId, text: &str) {
    let mut events = client.events();
    let said = client.send(id, Content::text(text)).await.unwrap();
    while events.recv().await.unwrap() != Event::Sent(said) {}
}

async fn online(client: &Client) {
    client.connect();
    client.status().wait_for(|status| *status == ConnectionStatus::Connected).await.unwrap();
}

/// Bob is back, and has what waited for him.
async fn back(bob: &Client, last: &str) {
    online(bob).await;
    until(bob, async || texts(bob, &with("alice")).await.last().is_some_and(|text| text == last)).await;
}

/// Looks whenever something changes, until it is as wanted.
async fn until(client: &Client, wanted: impl AsyncFn() -> bool) {
    let mut changes = client.changes();
    let seen = async {
        while !wanted().await {
            changes.next().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, seen).await.unwrap();
}

/// What a conversation holds on this machine.
async fn texts(client: &Client, id: &ConversationId) -> Vec<String> {
    let page = client.messages(id, MessageRange::Latest { limit: 10_000 }).await.unwrap();
    page.list.iter().map(|message| message.content.words()).collect()
}

async fn unread(client: &Client, id: &ConversationId) -> u32 {
    client.conversation(id).await.unwrap().unwrap().unread
}

/// "words 1" to "words n", as they were said on so many days.
fn said(words: &str, days: std::ops::RangeInclusive<i32>) -> Vec<String> {
    days.map(|day| format!("{words} {day}")).collect()
}

fn all<const N: usize>(parts: [Vec<String>; N]) -> Vec<String> {
    std::iter::once("before".to_owned()).chain(parts.into_iter().flatten()).collect()
}

/// What a row says, if it is a message.
fn words(row: &TimelineItem) -> Option<&str> {
    let TimelineItemKind::Message(view) = &row.kind else { return None };
    let MessageBody::Text { text } = &view.body else { return None };
    Some(text)
}

/// A chat as a page shows it.
struct Chat {
    timeline: Timeline,
    batches: mpsc::Receiver<Batch<TimelineItem>>,
    rows: Vec<TimelineItem>,
    edges: Edges,
}

impl Chat {
    async fn open(client: &Client, id: &ConversationId) -> Self {
        let (timeline, batches) = Timeline::open(client.clone(), id.clone(), None);
        let mut chat = Self { timeline, batches, rows: Vec::new(), edges: Edges::default() };
        chat.next().await;
        chat
    }

    async fn next(&mut self) {
        let batch = tokio::time::timeout(PATIENCE, self.batches.recv()).await;
        let batch = batch.unwrap_or_else(|_| panic!("no batch comes after {:?}", self.texts())).unwrap();
        for splice in batch.splices {
            self.rows.splice(splice.at..splice.at + splice.remove, splice.insert);
        }
        self.edges = batch.edges;
    }

    fn texts(&self) -> Vec<&str> {
        self.rows.iter().filter_map(words).collect()
    }

    async fn shows(&mut self, wanted: &[String]) {
        while self.texts() != wanted {
            self.next().await;
        }
    }

    /// Somebody scrolls up, and something comes.
    async fn reads_back(&mut self) {
        self.timeline.extend_older(KEEP);
        self.next().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_delivered_is_brought_when_its_chat_is_opened_and_counts_nothing() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    place.ten_days_without(&bob, "day").await;
    back(&bob, "day 10").await;
    assert_eq!(texts(&bob, &with("alice")).await, all([said("day", 4..=10)]), "the others waited too long");
    assert_eq!((unread(&bob, &with("alice")).await, unread(&bob, &team()).await), (7, 0));

    let mut chat = Chat::open(&bob, &team()).await;
    chat.shows(&all([said("day", 1..=2)])).await;
    let row = bob.conversation(&team()).await.unwrap().unwrap();
    assert_eq!(row.last_message.unwrap().content.words(), "day 2", "the list follows");
    let mut chat = Chat::open(&bob, &with("alice")).await;
    chat.shows(&all([said("day", 1..=10)])).await;
    assert_eq!((unread(&bob, &with("alice")).await, unread(&bob, &team()).await), (7, 0));
    for id in [with("alice"), team()] {
        until(&bob, async || bob.gap(&id).await.unwrap().is_none()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_list_tells_of_whoever_wrote_during_an_absence_only() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    bob.disconnect().await;
    place.a_day_passes();
    let carol = engine("carol", &place.server, &place.link, &place.clock, place.folder.path());
    online(&carol).await;
    for text in ["hello bob", "we have not met"] {
        say(&carol, &with("bob"), text).await;
    }
    place.ten_days_without(&bob, "day").await;
    back(&bob, "day 10").await;
    until(&bob, async || bob.conversations(9).await.unwrap().len() == 3).await;
    until(&bob, async || texts(&bob, &team()).await.last().is_some_and(|text| text == "day 2")).await;
    let list = bob.conversations(9).await.unwrap();
    let rows: Vec<_> = list
        .iter()
        .map(|row| (row.id.clone(), row.last_message.as_ref().unwrap().content.words(), row.unread))
        .collect();
    let wanted = [(with("alice"), "day 10", 7), (team(), "day 2", 0), (with("carol"), "we have not met", 0)];
    assert_eq!(rows, wanted.map(|(id, text, unread)| (id, text.to_owned(), unread)));

    let mut chat = Chat::open(&bob, &with("carol")).await;
    chat.timeline.extend_older(80);
    chat.shows(&["hello bob".into(), "we have not met".into()]).await;
    Chat::open(&bob, &team()).await.shows(&all([said("day", 1..=2)])).await;
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_was_taken_off_the_list_is_back_when_somebody_wrote_in_it_during_an_absence() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    bob.remove_conversation(&team()).await.unwrap();
    place.ten_days_without(&bob, "day").await;
    back(&bob, "day 10").await;
    until(&bob, async || bob.conversations(9).await.unwrap().iter().any(|row| row.id == team())).await;
    assert_eq!(unread(&bob, &team()).await, 0, "what was not delivered counts nothing");

    bob.remove_conversation(&team()).await.unwrap();
    bob.disconnect().await;
    back(&bob, "day 10").await;
    place.say(&with("bob"), "and now").await;
    back(&bob, "and now").await;
    assert!(bob.conversations(9).await.unwrap().iter().all(|row| row.id != team()), "nobody wrote since");
}

#[tokio::test(start_paused = true)]
async fn a_new_device_that_is_brought_ones_own_messages_misses_none_between_them() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    for number in 1..=3 {
        place.say(&with("bob"), &format!("asked {number}")).await;
        say(&bob, &with("alice"), &format!("answered {number}")).await;
    }
    for _ in 0..10 {
        place.a_day_passes();
    }
    place.say(&with("bob"), "long ago").await;
    let folder = tempfile::tempdir().unwrap();
    let phone = engine("bob", &place.server, &place.link.for_class("Mobile"), &place.clock, folder.path());
    back(&phone, "long ago").await;
    let talk = (1..=3).flat_map(|number| [format!("asked {number}"), format!("answered {number}")]);
    let wanted = all([talk.collect(), vec!["long ago".into()]]);
    let mut chat = Chat::open(&phone, &with("alice")).await;
    while chat.texts() != wanted {
        chat.reads_back().await;
    }
    assert_eq!(unread(&phone, &with("alice")).await, 1);
}

#[tokio::test(start_paused = true)]
async fn who_is_never_away_for_long_misses_nothing_though_nobody_has_written_for_days() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    for _ in 0..10 {
        bob.disconnect().await;
        place.clock.jump(DAY / 2);
        online(&bob).await;
        bob.offline_days().await.unwrap(); // the pull was answered before this
    }
    assert_eq!(bob.gap(&team()).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn an_absence_before_the_first_one_is_filled_adds_to_it() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    place.ten_days_without(&bob, "early").await;
    back(&bob, "early 10").await;
    place.ten_days_without(&bob, "late").await;
    back(&bob, "late 10").await;
    let (early, late) = (said("early", 1..=10), said("late", 1..=10));
    Chat::open(&bob, &with("alice")).await.shows(&all([early, late])).await;
    Chat::open(&bob, &team()).await.shows(&all([said("early", 1..=2), said("late", 1..=2)])).await;
}

#[tokio::test(start_paused = true)]
async fn without_a_connection_a_chat_shows_what_is_here_until_there_is_one() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    place.ten_days_without(&bob, "day").await;
    back(&bob, "day 10").await;
    bob.disconnect().await;
    let mut chat = Chat::open(&bob, &with("alice")).await;
    assert_eq!(chat.texts(), all([said("day", 4..=10)]));
    bob.connect();
    chat.shows(&all([said("day", 1..=10)])).await;
}

#[tokio::test(start_paused = true)]
async fn a_chat_is_filled_to_the_end_although_the_connection_breaks_and_the_process_ends_meanwhile() {
    let place = Place::new().await;
    let mut bob = place.bob_reads().await;
    place.much_on_one_day_without(&bob, 180).await;
    back(&bob, "welcome back").await;
    let numbers: Vec<String> = (1..=180).map(|number| number.to_string()).collect();
    let wanted = all([numbers, vec!["welcome back".into()]]);
    for _ in 0..2 {
        assert!(bob.gap(&with("alice")).await.unwrap().is_some());
        // The next page is here, and another one may be on its way.
        let held = texts(&bob, &with("alice")).await.len();
        let mut chat = Chat::open(&bob, &with("alice")).await;
        while texts(&bob, &with("alice")).await.len() == held {
            chat.reads_back().await;
        }
        bob.disconnect().await;
        drop((chat, bob));
        bob = place.bob();
        online(&bob).await;
    }
    let mut chat = Chat::open(&bob, &with("alice")).await;
    while chat.texts() != wanted {
        chat.reads_back().await;
    }
    assert_eq!(texts(&bob, &with("alice")).await, wanted);
}

#[tokio::test(start_paused = true)]
async fn what_is_read_stays_where_it_is_however_much_comes_above_it() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    place.much_on_one_day_without(&bob, 700).await;
    back(&bob, "welcome back").await;
    let mut chat = Chat::open(&bob, &with("alice")).await;
    // As much comes as a window holds, and no more.
    while chat.texts()[0] == "before" {
        chat.next().await;
        assert_eq!(chat.texts().last(), Some(&"welcome back"), "the unread message stays");
        assert!(chat.texts().len() <= 250);
    }
    assert!(chat.edges.before && !chat.edges.after);
    assert!(texts(&bob, &with("alice")).await.len() < 400, "what nobody looks at is not brought");

    // Who reads back comes to the beginning.
    while chat.texts()[0] != "before" || chat.texts().get(1) != Some(&"1") {
        chat.reads_back().await;
    }
    let numbers: Vec<String> = (1..=700).map(|number| number.to_string()).collect();
    assert_eq!(texts(&bob, &with("alice")).await, all([numbers, vec!["welcome back".into()]]));
}

#[tokio::test(start_paused = true)]
async fn history_that_is_asked_for_from_within_a_gap_is_told_and_not_kept() {
    let place = Place::new().await;
    let bob = place.bob_reads().await;
    place.much_on_one_day_without(&bob, 60).await;
    back(&bob, "welcome back").await;
    let alice = with("alice");
    let words = |list: Vec<pipit_im::Message>| -> Vec<String> {
        list.iter().map(|message| message.content.words()).collect()
    };
    let newest = bob.fetch_history(&alice, Timestamp(0), 11).await.unwrap();
    assert_eq!(texts(&bob, &alice).await[1], "51", "the newest follow on what is here");
    let oldest = newest.last().unwrap().sent_time;
    let within = bob.fetch_history(&alice, Timestamp(oldest.0 - 1), 5).await.unwrap();
    assert_eq!(words(within), ["50", "49", "48", "47", "46"]);
    assert_eq!(texts(&bob, &alice).await[1], "51");
    let next = bob.fetch_history(&alice, oldest, 5).await.unwrap();
    assert_eq!(words(next), ["50", "49", "48", "47", "46"]);
    assert_eq!(texts(&bob, &alice).await[1], "46", "these follow too");

    bob.delete(bob.messages(&alice, MessageRange::Latest { limit: 2 }).await.unwrap().list[0].id)
        .await
        .unwrap();
    let numbers: Vec<String> = (1..=59).map(|number| number.to_string()).collect();
    let wanted = all([numbers, vec!["welcome back".into()]]);
    let mut chat = Chat::open(&bob, &alice).await;
    while chat.texts() != wanted {
        chat.reads_back().await; // what was deleted stays away
    }
}
