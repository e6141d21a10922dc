//! Calls about the tags of people.

use serde_json::{Map, Value, json};

use super::room::need_ids;
use super::user::need_users;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::store::{Entry, Roll, RollChange};

/// The platform's limits: tags of one person, characters of a tag.
const TAGS: usize = 20;
const LONGEST: usize = 40;

async fn set_for(server: &Server, fields: &Fields, people: Vec<String>) -> Answer {
    let tags = fields.list("tags");
    if tags.len() > TAGS || tags.iter().any(|tag| tag.chars().count() > LONGEST) {
        return Err(Failure::bad(format!(
            "`tags` are more than {TAGS}, or one has more than {LONGEST} characters"
        )));
    }
    need_users(server, &people).await?;
    let since = server.0.clock.now();
    let entry = |name: &String| Entry { name: name.clone(), value: String::new(), since, until: i64::MAX };
    for person in people {
        let entries = tags.iter().map(entry).collect();
        server.0.store.change_roll(Roll::Tag, &person, RollChange::Replace(entries)).await?;
    }
    nothing()
}

/// The tags that are named are the person's only ones from now on.
pub(super) async fn set(server: &Server, fields: &Fields) -> Answer {
    set_for(server, fields, vec![fields.need_id("userId")?.to_owned()]).await
}

pub(super) async fn set_many(server: &Server, fields: &Fields) -> Answer {
    set_for(server, fields, need_ids(fields, "userIds")?).await
}

pub(super) async fn of(server: &Server, fields: &Fields) -> Answer {
    let people = need_ids(fields, "userIds")?;
    let mut result = Map::new();
    for person in people {
        let tags = server.0.store.roll(Roll::Tag, &person, 0).await?;
        let tags = tags.into_iter().map(|entry| Value::String(entry.name)).collect();
        result.insert(person, Value::Array(tags));
    }
    Ok(json!({ "result": result }))
}
