//! What GTK hears of keys and drags before the page does.

use std::time::Instant;

use gtk::gdk::keys::constants::{Insert, KP_Insert, V, v};
use gtk::gdk::{Atom, EventKey, ModifierType};
use gtk::glib::Propagation;
use gtk::prelude::{DragContextExtManual, WidgetExt};
use tauri::{Manager, WebviewWindow};

use super::HandedOver;
use crate::desktop::clipboard::{FILES, files};

/// Hears what is pasted and dropped in a window.
pub fn hear(window: &WebviewWindow) -> tauri::Result<()> {
    let [app, over, let_go] = [(); 3].map(|()| window.app_handle().clone());
    window.with_webview(move |webview| {
        let view = webview.inner();
        view.connect_key_press_event(move |_, event| {
            if pastes(event) {
                app.state::<HandedOver>().hands().pasted = Some(Instant::now());
            }
            Propagation::Proceed
        });
        view.connect_drag_data_received(move |_, _, _, _, contents, _, _| {
            if contents.target() == Atom::intern(FILES) {
                over.state::<HandedOver>().hands().dragged = files(contents);
            }
        });
        view.connect_drag_drop(move |_, dragged, _, _, _| {
            let handed = let_go.state::<HandedOver>();
            let mut hands = handed.hands();
            // Files that were dragged before, and elsewhere; or addresses of a page, which may have made them up.
            if !dragged.list_targets().contains(&Atom::intern(FILES))
                || dragged.drag_get_source_widget().is_some()
            {
                hands.dragged.clear();
            }
            hands.dropped = Some(Instant::now());
            false // the page is told of it as well
        });
    })
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
