//! A widget: a folder of somebody's pages that call rcIM, in a window of its own.
//!
//! A widget is a stranger. Its process serves nothing but it: no command of the messenger is registered, so Tauri's own
//! IPC leads nowhere. Pages come from the widget's folder alone ([`files`]), run only scripts from there, and reach the
//! engine through one address, which takes calls and answers none; answers come into the page as events.

mod config;
mod files;

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result};
use percent_encoding::percent_decode_str;
use pipit_api::{RCIM_METHODS, RcIm, WebNetwork, Widget};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::webview::NewWindowResponse;
use tauri::{WebviewUrl, WebviewWindowBuilder, WindowEvent};

use crate::notifications::SystemNotifications;
use crate::profile::Profile;
use config::Config;
use files::Files;

/// The scheme of a widget's pages.
const SCHEME: &str = "widget";

/// Where pages send their calls, as the query of a request.
const CALLS: &str = "/.pipit/call";

/// What a page may load: its own files, pictures and data from anywhere, and no script but its own. `unsafe-inline` and
/// `unsafe-eval` are what pages of this kind are written with; there is nothing in this window that they could gain.
const POLICY: &str = "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval'; \
    style-src 'self' 'unsafe-inline'; img-src * data: blob:; media-src * data: blob:; connect-src 'self' https: http:; \
    frame-src 'self'; base-uri 'self'; form-action 'self'";

/// Runs a widget until its window is closed.
///
/// # Errors
/// When the folder is no widget, its data cannot be used, or no window can be opened.
pub fn run(folder: &Path, profiles: Option<&Path>, servers: Vec<String>, patience: Duration) -> Result<()> {
    let files = Files::open(folder)
        .with_context(|| format!("{} is not a folder that can be read", folder.display()))?;
    let config =
        Config::read(&files).with_context(|| format!("{} is not a widget", files.root().display()))?;
    let profile = Profile::take_for_widget(profiles, files.root())?;
    let title = config.name.clone();
    let start = format!("{SCHEME}://localhost/{}", config.start);
    let widget = Widget {
        pages: files.root().to_owned(),
        folder: profile.folder().to_owned(),
        app_key: config.app_key,
        servers,
        patience,
    };
    let network = Arc::new(WebNetwork::new()?);
    let (notifications, mut clicks) = SystemNotifications::start();
    let api: Arc<OnceLock<RcIm>> = Arc::default();
    let driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    let data = profile.folder().join("webview");

    let served = api.clone();
    let app = tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol(SCHEME, move |_, request, responder| {
            let (files, served) = (files.clone(), served.clone());
            tauri::async_runtime::spawn(
                async move { responder.respond(answer(&files, &served, &request).await) },
            );
        })
        .setup(move |app| {
            let window = WebviewWindowBuilder::new(app, "widget", WebviewUrl::CustomProtocol(start.parse()?))
                .title(&title)
                .inner_size(960.0, 720.0)
                .incognito(!driven)
                .data_directory(data)
                .disable_drag_drop_handler()
                .initialization_script(facade()?)
                .on_navigation(|url| url.scheme() == SCHEME || url.host_str() == Some("widget.localhost"))
                .on_new_window(|_, _| NewWindowResponse::Deny)
                .build()?;
            #[cfg(target_os = "linux")]
            crate::window::draw_plainly(&window)?;
            // JSON is JavaScript, so an answer enters the page as an argument and nothing of it is run.
            let view = window.clone();
            let sink = move |json: String| view.eval(format!("window.__pipit?.({json})")).is_ok();
            let rcim = RcIm::start(widget, network, Arc::new(notifications), Box::new(sink));
            let looked_at = rcim.clone();
            window.on_window_event(move |event| {
                if let WindowEvent::Focused(focused) = event {
                    looked_at.foreground(*focused);
                }
            });
            let clicked = rcim.clone();
            tauri::async_runtime::spawn(async move {
                while let Some(conversation) = clicks.recv().await {
                    clicked.clicked(conversation);
                    window.show().and_then(|()| window.set_focus()).ok(); // the window may be closing
                }
            });
            api.set(rcim).ok(); // set up once
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("no window can be opened")?;
    app.run(|_, _| {});
    Ok(())
}

/// The page's side of the calls, with the names of the methods that are there.
fn facade() -> serde_json::Result<String> {
    let methods = serde_json::to_string(RCIM_METHODS)?;
    Ok(include_str!("widget/api.js").replace("/* methods */ []", &methods))
}

async fn answer(
    files: &Files,
    api: &OnceLock<RcIm>,
    request: &Request<Vec<u8>>,
) -> Response<Cow<'static, [u8]>> {
    let uri = request.uri();
    if uri.path() == CALLS {
        let call = percent_decode_str(uri.query().unwrap_or_default()).decode_utf8();
        if let (Some(api), Ok(call)) = (api.get(), call) {
            api.call(&call);
        }
        return response(StatusCode::NO_CONTENT, "text/plain", Cow::default());
    }
    if let Some(api) = api.get()
        && let Some((body, kind)) = api.media(uri.path()).await
    {
        return response(StatusCode::OK, kind, body.into());
    }
    match files.read(uri.path()) {
        Ok((body, kind)) => response(StatusCode::OK, &kind, body.into()),
        Err(_) => response(StatusCode::NOT_FOUND, "text/plain", Cow::Borrowed(b"not here")),
    }
}

fn response(status: StatusCode, kind: &str, body: Cow<'static, [u8]>) -> Response<Cow<'static, [u8]>> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CACHE_CONTROL, "no-store")
        .body(body)
        .unwrap_or_default()
}
