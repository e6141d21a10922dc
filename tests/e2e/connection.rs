//! What happens when the connection does not hold.

use anyhow::Result;

use crate::harness::{App, Login};
use crate::{World, texts};

/// Statements 32, 55, 57: the banner, writing offline, and sending once when the server is back.
#[tokio::test]
async fn e2e_what_is_written_offline_is_sent_once_when_the_server_is_back() -> Result<()> {
    let mut world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    alice.say("before").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("before").await?;
    world.server.stop()?;
    alice.find("banner").await?;
    alice.say("离线写的").await?;
    let state = "document.querySelectorAll(\"[data-own='true']\")[1]?.dataset.state";
    alice.until("it waits", &format!("{state} === 'sending'")).await?;

    // A crash while it waits changes nothing.
    alice.kill()?;
    let alice = App::open(&world.profile("alice"), Login::Remembered).await?;
    alice.open_chat("private:bob").await?;
    alice.find_message("离线写的").await?;
    world.server.resume()?;
    alice.until("it is sent", &format!("['sent', 'read'].includes({state})")).await?;
    alice.until("the banner goes", "!document.querySelector(\"[data-testid='banner']\")").await?;
    bob.find_message("离线写的").await?;
    bob.say("after").await?;
    alice.find_message("after").await?;
    assert_eq!(texts(&bob).await?, ["before", "离线写的", "after"], "once, and in order");
    alice.close().await?;
    bob.close().await
}

/// Statement 58: who is kicked is told, keeps everything, and decides.
#[tokio::test]
async fn e2e_the_second_login_ends_the_first_with_clear_words() -> Result<()> {
    let world = World::new()?;
    let first = world.app("alice").await?;
    first.start_chat("bob").await?;
    first.say("kept").await?;
    let second = App::open(&world.profile("alice again"), Login::As(&world.server, "alice")).await?;
    second.find("messenger").await?;
    first.find("ended").await?;
    assert!(texts(&first).await?.contains(&"kept".to_owned()), "what was written stays readable");
    first.click("ended-use-here").await?;
    second.find("ended").await?;
    first.until("the first is back", "!document.querySelector(\"[data-testid='ended']\")").await?;
    first.close().await?;
    second.close().await
}
