//! Files that a person chooses in the system's window.

use std::path::PathBuf;

use pipit_api::FileFilter;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;

/// Lets a person choose; it waits for them, on a thread that may.
pub fn pick(app: &AppHandle, filters: &[FileFilter]) -> Vec<PathBuf> {
    let mut dialog = app.dialog().file();
    for FileFilter { name, extensions } in filters {
        let spelled = spelled(extensions);
        dialog = dialog.add_filter(name, &spelled.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let parent = app.webview_windows().into_values().find(|window| window.is_focused().unwrap_or(false));
    if let Some(parent) = parent {
        dialog = dialog.set_parent(&parent);
    }
    let chosen = dialog.blocking_pick_files().unwrap_or_default();
    chosen.into_iter().filter_map(|file| file.into_path().ok()).collect()
}

/// Endings as cameras write them, too: GTK tells `.MP4` from `.mp4`.
fn spelled(extensions: &[&str]) -> Vec<String> {
    let large = extensions.iter().map(|ending| ending.to_uppercase());
    let mut all: Vec<String> = extensions.iter().map(|&ending| ending.to_owned()).chain(large).collect();
    all.dedup(); // of `*` alone
    all
}
