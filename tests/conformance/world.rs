//! What the methods are called in: a server, a wire to it, and two people with a page each.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use pipit_server::{Listener, Server, Settings, SystemClock};
use pipit_testing::Wire;
use serde_json::{Value, json};

use crate::page::Page;

/// The app key of the widget's `config.xml`.
const APP_KEY: &str = "conformance";

/// How long Alice's page waits for the server before it hears 30003.
const PATIENCE: Duration = Duration::from_secs(3);

/// People that the samples name.
const OF_THE_SAMPLES: [&str; 8] = ["1", "9527", "688", "1234", "4321", "4567", "7654", "16"];

/// A server, a wire, two pages.
pub(crate) struct World {
    pub(crate) server: Server,
    /// Between the server and Alice.
    pub(crate) wire: Wire,
    /// Whose calls are checked.
    pub(crate) alice: Page,
    /// Who she talks with.
    pub(crate) bob: Page,
    /// Texts that were said, so that none is said twice.
    said: AtomicU32,
    folder: tempfile::TempDir,
}

impl World {
    /// Bob is connected; Alice's page has called nothing yet.
    pub(crate) async fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("server"))?;
        let server = Server::open(
            &folder.path().join("server"),
            Settings::new(APP_KEY, "secret"),
            Arc::new(SystemClock),
        )?;
        let people = ["alice", "bob", "carol"];
        for id in people.iter().chain(&OF_THE_SAMPLES) {
            server.add_user(id, id).await?;
        }
        for group in ["team", "2er", "9527"] {
            server.add_group(group, "Team", &people).await?;
        }
        let listener = Listener::bind("127.0.0.1:0".parse()?, 1_000).await?;
        let url = listener.url()?;
        let address: SocketAddr = url.strip_prefix("http://").context("a URL")?.parse()?;
        let serving = server.clone();
        tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });
        let wire = Wire::to(address).await?;

        let widget = widget(folder.path())?;
        let alice = Page::open(&folder.path().join("alice"), &widget, PATIENCE).await?;
        // Her window loses the focus to this one: what arrives for her is notified of.
        let bob = Page::open(&folder.path().join("bob"), &widget, Duration::from_secs(30)).await?;
        bob.ok("setServerInfo", json!({ "naviServer": url })).await?;
        bob.ok("init", Value::Null).await?;
        bob.ok("connect", json!({ "token": server.token("bob") })).await?;
        Ok(Self { server, wire, alice, bob, said: AtomicU32::new(0), folder })
    }

    /// Where Alice reaches the server.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.wire.address())
    }

    /// Alice's token.
    pub(crate) fn token(&self) -> String {
        self.server.token("alice")
    }

    /// Breaks Alice's connection, and waits until her page knows.
    pub(crate) async fn cut(&self) -> Result<()> {
        self.wire.cut();
        self.alice.connection(&["NETWORK_UNAVAILABLE", "SERVER_INVALID"]).await
    }

    /// Alice can connect again, and does.
    pub(crate) async fn mend(&self) -> Result<()> {
        self.wire.mend();
        self.alice.connection(&["CONNECTED"]).await
    }

    /// A text that was not said before.
    pub(crate) fn fresh(&self, words: &str) -> String {
        format!("{words}, {}", self.said.fetch_add(1, Ordering::Relaxed))
    }

    /// Alice says something to somebody; the message's id.
    pub(crate) async fn say(&self, to: &Value, text: &str) -> Result<Value> {
        let ret = self.alice.ok("sendTextMessage", with(to, json!({ "text": text }))).await?;
        Ok(ret.pointer("/result/message/messageId").context("a sent message has an id")?.clone())
    }

    /// Bob says something new to Alice or to a group, and she has it; the message.
    pub(crate) async fn hear(&self, from: &Value, words: &str) -> Result<Value> {
        let text = &self.fresh(words);
        let to = if *from == private("bob") { private("alice") } else { from.clone() };
        self.bob.ok("sendTextMessage", with(&to, json!({ "text": text }))).await?;
        self.latest(&self.alice, from, text).await
    }

    /// The newest message of a conversation, as soon as it says this.
    pub(crate) async fn latest(&self, page: &Page, of: &Value, text: &str) -> Result<Value> {
        let says = |ret: &Value| ret.pointer("/result/0/content/text").is_some_and(|found| found == text);
        let ret = page.until("getLatestMessages", with(of, json!({ "count": 1 })), says).await?;
        Ok(ret.pointer("/result/0").cloned().unwrap_or_default())
    }

    pub(crate) async fn close(self) -> Result<()> {
        self.alice.close().await?;
        self.bob.close().await?;
        self.folder.close()?;
        Ok(())
    }
}

/// The widget's folder, with files to send.
fn widget(folder: &Path) -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let widget = folder.join("widget");
    std::fs::create_dir_all(&widget)?;
    for file in ["config.xml", "index.html", "suite.js"] {
        std::fs::copy(root.join("tests/conformance/widget").join(file), widget.join(file))?;
    }
    std::fs::copy(root.join("icons/256x256.png"), widget.join("picture.png"))?;
    // Five seconds of silence: a frame is 20 ms, and at 4.75 kbit/s thirteen bytes.
    let silence = [[4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]; 250];
    std::fs::write(widget.join("voice.amr"), [b"#!AMR\n", silence.as_flattened()].concat())?;
    Ok(widget)
}

/// The conversation with a person.
pub(crate) fn private(peer: &str) -> Value {
    json!({ "conversationType": "PRIVATE", "targetId": peer })
}

/// The conversation of a group.
pub(crate) fn group(id: &str) -> Value {
    json!({ "conversationType": "GROUP", "targetId": id })
}

/// Parameters, and further ones.
pub(crate) fn with(params: &Value, more: Value) -> Value {
    let mut all = params.as_object().cloned().unwrap_or_default();
    all.extend(more.as_object().cloned().unwrap_or_default());
    Value::Object(all)
}
