//! Calls about the pairs that messages carry.

use pipit_proto::uid::time_of;
use serde_json::{Map, Value, json};

use super::message::outgoing_kind;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::runtime::sequencer::status_of;
use crate::store::{Conversation, LogRange};

/// The kind of message that tells of a change.
const KIND: &str = "RC:MsgExMsg";

/// Pairs in one answer.
const PAGE: usize = 100;

pub(super) async fn set(server: &Server, fields: &Fields) -> Answer {
    let pairs: Map<String, Value> = serde_json::from_str(fields.need("extraKeyVal")?)
        .map_err(|error| Failure::bad(format!("`extraKeyVal` is not a JSON object: {error}")))?;
    change(server, fields, &json!({ "put": pairs, "mid": fields.need("msgUID")? })).await
}

pub(super) async fn remove(server: &Server, fields: &Fields) -> Answer {
    let keys: Vec<String> = serde_json::from_str(fields.need("extraKey")?)
        .map_err(|error| Failure::bad(format!("`extraKey` is not a JSON array of texts: {error}")))?;
    change(server, fields, &json!({ "del": keys, "mid": fields.need("msgUID")? })).await
}

/// Keeps the change, and tells the others in the conversation.
async fn change(server: &Server, fields: &Fields, change: &Value) -> Answer {
    let sender = fields.need_id("userId")?;
    let kind = fields.need_number("conversationType")?;
    let target = fields.need_id("targetId")?;
    let conversation = i32::try_from(kind)
        .ok()
        .filter(|kind| matches!(kind, 1 | 3))
        .and_then(|kind| Conversation::from_parts(kind, target))
        .ok_or_else(|| Failure::bad("`conversationType` is neither 1 nor 3"))?;
    let change = change.to_string();
    server.expand(sender, &conversation, &change).await.map_err(|status| {
        Failure::with_code(status, "no such message, none that carries pairs, too many or malformed pairs")
    })?;
    let mut message = outgoing_kind(sender, KIND, conversation, &change);
    if fields.switch("isSyncSender", false) {
        message.audience = crate::store::Audience::Everyone;
    }
    match server.0.sequencer.append(message).await {
        Ok(_) => nothing(),
        Err(refusal) => Err(Failure::with_code(status_of(refusal), refusal.to_string())),
    }
}

pub(super) async fn all(server: &Server, fields: &Fields) -> Answer {
    let uid = fields.need("msgUID")?;
    let page = match fields.get("pageNo") {
        Some(_) => fields.need_number("pageNo")?,
        None => 1,
    };
    let page = usize::try_from(page).ok().filter(|page| *page > 0);
    let page = page.ok_or_else(|| Failure::bad("`pageNo` is not 1 or more"))?;
    let missing = || Failure::with_code(pipit_proto::code::EXPANSION_NOT_FOUND, "there is no such message");
    let time = time_of(uid).ok_or_else(missing)?;
    let at = LogRange { from: time, to: time + 1, after: None, count: u32::MAX };
    let found = server.0.store.log(at).await?.into_iter().find(|message| message.uid == uid);
    let pairs = found.ok_or_else(missing)?.expansion.unwrap_or_default();
    let pairs: Map<String, Value> = serde_json::from_str(&pairs).unwrap_or_default();
    let pairs: Map<String, Value> =
        pairs.into_iter().skip((page - 1).saturating_mul(PAGE)).take(PAGE).collect();
    Ok(json!({ "extraContent": pairs }))
}
