//! Calls that say something in chat rooms and change what their members share.

use std::sync::Arc;

use pipit_proto::code;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::message::check_size;
use super::room::{AT_ONCE, need_ids, need_room, refused};
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::access::gateway::{LONGEST_KEY, LONGEST_VALUE, default_flags};
use crate::runtime::rooms::{Edit, EntryChange, Reply, Room, Saying};

/// Says what the fields say in a room, and answers when and as what.
struct Speech {
    sender: String,
    object_name: String,
    content: String,
    persisted: bool,
}

impl Speech {
    fn read(server: &Server, fields: &Fields) -> Result<Self, Failure> {
        let content = fields.need("content")?;
        check_size(server, content)?;
        let object_name = fields.need_id("objectName")?;
        Ok(Self {
            sender: fields.need_id("fromUserId").or_else(|_| fields.need_id("userId"))?.to_owned(),
            persisted: fields.switch("isPersisted", default_flags(object_name).persisted),
            object_name: object_name.to_owned(),
            content: content.to_owned(),
        })
    }

    fn saying(&self, room: Arc<Room>, reply: Reply) -> Saying {
        let mut flags = default_flags(&self.object_name);
        flags.persisted = self.persisted;
        Saying {
            room,
            sender: self.sender.clone(),
            origin: String::new(),
            object_name: self.object_name.clone(),
            content: self.content.clone(),
            flags,
            client_id: None,
            expansion: None,
            reply,
        }
    }

    /// Says it in all of these rooms in one transaction. A room that ended meanwhile is left out; when none is left, or
    /// nothing can be written, the call is refused.
    async fn say(&self, server: &Server, rooms: Vec<Arc<Room>>) -> Result<Vec<Value>, Failure> {
        let (mut sayings, mut answers) = (Vec::with_capacity(rooms.len()), Vec::with_capacity(rooms.len()));
        for room in rooms {
            let (reply, answer) = oneshot::channel();
            answers.push((room.id.clone(), answer));
            sayings.push(self.saying(room, Reply::Caller(reply)));
        }
        server.0.rooms.say_all(sayings).await;
        let (mut uids, mut refusal) = (Vec::with_capacity(answers.len()), None);
        for (room, answer) in answers {
            match answer.await.unwrap_or(Err(code::STORAGE_UNAVAILABLE)) {
                Ok((_, uid)) => uids.push(json!({ "chatroomId": room, "messageUID": uid })),
                Err(code) => refusal = Some(code),
            }
        }
        match refusal {
            Some(code) if uids.is_empty() => Err(refused(code)),
            _ => Ok(uids),
        }
    }
}

pub(super) async fn publish(server: &Server, fields: &Fields) -> Answer {
    let speech = Speech::read(server, fields)?;
    let mut rooms = Vec::new();
    for id in need_ids(fields, "toChatroomId")? {
        rooms.push(server.0.rooms.find(&id).await.map_err(refused)?);
    }
    Ok(json!({ "messageUIDs": speech.say(server, rooms).await? }))
}

pub(super) async fn broadcast(server: &Server, fields: &Fields) -> Answer {
    let speech = Speech::read(server, fields)?;
    for rooms in server.0.rooms.list().await.map_err(refused)?.chunks(AT_ONCE) {
        speech.say(server, rooms.to_vec()).await?;
    }
    nothing()
}

/// Changes entries in somebody's name; a message may go with it.
async fn change(
    server: &Server,
    fields: &Fields,
    owner: &str,
    changes: Vec<(String, Option<String>)>,
) -> Answer {
    let room = need_room(server, fields).await?;
    for (key, value) in &changes {
        if !(1..=LONGEST_KEY).contains(&key.chars().count()) {
            return Err(Failure::bad(format!("`key` is empty or longer than {LONGEST_KEY} characters")));
        }
        if value.as_ref().is_some_and(|value| value.chars().count() > LONGEST_VALUE) {
            return Err(Failure::bad(format!("`value` is longer than {LONGEST_VALUE} characters")));
        }
    }
    let speech = match fields.get("objectName") {
        Some(_) => Some(Speech::read(server, fields)?),
        None => None,
    };
    let auto_delete = fields.switch("autoDelete", false);
    let change = |(key, value)| EntryChange { key, value, auto_delete, overwrite: true };
    let edit = Edit::Entries {
        room: room.id.clone(),
        user: fields.need_id(owner)?.to_owned(),
        changes: changes.into_iter().map(change).collect(),
        most: server.0.settings.limits.room_entries,
        by: None,
    };
    for changed in server.0.rooms.edit(edit).await.map_err(refused)? {
        changed.outcome.map_err(refused)?;
    }
    if let Some(speech) = speech {
        speech.say(server, vec![room]).await?;
    }
    nothing()
}

pub(super) async fn set_entry(server: &Server, fields: &Fields) -> Answer {
    let entry = (fields.need("key")?.to_owned(), Some(fields.need("value")?.to_owned()));
    change(server, fields, "userId", vec![entry]).await
}

pub(super) async fn set_entries(server: &Server, fields: &Fields) -> Answer {
    let entries: Value = serde_json::from_str(fields.need("entryInfo")?)
        .map_err(|error| Failure::bad(format!("`entryInfo` is not JSON: {error}")))?;
    let entry = |(key, value): (&String, &Value)| Some((key.clone(), Some(value.as_str()?.to_owned())));
    let entries: Option<Vec<_>> = entries.as_object().and_then(|all| all.iter().map(entry).collect());
    match entries {
        Some(entries) if (1..=10).contains(&entries.len()) => {
            change(server, fields, "entryOwnerId", entries).await
        }
        _ => Err(Failure::bad("`entryInfo` is not an object of 1 to 10 texts")),
    }
}

pub(super) async fn remove_entry(server: &Server, fields: &Fields) -> Answer {
    change(server, fields, "userId", vec![(fields.need("key")?.to_owned(), None)]).await
}

pub(super) async fn entries(server: &Server, fields: &Fields) -> Answer {
    let keys = fields.list("keys");
    let entries = need_room(server, fields).await?.entries(&keys);
    let keys: Vec<_> = entries
        .iter()
        .map(|entry| {
            json!({
                "key": entry.key,
                "value": entry.value,
                "userId": entry.owner,
                "autoDelete": if entry.auto_delete { "1" } else { "0" },
                "lastSetTime": super::when::date_time(entry.version),
            })
        })
        .collect();
    Ok(json!({ "keys": keys }))
}
