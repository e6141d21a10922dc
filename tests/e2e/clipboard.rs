//! What other programs have copied is pasted by the keys, in the real window: `WebKitGTK` keeps pictures and files from pages.

use std::borrow::Cow;

use anyhow::Result;
use arboard::{Clipboard, ImageData};

use crate::World;
use crate::composing::PICTURE;
use crate::desktop::{focus, printed, window};
use crate::harness::App;

const ENTER: &str = "\u{E007}";

impl App {
    /// Presses the keys that paste, as a person does in the window with this title.
    pub async fn pastes(&self, title: &str) -> Result<()> {
        self.click("composer").await?;
        focus(&window(title).await?).await?;
        printed("xdotool", &["key", "ctrl+v"])?;
        Ok(())
    }
}

/// Statement 41: a picture and files that another program has copied stand in the strip, and are sent.
#[tokio::test]
async fn e2e_copied_pictures_and_files_are_pasted() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;

    // X11 asks whoever has copied something, as long as it lives.
    let mut other = Clipboard::new()?;
    other.set_image(ImageData {
        width: 320,
        height: 200,
        bytes: Cow::Owned([0, 128, 128, 255].repeat(320 * 200)),
    })?;
    alice.pastes("Pipit").await?;
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("look{ENTER}")).await?;
    alice.find_message("look").await?;

    let plan = world.folder.path().join("the plan.txt");
    std::fs::write(&plan, "step one")?;
    other.set().file_list(&[plan])?;
    alice.pastes("Pipit").await?;
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("read{ENTER}")).await?;
    alice.find_message("the plan.txt").await?;
    alice.find_message("read").await?;
    alice.close().await?;

    let bob = world.app("bob").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("the plan.txt").await?;
    bob.until("the picture", PICTURE).await?;
    bob.close().await
}
