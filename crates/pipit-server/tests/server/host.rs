//! A server to talk to: in this process, or as the binary.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use pipit_server::{Clock, Listener, Server, Settings, SystemClock};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A clock that is set by hand.
#[derive(Default)]
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn set(&self, time: i64) {
        self.0.store(time, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A server in this process.
pub(crate) struct Host {
    pub(crate) server: Server,
    pub(crate) url: String,
    data: TempDir,
    end: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

pub(crate) fn settings() -> Settings {
    Settings::new("key", "secret")
}

impl Host {
    /// With alice, bob and carol.
    pub(crate) async fn start() -> Self {
        Self::with(settings(), Arc::new(SystemClock), 1_000).await
    }

    pub(crate) async fn with(settings: Settings, clock: Arc<dyn Clock>, limit: u32) -> Self {
        Self::on(tempfile::tempdir().unwrap(), settings, clock, limit).await
    }

    pub(crate) async fn on(data: TempDir, settings: Settings, clock: Arc<dyn Clock>, limit: u32) -> Self {
        let server = Server::open(data.path(), settings, clock).unwrap();
        for user in ["alice", "bob", "carol"] {
            server.add_user(user, user).await.unwrap();
        }
        let listener = Listener::bind(([127, 0, 0, 1], 0).into(), limit).await.unwrap();
        let url = listener.url().unwrap();
        let (end, ended) = oneshot::channel();
        let serving = {
            let server = server.clone();
            tokio::spawn(async move { server.serve(listener, async { drop(ended.await) }).await })
        };
        Self { server, url, data, end, serving }
    }

    /// The folder of the data.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// The value of a metric.
    pub(crate) async fn metric(&self, name: &str) -> u64 {
        let text = http().get(format!("{}/metrics", self.url)).send().await.unwrap().text().await.unwrap();
        let line = text.lines().find(|line| line.split(' ').next() == Some(&format!("pipit_{name}")));
        line.unwrap().split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Ends in order.
    pub(crate) async fn stop(self) {
        self.end().await;
    }

    /// Ends in order and begins again on the same data.
    pub(crate) async fn restart(self) -> Self {
        Self::on(self.end().await, settings(), Arc::new(SystemClock), 1_000).await
    }

    async fn end(self) -> TempDir {
        self.end.send(()).unwrap();
        self.serving.await.unwrap();
        self.data
    }
}

pub(crate) fn http() -> reqwest::Client {
    rustls::crypto::ring::default_provider().install_default().ok(); // once per process
    reqwest::Client::new()
}

/// The binary, with the demo's people.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Process {
    pub(crate) async fn start(data: &Path) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_pipit-server")), data, &[]).await
    }

    /// Runs `command` with the arguments of `serve`.
    pub(crate) async fn run(mut command: Command, data: &Path, more: &[&str]) -> Self {
        let mut child = command
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap();
        Self { child, url: line.strip_prefix("listening on ").unwrap().to_owned() }
    }

    pub(crate) async fn token(&self, user: &str) -> String {
        let answer = http().get(format!("{}/demo.json", self.url)).send().await.unwrap();
        let demo: serde_json::Value = answer.json().await.unwrap();
        let users = demo["users"].as_array().unwrap();
        users.iter().find(|entry| entry["userId"] == user).unwrap()["token"].as_str().unwrap().to_owned()
    }
}
