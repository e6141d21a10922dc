//! Signing in, locked profiles, and what a person sets.

use anyhow::Result;
use fantoccini::Locator;
use serde_json::json;

use crate::World;
use crate::harness::{App, Login};

/// A demo button signs in, the account is remembered, and signing out forgets it.
#[tokio::test]
async fn e2e_the_page_signs_in_remembers_and_signs_out() -> Result<()> {
    let world = World::new()?;
    let profile = world.profile("somebody");
    let app = App::open(&profile, Login::Remembered).await?;
    app.fill("login-server", &world.server.url()).await?;
    app.type_into("login-app-key", "pipit-demo").await?;
    app.type_into("login-token", "not-a-token").await?;
    app.click("login-submit").await?;
    app.until(
        "a wrong token is named",
        "document.querySelector(\"[data-testid='login-problem']\")?.innerText.includes('token')",
    )
    .await?;
    app.click("demo-carol").await?;
    app.find("messenger").await?;
    app.close().await?;

    let again = App::open(&profile, Login::Remembered).await?;
    again.find("messenger").await?;
    again.click("settings").await?;
    again.click("sign-out").await?;
    again.click("sign-out-confirm").await?;
    again.find("login").await?;
    let address = "document.querySelector(\"[data-testid='login-server']\")?.value";
    assert_eq!(again.until("the address is filled in", address).await?, json!(world.server.url()));
    again.close().await?;
    let last = App::open(&profile, Login::Remembered).await?;
    last.find("login").await?;
    last.close().await
}

/// Without a keyring the app says so and takes a passphrase; nothing is ever kept in the clear.
#[tokio::test]
async fn e2e_without_a_keyring_a_passphrase_locks_the_profile() -> Result<()> {
    let world = World::new()?;
    let profile = world.profile("alice");
    let no_bus = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")];
    let app = App::open_with(&profile, Login::As(&world.server, "alice"), &no_bus).await?;
    app.find("passphrase-again").await?;
    app.type_into("passphrase", "correct horse").await?;
    app.type_into("passphrase-again", "correct horse").await?;
    app.click("unlock").await?;
    app.find("messenger").await?;
    app.close().await?;

    let again = App::open_with(&profile, Login::Remembered, &no_bus).await?;
    again.type_into("passphrase", "wrong horse").await?;
    again.click("unlock").await?;
    again
        .until(
            "the wrong one is refused",
            "document.querySelector(\"[data-testid='locked-problem']\")?.innerText !== ''",
        )
        .await?;
    again.fill("passphrase", "correct horse").await?;
    again.click("unlock").await?;
    again.find("messenger").await?;
    again.close().await?;

    // Who has forgotten it may begin anew; nothing is deleted.
    let last = App::open_with(&profile, Login::Remembered, &no_bus).await?;
    last.click("start-over").await?;
    last.click("start-over-really").await?;
    last.find("passphrase-again").await?;
    let kept = std::fs::read_dir(&profile)?.filter_map(Result::ok).find(|entry| {
        entry.file_name().to_string_lossy().starts_with("locked-") && entry.path().join("people").is_dir()
    });
    assert!(kept.is_some(), "what was locked is kept");
    last.close().await
}

/// Theme and language change while the app runs, without losing a draft, and stay.
#[tokio::test]
async fn e2e_theme_and_language_change_at_run_time() -> Result<()> {
    let world = World::new()?;
    let app = world.app("alice").await?;
    app.start_chat("bob").await?;
    app.type_into("composer", "draft").await?;
    app.click("settings").await?;
    let choose =
        |id: &'static str| format!("document.querySelector(\"[data-testid='{id}']\").click(); return true");
    app.script(&choose("language-zh-Hans"), vec![]).await?;
    app.until(
        "Chinese words",
        "document.querySelector(\"[data-testid='settings-sheet']\").innerText.includes('外观')",
    )
    .await?;
    app.script(&choose("theme-dark"), vec![]).await?;
    app.until("the dark theme", "document.documentElement.dataset.theme === 'dark'").await?;
    app.client().find(Locator::Css("[data-testid='settings-sheet'] .icon-button")).await?.click().await?;
    assert_eq!(
        app.script("return document.querySelector(\"[data-testid='composer']\").value", vec![]).await?,
        json!("draft")
    );
    app.close().await?;
    let again = App::open(&world.profile("alice"), Login::Remembered).await?;
    again
        .until(
            "both stay",
            "document.documentElement.dataset.theme === 'dark' && document.body.innerText.includes('会话')",
        )
        .await?;
    again.close().await
}

/// The content policy of the page: no inline script runs, and Tauri's plugins are out of reach.
#[tokio::test]
async fn e2e_the_page_can_do_nothing_but_what_it_is_meant_to() -> Result<()> {
    let world = World::new()?;
    let app = world.app("alice").await?;
    let inline = "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s); return window.ran ?? null";
    assert_eq!(app.script(inline, vec![]).await?, json!(null), "inline scripts do not run");
    let reach = "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('plugin:window|close').then(() => done('allowed'), (e) => done('refused'))";
    assert_eq!(app.client().execute_async(reach, vec![]).await?, json!("refused"));
    let odd = "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('call', { name: 'openLink', args: { url: 'file:///etc/passwd' } }).then(() => done('allowed'), (e) => done(e.code))";
    assert_eq!(app.client().execute_async(odd, vec![]).await?, json!("badCall"));
    app.close().await
}
