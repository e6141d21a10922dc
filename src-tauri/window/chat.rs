//! A conversation in a window of its own, beside the messenger's. There is one for each at most; it closes alone.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pipit_api::ui::{Session, Theme};
use pipit_api::{Api, ConversationId, store_name};
use tauri::{AppHandle, Manager, WebviewUrl};

use super::Keeps;

/// What the labels of these windows begin with; the capability file names it too.
const PREFIX: &str = "chat-";

/// A label may hold few characters, an id any.
fn label(conversation: &ConversationId) -> String {
    PREFIX.to_owned() + &store_name("chat", &format!("{:?}:{}", conversation.kind, conversation.target_id))
}

/// Opens a conversation's window, hidden until its page has something to show, or shows the one that there is.
pub fn open(app: &AppHandle, conversation: &ConversationId, theme: Theme) -> tauri::Result<()> {
    if show(app, conversation) {
        return Ok(());
    }
    // The page reads from its address which chat it shows.
    let json = serde_json::to_string(conversation)?;
    let address = format!("index.html?chat={}", utf8_percent_encode(&json, NON_ALPHANUMERIC));
    let window = super::build(app, &label(conversation), WebviewUrl::App(address.into()), theme, |window| {
        window.inner_size(560.0, 680.0)
    })?;
    super::closing::hold(&window);
    super::places(app).follow(&window, "chat", Keeps::Size)
}

/// Shows a conversation's window; false where it has none.
pub fn show(app: &AppHandle, conversation: &ConversationId) -> bool {
    let window = app.get_webview_window(&label(conversation));
    window.is_some_and(|window| super::present(&window).is_ok())
}

/// Closes them all whenever nobody is signed in any more: what they show belongs to nobody.
pub async fn close_when_signed_out(app: AppHandle, api: Api) {
    let mut session = api.watch_session();
    while session.changed().await.is_ok() {
        if matches!(*session.borrow_and_update(), Session::SignedIn { .. }) {
            continue;
        }
        for (label, window) in app.webview_windows() {
            if label.starts_with(PREFIX) {
                window.destroy().ok(); // it is closing by itself
            }
        }
    }
}
