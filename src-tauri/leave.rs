//! The desktop's leave to come to the front. Wayland's compositors, and window managers that let nobody take the focus, let a
//! window there with a token of the click or the start that asked for it, and with no other.

use std::sync::{Mutex, PoisonError};

use tauri::WebviewWindow;

/// Where a launcher puts the token of a start: on Wayland, and on X11.
/// <https://gitlab.freedesktop.org/wayland/wayland-protocols/-/tree/main/staging/xdg-activation>
const NAMES: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];

/// The token that the next window may come forward with.
#[derive(Default)]
pub struct Leave(Mutex<Option<String>>);

impl Leave {
    /// A click or a start has brought a token, or none; one of before is worth nothing now.
    pub fn set(&self, token: Option<String>) {
        let of_text = token.filter(|token| !token.contains('\0'));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = of_text;
    }

    /// Brings a window that is shown to the front.
    pub fn bring_forward(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let token = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        #[cfg(target_os = "linux")]
        if let Some(token) = token {
            use gtk::prelude::GtkWindowExt;

            let shown = window.clone();
            window.run_on_main_thread(move || {
                shown.gtk_window().map(|window| window.set_startup_id(&token)).ok(); // it may be closing
            })?;
        }
        #[cfg(not(target_os = "linux"))]
        drop(token);
        window.set_focus()
    }
}

/// The token that this process was started with.
pub fn of_this_start() -> Option<String> {
    NAMES.iter().find_map(|name| std::env::var(name).ok()).filter(|token| !token.is_empty())
}
