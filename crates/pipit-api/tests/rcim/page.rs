//! A page without pixels: it calls as JSON and sorts what comes back.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once};
use std::time::{Duration, Instant};

use pipit_api::{
    ConversationId, Deployment, Links, Notification, Notifications, RCIM_PATIENCE, RcIm, WebNetwork, Widget,
    store_name,
};
use pipit_im::Network;
use pipit_server::{Listener, Server, Settings, SystemClock};
use pipit_testing::{Faults, Link};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server with three people and a group, and the folders of their widgets.
pub(crate) struct World {
    pub(crate) server: Server,
    /// The wire of pages that need no real sockets.
    link: Link,
    /// How long its pages wait for the server.
    pub(crate) patience: Duration,
    folder: tempfile::TempDir,
    network: Arc<dyn Network>,
    /// The server's address.
    pub(crate) address: String,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(settings()).await
    }

    /// With a server of which something was set.
    pub(crate) async fn with(settings: Settings) -> Self {
        static KEYRING: Once = Once::new();
        KEYRING.call_once(|| keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap()));
        let folder = tempfile::tempdir().unwrap();
        let server = serve(folder.path(), settings);
        for (id, name) in [("alice", "Alice"), ("bob", "Bob"), ("carol", "Carol")] {
            server.add_user(id, name).await.unwrap();
        }
        server.add_group("team", "Team", &["alice", "bob", "carol"]).await.unwrap();
        let link = Link::new(1, Faults::default());
        link.attach(server.clone());
        let network = Arc::new(link.clone());
        let address = "http://test".into();
        Self { server, link, patience: RCIM_PATIENCE, folder, network, address }
    }

    /// The same, over real sockets, as files need it.
    pub(crate) async fn listening() -> Self {
        let mut world = Self::new().await;
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), 100).await.unwrap();
        world.address = listener.url().unwrap();
        world.network = Arc::new(WebNetwork::new().unwrap());
        let server = world.server.clone();
        tokio::spawn(async move { server.serve(listener, std::future::pending()).await });
        world
    }

    /// The folder of a person's own files.
    pub(crate) fn files(&self, widget: &str, user: &str) -> PathBuf {
        let person = store_name("key", user);
        self.folder.path().join("widgets").join(widget).join("people").join(person).join("fs")
    }

    /// The server is gone, with everybody's connection; its data stays.
    pub(crate) fn stop_server(&self) {
        self.link.detach();
        self.server.kill();
    }

    /// It is back.
    pub(crate) fn resume_server(&mut self) {
        self.server = serve(self.folder.path(), settings());
        self.link.attach(self.server.clone());
    }

    pub(crate) fn token(&self, user: &str) -> String {
        self.server.token(user)
    }

    /// A widget's page that has called nothing yet.
    pub(crate) fn page(&self, name: &str) -> Page {
        self.page_of(name, Some("key"))
    }

    /// A page of a widget whose `config.xml` names this app key, or none.
    pub(crate) fn page_of(&self, name: &str, app_key: Option<&str>) -> Page {
        let (sender, answers) = mpsc::unbounded_channel();
        let widget = Widget {
            deployment: Deployment::default(),
            pages: self.folder.path().join("pages"),
            folder: self.folder.path().join("widgets").join(name),
            app_key: app_key.map(str::to_owned),
            servers: vec![self.address.clone()],
            patience: self.patience,
        };
        let sink = Box::new(move |_window: &str, json: String| sender.send(json).is_ok());
        let shown = Arc::new(Shown::default());
        let links = Arc::new(NoLinks);
        let rcim = RcIm::start(widget, self.network.clone(), shown.clone(), links, sink);
        Page { rcim, shown, answers, last: 0, kept: BTreeMap::new() }
    }

    /// A page that is online as this person.
    pub(crate) async fn connected(&self, user: &str) -> Page {
        let mut page = self.page(user);
        page.ok("init", json!(null)).await;
        page.ok("connect", json!({ "token": self.token(user) })).await;
        page
    }
}

pub(crate) fn settings() -> Settings {
    Settings::new("key", "secret")
}

fn serve(folder: &Path, settings: Settings) -> Server {
    Server::open(folder, settings, Arc::new(SystemClock)).unwrap()
}

/// The system's notifications, as they would be on the screen: who, and what.
#[derive(Default)]
pub(crate) struct Shown(Mutex<BTreeMap<Option<ConversationId>, (String, String)>>);

impl Notifications for Shown {
    fn show(&self, Notification { conversation, title, body, .. }: Notification) {
        self.0.lock().unwrap().insert(conversation, (title, body));
    }

    fn withdraw(&self, conversation: Option<ConversationId>) {
        self.0.lock().unwrap().remove(&conversation);
    }
}

/// A system that opens no links.
struct NoLinks;

impl Links for NoLinks {
    fn open(&self, _url: &str) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

pub(crate) struct Page {
    pub(crate) rcim: RcIm,
    shown: Arc<Shown>,
    answers: mpsc::UnboundedReceiver<String>,
    last: u64,
    /// Answers of other calls that came meanwhile.
    kept: BTreeMap<u64, VecDeque<Value>>,
}

impl Page {
    /// Calls, and leaves the answers to [`Page::next_of`].
    pub(crate) fn start(&mut self, method: &str, params: Value) -> u64 {
        self.start_on(0, method, params)
    }

    /// Calls from another page of the widget.
    pub(crate) fn start_on(&mut self, page: u64, method: &str, params: Value) -> u64 {
        self.last += 1;
        let call = json!({ "page": page, "id": self.last, "method": method, "params": params });
        self.rcim.call("window", &call.to_string());
        self.last
    }

    /// A frame with a page of the kit asks for something; the number of what it asked.
    pub(crate) fn ask_kit(&mut self, frame: u64, asks: Value) -> u64 {
        self.last += 1;
        self.rcim.ask_kit("window", &json!({ "page": frame, "id": self.last, "asks": asks }).to_string());
        self.last
    }

    /// The next answer of a call.
    pub(crate) async fn next_of(&mut self, id: u64) -> Value {
        loop {
            if let Some(answer) = self.kept.get_mut(&id).and_then(VecDeque::pop_front) {
                return answer;
            }
            let json = tokio::time::timeout(PATIENCE, self.answers.recv()).await;
            let answer: Value = serde_json::from_str(&json.unwrap().unwrap()).unwrap();
            // Words to the window itself have no number.
            self.kept.entry(answer["id"].as_u64().unwrap_or_default()).or_default().push_back(answer);
        }
    }

    /// True when no answer of a call waits that was not looked at.
    pub(crate) fn has_none_of(&self, id: u64) -> bool {
        self.kept.get(&id).is_none_or(VecDeque::is_empty)
    }

    /// Waits until the screen is as it should be.
    pub(crate) async fn screen(
        &self,
        what: &str,
        right: impl Fn(&BTreeMap<Option<ConversationId>, (String, String)>) -> bool,
    ) {
        let deadline = Instant::now() + PATIENCE;
        while !right(&self.notifications()) {
            assert!(Instant::now() < deadline, "{what}: {:?}", self.notifications());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The notifications on the screen.
    pub(crate) fn notifications(&self) -> BTreeMap<Option<ConversationId>, (String, String)> {
        self.shown.0.lock().unwrap().clone()
    }

    /// All answers of a call, to its last.
    pub(crate) async fn call_all(&mut self, method: &str, params: Value) -> Vec<Value> {
        let id = self.start(method, params);
        let mut answers = Vec::new();
        loop {
            let answer = self.next_of(id).await;
            let last = answer["last"] == json!(true);
            answers.push(answer);
            if last {
                return answers;
            }
        }
    }

    /// The `ret` of a call that succeeds.
    pub(crate) async fn ok(&mut self, method: &str, params: Value) -> Value {
        let answer = self.call_all(method, params).await.pop().unwrap();
        assert_eq!(answer["err"], json!(null), "{method}");
        answer["ret"].clone()
    }

    /// The `ret` of a call, as soon as it is right.
    pub(crate) async fn until(
        &mut self,
        method: &str,
        params: Value,
        right: impl Fn(&Value) -> bool,
    ) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ret = self.ok(method, params.clone()).await;
            if right(&ret) {
                return ret;
            }
            assert!(Instant::now() < deadline, "{method} still answers {ret:#}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The code of a call that fails at once.
    pub(crate) async fn code(&mut self, method: &str, params: Value) -> i64 {
        let answers = self.call_all(method, params).await;
        assert_eq!(answers.len(), 1, "{method} fails before anything happens");
        assert!(!answers[0]["err"]["msg"].as_str().unwrap().is_empty(), "{method} says why");
        answers[0]["err"]["code"].as_i64().unwrap()
    }
}
