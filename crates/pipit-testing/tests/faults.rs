//! Three people write while connections break, answers vanish, frames come twice, late and in the wrong order, and
//! engines and the server are killed. When the wire heals, everybody has every message once, in the same order, each
//! writer's in the order of writing, and the unread counts are those of the model.
//!
//! `PIPIT_SEED=n` runs one seed, `PIPIT_RUNS=n` so many.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use pipit_im::{
    Client, ClientConfig, Content, ConversationId, ConversationType, Login, Message, MessageDirection,
    MessageId, MessageRange, Store, StoreKey, TargetId, UserId,
};
use pipit_server::{Server, Settings};
use pipit_testing::{Faults, Link, TestClock};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];
const GROUP: &str = "team";
const STEPS: usize = 40;
/// 2026-11-23 12:00:00 in UTC.
const START: i64 = 1_795_435_200_000;

struct Person {
    name: &'static str,
    client: Client,
    store: PathBuf,
}

struct World {
    folder: tempfile::TempDir,
    clock: Arc<TestClock>,
    link: Link,
    server: Server,
    tokens: BTreeMap<&'static str, String>,
    people: Vec<Person>,
    /// What each wrote, by conversation as everybody would name it.
    written: BTreeMap<(String, &'static str), Vec<String>>,
    /// The newest message of others that each has read, by conversation as they name it.
    read: BTreeMap<(&'static str, ConversationId), MessageId>,
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

fn open_client(world_link: &Link, clock: &Arc<TestClock>, token: &str, name: &str, path: &Path) -> Client {
    let (store, _) = Store::open(path, &StoreKey::new([7; 32])).unwrap();
    let login = Login { servers: vec!["http://test".into()], app_key: "app".into(), token: token.into() };
    let config = ClientConfig::new(login, UserId::new(name));
    let client = Client::new(store, Arc::new(world_link.clone()), config, clock.clone());
    client.connect();
    client
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
        let people = PEOPLE
            .map(|name| {
                let store = folder.path().join(format!("{name}.db"));
                Person { name, client: open_client(&link, &clock, &tokens[name], name, &store), store }
            })
            .into_iter()
            .collect();
        Self { folder, clock, link, server, tokens, people, written: BTreeMap::new(), read: BTreeMap::new() }
    }

    async fn step(&mut self, dice: &mut StdRng, number: usize) {
        let at = dice.random_range(0..self.people.len());
        let name = self.people[at].name;
        let choices = conversations_of(name);
        let conversation = choices[dice.random_range(0..choices.len())].clone();
        match dice.random_range(0..100) {
            0..70 => {
                let text = format!("{name} {number}");
                self.people[at].client.send(&conversation, Content::text(text.clone())).await.unwrap();
                self.written.entry((shared_name(name, &conversation), name)).or_default().push(text);
            }
            70..82 => {
                let page = self.people[at]
                    .client
                    .messages(&conversation, MessageRange::Latest { limit: 10_000 })
                    .await
                    .unwrap();
                if let Some(last) = page.list.last() {
                    self.people[at].client.mark_read(&conversation, last.id).await.unwrap();
                    if let Some(received) = page.list.iter().rfind(|message| is_received(message)) {
                        self.read.insert((name, conversation), received.id);
                    }
                }
            }
            82..92 => {
                // Killed: nothing is said to anybody, and the file is opened again.
                let Person { name, client, store } = self.people.remove(at);
                drop(client);
                let client = open_client(&self.link, &self.clock, &self.tokens[name], name, &store);
                self.people.insert(at, Person { name, client, store });
            }
            92..96 => {
                self.link.detach();
                self.server.kill();
                self.server = Server::open(self.folder.path(), settings(), self.clock.clone()).unwrap();
                self.link.attach(self.server.clone());
            }
            _ => self.people[at].client.network_changed(),
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..1_500))).await;
    }

    async fn messages(&self, person: &Person, id: &ConversationId) -> Vec<Message> {
        person.client.messages(id, MessageRange::Latest { limit: 10_000 }).await.unwrap().list
    }

    /// True when everybody has everything that was written and nothing waits.
    async fn settled(&self) -> bool {
        for person in &self.people {
            for id in conversations_of(person.name) {
                let wanted: usize = PEOPLE
                    .iter()
                    .filter_map(|writer| self.written.get(&(shared_name(person.name, &id), *writer)))
                    .map(Vec::len)
                    .sum();
                let messages = self.messages(person, &id).await;
                if messages.len() < wanted || messages.iter().any(|message| message.uid.is_none()) {
                    return false;
                }
            }
        }
        true
    }

    async fn check(&self) {
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for person in &self.people {
            for id in conversations_of(person.name) {
                let name = shared_name(person.name, &id);
                let messages = self.messages(person, &id).await;
                let texts: Vec<String> = messages.iter().map(text).collect();
                for writer in PEOPLE {
                    let theirs: Vec<&String> =
                        texts.iter().filter(|text| text.starts_with(&format!("{writer} "))).collect();
                    let wanted = self.written.get(&(name.clone(), writer)).cloned().unwrap_or_default();
                    assert_eq!(
                        theirs,
                        wanted.iter().collect::<Vec<_>>(),
                        "{name}: what {writer} wrote, at {}",
                        person.name
                    );
                }
                let first = seen.entry(name.clone()).or_insert_with(|| texts.clone());
                assert_eq!(&texts, first, "{name}: {} sees another order", person.name);

                let read_time = self
                    .read
                    .get(&(person.name, id.clone()))
                    .and_then(|read| messages.iter().find(|message| message.id == *read))
                    .map_or(0, |message| message.sent_time.0);
                let wanted = messages
                    .iter()
                    .filter(|message| is_received(message) && message.sent_time.0 > read_time)
                    .count();
                let row = person.client.conversation(&id).await.unwrap();
                let unread = row.map_or(0, |row| row.unread);
                assert_eq!(usize::try_from(unread).unwrap(), wanted, "{name}: {}'s badge", person.name);
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
        for person in &world.people {
            person.client.retry_now();
        }
        // Ten minutes of the paused clock are more than any time-out takes.
        let deadline = tokio::time::Instant::now() + Duration::from_mins(10);
        while !world.settled().await {
            assert!(tokio::time::Instant::now() < deadline, "not everything has arrived");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        tokio::time::sleep(Duration::from_mins(1)).await; // anything that would come twice has come
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
