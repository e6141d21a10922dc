//! The HTTP entrance: which address leads where.

use std::time::Duration;

use axum::Extension;
use axum::Json;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use tokio::time::timeout;

use super::{api, files, navigation, websocket};
use crate::Server;
use crate::demo;
use crate::listen::Line;

/// The largest body of a call, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// The largest body of who names nothing but a token, in bytes.
const MAX_TOKEN: usize = 16 * 1024;

impl Server {
    /// Everything that the server answers over HTTP, WebSockets included.
    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route("/websocket", get(websocket::upgrade))
            .route("/v2/navi.json", post(navigation::v2).layer(DefaultBodyLimit::max(MAX_TOKEN)))
            .route("/navi.js", get(navigation::v1))
            .route("/demo.json", get(describe_demo))
            .route("/healthz", get(|| async { "ok\n" }))
            // imlib-v2 looks for the fastest of its servers by this before it connects.
            .route("/ping", get(|| async { "ok\n" }))
            .route("/metrics", get(metrics))
            .merge(api::routes(self))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .merge(files::routes(self))
            .layer(middleware::from_fn(allow_browsers))
            .with_state(self.clone())
    }
}

/// Where the asker reaches this server, a proxy in front of it included.
pub(crate) fn origin(line: &Line, headers: &HeaderMap) -> String {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = header("x-forwarded-host").or_else(|| header("host")).unwrap_or("127.0.0.1");
    let secure = line.secure || header("x-forwarded-proto") == Some("https");
    format!("{}://{host}", if secure { "https" } else { "http" })
}

/// The body of a request, all of which arrives within `patience`; otherwise how it is refused.
pub(crate) async fn whole_body(request: Request, patience: Duration) -> Result<Bytes, StatusCode> {
    match timeout(patience, Bytes::from_request(request, &())).await {
        Ok(body) => body.map_err(|rejection| rejection.status()),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Pages of any origin may ask: what they may know, their token decides.
async fn allow_browsers(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "RC-Appkey, RC-Negotiate, Content-Type, Range, X-File-TransactionId, X-File-Total-Size",
        ),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("Content-Disposition, Content-Range, ETag, Repr-Digest"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    response
}

async fn metrics(State(server): State<Server>) -> Response {
    let text = server.0.metrics.render(server.connections());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// Tokens are for this machine only.
async fn describe_demo(State(server): State<Server>, Extension(line): Extension<Line>) -> Response {
    if server.0.settings.demo && line.peer.ip().is_loopback() {
        Json(demo::describe(&server)).into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}
