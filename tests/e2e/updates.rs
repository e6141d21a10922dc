//! Newer versions, where a deployment publishes them: found, refused, installed and started.
#![cfg(target_arch = "x86_64")] // so is the program that stands for the newer version

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::World;
use crate::desktop::until;
use crate::harness::process::built;
use crate::harness::{App, Login};
use crate::web::Web;

/// The key that the versions are signed with, and the version: a program, see `updates/next.s`. They were made with `tauri
/// signer generate` and `tauri signer sign --app-version`.
const KEY: &str = include_str!("updates/release.pub");
const NEXT: &[u8] = include_bytes!("updates/next");
const SIGNED_99: &str = include_str!("updates/next-99.0.0.sig");
const SIGNED_OLD: &str = include_str!("updates/next-0.0.1.sig");
const SIGNED_WITHOUT_VERSION: &str = include_str!("updates/next-unversioned.sig");
const SIGNED_BY_ANOTHER: &str = include_str!("updates/next-strange.sig");

/// Makes the app what it is in a package of this kind: its bundler writes the kind into the program.
fn packaged(kind: &str, folder: &Path) -> Result<PathBuf> {
    let program = folder.join("Pipit.AppImage");
    let replaced = format!("s/__TAURI_BUNDLE_TYPE_VAR_UNK/__TAURI_BUNDLE_TYPE_VAR_{kind}/");
    let output = std::fs::File::create(&program)?;
    let status =
        Command::new("sed").env("LC_ALL", "C").arg(replaced).arg(built("pipit")?).stdout(output).status()?;
    ensure!(status.success(), "the program is copied");
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755))?;
    Ok(program)
}

/// Opens that program on a deployment, as an `AppImage` is started.
async fn open(world: &World, program: &Path, deployment: &str) -> Result<App> {
    let profile = world.profile("alice");
    std::fs::create_dir_all(&profile)?;
    let file = world.folder.path().join("deployment.toml");
    std::fs::write(&file, deployment)?;
    let args = json!(["--profile", profile, "--deployment", file]);
    let environment = [("APPIMAGE", program.to_str().context("a path of text")?)];
    let app =
        App::launch_program(program, &profile, Login::As(&world.server, "alice"), &environment, args).await?;
    app.find("messenger").await?;
    app.click("settings").await?;
    Ok(app)
}

fn deployment(web: &Web) -> String {
    let endpoint = web.url("/{{target}}/latest.json");
    format!("[updates]\nendpoint = \"{endpoint}\"\npublicKey = \"{KEY}\"\n")
}

/// Puts a version there, of which this is said, with this signature.
fn publish(web: &Web, version: &str, signature: &str) {
    let manifest =
        json!({ "version": version, "notes": "Faster.", "url": web.url("/next"), "signature": signature });
    web.put("/linux/latest.json", manifest.to_string());
}

/// Waits until the settings say this of newer versions.
async fn says(app: &App, words: &str) -> Result<()> {
    let text = "document.querySelector('[data-testid=update]')?.innerText";
    app.until(words, &format!("{text}?.includes({}) && {text}", json!(words))).await?;
    Ok(())
}

#[tokio::test]
async fn e2e_a_newer_version_is_installed_only_with_the_right_signature_and_a_yes() -> Result<()> {
    let (world, web) = (World::new()?, Web::start().await?);
    let program = packaged("APP", world.folder.path())?;
    web.put("/next", NEXT);
    publish(&web, "0.0.1", SIGNED_OLD);
    let app = open(&world, &program, &deployment(&web)).await?;
    says(&app, "This is the newest version").await?; // an older one is none
    assert_eq!(web.asked(), ["/linux/latest.json"]);

    for (signature, case) in [
        (SIGNED_OLD, "an older version that is called a newer one"),
        (SIGNED_WITHOUT_VERSION, "a signature for whatever version"),
        (SIGNED_BY_ANOTHER, "another key"),
        ("bm8gc2lnbmF0dXJl", "no signature"),
    ] {
        publish(&web, "99.0.0", signature);
        app.click("update-check").await.context(case)?;
        says(&app, "Version 99.0.0 is available").await.context(case)?;
        app.click("update-install").await?;
        says(&app, "not signed by the publisher").await.context(case)?;
    }
    publish(&web, "99.0.0", SIGNED_99);
    web.put("/next", [NEXT, b"!"].concat());
    app.click("update-check").await?;
    says(&app, "Version 99.0.0 is available").await?;
    app.click("update-install").await?;
    says(&app, "not signed by the publisher").await?; // it was tampered with
    web.put("/linux/latest.json", "<html>");
    app.click("update-check").await?;
    says(&app, "does not understand").await?;
    ensure!(std::fs::read(&program)?.len() > NEXT.len(), "the program is as it was");

    publish(&web, "99.0.0", SIGNED_99);
    web.put("/next", NEXT);
    web.asked();
    app.click("update-check").await?;
    says(&app, "Faster.").await?;
    assert_eq!(web.asked(), ["/linux/latest.json"], "nothing is fetched before somebody says so");
    app.click("update-install").await?;
    let started = world.folder.path().join("Pipit.AppImage.started");
    let arguments = until("the newer version starts", || Ok(std::fs::read_to_string(&started).ok())).await?;
    ensure!(arguments.starts_with("--profile\n"), "on the same profile: {arguments}");
    assert_eq!(std::fs::read(&program)?, NEXT, "it lies in the place of the other");
    app.ended()
}

#[tokio::test]
async fn e2e_nobody_is_asked_for_newer_versions_unless_the_deployment_says_so() -> Result<()> {
    let (world, web) = (World::new()?, Web::start().await?);
    publish(&web, "99.0.0", SIGNED_99);
    // Without a word of the deployment there is not even a row.
    let program = packaged("APP", world.folder.path())?;
    let app = open(&world, &program, "[extensions]\n").await?;
    app.find("licences").await?;
    let rows = app.script("return document.querySelectorAll('[data-testid=update]').length", vec![]).await?;
    assert_eq!(rows, 0);
    app.close().await?;
    // What a package manager has put down is its to replace.
    let program = packaged("DEB", world.folder.path())?;
    let app = open(&world, &program, &deployment(&web)).await?;
    says(&app, "Newer versions come from the system or the administrator").await?;
    let buttons = "return document.querySelectorAll('[data-testid=update] button').length";
    assert_eq!(app.script(buttons, vec![]).await?, 0);
    app.close().await?;
    assert_eq!(web.asked(), Vec::<String>::new());
    Ok(())
}
