//! What is dragged over the messenger's windows, where the system tells the window of it and not its page: on Windows and macOS.
//! GTK tells the page (`handing.rs`).

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tauri::{DragDropEvent, Manager, PhysicalPosition, WebviewWindow, WindowEvent};

use super::handing::HandedOver;

/// Tells a window's page what is dragged over it, and that it can ask for what is dropped on it.
pub fn tell(window: &WebviewWindow) {
    let page = window.clone();
    let of_files = AtomicBool::new(false);
    window.on_window_event(move |event| {
        let WindowEvent::DragDrop(event) = event else { return };
        if let DragDropEvent::Enter { paths, .. } = event {
            of_files.store(!paths.is_empty(), Ordering::Relaxed);
        }
        let told = match event {
            DragDropEvent::Leave => json!({ "over": false }),
            _ if !of_files.load(Ordering::Relaxed) => return,
            DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
                json!({ "over": true, "at": place(&page, *position) })
            }
            DragDropEvent::Drop { paths, position } => {
                page.state::<HandedOver>().drop(paths.clone());
                json!({ "over": false, "at": place(&page, *position), "dropped": true })
            }
            _ => return,
        };
        // JSON is JavaScript, so it enters the page as a value and nothing of it is run.
        let event = format!("window.dispatchEvent(new CustomEvent('pipit:drag', {{ detail: {told} }}))");
        page.eval(event).ok(); // the window may be closing
    });
}

/// Where in a window's page, as parts of its width and height: what these are, the page knows better than its host.
fn place(window: &WebviewWindow, position: PhysicalPosition<f64>) -> Option<[f64; 2]> {
    let size = window.inner_size().ok()?;
    Some([position.x / f64::from(size.width.max(1)), position.y / f64::from(size.height.max(1))])
}
