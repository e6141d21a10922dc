//! Navigation: where the WebSocket is, and what this server can do. Asked by browsers across origins.

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use pipit_proto::topic;
use serde::Deserialize;
use serde_json::{Value, json};

use super::files;
use super::http::{origin, whole_body};
use crate::Server;
use crate::listen::Line;
use crate::token;

/// The protocol numbers of the platform.
const PLAIN_WEBSOCKET: u8 = 5;
const SECURE_WEBSOCKET: u8 = 6;

/// `POST /v2/navi.json`: what current clients ask. They write the content type with a capital letter, which a strict
/// reader of forms refuses, so the body is taken as it is.
pub(crate) async fn v2(
    State(server): State<Server>,
    Extension(line): Extension<Line>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let body = match whole_body(request, server.0.settings.greeting).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let token = form_urlencoded::parse(&body).find(|(name, _)| name == "token").map(|(_, token)| token);
    match describe(&server, &line, &headers, token.as_deref().unwrap_or_default()) {
        Some(answer) => Json(answer).into_response(),
        None => (StatusCode::UNAUTHORIZED, Json(json!({ "code": 401 }))).into_response(),
    }
}

#[derive(Deserialize)]
pub(crate) struct V1Query {
    #[serde(default)]
    token: String,
    #[serde(rename = "callBack", default)]
    callback: String,
}

/// `GET /navi.js`: what older clients ask; the same answer, as a call of the function that they name.
pub(crate) async fn v1(
    State(server): State<Server>,
    Extension(line): Extension<Line>,
    headers: HeaderMap,
    Query(query): Query<V1Query>,
) -> Response {
    let answer = describe(&server, &line, &headers, &query.token).unwrap_or_else(|| json!({ "code": 401 }));
    let is_name =
        |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.' || c == '$');
    let callback = if is_name(&query.callback) { query.callback } else { "callback".into() };
    ([(header::CONTENT_TYPE, "application/javascript")], format!("{callback}({answer});")).into_response()
}

/// The answer for the owner of a token; nothing when the token is not one of ours. Whether it still holds is decided
/// by the connection, which has a word for it.
fn describe(server: &Server, line: &Line, headers: &HeaderMap, token: &str) -> Option<Value> {
    let settings = &server.0.settings;
    let user = match token::verify(&settings.app_secret, &settings.app_key, token, i64::MIN) {
        Ok(claims) => claims.user_id,
        Err(_) => return None,
    };
    let origin = origin(line, headers);
    let (scheme, host) = origin.split_once("://").unwrap_or_default();
    let protocol = if scheme == "https" { SECURE_WEBSOCKET } else { PLAIN_WEBSOCKET };
    let mut answer = json!({
        "code": 200,
        "userId": user,
        "type": 0,
        "serverAddr": [{ "addr": host, "protocol": protocol, "weight": 10 }],
        "server": host,
        "kvStorage": 1,
        "grpRRVer": i32::from(settings.keeps_receipts),
        "logSwitch": 0,
        "openAnti": 0,
        "msgModifyMinute": settings.limits.edit_minutes,
        "pipit": topic::OWN,
    });
    if server.0.files.is_some()
        && let Some(fields) = answer.as_object_mut()
    {
        let upload = format!("{origin}{}", files::PATH);
        fields.insert("ossConfig".into(), files::endpoints(&upload).into());
        fields.insert("uploadServer".into(), upload.into());
    }
    Some(answer)
}
