//! A part of the screen that is sent, through the desktop portal.

use anyhow::{Result, ensure};

use crate::World;
use crate::doubles::Portal;
use crate::tray::until_on_screen;

/// Statement 63: it is chosen with the system's own tool, with the window out of the way if one likes.
#[tokio::test]
async fn e2e_ux_63_a_part_of_the_screen_is_sent() -> Result<()> {
    let mut portal = Portal::start().await?;
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    let pictures =
        |count| format!("document.querySelectorAll(\"[data-testid='message'] img\").length === {count}");

    for (count, (entry, shown)) in (1..).zip([("menu-screenshot", true), ("menu-screenshot-hidden", false)]) {
        alice.click("attach").await?;
        alice.find(entry).await?;
        // A driver that clicks waits for the next frame, and a window that hides has none.
        let click = format!("setTimeout(() => document.querySelector(\"[data-testid='{entry}']\").click())");
        alice.script(&click, vec![]).await?;
        portal.next().await?;
        until_on_screen(shown).await?;
        let picture = portal.choose().await?;
        until_on_screen(true).await?;
        alice.until("it is attached", "document.querySelector(\"[data-testid='attachments'] img\")").await?;
        ensure!(!picture.exists(), "the portal's picture is not left behind");
        alice.click("send").await?;
        alice.until("it is sent", &pictures(count)).await?;
    }

    alice.click("attach").await?;
    alice.click("menu-screenshot").await?;
    portal.next().await?;
    portal.leave().await?;
    alice.say("left").await?;
    alice.until("nothing came of it", &pictures(2)).await?;
    alice.close().await
}
