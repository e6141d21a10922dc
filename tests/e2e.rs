//! The real app in real windows, driven over WebDriver, against the real server. Each test names the statement of the
//! acceptance list that it proves. `make e2e` gives it a display, a session bus and a keyring of its own.

// Buses, displays and WebKit's driver are what the harness is made of.
#![cfg(target_os = "linux")]

#[path = "e2e/harness.rs"]
#[expect(dead_code, reason = "the demo and the benchmark use more of it")]
mod harness;

#[path = "e2e/doubles.rs"]
mod doubles;

#[path = "e2e/browser.rs"]
mod browser;
#[path = "e2e/chat.rs"]
mod chat;
#[path = "e2e/composing.rs"]
mod composing;
#[path = "e2e/connection.rs"]
mod connection;
#[path = "e2e/crash.rs"]
mod crash;
#[path = "e2e/daemon.rs"]
mod daemon;
#[path = "e2e/desktop.rs"]
mod desktop;
#[path = "e2e/films.rs"]
mod films;
#[path = "e2e/handing.rs"]
mod handing;
#[path = "e2e/input_method.rs"]
mod input_method;
#[path = "e2e/kit.rs"]
mod kit;
#[path = "e2e/links.rs"]
mod links;
#[path = "e2e/long_life.rs"]
mod long_life;
#[path = "e2e/merged.rs"]
mod merged;
#[path = "e2e/notifications.rs"]
mod notifications;
#[path = "e2e/portraits.rs"]
mod portraits;
#[path = "e2e/screen.rs"]
mod screen;
#[path = "e2e/screencast.rs"]
mod screencast;
#[path = "e2e/session.rs"]
mod session;
#[path = "e2e/storage.rs"]
mod storage;
#[path = "e2e/tray.rs"]
mod tray;
#[path = "e2e/updates.rs"]
mod updates;
#[path = "e2e/voice.rs"]
mod voice;
#[path = "e2e/web.rs"]
mod web;
#[path = "e2e/widget.rs"]
mod widget;
#[path = "e2e/widget_pages.rs"]
mod widget_pages;

use std::path::PathBuf;

use anyhow::Result;
use harness::{App, Login, Server};

/// A server, and a folder for the profiles.
struct World {
    folder: tempfile::TempDir,
    server: Server,
}

impl World {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = Server::start(&folder.path().join("server"))?;
        Ok(Self { folder, server })
    }

    fn profile(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Somebody's app, signed in from the command line.
    async fn app(&self, user: &str) -> Result<App> {
        let app = App::open(&self.profile(user), Login::As(&self.server, user)).await?;
        app.find("messenger").await?;
        Ok(app)
    }
}

/// The texts of all messages on the page, in order.
async fn texts(app: &App) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll(\"[data-testid='message'] p\")].map(p => p.innerText)";
    Ok(serde_json::from_value(app.script(script, Vec::new()).await?)?)
}
