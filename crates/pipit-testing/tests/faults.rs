//! Three people with four devices write, read and take back while connections break, answers vanish, frames come twice,
//! late and in the wrong order, disks are full, clocks jump, and engines and the server are killed, also between two
//! transactions. When the wire heals, everybody has every message once, in the same order, each device's in the order
//! of writing, and the unread counts are those of the model.
//!
//! `PIPIT_SEED=n` runs one seed, `PIPIT_RUNS=n` so many.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use pipit_im::{
    Client, ClientConfig, Content, ConversationId, ConversationType, Login, Message, MessageDirection,
    MessageRange, Store, StoreKey, TargetId, UserId,
};
use pipit_server::{Server, Settings};
use pipit_testing::{Faults, Link, TestClock};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];
/// Who writes with what: alice has two devices.
const DEVICES: [(&str, &str); 4] =
    [("alice", "Desktop"), ("alice", "Web"), ("bob", "Desktop"), ("carol", "Desktop")];
const GROUP: &str = "team";
const STEPS: usize = 40;
/// 2026-11-23 12:00:00 in UTC.
const START: i64 = 1_795_435_200_000;

struct Device {
    name: &'static str,
    class: &'static str,
    client: Client,
    store: Store,
    path: PathBuf,
    clock: Arc<TestClock>,
}

impl Device {
    /// How what it writes begins.
    fn label(&self) -> String {
        format!("{}/{}", self.name, self.class)
    }
}

struct World {
    folder: tempfile::TempDir,
    clock: Arc<TestClock>,
    link: Link,
    server: Server,
    tokens: BTreeMap<&'static str, String>,
    devices: Vec<Device>,
    /// What each device wrote, by conversation as everybody would name it.
    written: BTreeMap<(String, String), Vec<String>>,
    /// What somebody tried to take back: an answer that was lost leaves open whether it was, but not for whom.
    regretted: BTreeSet<String>,
    /// The time of the newest message of others that each person has read, by conversation as they name it.
    read: BTreeMap<(&'static str, ConversationId), i64>,
}

fn private(other: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(other) }
}

fn group() -> ConversationId {
    ConversationId { kind: ConversationType::Group, target_id: TargetId::new(GROUP) }
}

/// A conversation's name that does not depend on who looks.
fn shared_name(me: &str, id: &ConversationId) -> String {
    if id.kind == ConversationType::Group {
        return GROUP.into();
    }
    let mut pair = [me, id.target_id.as_str()];
    pair.sort_unstable();
    pair.join("+")
}

fn settings() -> Settings {
    Settings::new("app", "secret")
}

fn open_device(
    link: &Link,
    clock: Arc<TestClock>,
    token: &str,
    (name, class): (&'static str, &'static str),
    path: PathBuf,
) -> Device {
    let (store, _) = Store::open(&path, &StoreKey::new([7; 32])).unwrap();
    let login = Login { servers: vec!["http://test".into()], app_key: "app".into(), token: token.into() };
    let config = ClientConfig::new(login, UserId::new(name));
    let client = Client::new(store.clone(), Arc::new(link.for_class(class)), config, clock.clone());
    client.connect();
    Device { name, class, client, store, path, clock }
}

impl World {
    async fn new(seed: u64) -> Self {
        let base = if Path::new("/dev/shm").is_dir() { Path::new("/dev/shm") } else { Path::new("/tmp") };
        let folder = tempfile::tempdir_in(base).unwrap();
        let clock = Arc::new(TestClock::starting_at(START));
        let faults = Faults { cut: 0.02, double: 0.05, swap: 0.05, delay: 0.2, unreachable: 0.1 };
        let link = Link::new(seed, faults);
        let server = Server::open(folder.path(), settings(), clock.clone()).unwrap();
        for name in PEOPLE {
            server.add_user(name, name).await.unwrap();
        }
        server.add_group(GROUP, "Team", &PEOPLE).await.unwrap();
        link.attach(server.clone());
        let tokens: BTreeMap<_, _> = PEOPLE.map(|name| (name, server.token(name))).into_iter().collect();
        let devices = DEVICES
            .map(|(name, class)| {
                let path = folder.path().join(format!("{name}-{class}.db"));
                let clock = Arc::new(TestClock::starting_at(START));
                open_device(&link, clock, &tokens[name], (name, class), path)
            })
            .into_iter()
            .collect();
        let (written, regretted, read) = <_>::default();
        Self { folder, clock, link, server, tokens, devices, written, regretted, read }
    }

    async fn step(&mut self, dice: &mut StdRng, number: usize) {
        let at = dice.random_range(0..self.devices.len());
        let Device { name, client, .. } = &self.devices[at];
        let (name, client) = (*name, client.clone());
        let choices = conversations_of(name);
        let conversation = choices[dice.random_range(0..choices.len())].clone();
        match dice.random_range(0..100) {
            0..60 => {
                let label = self.devices[at].label();
                let text = format!("{label} {number}");
                client.send(&conversation, Content::text(text.clone())).await.unwrap();
                self.written.entry((shared_name(name, &conversation), label)).or_default().push(text);
            }
            60..70 => {
                let list = self.messages(&self.devices[at], &conversation).await;
                if let Some(last) = list.last() {
                    client.mark_read(&conversation, last.id).await.unwrap();
                    if let Some(received) = list.iter().rfind(|message| is_received(message)) {
                        let time = self.read.entry((name, conversation)).or_default();
                        *time = received.sent_time.0.max(*time);
                    }
                }
            }
            70..76 => self.regret(&client, &conversation, dice).await,
            76..80 => {
                // The history may bring what the boxes bring too.
                tokio::time::timeout(Duration::from_secs(2), client.fetch_older(&conversation)).await.ok();
            }
            80..88 => {
                drop(client); // nothing of it lives on
                self.kill(at, dice).await;
            }
            88..91 => {
                self.devices[at].store.fill_disk_after(dice.random_range(0..3));
                tokio::time::sleep(Duration::from_millis(dice.random_range(0..4_000))).await;
                self.devices[at].store.fill_disk_after(u64::MAX);
            }
            91..94 => {
                self.link.detach();
                self.server.kill();
                self.server = Server::open(self.folder.path(), settings(), self.clock.clone()).unwrap();
                self.link.attach(self.server.clone());
            }
            94..97 => self.devices[at].clock.jump(dice.random_range(-60_000..60_000)),
            _ => client.network_changed(),
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..1_500))).await;
    }

    /// Takes a message back, if there is one to take back.
    async fn regret(&mut self, client: &Client, conversation: &ConversationId, dice: &mut StdRng) {
        let range = MessageRange::Latest { limit: 10_000 };
        let own = client.messages(conversation, range).await.unwrap().list.into_iter().filter(|message| {
            matches!(message.content, Content::Text(_)) && !is_received(message) && message.uid.is_some()
        });
        let own: Vec<Message> = own.collect();
        if own.is_empty() {
            return;
        }
        let message = &own[dice.random_range(0..own.len())];
        self.regretted.insert(text(message));
        tokio::time::timeout(Duration::from_secs(5), client.recall(message.id)).await.ok();
    }

    /// The process dies, perhaps between two transactions: nothing is said to anybody, and the file is opened again.
    async fn kill(&mut self, at: usize, dice: &mut StdRng) {
        let Device { name, class, client, store, path, clock } = self.devices.remove(at);
        store.fill_disk_after(dice.random_range(0..4));
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..1_000))).await;
        store.fill_disk_after(0);
        drop(client);
        let device = open_device(&self.link, clock, &self.tokens[name], (name, class), path);
        self.devices.insert(at, device);
    }

    async fn messages(&self, person: &Device, id: &ConversationId) -> Vec<Message> {
        person.client.messages(id, MessageRange::Latest { limit: 10_000 }).await.unwrap().list
    }

    /// What is still missing somewhere; nothing when everything has arrived.
    async fn missing(&self) -> Option<String> {
        for person in &self.devices {
            for id in conversations_of(person.name) {
                let name = shared_name(person.name, &id);
                let wanted: usize = self
                    .written
                    .iter()
                    .filter(|((at, _), _)| *at == name)
                    .map(|(_, texts)| texts.len())
                    .sum();
                let messages = self.messages(person, &id).await;
                let waiting = messages.iter().filter(|message| message.uid.is_none()).count();
                if messages.len() < wanted || waiting > 0 {
                    let status = *person.client.status().borrow();
                    let found = messages.len();
                    return Some(format!(
                        "{}'s {name}: {found} of {wanted}, {waiting} of them waiting, {status:?}",
                        person.name
                    ));
                }
            }
        }
        None
    }

    async fn check(&self) {
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for person in &self.devices {
            for id in conversations_of(person.name) {
                let name = shared_name(person.name, &id);
                let messages = self.messages(person, &id).await;
                let texts: Vec<String> = messages.iter().map(text).collect();
                let mut whole = 0;
                for ((_, writer), wanted) in self.written.iter().filter(|((at, _), _)| *at == name) {
                    let stays = |text: &&String| !self.regretted.contains(*text);
                    let theirs: Vec<&String> = texts
                        .iter()
                        .filter(|text| text.starts_with(&format!("{writer} ")))
                        .filter(stays)
                        .collect();
                    let stayed: Vec<&String> = wanted.iter().filter(stays).collect();
                    assert_eq!(theirs, stayed, "{name}: what {writer} wrote, at {}", person.label());
                    whole += wanted.len();
                }
                assert_eq!(
                    texts.len(),
                    whole,
                    "{name}: nothing comes twice or is missing at {}",
                    person.label()
                );
                let first = seen.entry(name.clone()).or_insert_with(|| texts.clone());
                assert_eq!(&texts, first, "{name}: {} sees something else", person.label());

                let read_time = self.read.get(&(person.name, id.clone())).copied().unwrap_or_default();
                let wanted = messages
                    .iter()
                    .filter(|message| matches!(message.content, Content::Text(_)) && is_received(message))
                    .filter(|message| message.sent_time.0 > read_time)
                    .count();
                let row = person.client.conversation(&id).await.unwrap();
                let unread = row.map_or(0, |row| row.unread);
                assert_eq!(usize::try_from(unread).unwrap(), wanted, "{name}: {}'s badge", person.label());
            }
        }
    }
}

fn conversations_of(name: &str) -> Vec<ConversationId> {
    PEOPLE.into_iter().filter(|other| *other != name).map(private).chain([group()]).collect()
}

fn is_received(message: &Message) -> bool {
    message.direction == MessageDirection::Received
}

fn text(message: &Message) -> String {
    match &message.content {
        Content::Text(text) => text.content.clone(),
        Content::RecallNotification(_) => "(taken back)".into(),
        other => format!("{other:?}"),
    }
}

fn run(seed: u64) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut world = World::new(seed).await;
        for number in 0..STEPS {
            world.step(&mut dice, number).await;
        }
        world.link.heal();
        for device in &world.devices {
            device.store.fill_disk_after(u64::MAX);
            device.client.retry_now();
        }
        // Ten minutes of the paused clock are more than any time-out takes.
        let deadline = tokio::time::Instant::now() + Duration::from_mins(10);
        while let Some(missing) = world.missing().await {
            assert!(tokio::time::Instant::now() < deadline, "{missing}");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        // Anything that would come twice has come; an echo that the wire swapped with its acknowledgement is made up for by
        // the pull of every three minutes.
        tokio::time::sleep(Duration::from_mins(4)).await;
        world.check().await;
    });
}

#[test]
fn every_message_arrives_once_and_in_order_through_a_thousand_seeded_disasters() {
    if let Some(seed) = std::env::var("PIPIT_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return run(seed);
    }
    let runs: u64 = std::env::var("PIPIT_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_000);
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= runs {
                        break;
                    }
                    let outcome = std::panic::catch_unwind(|| run(seed));
                    assert!(outcome.is_ok(), "failed with PIPIT_SEED={seed}");
                }
            });
        }
    });
}
