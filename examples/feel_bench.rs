//! How the app feels, as rows of a table: scrolling through a chat in which everything occurs, opening and switching
//! chats, and writing while a thousand messages arrive. `make bench` runs it.
//!
//! Everything is measured within the page: a thing is on screen when the frame after the one that drew it begins.

#[cfg(target_os = "linux")]
#[path = "../tests/e2e/doubles.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod doubles;
#[path = "../tests/e2e/harness.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod harness;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
#[cfg(target_os = "linux")]
use doubles::Portal;
use harness::server::Life;
use harness::{App, Login, Server};
use serde_json::Value;

/// Chats that are opened, and switched between.
const CHATS: usize = 60;
/// Messages in each of these.
const EACH: usize = 200;
/// Messages of all kinds in the chat that is scrolled.
const LONG: usize = 100_000;
/// Messages that arrive at once.
const BURST: usize = 1_000;
/// Frames of fast scrolling, each way.
const FRAMES: usize = 1_200;

/// How long a text is that is pasted.
const TEXT: usize = 100_000;
/// How often keys are pressed for what is measured one by one.
const PRESSES: usize = 20;

/// How long anything may take before the benchmark gives up.
const PATIENCE: Duration = Duration::from_mins(10);

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("server");
    Server::fill(&data, "alice", Life { conversations: CHATS, messages: CHATS * EACH, chat: LONG })?;
    let mut server = Server::start(&data)?;
    let alice = App::open(&folder.path().join("alice"), Login::As(&server, "alice")).await?;
    let all = CHATS * EACH + LONG;
    wait(&alice, &format!("document.title.includes('{all}')")).await?;

    for (name, from, key) in [("opening a chat", "first", "ArrowDown"), ("switching back", "last", "ArrowUp")]
    {
        let times = numbers(&alice, &visits(from, key)).await?;
        println!("| {name}, to its messages on screen, {} of them | {} | |", times.len(), spread(&times));
    }

    alice.open_chat("private:talker").await?;
    wait(&alice, "document.querySelectorAll(\"[data-testid='message']\").length > 10").await?;
    alice.script("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'End' }))", vec![]).await?;
    wait(&alice, "!document.querySelector(\"[data-testid='to-end']\")").await?;
    for (name, step) in [("up", -120), ("down", 120)] {
        let frames = numbers(&alice, &scroll(step)).await?;
        let smooth = frames.iter().filter(|frame| **frame <= 20.0).count() * 100 / frames.len().max(1);
        println!(
            "| scrolling {name} through {LONG} mixed messages, between frames | {} | {smooth} % within 20 ms |",
            spread(&frames)
        );
    }

    let times = pastes(&alice).await?;
    println!(
        "| pasting 100 KB of text, to its letters on screen, {} times | {} | |",
        times.len(),
        spread(&times)
    );

    #[cfg(target_os = "linux")]
    {
        let times = captures(&alice).await?;
        println!(
            "| a part of the screen, from its keys to the desktop portal's tool, {} times | {} | |",
            times.len(),
            spread(&times)
        );
    }

    // What is read stands still while all of it arrives, and the composer answers.
    alice.script("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'End' }))", vec![]).await?;
    wait(&alice, "!document.querySelector(\"[data-testid='to-end']\")").await?;
    for (place, screens) in [("at the end", 0), ("three screens above it", 3)] {
        let (presses, moved) = burst(&alice, &mut server, &data, screens).await?;
        println!(
            "| a key, pressed every 50 ms while {BURST} messages arrive, to its letter on screen, {place} | {}, slowest {:.0} ms | |",
            spread(&presses),
            presses.last().copied().unwrap_or_default()
        );
        if screens > 0 {
            println!(
                "| how far the line that is read moves meanwhile, and while pictures load | {moved:.1} px | |"
            );
        }
    }
    alice.close().await
}

/// Presses keys while messages arrive, so many screens above the end; the milliseconds of each, and how far the middle row moved.
async fn burst(alice: &App, server: &mut Server, data: &Path, screens: u32) -> Result<(Vec<f64>, f64)> {
    server.stop()?;
    Server::fill(data, "alice", Life { conversations: 0, messages: 0, chat: BURST })?;
    alice.script(&format!("const screens = {screens};{WATCH}"), vec![]).await?;
    wait(alice, STILL).await?; // what was seen last is marked
    alice.script("window.watched.begin()", vec![]).await?;
    server.resume()?;
    wait(alice, "window.watched.rested()").await?;
    alice.script("window.watched.end()", vec![]).await?;
    let presses = list(&alice.script("return window.watched.presses", vec![]).await?)?;
    let moved = alice.script("return window.watched.moved", vec![]).await?.as_f64().context("a distance")?;
    Ok((presses, moved))
}

/// Waits for something that may take long.
async fn wait(app: &App, condition: &str) -> Result<()> {
    let begun = std::time::Instant::now();
    while !matches!(app.script(&format!("return Boolean({condition})"), vec![]).await?.as_bool(), Some(true))
    {
        ensure!(begun.elapsed() < PATIENCE, "waited in vain for {condition}");
        tokio::time::sleep(Duration::from_millis(50)).await; // a look costs the app nothing
    }
    Ok(())
}

/// Runs a function body that fills `done` when it is ready, and answers that.
async fn numbers(app: &App, body: &str) -> Result<Vec<f64>> {
    let start =
        format!("window.done = null; (async () => {{ {body} }})().then((found) => (window.done = found))");
    app.script(&start, vec![]).await?;
    wait(app, "window.done").await?;
    list(&app.script("return window.done", vec![]).await?)
}

fn list(value: &Value) -> Result<Vec<f64>> {
    let mut list: Vec<f64> = value.as_array().context("a list")?.iter().filter_map(Value::as_f64).collect();
    ensure!(!list.is_empty(), "nothing was measured");
    list.sort_by(f64::total_cmp);
    Ok(list)
}

fn spread(sorted: &[f64]) -> String {
    let at = |part: usize| sorted.get(sorted.len() * part / 100).copied().unwrap_or_default();
    format!("p50 {:.0} ms, p95 {:.0} ms, p99 {:.0} ms", at(50), at(95), at(99))
}

/// Walks along the list of chats by the keyboard; the milliseconds of each step.
fn visits(from: &str, key: &str) -> String {
    format!(
        "const frame = () => new Promise((go) => requestAnimationFrame(go));
         const rows = () => [...document.querySelectorAll(\"[data-testid='conversation-row']\")];
         const chosen = () => document.querySelector(\"[data-testid='conversation-row'][aria-selected='true']\");
         if ('{from}' === 'first') {{ rows()[0].click(); await frame(); await frame(); }}
         const times = [];
         for (let step = 0; step < {CHATS} - 1; step += 1) {{
             const before = document.querySelector(\"[data-testid='message']\");
             const begun = performance.now();
             window.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', code: '{key}', altKey: true, bubbles: true, cancelable: true }}));
             let waited = 0;
             do {{
                 await frame();
                 waited += 1;
             }} while (waited < 600 && (before?.isConnected || !document.querySelector(\"[data-testid='message']\")));
             await frame();
             if (waited < 600) times.push(performance.now() - begun);
             for (let rest = 0; rest < 10; rest += 1) await frame(); // as a person looks at it
         }}
         return times;"
    )
}

/// Scrolls by a wheel's step each frame; the milliseconds between frames.
fn scroll(step: i32) -> String {
    format!(
        "const view = document.querySelector(\"[data-testid='timeline']\");
         const frame = () => new Promise((go) => requestAnimationFrame(go));
         const times = [];
         let last = await frame();
         for (let count = 0; count < {FRAMES}; count += 1) {{
             view.scrollBy(0, {step});
             const now = await frame();
             times.push(now - last);
             last = now;
         }}
         return times;"
    )
}

/// Pastes a long text, which another program has copied, by the keys; the milliseconds of each time.
async fn pastes(app: &App) -> Result<Vec<f64>> {
    let mut other = arboard::Clipboard::new()?;
    other.set_text("Somebody pastes what they have written elsewhere.\n".repeat(TEXT / 50))?;
    app.script(PASTED, vec![]).await?;
    let mut times = Vec::new();
    for _ in 0..PRESSES {
        app.script(EMPTIED, vec![]).await?;
        wait(app, "window.rested").await?;
        press("ctrl+v")?;
        wait(app, "window.took").await?;
        times.push(app.script("return window.took", vec![]).await?.as_f64().context("a time")?);
        let whole = app
            .script("return document.querySelector(\"[data-testid='composer']\").value.length", vec![])
            .await?;
        ensure!(whole == TEXT, "{whole} of {TEXT} characters were pasted");
    }
    app.script(EMPTIED, vec![]).await?;
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// Asks for a part of the screen by the keys; the milliseconds until the desktop portal is asked for it, each time.
#[cfg(target_os = "linux")]
async fn captures(app: &App) -> Result<Vec<f64>> {
    let mut portal = Portal::start().await?;
    let mut times = Vec::new();
    for _ in 0..PRESSES {
        app.script(EMPTIED, vec![]).await?;
        wait(app, "window.rested").await?;
        let begun = std::time::Instant::now();
        press("ctrl+shift+s")?;
        portal.next().await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        portal.leave().await?;
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// Presses keys, as a person does.
fn press(keys: &str) -> Result<()> {
    let pressed = Command::new("xdotool").args(["key", keys]).status().context("xdotool is missing")?;
    ensure!(pressed.success(), "{keys} could not be pressed");
    Ok(())
}

/// From now on: how long a paste takes to be on screen.
const PASTED: &str = "
    const frame = () => new Promise((go) => requestAnimationFrame(go));
    document.addEventListener('paste', async () => {
        const begun = performance.now();
        await frame();
        await frame();
        window.took = performance.now() - begun;
    }, true);";

/// Nothing stands in the field, and the page has come to rest.
const EMPTIED: &str = "
    const frame = () => new Promise((go) => requestAnimationFrame(go));
    const composer = document.querySelector(\"[data-testid='composer']\");
    window.took = window.rested = null;
    composer.focus();
    composer.select();
    document.execCommand('delete');
    (async () => { for (let rest = 0; rest < 30; rest += 1) await frame(); })().then(() => (window.rested = true));";

/// True when the window's title has said the same for two seconds.
const STILL: &str = "(() => {
    const [title, since] = window.still ?? [];
    if (title === document.title) return performance.now() - since > 2000;
    window.still = [document.title, performance.now()];
    return false;
})()";

/// From now on: the time of each key, which is pressed whether the page has answered the last one or not, to its letter on
/// screen, and how far the row moves that is read, in the middle of the view.
const WATCH: &str = "
    const view = document.querySelector(\"[data-testid='timeline']\");
    const composer = document.querySelector(\"[data-testid='composer']\");
    view.scrollBy(0, -screens * view.clientHeight);
    const middle = () => {
        const box = view.getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest('[data-key]');
    };
    let changed = null, due = 0, timer = 0;
    const watched = { presses: [], moved: 0, rested: () => changed !== null && performance.now() - changed > 2000 };
    new MutationObserver(() => (changed = performance.now())).observe(view, { childList: true, subtree: true });
    new MutationObserver(() => (changed = performance.now())).observe(document.head, { childList: true, subtree: true });
    const press = () => {
        const begun = due;
        composer.value += 'a';
        composer.dispatchEvent(new InputEvent('input', { bubbles: true }));
        requestAnimationFrame(() => requestAnimationFrame(() => watched.presses.push(performance.now() - begun)));
        next();
    };
    const next = () => {
        due += 50;
        timer = setTimeout(press, Math.max(0, due - performance.now()));
    };
    watched.begin = () => {
        changed = null;
        due = performance.now();
        next();
    };
    watched.end = () => clearTimeout(timer);
    let row = null, top = 0;
    const measure = () => {
        if (row) watched.moved = Math.max(watched.moved, Math.abs(row.getBoundingClientRect().top - top));
    };
    // As it is painted: after the page has answered to what changed its size.
    const look = () => {
        const sizes = new ResizeObserver(() => (sizes.disconnect(), measure()));
        sizes.observe(view);
        requestAnimationFrame(look);
    };
    setTimeout(() => { row = middle(); top = row?.getBoundingClientRect().top ?? 0; look(); }, 500);
    window.watched = watched;";
