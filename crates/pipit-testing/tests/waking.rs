//! A pause before another attempt ends at once when the machine wakes or has another network.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use pipit_im::{
    Client, ClientConfig, ConnectionStatus, Content, ConversationId, ConversationType, Login, MessageRange,
    Store, StoreKey, TargetId, UserId,
};
use pipit_server::store::SqliteStore;
use pipit_server::{Server, Settings};
use pipit_testing::{Faults, Link, TestClock};
use tokio::time::Instant;

const HOURS: i64 = 3_600_000;

/// Bob, whose server is away, in a pause of hours; alice has written to him meanwhile.
struct Away {
    bob: Client,
    clock: Arc<TestClock>,
    link: Link,
    server: Server,
    _folder: tempfile::TempDir,
}

fn with(other: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(other) }
}

impl Away {
    async fn new() -> Self {
        let clock = Arc::new(TestClock::starting_at(1_800_000_000_000));
        let settings = Settings::new("app", "secret");
        let server = Server::with_store(Arc::new(SqliteStore::in_memory().unwrap()), settings, clock.clone());
        for name in ["alice", "bob"] {
            server.add_user(name, name).await.unwrap();
        }
        let link = Link::new(1, Faults::default());
        link.attach(server.clone());
        let folder = tempfile::tempdir().unwrap();
        let client = |name: &str, link: Link| {
            let login = Login {
                servers: vec!["http://test".into()],
                app_key: "app".into(),
                token: server.token(name),
            };
            let mut config = ClientConfig::new(login, UserId::new(name));
            config.backoff_min = Duration::from_hours(8);
            config.backoff_max = Duration::from_hours(8);
            let (store, _) = Store::open(&folder.path().join(name), &StoreKey::new([7; 32])).unwrap();
            Client::new(store, Arc::new(link), config, clock.clone())
        };
        let alice = client("alice", link.clone());
        alice.connect();
        alice.status().wait_for(|status| *status == ConnectionStatus::Connected).await.unwrap();
        let down = Link::new(2, Faults::default());
        let bob = client("bob", down.clone());
        bob.connect();
        let waits = |status: &ConnectionStatus| matches!(status, ConnectionStatus::Waiting { .. });
        bob.status().wait_for(waits).await.unwrap();
        let mut events = alice.events();
        alice.send(&with("bob"), Content::text("good morning")).await.unwrap();
        while !matches!(events.recv().await.unwrap(), pipit_im::Event::Sent(_)) {}
        down.attach(server.clone());
        Self { bob, clock, link: down, server, _folder: folder }
    }

    /// How long it takes bob to be online and to have what was written to him.
    async fn caught_up(&self) -> Duration {
        let since = Instant::now();
        let mut changes = self.bob.changes();
        let newest = async || {
            let page = self.bob.messages(&with("alice"), MessageRange::Latest { limit: 1 }).await.unwrap();
            page.list.last().map(|message| message.content.words())
        };
        while newest().await.as_deref() != Some("good morning") {
            changes.next().await.unwrap();
        }
        assert_eq!(*self.bob.status().borrow(), ConnectionStatus::Connected);
        since.elapsed()
    }
}

#[tokio::test(start_paused = true)]
async fn ux_56_who_wakes_after_a_night_in_the_middle_of_a_pause_is_caught_up_within_five_seconds() {
    let away = Away::new().await;
    away.clock.jump(8 * HOURS); // asleep: the wall clock alone runs on
    assert!(away.caught_up().await < Duration::from_secs(5));
    drop((away.link, away.server));
}

#[tokio::test(start_paused = true)]
async fn ux_57_another_network_ends_a_pause_at_once() {
    let away = Away::new().await;
    away.bob.network_changed();
    assert!(away.caught_up().await < Duration::from_secs(5));
}
