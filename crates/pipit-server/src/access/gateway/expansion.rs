//! Pairs that a message carries and that change later: a message of a kind of its own says what changes, and the server
//! keeps it in the message too, so that the history tells it.

use pipit_proto::code;
use serde_json::{Map, Value};

use crate::Server;
use crate::store::{Conversation, ExpansionChange, NotExpanded};

/// The kind of message that changes pairs.
pub(super) const KIND: &str = "RC:MsgExMsg";

/// The platform's limits: pairs of a change, characters of a key and of a value.
const MOST_AT_ONCE: usize = 20;
const LONGEST_KEY: usize = 32;
const LONGEST_VALUE: usize = 4_096;

impl Server {
    /// Keeps what a message of this kind changes, or answers the code with which it is refused.
    pub(crate) async fn expand(&self, sender: &str, to: &Conversation, content: &str) -> Result<(), u16> {
        let most = self.0.settings.limits.expansion_pairs;
        let change = read(content, most).ok_or(code::EXPANSION_MALFORMED)?;
        match self.0.store.expand(sender, to, change).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refused)) => Err(match refused {
                NotExpanded::NotFound => code::EXPANSION_NOT_FOUND,
                NotExpanded::NotExpandable => code::NOT_EXPANDABLE,
                NotExpanded::TooMany => code::EXPANSION_MALFORMED,
                NotExpanded::NotAllowed => match to {
                    Conversation::Group(_) => code::NOT_IN_GROUP,
                    Conversation::Discussion(_) => code::NOT_IN_DISCUSSION,
                    Conversation::Private(_) | Conversation::System(_) => code::REJECTED_BY_BLACKLIST,
                },
            }),
            Err(error) => {
                tracing::error!(%error, "an expansion could not be written");
                Err(code::STORAGE_UNAVAILABLE)
            }
        }
    }
}

/// Reads `{"put":{key:value},"mid":uid}` or `{"del":[key],"mid":uid}`; a message carries at most `most` pairs.
fn read(content: &str, most: usize) -> Option<ExpansionChange> {
    let fields: Map<String, Value> = serde_json::from_str(content).ok()?;
    let uid = fields.get("mid")?.as_str()?.to_owned();
    let put = match fields.get("put") {
        Some(Value::Object(pairs)) => pairs
            .iter()
            .map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect::<Option<Vec<_>>>()?,
        None | Some(Value::Null) => Vec::new(),
        Some(_) => return None,
    };
    let remove = match fields.get("del") {
        Some(Value::Array(keys)) => {
            keys.iter().map(|key| key.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()?
        }
        None | Some(Value::Null) => Vec::new(),
        Some(_) => return None,
    };
    let fits = (1..=MOST_AT_ONCE).contains(&(put.len() + remove.len()))
        && put.iter().map(|(key, _)| key).chain(&remove).all(|key| is_key(key))
        && put.iter().all(|(_, value)| is_value(value));
    fits.then_some(ExpansionChange { uid, put, remove, most })
}

/// Whether a message may begin with these pairs, `{key:{"v":value}}`: at most `most`.
pub(super) fn may_carry(pairs: &str, most: usize) -> bool {
    let Ok(pairs) = serde_json::from_str::<Map<String, Value>>(pairs) else { return false };
    pairs.len() <= most
        && pairs.iter().all(|(key, value)| {
            let value = value.get("v").and_then(Value::as_str);
            is_key(key) && value.is_some_and(is_value)
        })
}

fn is_value(value: &str) -> bool {
    (1..=LONGEST_VALUE).contains(&value.chars().count())
}

/// Letters, digits and `+ = - _`.
fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_begins_with_no_more_than_it_may_have_later() {
        assert!(may_carry("{}", 1));
        assert!(may_carry(r#"{"a":{"v":"1"}}"#, 1));
        for no in [
            "",
            "[]",
            r#"{"a":"1"}"#,
            r#"{"a":{"v":""}}"#,
            r#"{"a b":{"v":"1"}}"#,
            r#"{"a":{"v":"1"},"b":{"v":"1"}}"#,
        ] {
            assert!(!may_carry(no, 1), "{no}");
        }
    }

    #[test]
    fn changes_are_read_as_the_platform_writes_them() {
        let put = read(r#"{"put":{"a":"1"},"mid":"u"}"#, 7);
        let expected =
            ExpansionChange { uid: "u".into(), put: vec![("a".into(), "1".into())], remove: vec![], most: 7 };
        assert_eq!(put, Some(expected));
        assert_eq!(read(r#"{"del":["a"],"mid":"u"}"#, 7).map(|change| change.remove), Some(vec!["a".into()]));
        let long = format!(r#"{{"put":{{"a":"{}"}},"mid":"u"}}"#, "x".repeat(LONGEST_VALUE + 1));
        for nonsense in [
            "",
            "{}",
            r#"{"put":{"a":"1"}}"#,
            r#"{"put":{},"mid":"u"}"#,
            r#"{"put":{"a b":"1"},"mid":"u"}"#,
            r#"{"put":{"a":1},"mid":"u"}"#,
            r#"{"put":["a"],"mid":"u"}"#,
            r#"{"del":[1],"mid":"u"}"#,
            r#"{"del":["a"],"mid":7}"#,
            &long,
        ] {
            assert_eq!(read(nonsense, 7), None, "{nonsense}");
        }
    }
}
