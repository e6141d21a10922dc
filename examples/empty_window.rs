//! A Tauri window with an empty page, shown when the page is there: what the app's start and memory are compared with.
//! `make bench` opens it.

use tauri::http::{Response, header};
use tauri::webview::PageLoadEvent;
use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    let page = "empty://localhost/".parse().map_err(anyhow::Error::from)?;
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let page = &b"<!doctype html><title>Empty</title>"[..];
            Response::builder().header(header::CONTENT_TYPE, "text/html").body(page).unwrap_or_default()
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::CustomProtocol(page))
                .title("Empty")
                .inner_size(1100.0, 720.0)
                .incognito(true)
                .visible(false)
                .on_page_load(|window, load| {
                    if load.event() == PageLoadEvent::Finished {
                        window.show().ok(); // the benchmark says when none appears
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
