//! Two people talk.

use anyhow::Result;
use serde_json::json;

use crate::harness::{App, Login};
use crate::{World, texts};

/// Statements 2, 6, 16, 26, 27, 30: rows, previews, following the end, one divider a day, groups, states.
#[tokio::test]
async fn e2e_what_two_people_write_arrives_once_in_order_with_its_state() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    alice.say("你好，Bob").await?;
    alice.say("second").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("second").await?;
    bob.say("third").await?;
    alice.find_message("third").await?;
    let expected = ["你好，Bob", "second", "third"];
    assert_eq!(texts(&alice).await?, expected, "Alice sees the conversation");
    assert_eq!(texts(&bob).await?, expected, "and Bob the same");

    // Bob's window has the focus: what he saw is read, and Alice's ticks say so.
    bob.script("window.focus()", vec![]).await?;
    alice.until("a state of both messages", "[...document.querySelectorAll(\"[data-own='true']\")].every(m => ['sent', 'read'].includes(m.dataset.state))").await?;
    let days = "document.querySelectorAll(\"[data-testid='timeline'] [data-testid='day']\").length";
    assert_eq!(alice.script(&format!("return {days}"), vec![]).await?, json!(1), "one divider for today");
    alice.say("fourth").await?;
    alice.until("the row's preview with its state", "document.querySelector(\"[data-key='private:bob'] [data-testid='preview']\").innerText === 'fourth' && document.querySelector(\"[data-key='private:bob'] :is(.sent, .read)\") !== null").await?;
    let groups = alice.script("return [...document.querySelectorAll(\"[data-own='true']\")].map(m => [m.classList.contains('first'), m.classList.contains('last')])", vec![]).await?;
    assert_eq!(
        groups,
        json!([[true, false], [false, true], [true, true]]),
        "two of one sender stand as one group"
    );
    let at_end = alice.script("const t = document.querySelector(\"[data-testid='timeline']\"); return t.scrollHeight - t.scrollTop - t.clientHeight < 2", vec![]).await?;
    assert_eq!(at_end, json!(true), "the view follows the end");
    alice.close().await?;
    bob.close().await
}

/// Statements 14, 21, 22, 23: the badge, the line above the first unread, and reading.
#[tokio::test]
async fn e2e_unread_messages_are_counted_marked_and_read() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    for text in ["one", "two", "three"] {
        alice.say(text).await?;
    }
    bob.until("a badge of three", "document.querySelector(\"[data-testid='badge']\")?.innerText === '3'")
        .await?;
    bob.until("the total in the title", "document.title === '(3) Pipit'").await?;
    bob.open_chat("private:alice").await?;
    let line = "document.querySelector(\"[data-testid='unread-marker']\")?.innerText.trim()";
    assert_eq!(bob.until("the line above the unread", line).await?, json!("3 unread messages"));
    let above = bob.script("const rows = [...document.querySelectorAll('[data-row]')]; const at = rows.findIndex(r => r.dataset.row === 'unread'); return rows[at + 1].innerText.includes('one')", vec![]).await?;
    assert_eq!(above, json!(true), "the line stands above the first unread message");
    bob.click("composer").await?;
    bob.until(
        "reading clears the badge",
        "!document.querySelector(\"[data-testid='badge']\") && document.title === 'Pipit'",
    )
    .await?;
    bob.find("unread-marker").await?; // the line stays until Bob leaves or writes
    alice
        .until(
            "Alice hears of it",
            "[...document.querySelectorAll(\"[data-own='true']\")].every(m => m.dataset.state === 'read')",
        )
        .await?;
    bob.say("four").await?;
    bob.until("writing ends the line", "!document.querySelector(\"[data-testid='unread-marker']\")").await?;
    alice.close().await?;
    bob.close().await
}

/// Statements 16, 17, 19: what is on screen stays where it is.
#[tokio::test]
async fn e2e_a_view_that_is_scrolled_up_does_not_move_by_a_pixel() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    bob.start_chat("alice").await?;
    alice.start_chat("bob").await?;
    // Enough for several pages, through the page's own door to the engine.
    let fill = "const done = arguments[0]; (async () => { for (let n = 0; n < 60; n++) await window.__TAURI_INTERNALS__.invoke('call', { name: 'sendText', args: { conversation: { kind: 'private', targetId: 'bob' }, text: `line ${n}` } }); })().then(() => done(true), (e) => done(String(e)))";
    assert_eq!(alice.client().execute_async(fill, vec![]).await?, json!(true));
    bob.find_message("line 59").await?;
    bob.until("all is read", "!document.querySelector(\"[data-testid='badge']\")").await?;
    let scroll_up = "const t = document.querySelector(\"[data-testid='timeline']\"); t.scrollTop = Math.round(t.scrollHeight / 2); return true";
    bob.script(scroll_up, vec![]).await?;
    bob.find("to-end").await?;
    let place = "const t = document.querySelector(\"[data-testid='timeline']\"); const top = t.getBoundingClientRect().top; const r = [...document.querySelectorAll('[data-row^=m]')].find(r => r.getBoundingClientRect().bottom > top); return [r.dataset.row, Math.round(r.getBoundingClientRect().top)]";
    let settled = "(() => { const now = document.querySelectorAll('[data-row]').length; const same = window.lastCount === now; window.lastCount = now; return same })()";
    bob.until("older messages have come", settled).await?;
    let before = bob.script(place, vec![]).await?;
    alice.say("and another one").await?;
    bob.until(
        "the button counts it",
        "document.querySelector(\"[data-testid='new-count']\")?.innerText === '1'",
    )
    .await?;
    assert_eq!(bob.script(place, vec![]).await?, before, "nothing moved");
    bob.click("to-end").await?;
    bob.find_message("and another one").await?;
    bob.until("the view is at the end", "!document.querySelector(\"[data-testid='to-end']\")").await?;

    // Older messages come above what is on screen.
    bob.script("document.querySelector(\"[data-testid='timeline']\").scrollTop = 300; return true", vec![])
        .await?;
    bob.until("older messages have come", settled).await?;
    bob.script("document.querySelector(\"[data-testid='timeline']\").scrollTop = 0; return true", vec![])
        .await?;
    bob.until("the beginning", "document.querySelector('[data-row=start]') !== null || document.querySelector(\"[data-testid='message']\")?.innerText.includes('line 0')").await?;
    alice.close().await?;
    bob.close().await
}

/// Statement 20: who looks for a word comes to the word, however far down in its message it stands, and stays there.
#[tokio::test]
async fn e2e_a_word_that_is_found_in_a_long_message_stands_in_the_view() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    let fill = "const [done] = arguments; const text = Array.from({ length: 300 }, (_, n) => n === 180 ? '第181行：苍鹭在码头' : `line ${n}`).join('\\n'); const texts = [text, ...Array.from({ length: 120 }, (_, n) => `after ${n}`)]; (async () => { for (const text of texts) await window.__TAURI_INTERNALS__.invoke('call', { name: 'sendText', args: { conversation: { kind: 'private', targetId: 'bob' }, text } }); })().then(() => done(true), (e) => done(String(e)))";
    assert_eq!(alice.client().execute_async(fill, vec![]).await?, json!(true));
    alice.find_message("after 119").await?;
    alice.type_into("search", "蒼鷺").await?;
    alice.click("found").await?;
    let mark = "document.querySelector(\"[data-testid='sought']\")";
    assert_eq!(alice.until("the word", &format!("{mark}?.innerText")).await?, json!("苍鹭"));
    let view = "document.querySelector(\"[data-testid='timeline']\").getBoundingClientRect()";
    let off = format!("{mark}.getBoundingClientRect().top - {view}.top - {view}.height / 4");
    alice.until("the word a quarter from the top", &format!("Math.abs({off}) < 2")).await?;

    let settled = "(() => { const now = document.querySelectorAll('[data-row]').length; const same = window.lastCount === now; window.lastCount = now; return same })()";
    alice.until("what is around it has come", settled).await?;
    let stays = alice.script(&format!("return Math.abs({off}) < 2"), vec![]).await?;
    assert_eq!(stays, json!(true), "nothing pushes it away");

    // It is there already: another word leads from one end of it to the other.
    alice.fill("search", "line 7").await?;
    alice
        .until(
            "the other word is found",
            "document.querySelector(\"[data-testid='found'] mark\")?.innerText === 'line 7'",
        )
        .await?;
    alice.click("found").await?;
    alice.until("it stands out", &format!("{mark}?.innerText === 'line 7' && Math.abs({off}) < 2")).await?;
    alice.close().await
}

/// Statement 34: text is text. No payload runs, and a link goes nowhere by itself.
#[tokio::test]
async fn e2e_what_somebody_writes_is_never_run() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.app("alice").await?, world.app("bob").await?);
    alice.start_chat("bob").await?;
    for payload in [
        "<img src=x onerror=\"window.ran=1\">",
        "<script>window.ran=1</script>",
        "javascript:window.ran=1",
        "[x](javascript:window.ran=1)",
    ] {
        alice.say(payload).await?;
    }
    bob.open_chat("private:alice").await?;
    bob.find_message("[x](javascript").await?;
    for app in [&alice, &bob] {
        assert_eq!(app.script("return window.ran ?? null", vec![]).await?, json!(null), "nothing ran");
        assert_eq!(
            app.script(
                "return document.querySelectorAll(\"[data-testid='timeline'] :is(img, script)\").length",
                vec![]
            )
            .await?,
            json!(0)
        );
    }
    alice.close().await?;
    bob.close().await
}

/// Statement 10: with Chinese and Latin names alike, a conversation's row is there after a restart, from this machine.
#[tokio::test]
async fn e2e_the_list_is_there_after_a_restart_without_a_server() -> Result<()> {
    let mut world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    alice.say("记得带伞").await?;
    alice
        .until("the server has it", "document.querySelector(\"[data-own='true']\")?.dataset.state === 'sent'")
        .await?;
    alice.close().await?;
    world.server.stop()?;
    let again = App::open(&world.profile("alice"), Login::Remembered).await?;
    again.open_chat("private:bob").await?;
    again.find_message("记得带伞").await?;
    again.close().await
}
