//! The desktop's parts on the session's bus, as far as the app uses them: they write down what it asks, and show nothing.
#![expect(
    clippy::used_underscore_binding,
    clippy::unused_self,
    reason = "zbus reads what the tests do not look at, and interfaces have properties that never change"
)]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::mpsc;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

/// What has not happened by then does not happen.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What the app asked of the notification service.
#[derive(Debug, PartialEq)]
pub enum Asked {
    Show { id: u32, replaces: u32, title: String, body: String },
    Close { id: u32 },
}

/// Width, height, bytes a row, whether it has opacity, bits of a part, parts of a pixel, and the pixels: `image-data`.
pub type Picture = (i32, i32, i32, bool, i32, i32, Vec<u8>);

/// The notification service.
struct Service {
    asked: mpsc::UnboundedSender<Asked>,
    last: u32,
    picture: Arc<Mutex<Option<Picture>>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body", "body-markup", "inline-reply"]
    }

    #[expect(clippy::too_many_arguments, reason = "as the desktop's specification has it")]
    fn notify(
        &mut self,
        _app_name: &str,
        replaces: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> zbus::fdo::Result<u32> {
        let entry = hints.get("desktop-entry").and_then(|name| <&str>::try_from(name).ok());
        if entry != Some("Pipit") || actions.first().is_none_or(|action| action != "default") {
            return Err(zbus::fdo::Error::InvalidArgs(
                "it is of no installed app, or cannot be clicked".into(),
            ));
        }
        let picture = hints.get("image-data").and_then(|hint| hint.try_clone().ok()?.try_into().ok());
        if hints.contains_key("image-data") && picture.is_none() {
            return Err(zbus::fdo::Error::InvalidArgs("its picture is not (iiibiiay)".into()));
        }
        *self.picture.lock().map_err(|error| zbus::fdo::Error::Failed(error.to_string()))? = picture;
        let id = if replaces == 0 { self.last + 1 } else { replaces };
        self.last = self.last.max(id);
        self.asked.send(Asked::Show { id, replaces, title: summary, body }).ok();
        Ok(id)
    }

    async fn close_notification(&self, id: u32, #[zbus(signal_emitter)] signals: SignalEmitter<'_>) {
        self.asked.send(Asked::Close { id }).ok();
        Self::notification_closed(&signals, id, 3).await.ok();
    }

    #[zbus(signal)]
    async fn notification_closed(signals: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(signals: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn activation_token(signals: &SignalEmitter<'_>, id: u32, token: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_replied(signals: &SignalEmitter<'_>, id: u32, text: &str) -> zbus::Result<()>;
}

const SERVICE: &str = "org.freedesktop.Notifications";
const SERVICE_PATH: &str = "/org/freedesktop/Notifications";

/// Stands in the notification service's place for as long as it lives.
pub struct Notified {
    bus: zbus::Connection,
    asked: mpsc::UnboundedReceiver<Asked>,
    picture: Arc<Mutex<Option<Picture>>>,
}

impl Notified {
    pub async fn start() -> Result<Self> {
        let (sender, asked) = mpsc::unbounded_channel();
        let picture = Arc::default();
        let service = Service { asked: sender, last: 0, picture: Arc::clone(&picture) };
        let bus = zbus::connection::Builder::session()?
            .name(SERVICE)?
            .serve_at(SERVICE_PATH, service)?
            .build()
            .await?;
        Ok(Self { bus, asked, picture })
    }

    /// What the app asks next.
    pub async fn next(&mut self) -> Result<Asked> {
        let asked = tokio::time::timeout(PATIENCE, self.asked.recv()).await;
        asked.context("the app asks nothing of the desktop")?.context("the desktop stands")
    }

    /// What was drawn beside the words of the notification that was shown last.
    pub fn picture(&self) -> Option<Picture> {
        self.picture.lock().ok()?.clone()
    }

    /// A person clicks a notification, and the desktop lets the app come to the front.
    pub async fn click_with(&self, id: u32, token: &str) -> Result<()> {
        Service::activation_token(&SignalEmitter::new(&self.bus, SERVICE_PATH)?, id, token).await?;
        self.click(id).await
    }

    /// A person clicks a notification.
    pub async fn click(&self, id: u32) -> Result<()> {
        Ok(Service::action_invoked(&SignalEmitter::new(&self.bus, SERVICE_PATH)?, id, "default").await?)
    }

    /// A person answers in a notification.
    pub async fn reply(&self, id: u32, text: &str) -> Result<()> {
        Ok(Service::notification_replied(&SignalEmitter::new(&self.bus, SERVICE_PATH)?, id, text).await?)
    }
}

/// That something is shown.
pub fn show(id: u32, replaces: u32, title: &str, body: &str) -> Asked {
    Asked::Show { id, replaces, title: title.to_owned(), body: body.to_owned() }
}

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Where icons of trays are registered.
struct Watcher(mpsc::UnboundedSender<String>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.0.send(service).ok();
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A tray that draws nothing.
pub struct Tray {
    bus: zbus::Connection,
    items: mpsc::UnboundedReceiver<String>,
}

impl Tray {
    pub async fn start() -> Result<Self> {
        let (registered, items) = mpsc::unbounded_channel();
        let bus = zbus::connection::Builder::session()?
            .name(WATCHER)?
            .serve_at("/StatusNotifierWatcher", Watcher(registered))?
            .build()
            .await?;
        Ok(Self { bus, items })
    }

    /// The panel ends, and all icons with it.
    pub async fn end(self) -> Result<()> {
        ensure!(self.bus.release_name(WATCHER).await?, "it was not there");
        Ok(())
    }

    /// The icon that an app shows next.
    pub async fn icon(&mut self) -> Result<Icon> {
        let service = tokio::time::timeout(PATIENCE, self.items.recv()).await?.context("no icon")?;
        let proxy = |path: &'static str, interface: &'static str| {
            let (bus, service) = (self.bus.clone(), service.clone());
            async move {
                zbus::proxy::Builder::<zbus::Proxy<'_>>::new(&bus)
                    .destination(service)?
                    .path(path)?
                    .interface(interface)?
                    .cache_properties(zbus::proxy::CacheProperties::No)
                    .build()
                    .await
            }
        };
        Ok(Icon {
            item: proxy("/StatusNotifierItem", "org.kde.StatusNotifierItem").await?,
            menu: proxy("/MenuBar", "com.canonical.dbusmenu").await?,
        })
    }
}

/// Name, pictures, title and text of a tip, as the desktop's specification has it.
type Tip = (String, Vec<(i32, i32, Vec<u8>)>, String, String);

/// Number, properties and entries of an entry of a menu.
type Entry = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// An app's icon in the tray.
pub struct Icon {
    item: zbus::Proxy<'static>,
    menu: zbus::Proxy<'static>,
}

impl Icon {
    /// A person clicks it.
    pub async fn click(&self) -> Result<()> {
        Ok(self.item.call::<_, _, ()>("Activate", &(0, 0)).await?)
    }

    /// What stands in its tip.
    pub async fn tip(&self) -> Result<String> {
        let tip: OwnedValue = self.item.get_property("ToolTip").await?;
        let (_, _, title, _): Tip = tip.try_into()?;
        Ok(title)
    }

    /// How it looks, in ARGB.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let pictures: OwnedValue = self.item.get_property("IconPixmap").await?;
        let pictures: Vec<(i32, i32, Vec<u8>)> = pictures.try_into()?;
        Ok(pictures.into_iter().next().context("a picture")?.2)
    }

    /// The entries of its menu, by their words.
    pub async fn entries(&self) -> Result<Vec<(String, i32)>> {
        let (_, (_, _, entries)): (u32, Entry) = self.menu.call("GetLayout", &(0, -1, vec!["label"])).await?;
        let mut found = Vec::new();
        for entry in entries {
            let (id, properties, _): Entry = entry.try_into()?;
            if let Some(label) = properties.get("label") {
                found.push((String::try_from(label.try_clone()?)?, id));
            }
        }
        Ok(found)
    }

    /// Waits until its menu has this entry, and chooses it.
    pub async fn choose(&self, label: &str) -> Result<()> {
        let event = (self.offers(label).await?, "clicked", Value::from(""), 0_u32);
        Ok(self.menu.call::<_, _, ()>("Event", &event).await?)
    }

    /// Waits until its menu has this entry; its number.
    pub async fn offers(&self, label: &str) -> Result<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let entries = self.entries().await?;
            if let Some((_, id)) = entries.iter().find(|(known, _)| known == label) {
                return Ok(*id);
            }
            ensure!(Instant::now() < deadline, "no `{label}` among {entries:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Hears what apps tell the taskbar.
pub struct Taskbar(zbus::MessageStream);

impl Taskbar {
    pub async fn start() -> Result<Self> {
        let bus = zbus::Connection::session().await?;
        let rule = zbus::MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("com.canonical.Unity.LauncherEntry")?
            .member("Update")?
            .build();
        Ok(Self(zbus::MessageStream::for_match_rule(rule, &bus, None).await?))
    }

    /// Waits until an app's badge shows this number; zero is none.
    pub async fn shows(&mut self, app: &str, wanted: i64) -> Result<()> {
        use futures_util::StreamExt;

        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let told = tokio::time::timeout_at(deadline, self.0.next()).await;
            let told =
                told.with_context(|| format!("no badge says {wanted}"))?.context("the bus stands")??;
            let (of, shown): (String, HashMap<String, OwnedValue>) = told.body().deserialize()?;
            ensure!(of == app, "{of} is not installed under that name");
            let count = i64::try_from(shown.get("count").context("a count")?)?;
            let visible = bool::try_from(shown.get("count-visible").context("whether it is seen")?)?;
            ensure!(visible == (count > 0), "a zero is not shown: {shown:?}");
            if count == wanted {
                return Ok(());
            }
        }
    }
}

/// The desktop portal, as far as it takes pictures of the screen.
struct Screenshots(mpsc::UnboundedSender<OwnedObjectPath>);

#[zbus::interface(name = "org.freedesktop.portal.Screenshot")]
impl Screenshots {
    fn screenshot(
        &self,
        _parent_window: &str,
        options: HashMap<String, OwnedValue>,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        let refused = |why: &str| zbus::fdo::Error::InvalidArgs(why.to_owned());
        let interactive = options.get("interactive").and_then(|interactive| bool::try_from(interactive).ok());
        if interactive != Some(true) {
            return Err(refused("nobody is asked which part"));
        }
        let request = path_of("request", &header, &options, "handle_token")?;
        self.0.send(request.clone()).ok();
        Ok(request)
    }

    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        2
    }
}

/// The path of what somebody asks the portal for and has named so in their options.
pub fn path_of(
    kind: &str,
    header: &zbus::message::Header<'_>,
    options: &HashMap<String, OwnedValue>,
    name: &str,
) -> zbus::fdo::Result<OwnedObjectPath> {
    let refused = |why: &str| zbus::fdo::Error::InvalidArgs(why.to_owned());
    let token = options.get(name).and_then(|token| <&str>::try_from(token).ok());
    let (sender, token) = header.sender().zip(token).ok_or_else(|| refused("a request without a name"))?;
    let sender = sender.trim_start_matches(':').replace('.', "_");
    let path = format!("/org/freedesktop/portal/desktop/{kind}/{sender}/{token}");
    OwnedObjectPath::try_from(path).map_err(|error| refused(&error.to_string()))
}

/// The desktop portal, as far as it tells of keys; says when some are bound.
struct Keys(mpsc::UnboundedSender<()>);

#[zbus::interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl Keys {
    async fn create_session(
        &self,
        options: HashMap<String, OwnedValue>,
        #[zbus(header)] header: zbus::message::Header<'_>,
        #[zbus(connection)] bus: &zbus::Connection,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        let request = path_of("request", &header, &options, "handle_token")?;
        let session = path_of("session", &header, &options, "session_handle_token")?;
        let results = HashMap::from([("session_handle", Value::from(session.as_str()))]);
        respond(bus, &request, 0, results).await?;
        Ok(request)
    }

    /// A person allows them, unless the wish is for a key that another app has.
    async fn bind_shortcuts(
        &self,
        _session: OwnedObjectPath,
        shortcuts: Vec<(String, HashMap<String, OwnedValue>)>,
        _parent_window: &str,
        options: HashMap<String, OwnedValue>,
        #[zbus(header)] header: zbus::message::Header<'_>,
        #[zbus(connection)] bus: &zbus::Connection,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        let request = path_of("request", &header, &options, "handle_token")?;
        let mut bound = Vec::new();
        for (id, about) in &shortcuts {
            let wish = about.get("preferred_trigger").and_then(|wish| <&str>::try_from(wish).ok());
            if wish == Some("CTRL+ALT+p") {
                let told = HashMap::from([
                    ("description", Value::from("keys")),
                    ("trigger_description", Value::from("Ctrl+Alt+P")),
                ]);
                bound.push((id.as_str(), told));
            }
        }
        let refused = u32::from(bound.is_empty());
        respond(bus, &request, refused, HashMap::from([("shortcuts", Value::from(bound))])).await?;
        if refused == 0 {
            self.0.send(()).ok();
        }
        Ok(request)
    }

    #[zbus(signal)]
    async fn activated(
        signals: &SignalEmitter<'_>,
        session: ObjectPath<'_>,
        id: &str,
        time: u64,
        options: HashMap<&str, Value<'_>>,
    ) -> zbus::Result<()>;

    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        1
    }
}

/// How the portal answers a request, after a while.
async fn respond(
    bus: &zbus::Connection,
    request: &OwnedObjectPath,
    code: u32,
    results: HashMap<&str, Value<'_>>,
) -> zbus::Result<()> {
    let interface = "org.freedesktop.portal.Request";
    bus.emit_signal(None::<&str>, request, interface, "Response", &(code, results)).await
}

const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";

/// Stands in the desktop portal's place for as long as it lives.
pub struct Portal {
    bus: zbus::Connection,
    folder: tempfile::TempDir,
    requests: mpsc::UnboundedReceiver<OwnedObjectPath>,
    request: Option<OwnedObjectPath>,
    bound: mpsc::UnboundedReceiver<()>,
}

impl Portal {
    pub async fn start() -> Result<Self> {
        let (sender, requests) = mpsc::unbounded_channel();
        let (keys, bound) = mpsc::unbounded_channel();
        let bus = zbus::connection::Builder::session()?
            .name("org.freedesktop.portal.Desktop")?
            .serve_at(PORTAL_PATH, Screenshots(sender))?
            .serve_at(PORTAL_PATH, Keys(keys))?
            .build()
            .await?;
        Ok(Self { bus, folder: tempfile::tempdir()?, requests, request: None, bound })
    }

    /// Waits until the app has keys bound.
    pub async fn bound(&mut self) -> Result<()> {
        let bound = tokio::time::timeout(PATIENCE, self.bound.recv()).await;
        bound.context("nobody wants keys")?.context("the portal stands")
    }

    /// A person presses the keys that were bound.
    pub async fn press(&self) -> Result<()> {
        let session = ObjectPath::try_from(format!("{PORTAL_PATH}/session/any"))?;
        let signals = SignalEmitter::new(&self.bus, PORTAL_PATH)?;
        Ok(Keys::activated(&signals, session, "show-or-hide", 0, HashMap::new()).await?)
    }

    /// Waits until the app asks for a part of the screen.
    pub async fn next(&mut self) -> Result<()> {
        let asked = tokio::time::timeout(PATIENCE, self.requests.recv()).await;
        self.request = Some(asked.context("nobody asks for the screen")?.context("the portal stands")?);
        Ok(())
    }

    /// A person chooses a part; the file that holds its picture.
    pub async fn choose(&mut self) -> Result<PathBuf> {
        let picture = self.folder.path().join("part of the screen.png");
        std::fs::write(&picture, include_bytes!("widget-pages/picture.png"))?;
        let address = tauri::Url::from_file_path(&picture).ok().context("the address of a file")?;
        self.answer(0, HashMap::from([("uri", Value::from(address.as_str()))])).await?;
        Ok(picture)
    }

    /// A person leaves the tool.
    pub async fn leave(&mut self) -> Result<()> {
        self.answer(1, HashMap::new()).await
    }

    async fn answer(&mut self, code: u32, results: HashMap<&str, Value<'_>>) -> Result<()> {
        let request = self.request.take().context("nobody has asked")?;
        Ok(respond(&self.bus, &request, code, results).await?)
    }
}
