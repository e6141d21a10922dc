//! The server API: what the app's own server calls, signed with the app's secret.

mod conversation;
mod expansion;
mod fields;
mod file;
mod group;
mod group_mute;
mod group_page;
mod history;
mod message;
mod rate;
mod room;
mod room_rule;
mod room_say;
mod signature;
mod tag;
mod template;
mod unavailable;
mod user;
mod welcome;
mod when;
mod word;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Extension, Json};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::http::{origin, whole_body};
use crate::Server;
use crate::listen::Line;
use crate::store::StoreError;
use fields::Fields;
pub(crate) use rate::Rate;
pub(crate) use when::date_time;

/// Why a call fails: HTTP status, the platform's code, and what was wrong.
pub(crate) struct Failure {
    status: StatusCode,
    code: u16,
    message: String,
}

impl Failure {
    fn bad(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: 1002, message: message.into() }
    }

    fn not_available() -> Self {
        Self {
            status: StatusCode::from_u16(unavailable::STATUS).unwrap_or(StatusCode::BAD_REQUEST),
            code: unavailable::CODE,
            message: "this server does not have that function".into(),
        }
    }

    fn with_code(code: u16, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a call failed");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code: 1000, message: "the store failed".into() }
    }
}

/// What a call answers beside `code: 200`.
type Answer = Result<Value, Failure>;

#[expect(clippy::unnecessary_wraps, reason = "every call answers so")]
fn nothing() -> Answer {
    Ok(json!({}))
}

/// Carries a call out, also when its caller hangs up: half of it would be worse than all of it.
async fn finish(call: BoxFuture<'static, Answer>) -> Answer {
    tokio::spawn(call).await.unwrap_or_else(|panic| Err(StoreError(panic.into()).into()))
}

/// All calls, each with and without `.json`.
#[expect(clippy::too_many_lines, reason = "a table with one line for each call")]
pub(crate) fn routes(_server: &Server) -> Router<Server> {
    let mut router = Router::new();
    macro_rules! calls {
        ($($path:literal => $call:path;)*) => {$(
            for path in [$path, concat!($path, ".json")] {
                router = router.route(path, post(
                    |State(server): State<Server>, Extension(line): Extension<Line>, request: Request| async move {
                        match fields(&server, $path, &line, request).await {
                            Ok(fields) => {
                                answer(finish(async move { $call(&server, &fields).await }.boxed()).await)
                            }
                            Err(failure) => answer(Err(failure)),
                        }
                    },
                ));
            }
        )*};
    }
    calls! {
        "/user/getToken" => user::get_token;
        "/user/refresh" => user::refresh;
        "/user/info" => user::info;
        "/user/checkOnline" => user::check_online;
        "/user/block" => user::block;
        "/user/unblock" => user::unblock;
        "/user/block/query" => user::blocked;
        "/user/blacklist/add" => user::add_to_blacklist;
        "/user/blacklist/remove" => user::remove_from_blacklist;
        "/user/blacklist/query" => user::blacklist;
        "/user/whitelist/add" => welcome::add;
        "/user/whitelist/remove" => welcome::remove;
        "/user/whitelist/query" => welcome::all;
        "/user/whitesetting/set" => welcome::set_selective;
        "/user/whitesetting/query" => welcome::is_selective;
        "/group/create" => group::create;
        "/group/join" => group::join;
        "/group/quit" => group::quit;
        "/group/dismiss" => group::dismiss;
        "/group/refresh" => group::refresh;
        "/group/sync" => group::sync;
        "/group/user/query" => group::members;
        "/group/user/gag/add" => group_mute::mute;
        "/group/user/gag/rollback" => group_mute::unmute;
        "/group/user/gag/list" => group_mute::muted;
        "/group/ban/add" => group_mute::mute_all;
        "/group/ban/rollback" => group_mute::unmute_all;
        "/group/ban/query" => group_mute::muted_groups;
        "/group/user/ban/whitelist/add" => group_mute::exempt;
        "/group/user/ban/whitelist/rollback" => group_mute::unexempt;
        "/group/user/ban/whitelist/query" => group_mute::exempted;
        "/user/tag/set" => tag::set;
        "/user/tag/batch/set" => tag::set_many;
        "/user/tags/get" => tag::of;
        "/sensitiveword/add" => word::add;
        "/sensitiveword/delete" => word::remove;
        "/sensitiveword/batch/delete" => word::remove_many;
        "/sensitiveword/list" => word::all;
        "/wordfilter/add" => word::add;
        "/wordfilter/delete" => word::remove;
        "/wordfilter/list" => word::all;
        "/conversation/notification/set" => conversation::set_silent;
        "/conversation/notification/get" => conversation::is_silent;
        "/conversation/top/set" => conversation::set_top;
        "/message/private/publish_template" => template::publish_private;
        "/message/system/publish_template" => template::publish_system;
        "/message/broadcast" => template::broadcast;
        "/message/private/publish" => message::publish_private;
        "/message/system/publish" => message::publish_system;
        "/message/discussion/publish" => message::publish_discussion;
        "/message/group/publish" => message::publish_group;
        "/statusmessage/private/publish" => message::tell_people;
        "/statusmessage/group/publish" => message::tell_groups;
        "/message/expansion/set" => expansion::set;
        "/message/expansion/delete" => expansion::remove;
        "/message/expansion/query" => expansion::all;
        "/message/history" => history::get;
        "/message/history/delete" => history::remove;
        "/pipit/group/set" => group_page::set;
        "/pipit/group/query" => group_page::query;
        "/pipit/file/query" => file::query;
        "/pipit/file/remove" => file::remove;
        "/message/recall" => message::recall;
        "/chatroom/create" => room::create;
        "/chatroom/destroy" => room::destroy;
        "/chatroom/query" => room::query;
        "/chatroom/join" => room::join;
        "/chatroom/user/query" => room::members;
        "/chatroom/users/exist" => room::are_members;
        "/chatroom/keepalive/add" => room::keep_alive;
        "/chatroom/keepalive/remove" => room::let_end;
        "/chatroom/keepalive/query" => room::kept_alive;
        "/chatroom/message/stopDistribution" => room::stop_distribution;
        "/chatroom/message/resumeDistribution" => room::resume_distribution;
        "/chatroom/ban/add" => room::mute;
        "/chatroom/ban/rollback" => room::unmute;
        "/chatroom/ban/query" => room::muted;
        "/chatroom/ban/check" => room::is_muted;
        "/chatroom/user/gag/add" => room_rule::mute;
        "/chatroom/user/gag/rollback" => room_rule::unmute;
        "/chatroom/user/gag/list" => room_rule::muted;
        "/chatroom/user/block/add" => room_rule::block;
        "/chatroom/user/block/rollback" => room_rule::unblock;
        "/chatroom/user/block/list" => room_rule::blocked;
        "/chatroom/user/whitelist/add" => room_rule::favour;
        "/chatroom/user/whitelist/remove" => room_rule::unfavour;
        "/chatroom/user/whitelist/query" => room_rule::favoured;
        "/chatroom/user/ban/whitelist/add" => room_rule::exempt;
        "/chatroom/user/ban/whitelist/rollback" => room_rule::unexempt;
        "/chatroom/user/ban/whitelist/query" => room_rule::exempted;
        "/chatroom/user/ban/add" => room_rule::mute_everywhere;
        "/chatroom/user/ban/remove" => room_rule::unmute_everywhere;
        "/chatroom/user/ban/query" => room_rule::muted_everywhere;
        "/chatroom/message/priority/add" => room_rule::lower;
        "/chatroom/message/priority/remove" => room_rule::unlower;
        "/chatroom/message/priority/query" => room_rule::lowered;
        "/chatroom/whitelist/add" => room_rule::never_drop;
        "/chatroom/whitelist/delete" => room_rule::may_drop;
        "/chatroom/whitelist/query" => room_rule::never_dropped;
        "/chatroom/entry/set" => room_say::set_entry;
        "/chatroom/entry/batch/set" => room_say::set_entries;
        "/chatroom/entry/remove" => room_say::remove_entry;
        "/chatroom/entry/query" => room_say::entries;
        "/message/chatroom/publish" => room_say::publish;
        "/message/chatroom/broadcast" => room_say::broadcast;
    }
    with_unavailable(router)
}

/// Adds the calls that are answered with "not available".
fn with_unavailable(mut router: Router<Server>) -> Router<Server> {
    for &path in unavailable::CALLS {
        let paths = match path.strip_suffix("/*") {
            Some(above) => vec![format!("{above}/{{*below}}")],
            None => vec![path.to_owned(), format!("{path}.json")],
        };
        for route in paths {
            router = router.route(
                &route,
                any(move |State(server): State<Server>, headers: HeaderMap| async move {
                    let admitted = admit(&server, path, &headers);
                    answer(Err(admitted.err().unwrap_or_else(Failure::not_available)))
                }),
            );
        }
    }
    router
}

/// Checks who calls, and how often.
fn admit(server: &Server, path: &'static str, headers: &HeaderMap) -> Result<(), Failure> {
    let settings = &server.0.settings;
    if !signature::holds(headers, &settings.app_key, &settings.app_secret) {
        return Err(Failure {
            status: StatusCode::UNAUTHORIZED,
            code: 1004,
            message: "the app key or the signature is wrong; expected sha1(secret + nonce + timestamp)"
                .into(),
        });
    }
    if !server.0.rate.admits(path, server.0.clock.now(), settings.api_rate) {
        return Err(Failure {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: 1008,
            message: format!("more than {} of these calls in one second", settings.api_rate),
        });
    }
    Ok(())
}

/// Reads what is asked for, of who may ask; no field may name more than may be named at once.
async fn fields(
    server: &Server,
    path: &'static str,
    line: &Line,
    request: Request,
) -> Result<Fields, Failure> {
    let headers = request.headers();
    admit(server, path, headers)?; // before anything is kept of what a stranger sends
    let json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let origin = origin(line, headers);
    let body = whole_body(request, server.0.settings.patience).await.map_err(|status| Failure {
        status,
        code: 1005,
        message: "the body is larger than 1 MiB or did not arrive".into(),
    })?;
    let fields = Fields::read(&body, json, origin).map_err(Failure::bad)?;
    let most = server.0.settings.limits.named_at_once;
    match fields.beyond(most) {
        Some(name) => Err(Failure::bad(format!("`{name}` names more than {most}"))),
        None => Ok(fields),
    }
}

fn answer(answer: Answer) -> Response {
    match answer {
        Ok(Value::Object(fields)) => {
            let mut body = Map::from_iter([("code".to_owned(), json!(200))]);
            body.extend(fields);
            Json(body).into_response()
        }
        Ok(other) => Json(other).into_response(),
        Err(failure) => {
            let body = json!({ "code": failure.code, "errorMessage": failure.message });
            (failure.status, Json(body)).into_response()
        }
    }
}
