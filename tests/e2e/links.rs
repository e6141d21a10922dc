//! A second start finds the first, and links lead into the app.

use std::process::{Command, Output};

use anyhow::{Result, ensure};
use serde_json::json;

use crate::World;
use crate::harness::process::built;
use crate::harness::{App, Login};

impl World {
    /// Starts the app a second time on a profile, and waits until it has ended.
    fn start_again(&self, user: &str, link: &str) -> Result<Output> {
        Ok(Command::new(built("pipit")?).arg("--profile").arg(self.profile(user)).arg(link).output()?)
    }
}

/// Statement 62: a second start focuses the first, and a link opens the chat that it names, warm and cold.
#[tokio::test]
async fn e2e_a_link_opens_its_chat_in_the_app_that_runs_or_in_a_new_one() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    let second = world.start_again("alice", "rong://pipit/conversation/private?targetId=bob&title=Bob")?;
    ensure!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    alice
        .until("Bob's chat", "document.querySelector('main.chat h2')?.innerText.toLowerCase() === 'bob'")
        .await?;
    alice.say("written where the link led").await?;

    let nonsense = world.start_again("alice", "rong://pipit/elsewhere")?;
    ensure!(!nonsense.status.success(), "a link that leads nowhere is refused");
    ensure!(
        String::from_utf8_lossy(&nonsense.stderr).contains("targetId"),
        "and the words say what one looks like"
    );
    alice.close().await?;

    let link = "rong://pipit/conversation/private?targetId=bob";
    let args = json!(["--profile", world.profile("alice"), link]);
    let alice = App::launch(&world.profile("alice"), Login::Remembered, &[], args).await?;
    alice.find_message("written where the link led").await?;
    alice.close().await
}
