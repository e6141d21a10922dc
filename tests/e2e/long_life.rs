//! Who has used it for years.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::World;
use crate::harness::server::Life;
use crate::harness::{App, Login, Server};

/// Alice's app, when it has taken in everything that a filled server holds for her. A slow machine may take its time: it
/// waits as long as more arrives.
async fn alice_after(world: &World, messages: usize) -> Result<App> {
    let alice = world.app("alice").await?;
    let all = json!(format!("({messages}) Pipit"));
    let mut arrived = json!("Pipit");
    while arrived != all {
        let more = format!("document.title !== {arrived} && document.title");
        arrived = alice.until(&format!("more to arrive than {arrived}"), &more).await?;
    }
    Ok(alice)
}

fn filled(conversations: usize, messages: usize) -> Result<World> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("server");
    Server::fill(&data, "alice", Life { conversations, messages, ..Life::default() })?;
    let server = Server::start(&data)?;
    Ok(World { folder, server })
}

/// Statement 10: the page holds a window of 5,000 conversations, and a new message draws its own row only.
#[tokio::test]
async fn e2e_of_five_thousand_conversations_only_the_changed_row_is_drawn() -> Result<()> {
    let world = filled(5_000, 5_000)?;
    let alice = alice_after(&world, 5_000).await?;
    let rows = "document.querySelectorAll(\"[data-testid='conversation-row']\")";
    let count = alice.script(&format!("return {rows}.length"), vec![]).await?;
    ensure!(count.as_u64().is_some_and(|count| (8..60).contains(&count)), "{count} rows are in the page");

    // Which rows does a message of Bob's touch?
    let watch = format!(
        "window.touched = new Set();
        for (const row of {rows}) row.dataset.before = row.dataset.key;
        new MutationObserver((records) => {{
            for (const record of records) {{
                const row = (record.target.closest ? record.target : record.target.parentElement)?.closest(\"[data-testid='conversation-row']\");
                if (row) window.touched.add(row.dataset.key);
            }}
        }}).observe(document.querySelector(\"[data-testid='conversation-list']\"), {{ childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['aria-label', 'class', 'data-key'] }});
        return true"
    );
    alice.script(&watch, vec![]).await?;
    let bob = world.app("bob").await?;
    bob.start_chat("alice").await?;
    bob.say("first of all").await?;
    alice
        .until(
            "Bob's row is on top",
            &format!(
                "{rows}[0].dataset.key === 'private:bob' && {rows}[0].innerText.includes('first of all')"
            ),
        )
        .await?;
    let touched =
        alice.script("return [...window.touched].filter((key) => key !== 'private:bob')", vec![]).await?;
    assert_eq!(touched, json!([]), "no other row was drawn again");
    let moved = format!(
        "return [...{rows}].filter((row) => row.dataset.before && row.dataset.before !== row.dataset.key).length"
    );
    assert_eq!(alice.script(&moved, vec![]).await?, json!(0), "no row became another's");

    // The far end of the list is there too, and the page still holds a window only.
    let last = "private:colleague-0"; // who wrote first stands last
    let scroll = format!(
        "(() => {{ const list = document.querySelector(\"[data-testid='conversation-list'] > div\");
            list.scrollTop = list.scrollHeight;
            return document.querySelector(\"[data-key='{last}']\") !== null }})()"
    );
    alice.until("the last conversation", &scroll).await?;
    let count = alice.script(&format!("return {rows}.length"), vec![]).await?;
    ensure!(count.as_u64().is_some_and(|count| count < 60), "{count} rows are in the page");
    alice.close().await?;
    bob.close().await
}

/// Typing in a chat of 100,000 messages touches nothing but the composer, and the page holds a window of the chat.
#[tokio::test]
async fn e2e_typing_in_a_chat_of_a_hundred_thousand_messages_draws_nothing_else() -> Result<()> {
    let world = filled(1, 100_000)?;
    let alice = alice_after(&world, 100_000).await?;
    alice.open_chat("private:colleague-0").await?;
    alice.find("unread-marker").await?;
    let rows = "document.querySelectorAll('[data-row]').length";
    // More than a screen of it: what it opens with, and what was asked for after that.
    alice.until("the chat is open", &format!("{rows} > 30 && {rows} < 200")).await?;
    alice.click("composer").await?;
    let at_rest = "(() => { const now = document.querySelector(\"[data-testid='timeline']\").innerHTML; const same = window.lastSeen === now; window.lastSeen = now; return same })()";
    alice.until("the chat is at rest", at_rest).await?;
    let watch = "window.drawn = 0;
        new MutationObserver((records) => (window.drawn += records.length))
            .observe(document.querySelector(\"[data-testid='timeline']\"), { childList: true, subtree: true, characterData: true, attributes: true });
        return true";
    alice.script(watch, vec![]).await?;
    alice.type_into("composer", "The quick brown fox 跳过 the lazy dog, again and again.").await?;
    alice
        .until(
            "it is written",
            "document.querySelector(\"[data-testid='composer']\").value.endsWith('again.')",
        )
        .await?;
    assert_eq!(alice.script("return window.drawn", vec![]).await?, json!(0), "the chat was not drawn again");
    alice.close().await
}

/// Statement 13: who has nobody yet is told what to do.
#[tokio::test]
async fn e2e_an_empty_list_offers_a_way_to_begin() -> Result<()> {
    let world = World::new()?;
    let carol = App::open(&world.profile("carol"), Login::As(&world.server, "carol")).await?;
    carol.until("words", "document.querySelector('.list .empty p')?.innerText").await?;
    carol.click("first-chat").await?;
    carol.type_into("new-chat-user", "bob").await?;
    carol.click("new-chat-open").await?;
    carol.find("composer").await?;
    carol.close().await
}
