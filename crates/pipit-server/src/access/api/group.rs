//! Calls about groups.

use pipit_proto::code;
use pipit_proto::id::is_id;
use serde_json::json;

use super::fields::no_id;
use super::user::{check_name, need_users};
use super::{Answer, Failure, Fields, group_mute, nothing};
use crate::Server;
use crate::store::Card;

pub(super) fn missing(group: &str) -> Failure {
    Failure::with_code(code::NOT_IN_GROUP, format!("there is no group `{group}`"))
}

pub(super) async fn create(server: &Server, fields: &Fields) -> Answer {
    let (id, name) = (fields.need_id("groupId")?, fields.need("groupName")?);
    let members = fields.ids("userId")?;
    need_users(server, &members).await?;
    let card = card(server, id, name)?;
    need_place(server, id, &members).await?;
    server.0.store.put_group(card).await?;
    server.0.store.set_members(id, members, true).await?;
    nothing()
}

pub(super) async fn join(server: &Server, fields: &Fields) -> Answer {
    let members = fields.ids("userId")?;
    need_users(server, &members).await?;
    need_place(server, fields.need_id("groupId")?, &members).await?;
    set_members(server, fields, members, true).await
}

pub(super) async fn quit(server: &Server, fields: &Fields) -> Answer {
    set_members(server, fields, fields.ids("userId")?, false).await
}

async fn set_members(server: &Server, fields: &Fields, users: Vec<String>, member: bool) -> Answer {
    let group = fields.need_id("groupId")?;
    if users.is_empty() {
        return Err(Failure::bad("`userId` is missing"));
    }
    if server.0.store.set_members(group, users, member).await? { nothing() } else { Err(missing(group)) }
}

pub(super) async fn dismiss(server: &Server, fields: &Fields) -> Answer {
    let group = fields.need_id("groupId")?;
    if !server.0.store.dismiss_group(group).await? {
        return Err(missing(group));
    }
    group_mute::forget(server, group).await?;
    nothing()
}

pub(super) async fn refresh(server: &Server, fields: &Fields) -> Answer {
    let group = fields.need_id("groupId")?;
    if server.0.store.members(group).await?.is_none() {
        return Err(missing(group));
    }
    server.0.store.put_group(card(server, group, fields.need("groupName")?)?).await?;
    nothing()
}

/// Makes sure that a person is in all of these groups.
pub(super) async fn sync(server: &Server, fields: &Fields) -> Answer {
    let user = fields.need_id("userId")?.to_owned();
    need_users(server, std::slice::from_ref(&user)).await?;
    let mut cards = Vec::new();
    for (id, name) in fields.keyed("group") {
        if !is_id(id) {
            return Err(no_id("group[id]"));
        }
        need_place(server, id, std::slice::from_ref(&user)).await?;
        cards.push(card(server, id, name)?);
    }
    for card in cards {
        let id = card.id.clone();
        server.0.store.put_group(card).await?;
        server.0.store.set_members(&id, vec![user.clone()], true).await?;
    }
    nothing()
}

pub(super) async fn members(server: &Server, fields: &Fields) -> Answer {
    let group = fields.need_id("groupId")?;
    let members = server.0.store.members(group).await?.ok_or_else(|| missing(group))?;
    let users: Vec<_> = members.iter().map(|id| json!({ "id": id })).collect();
    Ok(json!({ "users": users }))
}

/// Fails when the group would have too many members with these.
async fn need_place(server: &Server, group: &str, more: &[String]) -> Result<(), Failure> {
    let most = server.0.settings.limits.group_members;
    let members = server.0.store.members(group).await?.unwrap_or_default();
    let new = more.iter().filter(|id| !members.contains(id)).count();
    if members.len() + new > most {
        let message = format!("the group `{group}` would have more than {most} members");
        return Err(Failure::with_code(code::GROUP_FULL, message));
    }
    Ok(())
}

fn card(server: &Server, id: &str, name: &str) -> Result<Card, Failure> {
    check_name(server, "groupName", name)?;
    Ok(Card { id: id.to_owned(), name: name.to_owned(), portrait: String::new() })
}
