//! A Tauri window with nothing in it: what the app's start and memory are compared with. `make bench` opens it.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    let page = "about:blank".parse().map_err(anyhow::Error::from)?;
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::External(page))
                .title("Empty")
                .inner_size(1100.0, 720.0)
                .incognito(true)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
