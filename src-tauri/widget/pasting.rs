//! Who pastes in a widget. Its own pages share their origin with the kit's, and are a stranger's: what a person has copied is
//! seen by one of them when the person presses the keys for it, and once.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a page may take to ask after the press.
const PATIENCE: Duration = Duration::from_secs(2);

/// The person's last press of the keys that paste, until a page has used it.
#[derive(Default)]
pub struct Pressed(Mutex<Option<Instant>>);

impl Pressed {
    fn press(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether the person has just pressed them; not again for the same press.
    pub fn take(&self) -> bool {
        let pressed = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        pressed.is_some_and(|since| since.elapsed() < PATIENCE)
    }

    /// Hears the keys that are pressed in a window. They come from GTK, so no page can make them up.
    #[cfg(target_os = "linux")]
    pub fn hear(window: &tauri::WebviewWindow) -> tauri::Result<()> {
        use gtk::prelude::WidgetExt;
        use tauri::Manager;

        let app = window.app_handle().clone();
        window.with_webview(move |webview| {
            webview.inner().connect_key_press_event(move |_, event| {
                if pastes(event) {
                    app.state::<Self>().press();
                }
                gtk::glib::Propagation::Proceed
            });
        })
    }
}

/// Ctrl+V, also where that key writes another letter, or Shift+Insert.
#[cfg(target_os = "linux")]
fn pastes(event: &gtk::gdk::EventKey) -> bool {
    use gtk::gdk::ModifierType;
    use gtk::gdk::keys::constants::{Insert, KP_Insert, V, v};

    /// The place of V on a keyboard, as X11 and Wayland number it.
    const PLACE_OF_V: u16 = 55;

    let (key, held) = (event.keyval(), event.state());
    if held.contains(ModifierType::CONTROL_MASK) {
        [v, V].contains(&key) || event.hardware_keycode() == PLACE_OF_V
    } else {
        held.contains(ModifierType::SHIFT_MASK) && [Insert, KP_Insert].contains(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_serves_once() {
        let pressed = Pressed::default();
        assert!(!pressed.take(), "nobody pressed anything");
        pressed.press();
        assert!(pressed.take());
        assert!(!pressed.take(), "it was used");
    }
}
