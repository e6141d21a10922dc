//! What the desktop does around the messenger: places of windows, chats in windows of their own, start at login, and the
//! shortcut. The X server is asked what a person would see.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::doubles::Portal;
use crate::harness::process::built;
use crate::harness::{App, Login};
use crate::notifications::call;
use crate::{World, texts};

/// The words that a program prints. What it complains about is not asked: windows come and go while it looks.
pub fn printed(program: &str, args: &[&str]) -> Result<String> {
    let output =
        Command::new(program).args(args).output().with_context(|| format!("{program} is missing"))?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The windows on the screen with a name of this pattern, by their numbers.
pub fn on_screen(name: &str) -> Result<Vec<String>> {
    let found = printed("xdotool", &["search", "--onlyvisible", "--name", name])?;
    Ok(found.lines().map(str::to_owned).collect())
}

/// Waits until the screen shows what is wanted.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        ensure!(Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits for the only window of that name.
pub async fn window(name: &str) -> Result<String> {
    until(&format!("one window {name}"), || {
        let found = on_screen(name)?;
        Ok(if let [only] = found.as_slice() { Some(only.clone()) } else { None })
    })
    .await
}

/// Brings a window to the front, with the keys going to it.
pub async fn focus(window: &str) -> Result<()> {
    until("the window has the focus", || {
        printed("xdotool", &["windowactivate", window])?;
        Ok((printed("xdotool", &["getwindowfocus"])? == window).then_some(()))
    })
    .await
}

/// Closes a window as a person does, by the window manager's key.
pub async fn close(window: &str) -> Result<()> {
    focus(window).await?;
    printed("xdotool", &["key", "alt+F4"])?;
    Ok(())
}

/// A window's place and size without its frame: x, y, width, height.
fn geometry(window: &str) -> Result<[i64; 4]> {
    let shell = printed("xdotool", &["getwindowgeometry", "--shell", window])?;
    let number = |name: &str| -> Result<i64> {
        let line = shell.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        Ok(line.with_context(|| format!("no {name} in {shell}"))?.parse()?)
    };
    Ok([number("X")?, number("Y")?, number("WIDTH")?, number("HEIGHT")?])
}

/// What the profile keeps of the messenger's window.
fn kept(profile: &Path) -> Value {
    let json = std::fs::read(profile.join("windows.json")).unwrap_or_default();
    let places: Value = serde_json::from_slice(&json).unwrap_or_default();
    places.get("main").cloned().unwrap_or_default()
}

/// The window comes back where it was; where it would not be seen any more, it is brought back into view.
#[tokio::test]
async fn e2e_the_window_comes_back_where_it_was_or_into_view() -> Result<()> {
    let world = World::new()?;
    let profile = world.profile("alice");
    let app = world.app("alice").await?;
    let shown = window("Pipit").await?;
    printed("xdotool", &["windowsize", "--sync", &shown, "900", "610"])?;
    printed("xdotool", &["windowmove", "--sync", &shown, "333", "144"])?;
    until("the place is kept", || {
        let place = kept(&profile);
        Ok((place["width"] == 900 && place["height"] == 610 && geometry(&shown)?[2..] == [900, 610])
            .then_some(()))
    })
    .await?;
    let before = geometry(&shown)?;
    app.close().await?;

    for round in ["first", "second"] {
        let again = App::open(&profile, Login::Remembered).await?;
        again.find("messenger").await?;
        let shown = window("Pipit").await?;
        let after = geometry(&shown)?;
        ensure!(after == before, "it was at {before:?} and the {round} time comes back at {after:?}");
        again.close().await?;
    }

    // As on a screen beside this one, which is gone.
    let away = json!({ "main": { "x": 5000, "y": -4000, "width": 9000, "height": 610, "maximised": false } });
    std::fs::write(profile.join("windows.json"), away.to_string())?;
    let app = App::open(&profile, Login::Remembered).await?;
    app.find("messenger").await?;
    let shown = window("Pipit").await?;
    let [x, y, width, height] = geometry(&shown)?;
    ensure!(x >= 0 && y >= 0 && x + width <= 2400 && y + height <= 900, "{x},{y} {width}x{height}");

    // A window that fills the screen does so again, and knows how large it was.
    printed("xdotool", &["windowsize", "--sync", &shown, "900", "610"])?;
    until("the size is kept", || Ok((kept(&profile)["width"] == 900).then_some(()))).await?;
    app.client().maximize_window().await?;
    until("that is kept", || Ok((kept(&profile)["maximised"] == true).then_some(()))).await?;
    ensure!(kept(&profile)["width"] == 900, "its own size is not forgotten: {}", kept(&profile));
    app.close().await?;
    let app = App::open(&profile, Login::Remembered).await?;
    app.find("messenger").await?;
    let shown = window("Pipit").await?;
    until("it fills the screen", || Ok((geometry(&shown)?[2] > 2300).then_some(()))).await?;
    app.close().await
}

/// Statement 69: with larger text a window cannot become so small that controls have no room, and grows where it is.
#[tokio::test]
async fn e2e_the_smallest_window_has_room_for_the_largest_text() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    let shown = window("Pipit").await?;
    printed("xdotool", &["windowsize", &shown, "200", "200"])?;
    until("the smallest", || Ok((geometry(&shown)?[2..] == [380, 480]).then_some(()))).await?;
    call(&alice, "saveSettings", json!({ "textSize": "largest" })).await?;
    // The screen is not so high as twice the page.
    until("it has grown", || Ok((geometry(&shown)?[2..] == [760, 900]).then_some(()))).await?;
    printed("xdotool", &["windowsize", &shown, "200", "200"])?;
    call(&alice, "openWindow", json!({ "conversation": { "kind": "private", "targetId": "bob" } })).await?;
    let chat = window("bob").await?;
    printed("xdotool", &["windowsize", &chat, "200", "200"])?;
    until("its smallest", || Ok((geometry(&chat)?[2..] == [760, 900]).then_some(()))).await?;
    ensure!(geometry(&shown)?[2..] == [760, 900], "nobody makes it smaller: {:?}", geometry(&shown)?);
    alice.close().await
}

/// A chat opens in a window of its own, once, lives on its own, and goes with the messenger.
#[tokio::test]
async fn e2e_a_chat_has_a_window_of_its_own() -> Result<()> {
    let world = World::new()?;
    let app = world.app("alice").await?;
    app.start_chat("bob").await?;
    app.say("before the window").await?;
    let menu = "const row = document.querySelector(\"[data-key='private:bob']\"); \
        row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 80, clientY: 80 }))";
    for _ in 0..2 {
        app.script(menu, vec![]).await?;
        app.click("menu-own-window").await?;
        window("^Bob$").await?;
    }
    let chat = window("^Bob$").await?;

    // Both windows are the same chat.
    focus(&chat).await?;
    printed("xdotool", &["type", "--delay", "30", "from the other window"])?;
    printed("xdotool", &["key", "Return"])?;
    app.find_message("from the other window").await?;

    close(&chat).await?;
    until("the chat's window closes", || Ok(on_screen("^Bob$")?.is_empty().then_some(()))).await?;
    app.say("the messenger is still there").await?;

    // Who signs out leaves no chat open.
    app.script(menu, vec![]).await?;
    app.click("menu-own-window").await?;
    window("^Bob$").await?;
    app.click("settings").await?;
    app.click("sign-out").await?;
    app.click("sign-out-confirm").await?;
    until("the chat's window closes", || Ok(on_screen("^Bob$")?.is_empty().then_some(()))).await?;
    app.find("login").await?;
    app.close().await
}

/// Statement 43: two windows of one chat have one draft, and what is sent in one cannot be sent again in the other.
#[tokio::test]
async fn e2e_two_windows_of_a_chat_have_one_draft() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    alice.type_into("composer", "half").await?;
    let open = json!({ "conversation": { "kind": "private", "targetId": "bob" } });
    crate::notifications::call(&alice, "openWindow", open).await?;
    let composer = "document.querySelector(\"[data-testid='composer']\")";
    let holds = |text: &str| format!("{composer}?.value === '{text}'");
    alice.second_window().await?;
    alice.until("the chat's own window has the words", &holds("half")).await?;
    alice.type_into("composer", " a sentence").await?;
    alice.second_window().await?;
    alice.until("the messenger has them all", &holds("half a sentence")).await?;
    alice.type_into("composer", "\u{E007}").await?;
    alice.find_message("half a sentence").await?;

    alice.second_window().await?;
    alice.find_message("half a sentence").await?;
    alice.until("nothing is left to be sent", &holds("")).await?;
    alice.type_into("composer", "\u{E007}another one\u{E007}").await?;
    alice.find_message("another one").await?;
    assert_eq!(texts(&alice).await?, ["half a sentence", "another one"]);
    alice.second_window().await?;
    alice.until("nor in the messenger", &holds("")).await?;
    alice.close().await
}

/// Statement 43: closing the messenger's window, where it does not go to a tray, ends the app and its chats' windows; nothing that
/// was being written is lost.
#[tokio::test]
async fn e2e_closing_the_messenger_closes_its_chats() -> Result<()> {
    let world = World::new()?;
    let app = world.app("alice").await?;
    app.start_chat("bob").await?;
    app.say("hello").await?;
    let open = "window.__TAURI_INTERNALS__.invoke('call', { name: 'openWindow', args: { conversation: { kind: 'private', targetId: 'bob' } } })";
    app.script(open, vec![]).await?;
    let chat = window("^Bob$").await?;
    focus(&chat).await?;
    let page = app.client().window().await?;
    app.second_window().await?;
    app.click("composer").await?;
    let kept = "const [done] = arguments; window.__TAURI_INTERNALS__.invoke('page_kept').then(done, done)";
    assert_eq!(
        app.client().execute_async(kept, vec![]).await?,
        json!(null),
        "a page may say that it has kept all"
    );
    let holds =
        |text: &str| format!("document.querySelector(\"[data-testid='composer']\")?.value === '{text}'");
    // The last letters are a moment old when the window closes.
    printed("xdotool", &["type", "--delay", "15", "half a word"])?;
    app.until("the letters", &holds("half a word")).await?;
    printed("xdotool", &["key", "alt+F4"])?;
    until("the chat's window closes", || Ok(on_screen("^Bob$")?.is_empty().then_some(()))).await?;
    app.client().switch_to_window(page).await?;
    app.until("the messenger has the words", &holds("half a word")).await?;

    app.script(open, vec![]).await?;
    window("^Bob$").await?;
    let messenger = window("Pipit").await?;
    focus(&messenger).await?;
    app.click("composer").await?;
    printed("xdotool", &["type", "--delay", "15", " and more"])?;
    app.until("the letters", &holds("half a word and more")).await?;
    printed("xdotool", &["key", "alt+F4"])?;
    until("all windows close", || Ok(on_screen("^(Pipit|Bob)$")?.is_empty().then_some(()))).await?;
    app.ended()?;

    let again = App::open(&world.profile("alice"), Login::Remembered).await?;
    again.open_chat("private:bob").await?;
    again.until("the draft is whole", &holds("half a word and more")).await?;
    again.close().await
}

/// Start at login is a desktop file that the system reads, and no more once it is turned off.
#[tokio::test]
async fn e2e_start_at_login_is_a_desktop_file_while_it_is_on() -> Result<()> {
    let world = World::new()?;
    let config = tempfile::tempdir()?;
    let home = config.path().to_str().context("a folder has a name")?;
    let environment = [("XDG_CONFIG_HOME", home)];
    let app =
        App::open_with(&world.profile("alice"), Login::As(&world.server, "alice"), &environment).await?;
    app.find("messenger").await?;
    app.click("settings").await?;
    let choose = |id: &str| format!("document.querySelector(\"[data-testid='{id}']\").click()");
    let entries = || -> Result<Vec<std::path::PathBuf>> {
        let Ok(folder) = std::fs::read_dir(config.path().join("autostart")) else { return Ok(Vec::new()) };
        folder.map(|entry| Ok(entry?.path())).collect()
    };
    ensure!(entries()?.is_empty(), "it is off at first");
    app.script(&choose("login-on"), vec![]).await?;
    let file = until("the desktop file", || Ok(entries()?.first().cloned())).await?;
    let text =
        until("its words", || Ok(Some(std::fs::read_to_string(&file)?).filter(|text| !text.is_empty())))
            .await?;
    let profile = world.profile("alice").display().to_string();
    ensure!(text.contains(&format!("pipit\" --hidden --profile \"{profile}\"\n")), "{text}");
    app.script(&choose("login-off"), vec![]).await?;
    until("the desktop file goes", || Ok(entries()?.is_empty().then_some(()))).await?;
    app.close().await
}

/// Started hidden, without a tray to be hidden in, the window appears; a second start that is hidden does nothing.
#[tokio::test]
async fn e2e_a_hidden_start_shows_the_window_where_there_is_no_tray() -> Result<()> {
    let world = World::new()?;
    let profile = world.profile("alice");
    let args = json!(["--hidden", "--profile", profile]);
    let app = App::launch(&profile, Login::As(&world.server, "alice"), &[], args).await?;
    app.find("messenger").await?;
    window("Pipit").await?;
    let again = Command::new(built("pipit")?).arg("--hidden").arg("--profile").arg(&profile).output()?;
    ensure!(again.status.success() && again.stderr.is_empty(), "{}", String::from_utf8_lossy(&again.stderr));
    app.close().await
}

/// A shortcut hides the window and brings it back; keys that another app has are refused, and those of before hold on.
#[tokio::test]
async fn e2e_a_shortcut_shows_and_hides_the_window() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.click("settings").await?;
    let press = |code: &str| {
        format!(
            "const field = document.querySelector(\"[data-testid='shortcut']\"); field.click(); \
             field.dispatchEvent(new KeyboardEvent('keydown', {{ code: '{code}', ctrlKey: true, altKey: true, bubbles: true }}))"
        )
    };
    let says = |text: &str| {
        format!("document.querySelector(\"[data-testid='shortcut']\").innerText.trim() === '{text}'")
    };
    alice.script(&press("KeyP"), vec![]).await?;
    alice.until("the keys are chosen", &says("Ctrl+Alt+P")).await?;
    let shown = window("Pipit").await?;
    focus(&shown).await?;
    printed("xdotool", &["key", "ctrl+alt+p"])?;
    until("the window hides", || Ok(on_screen("Pipit")?.is_empty().then_some(()))).await?;
    printed("xdotool", &["key", "ctrl+alt+p"])?;
    window("Pipit").await?;

    let bob = world.app("bob").await?;
    bob.click("settings").await?;
    bob.script(&press("KeyP"), vec![]).await?;
    bob.find("shortcut-refused").await?;
    bob.until("nothing is chosen", &says("Off")).await?;
    bob.close().await?;
    alice.click("shortcut-clear").await?;
    alice.until("none is chosen", &says("Off")).await?;
    alice.close().await
}

/// On Wayland the desktop's portal has the keys; what it refuses is not kept.
#[tokio::test]
async fn e2e_on_wayland_the_portal_tells_of_the_shortcut() -> Result<()> {
    let mut portal = Portal::start().await?;
    let world = World::new()?;
    // The window itself stands on X11, where it can be seen by this test.
    let wayland = [("WAYLAND_DISPLAY", "not there"), ("GDK_BACKEND", "x11")];
    let login = Login::As(&world.server, "alice");
    let alice = App::open_with(&world.profile("alice"), login, &wayland).await?;
    alice.find("messenger").await?;
    let shortcut = |keys: &str| json!({ "shortcut": keys });
    ensure!(call(&alice, "saveSettings", shortcut("Ctrl+Alt+KeyQ")).await.is_err(), "the person said no");
    call(&alice, "saveSettings", shortcut("Ctrl+Alt+KeyP")).await?;
    portal.bound().await?;
    window("Pipit").await?;
    for _ in 0..2 {
        focus(&window("Pipit").await?).await?;
        portal.press().await?;
        until("the window hides", || Ok(on_screen("Pipit")?.is_empty().then_some(()))).await?;
        portal.press().await?;
        window("Pipit").await?;
    }
    alice.close().await?;

    // It is asked for again at the next start.
    let alice = App::open_with(&world.profile("alice"), Login::Remembered, &wayland).await?;
    portal.bound().await?;
    alice.find("messenger").await?;
    focus(&window("Pipit").await?).await?;
    portal.press().await?;
    until("the window hides", || Ok(on_screen("Pipit")?.is_empty().then_some(()))).await?;
    portal.press().await?;
    window("Pipit").await?;
    call(&alice, "saveSettings", json!({})).await?;
    alice.close().await
}
