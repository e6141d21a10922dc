//! Keys on Wayland. The desktop portal has them: it asks the person, who may choose others, and tells when they are pressed.
//! <https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html>

use std::time::Duration;

use ashpd::desktop::CreateSessionOptions;
use ashpd::desktop::global_shortcuts::{Activated, BindShortcutsOptions, GlobalShortcuts, NewShortcut};
use futures_util::{Stream, StreamExt};
use pipit_api::Api;
use tauri::async_runtime::{JoinHandle, block_on, spawn};
use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{Modifiers, Shortcut};

use crate::leave::Leave;
use crate::window;

/// How long a person may take to allow the keys.
const PATIENCE: Duration = Duration::from_mins(5);

/// What the portal calls the keys.
const ID: &str = "show-or-hide";

/// The portal tells of the keys as long as this lives.
pub(super) struct Listening(JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort(); // the portal ends the session with its connection
    }
}

impl Listening {
    /// Asks for keys; it blocks until the person has answered, on a thread that may.
    pub(super) fn to(app: &AppHandle, keys: &Shortcut) -> Result<Self, String> {
        let what = app.state::<Api>().say("settings.shortcut", &[]);
        let wish = NewShortcut::new(ID, what).preferred_trigger(trigger(keys).as_deref());
        let asked = block_on(async { tokio::time::timeout(PATIENCE, ask(wish)).await });
        let pressed = asked
            .map_err(|_| "nobody has allowed the keys".to_owned())?
            .map_err(|error| format!("the desktop portal: {error}"))?;
        let app = app.clone();
        Ok(Self(spawn(async move {
            let mut pressed = Box::pin(pressed);
            while let Some(pressed) = pressed.next().await {
                let token = pressed.options().get("activation_token");
                app.state::<Leave>().set(token.and_then(|token| token.downcast_ref::<String>().ok()));
                window::toggle(&app).ok(); // the window may be closing
            }
        })))
    }
}

/// Has the keys bound, and tells when they are pressed.
async fn ask(wish: NewShortcut) -> ashpd::Result<impl Stream<Item = Activated> + Send + 'static> {
    let portal = GlobalShortcuts::with_connection(zbus::Connection::session().await?).await?;
    let pressed = portal.receive_activated().await?;
    let session = portal.create_session(CreateSessionOptions::default()).await?;
    let bound =
        portal.bind_shortcuts(&session, &[wish], None, BindShortcutsOptions::default()).await?.response()?;
    if bound.shortcuts().is_empty() {
        return Err(ashpd::desktop::ResponseError::Cancelled.into());
    }
    // The session lasts as long as the portal's connection, which the stream holds.
    Ok(pressed)
}

/// Keys as desktops write them; nothing for those that have no such name here: the person is asked for some.
/// <https://specifications.freedesktop.org/shortcuts-spec/latest/>
fn trigger(keys: &Shortcut) -> Option<String> {
    let code = keys.key.to_string();
    let key = match code.strip_prefix("Key").or_else(|| code.strip_prefix("Digit")) {
        Some(sign) => sign.to_lowercase(),
        None if code == "Space" => "space".to_owned(),
        None if code.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok()) => code,
        None => code.strip_prefix("Arrow")?.to_owned(),
    };
    let names = [
        (Modifiers::CONTROL, "CTRL"),
        (Modifiers::ALT, "ALT"),
        (Modifiers::SHIFT, "SHIFT"),
        (Modifiers::SUPER, "LOGO"),
    ];
    let held = names.into_iter().filter(|(modifier, _)| keys.mods.contains(*modifier));
    Some(held.map(|(_, name)| name).chain([key.as_str()]).collect::<Vec<_>>().join("+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_desktops_write_them() {
        for (keys, written) in [
            ("Ctrl+Alt+KeyP", Some("CTRL+ALT+p")),
            ("Super+Shift+Digit1", Some("SHIFT+LOGO+1")),
            ("Alt+F12", Some("ALT+F12")),
            ("Ctrl+Space", Some("CTRL+space")),
            ("Super+ArrowUp", Some("LOGO+Up")),
            ("Ctrl+Comma", None),
        ] {
            assert_eq!(trigger(&keys.parse().unwrap()).as_deref(), written, "{keys}");
        }
    }
}
