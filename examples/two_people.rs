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

    start_chat(&alice, "bob").await?;
    say(&alice, "你好，Bob！周五的路线定了吗？").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("你好，Bob").await?;
    say(&bob, "Almost. Two hours along the river, then lunch at the mill.").await?;
    say(&bob, "我来订桌子。").await?;
    alice.find_message("我来订桌子").await?;
    say(&alice, "太好了，八点见。").await?;
    bob.find_message("太好了").await?;
    println!("Alice and Bob have written to each other");

    for path in [picture(&alice, "alice").await?, picture(&bob, "bob").await?] {
        println!("screenshot: {}", path.display());
    }
    alice.close().await?;
    bob.close().await
}

/// Opens a chat with somebody who is not in the list yet.
async fn start_chat(app: &App, user: &str) -> Result<()> {
    app.click("new-chat").await?;
    app.type_into("new-chat-user", user).await?;
    app.click("new-chat-open").await?;
    app.find("composer").await?;
    Ok(())
}

async fn say(app: &App, text: &str) -> Result<()> {
    app.type_into("composer", text).await?;
    app.click("send").await?;
    app.find_message(text).await?;
    Ok(())
}

async fn picture(app: &App, name: &str) -> Result<PathBuf> {
    let path = Path::new("screenshots").join(format!("{name}.png"));
    app.screenshot(&path).await?;
    Ok(std::fs::canonicalize(path)?)
}
