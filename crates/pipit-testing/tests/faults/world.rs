//! The people, their devices, the server, and the faulty link between them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pipit_im::{
    Client, ClientConfig, ConversationId, ConversationType, Login, Message, MessageRange, Store, StoreError,
    StoreKey, TargetId, UserId,
};
use pipit_server::{Server, Settings};
use pipit_testing::{Faults, Link, TestClock};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::model::Model;

pub(crate) const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];
/// Who writes with what.
const DEVICES: [DeviceName; 6] = [
    ("alice", "Desktop"),
    ("alice", "Web"),
    ("alice", "Mobile"),
    ("bob", "Desktop"),
    ("bob", "Web"),
    ("carol", "Desktop"),
];
/// The class of the devices that come when everything is over.
const JUDGE: &str = "Judge";
const GROUP: &str = "team";
/// 2026-11-23 12:00:00 in UTC.
const START: i64 = 1_795_435_200_000;

/// A person, and the class of the device.
pub(crate) type DeviceName = (&'static str, &'static str);

pub(crate) struct Device {
    pub(crate) name: DeviceName,
    pub(crate) client: Client,
    pub(crate) store: Store,
    path: PathBuf,
    pub(crate) clock: Arc<TestClock>,
}

pub(crate) struct World {
    folder: tempfile::TempDir,
    clock: Arc<TestClock>,
    link: Link,
    server: Server,
    tokens: BTreeMap<&'static str, String>,
    pub(crate) devices: Vec<Device>,
    pub(crate) judges: Vec<Device>,
    pub(crate) model: Model,
    steps: Vec<String>,
}

/// The conversations of a person, as they name them.
pub(crate) fn conversations_of(person: &str) -> Vec<ConversationId> {
    let private = |other| ConversationId { kind: ConversationType::Private, target_id: TargetId::new(other) };
    let group = ConversationId { kind: ConversationType::Group, target_id: TargetId::new(GROUP) };
    PEOPLE.into_iter().filter(|other| *other != person).map(private).chain([group]).collect()
}

/// A conversation's name that does not depend on who looks.
pub(crate) fn thread(person: &str, id: &ConversationId) -> String {
    if id.kind == ConversationType::Group {
        return GROUP.into();
    }
    let mut pair = [person, id.target_id.as_str()];
    pair.sort_unstable();
    pair.join("+")
}

impl Device {
    /// How what it writes begins.
    pub(crate) fn label(&self) -> String {
        format!("{}/{}", self.name.0, self.name.1)
    }

    pub(crate) async fn messages(&self, id: &ConversationId) -> Vec<Message> {
        self.client.messages(id, MessageRange::Latest { limit: 10_000 }).await.unwrap().list
    }

    /// Does something in one transaction while nothing else is stored here, so that the messages that it is given are
    /// those that it is done to.
    pub(crate) async fn alone<T>(
        &self,
        id: &ConversationId,
        act: impl AsyncFn(&[Message]) -> Result<T, StoreError>,
    ) -> T {
        loop {
            self.store.fill_disk_after(0);
            // What was being stored is stored when this is refused.
            self.client.set_preference("alone", "").await.unwrap_err();
            let list = self.messages(id).await;
            self.store.fill_disk_after(1);
            let done = act(&list).await;
            self.store.fill_disk_after(u64::MAX);
            match done {
                Ok(value) => return value,
                Err(StoreError::DiskFull) => {} // the connection was faster
                Err(error) => panic!("{}: {error}", self.label()),
            }
        }
    }
}

impl World {
    pub(crate) async fn new(seed: u64) -> Self {
        let base = if Path::new("/dev/shm").is_dir() { Path::new("/dev/shm") } else { Path::new("/tmp") };
        let folder = tempfile::tempdir_in(base).unwrap();
        let clock = Arc::new(TestClock::starting_at(START));
        let faults = Faults { cut: 0.02, double: 0.05, swap: 0.05, delay: 0.2, unreachable: 0.1 };
        let link = Link::new(seed, faults);
        let server = Server::open(folder.path(), Settings::new("app", "secret"), clock.clone()).unwrap();
        for name in PEOPLE {
            server.add_user(name, name).await.unwrap();
        }
        server.add_group(GROUP, "Team", &PEOPLE).await.unwrap();
        link.attach(server.clone());
        let tokens = PEOPLE.map(|name| (name, server.token(name))).into_iter().collect();
        let (devices, judges, model, steps) = <_>::default();
        let mut world = Self { folder, clock, link, server, tokens, devices, judges, model, steps };
        world.devices = DEVICES
            .map(|name| world.open(name, Arc::new(TestClock::starting_at(START))))
            .into_iter()
            .collect();
        world
    }

    fn open(&self, name: DeviceName, clock: Arc<TestClock>) -> Device {
        let (person, class) = name;
        let path = self.folder.path().join(format!("{person}-{class}.db"));
        let (store, _) = Store::open(&path, &StoreKey::new([7; 32])).unwrap();
        let token = self.tokens[person].clone();
        let login = Login { servers: vec!["http://test".into()], app_key: "app".into(), token };
        let config = ClientConfig::new(login, UserId::new(person));
        let client = Client::new(store.clone(), Arc::new(self.link.for_class(class)), config, clock.clone());
        client.connect();
        Device { name, client, store, path, clock }
    }

    pub(crate) fn note(&mut self, step: String) {
        self.steps.push(step);
    }

    /// What was done, a line each.
    pub(crate) fn told(&self) -> String {
        self.steps.join("\n")
    }

    /// The process of a device dies, perhaps between two transactions: nothing is said to anybody, and the file is opened
    /// again.
    pub(crate) async fn kill(&mut self, at: usize, dice: &mut StdRng) {
        let Device { name, client, store, clock, path } = self.devices.remove(at);
        store.fill_disk_after(dice.random_range(0..4));
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..1_000))).await;
        store.fill_disk_after(0);
        drop((client, store));
        let device = self.open(name, clock);
        assert_eq!(device.path, path);
        self.devices.insert(at, device);
    }

    /// The server's process dies and another one takes its place, whose clock may be wrong.
    pub(crate) fn restart_server(&mut self, dice: &mut StdRng) {
        self.link.detach();
        self.server.kill();
        if dice.random_bool(0.3) {
            self.clock.jump(dice.random_range(-60_000..60_000));
        }
        self.server =
            Server::open(self.folder.path(), Settings::new("app", "secret"), self.clock.clone()).unwrap();
        self.link.attach(self.server.clone());
    }

    /// From now on nothing goes wrong, and the judges come.
    pub(crate) fn heal(&mut self) {
        self.link.heal();
        for device in &self.devices {
            device.store.fill_disk_after(u64::MAX);
            device.client.connect();
            device.client.retry_now();
        }
        let clock = || Arc::new(TestClock::starting_at(START));
        self.judges = PEOPLE.map(|person| self.open((person, JUDGE), clock())).into_iter().collect();
    }
}
