//! Writing.

use std::path::Path;

use anyhow::{Result, ensure};
use arboard::Clipboard;
use serde_json::json;

use crate::harness::{App, Login};
use crate::notifications::write;
use crate::{World, texts};

const ENTER: &str = "\u{E007}";
const CONTROL: &str = "\u{E009}";
const SHIFT: &str = "\u{E008}";

/// Statements 35, 38: which Enter sends. Composed by events, in the order of other
/// systems' WebKit; `input_method.rs` has a real input method.
#[tokio::test]
async fn e2e_enter_sends_unless_it_picks_a_candidate_or_shift_is_held() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    alice.type_into("composer", &format!("two{SHIFT}{ENTER}{SHIFT}lines")).await?;
    assert!(texts(&alice).await?.is_empty(), "Shift+Enter sends nothing");
    alice.type_into("composer", ENTER).await?;
    alice.find_message("two").await?;
    assert_eq!(texts(&alice).await?, ["two\nlines"], "Enter sends both lines");

    // WebKit's order: the composition ends, then the Enter that ended it is reported.
    let compose = "const a = document.querySelector(\"[data-testid='composer']\"); a.focus();
            a.dispatchEvent(new CompositionEvent('compositionstart'));
            a.value = '你好'; a.dispatchEvent(new InputEvent('input', { bubbles: true }));
            const enter = (init) => a.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
            enter({ isComposing: true });
            a.dispatchEvent(new CompositionEvent('compositionend'));
            enter({ keyCode: 229 });
            enter({});
            window.composedAt = performance.now();
            return a.value";
    assert_eq!(alice.script(compose, vec![]).await?, json!("你好"), "the word is still being written");
    assert_eq!(texts(&alice).await?.len(), 1, "no half word was sent");
    alice.until("the key that ended it is over", "performance.now() - window.composedAt > 100").await?;
    alice.type_into("composer", ENTER).await?;
    alice.find_message("你好").await?;
    alice.close().await
}

/// Statement 38: who wants Ctrl+Enter to send gets new lines from Enter.
#[tokio::test]
async fn e2e_ctrl_enter_sends_for_who_wants_it_so() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    alice.click("settings").await?;
    alice.find("settings-sheet").await?;
    alice
        .script("document.querySelector(\"[data-testid='send-key-ctrlEnter']\").click(); return true", vec![])
        .await?;
    alice.click_css("[data-testid='settings-sheet'] .icon-button").await?;
    alice.type_into("composer", &format!("one{ENTER}two")).await?;
    assert!(texts(&alice).await?.is_empty(), "Enter sends nothing");
    alice.type_into("composer", &format!("{CONTROL}{ENTER}{CONTROL}")).await?;
    alice.find_message("two").await?;
    assert_eq!(texts(&alice).await?, ["one\ntwo"]);
    alice.close().await
}

/// Statements 5, 43: a draft survives a crash, shows in the list, stays in its chat and goes with the message.
#[tokio::test]
async fn e2e_a_draft_survives_a_crash_and_never_appears_elsewhere() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("carol").await?;
    alice.say("hello Carol").await?;
    alice.start_chat("bob").await?;
    alice.type_into("composer", "半句话").await?;
    alice
        .until(
            "the list shows the draft",
            "document.querySelector(\"[data-key='private:bob']\")?.innerText.includes('半句话')",
        )
        .await?;
    alice.kill()?;

    let again = App::open(&world.profile("alice"), Login::Remembered).await?;
    again.open_chat("private:bob").await?;
    again
        .until("the draft is back", "document.querySelector(\"[data-testid='composer']\").value === '半句话'")
        .await?;
    again.open_chat("private:carol").await?;
    again.find_message("hello Carol").await?;
    assert_eq!(
        again.script("return document.querySelector(\"[data-testid='composer']\").value", vec![]).await?,
        json!("")
    );
    again.open_chat("private:bob").await?;
    again
        .until("the draft is back", "document.querySelector(\"[data-testid='composer']\").value === '半句话'")
        .await?;
    again.click("send").await?;
    again
        .until(
            "the list shows no draft",
            "!document.querySelector(\"[data-key='private:bob']\").innerText.includes('Draft')",
        )
        .await?;
    again.close().await
}

/// Statement 39: whom a text may mention is found by the pinyin's initials too, and stands in the words under their name.
#[tokio::test]
async fn e2e_a_mention_is_found_by_the_initials_of_a_name() -> Result<()> {
    let world = World::new()?;
    world.server.set_portrait("carol", "李晓明", "")?;
    let alice = world.app("alice").await?;
    write(&alice, "group", "demo-group", "who comes?").await?;
    alice.open_chat("group:demo-group").await?;
    let offered = "[...document.querySelectorAll(\"[data-testid='mention-option']\")].map(o => o.querySelector('.name').innerText)";
    alice.type_into("composer", "@").await?;
    alice
        .until("all are offered", &format!("{offered}.includes('Bob') && {offered}.includes('李晓明')"))
        .await?;
    alice.type_into("composer", "lxm").await?;
    alice.until("one is", &format!("{offered}.join() === '李晓明'")).await?;
    alice.type_into("composer", ENTER).await?;
    alice
        .until(
            "the name stands there",
            "document.querySelector(\"[data-testid='composer']\").value === '@李晓明 '",
        )
        .await?;
    alice.close().await
}

/// Pastes a picture into the words.
pub const PASTE: &str =
    "const canvas = document.createElement('canvas'); canvas.width = 320; canvas.height = 200;
    const pen = canvas.getContext('2d'); pen.fillStyle = 'teal'; pen.fillRect(0, 0, 320, 200);
    const bytes = Uint8Array.from(atob(canvas.toDataURL('image/png').split(',')[1]), (c) => c.charCodeAt(0));
    const data = new DataTransfer(); data.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: data });
    document.querySelector(\"[data-testid='composer']\").dispatchEvent(event);
    return event.defaultPrevented";

/// Statement 41: 100 KB of text are taken whole, and the field says by how much that is too long to be sent.
#[tokio::test]
async fn e2e_a_long_text_is_pasted_whole() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    let mut other = Clipboard::new()?;
    other.set_text("a long text\r\n".repeat(8_000))?;
    alice.pastes("Pipit").await?;
    let whole =
        "document.querySelector(\"[data-testid='composer']\").value === 'a long text\\n'.repeat(8_000)";
    alice.until("all of it", whole).await?;
    let says = "document.querySelector(\"[data-testid='composer-left']\")?.innerText.replace(/\\D/g, '') === '66000'";
    alice.until("it is too long", says).await?;
    alice.close().await
}

/// A picture is seen in the chat.
pub const PICTURE: &str = "document.querySelector(\"[data-testid='message'] img\")?.naturalWidth > 0";

/// Statement 41: a pasted picture waits beside the words, and is seen on the other side.
#[tokio::test]
async fn e2e_a_pasted_picture_goes_with_the_words() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    bob.start_chat("alice").await?;
    assert_eq!(alice.script(PASTE, vec![]).await?, json!(true), "the page takes it");
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("look{ENTER}")).await?;
    for app in [&alice, &bob] {
        app.find_message("look").await?;
        app.until("the picture", PICTURE).await?;
    }
    alice.close().await?;
    bob.close().await
}

/// What lies in a profile only to be sent.
fn outgoing(profile: &Path) -> Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for person in std::fs::read_dir(profile.join("people"))? {
        for file in std::fs::read_dir(person?.path().join("outgoing")).into_iter().flatten() {
            files.push(std::fs::read(file?.path())?);
        }
    }
    Ok(files)
}

/// Statements 41, 43: a pasted picture lies sealed, and comes through whatever kills the app, in a draft and on its way.
#[tokio::test]
async fn e2e_a_pasted_picture_survives_crashes_and_lies_sealed_until_it_is_sent() -> Result<()> {
    let mut world = World::new()?;
    let profile = world.profile("alice");
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    bob.start_chat("alice").await?;
    alice.script(PASTE, vec![]).await?;
    alice.find("attachments").await?;
    alice.type_into("composer", "look").await?;
    let listed = "document.querySelector(\"[data-key='private:bob']\")?.innerText.includes('look')";
    alice.until("the list shows the draft", listed).await?;
    alice.kill()?;
    let [sealed] = &outgoing(&profile)?[..] else { anyhow::bail!("one file waits") };
    ensure!(!sealed.windows(4).any(|some| some == b"IHDR"), "it lies plainly");

    let alice = App::open(&profile, Login::Remembered).await?;
    alice.open_chat("private:bob").await?;
    alice.find("attachments").await?;
    world.server.stop()?;
    alice.find("banner").await?;
    alice.click("send").await?;
    let waiting = "document.querySelectorAll(\"[data-own='true'][data-state='sending']\").length === 2";
    alice.until("the words and the picture wait", waiting).await?;
    alice.kill()?;
    ensure!(outgoing(&profile)? == [sealed.clone()], "it is as it was");

    let alice = App::open(&profile, Login::Remembered).await?;
    alice.open_chat("private:bob").await?;
    world.server.resume()?;
    bob.find_message("look").await?;
    bob.until("the picture", PICTURE).await?;
    let sent = "!document.querySelector(\"[data-own='true'][data-state='sending']\")";
    alice.until("both are sent", sent).await?;
    ensure!(outgoing(&profile)?.is_empty(), "it goes when it is sent");
    alice.close().await?;
    bob.close().await
}
