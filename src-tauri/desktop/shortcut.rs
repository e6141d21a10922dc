//! The keys that show and hide the window whichever app has the focus.

#[cfg(target_os = "linux")]
mod portal;

use std::sync::{Arc, Mutex, PoisonError, mpsc};

use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{
    Builder, GlobalShortcut, GlobalShortcutExt, Modifiers, Shortcut, ShortcutState,
};

use crate::window;

/// The keys that are listened for.
#[derive(Clone, Default)]
pub struct Keys(Arc<Mutex<Option<Heard>>>);

/// Keys, and what hears them as long as it lives.
type Heard = (Shortcut, Box<dyn Send>);

impl Keys {
    /// Listens for these keys instead of those of before, or for none. Those of before hold on when these cannot be had.
    /// It blocks, on a thread that may: a person may be asked.
    pub fn listen_for(&self, app: &AppHandle, keys: Option<&str>) -> Result<(), String> {
        let wanted = keys.map(parse).transpose()?;
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted != current.as_ref().map(|(keys, _)| *keys) {
            *current = wanted.map(|keys| hear(app, keys).map(|heard| (keys, heard))).transpose()?;
        }
        Ok(())
    }
}

/// Hears keys, as long as what it returns lives.
fn hear(app: &AppHandle, keys: Shortcut) -> Result<Box<dyn Send>, String> {
    #[cfg(target_os = "linux")]
    if std::env::var_os("WAYLAND_DISPLAY").is_some() {
        return Ok(Box::new(portal::Listening::to(app, &keys)?));
    }
    Ok(Box::new(Grab::of(app, keys)?))
}

/// Keys that the system gives to this app alone.
struct Grab {
    app: AppHandle,
    keys: Shortcut,
}

impl Grab {
    fn of(app: &AppHandle, keys: Shortcut) -> Result<Self, String> {
        listener(app)?.register(keys).map_err(|error| error.to_string())?;
        Ok(Self { app: app.clone(), keys })
    }
}

impl Drop for Grab {
    fn drop(&mut self) {
        if let Err(error) = self.app.global_shortcut().unregister(self.keys) {
            tracing::warn!(%error, "keys that nobody wants any more are still taken");
        }
    }
}

/// Keys with a modifier that writes nothing: any other would be taken from whoever types it.
fn parse(keys: &str) -> Result<Shortcut, String> {
    let shortcut: Shortcut = keys.parse().map_err(|error| format!("`{keys}` is no shortcut: {error}"))?;
    if shortcut.mods.intersects(Modifiers::CONTROL | Modifiers::ALT | Modifiers::SUPER) {
        Ok(shortcut)
    } else {
        Err(format!("`{keys}` is no shortcut: it needs Ctrl, Alt or Super"))
    }
}

/// Who hears the keys; there from the first shortcut on, since it listens to the whole desktop. It belongs to the windows'
/// thread.
fn listener(app: &AppHandle) -> Result<&GlobalShortcut<tauri::Wry>, String> {
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_none() {
        let plugin = Builder::new().with_handler(|app, _, event| {
            if event.state == ShortcutState::Pressed {
                window::toggle(app).ok(); // the window may be closing
            }
        });
        let (tell, told) = mpsc::channel();
        let host = app.clone();
        app.run_on_main_thread(move || {
            tell.send(host.plugin(plugin.build())).ok(); // who asked waits for it
        })
        .map_err(|error| error.to_string())?;
        told.recv().map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    }
    Ok(app.global_shortcut())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_that_write_nothing_are_a_shortcut() {
        for good in ["Ctrl+Alt+KeyP", "Super+Space", "Alt+F1", "Ctrl+Shift+Digit1"] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in ["KeyP", "Shift+KeyP", "Ctrl", "Ctrl+", "", "Ctrl+Nothing"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
