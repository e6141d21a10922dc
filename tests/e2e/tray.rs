//! The icon beside the clock.
#![expect(clippy::unused_self, reason = "the desktop's interface has properties that never change")]

use std::collections::HashMap;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::sync::mpsc;
use zbus::zvariant::{OwnedValue, Value};

use crate::World;
use crate::harness::{App, Login};

/// The desktop's part: it hears which icons there are, and draws none.
struct Watcher(mpsc::UnboundedSender<String>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.0.send(service).ok();
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Name, pictures, title and text of a tip, as the desktop's specification has it.
type Tip = (String, Vec<(i32, i32, Vec<u8>)>, String, String);

/// Number, properties and entries of an entry of a menu.
type Entry = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// What stands in the icon's tip.
async fn tip(icon: &zbus::Proxy<'_>) -> Result<String> {
    let tip: OwnedValue = icon.get_property("ToolTip").await?;
    let (_, _, title, _): Tip = tip.try_into()?;
    Ok(title)
}

/// Whether a window of the app is on the screen.
fn is_on_screen() -> Result<bool> {
    let found = Command::new("xdotool").args(["search", "--onlyvisible", "--name", "^Pipit$"]).output()?;
    Ok(!found.stdout.is_empty())
}

/// Started at login, the app is in the tray alone until somebody asks for it.
#[tokio::test]
async fn e2e_a_hidden_start_stays_in_the_tray_until_the_icon_is_clicked() -> Result<()> {
    let (registered, mut items) = mpsc::unbounded_channel();
    let bus = zbus::connection::Builder::session()?
        .name("org.kde.StatusNotifierWatcher")?
        .serve_at("/StatusNotifierWatcher", Watcher(registered))?
        .build()
        .await?;
    let world = World::new()?;
    let profile = world.profile("alice");
    let args = json!(["--hidden", "--profile", profile]);
    let alice = App::launch(&profile, Login::As(&world.server, "alice"), &[], args).await?;
    let service = tokio::time::timeout(Duration::from_secs(20), items.recv()).await?.context("no icon")?;
    alice.find("messenger").await?; // and so its page has asked for the window
    ensure!(!is_on_screen()?, "the window stays hidden");
    let icon = zbus::Proxy::new(&bus, service, "/StatusNotifierItem", "org.kde.StatusNotifierItem").await?;
    icon.call::<_, _, ()>("Activate", &(0, 0)).await?;
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_on_screen()? {
        ensure!(Instant::now() < deadline, "the icon does not show the window");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    alice.close().await
}

/// Statement 61: the icon says how much is unread, and its menu ends the app.
#[tokio::test]
async fn e2e_the_tray_counts_what_is_unread_and_quits() -> Result<()> {
    let (registered, mut items) = mpsc::unbounded_channel();
    let bus = zbus::connection::Builder::session()?
        .name("org.kde.StatusNotifierWatcher")?
        .serve_at("/StatusNotifierWatcher", Watcher(registered))?
        .build()
        .await?;
    let world = World::new()?;
    let alice = world.app("alice").await?;
    let service = tokio::time::timeout(Duration::from_secs(20), items.recv()).await?.context("no icon")?;
    let icon = zbus::proxy::Builder::<zbus::Proxy<'_>>::new(&bus)
        .destination(service.clone())?
        .path("/StatusNotifierItem")?
        .interface("org.kde.StatusNotifierItem")?
        .cache_properties(zbus::proxy::CacheProperties::No)
        .build()
        .await?;
    ensure!(tip(&icon).await? == "Pipit", "nothing is unread yet");

    let bob = world.app("bob").await?;
    bob.start_chat("alice").await?;
    bob.say("are you there?").await?;
    let deadline = Instant::now() + Duration::from_secs(20);
    while tip(&icon).await? != "Pipit: 1 unread message" {
        ensure!(Instant::now() < deadline, "the tip still says {}", tip(&icon).await?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bob.close().await?;

    let menu = zbus::Proxy::new(&bus, service, "/MenuBar", "com.canonical.dbusmenu").await?;
    let (_, (_, _, entries)): (u32, Entry) = menu.call("GetLayout", &(0, -1, vec!["label"])).await?;
    let mut quit = None;
    for entry in entries {
        let (id, properties, _): Entry = entry.try_into()?;
        if let Some(label) = properties.get("label")
            && String::try_from(label.try_clone()?)? == "Quit"
        {
            quit = Some(id);
        }
    }
    menu.call::<_, _, ()>("Event", &(quit.context("no entry to quit")?, "clicked", Value::from(""), 0_u32))
        .await?;
    alice.ended()
}
