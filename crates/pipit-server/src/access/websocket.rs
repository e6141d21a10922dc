//! The WebSocket: its upgrade, and its binary messages as frames.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Extension;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use pipit_proto::frame::{ConnectLayout, MAX_CLIENT_FRAME};
use serde::Deserialize;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::http::origin;
use crate::Server;
use crate::listen::Line;
use crate::runtime::sessions::ConnectRequest;

/// The library's default read buffer is 128 KiB for every connection, idle or not.
const READ_BUFFER: usize = 2 * 1024;

/// The query of the connect URL, as the platform's clients write it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectQuery {
    #[serde(default)]
    app_id: String,
    #[serde(default)]
    token: String,
    protocol_ver: Option<String>,
    platform: Option<String>,
    device_id: Option<String>,
    push: Option<String>,
}

impl ConnectQuery {
    fn at(self, origin: String) -> ConnectRequest {
        let query = self;
        ConnectRequest {
            token: query.token,
            app_key: query.app_id,
            platform: query.platform.filter(|platform| !platform.is_empty()),
            device_id: query.device_id.filter(|device| !device.is_empty()),
            layout: match query.protocol_ver.as_deref() {
                Some("4") => ConnectLayout::Flagged,
                _ => ConnectLayout::Fixed,
            },
            direct_push: matches!(query.push.as_deref(), Some("direct" | "only")),
            push_only: query.push.as_deref() == Some("only"),
            origin,
        }
    }
}

/// Frames of one flush share a write up to this size. More: a connection keeps it after its first burst. Fewer: more
/// writes in a burst.
const WRITE_BUFFER: usize = 16 * 1024;

/// Upgrades the connection and serves the client on it.
pub(crate) async fn upgrade(
    State(server): State<Server>,
    Extension(line): Extension<Line>,
    Query(query): Query<ConnectQuery>,
    headers: HeaderMap,
    mut request: Request,
) -> Response {
    let Some(key) = headers.get(header::SEC_WEBSOCKET_KEY) else {
        return (StatusCode::BAD_REQUEST, "this is a WebSocket endpoint\n").into_response();
    };
    let accept = derive_accept_key(key.as_bytes());
    let Some(on_upgrade) = request.extensions_mut().remove::<OnUpgrade>() else {
        return (StatusCode::UPGRADE_REQUIRED, "this connection cannot be upgraded\n").into_response();
    };
    let greeting = query.at(origin(&line, &headers));
    tokio::spawn(async move {
        let Ok(upgraded) = on_upgrade.await else { return };
        let frames = Frames::new(upgraded).await;
        // A task of its own: the upgrade's large state ends here, and the long-lived future stays small.
        tokio::spawn(async move {
            server.accept(greeting, frames).await;
            drop(line); // its place is free
        });
    });
    Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, accept)
        .body(Body::empty())
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Frames over a WebSocket: one binary message each; anything else ends the stream.
struct Frames(Box<WebSocketStream<TokioIo<Upgraded>>>);

impl Frames {
    async fn new(upgraded: Upgraded) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(MAX_CLIENT_FRAME))
            .max_frame_size(Some(MAX_CLIENT_FRAME));
        let stream =
            WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
        Self(Box::new(stream))
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return Poll::Ready(match std::task::ready!(self.0.poll_next_unpin(context)) {
                Some(Ok(Message::Binary(bytes))) => Some(Ok(bytes)),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue, // the library answers
                Some(Ok(Message::Text(text))) => Some(Ok(text.into())),    // not a frame: the gateway says so
                Some(Err(error)) => Some(Err(error)),
                Some(Ok(Message::Close(_) | Message::Frame(_))) | None => None,
            });
        }
    }
}

impl Sink<Bytes> for Frames {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready_unpin(context)
    }

    fn start_send(mut self: Pin<&mut Self>, frame: Bytes) -> Result<(), Error> {
        self.0.start_send_unpin(Message::Binary(frame))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_flush_unpin(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_close_unpin(context)
    }
}
