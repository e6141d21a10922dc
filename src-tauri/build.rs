//! Lets Tauri generate the context that `lib.rs` embeds, and the permissions of the app's own commands.

use tauri_build::{AppManifest, Attributes};

fn main() {
    let commands = AppManifest::new().commands(&[
        "call",
        "subscribe",
        "unsubscribe",
        "look",
        "page_loaded",
        "page_ready",
        "page_kept",
        "zoom",
    ]);
    if let Err(error) = tauri_build::try_build(Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}
