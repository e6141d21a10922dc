//! What a person hands over in a widget: pastes or drops. Its own pages share their origin with the kit's and are a stranger's, so
//! what a person has copied or dragged is given to one of them when the person does that, and once. That is heard from GTK,
//! where no page can make it up.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gtk::gdk::keys::constants::{Insert, KP_Insert, V, v};
use gtk::gdk::{EventKey, ModifierType};
use gtk::glib::Propagation;
use gtk::prelude::WidgetExt;
use tauri::{Manager, WebviewWindow};

use super::clipboard::files;

/// How long a page may take to ask for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was handed over, until a page has taken it.
#[derive(Default)]
pub struct HandedOver(Mutex<Hands>);

#[derive(Default)]
struct Hands {
    /// When the keys that paste were pressed.
    pasted: Option<Instant>,
    /// The files over a window.
    dragged: Vec<PathBuf>,
    /// When those were let go.
    dropped: Option<Instant>,
}

impl HandedOver {
    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the person has just pasted; not again for the same press.
    pub fn take_paste(&self) -> bool {
        is_fresh(self.hands().pasted.take())
    }

    /// The files that the person has just dropped; not again for the same drop.
    pub fn take_dropped(&self) -> Vec<PathBuf> {
        let mut hands = self.hands();
        if is_fresh(hands.dropped.take()) { std::mem::take(&mut hands.dragged) } else { Vec::new() }
    }

    /// Hears what is pasted and dropped in a window.
    pub fn hear(window: &WebviewWindow) -> tauri::Result<()> {
        let [app, over, let_go] = [(); 3].map(|()| window.app_handle().clone());
        window.with_webview(move |webview| {
            let view = webview.inner();
            view.connect_key_press_event(move |_, event| {
                if pastes(event) {
                    app.state::<Self>().hands().pasted = Some(Instant::now());
                }
                Propagation::Proceed
            });
            view.connect_drag_data_received(move |_, _, _, _, contents, _, _| {
                let files = files(contents);
                if !files.is_empty() {
                    over.state::<Self>().hands().dragged = files;
                }
            });
            view.connect_drag_drop(move |_, _, _, _, _| {
                let_go.state::<Self>().hands().dropped = Some(Instant::now());
                false // the page is told of it as well
            });
        })
    }
}

fn is_fresh(moment: Option<Instant>) -> bool {
    moment.is_some_and(|moment| moment.elapsed() < PATIENCE)
}

/// Ctrl+V, also where that key writes another letter, or Shift+Insert.
fn pastes(event: &EventKey) -> bool {
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
    fn what_is_handed_over_is_taken_once() {
        let handed = HandedOver::default();
        assert!(!handed.take_paste(), "nobody pressed anything");
        handed.hands().pasted = Some(Instant::now());
        assert!(handed.take_paste());
        assert!(!handed.take_paste(), "it was used");

        let plan = PathBuf::from("plan.txt");
        handed.hands().dragged = vec![plan.clone()];
        assert!(handed.take_dropped().is_empty(), "it is only dragged");
        handed.hands().dropped = Some(Instant::now());
        assert_eq!(handed.take_dropped(), [plan]);
        handed.hands().dropped = Some(Instant::now());
        assert!(handed.take_dropped().is_empty(), "it was used");
    }
}
