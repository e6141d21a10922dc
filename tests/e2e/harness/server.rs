//! The server, as an operator starts it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use percent_encoding::NON_ALPHANUMERIC;
use serde_json::Value;

use super::process::{Process, built, free_port};

/// A running server with demo users, in a folder of its own.
pub struct Server {
    process: Option<Process>,
    data: PathBuf,
    port: u16,
}

/// How much one person was written.
#[derive(Default)]
pub struct Life {
    /// By so many people,
    pub conversations: usize,
    /// so many messages in all,
    pub messages: usize,
    /// and so many of all kinds by `talker` besides.
    pub chat: usize,
}

impl Server {
    /// Starts it on a free port.
    pub fn start(data: &Path) -> Result<Self> {
        let mut server = Self { process: None, data: data.to_owned(), port: free_port()? };
        server.resume()?;
        Ok(server)
    }

    /// Fills a server's folder, while it does not run, with the life of one person, as the `fill` example does.
    pub fn fill(data: &Path, user: &str, life: Life) -> Result<()> {
        std::fs::create_dir_all(data)?;
        let mut command = Command::new(built("examples/fill")?);
        command.arg("--data").arg(data).arg("--user").arg(user).stdout(Stdio::null());
        command.arg("--conversations").arg(life.conversations.to_string());
        command.arg("--chat").arg(life.chat.to_string());
        let status = command.arg("--messages").arg(life.messages.to_string()).status()?;
        ensure!(status.success(), "the server's data could not be filled");
        Ok(())
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Stops it, as an operator would; [`Server::resume`] brings it back at the same address.
    pub fn stop(&mut self) -> Result<()> {
        self.process.take().context("the server runs")?.stop()?;
        Ok(())
    }

    /// Starts it again, on the same data.
    pub fn resume(&mut self) -> Result<()> {
        let mut command = Command::new(built("pipit-server")?);
        command.arg("serve").arg("--demo").arg("--data").arg(&self.data);
        command.arg("--listen").arg(format!("127.0.0.1:{}", self.port));
        let (process, line) = Process::start_until_line(&mut command)?;
        ensure!(line == format!("listening on {}", self.url()), "the server said {line:?}");
        self.process = Some(process);
        Ok(())
    }

    /// The token of a demo user.
    pub fn token(&self, user: &str) -> Result<String> {
        let demo: Value = serde_json::from_str(&self.get("/demo.json")?)?;
        let users = demo.get("users").and_then(Value::as_array).context("the demo has users")?;
        let found = users
            .iter()
            .find(|entry| entry.get("userId").is_some_and(|id| id == user))
            .context("the demo has that user")?;
        Ok(found.get("token").and_then(Value::as_str).context("a token is text")?.to_owned())
    }

    /// Gives a demo user a portrait, as the operator's own server does.
    pub fn set_portrait(&self, user: &str, name: &str, address: &str) -> Result<()> {
        self.post("/user/refresh.json", &[("userId", user), ("name", name), ("portraitUri", address)])
    }

    /// Sends a message in somebody's name, as the operator's own server does.
    pub fn publish(&self, from: &str, to: &str, kind: &str, content: &Value) -> Result<()> {
        let content = content.to_string();
        let message =
            [("fromUserId", from), ("toUserId", to), ("objectName", kind), ("content", content.as_str())];
        self.post("/message/private/publish.json", &message)
    }

    /// One request of the operator's own server. What it is signed with is the demo's secret.
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        const SIGNATURE: &str = "24ac4f22991c10a8519644630ae199c598320a85";
        let encode = |(name, value): &(&str, &str)| {
            format!("{name}={}", percent_encoding::utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let body = fields.iter().map(encode).collect::<Vec<_>>().join("&");
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\nApp-Key: pipit-demo\r\nNonce: 1\r\n\
             Timestamp: 1\r\nSignature: {SIGNATURE}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        ensure!(answer.contains(" 200 "), "POST {path}: {answer}");
        Ok(())
    }

    /// One plain request; an HTTP client for this would be more than it is worth.
    fn get(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("an HTTP answer has a body")?;
        ensure!(head.contains(" 200 "), "GET {path}: {head}");
        Ok(body.to_owned())
    }
}
