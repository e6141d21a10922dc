//! Words that the app does not allow: messages with them are refused, or say something else instead.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::store::{Entry, Roll, RollChange, Store, StoreError};

/// The list as it was read last, so that a message need not ask the store.
#[derive(Default)]
pub(crate) struct Words(Mutex<Known>);

#[derive(Default)]
struct Known {
    words: Option<Arc<[Entry]>>,
    /// Counts the changes: what was read before one is not kept after it.
    changes: u64,
}

/// What becomes of a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Screened {
    /// It is sent as it is.
    Clean,
    /// It is sent with this content.
    Replaced(String),
    /// It is not sent.
    Refused,
}

impl Words {
    /// Changes the list.
    pub(crate) async fn change(&self, store: &dyn Store, change: RollChange) -> Result<(), StoreError> {
        let outcome = store.change_roll(Roll::Word, "", change).await;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.changes += 1;
        known.words = None;
        outcome
    }

    /// The list.
    pub(crate) async fn all(&self, store: &dyn Store) -> Result<Arc<[Entry]>, StoreError> {
        let changes = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(words) = &known.words {
                return Ok(words.clone());
            }
            known.changes
        };
        let words: Arc<[Entry]> = store.roll(Roll::Word, "", 0).await?.into();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.changes == changes {
            known.words = Some(words.clone());
        }
        Ok(words)
    }

    /// Judges the text of a message; other kinds have none.
    pub(crate) async fn screen(
        &self,
        store: &dyn Store,
        kind: &str,
        content: &str,
    ) -> Result<Screened, StoreError> {
        if kind != "RC:TxtMsg" {
            return Ok(Screened::Clean);
        }
        Ok(judge(&self.all(store).await?, content))
    }
}

fn judge(words: &[Entry], content: &str) -> Screened {
    if words.is_empty() {
        return Screened::Clean;
    }
    let Ok(Value::Object(mut fields)) = serde_json::from_str(content) else { return Screened::Clean };
    let Some(Value::String(text)) = fields.get_mut("content") else { return Screened::Clean };
    let mut found = false;
    for Entry { name, value, .. } in words {
        if !text.contains(name.as_str()) {
            continue;
        }
        if value.is_empty() {
            return Screened::Refused;
        }
        *text = text.replace(name.as_str(), value);
        found = true;
    }
    if found { Screened::Replaced(Value::Object(fields).to_string()) } else { Screened::Clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(name: &str, value: &str) -> Entry {
        Entry { name: name.into(), value: value.into(), since: 0, until: i64::MAX }
    }

    #[test]
    fn words_are_refused_or_replaced_in_the_text_only() {
        let words = [word("斗鱼", "**"), word("spam", "")];
        let replaced = |text: &str| Screened::Replaced(text.into());
        assert_eq!(judge(&words, r#"{"content":"看斗鱼!"}"#), replaced(r#"{"content":"看**!"}"#));
        assert_eq!(judge(&words, r#"{"content":"spam 斗鱼"}"#), Screened::Refused);
        assert_eq!(judge(&words, r#"{"content":"clean","extra":"spam"}"#), Screened::Clean);
        assert_eq!(judge(&words, "spam, and no JSON"), Screened::Clean);
        assert_eq!(judge(&[], r#"{"content":"spam"}"#), Screened::Clean);
    }
}
