//! Calls about people.

use pipit_proto::code;
use pipit_proto::frame::DisconnectReason;
use serde_json::json;

use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::store::Card;

/// The platform's own id: messages from it steer official clients.
const RESERVED: &str = "rongcloudsystem";

/// Fails when one of these people does not exist.
pub(super) async fn need_users(server: &Server, ids: &[String]) -> Result<(), Failure> {
    let known = server.0.store.users(ids.to_vec()).await?;
    match ids.iter().find(|id| !known.iter().any(|card| card.id == **id)) {
        Some(missing) => Err(Failure::with_code(code::UNKNOWN_USER, format!("there is no user `{missing}`"))),
        None => Ok(()),
    }
}

pub(super) async fn get_token(server: &Server, fields: &Fields) -> Answer {
    let id = fields.need_id("userId")?;
    if id == RESERVED {
        return Err(Failure::bad("`userId` is reserved"));
    }
    server.0.store.put_user(card(server, id, fields)?).await?;
    Ok(json!({ "userId": id, "token": server.token(id) }))
}

pub(super) async fn refresh(server: &Server, fields: &Fields) -> Answer {
    let id = fields.need_id("userId")?;
    need_users(server, &[id.to_owned()]).await?;
    server.0.store.put_user(card(server, id, fields)?).await?;
    nothing()
}

pub(super) async fn info(server: &Server, fields: &Fields) -> Answer {
    let id = fields.need_id("userId")?.to_owned();
    need_users(server, std::slice::from_ref(&id)).await?;
    let card = server.0.store.users(vec![id]).await?.pop().unwrap_or_default();
    Ok(json!({ "userName": card.name, "userPortrait": card.portrait }))
}

pub(super) async fn check_online(server: &Server, fields: &Fields) -> Answer {
    let online = server.0.sessions.is_online(fields.need_id("userId")?);
    Ok(json!({ "status": if online { "1" } else { "0" } }))
}

pub(super) async fn block(server: &Server, fields: &Fields) -> Answer {
    let id = fields.need_id("userId")?;
    let minutes = fields.need_number("minute")?;
    if !(1..=43_200).contains(&minutes) {
        return Err(Failure::bad("`minute` is not between 1 and 43200"));
    }
    need_users(server, &[id.to_owned()]).await?;
    server.0.store.block_user(id, server.0.clock.now() + minutes * 60_000).await?;
    server.0.sessions.disconnect(id, DisconnectReason::Blocked);
    nothing()
}

pub(super) async fn unblock(server: &Server, fields: &Fields) -> Answer {
    server.0.store.block_user(fields.need_id("userId")?, 0).await?;
    nothing()
}

pub(super) async fn blocked(server: &Server, _fields: &Fields) -> Answer {
    let users = server.0.store.blocked_users(server.0.clock.now()).await?;
    let users: Vec<_> =
        users.iter().map(|(id, until)| json!({ "userId": id, "blockEndTime": until })).collect();
    Ok(json!({ "users": users }))
}

pub(super) async fn add_to_blacklist(server: &Server, fields: &Fields) -> Answer {
    set_blacklisted(server, fields, true).await
}

pub(super) async fn remove_from_blacklist(server: &Server, fields: &Fields) -> Answer {
    set_blacklisted(server, fields, false).await
}

async fn set_blacklisted(server: &Server, fields: &Fields, blacklisted: bool) -> Answer {
    let others = fields.ids("blackUserId")?;
    if others.is_empty() {
        return Err(Failure::bad("`blackUserId` is missing"));
    }
    let owner = fields.need_id("userId")?;
    if blacklisted && !server.has_room_on_blacklist(owner, &others).await? {
        let most = server.0.settings.limits.blacklist;
        return Err(Failure::bad(format!("the blacklist of `{owner}` would hold more than {most} people")));
    }
    server.0.store.set_blacklisted(owner, others, blacklisted).await?;
    nothing()
}

pub(super) async fn blacklist(server: &Server, fields: &Fields) -> Answer {
    Ok(json!({ "users": server.0.store.blacklist(fields.need_id("userId")?).await? }))
}

/// Fails when a name is longer than allowed.
pub(super) fn check_name(server: &Server, field: &str, name: &str) -> Result<(), Failure> {
    let most = server.0.settings.limits.name_length;
    if name.chars().count() > most {
        return Err(Failure::bad(format!("`{field}` is longer than {most} characters")));
    }
    Ok(())
}

fn card(server: &Server, id: &str, fields: &Fields) -> Result<Card, Failure> {
    let name = fields.get("name").unwrap_or_default();
    check_name(server, "name", name)?;
    let (portrait, most) =
        (fields.get("portraitUri").unwrap_or_default(), server.0.settings.limits.portrait_length);
    if portrait.len() > most {
        return Err(Failure::bad(format!("`portraitUri` is longer than {most} bytes")));
    }
    Ok(Card { id: id.to_owned(), name: name.to_owned(), portrait: portrait.to_owned() })
}
