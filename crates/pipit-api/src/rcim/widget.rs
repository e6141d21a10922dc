//! A widget's API, as the host has it: calls of its pages go in, and what happens around them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pipit_im::{Content, ConversationId, MessageId, Network, embedded, playable};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use super::Module;
use super::additions::Templates;
use super::alerts::Alerts;
use super::fault::{self, Fault};
use super::home::Home;
use super::json;
use super::kit::{Asked, Door, Kit};
use super::listeners::Listeners;
use super::reply::{Call, Reply, WindowSink};
use crate::{Api, ApiError, Deployment, Desktop, Links, Microphone, Notifications};

/// How many calls may wait. A page that makes more without a pause is told that it is too fast.
const WAITING: usize = 1_024;

/// The largest call, in bytes of JSON: a text of the platform's limit, escaped, fits.
const MAX_CALL: usize = 1024 * 1024;

/// How long a page waits for the server unless it is told otherwise.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What a widget brings along.
#[derive(Debug, Clone)]
pub struct Widget {
    /// Its pages.
    pub pages: PathBuf,
    /// Where its data lies; no other widget's data may lie there.
    pub folder: PathBuf,
    /// The app key of its `config.xml`.
    pub app_key: Option<String>,
    /// The servers to ask until it names others itself.
    pub servers: Vec<String>,
    /// What its deployment decides.
    pub deployment: Deployment,
    /// How long `connect`, and what is sent, may take until the page hears that the server does not answer; [`PATIENCE`]
    /// is the contract's.
    pub patience: Duration,
}

/// The API of one widget, all of whose pages share it. The engine behind it ends with the last clone.
#[derive(Clone)]
pub struct RcIm {
    calls: mpsc::Sender<(Call, Reply)>,
    host: mpsc::UnboundedSender<HostEvent>,
    sink: Arc<WindowSink>,
    kit: Door,
}

impl RcIm {
    /// Starts it for a widget; answers go to `sink`.
    pub fn start(
        widget: Widget,
        network: Arc<dyn Network>,
        notifications: Arc<dyn Notifications>,
        links: Arc<dyn Links>,
        sink: WindowSink,
    ) -> Self {
        let sink = Arc::new(sink);
        let (calls, inbox) = mpsc::channel(WAITING);
        let (host, happens) = mpsc::unbounded_channel();
        let engine = watch::Sender::new(None);
        let api = Api::in_widget(&widget.folder, engine.subscribe(), links, notifications.clone());
        api.set_deployment(widget.deployment);
        let module = Module {
            home: Home::new(widget.folder),
            pages: widget.pages,
            network,
            app_key: widget.app_key,
            servers: widget.servers,
            file_server: None,
            patience: widget.patience,
            initialised: false,
            client: None,
            events: None,
            engine,
            onlooker: None,
            connecting: None,
            listeners: Listeners::default(),
            sending: HashMap::new(),
            alerts: Alerts::new(notifications),
            kit: Kit::default(),
            templates: Templates::default(),
            sink: sink.clone(),
            later: JoinSet::new(),
        };
        tokio::spawn(module.run(inbox, happens));
        Self { calls, host, kit: Door::new(api, sink.clone()), sink }
    }

    /// What pages of the kit ask of the system from now on; until then it refuses everything.
    pub fn set_desktop(&self, desktop: Arc<dyn Desktop>) {
        self.kit.set_desktop(desktop);
    }

    /// The microphone that pages of the kit record with.
    pub fn set_microphone(&self, microphone: Arc<dyn Microphone>) {
        self.kit.set_microphone(microphone);
    }

    /// The page of this number, which tells merged messages to a page of the kit; see [`Api::merged_page`].
    pub fn merged_page(&self, number: u32) -> Option<Vec<u8>> {
        self.kit.merged_page(number)
    }

    /// Opens an address outside of the widget, if a link may lead to it; see [`Api::open_link`].
    ///
    /// # Errors
    /// When it may not, or the system has nothing to open it with.
    pub fn open_link(&self, url: &str) -> Result<(), ApiError> {
        self.kit.open_link(url)
    }

    /// Words of the page's message files, in the system's language. `{name}` is replaced by the parameter of that name.
    pub fn say(&self, key: &str, params: &[(&str, &str)]) -> String {
        self.kit.say(key, params)
    }

    /// Somebody looks at a page, or at none any more.
    pub fn foreground(&self, foreground: bool) {
        self.host.send(HostEvent::Foreground(foreground)).ok(); // the widget is closing
    }

    /// A page is gone: it was left or its frame was closed. It hears nothing more.
    pub fn forget(&self, page: u64) {
        self.kit.forget(page);
        self.host.send(HostEvent::Gone(page)).ok(); // the widget is closing
    }

    /// A window's page begins: nothing of the kit lies over it.
    pub fn begun(&self, window: &str) {
        self.host.send(HostEvent::Begun(window.to_owned())).ok(); // the widget is closing
    }

    /// Takes a request of a page of the kit in a window as JSON; answers follow through the sink.
    pub fn ask_kit(&self, window: &str, json: &str) {
        if json.len() > MAX_CALL {
            tracing::warn!(bytes = json.len(), "a request is too large");
        } else if let Some(asked) = self.kit.ask(window, json) {
            self.host.send(HostEvent::Kit(asked)).ok(); // the widget is closing
        }
    }

    /// A notification was clicked; what `pushListener` heard of it.
    pub async fn clicked(&self, conversation: Option<ConversationId>) -> Option<Value> {
        self.ask(|answer| HostEvent::Clicked(conversation, answer)).await
    }

    /// The file that an address of a page leads to: `fs://`, `cache://` or `widget://`. Nothing when it leads elsewhere,
    /// or nobody has connected yet.
    pub async fn file(&self, address: &str) -> Option<PathBuf> {
        self.ask(|answer| HostEvent::File(address.to_owned(), answer)).await
    }

    /// What can be seen or heard of a message, by the path that its content gave the page, with its media type: a
    /// thumbnail, a map, or a voice as WAV. Nothing when there is none.
    pub async fn media(&self, path: &str) -> Option<(Vec<u8>, &'static str)> {
        let id = MessageId(path.strip_prefix(json::MEDIA)?.parse().ok()?);
        let content = self.ask(|answer| HostEvent::Media(id, answer)).await?;
        let found = tokio::task::spawn_blocking(move || match playable(&content) {
            Some(wav) => Some((wav, "audio/wav")),
            None => embedded(&content),
        });
        found.await.ok()?
    }

    async fn ask<T>(&self, question: impl FnOnce(oneshot::Sender<Option<T>>) -> HostEvent) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        self.host.send(question(answer)).ok()?;
        answered.await.ok()?
    }

    /// Takes a call of a page in a window as JSON, `{page, id, method, params}`; answers follow through the sink. What is
    /// no call has no answer.
    pub fn call(&self, window: &str, json: &str) {
        if json.len() > MAX_CALL {
            tracing::warn!(bytes = json.len(), "a call is too large");
            return;
        }
        let Ok(call) = serde_json::from_str::<Call>(json) else {
            tracing::warn!("a page sent what is no call");
            return;
        };
        let reply = Reply::new(self.sink.clone(), window, &call);
        if let Err(error) = self.calls.try_send((call, reply)) {
            let (_, reply) = error.into_inner();
            reply.fail(&Fault::new(fault::SEND_FAILED, "too many calls wait"));
        }
    }
}

/// What happens around the pages.
pub(super) enum HostEvent {
    Foreground(bool),
    /// A page is gone.
    Gone(u64),
    /// A window's page begins.
    Begun(String),
    /// A page of the kit asks for something.
    Kit(Asked),
    /// A notification was clicked; what was told of it is asked for.
    Clicked(Option<ConversationId>, oneshot::Sender<Option<Value>>),
    /// The file of an address is asked for.
    File(String, oneshot::Sender<Option<PathBuf>>),
    /// Somebody asks for what a message holds.
    Media(MessageId, oneshot::Sender<Option<Content>>),
}
