//! A server that listens on this machine, devices that reach it through real sockets, and a wire that can go silent.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pipit_im::{
    Client, ClientConfig, ConnectError, ConnectionStatus, Content, ConversationId, ConversationType,
    Download, Login, Message, MessageRange, MessageState, Navigation, Network, Resume, Socket, Store,
    StoreKey, SystemClock, TargetId, Upload, UploadAnswer, UserId, WebNetwork,
};
use pipit_server::{Listener, Server, Settings};
use tokio::task::JoinHandle;

/// What has not happened by then does not happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) const APP: &str = "app";

/// A running server with alice, bob, carol, and a group of theirs.
pub(crate) struct Host {
    pub(crate) server: Server,
    pub(crate) address: SocketAddr,
    pub(crate) folder: tempfile::TempDir,
    serving: JoinHandle<()>,
    settings: Settings,
}

impl Host {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::new(APP, "secret")).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let any = "127.0.0.1:0".parse().unwrap();
        let (server, address, serving) = serve(folder.path(), any, settings.clone()).await;
        for name in ["alice", "bob", "carol"] {
            server.add_user(name, name).await.unwrap();
        }
        server.add_group("team", "Team", &["alice", "bob", "carol"]).await.unwrap();
        Self { server, address, folder, serving, settings }
    }

    /// The process is gone, with its sockets; its data stays.
    pub(crate) async fn kill(&mut self) {
        self.serving.abort();
        (&mut self.serving).await.ok();
        self.server.kill();
    }

    /// It is back, under the same address.
    pub(crate) async fn restart(&mut self) {
        let (server, _, serving) = serve(self.folder.path(), self.address, self.settings.clone()).await;
        (self.server, self.serving) = (server, serving);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn login(&self, name: &str) -> Login {
        Login { servers: vec![self.url()], app_key: APP.into(), token: self.server.token(name) }
    }

    /// A device of a person, with a store of its own.
    pub(crate) fn device(&self, name: &'static str, class: &'static str) -> Device {
        Device::open(self.login(name), name, class, self.folder.path().join(format!("{name}-{class}.db")))
    }
}

async fn serve(data: &Path, address: SocketAddr, settings: Settings) -> (Server, SocketAddr, JoinHandle<()>) {
    let server = Server::open(data, settings, Arc::new(pipit_server::SystemClock)).unwrap();
    let listener = Listener::bind(address, 1_000).await.unwrap();
    let address = listener.url().unwrap().trim_start_matches("http://").parse().unwrap();
    let running = server.clone();
    let serving = tokio::spawn(async move { running.serve(listener, std::future::pending()).await });
    (server, address, serving)
}

/// The real network, as a device of another class.
struct Classed(WebNetwork, &'static str);

#[async_trait]
impl Network for Classed {
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError> {
        self.0.navigate(address, login).await
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        self.0.open(&url.replace("platform=Desktop", &format!("platform={}", self.1))).await
    }

    async fn upload(&self, upload: Upload) -> io::Result<UploadAnswer> {
        self.0.upload(upload).await
    }

    async fn download(&self, url: &str, rest: Option<&Resume>) -> io::Result<Download> {
        self.0.download(url, rest).await
    }
}

pub(crate) struct Device {
    pub(crate) client: Client,
    pub(crate) name: &'static str,
    class: &'static str,
    login: Login,
    store: PathBuf,
    /// What lies in that file; tests fill its disk.
    pub(crate) disk: Store,
}

impl Device {
    pub(crate) fn open(login: Login, name: &'static str, class: &'static str, store: PathBuf) -> Self {
        let network = Arc::new(Classed(WebNetwork::new().unwrap(), class));
        Self::open_through(network, login, name, class, store)
    }

    fn open_through(
        network: Arc<dyn Network>,
        login: Login,
        name: &'static str,
        class: &'static str,
        store: PathBuf,
    ) -> Self {
        let (opened, _) = Store::open(&store, &StoreKey::new([7; 32])).unwrap();
        let mut config = ClientConfig::new(login.clone(), UserId::new(name));
        config.outgoing = Some(store.with_extension("outgoing"));
        config.received = Some(store.with_extension("received"));
        config.backoff_min = Duration::from_millis(50);
        config.backoff_max = Duration::from_millis(500);
        config.connect_timeout = Duration::from_secs(5);
        config.ping_interval = Duration::from_secs(1);
        config.answer_timeout = Duration::from_secs(5); // everybody of a crowd runs on this machine
        let client = Client::new(opened.clone(), network, config, Arc::new(SystemClock));
        Self { client, name, class, login, store, disk: opened }
    }

    /// The process ends, and another one opens its store.
    pub(crate) fn reopened(self) -> Self {
        let Self { client, name, class, login, store, disk } = self;
        drop((client, disk));
        Self::open(login, name, class, store)
    }

    /// The same, and the other one reaches the server in another way.
    pub(crate) fn reopened_through(self, network: Arc<dyn Network>) -> Self {
        let Self { client, name, class, login, store, disk } = self;
        drop((client, disk));
        Self::open_through(network, login, name, class, store)
    }

    pub(crate) async fn online(self) -> Self {
        self.client.connect();
        self.status(|status| status == ConnectionStatus::Connected).await;
        self
    }

    pub(crate) async fn status(&self, wanted: impl Fn(ConnectionStatus) -> bool) {
        let mut status = self.client.status();
        let reached = tokio::time::timeout(PATIENCE, status.wait_for(|status| wanted(*status))).await;
        assert!(reached.is_ok(), "{}: still {:?}", self.name, self.client.status().borrow());
    }

    pub(crate) async fn say(&self, id: &ConversationId, text: &str) -> pipit_im::MessageId {
        self.client.send(id, Content::text(text)).await.unwrap()
    }

    pub(crate) async fn messages(&self, id: &ConversationId) -> Vec<Message> {
        self.client.messages(id, MessageRange::Latest { limit: 1_000 }).await.unwrap().list
    }

    pub(crate) async fn texts(&self, id: &ConversationId) -> Vec<String> {
        self.messages(id).await.iter().map(text).collect()
    }

    pub(crate) async fn unread(&self, id: &ConversationId) -> u32 {
        self.client.conversation(id).await.unwrap().map_or(0, |row| row.unread)
    }

    /// Looks whenever something changes, until it is as wanted.
    pub(crate) async fn until(&self, what: &str, wanted: impl AsyncFn(&Self) -> bool) {
        let mut changes = self.client.changes();
        let seen = async {
            while !wanted(self).await {
                changes.next().await.unwrap();
            }
        };
        assert!(tokio::time::timeout(PATIENCE, seen).await.is_ok(), "{}: {what}", self.name);
    }

    pub(crate) async fn sees(&self, id: &ConversationId, wanted: &[&str]) {
        self.until(&format!("sees {wanted:?}"), async |device| device.texts(id).await == wanted).await;
    }

    /// Waits until the server has everything that was written here.
    pub(crate) async fn sent(&self, id: &ConversationId) {
        let settled = |message: &Message| message.state != MessageState::Sending;
        self.until("is sent", async |device| device.messages(id).await.iter().all(settled)).await;
    }
}

pub(crate) fn text(message: &Message) -> String {
    match &message.content {
        Content::Text(text) => text.content.clone(),
        other => other.object_name().to_owned(),
    }
}

pub(crate) fn with(other: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(other) }
}

pub(crate) fn team() -> ConversationId {
    ConversationId { kind: ConversationType::Group, target_id: TargetId::new("team") }
}
