//! Messages within a message: what was forwarded as one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Content;
use super::envelope::{number, text, whatever};

/// A message within another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Combined {
    /// Who wrote it.
    pub sender: String,
    /// The conversation in which it was written.
    pub target: String,
    /// When, in Unix milliseconds.
    pub time: i64,
    /// What it says.
    pub content: Content,
}

/// It as it is written.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Entry {
    #[serde(deserialize_with = "text")]
    from_user_id: String,
    #[serde(deserialize_with = "text")]
    target_id: String,
    #[serde(deserialize_with = "number")]
    timestamp: i64,
    #[serde(deserialize_with = "text")]
    object_name: String,
    #[serde(deserialize_with = "whatever")]
    content: Value,
}

impl Combined {
    /// Reads a list; what is no message in it is left out.
    pub fn read(list: &Value) -> Vec<Self> {
        let entries = list.as_array().into_iter().flatten();
        let entries = entries.filter_map(|entry| Entry::deserialize(entry).ok());
        let read = |entry: Entry| Self {
            // Some clients write the content as text within the text.
            content: match entry.content {
                Value::String(json) => Content::decode(&entry.object_name, &json),
                content => Content::decode(&entry.object_name, &content.to_string()),
            },
            sender: entry.from_user_id,
            target: entry.target_id,
            time: entry.timestamp,
        };
        entries.map(read).collect()
    }

    /// Writes a list.
    pub fn write(list: &[Self]) -> Value {
        let write = |held: &Self| {
            let entry = Entry {
                from_user_id: held.sender.clone(),
                target_id: held.target.clone(),
                timestamp: held.time,
                object_name: held.content.object_name().to_owned(),
                content: serde_json::from_str(&held.content.encode()).unwrap_or(Value::Null),
            };
            serde_json::to_value(entry).unwrap_or(Value::Null)
        };
        Value::Array(list.iter().map(write).collect())
    }
}
