//! Alice and Bob, each in a window of their own, write to each other through the real pages; the pictures are kept.
//! `make run` starts this where there is no display.

#[path = "../tests/e2e/harness.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod harness;

use std::path::{Path, PathBuf};

use anyhow::Result;
use harness::{App, Login, Server};

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&folder.path().join("server"))?;
    println!("server: {}", server.url());
    let alice = App::open(&folder.path().join("alice"), Login::As(&server, "alice")).await?;
    let bob = App::open(&folder.path().join("bob"), Login::As(&server, "bob")).await?;

    alice.start_chat("bob").await?;
    alice.say("你好，Bob！周五的路线定了吗？").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("你好，Bob").await?;
    bob.say("Almost. Two hours along the river, then lunch at the mill.").await?;
    bob.say("我来订桌子。").await?;
    alice.find_message("我来订桌子").await?;
    alice.say("太好了，八点见。").await?;
    bob.find_message("太好了").await?;
    println!("Alice and Bob have written to each other");

    for path in [picture(&alice, "alice").await?, picture(&bob, "bob").await?] {
        println!("screenshot: {}", path.display());
    }
    alice.close().await?;
    bob.close().await
}

async fn picture(app: &App, name: &str) -> Result<PathBuf> {
    let path = Path::new("screenshots").join(format!("{name}.png"));
    app.screenshot(&path).await?;
    Ok(std::fs::canonicalize(path)?)
}
