//! Calls about what users and kinds of messages may do in chat rooms.

use serde_json::json;

use super::room::{need_ids, need_room, refused, until};
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::runtime::rooms::Edit;
use crate::store::{RoomRight, RoomRule};

/// The longest time that one may be muted or blocked, in minutes; a month.
const LONGEST: i64 = 43_200;
/// Kinds of messages that may have a right. The platform's limit.
const KINDS: usize = 20;

/// Gives a right in a room, or in all when there is none, or takes it when there is no end to it.
async fn put(server: &Server, room: &str, right: RoomRight, subjects: Vec<String>, until: i64) -> Answer {
    let rule = |subject| RoomRule { room: room.to_owned(), right, subject, until };
    server.0.rooms.edit(Edit::Rules(subjects.into_iter().map(rule).collect())).await.map_err(refused)?;
    nothing()
}

fn end(server: &Server, fields: &Fields) -> Result<i64, Failure> {
    let minutes = fields.need_number("minute")?;
    if !(1..=LONGEST).contains(&minutes) {
        return Err(Failure::bad(format!("`minute` is not between 1 and {LONGEST}")));
    }
    Ok(server.0.clock.now() + minutes * 60_000)
}

async fn give(server: &Server, fields: &Fields, right: RoomRight, until: i64) -> Answer {
    let room = need_room(server, fields).await?;
    put(server, &room.id, right, need_ids(fields, "userId")?, until).await
}

async fn holders(server: &Server, fields: &Fields, right: RoomRight) -> Result<Vec<(String, i64)>, Failure> {
    Ok(need_room(server, fields).await?.rights(right, server.0.clock.now()))
}

fn ids(list: Vec<(String, i64)>) -> Vec<String> {
    list.into_iter().map(|(id, _)| id).collect()
}

pub(super) async fn mute(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Muted, end(server, fields)?).await
}

pub(super) async fn unmute(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Muted, 0).await
}

pub(super) async fn muted(server: &Server, fields: &Fields) -> Answer {
    Ok(json!({ "users": until(&holders(server, fields, RoomRight::Muted).await?) }))
}

pub(super) async fn block(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Blocked, end(server, fields)?).await
}

pub(super) async fn unblock(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Blocked, 0).await
}

pub(super) async fn blocked(server: &Server, fields: &Fields) -> Answer {
    Ok(json!({ "users": until(&holders(server, fields, RoomRight::Blocked).await?) }))
}

pub(super) async fn favour(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Favoured, i64::MAX).await
}

pub(super) async fn unfavour(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Favoured, 0).await
}

pub(super) async fn favoured(server: &Server, fields: &Fields) -> Answer {
    Ok(json!({ "users": ids(holders(server, fields, RoomRight::Favoured).await?) }))
}

pub(super) async fn exempt(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Exempt, i64::MAX).await
}

pub(super) async fn unexempt(server: &Server, fields: &Fields) -> Answer {
    give(server, fields, RoomRight::Exempt, 0).await
}

pub(super) async fn exempted(server: &Server, fields: &Fields) -> Answer {
    Ok(json!({ "userIds": ids(holders(server, fields, RoomRight::Exempt).await?) }))
}

pub(super) async fn mute_everywhere(server: &Server, fields: &Fields) -> Answer {
    put(server, "", RoomRight::Muted, need_ids(fields, "userId")?, end(server, fields)?).await
}

pub(super) async fn unmute_everywhere(server: &Server, fields: &Fields) -> Answer {
    put(server, "", RoomRight::Muted, need_ids(fields, "userId")?, 0).await
}

pub(super) async fn muted_everywhere(server: &Server, _fields: &Fields) -> Answer {
    let list = server.0.rooms.rights_everywhere(RoomRight::Muted).await.map_err(refused)?;
    Ok(json!({ "users": until(&list) }))
}

/// Kinds of messages; the platform's Node library writes the name in small letters for one of the rights.
async fn put_kinds(server: &Server, fields: &Fields, right: RoomRight, until: i64) -> Answer {
    let name = if right == RoomRight::NeverDropped { "objectnames" } else { "objectName" };
    let kinds = need_ids(fields, name)?;
    let now = server.0.rooms.rights_everywhere(right).await.map_err(refused)?;
    let new = kinds.iter().filter(|kind| !now.iter().any(|(known, _)| known == *kind)).count();
    if until > 0 && now.len() + new > KINDS {
        return Err(Failure::bad(format!("`{name}`: there may be at most {KINDS} in all")));
    }
    put(server, "", right, kinds, until).await
}

async fn kinds(server: &Server, right: RoomRight) -> Result<Vec<String>, Failure> {
    Ok(ids(server.0.rooms.rights_everywhere(right).await.map_err(refused)?))
}

pub(super) async fn lower(server: &Server, fields: &Fields) -> Answer {
    put_kinds(server, fields, RoomRight::LowPriority, i64::MAX).await
}

pub(super) async fn unlower(server: &Server, fields: &Fields) -> Answer {
    put_kinds(server, fields, RoomRight::LowPriority, 0).await
}

pub(super) async fn lowered(server: &Server, _fields: &Fields) -> Answer {
    Ok(json!({ "objectNames": kinds(server, RoomRight::LowPriority).await? }))
}

pub(super) async fn never_drop(server: &Server, fields: &Fields) -> Answer {
    put_kinds(server, fields, RoomRight::NeverDropped, i64::MAX).await
}

pub(super) async fn may_drop(server: &Server, fields: &Fields) -> Answer {
    put_kinds(server, fields, RoomRight::NeverDropped, 0).await
}

pub(super) async fn never_dropped(server: &Server, _fields: &Fields) -> Answer {
    let kinds = kinds(server, RoomRight::NeverDropped).await?;
    // The platform's Node library looks for the second name, which is spelled so.
    Ok(json!({ "objectNames": kinds, "whitlistMsgType": kinds }))
}
