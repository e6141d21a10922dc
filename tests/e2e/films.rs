//! Short films.

use anyhow::Result;
use serde_json::json;

use crate::World;
use crate::harness::App;

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
