//! What every kind may carry, and how values are read that official clients write in more than one way.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Who wrote a message, as the sender tells it inside of the content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Map<String, Value>")]
pub struct Sender {
    /// The user id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The picture's address.
    #[serde(rename = "portraitUri")]
    pub portrait_uri: String,
    /// Every other key, `extra` among them.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl From<Map<String, Value>> for Sender {
    /// Official clients write the picture as `portraitUri`, as `portrait` or as both; it is one here.
    fn from(mut keys: Map<String, Value>) -> Self {
        let mut take = |key| keys.remove(key).map_or_else(String::new, plain);
        let [id, name, portrait_uri, portrait] = ["id", "name", "portraitUri", "portrait"].map(&mut take);
        let portrait_uri = if portrait_uri.is_empty() { portrait } else { portrait_uri };
        Self { id, name, portrait_uri, more: keys }
    }
}

/// Whom a message mentions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MentionedInfo {
    /// 1: everybody; 2: the users listed.
    pub r#type: i32,
    /// The users mentioned; some clients write null when it is everybody.
    #[serde(deserialize_with = "list")]
    pub user_id_list: Vec<String>,
    /// What a notification says instead of the text.
    #[serde(deserialize_with = "text")]
    pub mentioned_content: String,
    /// Every other key.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl MentionedInfo {
    /// True when it mentions `user`.
    pub fn mentions(&self, user: &str) -> bool {
        self.r#type == 1 || self.user_id_list.iter().any(|id| id == user)
    }
}

/// Text that some clients leave out, or write as null or as a number.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Value::deserialize(deserializer).map(plain)
}

/// What the platform declares as text and official clients also write as an object.
pub(super) fn whatever<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    Value::deserialize(deserializer)
}

/// Texts that some clients leave out or write as null.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn plain(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A whole number that some clients write as text or with a fraction, or leave out.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| whole(text.parse().ok()?))
        }
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        _ => None,
    }
    .unwrap_or_default())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to lie within the exact whole numbers of a double"
)]
fn whole(number: f64) -> Option<i64> {
    (number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}
