//! A Tauri window with nothing in it: what the app's start and memory are compared with. `make bench` opens it.

use tauri::{Manager, WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    let page = "data:text/html,<title>Empty</title>".parse().map_err(anyhow::Error::from)?;
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::External(page))
                .title("Empty")
                .inner_size(1100.0, 720.0)
                .visible(false)
                .incognito(true)
                .on_page_load(|window, load| {
                    if load.event() == tauri::webview::PageLoadEvent::Finished {
                        window.app_handle().get_webview_window("main").map(|window| window.show());
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
