//! Changes of rooms: looked at, written, and then done, one after the other by the keeper.

use std::sync::Arc;

use pipit_proto::code;
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::DownStreamMessage;
use pipit_proto::prost::Message;
use serde_json::json;

use super::entries::{Changed, EntryChange};
use super::{AllRooms, Refused, Room, lock, unavailable};
use crate::runtime::delivery::{down_room_message, push_message};
use crate::store::{
    HistoryRange, Recall, RoomEntry, RoomMessage, RoomRecord, RoomRight, RoomRule, RoomWrite,
};

/// What can be switched in a room.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Switch {
    /// It stays when nobody is in it.
    Kept,
    /// Nobody may speak.
    Muted,
    /// What is said reaches nobody.
    Held,
}

/// A change.
pub(crate) enum Edit {
    /// Makes a room, if it is not there.
    Create { id: String, name: String },
    /// Removes a room; nothing happens if it is not there.
    Destroy { id: String, by_itself: bool },
    /// Switches something in a room.
    Switch { room: String, what: Switch, on: bool },
    /// Changes entries of a room, which has at most `most`; `by` is the session that does it.
    Entries { room: String, user: String, changes: Vec<EntryChange>, most: usize, by: Option<u64> },
    /// Somebody left a room: what goes with them goes.
    Left { room: String, user: String },
    /// Takes a message back: a notice stands in its place.
    Recall { room: String, by: String, recall: Recall },
    /// Gives and takes rights. Who is blocked leaves.
    Rules(Vec<RoomRule>),
}

impl AllRooms {
    pub(super) async fn carry_out(&self, edit: Edit) -> Refused<Vec<Changed>> {
        self.load().await.map_err(|error| unavailable(&error))?;
        match edit {
            Edit::Create { id, name } => {
                if self.get(&id).is_none() {
                    if lock(&self.by_id).len() >= self.limits.rooms {
                        return Err(code::ROOM_FULL);
                    }
                    let created = self.clock.now();
                    let record = RoomRecord { id, name, created, ..RoomRecord::default() };
                    self.write(vec![RoomWrite::Put(record.clone())]).await?;
                    self.add(record);
                }
            }
            Edit::Destroy { id, by_itself } => {
                if let Some(room) = self.get(&id) {
                    self.write(vec![RoomWrite::Remove(id.clone())]).await?;
                    lock(&self.by_id).remove(&id);
                    room.destroy(by_itself, &self.metrics, self.clock.now());
                }
            }
            Edit::Switch { room, what, on } => {
                let room = self.get(&room).ok_or(code::NO_SUCH_ROOM)?;
                let mut record = room.record();
                match what {
                    Switch::Kept => record.kept = on,
                    Switch::Muted => record.muted = on,
                    Switch::Held => record.held = on,
                }
                self.write(vec![RoomWrite::Put(record.clone())]).await?;
                room.state().record = record;
            }
            Edit::Entries { room, user, changes, most, by } => {
                let room = self.get(&room).ok_or(code::NO_SUCH_ROOM)?;
                return self.change_entries(&room, &user, changes, most, by).await;
            }
            Edit::Left { room, user } => {
                if let Some(room) = self.get(&room).filter(|room| !room.has(&user)) {
                    let keys = room.state().entries.left_by(&user);
                    let gone = |key| EntryChange { key, value: None, auto_delete: false, overwrite: false };
                    let changes = keys.into_iter().map(gone).collect();
                    self.change_entries(&room, &user, changes, 0, None).await?;
                }
            }
            Edit::Recall { room, by, recall } => {
                let room = self.get(&room).ok_or(code::NO_SUCH_ROOM)?;
                self.take_back(&room, &by, recall).await?;
            }
            Edit::Rules(rules) => self.set_rules(rules).await?,
        }
        Ok(Vec::new())
    }

    async fn write(&self, writes: Vec<RoomWrite>) -> Refused<()> {
        self.store.write_rooms(writes).await.map_err(|error| unavailable(&error))
    }

    async fn change_entries(
        &self,
        room: &Arc<Room>,
        user: &str,
        changes: Vec<EntryChange>,
        most: usize,
        by: Option<u64>,
    ) -> Refused<Vec<Changed>> {
        let now = self.clock.now();
        let mut writes = Vec::new();
        let mut results = Vec::new();
        {
            let state = room.state();
            let (mut version, mut added) = (state.entries.version, 0);
            for change in changes {
                let outcome = state.entries.allows(user, &change, added, most).map(|()| {
                    version = now.max(version + 1);
                    added += usize::from(change.value.is_some() && !state.entries.has(&change.key));
                    version
                });
                if outcome.is_ok() {
                    writes.push(match change.value {
                        Some(value) => RoomWrite::Set(
                            room.id.clone(),
                            RoomEntry {
                                key: change.key.clone(),
                                value,
                                owner: user.to_owned(),
                                auto_delete: change.auto_delete,
                                version,
                            },
                        ),
                        None => RoomWrite::Unset(room.id.clone(), change.key.clone()),
                    });
                }
                results.push(Changed { key: change.key, outcome });
            }
        }
        if writes.is_empty() {
            return Ok(results);
        }
        self.write(writes.clone()).await?;
        {
            let mut state = room.state();
            let versions = results.iter().filter_map(|changed| changed.outcome.ok());
            for (write, version) in writes.into_iter().zip(versions) {
                match write {
                    RoomWrite::Set(_, entry) => state.entries.set(entry),
                    RoomWrite::Unset(_, key) => state.entries.unset(&key, version),
                    _ => {}
                }
            }
        }
        // Who did it knows it, unless only part of it was done: official clients then do not look at the answer.
        let by = by.filter(|_| results.iter().all(|changed| changed.outcome.is_ok()));
        room.tell_entries(by, &self.metrics, now);
        Ok(results)
    }

    async fn take_back(&self, room: &Room, by: &str, recall: Recall) -> Refused<()> {
        let range = HistoryRange { time: recall.time.saturating_sub(1), count: 1, ascending: true };
        let found = self.store.room_history(&room.id, range).await.map_err(|error| unavailable(&error))?;
        let message = found.messages.into_iter().next().ok_or(code::RECALL_NOT_FOUND)?;
        let down = DownStreamMessage::decode(message.body.clone()).ok();
        let down = down.filter(|down| down.msg_id() == recall.uid).ok_or(code::RECALL_NOT_FOUND)?;
        if recall.not_before.is_some_and(|not_before| message.sender != by || message.time < not_before) {
            return Err(code::RECALL_NOT_ALLOWED);
        }
        let flags = MessageFlags { persisted: true, ..MessageFlags::default() };
        let notice = DownStreamMessage {
            classname: "RC:RcNtf".into(),
            content: recall.replacement,
            status: flags.to_down(),
            extra_content: None,
            ..down
        };
        let message = RoomMessage { body: notice.encode_to_vec().into(), ..message };
        self.write(vec![RoomWrite::Replace(room.id.clone(), message.clone())]).await?;
        room.state().recent.replace(&message);
        Ok(())
    }

    async fn set_rules(&self, rules: Vec<RoomRule>) -> Refused<()> {
        for rule in &rules {
            if !rule.room.is_empty() && self.get(&rule.room).is_none() {
                return Err(code::NO_SUCH_ROOM);
            }
        }
        self.write(rules.iter().cloned().map(RoomWrite::Rule).collect()).await?;
        for rule in rules {
            let Some(room) = self.get(&rule.room) else {
                lock(&self.rules).put(&rule);
                continue;
            };
            room.put_rule(&rule);
            if rule.right == RoomRight::Blocked && rule.until != 0 {
                self.shut_out(&room, &rule).await?;
            }
        }
        Ok(())
    }

    /// Takes a blocked user out of a room; their clients learn why.
    async fn shut_out(&self, room: &Arc<Room>, rule: &RoomRule) -> Refused<()> {
        let now = self.clock.now();
        let user = rule.subject.as_str();
        let (member, left) = {
            let mut state = room.state();
            let member = state.members.remove(user);
            (member, state.remove(user))
        };
        let content = json!({
            "chatroomId": room.id,
            "operateType": 1,
            "durationTime": rule.until.saturating_sub(now),
            "operateTime": now,
            "userList": [user],
            "extra": "",
        });
        let notice = down_room_message(&room.id, user, "RC:ChrmBlockMsg", content.to_string(), now);
        for seat in member.into_iter().flat_map(|member| member.seats) {
            self.metrics.pushed(push_message(
                &seat.session,
                &notice,
                pipit_proto::frame::Qos::AtLeastOnce,
                now,
            ));
        }
        if left {
            let edit = Edit::Left { room: room.id.clone(), user: user.to_owned() };
            Box::pin(self.carry_out(edit)).await?;
        }
        Ok(())
    }
}
