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
        let over = matches!(event, DragDropEvent::Enter { .. } | DragDropEvent::Over { .. });
        // On Windows a drag that holds no file is told of without its beginning.
        if !of_files.fetch_and(over, Ordering::Relaxed) {
            return;
        }
        let told = match event {
            DragDropEvent::Leave => json!({ "over": false }),
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
    // On macOS wry tells points, and calls them pixels.
    let pixels = if cfg!(target_os = "macos") { window.scale_factor().ok()? } else { 1.0 };
    let part = |at: f64, side: u32| at * pixels / f64::from(side.max(1));
    Some([part(position.x, size.width), part(position.y, size.height)])
}
