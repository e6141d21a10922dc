//! The addresses that a widget's pages can reach: their own files, files of the widget's user, what messages hold, and
//! the engine.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use pipit_api::Folder;
use tauri::http::header::HeaderValue;
use tauri::http::{Method, Request, Response, StatusCode, header};
use tauri::{AppHandle, Builder, Manager, Wry};

use super::Host;
use super::files::{self, Part};
use crate::merged;

/// The scheme of a widget's pages.
pub const PAGES: &str = "widget";

/// The schemes of files of the widget's user: those that stay, and those that may go.
const USER_FILES: [&str; 2] = ["fs", "cache"];

/// The module that modern pages import, and its types.
const MODULE: [(&str, &str, &str); 2] = [
    ("/pipit/rcim.js", "text/javascript", include_str!("rcim.js")),
    ("/pipit/rcim.d.ts", "text/plain", include_str!("rcim.d.ts")),
];

/// Under which path pages post what they ask for, as a query.
const CALLS: &str = "/.pipit/";

/// Under which path the kit's own pages lie, which are those of the messenger.
const KIT: &str = "/.pipit/kit/";

/// Under which path pages lie that tell merged messages.
const MERGED: &str = "/.pipit/merged/";

/// What a page of the kit may load: nothing but its own parts and the integrator's files. Pictures of the
/// web come through the engine.
const KIT_POLICY: &str = "default-src 'none'; script-src 'self' widget:; style-src 'self' widget:; \
    font-src 'self' widget:; img-src 'self' widget: fs: cache: data:; media-src data:; \
    connect-src 'self' widget:; frame-src 'self' widget:; base-uri 'none'; form-action 'none'";

/// What a page may load: its own files, pictures and data from anywhere, and no script but its own. `unsafe-inline` and
/// `unsafe-eval` are what pages of this kind are written with; there is nothing in this process that they could gain.
const POLICY: &str = "default-src 'self' data: blob:; script-src 'self' widget: 'unsafe-inline' 'unsafe-eval'; \
    style-src 'self' widget: 'unsafe-inline'; font-src 'self' widget: data:; img-src * widget: fs: cache: data: blob:; \
    media-src * widget: fs: cache: data: blob:; connect-src 'self' widget: fs: cache: https: http:; frame-src 'self'; \
    base-uri 'self'; form-action 'self'";

/// Opens the addresses in the app that is being built. They are schemes of their own, so that `<img src="fs://…">` works
/// as integrators' pages write it.
pub fn open(app: Builder<Wry>, pages: &Folder) -> Builder<Wry> {
    let pages = pages.clone();
    let app = app.register_asynchronous_uri_scheme_protocol(PAGES, move |from, request, responder| {
        let (app, window, pages) =
            (from.app_handle().clone(), from.webview_label().to_owned(), pages.clone());
        tauri::async_runtime::spawn(
            async move { responder.respond(page(&app, &window, &pages, &request).await) },
        );
    });
    USER_FILES.into_iter().fold(app, |app, scheme| {
        app.register_asynchronous_uri_scheme_protocol(scheme, move |from, request, responder| {
            let app = from.app_handle().clone();
            tauri::async_runtime::spawn(
                async move { responder.respond(user_file(&app, scheme, &request).await) },
            );
        })
    })
}

type Answer = Response<Cow<'static, [u8]>>;

async fn page(app: &AppHandle, window: &str, pages: &Folder, request: &Request<Vec<u8>>) -> Answer {
    let uri = request.uri();
    let host = app.try_state::<Host>();
    // What a message brings can have the page ask for any address (a picture does), but post to none.
    if request.method() == Method::POST
        && let Some(wish) = uri.path().strip_prefix(CALLS)
        && let Some(host) = &host
        && let Ok(told) = percent_decode_str(uri.query().unwrap_or_default()).decode_utf8()
        && let Some(answer) = host.wish(window, wish, &told)
    {
        return match answer {
            Ok(()) => response(StatusCode::NO_CONTENT, "text/plain", Cow::default()),
            Err(why) => response(StatusCode::BAD_REQUEST, "text/plain", why.into_bytes().into()),
        };
    }
    if let Some(path) = uri.path().strip_prefix(MERGED) {
        let number = merged::number(path);
        return merged::answer(number.zip(host).and_then(|(number, host)| host.rcim.merged_page(number)));
    }
    if let Some(path) = uri.path().strip_prefix(KIT) {
        return kit(app, path);
    }
    if let Some((_, kind, body)) = MODULE.iter().find(|(path, ..)| *path == uri.path()) {
        return response(StatusCode::OK, kind, Cow::Borrowed(body.as_bytes()));
    }
    if let Some(host) = &host
        && let Some((body, kind)) = host.rcim.media(uri.path()).await
    {
        return response(StatusCode::OK, kind, body.into());
    }
    match pages.file(&path(request)) {
        Ok(file) => part_of(&file, request),
        Err(_) => not_here(),
    }
}

/// A part of the kit's pages.
fn kit(app: &AppHandle, path: &str) -> Answer {
    let Some(asset) = app.asset_resolver().get(path.to_owned()) else { return not_here() };
    let mut answer = response(StatusCode::OK, &asset.mime_type, asset.bytes.into());
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(KIT_POLICY));
    answer
}

async fn user_file(app: &AppHandle, scheme: &str, request: &Request<Vec<u8>>) -> Answer {
    let Some(host) = app.try_state::<Host>() else { return not_here() };
    match host.rcim.file(&format!("{scheme}://{}", path(request))).await {
        Some(file) => part_of(&file, request),
        None => not_here(),
    }
}

/// The path that an address means: `fs://a/b.jpg` has its first part where other addresses have their host.
fn path(request: &Request<Vec<u8>>) -> String {
    let uri = request.uri();
    let first = uri.host().filter(|host| *host != "localhost").unwrap_or_default();
    percent_decode_str(&format!("{first}{}", uri.path())).decode_utf8_lossy().into_owned()
}

fn part_of(file: &std::path::Path, request: &Request<Vec<u8>>) -> Answer {
    if request.method() != Method::GET {
        return response(StatusCode::METHOD_NOT_ALLOWED, "text/plain", Cow::Borrowed(b"only GET"));
    }
    let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
    match files::read(file, range) {
        Ok(Part::Whole { body, kind }) => response(StatusCode::OK, &kind, body.into()),
        Ok(Part::Range { body, kind, range }) => {
            let mut answer = response(StatusCode::PARTIAL_CONTENT, &kind, body.into());
            answer.headers_mut().extend(range.parse().map(|range| (header::CONTENT_RANGE, range)));
            answer
        }
        Ok(Part::OutOfRange) => response(StatusCode::RANGE_NOT_SATISFIABLE, "text/plain", Cow::default()),
        Ok(Part::TooLarge) => {
            response(StatusCode::PAYLOAD_TOO_LARGE, "text/plain", Cow::Borrowed(b"ask for a range"))
        }
        Err(_) => not_here(),
    }
}

fn not_here() -> Answer {
    response(StatusCode::NOT_FOUND, "text/plain", Cow::Borrowed(b"not here"))
}

fn response(status: StatusCode, kind: &str, body: Cow<'static, [u8]>) -> Answer {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::ACCEPT_RANGES, "bytes")
        // The pages' own scheme is another origin than `fs:` and `cache:`; nobody else's page is in this process.
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .body(body)
        .unwrap_or_default()
}
