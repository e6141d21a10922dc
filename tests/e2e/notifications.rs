//! What arrives unseen reaches the system's notifications.
#![expect(
    clippy::used_underscore_binding,
    reason = "zbus reads the arguments that the test does not look at"
)]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use fantoccini::Locator;
use serde_json::json;
use tokio::sync::mpsc;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use crate::World;

/// What the app asked of the desktop.
#[derive(Debug, PartialEq)]
enum Asked {
    Show { id: u32, replaces: u32, title: String, body: String },
    Close { id: u32 },
}

/// The desktop's notification service, as far as the app uses it: it writes down and shows nothing.
struct Desktop {
    asked: mpsc::UnboundedSender<Asked>,
    last: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[expect(clippy::too_many_arguments, reason = "as the desktop's specification has it")]
    fn notify(
        &mut self,
        _app_name: &str,
        replaces: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let id = if replaces == 0 { self.last + 1 } else { replaces };
        self.last = self.last.max(id);
        self.asked.send(Asked::Show { id, replaces, title: summary, body }).ok();
        id
    }

    async fn close_notification(&self, id: u32, #[zbus(signal_emitter)] signals: SignalEmitter<'_>) {
        self.asked.send(Asked::Close { id }).ok();
        Self::notification_closed(&signals, id, 3).await.ok();
    }

    #[zbus(signal)]
    async fn notification_closed(signals: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(signals: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;
}

/// What has not happened by then does not happen.
const PATIENCE: Duration = Duration::from_secs(20);

const PATH: &str = "/org/freedesktop/Notifications";

/// Takes the service's place on the session's bus for as long as the connection lives.
async fn desktop() -> Result<(zbus::Connection, mpsc::UnboundedReceiver<Asked>)> {
    let (asked, reader) = mpsc::unbounded_channel();
    let connection = zbus::connection::Builder::session()?
        .name("org.freedesktop.Notifications")?
        .serve_at(PATH, Desktop { asked, last: 0 })?
        .build()
        .await?;
    Ok((connection, reader))
}

async fn next(reader: &mut mpsc::UnboundedReceiver<Asked>) -> Result<Asked> {
    let asked = tokio::time::timeout(PATIENCE, reader.recv()).await;
    asked.context("the app asks nothing of the desktop")?.context("the desktop stands")
}

fn show(id: u32, replaces: u32, title: &str, body: &str) -> Asked {
    Asked::Show { id, replaces, title: title.to_owned(), body: body.to_owned() }
}

/// UX 59: one notification a conversation, replaced and not stacked; a click opens the chat; read is withdrawn.
#[tokio::test]
async fn e2e_a_notification_is_replaced_clicked_and_withdrawn() -> Result<()> {
    let (connection, mut reader) = desktop().await?;
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    bob.start_chat("alice").await?;
    bob.say("你好 <b>Alice</b>").await?;
    assert_eq!(next(&mut reader).await?, show(1, 0, "Bob", "你好 &lt;b&gt;Alice&lt;/b&gt;"));
    bob.say("are you there?").await?;
    assert_eq!(next(&mut reader).await?, show(1, 1, "Bob (2)", "are you there?"));

    // Nothing tells when the app listens for clicks, so it is clicked until it has heard.
    let signals = SignalEmitter::new(&connection, PATH)?;
    let deadline = Instant::now() + PATIENCE;
    while reader.is_empty() && Instant::now() < deadline {
        Desktop::action_invoked(&signals, 1, "default").await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(next(&mut reader).await?, Asked::Close { id: 1 });
    alice.find_message("are you there?").await?;
    alice.until("it has the focus and is read", "document.title === 'Pipit'").await?;

    // Without content, a notification has none.
    alice.click("settings").await?;
    alice.script("document.querySelector('[data-testid=notifications-silent]').click()", vec![]).await?;
    alice
        .until("it is chosen", "document.querySelector('[data-testid=notifications-silent]').checked")
        .await?;
    alice.client().find(Locator::Css("[data-testid=settings-sheet] .icon-button")).await?.click().await?;
    alice.start_chat("carol").await?;
    bob.say("secret").await?;
    assert_eq!(next(&mut reader).await?, show(2, 0, "Bob", "New message"));
    alice.open_chat("private:bob").await?;
    assert_eq!(next(&mut reader).await?, Asked::Close { id: 2 });
    alice.close().await?;
    bob.close().await
}

/// A click on a widget's notification reaches its pages, in both phone platforms' words.
#[tokio::test]
async fn e2e_a_click_on_a_widgets_notification_reaches_its_pages() -> Result<()> {
    let (connection, mut reader) = desktop().await?;
    let world = World::new()?;
    let (widget, bob) = (world.pages().await?, world.app("bob").await?);
    bob.start_chat("alice").await?;
    bob.say("你好").await?;
    assert_eq!(next(&mut reader).await?, show(1, 0, "Bob", "你好"));
    let signals = SignalEmitter::new(&connection, PATH)?;
    let deadline = Instant::now() + PATIENCE;
    let heard = "return heard.map((one) => [one.name, one.value?.content ?? JSON.parse(one.appParam.rong_params).content])";
    let wanted = json!([["noticeclicked", "你好"], ["appintent", "你好"]]);
    // Nothing tells when the app listens for clicks, so it is clicked until it has heard.
    while widget.script(heard, vec![]).await? != wanted && Instant::now() < deadline {
        Desktop::action_invoked(&signals, 1, "default").await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(widget.script(heard, vec![]).await?, wanted);
    widget.close().await?;
    bob.close().await
}
