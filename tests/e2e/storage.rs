//! What Pipit keeps on this machine, and the clearing of it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::World;
use crate::films::send_ball;

/// What was fetched into a profile to be seen.
fn received(profile: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for person in std::fs::read_dir(profile.join("people"))? {
        for file in std::fs::read_dir(person?.path().join("received")).into_iter().flatten() {
            files.push(file?.path());
        }
    }
    Ok(files)
}

/// A film that was seen takes room, goes after a yes, and is fetched again when somebody wants to see it.
#[tokio::test]
async fn e2e_a_film_is_cleared_from_the_settings_and_played_again() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    send_ball(&alice).await?;
    bob.open_chat("private:alice").await?;
    bob.click("film").await?;
    bob.find("film-playing").await?;
    let profile = world.profile("bob");
    ensure!(received(&profile)?.len() == 1, "the film is not kept: {:?}", received(&profile)?);

    bob.click("settings").await?;
    bob.click("section-storage").await?;
    bob.click("clear-films").await?;
    bob.click("clear-files-confirm").await?;
    let said = "document.querySelector(\"[data-testid='storage-said']\").innerText";
    let said = bob.until("it says what was freed", &format!("/freed/.test({said}) && {said}")).await?;
    ensure!(said.as_str().context("words")?.contains("KB"), "{said}");
    bob.until("none is left", "!document.querySelector(\"[data-testid='kind-films']\")").await?;
    ensure!(received(&profile)?.is_empty(), "it is still there: {:?}", received(&profile)?);

    // Another look at the chat begins anew.
    bob.click_css("[data-testid='settings-sheet'] [data-testid='close']").await?;
    bob.start_chat("carol").await?;
    bob.open_chat("private:alice").await?;
    bob.click("film").await?;
    bob.find("film-playing").await?;
    ensure!(received(&profile)?.len() == 1, "it was not fetched again");
    alice.close().await?;
    bob.close().await
}
