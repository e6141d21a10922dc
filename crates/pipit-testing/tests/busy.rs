//! A device that had no time to listen does not take the server for silent.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use pipit_im::{
    Client, ClientConfig, ConnectError, ConnectionStatus, Download, Login, Navigation, Network, Resume,
    Socket, Store, StoreKey, Upload, UploadAnswer, UserId,
};
use pipit_server::store::SqliteStore;
use pipit_server::{Server, Settings};
use pipit_testing::{Faults, Link, TestClock};
use tokio::sync::Notify;
use tokio::time::Instant;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// A link whose frames wait unread in the socket while nobody has time for them.
struct Unread {
    link: Link,
    holding: Arc<Holding>,
}

struct Holding {
    until: Mutex<Instant>,
    /// Something has come that waits.
    arrived: Notify,
}

struct Kept {
    socket: Box<dyn Socket>,
    holding: Arc<Holding>,
    frames: VecDeque<Bytes>,
}

#[async_trait]
impl Socket for Kept {
    async fn send(&mut self, frame: Bytes) -> io::Result<()> {
        self.socket.send(frame).await
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let until = *self.holding.until.lock().unwrap();
            let waits = Instant::now() < until;
            if !waits && let Some(frame) = self.frames.pop_front() {
                return Some(frame);
            }
            tokio::select! {
                frame = self.socket.next() => {
                    self.frames.push_back(frame?);
                    if waits {
                        self.holding.arrived.notify_one();
                    }
                }
                () = tokio::time::sleep_until(until), if waits => {}
            }
        }
    }
}

#[async_trait]
impl Network for Unread {
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError> {
        self.link.navigate(address, login).await
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        let socket = self.link.open(url).await?;
        Ok(Box::new(Kept { socket, holding: self.holding.clone(), frames: VecDeque::new() }))
    }

    async fn upload(&self, upload: Upload) -> io::Result<UploadAnswer> {
        self.link.upload(upload).await
    }

    async fn download(&self, url: &str, rest: Option<&Resume>) -> io::Result<Download> {
        self.link.download(url, rest).await
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_lies_unread_in_the_socket_is_not_late() {
    let clock = Arc::new(TestClock::starting_at(1_800_000_000_000));
    let settings = Settings::new("app", "secret");
    let server = Server::with_store(Arc::new(SqliteStore::in_memory().unwrap()), settings, clock.clone());
    server.add_user("bob", "bob").await.unwrap();
    let link = Link::new(1, Faults::default());
    link.attach(server.clone());
    let login =
        Login { servers: vec!["http://test".into()], app_key: "app".into(), token: server.token("bob") };
    let mut config = ClientConfig::new(login, UserId::new("bob"));
    config.answer_timeout = PATIENCE;
    config.ping_interval = Duration::from_hours(1); // nothing comes but what is asked for
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&folder.path().join("bob"), &StoreKey::new([7; 32])).unwrap();
    let holding = Arc::new(Holding { until: Mutex::new(Instant::now()), arrived: Notify::new() });
    let network = Unread { link, holding: holding.clone() };
    let bob = Client::new(store, Arc::new(network), config, clock);
    bob.connect();
    bob.status().wait_for(|status| *status == ConnectionStatus::Connected).await.unwrap();

    tokio::time::sleep(Duration::from_secs(30)).await; // what a session begins with is over

    // Which of what waits for it a session looks at first, is chance.
    for round in 0..32 {
        let asked = tokio::spawn({
            let bob = bob.clone();
            async move { bob.offline_days().await }
        });
        let until = Instant::now() + PATIENCE + Duration::from_secs(1);
        *holding.until.lock().unwrap() = until;
        holding.arrived.notified().await;
        tokio::time::advance(until - Instant::now()).await; // nobody has time meanwhile
        let answered = asked.await.unwrap();
        assert!(answered.is_ok(), "in round {round}: {answered:?}");
    }
}
