//! A real notification daemon, dunst, on the session's own bus: what it shows, replaces, reports and takes away.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::World;
use crate::desktop::until;
use crate::harness::process::Process;
use crate::notifications::{call, write};

/// The daemon; it ends with its handle.
struct Dunst {
    _process: Process,
    log: PathBuf,
}

impl Dunst {
    /// Starts it with a configuration of its own, whose script writes down what is shown.
    async fn start(folder: &Path) -> Result<Self> {
        let (script, rules, log) =
            (folder.join("shown.sh"), folder.join("dunstrc"), folder.join("shown.log"));
        std::fs::write(
            &script,
            format!("#!/bin/sh\nprintf '%s|%s|%s\\n' \"$1\" \"$2\" \"$3\" >>'{}'\n", log.display()),
        )?;
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&script, mode)?;
        std::fs::write(
            &rules,
            format!(
                "[global]\n    follow = none\n    show_indicators = no\n    markup = full\n[all]\n    summary = \"*\"\n    timeout = 0\n    script = \"{}\"\n",
                script.display()
            ),
        )?;
        let process = Process::start(Command::new("dunst").arg("-conf").arg(&rules))
            .context("install it: apt-get install dunst")?;
        let bus = zbus::Connection::session().await?;
        let names = zbus::fdo::DBusProxy::new(&bus).await?;
        let name = zbus::names::BusName::try_from("org.freedesktop.Notifications")?;
        while !names.name_has_owner(name.clone()).await? {
            tokio::task::yield_now().await;
        }
        Ok(Self { _process: process, log })
    }

    /// What it has shown so far: app, title and text of each.
    fn shown(&self) -> Vec<String> {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// How many notifications are on the screen.
    fn displayed() -> Result<u32> {
        Ok(ctl(&["count", "displayed"])?.parse()?)
    }
}

fn ctl(args: &[&str]) -> Result<String> {
    let output = Command::new("dunstctl").args(args).output()?;
    ensure!(output.status.success(), "dunstctl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// UX 59 with a daemon that people use: one notification, replaced, clicked, and withdrawn when it is read or taken back.
#[tokio::test]
async fn e2e_a_real_daemon_shows_replaces_reports_clicks_and_withdraws() -> Result<()> {
    let world = World::new()?;
    let dunst = Dunst::start(world.folder.path()).await?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    write(&bob, "private", "alice", "你好 <b>").await?;
    until("it is shown", || Ok((dunst.shown() == ["Pipit|Bob|你好 &lt;b&gt;"]).then_some(()))).await?;
    ensure!(Dunst::displayed()? == 1, "one is on the screen");
    write(&bob, "private", "alice", "are you there?").await?;
    until("it is replaced", || {
        Ok((dunst.shown().last().map(String::as_str) == Some("Pipit|Bob (2)|are you there?")).then_some(()))
    })
    .await?;
    ensure!(Dunst::displayed()? == 1, "in its place");

    ctl(&["action", "0"])?;
    alice.find_message("are you there?").await?;
    until("it goes", || Ok((Dunst::displayed()? == 0).then_some(()))).await?;
    alice.until("she has read it", "document.title === 'Pipit'").await?;

    alice.start_chat("carol").await?;
    write(&bob, "private", "alice", "read elsewhere").await?;
    until("it is shown", || Ok((Dunst::displayed()? == 1).then_some(()))).await?;
    call(&alice, "markAllRead", json!({ "conversation": { "kind": "private", "targetId": "bob" } })).await?;
    until("what is read goes", || Ok((Dunst::displayed()? == 0).then_some(()))).await?;

    let slip = write(&bob, "private", "alice", "a slip").await?;
    until("it is shown", || Ok((Dunst::displayed()? == 1).then_some(()))).await?;
    call(&bob, "recallMessage", json!({ "messageId": slip })).await?;
    until("what is taken back goes", || Ok((Dunst::displayed()? == 0).then_some(()))).await?;
    bob.close().await?;
    alice.close().await
}
