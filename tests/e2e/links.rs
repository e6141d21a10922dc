//! A second start finds the first, and links lead into the app.

use std::process::{Command, Output};

use anyhow::{Result, ensure};
use serde_json::json;

use crate::World;
use crate::desktop::{close, on_screen, printed, until, window};
use crate::doubles::{Notified, Tray, show};
use crate::harness::process::built;
use crate::harness::{App, Login};
use crate::notifications::write;

impl World {
    /// Starts the app a second time on a profile, with what a launcher puts into its environment, and waits until it has ended.
    fn start_again(&self, user: &str, link: &[&str], launcher: &[(&str, &str)]) -> Result<Output> {
        let mut command = Command::new(built("pipit")?);
        command.arg("--profile").arg(self.profile(user)).args(link).envs(launcher.iter().copied());
        Ok(command.output()?)
    }

    /// The same, which must succeed.
    pub fn follow(&self, user: &str, link: &str) -> Result<()> {
        let second = self.start_again(user, &[link], &[])?;
        ensure!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
        Ok(())
    }
}

/// Statement 62: a second start focuses the first, and a link opens the chat that it names, warm and cold.
#[tokio::test]
async fn e2e_a_link_opens_its_chat_in_the_app_that_runs_or_in_a_new_one() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    world.follow("alice", "rong://pipit/conversation/private?targetId=bob&title=Bob")?;
    alice
        .until("Bob's chat", "document.querySelector('main.chat h2')?.innerText.toLowerCase() === 'bob'")
        .await?;
    alice.say("written where the link led").await?;
    world.follow("alice", "rong://pipit/conversation/private?targetId=u-77&title=Dave%20Doe")?;
    alice
        .until("the link's name", "document.querySelector('main.chat h2')?.innerText === 'Dave Doe'")
        .await?;

    let nonsense = world.start_again("alice", &["rong://pipit/elsewhere"], &[])?;
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

/// Statement 62: a second start brings a hidden window back. Links lead to the list, and to what was told last.
#[tokio::test]
async fn e2e_a_second_start_raises_the_window_and_links_lead_to_the_list_and_the_last_notification()
-> Result<()> {
    let (mut desktop, mut tray) = (Notified::start().await?, Tray::start().await?);
    let world = World::new()?;
    let alice = world.app("alice").await?;
    tray.icon().await?;
    alice.start_chat("carol").await?;
    alice.say("hello").await?;
    close(&window("Pipit").await?).await?;
    until("the window hides", || Ok(on_screen("Pipit$")?.is_empty().then_some(()))).await?;
    desktop.next().await?; // which explains that
    let second = world.start_again("alice", &[], &[])?;
    ensure!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    window("Pipit").await?;
    alice.until("it has the focus", "document.hasFocus()").await?;

    world.follow("alice", "rong://pipit/conversationlist")?;
    alice.until("the list", "document.activeElement.dataset.testid === 'conversation-list'").await?;
    let bob = world.app("bob").await?;
    write(&bob, "private", "alice", "told last").await?;
    assert_eq!(desktop.next().await?, show(2, 0, "Bob", "told last"));
    world.follow("alice", "rong://pipit/push_message")?;
    alice.find_message("told last").await?;
    bob.close().await?;
    alice.close().await
}

/// Waits until a window has come to the front with this leave of the desktop's.
async fn came_with(window: &str, token: &str) -> Result<()> {
    until(token, || {
        let told = printed("xprop", &["-id", window, "_NET_STARTUP_ID"])?;
        Ok(told.ends_with(&format!("= \"{token}\"")).then_some(()))
    })
    .await
}

/// Statements 59, 62: a start and a click have the desktop's leave for the window to come to the front, which Wayland asks for.
#[tokio::test]
async fn e2e_a_window_comes_forward_with_the_leave_of_a_start_or_of_a_click() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    write(&bob, "private", "alice", "are you there?").await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Bob", "are you there?"));
    bob.close().await?;

    let messenger = window("Pipit").await?;
    let second = world.start_again("alice", &[], &[("XDG_ACTIVATION_TOKEN", "of the start")])?;
    ensure!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    came_with(&messenger, "of the start").await?;
    desktop.click_with(1, "of the click").await?;
    came_with(&messenger, "of the click").await?;
    alice.find_message("are you there?").await?;
    alice.close().await
}
