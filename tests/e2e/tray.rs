//! The icon beside the clock, and the badge in the taskbar.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::World;
use crate::desktop::{close, until, window};
use crate::doubles::{Asked, Icon, Notified, PATIENCE, Taskbar, Tray, show};
use crate::harness::{App, Login};
use crate::notifications::write;

/// Whether a window of the app is on the screen.
fn is_on_screen() -> Result<bool> {
    let found = Command::new("xdotool").args(["search", "--onlyvisible", "--name", "Pipit$"]).output()?;
    Ok(!found.stdout.is_empty())
}

/// Waits until the app's window is on the screen, or is not.
pub async fn until_on_screen(wanted: bool) -> Result<()> {
    until("the window comes or goes", || Ok((is_on_screen()? == wanted).then_some(()))).await
}

async fn until_tip(icon: &Icon, wanted: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while icon.tip().await? != wanted {
        ensure!(Instant::now() < deadline, "the tip still says {}", icon.tip().await?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Started at login, the app is in the tray alone until somebody asks for it.
#[tokio::test]
async fn e2e_a_hidden_start_stays_in_the_tray_until_the_icon_is_clicked() -> Result<()> {
    let mut tray = Tray::start().await?;
    let world = World::new()?;
    let profile = world.profile("alice");
    let args = json!(["--hidden", "--profile", profile]);
    let alice = App::launch(&profile, Login::As(&world.server, "alice"), &[], args).await?;
    let icon = tray.icon().await?;
    alice.find("messenger").await?; // and so its page has asked for the window
    ensure!(!is_on_screen()?, "the window stays hidden");
    icon.click().await?;
    until_on_screen(true).await?;
    alice.close().await
}

/// Statement 61: the icon and the badge say how much is unread, and the menu ends the app.
#[tokio::test]
async fn e2e_the_tray_and_the_badge_count_what_is_unread() -> Result<()> {
    let (mut tray, mut taskbar) = (Tray::start().await?, Taskbar::start().await?);
    let world = World::new()?;
    let alice = world.app("alice").await?;
    let icon = tray.icon().await?;
    until_tip(&icon, "Pipit").await?;
    let plain = icon.picture().await?;

    let bob = world.app("bob").await?;
    write(&bob, "private", "alice", "are you there?").await?;
    until_tip(&icon, "Pipit: 1 unread message").await?;
    taskbar.shows("application://Pipit.desktop", 1).await?;
    let marked = icon.picture().await?;
    ensure!(marked.len() == plain.len() && marked != plain, "the number is drawn");
    write(&bob, "private", "alice", "hello?").await?;
    taskbar.shows("application://Pipit.desktop", 2).await?;
    ensure!(icon.picture().await? != marked, "and it is another one");
    bob.close().await?;

    alice.open_chat("private:bob").await?;
    taskbar.shows("application://Pipit.desktop", 0).await?;
    until_tip(&icon, "Pipit").await?;
    icon.choose("Quit").await?;
    alice.ended()
}

/// The badge needs no tray.
#[tokio::test]
async fn e2e_the_badge_counts_where_there_is_no_tray() -> Result<()> {
    let mut taskbar = Taskbar::start().await?;
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    write(&bob, "private", "alice", "are you there?").await?;
    taskbar.shows("application://Pipit.desktop", 1).await?;
    bob.close().await?;
    alice.close().await
}

/// Statement 61: closing the window leaves the app in the tray, which is explained once; the icon brings it back, with
/// the composer ready (37), and hides it again. The first entry of the menu does the same by name.
#[tokio::test]
async fn e2e_closing_goes_to_the_tray_and_the_icon_comes_back() -> Result<()> {
    let (mut desktop, mut tray) = (Notified::start().await?, Tray::start().await?);
    let world = World::new()?;
    let alice = world.app("alice").await?;
    let icon = tray.icon().await?;
    alice.start_chat("bob").await?;
    close(&window("Pipit").await?).await?;
    until_on_screen(false).await?;
    let explained = "Pipit keeps running here, so that messages reach you. Quit it from the icon's menu.";
    assert_eq!(desktop.next().await?, show(1, 0, "Pipit", explained));

    icon.click().await?;
    until_on_screen(true).await?;
    alice
        .until(
            "it can be typed",
            "document.hasFocus() && document.activeElement.dataset.testid === 'composer'",
        )
        .await?;
    icon.click().await?;
    until_on_screen(false).await?;
    icon.choose("Open Pipit").await?;
    until_on_screen(true).await?;
    icon.choose("Hide Pipit").await?;
    until_on_screen(false).await?;
    icon.choose("Open Pipit").await?;
    until_on_screen(true).await?;

    close(&window("Pipit").await?).await?;
    until_on_screen(false).await?;
    let bob = world.app("bob").await?;
    write(&bob, "private", "alice", "still there?").await?;
    assert_eq!(desktop.next().await?, show(2, 0, "Bob", "still there?"), "the second time is not explained");
    bob.close().await?;
    icon.choose("Quit").await?;
    let closed = [desktop.next().await?, desktop.next().await?];
    for id in [1, 2] {
        assert!(
            closed.contains(&Asked::Close { id }),
            "a click on {id} would do nothing any more: {closed:?}"
        );
    }
    alice.ended()
}

/// A panel that starts after the app, or starts again, has the icon all the same.
#[tokio::test]
async fn e2e_a_tray_that_comes_late_has_the_icon() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    for round in ["late", "again"] {
        let mut tray = Tray::start().await?;
        let icon = tray.icon().await?;
        until_tip(&icon, "Pipit").await?;
        close(&window("Pipit").await?).await?;
        until_on_screen(false).await?;
        icon.click().await?;
        until_on_screen(true).await.with_context(|| format!("where the panel comes {round}"))?;
        tray.end().await?;
    }
    alice.close().await
}

/// A panel that ends leaves no window where nobody can reach it; after that, closing ends the app.
#[tokio::test]
async fn e2e_a_tray_that_goes_gives_the_hidden_window_back() -> Result<()> {
    let mut tray = Tray::start().await?;
    let world = World::new()?;
    let alice = world.app("alice").await?;
    tray.icon().await?;
    close(&window("Pipit").await?).await?;
    until_on_screen(false).await?;
    tray.end().await?;
    until_on_screen(true).await?;
    close(&window("Pipit").await?).await?;
    alice.ended()
}

/// No notifications for an hour, chosen in the menu, hold over a restart; mentions pass them, and the menu ends them.
#[tokio::test]
async fn e2e_a_snooze_holds_over_a_restart_and_lets_mentions_pass() -> Result<()> {
    let (mut desktop, mut tray) = (Notified::start().await?, Tray::start().await?);
    let world = World::new()?;
    let alice = world.app("alice").await?;
    let icon = tray.icon().await?;
    icon.choose("No notifications for an hour").await?;
    icon.offers("Notify me again").await?;
    alice.close().await?;

    let alice = App::open(&world.profile("alice"), Login::Remembered).await?;
    alice.find("messenger").await?;
    let icon = tray.icon().await?;
    let bob = world.app("bob").await?;
    write(&bob, "private", "alice", "psst").await?;
    until_tip(&icon, "Pipit: 1 unread message").await?;
    let group = json!({ "kind": "group", "targetId": "demo-group" });
    let mention = json!({ "conversation": group, "text": "@Alice now", "mentions": { "users": ["alice"] } });
    crate::notifications::call(&bob, "sendText", mention).await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Demo group", "Bob: @Alice now"), "the first that is shown");
    icon.choose("Notify me again").await?;
    icon.offers("No notifications until morning").await?;
    write(&bob, "private", "alice", "hello").await?;
    assert_eq!(desktop.next().await?, show(2, 0, "Bob (2)", "hello"));
    bob.close().await?;
    alice.close().await
}
