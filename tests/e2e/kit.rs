//! The kit's pages, in a widget's real window, and what leaves a page for the clipboard.

use anyhow::{Context, Result};
use fantoccini::Locator;
use serde_json::json;

use crate::World;
use crate::composing::{PASTE, PICTURE};
use crate::harness::App;

const ENTER: &str = "\u{E007}";

impl App {
    /// Opens a chat with somebody, and goes on in the frame in which the kit draws its pages.
    pub async fn open_kit_chat(&self, user: &str) -> Result<()> {
        let open = "api.require('rcIM').openConversation({ conversationType: 'PRIVATE', targetId: arguments[0], title: 'Bob' })";
        self.script(open, vec![json!(user)]).await?;
        self.find_css("iframe[data-kit]").await?;
        self.client().find(Locator::Css("iframe[data-kit]")).await?.enter_frame().await?;
        self.find("composer").await
    }

    /// Chooses in the menu of the message with this text.
    async fn choose(&self, text: &str, action: &str) -> Result<()> {
        self.find_message(text).await?;
        let menu = "const [text] = arguments;
            const message = [...document.querySelectorAll(\"[data-testid='message']\")].find((one) => one.innerText.includes(text));
            const { x, y } = message.querySelector('p').getBoundingClientRect();
            message.querySelector('p').dispatchEvent(
                new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: x + 5, clientY: y + 5 }))";
        self.script(menu, vec![json!(text)]).await?;
        self.click(&format!("menu-{action}")).await
    }

    /// Copies a message by its menu and pastes it.
    async fn copies_and_pastes(&self, text: &str, title: &str) -> Result<()> {
        self.choose(text, "copy").await?;
        self.pastes(title).await?;
        let written =
            format!("document.querySelector(\"[data-testid='composer']\").value === {}", json!(text));
        self.until("what was copied", &written).await?;
        Ok(())
    }
}

/// A chat of the kit does in a widget's window what the messenger's does: words, a quote, a picture that is pasted and seen
/// whole, copied and pasted, what words are copied, and what is forwarded.
#[tokio::test]
async fn e2e_a_chat_of_the_kit_is_used_in_a_widgets_window() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.pages().await?, world.app("bob").await?);
    bob.start_chat("alice").await?;
    bob.say("shall we sail?").await?;
    alice.open_kit_chat("bob").await?;

    alice.say("let me see").await?;
    bob.find_message("let me see").await?;
    alice.choose("shall we sail?", "quote").await?;
    alice.find("quote-bar").await?;
    alice.say("at noon").await?;
    let quoted = "[...document.querySelectorAll(\"[data-testid='quote']\")].some((one) => one.innerText.includes('shall we sail?'))";
    for app in [&alice, &bob] {
        app.find_message("at noon").await?;
        app.until("what was quoted", quoted).await?;
    }

    assert_eq!(alice.script(PASTE, vec![]).await?, json!(true), "the page takes it");
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("look{ENTER}")).await?;
    for app in [&alice, &bob] {
        app.find_message("look").await?;
        app.until("the picture", PICTURE).await?;
    }
    alice.click("picture").await?;
    let whole =
        "document.querySelector(\"[data-testid='picture-viewer'] img:not(.waiting)\")?.naturalWidth === 320";
    alice.until("the whole picture", whole).await?;
    alice.click("picture-copy").await?;
    alice.find("picture-said").await?;
    alice.click_css("[data-testid='picture-viewer'] .tools > :last-child").await?;
    alice.until("the viewer is gone", "!document.querySelector(\"[data-testid='picture-viewer']\")").await?;

    // A page of the widget gets nothing of what was copied before a person presses the keys.
    let takes = "return pipitKit.ask({ type: 'call', name: 'pasteCopied', args: null }).then(() => 'all', (error) => error.code)";
    assert_eq!(alice.script(takes, vec![]).await?, json!("systemRefused"));
    alice.pastes("Pages").await?;
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("once more{ENTER}")).await?;
    bob.find_message("once more").await?;
    let pictures = "[...document.querySelectorAll(\"[data-testid='message'] img\")].filter((one) => one.naturalWidth > 0).length === 2";
    bob.until("the picture again", pictures).await?;

    alice.copies_and_pastes("shall we sail?", "Pages").await?;
    alice.choose("let me see", "forward").await?;
    alice.click("forward-target").await?;
    alice.click("forward-send").await?;
    let twice = "[...document.querySelectorAll(\"[data-testid='message']\")].filter((one) => one.innerText.includes('let me see')).length === 2";
    bob.until("what was forwarded", twice).await?;

    alice.click("back").await?;
    alice.client().enter_parent_frame().await.context("the widget's page")?;
    alice.until("the frame is gone", "!document.querySelector('iframe[data-kit]')").await?;
    bob.close().await?;
    alice.close().await
}

/// What is copied from a message lies on the system's clipboard.
#[tokio::test]
async fn e2e_a_message_is_copied_to_the_clipboard() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    alice.say("你好，copy me").await?;
    alice.copies_and_pastes("你好，copy me", "Pipit").await?;
    alice.close().await
}
