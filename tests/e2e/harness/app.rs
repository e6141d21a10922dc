//! The app in a real window, driven over WebDriver.
//!
//! Each app has a driver process of its own: WebKit's driver starts the app itself, with the options given.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::Server;
use super::process::{Process, built, free_port};

/// How long a state of the page may take to come. Generous: shared machines stall.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two looks at the page.
const GLANCE: Duration = Duration::from_millis(20);

/// Who the app signs in as from the command line.
pub enum Login<'a> {
    /// Nobody, or who the profile remembers.
    Remembered,
    /// A demo user.
    As(&'a Server, &'a str),
}

/// A running app.
pub struct App {
    client: Client,
    process: Running,
    profile: PathBuf,
}

/// The app and its driver; whatever happens, neither outlives the test.
struct Running {
    driver: Process,
    id: u32,
}

impl Drop for Running {
    fn drop(&mut self) {
        signal("-KILL", self.id);
    }
}

fn signal(name: &str, id: u32) {
    Command::new("kill").arg(name).arg(id.to_string()).stderr(Stdio::null()).status().ok();
}

impl App {
    /// Opens the app on a profile.
    pub async fn open(profile: &Path, login: Login<'_>) -> Result<Self> {
        Self::open_with(profile, login, &[]).await
    }

    /// Opens the app with further environment variables.
    pub async fn open_with(profile: &Path, login: Login<'_>, environment: &[(&str, &str)]) -> Result<Self> {
        Self::launch(profile, login, environment, json!(["--profile", profile])).await
    }

    /// Opens a widget, whose data lies within a profile.
    pub async fn open_widget(profile: &Path, widget: &Path) -> Result<Self> {
        Self::open_widget_with(profile, widget, &[]).await
    }

    /// Opens a widget with further options.
    pub async fn open_widget_with(profile: &Path, widget: &Path, options: &[&str]) -> Result<Self> {
        let mut args = vec![json!("--profile"), json!(profile), json!("--widget"), json!(widget)];
        args.extend(options.iter().map(|option| json!(option)));
        Self::launch(profile, Login::Remembered, &[], args.into()).await
    }

    /// Opens it with these arguments.
    pub async fn launch(
        profile: &Path,
        login: Login<'_>,
        environment: &[(&str, &str)],
        args: Value,
    ) -> Result<Self> {
        Self::launch_program(&built("pipit")?, profile, login, environment, args).await
    }

    /// Opens another copy of it.
    pub async fn launch_program(
        program: &Path,
        profile: &Path,
        login: Login<'_>,
        environment: &[(&str, &str)],
        args: Value,
    ) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).stdout(Stdio::null());
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        if let Login::As(server, user) = login {
            command.env("PIPIT_NAVI", server.url()).env("PIPIT_APP_KEY", "pipit-demo");
            command.env("PIPIT_TOKEN", server.token(user)?);
        }
        command.envs(environment.iter().copied());
        let driver = Process::start(&mut command).context("install it: apt-get install webkit2gtk-driver")?;

        let mut capabilities = Capabilities::new();
        let options = json!({ "binary": program, "args": args });
        capabilities.insert("webkitgtk:browserOptions".into(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + PATIENCE;
        let client = loop {
            match builder.connect(&address).await {
                Ok(client) => break client,
                Err(error) if Instant::now() > deadline => return Err(error).context("no WebDriver session"),
                Err(_) => tokio::time::sleep(GLANCE).await, // the driver does not listen yet
            }
        };
        let id = children_of(driver.id())?.into_iter().next().context("the driver started the app")?;
        Ok(Self { client, process: Running { driver, id }, profile: profile.to_owned() })
    }

    /// Closes the window and waits until the app has ended.
    pub async fn close(self) -> Result<()> {
        self.client.close().await?;
        wait_until_free(&self.profile)
    }

    /// Waits until the app has ended by itself.
    pub fn ended(self) -> Result<()> {
        wait_until_free(&self.profile)
    }

    /// Ends the app as a power failure would.
    pub fn kill(self) -> Result<()> {
        signal("-KILL", self.process.id);
        wait_until_free(&self.profile)
    }

    /// The driver's client, for what stands not here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for a second window, and goes on in it.
    pub async fn second_window(&self) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let current = self.client.window().await?;
            if let Some(other) = self.client.windows().await?.into_iter().find(|window| *window != current) {
                return Ok(self.client.switch_to_window(other).await?);
            }
            if Instant::now() > deadline {
                bail!("there is no second window");
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Waits for an element with this `data-testid`.
    pub async fn find(&self, test_id: &str) -> Result<()> {
        self.find_css(&by_test_id(test_id)).await
    }

    /// Waits for an element.
    pub async fn find_css(&self, css: &str) -> Result<()> {
        self.with_element(css, async |_| Ok(())).await
    }

    /// Waits for an element and does something with it; one that the page draws anew meanwhile is looked for again.
    /// Elements do not leave this function, for the page may draw anew what a test holds.
    async fn with_element<T>(
        &self,
        css: &str,
        act: impl AsyncFn(Element) -> Result<T, CmdError>,
    ) -> Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let done = match self.client.find(Locator::Css(css)).await {
                Ok(element) => act(element).await,
                Err(error) => Err(error),
            };
            match done {
                Ok(done) => return Ok(done),
                Err(error) if Instant::now() > deadline => {
                    bail!("no {css}: {error}; the page says: {}", self.text().await.unwrap_or_default())
                }
                Err(_) => tokio::time::sleep(GLANCE).await,
            }
        }
    }

    /// Clicks an element with this `data-testid`.
    pub async fn click(&self, test_id: &str) -> Result<()> {
        self.click_css(&by_test_id(test_id)).await
    }

    /// Clicks an element.
    pub async fn click_css(&self, css: &str) -> Result<()> {
        self.with_element(css, async |element| element.click().await).await
    }

    /// Types into an element with this `data-testid`.
    pub async fn type_into(&self, test_id: &str, text: &str) -> Result<()> {
        self.type_into_css(&by_test_id(test_id), text).await
    }

    /// Types into an element.
    pub async fn type_into_css(&self, css: &str, text: &str) -> Result<()> {
        self.with_element(css, async |element| element.send_keys(text).await).await
    }

    /// Writes this into an element instead of what stands there.
    pub async fn fill_css(&self, css: &str, text: &str) -> Result<()> {
        self.with_element(css, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await
    }

    /// Writes this into an element with this `data-testid` instead of what stands there.
    pub async fn fill(&self, test_id: &str, text: &str) -> Result<()> {
        self.fill_css(&by_test_id(test_id), text).await
    }

    /// Runs JavaScript; the answer of its `return`.
    pub async fn script(&self, source: &str, args: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(source, args).await?)
    }

    /// Waits until a JavaScript expression is truthy, and answers it.
    pub async fn until(&self, what: &str, expression: &str) -> Result<Value> {
        let source = format!("return ({expression})");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let value = self.script(&source, Vec::new()).await?;
            let falsy =
                matches!(&value, Value::Null | Value::Bool(false)) || value == json!(0) || value == json!("");
            if !falsy {
                return Ok(value);
            }
            if Instant::now() > deadline {
                bail!("waited in vain for {what}; the page says: {}", self.text().await.unwrap_or_default());
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Everything that the page shows.
    pub async fn text(&self) -> Result<String> {
        let text = self.script("return document.body.innerText", Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Keeps a picture of the window.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(path, self.client.screenshot().await?)?)
    }

    /// Opens the chat with this key, such as `private:bob`, from the list.
    pub async fn open_chat(&self, key: &str) -> Result<()> {
        self.click_css(&format!("[data-testid='conversation-row'][data-key='{key}']")).await
    }

    /// Opens a chat with somebody who may not be in the list yet.
    pub async fn start_chat(&self, user: &str) -> Result<()> {
        // A window that comes up just now may lose a click.
        let frames = "window.framesDrawn || void requestAnimationFrame(() => requestAnimationFrame(() => (window.framesDrawn = true)))";
        self.until("the window is drawn", frames).await?;
        self.click("new-chat").await?;
        self.type_into("new-chat-user", user).await?;
        self.click("new-chat-open").await?;
        self.find("composer").await?;
        Ok(())
    }

    /// Writes a message in the open chat.
    pub async fn say(&self, text: &str) -> Result<()> {
        self.type_into("composer", text).await?;
        self.click("send").await?;
        self.find_message(text).await?;
        Ok(())
    }

    /// Waits for a message with this text; its key.
    pub async fn find_message(&self, text: &str) -> Result<Value> {
        let text = Value::from(text).to_string();
        let messages = "[...document.querySelectorAll(\"[data-testid='message']\")]";
        let expression =
            format!("{messages}.filter(m => m.innerText.includes({text})).map(m => m.dataset.key)[0]");
        self.until(&format!("the message {text}"), &expression).await
    }
}

fn by_test_id(test_id: &str) -> String {
    format!("[data-testid='{test_id}']")
}

/// A profile is free when the process that held it is gone.
fn wait_until_free(profile: &Path) -> Result<()> {
    let lock = std::fs::File::create(profile.join("lock"))?;
    let deadline = Instant::now() + PATIENCE;
    while lock.try_lock().is_err() {
        if Instant::now() > deadline {
            bail!("the app on {} does not end", profile.display());
        }
        std::thread::sleep(GLANCE);
    }
    Ok(())
}

/// A process and everything that it started.
pub fn tree_of(id: u32) -> Result<Vec<u32>> {
    let mut found = vec![id];
    let mut at = 0;
    while let Some(&id) = found.get(at) {
        found.extend(children_of(id)?);
        at += 1;
    }
    Ok(found)
}

/// The direct children of a process.
fn children_of(id: u32) -> Result<Vec<u32>> {
    let mut children = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let Some(child) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{child}/stat")) else { continue };
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
        if parent.and_then(|parent| parent.parse().ok()) == Some(id) {
            children.push(child);
        }
    }
    Ok(children)
}
