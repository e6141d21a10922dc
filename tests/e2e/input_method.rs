//! Writing with a real input method: every key is the keyboard's, and goes through `IBus`.

use anyhow::{Context, Result};

use crate::desktop::{focus, window};
use crate::harness::input_method::{INSTALL, InputMethod, press, type_letters};
use crate::harness::{App, Login};
use crate::{World, texts};

/// What stands in the composer, and whether the input method is still at it: `你` is being written, `你.` is.
const FOLLOW: &str =
    "const composer = document.querySelector(\"[data-testid='composer']\"); let composing = false;
    composer.addEventListener('compositionstart', () => (composing = true));
    composer.addEventListener('compositionend', () => (composing = false));
    window.written = () => composer.value + (composing ? '' : '.')";

impl App {
    async fn until_written(&self, wanted: &str) -> Result<()> {
        self.until(&format!("the composer to have {wanted}"), &format!("written() === '{wanted}'")).await?;
        Ok(())
    }

    /// Writes `nihao`, and presses these keys as soon as `你好` is offered.
    async fn compose(&self, keys: &[&str]) -> Result<()> {
        type_letters("nihao")?;
        self.until_written("你好")
            .await
            .with_context(|| format!("the keys reach no input method; {INSTALL}"))?;
        press(keys)
    }
}

/// Statements 35 and 37: the first key in a chat that was opened reaches the input method; Space, Enter and Escape are its
/// own while a word is being written, and send nothing; the next Enter sends, however soon it comes.
#[tokio::test]
async fn e2e_ux_35_pinyin_is_written_and_only_the_next_enter_sends() -> Result<()> {
    let world = World::new()?;
    let method = InputMethod::start(&world.folder.path().join("ibus"))?;
    let login = Login::As(&world.server, "alice");
    let alice = App::open_with(&world.profile("alice"), login, &method.environment()).await?;
    alice.find("messenger").await?;
    let shown = window("Pipit").await?;
    let bob = world.app("bob").await?;
    alice.start_chat("bob").await?;
    alice.say("hello").await?;
    bob.open_chat("private:alice").await?;
    alice.start_chat("carol").await?;
    focus(&shown).await?;

    alice.open_chat("private:bob").await?;
    alice.find_message("hello").await?;
    alice.until("one can write", "document.activeElement?.dataset.testid === 'composer'").await?;
    alice.script(FOLLOW, vec![]).await?;
    alice.compose(&["space"]).await?;
    alice.until_written("你好.").await?;
    assert_eq!(texts(&alice).await?, ["hello"], "the word is written, and not sent");
    press(&["Return"])?;
    alice.until_written(".").await?;
    bob.find_message("你好").await?;

    alice.compose(&["Return"]).await?;
    alice.until_written("nihao.").await?;
    assert_eq!(texts(&alice).await?, ["hello", "你好"], "the letters are taken as they are, and not sent");
    press(&["Return"])?;
    alice.until_written(".").await?;
    bob.find_message("nihao").await?;

    alice.compose(&["Escape"]).await?;
    alice.until_written(".").await?;
    alice.compose(&["2", "Return"]).await?;
    bob.find_message("你好吗").await?;
    for app in [&alice, &bob] {
        assert_eq!(texts(app).await?, ["hello", "你好", "nihao", "你好吗"], "whole words, each once");
    }
    bob.close().await?;
    alice.close().await
}
