//! Voices, from a microphone to somebody's ears.

use anyhow::Result;
use serde_json::json;

use crate::World;
use crate::harness::sound::SoundService;
use crate::harness::{App, Login};

/// Statement 52: what the microphone hears is seen, sent, and played at the other side.
#[tokio::test]
async fn e2e_a_voice_is_recorded_with_the_microphone_and_played_at_the_other_side() -> Result<()> {
    let world = World::new()?;
    let sound = SoundService::start(&world.folder.path().join("sound"))?;
    let open = async |user| {
        let login = Login::As(&world.server, user);
        let app = App::open_with(&world.profile(user), login, &sound.environment()?).await?;
        app.find("messenger").await?;
        anyhow::Ok(app)
    };
    let (alice, bob) = (open("alice").await?, open("bob").await?);
    alice.start_chat("bob").await?;
    alice.say("listen").await?;
    bob.open_chat("private:alice").await?;
    alice.click("record").await?;
    bob.until(
        "Bob sees that she records",
        "document.querySelector(\"[data-testid='bar-note']\")?.innerText === 'recording…'",
    )
    .await?;
    alice
        .until(
            "the tone on the meter",
            "Number(document.querySelector(\"[data-testid='recorder-level']\")?.ariaValueNow) > 30",
        )
        .await?;
    alice
        .until(
            "two seconds or more",
            "document.querySelector(\"[data-testid='recorder-time']\").innerText >= '0:02'",
        )
        .await?;
    alice.click("recorder-send").await?;
    alice.find("composer").await?;

    bob.find("voice").await?;
    bob.until("a dot, for he has not listened", "document.querySelector('.unheard') !== null").await?;
    let bars = bob.until("the waveform", "document.querySelector(\"[data-testid='voice-track'] path\").getAttribute('d').match(/M/g).length").await?;
    assert!(bars.as_u64() >= Some(24), "{bars}");
    bob.click("voice").await?;
    bob.until(
        "he hears it",
        "Number(document.querySelector(\"[data-testid='voice-track']\").ariaValueNow) > 0",
    )
    .await?;
    bob.until("he has listened", "document.querySelector('.unheard') === null").await?;
    let broken = bob.script("return document.querySelector('.problem')?.innerText ?? null", vec![]).await?;
    assert_eq!(broken, json!(null));
    alice.close().await?;
    bob.close().await
}
