//! Files that a person hands over: chosen in the system's window, or dropped on one of ours.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use pipit_api::{Api, FileFilter};
use serde_json::json;
use tauri::{AppHandle, DragDropEvent, Manager, PhysicalPosition, WebviewWindow, WindowEvent};
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

/// Tells a window's page what is dragged over it and what is dropped on it. A path never enters a page: it hears of files
/// by their numbers.
pub fn take_drops(window: &WebviewWindow, api: Api) {
    let dropped_on = window.clone();
    let of_files = AtomicBool::new(false);
    window.on_window_event(move |event| match event {
        WindowEvent::DragDrop(DragDropEvent::Enter { position, paths }) => {
            of_files.store(paths.iter().any(|path| path.is_absolute()), Ordering::Relaxed);
            over(&dropped_on, &of_files, *position);
        }
        WindowEvent::DragDrop(DragDropEvent::Over { position }) => over(&dropped_on, &of_files, *position),
        WindowEvent::DragDrop(DragDropEvent::Leave) => tell(&dropped_on, &json!({ "over": false })),
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, position })
            if of_files.load(Ordering::Relaxed) =>
        {
            let at = place(&dropped_on, *position);
            let (window, api, paths) = (dropped_on.clone(), api.clone(), paths.clone());
            tauri::async_runtime::spawn(async move {
                let files = api.attach(paths).await;
                tell(&window, &json!({ "over": false, "at": at, "files": files }));
            });
        }
        _ => {}
    });
}

/// A drag is over a window. On Linux every link comes as a path, which is none.
fn over(window: &WebviewWindow, of_files: &AtomicBool, position: PhysicalPosition<f64>) {
    if of_files.load(Ordering::Relaxed) {
        tell(window, &json!({ "over": true, "at": place(window, position) }));
    }
}

/// Where in a window's page, as parts of its width and height: what these are, the page knows better than its host.
fn place(window: &WebviewWindow, position: PhysicalPosition<f64>) -> Option<[f64; 2]> {
    let size = window.inner_size().ok()?;
    Some([position.x / f64::from(size.width.max(1)), position.y / f64::from(size.height.max(1))])
}

/// JSON is JavaScript, so it enters the page as a value and nothing of it is run.
fn tell(window: &WebviewWindow, told: &serde_json::Value) {
    let event = format!("window.dispatchEvent(new CustomEvent('pipit:drag', {{ detail: {told} }}))");
    window.eval(event).ok(); // the window may be closing
}
