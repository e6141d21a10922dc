//! Calls about who alone may write to somebody: a list, and whether it counts.

use serde_json::json;

use super::room::need_ids;
use super::user::need_users;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::store::{Entry, Roll, RollChange};

/// People of one call, and on one list.
const AT_ONCE: usize = 20;
const MOST: usize = 10_000;

/// The list counts from now on, or no longer.
pub(super) async fn set_selective(server: &Server, fields: &Fields) -> Answer {
    let people = need_ids(fields, "userId")?;
    need_users(server, &people).await?;
    let change = match fields.need("whiteSetting")? {
        "1" => RollChange::Put(people.into_iter().map(|name| entry(server, name)).collect()),
        "0" => RollChange::Remove(people),
        _ => return Err(Failure::bad("`whiteSetting` is neither 0 nor 1")),
    };
    server.0.store.change_roll(Roll::Selective, "", change).await?;
    nothing()
}

pub(super) async fn is_selective(server: &Server, fields: &Fields) -> Answer {
    let person = fields.need_id("userId")?;
    need_users(server, &[person.to_owned()]).await?;
    let all = server.0.store.roll(Roll::Selective, "", 0).await?;
    let setting = u8::from(all.iter().any(|entry| entry.name == person));
    Ok(json!({ "userId": person, "whiteSetting": setting }))
}

pub(super) async fn add(server: &Server, fields: &Fields) -> Answer {
    let (owner, others) = read(server, fields).await?;
    need_users(server, &others).await?;
    if server.0.store.roll(Roll::Welcome, &owner, 0).await?.len() + others.len() > MOST {
        return Err(Failure::with_code(1005, format!("the list would hold more than {MOST} people")));
    }
    let others = others.into_iter().map(|name| entry(server, name)).collect();
    server.0.store.change_roll(Roll::Welcome, &owner, RollChange::Put(others)).await?;
    nothing()
}

pub(super) async fn remove(server: &Server, fields: &Fields) -> Answer {
    let (owner, others) = read(server, fields).await?;
    server.0.store.change_roll(Roll::Welcome, &owner, RollChange::Remove(others)).await?;
    nothing()
}

pub(super) async fn all(server: &Server, fields: &Fields) -> Answer {
    let owner = fields.need_id("userId")?;
    need_users(server, &[owner.to_owned()]).await?;
    let entries = server.0.store.roll(Roll::Welcome, owner, 0).await?;
    let users: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
    Ok(json!({ "users": users }))
}

/// Whose list, and who is meant.
async fn read(server: &Server, fields: &Fields) -> Result<(String, Vec<String>), Failure> {
    let owner = fields.need_id("userId")?.to_owned();
    need_users(server, std::slice::from_ref(&owner)).await?;
    let others = need_ids(fields, "whiteUserId")?;
    if others.len() > AT_ONCE {
        return Err(Failure::bad(format!("`whiteUserId` names more than {AT_ONCE}")));
    }
    Ok((owner, others))
}

fn entry(server: &Server, name: String) -> Entry {
    Entry { name, since: server.0.clock.now(), until: i64::MAX, ..Entry::default() }
}
