//! Calls about who may not write in a group: members, or everybody but some.

use serde_json::{Value, json};

use super::group::missing;
use super::room::need_ids;
use super::when::date_time;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::store::{Entry, Roll, RollChange};

/// The longest time that one may be muted, in minutes; a month.
const LONGEST: i64 = 43_200;

/// The group that the call names; there must be one.
async fn need_group<'a>(server: &Server, fields: &'a Fields) -> Result<&'a str, Failure> {
    let group = fields.need_id("groupId")?;
    match server.0.store.members(group).await? {
        Some(_) => Ok(group),
        None => Err(missing(group)),
    }
}

fn entries(server: &Server, names: Vec<String>, until: i64) -> RollChange {
    let since = server.0.clock.now();
    let entry = |name| Entry { name, value: String::new(), since, until };
    RollChange::Put(names.into_iter().map(entry).collect())
}

async fn names(server: &Server, roll: Roll, scope: &str) -> Result<Vec<String>, Failure> {
    let entries = server.0.store.roll(roll, scope, server.0.clock.now()).await?;
    Ok(entries.into_iter().map(|entry| entry.name).collect())
}

/// Mutes members for some minutes; zero is for ever.
pub(super) async fn mute(server: &Server, fields: &Fields) -> Answer {
    let minutes = fields.need_number("minute")?;
    if !(0..=LONGEST).contains(&minutes) {
        return Err(Failure::bad(format!("`minute` is not between 0 and {LONGEST}")));
    }
    let until = if minutes == 0 { i64::MAX } else { server.0.clock.now() + minutes * 60_000 };
    let (group, members) = (need_group(server, fields).await?, need_ids(fields, "userId")?);
    server.0.store.change_roll(Roll::SilentMember, group, entries(server, members, until)).await?;
    nothing()
}

pub(super) async fn unmute(server: &Server, fields: &Fields) -> Answer {
    let (group, members) = (need_group(server, fields).await?, need_ids(fields, "userId")?);
    server.0.store.change_roll(Roll::SilentMember, group, RollChange::Remove(members)).await?;
    nothing()
}

pub(super) async fn muted(server: &Server, fields: &Fields) -> Answer {
    let group = need_group(server, fields).await?;
    let users = server.0.store.roll(Roll::SilentMember, group, server.0.clock.now()).await?;
    let time = |until: i64| if until == i64::MAX { String::new() } else { date_time(until) };
    let users: Vec<Value> =
        users.iter().map(|entry| json!({ "userId": entry.name, "time": time(entry.until) })).collect();
    Ok(json!({ "users": users }))
}

pub(super) async fn mute_all(server: &Server, fields: &Fields) -> Answer {
    let groups = need_ids(fields, "groupId")?;
    for group in &groups {
        if server.0.store.members(group).await?.is_none() {
            return Err(missing(group));
        }
    }
    server.0.store.change_roll(Roll::SilentGroup, "", entries(server, groups, i64::MAX)).await?;
    nothing()
}

pub(super) async fn unmute_all(server: &Server, fields: &Fields) -> Answer {
    let groups = need_ids(fields, "groupId")?;
    server.0.store.change_roll(Roll::SilentGroup, "", RollChange::Remove(groups)).await?;
    nothing()
}

/// Those of the groups that are named, or all that are muted.
pub(super) async fn muted_groups(server: &Server, fields: &Fields) -> Answer {
    let muted = names(server, Roll::SilentGroup, "").await?;
    let asked = fields.ids("groupId")?;
    let groups = if asked.is_empty() { muted.clone() } else { asked };
    let stat = |group: &String| if muted.contains(group) { "1" } else { "0" };
    let groups: Vec<Value> =
        groups.iter().map(|group| json!({ "groupId": group, "stat": stat(group) })).collect();
    Ok(json!({ "groupinfo": groups }))
}

pub(super) async fn exempt(server: &Server, fields: &Fields) -> Answer {
    let (group, members) = (need_group(server, fields).await?, need_ids(fields, "userId")?);
    server.0.store.change_roll(Roll::Speaker, group, entries(server, members, i64::MAX)).await?;
    nothing()
}

pub(super) async fn unexempt(server: &Server, fields: &Fields) -> Answer {
    let (group, members) = (need_group(server, fields).await?, need_ids(fields, "userId")?);
    server.0.store.change_roll(Roll::Speaker, group, RollChange::Remove(members)).await?;
    nothing()
}

pub(super) async fn exempted(server: &Server, fields: &Fields) -> Answer {
    let group = need_group(server, fields).await?;
    Ok(json!({ "userIds": names(server, Roll::Speaker, group).await? }))
}

/// A group that is dismissed leaves no mutes to one that is created under its name.
pub(super) async fn forget(server: &Server, group: &str) -> Result<(), Failure> {
    let store = &server.0.store;
    store.change_roll(Roll::SilentMember, group, RollChange::Replace(Vec::new())).await?;
    store.change_roll(Roll::Speaker, group, RollChange::Replace(Vec::new())).await?;
    store.change_roll(Roll::SilentGroup, "", RollChange::Remove(vec![group.to_owned()])).await?;
    Ok(())
}
