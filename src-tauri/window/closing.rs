//! What is being written when a window closes is kept first.

use std::time::Duration;

use tauri::{AppHandle, Manager, WebviewWindow, WindowEvent};
use tokio::sync::broadcast;

use super::MAIN;

/// A page that does not answer within this time does not hold its window.
const PATIENCE: Duration = Duration::from_secs(1);

/// Tells which windows' pages have kept what was being written in them, by label.
pub struct Kept(broadcast::Sender<String>);

impl Default for Kept {
    fn default() -> Self {
        Self(broadcast::Sender::new(16))
    }
}

impl Kept {
    /// The page of this window says that it has.
    pub fn said(&self, label: &str) {
        self.0.send(label.to_owned()).ok(); // nobody may be waiting
    }
}

/// Whoever closes the window, closes it by [`close`].
pub(super) fn hold(window: &WebviewWindow) {
    let closing = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api: held, .. } = event {
            held.prevent_close();
            close(&closing);
        }
    });
}

/// Closes a window as soon as its page has kept what is being written in it.
pub fn close(window: &WebviewWindow) {
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        keep(&window).await;
        window.destroy().ok(); // it may be gone by itself
    });
}

/// Ends the app by closing its windows.
pub fn quit(app: &AppHandle) {
    match app.get_webview_window(MAIN) {
        Some(window) => close(&window),
        None => app.exit(0),
    }
}

/// Starts the app anew as soon as all pages have kept what is being written in them.
pub fn restart(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        for window in app.webview_windows().values() {
            keep(window).await;
        }
        app.request_restart();
    });
}

/// Has the page of a window keep what is being written in it.
async fn keep(window: &WebviewWindow) {
    let mut kept = window.state::<Kept>().0.subscribe();
    if window.eval("dispatchEvent(new Event('pipit:close'))").is_ok() {
        let said = async { while kept.recv().await.is_ok_and(|label| label != window.label()) {} };
        tokio::time::timeout(PATIENCE, said).await.ok();
    }
}
