//! Calls of our own about uploaded files: what somebody has, and removing it.

use serde_json::{Value, json};

use super::user::need_users;
use super::{Answer, Failure, Fields};
use crate::Server;
use crate::store::StoredFile;

/// Files in one answer.
const PAGE: u32 = 100;

/// Somebody's files in the order of their keys, after the one that `after` names, and what all of them take.
pub(super) async fn query(server: &Server, fields: &Fields) -> Answer {
    let owner = fields.need_id("userId")?;
    need_users(server, &[owner.to_owned()]).await?;
    let after = fields.get("after").unwrap_or_default();
    let files = server.0.store.files_of(owner, after, PAGE).await?;
    let files: Vec<Value> = files
        .iter()
        .map(|StoredFile { key, size, media_type, time, .. }| {
            json!({ "key": key, "size": size, "type": media_type, "time": time })
        })
        .collect();
    let quota = server.0.settings.file_quota;
    Ok(json!({ "files": files, "bytes": server.0.store.file_bytes(owner).await?, "quota": quota }))
}

/// Removes files; addresses that were given for them lead nowhere.
pub(super) async fn remove(server: &Server, fields: &Fields) -> Answer {
    let Some(files) = &server.0.files else { return Err(Failure::not_available()) };
    let mut removed = 0;
    for key in need_keys(fields)? {
        removed += u32::from(server.remove_file(files, &key).await?);
    }
    Ok(json!({ "removed": removed }))
}

fn need_keys(fields: &Fields) -> Result<Vec<String>, Failure> {
    let keys = fields.list("key");
    match keys.len() {
        0 => Err(Failure::bad("`key` is missing")),
        1..=100 => Ok(keys),
        _ => Err(Failure::bad("`key` is there more than 100 times")),
    }
}
