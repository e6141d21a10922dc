//! Who wrote is seen beside what they wrote.

use anyhow::{Context, Result, ensure};

use crate::World;
use crate::doubles::{Notified, Picture, show};
use crate::notifications::write;
use crate::web::Web;

/// Red on the left, green on the right; twice as wide as high.
const WIDE: &[u8] = include_bytes!("portraits/wide.png");

/// A pixel of a notification's picture: red, green, blue and opacity.
fn pixel(picture: &Picture, x: usize, y: usize) -> Result<&[u8]> {
    picture.6.get((y * 96 + x) * 4..).and_then(|rest| rest.get(..4)).context("a pixel")
}

/// A picture that is as the desktop's specification has it.
fn picture(desktop: &Notified) -> Result<Picture> {
    let picture = desktop.picture().context("there is a picture")?;
    let (width, height, stride, opacity, bits, parts, pixels) = &picture;
    ensure!((*width, *height, *stride) == (96, 96, 384), "{width} × {height}, {stride} a row");
    ensure!(*opacity && (*bits, *parts) == (8, 4) && pixels.len() == 384 * 96, "{bits} bits, {parts} parts");
    ensure!(pixel(&picture, 0, 0)? == [0, 0, 0, 0], "its corners are round");
    Ok(picture)
}

/// A portrait that is slow keeps nobody waiting: first there are initials on the person's colour, then the picture; with a
/// group its sign, and nothing while the content is hidden.
#[tokio::test]
async fn e2e_a_notification_shows_who_wrote() -> Result<()> {
    let mut desktop = Notified::start().await?;
    let (world, web) = (World::new()?, Web::start().await?);
    web.put("/bob.png", WIDE);
    web.set_open(false);
    world.server.set_portrait("bob", "Bob", &web.url("/bob.png"))?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);

    write(&bob, "private", "alice", "one").await?;
    assert_eq!(desktop.next().await?, show(1, 0, "Bob", "one"));
    let initials = picture(&desktop)?;
    let tint =
        "getComputedStyle(document.querySelector(\"[data-key='private:bob'] .avatar\")).backgroundColor";
    let page = alice.script(&format!("return {tint}"), vec![]).await?;
    let [red, green, blue, 255] = pixel(&initials, 8, 48)? else { anyhow::bail!("it is painted") };
    assert_eq!(page, format!("rgb({red}, {green}, {blue})"), "the page's colour");

    web.set_open(true);
    alice
        .until("the page has it", "!!document.querySelector(\"[data-key='private:bob'] .avatar img\")")
        .await?;
    write(&bob, "private", "alice", "two").await?;
    assert_eq!(desktop.next().await?, show(1, 1, "Bob (2)", "two"));
    let portrait = picture(&desktop)?;
    let [left, right] = [pixel(&portrait, 8, 48)?, pixel(&portrait, 88, 48)?];
    ensure!(left.iter().zip([200, 0, 0, 255]).all(|(is, was)| is.abs_diff(was) < 6), "{left:?}");
    ensure!(right.iter().zip([0, 120, 0, 255]).all(|(is, was)| is.abs_diff(was) < 6), "{right:?}");

    write(&bob, "group", "demo-group", "for all").await?;
    assert_eq!(desktop.next().await?, show(2, 0, "Demo group", "Bob: for all"));
    ensure!(picture(&desktop)? != initials, "a group has its own");

    alice.click("settings").await?;
    alice.script("document.querySelector('[data-testid=notifications-silent]').click()", vec![]).await?;
    alice
        .until("it is chosen", "document.querySelector('[data-testid=notifications-silent]').checked")
        .await?;
    write(&bob, "private", "alice", "secret").await?;
    assert_eq!(desktop.next().await?, show(1, 1, "Bob (3)", "New message"));
    ensure!(desktop.picture().is_none(), "nobody sees who wrote");
    bob.close().await?;
    alice.close().await
}
