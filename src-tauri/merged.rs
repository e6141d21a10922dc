//! The scheme of pages that tell merged messages. Strangers have drawn them: they are shown in a frame of an origin of
//! their own, and only while somebody looks at them.

use std::borrow::Cow;

use pipit_api::{Api, PAGE_POLICY};
use tauri::http::{Response, StatusCode, header};
use tauri::{Builder, Wry};

/// The scheme; behind it stands the page's number.
pub const SCHEME: &str = "merged";

/// Opens the scheme in the app that is being built.
pub fn open(app: Builder<Wry>, api: Api) -> Builder<Wry> {
    app.register_uri_scheme_protocol(SCHEME, move |_, request| {
        answer(number(request.uri().path()).and_then(|number| api.merged_page(number)))
    })
}

/// The number of the page that a path means.
pub fn number(path: &str) -> Option<u32> {
    path.trim_start_matches('/').parse().ok()
}

/// What is answered to whoever asks for a page.
pub fn answer(page: Option<Vec<u8>>) -> Response<Cow<'static, [u8]>> {
    Response::builder()
        .status(if page.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND })
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CACHE_CONTROL, "no-store")
        .body(Cow::Owned(page.unwrap_or_default()))
        .unwrap_or_default()
}
