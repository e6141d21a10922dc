//! The app's figures, as rows of a table: start and memory with a long life in the store, beside an empty window of the
//! same toolkit, and the time from a key press to the pixels on the other side. `make bench` runs it.

#[path = "../tests/e2e/harness.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod harness;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use harness::app::tree_of;
use harness::process::{Process, built};
use harness::server::Life;
use harness::{App, Login, Server};

const CONVERSATIONS: usize = 5_000;
const MESSAGES: usize = 1_000_000;
/// Starts of each program; the middle one counts.
const STARTS: usize = 7;
/// Messages whose way to the other screen is timed.
const LETTERS: usize = 200;

/// How long anything may take before the benchmark gives up.
const PATIENCE: Duration = Duration::from_mins(20);

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("server");
    let profile = folder.path().join("alice");
    Server::fill(
        &data,
        "alice",
        Life { conversations: CONVERSATIONS, messages: MESSAGES, ..Life::default() },
    )?;
    let server = Server::start(&data)?;

    let begun = Instant::now();
    let alice = App::open(&profile, Login::As(&server, "alice")).await?;
    let full = format!("document.title.includes('{MESSAGES}')");
    while !matches!(alice.script(&format!("return {full}"), vec![]).await?.as_bool(), Some(true)) {
        ensure!(begun.elapsed() < PATIENCE, "the messages do not arrive");
        tokio::time::sleep(Duration::from_millis(100)).await; // a look at the title costs the app nothing
    }
    let took = begun.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(MESSAGES)?) / took;
    println!(
        "| first sync, {MESSAGES} messages, {CONVERSATIONS} conversations | {took:.0} s | {rate:.0}/s |"
    );
    alice.close().await?;

    // In turns, so that whatever else the machine does falls on both.
    let (mut app, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        empty.push(start(Command::new(built("empty_window")?), "^Empty$")?);
        let mut command = Command::new(built("pipit")?);
        command.arg("--profile").arg(&profile);
        app.push(start(command, "Pipit$")?);
    }
    let (app, empty) = (Middle::of(&app), Middle::of(&empty));
    println!("| start to usable list | {:.0} ms | an empty window: {:.0} ms |", app.millis, empty.millis);
    println!(
        "| memory of all processes (PSS) | {:.0} MB | an empty window: {:.0} MB |",
        app.mega, empty.mega
    );

    let times = letters(&server, &profile, &folder.path().join("bob")).await?;
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    println!("| send to painted on the other screen | p50 {:.0} ms | p99 {:.0} ms |", at(50), at(99));
    Ok(())
}

/// What one start came to.
struct Start {
    millis: f64,
    mega: f64,
}

/// The medians.
type Middle = Start;

impl Middle {
    fn of(starts: &[Start]) -> Self {
        let middle = |of: fn(&Start) -> f64| {
            let mut all: Vec<f64> = starts.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or_default()
        };
        Self { millis: middle(|start| start.millis), mega: middle(|start| start.mega) }
    }
}

/// Starts a program, waits for its window and looks at its memory when it has come to rest.
fn start(mut command: Command, title: &str) -> Result<Start> {
    let begun = Instant::now();
    let process = Process::start(command.stdout(Stdio::null()))?;
    while !is_visible(title)? {
        ensure!(begun.elapsed() < Duration::from_mins(1), "no window appears");
    }
    let millis = begun.elapsed().as_secs_f64() * 1_000.0;
    std::thread::sleep(Duration::from_secs(4)); // what starts beside the window is part of its memory
    let mut kilo = 0;
    for id in tree_of(process.id())? {
        kilo += proportional(id).unwrap_or_default(); // it may just have ended
    }
    process.stop()?;
    while is_visible(title)? {}
    Ok(Start { millis, mega: f64::from(kilo) / 1_000.0 })
}

fn is_visible(title: &str) -> Result<bool> {
    let mut command = Command::new("xdotool");
    let found = command.args(["search", "--onlyvisible", "--name", title]).stderr(Stdio::null()).output()?;
    Ok(found.status.success())
}

/// A process's own memory and its share of what it shares, in kB.
fn proportional(id: u32) -> Result<u32> {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).context("smaps_rollup has Pss")?;
    Ok(line.split_whitespace().nth(1).context("Pss has a value")?.parse()?)
}

/// Bob writes to Alice, who looks at the chat; milliseconds from Enter to the frame that shows it, in order.
async fn letters(server: &Server, alice: &Path, bob: &Path) -> Result<Vec<f64>> {
    let alice = App::open(alice, Login::As(server, "alice")).await?;
    let bob = App::open(bob, Login::As(server, "bob")).await?;
    alice.start_chat("bob").await?;
    bob.start_chat("alice").await?;
    // A message is painted when the frame after the one that brought it into the page has begun.
    let watch = "window.painted = {};
        new MutationObserver((records) => {
            for (const record of records) for (const node of record.addedNodes) {
                const number = /letter (\\d+)/.exec(node.textContent)?.[1];
                if (number && record.target.closest('[role=log]') && !(number in window.painted)) {
                    window.painted[number] = 0;
                    requestAnimationFrame(() => requestAnimationFrame(() => (window.painted[number] = Date.now())));
                }
            }
        }).observe(document.body, { childList: true, subtree: true });";
    alice.script(watch, vec![]).await?;
    let mut times = Vec::with_capacity(LETTERS);
    for number in 0..LETTERS {
        let write = "const composer = document.querySelector(\"[data-testid='composer']\");
            composer.value = `letter ${arguments[0]}`;
            composer.dispatchEvent(new InputEvent('input', { bubbles: true }));
            const now = Date.now();
            composer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            return now";
        let sent = bob.script(write, vec![number.into()]).await?.as_f64().context("a time is a number")?;
        let painted = alice.until("the letter on the screen", &format!("window.painted[{number}]")).await?;
        times.push(painted.as_f64().context("a time is a number")? - sent);
    }
    if times.iter().any(|time| *time < 0.0) {
        bail!("the clock stepped back");
    }
    times.sort_by(f64::total_cmp);
    alice.close().await?;
    bob.close().await?;
    Ok(times)
}
