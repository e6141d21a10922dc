//! The desktop's notification service, over D-Bus. One connection speaks and listens: whoever clicks is heard from the
//! first moment on, and so are those who answer in a notification, where the service has KDE's way of that.

mod portrait;

use std::collections::HashMap;
use std::time::Duration;

use futures_util::StreamExt;
use pipit_api::{Notification, Pixels};
use zbus::proxy::{CacheProperties, SignalStream};
use zbus::zvariant::Value;

use super::Word;
use portrait::Of;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// How long the service may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The name of the action that is the click itself.
const CLICK: &str = "default";

/// The name of the action that is an answer.
const REPLY: &str = "inline-reply";

/// The service, as soon as it is needed.
#[derive(Default)]
pub(super) struct System(Option<Service>);

struct Service {
    proxy: zbus::Proxy<'static>,
    signals: SignalStream<'static>,
    /// What it gave last for a notification of ours: with this, who was clicked may come to the front.
    leave: Option<(u32, String)>,
}

impl Service {
    async fn find() -> zbus::Result<Self> {
        let connection = zbus::connection::Builder::session()?.method_timeout(PATIENCE).build().await?;
        let proxy = zbus::proxy::Builder::<zbus::Proxy<'_>>::new(&connection)
            .destination(NAME)?
            .path(PATH)?
            .interface(NAME)?
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        let signals = proxy.receive_all_signals().await?;
        Ok(Self { proxy, signals, leave: None })
    }

    /// What a signal says of a notification.
    fn hear(&mut self, signal: &zbus::Message) -> Option<Word> {
        let header = signal.header();
        let body = signal.body();
        match header.member()?.as_str() {
            "ActivationToken" => {
                self.leave = body.deserialize().ok(); // the click follows
                None
            }
            "ActionInvoked" => {
                let (id, action): (u32, String) = body.deserialize().ok()?;
                let leave = self.leave.take().filter(|(of, _)| *of == id).map(|(_, token)| token);
                (action == CLICK).then_some(Word::Clicked(id, leave))
            }
            "NotificationReplied" => {
                let (id, text): (u32, String) = body.deserialize().ok()?;
                Some(Word::Replied(id, text))
            }
            "NotificationClosed" => {
                let (id, _): (u32, u32) = body.deserialize().ok()?;
                Some(Word::Gone(id))
            }
            _ => None,
        }
    }
}

impl System {
    /// Shows a notification, in the place of another one; its number.
    pub(super) async fn show(
        &mut self,
        mut notification: Notification,
        replaces: Option<u32>,
    ) -> zbus::Result<u32> {
        let picture = picture_of(&mut notification).await;
        let service = match &self.0 {
            Some(service) => service,
            None => self.0.insert(Service::find().await?),
        };
        // Asked each time: another service may have taken the place of the one of before.
        let able: Vec<String> = service.proxy.call("GetCapabilities", &()).await?;
        let able = |name: &str| able.iter().any(|able| able == name);
        let mut actions = vec![CLICK, ""];
        let mut hints = HashMap::from([
            ("category", Value::from("im.received")),
            ("desktop-entry", Value::from("Pipit")), // the name of the installed file
        ]);
        if let Some(reply) = notification.reply.as_ref().filter(|_| able(REPLY)) {
            actions.extend([REPLY, &reply.label]);
            hints.insert("x-kde-reply-placeholder-text", Value::from(reply.placeholder.as_str()));
            hints.insert("x-kde-reply-submit-button-text", Value::from(reply.label.as_str()));
        }
        if let Some(picture) = picture {
            hints.insert("image-data", as_hint(picture));
        }
        let body = if able("body-markup") { plain(&notification.body) } else { notification.body };
        let request =
            ("Pipit", replaces.unwrap_or(0), "pipit", notification.title, body, actions, hints, -1_i32);
        service.proxy.call("Notify", &request).await
    }

    /// Takes a notification away.
    pub(super) async fn close(&mut self, id: u32) {
        if let Some(service) = &self.0 {
            let closed: zbus::Result<()> = service.proxy.call("CloseNotification", &(id,)).await;
            closed.ok(); // it is gone already
        }
    }

    /// What the service says next; never, while it was not needed.
    pub(super) async fn next(&mut self) -> Word {
        while let Some(service) = &mut self.0 {
            match service.signals.next().await {
                Some(signal) => {
                    if let Some(word) = service.hear(&signal) {
                        return word;
                    }
                }
                None => self.0 = None, // the bus is gone
            }
        }
        std::future::pending().await
    }
}

/// The notification's portrait, drawn on a thread that may take its time.
async fn picture_of(notification: &mut Notification) -> Option<Pixels> {
    let portrait = notification.portrait.take()?;
    let in_group = notification.conversation.as_ref().is_some_and(|of| of.kind.has_members());
    let of = if in_group { Of::Group } else { Of::Person };
    tokio::task::spawn_blocking(move || portrait::drawn(portrait, of)).await.ok().flatten()
}

/// Width, height, bytes a row, whether it has opacity, bits of a part, parts of a pixel, and the pixels.
fn as_hint(picture: Pixels) -> Value<'static> {
    let (width, height) = (picture.width.cast_signed(), picture.height.cast_signed());
    Value::from((width, height, width * 4, true, 8_i32, 4_i32, picture.rgba))
}

/// Bodies may hold markup there, and what people write is none.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
