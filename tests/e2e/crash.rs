//! The page lives in a process of its own, which can end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::World;
use crate::desktop::{focus, printed, window};
use crate::harness::app::tree_of;
use crate::harness::process::{Process, built};

/// The process that draws an app's page.
fn page_of(app: u32) -> Result<u32> {
    let name = |id: &u32| std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
    let page = tree_of(app)?.into_iter().find(|id| name(id).starts_with("WebKitWebProc"));
    page.context("the page has no process")
}

/// A page that has crashed comes back by itself, and one can go on writing. No driver: it would end with the page.
#[tokio::test]
async fn e2e_a_page_that_has_crashed_comes_back() -> Result<()> {
    let world = World::new()?;
    let mut command = Command::new(built("pipit")?);
    command.arg("--profile").arg(world.profile("alice"));
    command.env("PIPIT_NAVI", world.server.url()).env("PIPIT_APP_KEY", "pipit-demo");
    let alice =
        Process::start(command.env("PIPIT_TOKEN", world.server.token("alice")?).stdout(Stdio::null()))?;
    let shown = window("Pipit").await?;
    let bob = world.app("bob").await?;

    let before = page_of(alice.id())?;
    printed("kill", &["-KILL", &before.to_string()])?;
    world.follow("alice", "rong://pipit/conversation/private?targetId=bob")?;
    let deadline = Instant::now() + Duration::from_secs(30);
    let heard = "return document.body.innerText.includes('still here')";
    while bob.script(heard, vec![]).await? != serde_json::json!(true) {
        ensure!(Instant::now() < deadline, "what is typed comes to nothing");
        focus(&shown).await?;
        printed("xdotool", &["type", "still here"])?;
        printed("xdotool", &["key", "Return"])?;
    }
    ensure!(page_of(alice.id())? != before, "another process draws it");
    bob.close().await
}
