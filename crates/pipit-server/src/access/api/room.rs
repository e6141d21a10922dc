//! Calls about chat rooms: making and ending them, who is in them, and what holds for all of a room.

use pipit_proto::code;
use pipit_proto::id::is_id;
use serde_json::{Value, json};

use super::fields::no_id;
use super::user::{check_name, need_users};
use super::when::date_time;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::runtime::rooms::{Edit, Room, Switch};

/// Rooms or users that one call may name. The platform's limit is 20 and 50; more costs nothing here.
pub(super) const AT_ONCE: usize = 100;
/// Members that one call tells. The platform's limit.
const MEMBERS: i64 = 500;

/// What a code of the rooms means to a caller.
pub(super) fn refused(code: u16) -> Failure {
    let reason = match code {
        code::NO_SUCH_ROOM => "there is no such chat room",
        code::ROOM_FULL => "the chat room is full",
        code::BLOCKED_FROM_ROOM => "the user is blocked in the chat room",
        code::TOO_MANY_ENTRIES => "the chat room has as many entries as it may have",
        code::RECALL_NOT_FOUND => "the chat room has no such message",
        code::NO_SUCH_ENTRY => "the chat room has no entry of this `key`",
        code::STORAGE_UNAVAILABLE => "the store failed",
        _ => "the chat room refuses it",
    };
    Failure::with_code(code, reason)
}

/// The ids of a field that must be there, not too many.
pub(super) fn need_ids(fields: &Fields, name: &str) -> Result<Vec<String>, Failure> {
    let ids = fields.ids(name)?;
    if ids.is_empty() {
        return Err(Failure::bad(format!("`{name}` is missing")));
    }
    if ids.len() > AT_ONCE {
        return Err(Failure::bad(format!("`{name}` is there more than {AT_ONCE} times")));
    }
    Ok(ids)
}

/// The rooms that `chatroomId` names, all of which must be there.
async fn need_rooms(server: &Server, fields: &Fields) -> Result<Vec<String>, Failure> {
    let ids = need_ids(fields, "chatroomId")?;
    for id in &ids {
        server.0.rooms.find(id).await.map_err(refused)?;
    }
    Ok(ids)
}

/// The room that `chatroomId` names.
pub(super) async fn need_room(server: &Server, fields: &Fields) -> Result<std::sync::Arc<Room>, Failure> {
    server.0.rooms.find(fields.need_id("chatroomId")?).await.map_err(refused)
}

pub(super) async fn create(server: &Server, fields: &Fields) -> Answer {
    let rooms: Vec<_> = fields.keyed("chatroom").collect();
    if rooms.is_empty() || rooms.len() > AT_ONCE {
        return Err(Failure::bad(format!(
            "`chatroom[id]=name` is missing or there more than {AT_ONCE} times"
        )));
    }
    for (id, name) in &rooms {
        if !is_id(id) {
            return Err(no_id("chatroom[id]"));
        }
        check_name(server, "chatroom[id]=name", name)?;
    }
    for (id, name) in rooms {
        let edit = Edit::Create { id: id.to_owned(), name: name.to_owned() };
        server.0.rooms.edit(edit).await.map_err(refused)?;
    }
    nothing()
}

pub(super) async fn destroy(server: &Server, fields: &Fields) -> Answer {
    for id in need_ids(fields, "chatroomId")? {
        server.0.rooms.edit(Edit::Destroy { id, by_itself: false }).await.map_err(refused)?;
    }
    nothing()
}

pub(super) async fn query(server: &Server, fields: &Fields) -> Answer {
    let mut rooms = Vec::new();
    for id in need_ids(fields, "chatroomId")? {
        match server.0.rooms.find(&id).await {
            Ok(room) => {
                let record = room.record();
                let time = date_time(record.created);
                rooms.push(json!({ "chrmId": record.id, "name": record.name, "time": time }));
            }
            Err(code::NO_SUCH_ROOM) => {}
            Err(code) => return Err(refused(code)),
        }
    }
    Ok(json!({ "chatRooms": rooms }))
}

pub(super) async fn join(server: &Server, fields: &Fields) -> Answer {
    let room = need_room(server, fields).await?;
    let users = need_ids(fields, "userId")?;
    need_users(server, &users).await?;
    for user in users {
        server.0.rooms.enrol(&room, &user, &server.0.sessions).map_err(refused)?;
    }
    nothing()
}

pub(super) async fn members(server: &Server, fields: &Fields) -> Answer {
    let room = need_room(server, fields).await?;
    let number = |name: &str, default: i64, most: i64| match fields.get(name) {
        None => Ok(default),
        Some(_) => match fields.need_number(name)? {
            number if (1..=most).contains(&number) => Ok(number),
            _ => Err(Failure::bad(format!("`{name}` is not between 1 and {most}"))),
        },
    };
    let count = usize::try_from(number("count", MEMBERS, MEMBERS)?).unwrap_or_default();
    let (total, some) = room.members(count, number("order", 1, 2)? == 2);
    let users: Vec<_> = some.iter().map(|(id, time)| json!({ "id": id, "time": date_time(*time) })).collect();
    Ok(json!({ "total": total, "users": users }))
}

pub(super) async fn are_members(server: &Server, fields: &Fields) -> Answer {
    let room = need_room(server, fields).await?;
    let of = |id: String| json!({ "isInChrm": i32::from(room.has(&id)), "userId": id });
    let result: Vec<_> = need_ids(fields, "userId")?.into_iter().map(of).collect();
    Ok(json!({ "result": result }))
}

async fn switch(server: &Server, fields: &Fields, what: Switch, on: bool) -> Answer {
    for room in need_rooms(server, fields).await? {
        server.0.rooms.edit(Edit::Switch { room, what, on }).await.map_err(refused)?;
    }
    nothing()
}

/// The ids of the rooms in which something holds.
async fn which(server: &Server, holds: impl Fn(&Room) -> bool) -> Result<Vec<String>, Failure> {
    let rooms = server.0.rooms.list().await.map_err(refused)?;
    let mut ids: Vec<_> = rooms.iter().filter(|room| holds(room)).map(|room| room.id.clone()).collect();
    ids.sort_unstable();
    Ok(ids)
}

pub(super) async fn keep_alive(server: &Server, fields: &Fields) -> Answer {
    switch(server, fields, Switch::Kept, true).await
}

pub(super) async fn let_end(server: &Server, fields: &Fields) -> Answer {
    switch(server, fields, Switch::Kept, false).await
}

pub(super) async fn kept_alive(server: &Server, _fields: &Fields) -> Answer {
    Ok(json!({ "chatroomIds": which(server, |room| room.record().kept).await? }))
}

pub(super) async fn stop_distribution(server: &Server, fields: &Fields) -> Answer {
    switch(server, fields, Switch::Held, true).await
}

pub(super) async fn resume_distribution(server: &Server, fields: &Fields) -> Answer {
    switch(server, fields, Switch::Held, false).await
}

pub(super) async fn mute(server: &Server, fields: &Fields) -> Answer {
    switch(server, fields, Switch::Muted, true).await
}

pub(super) async fn unmute(server: &Server, fields: &Fields) -> Answer {
    switch(server, fields, Switch::Muted, false).await
}

pub(super) async fn muted(server: &Server, _fields: &Fields) -> Answer {
    Ok(json!({ "chatroomIds": which(server, |room| room.record().muted).await? }))
}

pub(super) async fn is_muted(server: &Server, fields: &Fields) -> Answer {
    let muted = need_room(server, fields).await?.record().muted;
    Ok(json!({ "status": i32::from(muted) }))
}

/// Subjects of rights with the time until which they have them.
pub(super) fn until(list: &[(String, i64)]) -> Value {
    list.iter().map(|(id, until)| json!({ "userId": id, "time": date_time(*until) })).collect()
}
