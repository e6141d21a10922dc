//! Calls about the hourly log.

use serde_json::json;

use super::when::hour;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::access::files::PATH;
use crate::files::ticket::Link;
use crate::history::key;
use crate::store::{Entry, Roll, RollChange};

/// Reads the hour that the call names, in UTC.
fn need_hour(fields: &Fields) -> Result<(&str, i64), Failure> {
    let date = fields.need("date")?;
    let time = hour(date).ok_or_else(|| Failure::bad("`date` is no hour such as 2026112316"))?;
    Ok((date, time))
}

/// Answers where the hour's log is; the address is empty while the hour lasts, when nothing was said in it, and when its
/// log was deleted.
pub(super) async fn get(server: &Server, fields: &Fields) -> Answer {
    let (date, from) = need_hour(fields)?;
    let Some(files) = &server.0.files else { return Err(Failure::not_available()) };
    let nowhere = || Ok(json!({ "url": "", "date": date }));
    if from + 3_600_000 > server.0.clock.now() {
        return nowhere();
    }
    let deleted = server.0.store.roll(Roll::DeletedLog, "", 0).await?;
    if deleted.iter().any(|entry| entry.name == date) {
        return nowhere();
    }
    // Packing holds a compressor; boxed, it does not make every call that large.
    let Some(file) = Box::pin(server.hour_log(files, date, from)).await? else { return nowhere() };
    let link = Link {
        name: file.key.clone(),
        key: file.key,
        expires: server.0.clock.now() + server.0.settings.file_lifetime,
    };
    let address = link.relative(&server.0.settings.app_secret);
    Ok(json!({ "url": format!("{}{PATH}/{address}", fields.origin()), "date": date }))
}

/// Deletes the hour's log for good; the messages stay where they are.
pub(super) async fn remove(server: &Server, fields: &Fields) -> Answer {
    let (date, _) = need_hour(fields)?;
    let Some(files) = &server.0.files else { return Err(Failure::not_available()) };
    let entry =
        Entry { name: date.to_owned(), since: server.0.clock.now(), until: i64::MAX, ..Entry::default() };
    server.0.store.change_roll(Roll::DeletedLog, "", RollChange::Put(vec![entry])).await?;
    server.remove_file(files, &key(date)).await?;
    nothing()
}
