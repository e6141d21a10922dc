//! What arrives unseen reaches the system's notifications.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::World;
use crate::doubles::{Asked, Notified, PATIENCE, Tray, show};
use crate::harness::App;

/// Calls the engine as the page does; what it answers.
pub async fn call(app: &App, name: &str, args: Value) -> Result<Value> {
    let script = "const [name, args, done] = arguments; \
        window.__TAURI_INTERNALS__.invoke('call', { name, args }).then((answer) => done({ answer }), (error) => done({ error }))";
    let done = app.client().execute_async(script, vec![json!(name), args]).await?;
    ensure!(done.get("error").is_none(), "{name}: {done}");
    done.get("answer").cloned().context("an answer")
}

/// Writes into a chat that need not be open; the message's number.
pub async fn write(app: &App, kind: &str, target: &str, text: &str) -> Result<Value> {
    let conversation = json!({ "kind": kind, "targetId": target });
    call(app, "sendText", json!({ "conversation": conversation, "text": text })).await
}

/// Keeps in `window.lit` which messages stand out for a moment.
const WATCH_LIGHT: &str = "window.lit = []; new MutationObserver(() => { \
    for (const row of document.querySelectorAll('.lit')) if (!window.lit.includes(row.dataset.row)) window.lit.push(row.dataset.row); \
    }).observe(document, { subtree: true, childList: true, attributes: true })";

/// The row of the message that says this, as soon as there is one.
async fn row_of(app: &App, text: &str) -> Result<String> {
    Ok(app.find_message(text).await?.as_str().context("a key")?.to_owned())
}

/// UX 59: one notification a conversation, replaced and not stacked; a click opens the chat at the message; read is
/// withdrawn.
#[tokio::test]
async fn e2e_a_notification_is_replaced_clicked_and_withdrawn() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    bob.start_chat("alice").await?;
    bob.say("你好 <b>Alice</b>").await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Bob", "你好 &lt;b&gt;Alice&lt;/b&gt;"));
    bob.say("are you there?").await?;
    assert_eq!(desktop.next().await?, show(1, 1, "Bob (2)", "are you there?"));

    alice.script(WATCH_LIGHT, vec![]).await?;
    desktop.click(1).await?;
    assert_eq!(desktop.next().await?, Asked::Close { id: 1 });
    let row = row_of(&alice, "are you there?").await?;
    alice.until("the message stands out", &format!("window.lit.includes('{row}')")).await?;
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
    assert_eq!(desktop.next().await?, show(2, 0, "Bob", "New message"));
    alice.open_chat("private:bob").await?;
    assert_eq!(desktop.next().await?, Asked::Close { id: 2 });
    alice.close().await?;
    bob.close().await
}

/// UX 59: what arrives in the chat that somebody looks at shows nothing; what arrives elsewhere does. A click leads to the
/// message in a chat that is open already, too.
#[tokio::test]
async fn e2e_a_chat_that_is_looked_at_shows_nothing() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let world = World::new()?;
    let (bob, alice) = (world.app("bob").await?, world.app("alice").await?);
    write(&bob, "private", "alice", "look here").await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Bob", "look here"));
    desktop.click(1).await?;
    assert_eq!(desktop.next().await?, Asked::Close { id: 1 });
    alice.until("she looks and has read it", "document.hasFocus() && document.title === 'Pipit'").await?;
    for number in 1..=40 {
        write(&bob, "private", "alice", &format!("seen {number}")).await?;
    }
    alice.find_message("seen 40").await?;
    write(&bob, "group", "demo-group", "for all").await?;
    assert_eq!(
        desktop.next().await?,
        show(2, 0, "Demo group", "Bob: for all"),
        "the first one that is shown"
    );

    alice.until("all but the group is read", "document.title === '(1) Pipit'").await?;

    // Who has scrolled up does not see what comes.
    alice.script("document.querySelector('[data-testid=timeline]').scrollTop = 0", vec![]).await?;
    alice.find("to-end").await?;
    write(&bob, "private", "alice", "below").await?;
    assert_eq!(desktop.next().await?, show(3, 0, "Bob", "below"));
    alice.script(WATCH_LIGHT, vec![]).await?;
    desktop.click(3).await?;
    assert_eq!(desktop.next().await?, Asked::Close { id: 3 });
    let row = row_of(&alice, "below").await?;
    alice.until("the message stands out", &format!("window.lit.includes('{row}')")).await?;
    alice.until("it is read", "document.title === '(1) Pipit'").await?;
    bob.close().await?;
    alice.close().await
}

/// UX 59: a click opens the chat at the message in the chat's own window, where it has one.
#[tokio::test]
async fn e2e_a_click_leads_to_the_message_in_the_chats_own_window() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    for number in 1..=30 {
        write(&alice, "private", "bob", &format!("number {number}")).await?;
    }
    call(&alice, "openWindow", json!({ "conversation": { "kind": "private", "targetId": "bob" } })).await?;
    alice.second_window().await?;
    alice.find_message("number 30").await?;
    alice.script("document.querySelector('[data-testid=timeline]').scrollTop = 0", vec![]).await?;
    alice.find("to-end").await?;
    alice.script(WATCH_LIGHT, vec![]).await?;
    write(&bob, "private", "alice", "at the end").await?;
    // What Alice wrote has reached Bob unseen, who is told too.
    let id = loop {
        if let Asked::Show { id, body, .. } = desktop.next().await?
            && body == "at the end"
        {
            break id;
        }
    };
    desktop.click(id).await?;
    let row = row_of(&alice, "at the end").await?;
    alice.until("the message stands out", &format!("window.lit.includes('{row}')")).await?;
    alice.close().await?;
    bob.close().await
}

/// UX 59, 49: what is taken back is withdrawn; when the app ends, so is everything.
#[tokio::test]
async fn e2e_a_notification_is_withdrawn_when_its_message_is_recalled_or_the_app_ends() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let mut tray = Tray::start().await?;
    let world = World::new()?;
    let alice = world.app("alice").await?;
    let icon = tray.icon().await?;
    let bob = world.app("bob").await?;
    let slip = write(&bob, "private", "alice", "a slip").await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Bob", "a slip"));
    call(&bob, "recallMessage", json!({ "messageId": slip })).await?;
    assert_eq!(desktop.next().await?, Asked::Close { id: 1 });
    write(&bob, "private", "alice", "what was meant").await?;
    assert_eq!(desktop.next().await?, show(2, 0, "Bob", "what was meant"));
    bob.close().await?;
    icon.choose("Quit").await?;
    assert_eq!(desktop.next().await?, Asked::Close { id: 2 }, "a click would find nobody");
    alice.ended()
}

/// An answer that is written in the notification is sent, and what it answers is read.
#[tokio::test]
async fn e2e_an_answer_in_a_notification_is_sent() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    bob.start_chat("alice").await?;
    bob.say("lunch?").await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Bob", "lunch?"));
    desktop.reply(1, "at noon").await?;
    assert_eq!(desktop.next().await?, Asked::Close { id: 1 });
    bob.find_message("at noon").await?;
    alice.until("what was answered is read", "document.title === 'Pipit'").await?;
    alice.close().await?;
    bob.close().await
}

/// A click on a widget's notification reaches its pages, in both phone platforms' words.
#[tokio::test]
async fn e2e_a_click_on_a_widgets_notification_reaches_its_pages() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let world = World::new()?;
    let (widget, bob) = (world.pages().await?, world.app("bob").await?);
    bob.start_chat("alice").await?;
    bob.say("你好").await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Bob", "你好"));
    desktop.click(1).await?;
    let heard = "return heard.map((one) => [one.name, one.value?.content ?? JSON.parse(one.appParam.rong_params).content])";
    let wanted = json!([["noticeclicked", "你好"], ["appintent", "你好"]]);
    let deadline = Instant::now() + PATIENCE;
    while widget.script(heard, vec![]).await? != wanted {
        ensure!(Instant::now() < deadline, "its pages hear {}", widget.script(heard, vec![]).await?);
        tokio::task::yield_now().await;
    }
    widget.close().await?;
    bob.close().await
}
