//! The keys that show and hide the window whichever app has the focus.

use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{
    Builder, GlobalShortcut, GlobalShortcutExt, Modifiers, Shortcut, ShortcutState,
};

use crate::window;

/// The keys that are listened for.
#[derive(Default)]
pub struct Keys(Mutex<Option<Shortcut>>);

impl Keys {
    /// Listens for these keys instead of those of before, or for none. Those of before hold on when these cannot be had.
    pub fn listen_for(&self, app: &AppHandle, keys: Option<&str>) -> Result<(), String> {
        let wanted = keys.map(parse).transpose()?;
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted == *current {
            return Ok(());
        }
        let shortcuts = listener(app)?;
        if let Some(wanted) = wanted {
            shortcuts.register(wanted).map_err(|error| error.to_string())?;
        }
        if let Some(before) = std::mem::replace(&mut *current, wanted) {
            shortcuts.unregister(before).map_err(|error| error.to_string())?;
        }
        Ok(())
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

/// Who hears the keys; there from the first shortcut on, since it listens to the whole desktop.
fn listener(app: &AppHandle) -> Result<&GlobalShortcut<tauri::Wry>, String> {
    if cfg!(target_os = "linux") && std::env::var_os("WAYLAND_DISPLAY").is_some() {
        return Err("Wayland gives no app keys that another app has the focus for".into());
    }
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_none() {
        let plugin = Builder::new().with_handler(|app, _, event| {
            if event.state == ShortcutState::Pressed {
                window::toggle(app).ok(); // the window may be closing
            }
        });
        app.plugin(plugin.build()).map_err(|error| error.to_string())?;
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
