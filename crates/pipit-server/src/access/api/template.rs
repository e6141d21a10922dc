//! Messages to many: one text with each one's own words, and one message to everybody.

use pipit_proto::code;
use serde_json::{Map, Value};

use super::message::{outgoing, send};
use super::user::need_users;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::store::{Conversation, Refusal};

/// The platform's limit of receivers in one call.
const RECEIVERS: usize = 100;
/// People whose messages wait together. More: clients' messages wait longer behind them.
const PAGE: u32 = 500;

/// From a person to people.
pub(super) async fn publish_private(server: &Server, fields: &Fields) -> Answer {
    publish(server, fields, Conversation::Private).await
}

/// From the app to people.
pub(super) async fn publish_system(server: &Server, fields: &Fields) -> Answer {
    publish(server, fields, Conversation::System).await
}

/// Sends each receiver the content with their own values in its `{placeholders}`.
async fn publish(server: &Server, fields: &Fields, to: fn(String) -> Conversation) -> Answer {
    let receivers = fields.ids("toUserId")?;
    let values = fields.list("values");
    if receivers.is_empty() || receivers.len() > RECEIVERS {
        return Err(Failure::bad(format!("`toUserId` names nobody, or more than {RECEIVERS}")));
    }
    if values.len() != receivers.len() {
        return Err(Failure::bad("`values` are not as many as `toUserId`"));
    }
    let values = values
        .iter()
        .map(|values| serde_json::from_str::<Map<String, Value>>(values))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Failure::bad("`values` holds something that is not an object"))?;
    need_users(server, &receivers).await?;
    let mut messages = Vec::with_capacity(receivers.len());
    for (receiver, values) in receivers.into_iter().zip(&values) {
        messages.push(outgoing(server, fields, to(receiver), &filled(fields.need("content")?, values))?);
    }
    send(server, messages).await
}

/// The values are written so that the content stays JSON, whatever they hold. A name may stand in braces itself.
fn filled(content: &str, values: &Map<String, Value>) -> String {
    let mut content = content.to_owned();
    for (name, value) in values {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let quoted = Value::String(text).to_string();
        let bare = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let name = name.trim_start_matches('{').trim_end_matches('}');
        content = content.replace(&format!("{{{name}}}"), bare);
    }
    content
}

/// Sends to everybody who is registered, so many at once.
pub(super) async fn broadcast(server: &Server, fields: &Fields) -> Answer {
    let content = fields.need("content")?;
    let mut last = String::new();
    loop {
        let people = server.0.store.everybody(&last, PAGE).await?;
        let Some(newest) = people.last() else { return nothing() };
        last = newest.clone();
        let people = people.into_iter().map(Conversation::System);
        let messages = people.map(|person| outgoing(server, fields, person, content));
        let outcomes = server.0.sequencer.append_all(messages.collect::<Result<_, _>>()?).await;
        if outcomes.iter().any(|outcome| matches!(outcome, Err(Refusal::Unavailable))) {
            return Err(Failure::with_code(
                code::STORAGE_UNAVAILABLE,
                "not everybody got it: the store cannot write",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_stand_in_their_places_and_the_content_stays_json() {
        let Value::Object(values) = json!({ "name": "a\"b", "{score}": 3 }) else { panic!() };
        let content = filled(r#"{"content":"{name}: {score}, {other}"}"#, &values);
        let read: Value = serde_json::from_str(&content).unwrap_or_default();
        assert_eq!(read, json!({ "content": "a\"b: 3, {other}" }));
    }
}
