//! Calls about how people keep their conversations: silent, on top.

use pipit_proto::code;
use serde_json::json;

use super::user::need_users;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::runtime::delivery::tell_attributes;
use crate::store::Attribute;

/// The platform's numbers of the attributes.
const SILENT: i32 = 1;
const TOP: i32 = 2;

/// Whose, of which type, and whose name.
async fn conversation(
    server: &Server,
    fields: &Fields,
    owner: &str,
) -> Result<(String, i32, String), Failure> {
    let kind = fields.need_number("conversationType")?;
    if ![1, 3, 6].contains(&kind) {
        return Err(Failure::bad("`conversationType` is neither 1, 3 nor 6"));
    }
    let owner = fields.need_id(owner)?.to_owned();
    need_users(server, std::slice::from_ref(&owner)).await?;
    Ok((owner, i32::try_from(kind).unwrap_or_default(), fields.need_id("targetId")?.to_owned()))
}

async fn put(server: &Server, owner: &str, attribute: Attribute) -> Answer {
    let inner = &server.0;
    let now = inner.clock.now();
    let step = inner.store.set_attributes(owner, vec![attribute], None, now).await?;
    let step = step.ok_or_else(|| Failure::with_code(code::INVALID_PARAMETER, "it was not set"))?;
    tell_attributes(&inner.sessions, &inner.metrics, owner, None, step.after, now);
    nothing()
}

async fn is_set(
    server: &Server,
    (owner, kind, target): &(String, i32, String),
    name: i32,
) -> Result<bool, Failure> {
    let attributes = server.0.store.attributes(owner, 0).await?;
    let found = attributes.iter().find(|a| a.kind == *kind && a.target == *target && a.name == name);
    Ok(found.is_some_and(|attribute| !["", "0"].contains(&attribute.value.as_str())))
}

fn need_switch(fields: &Fields, name: &str, on: &[&str], off: &[&str]) -> Result<bool, Failure> {
    let value = fields.need(name)?;
    match (on.contains(&value), off.contains(&value)) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(Failure::bad(format!("`{name}` is neither on nor off"))),
    }
}

/// Silent is the same word that clients write: their level of silence, or zero.
pub(super) async fn set_silent(server: &Server, fields: &Fields) -> Answer {
    let silent = need_switch(fields, "isMuted", &["1"], &["0"])?;
    let (owner, kind, target) = conversation(server, fields, "requestId").await?;
    let value = if silent { "1" } else { "0" }.to_owned();
    put(server, &owner, Attribute { kind, target, name: SILENT, value, version: 0 }).await
}

pub(super) async fn is_silent(server: &Server, fields: &Fields) -> Answer {
    let asked = conversation(server, fields, "requestId").await?;
    Ok(json!({ "isMuted": i32::from(is_set(server, &asked, SILENT).await?) }))
}

pub(super) async fn set_top(server: &Server, fields: &Fields) -> Answer {
    let top = need_switch(fields, "setTop", &["1", "true"], &["0", "false"])?;
    let (owner, kind, target) = conversation(server, fields, "userId").await?;
    let value = if top { "1" } else { "0" }.to_owned();
    put(server, &owner, Attribute { kind, target, name: TOP, value, version: 0 }).await
}
