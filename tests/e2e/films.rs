//! Short films.

use anyhow::Result;
use serde_json::json;

use crate::World;
use crate::harness::camera::CameraService;
use crate::harness::sound::SoundService;
use crate::harness::{App, Login};

/// A ball that moves for two seconds, and a tone: drawn by test sources of `GStreamer`.
const BALL: &[u8] = include_bytes!("../../crates/pipit-im/src/media/film/ball.webm");

/// Pastes the ball into the open chat, and sends it when the page has looked at it.
pub async fn send_ball(alice: &App) -> Result<()> {
    let paste = "const bytes = new Uint8Array(arguments[0]);
        const files = [new File([bytes], 'ball.webm', { type: 'video/webm' })];
        const event = new Event('paste', { bubbles: true, cancelable: true });
        event.clipboardData = { getData: () => '', files };
        document.querySelector(\"[data-testid='composer']\").dispatchEvent(event);
        return event.defaultPrevented";
    assert_eq!(alice.script(paste, vec![json!(BALL)]).await?, json!(true));
    alice
        .until(
            "the film's length in the strip",
            "document.querySelector(\"[data-testid='attached-film']\")?.innerText.trim() === '0:02'",
        )
        .await?;
    let width = "document.querySelector(\"[data-testid='attachments'] img\").naturalWidth";
    alice.until("a picture of the film", &format!("{width} === 160")).await?;
    alice.click("send").await
}

/// A film is taken in by the page, which can play it, and seen at the other side in its place.
#[tokio::test]
async fn e2e_a_film_is_attached_with_its_picture_and_played_at_the_other_side() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    send_ball(&alice).await?;

    bob.open_chat("private:alice").await?;
    bob.find("film").await?;
    bob.until(
        "a picture of the film",
        "document.querySelector(\"[data-testid='film'] img\")?.naturalWidth === 160",
    )
    .await?;
    bob.click("film").await?;
    bob.until("it plays", "document.querySelector(\"[data-testid='film-playing']\")?.currentTime > 0.5")
        .await?;
    alice.close().await?;
    bob.close().await
}

/// A film is made with the camera and the microphone, looked at, sent, and played at the other side.
#[tokio::test]
async fn e2e_a_film_is_recorded_with_the_camera_and_played_at_the_other_side() -> Result<()> {
    let world = World::new()?;
    let devices = CameraService::start(&world.folder.path().join("devices"))?;
    let sound = SoundService::start(&world.folder.path().join("sound"))?;
    let environment = [&devices.environment()?[..], &sound.environment()?[..]].concat();
    let login = Login::As(&world.server, "alice");
    let alice = App::open_with(&world.profile("alice"), login, &environment).await?;
    alice.find("messenger").await?;
    let bob = world.app("bob").await?;
    alice.start_chat("bob").await?;
    alice.click("attach").await?;
    alice.click("menu-sight").await?;
    let sees = "document.querySelector(\"[data-testid='film-preview']\")";
    alice
        .until("what the camera sees", &format!("{sees}?.currentTime > 0 && {sees}.videoWidth === 640"))
        .await?;
    alice.click("film-record").await?;
    let time = "document.querySelector(\"[data-testid='film-time']\").innerText";
    alice.until("two seconds or more", &format!("{time} >= '0:02'")).await?;
    alice.click("film-stop").await?;
    alice.find("film-recorded").await?;
    alice.click("film-send").await?;

    bob.open_chat("private:alice").await?;
    bob.find("film").await?;
    bob.until("its picture", "document.querySelector(\"[data-testid='film'] img\")?.naturalWidth > 0")
        .await?;
    bob.click("film").await?;
    let plays = "document.querySelector(\"[data-testid='film-playing']\")";
    bob.until("it plays", &format!("{plays}?.currentTime > 0.5 && {plays}.videoWidth === 640")).await?;
    assert_eq!(bob.script(&format!("return {plays}.audioTracks.length"), vec![]).await?, json!(1));
    alice.close().await?;
    bob.close().await
}
