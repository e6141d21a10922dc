//! What is being written when a window closes is kept first.

use std::time::Duration;

use tauri::{AppHandle, Manager, WebviewWindow, WindowEvent};

use super::MAIN;

/// A page that does not answer within this time does not hold its window.
const PATIENCE: Duration = Duration::from_secs(1);

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

/// Closes a window as soon as its page has kept what is being written in it ([`page_kept`](crate::rpc::page_kept)).
pub fn close(window: &WebviewWindow) {
    let asked = window.eval("dispatchEvent(new Event('pipit:close'))");
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        if asked.is_ok() {
            tokio::time::sleep(PATIENCE).await;
        }
        window.destroy().ok(); // the page may have answered
    });
}

/// Ends the app by closing its windows.
pub fn quit(app: &AppHandle) {
    match app.get_webview_window(MAIN) {
        Some(window) => close(&window),
        None => app.exit(0),
    }
}
