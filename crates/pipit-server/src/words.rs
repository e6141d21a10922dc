//! Words that the app does not allow: messages with them are refused, or say something else instead.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::store::{Entry, Roll, RollChange, Store, StoreError};

/// What of each kind a person reads; other kinds, and other keys, are not looked at.
fn texts(kind: &str) -> &'static [&'static str] {
    match kind {
        "RC:TxtMsg" | "RC:ReferenceMsg" | "RC:StreamMsg" => &["content"],
        "RC:ImgTextMsg" => &["title", "content"],
        "RC:FileMsg" | "RC:SightMsg" => &["name"],
        "RC:LBSMsg" => &["poi"],
        "RC:CombineV2Msg" | "RC:CombineMsg" => &["nameList", "summaryList"],
        "RC:InfoNtf" | "RC:GrpNtf" | "RC:ContactNtf" => &["message"],
        _ => &[],
    }
}

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

    /// Judges what a person reads of a message.
    pub(crate) async fn screen(
        &self,
        store: &dyn Store,
        kind: &str,
        content: &str,
    ) -> Result<Screened, StoreError> {
        let texts = texts(kind);
        if texts.is_empty() {
            return Ok(Screened::Clean);
        }
        Ok(judge(&self.all(store).await?, texts, content))
    }
}

fn judge(words: &[Entry], texts: &[&str], content: &str) -> Screened {
    if words.is_empty() {
        return Screened::Clean;
    }
    let Ok(Value::Object(mut fields)) = serde_json::from_str(content) else { return Screened::Clean };
    let mut found = false;
    for key in texts {
        let lines = match fields.get_mut(*key) {
            Some(Value::Array(lines)) => lines.as_mut_slice(),
            Some(line) => std::slice::from_mut(line),
            None => continue,
        };
        for line in lines {
            let Value::String(text) = line else { continue };
            match replace(words, text) {
                Some(changed) => found |= changed,
                None => return Screened::Refused,
            }
        }
    }
    if found { Screened::Replaced(Value::Object(fields).to_string()) } else { Screened::Clean }
}

/// Whether the text changed; nothing when it holds a word that has no other in its place.
fn replace(words: &[Entry], text: &mut String) -> Option<bool> {
    let mut found = false;
    for Entry { name, value, .. } in words {
        if !text.contains(name.as_str()) {
            continue;
        }
        if value.is_empty() {
            return None;
        }
        *text = text.replace(name.as_str(), value);
        found = true;
    }
    Some(found)
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
        let judged = |kind, content| judge(&words, texts(kind), content);
        let text = |content| judged("RC:TxtMsg", content);
        assert_eq!(text(r#"{"content":"看斗鱼!"}"#), replaced(r#"{"content":"看**!"}"#));
        assert_eq!(text(r#"{"content":"spam 斗鱼"}"#), Screened::Refused);
        assert_eq!(text(r#"{"content":"clean","extra":"spam"}"#), Screened::Clean);
        assert_eq!(text("spam, and no JSON"), Screened::Clean);
        assert_eq!(judge(&[], &["content"], r#"{"content":"spam"}"#), Screened::Clean);
        for (kind, content) in [
            ("RC:ImgTextMsg", r#"{"title":"spam","content":"a"}"#),
            ("RC:ReferenceMsg", r#"{"content":"spam"}"#),
            ("RC:FileMsg", r#"{"name":"spam.txt"}"#),
            ("RC:LBSMsg", r#"{"poi":"Spam & spam"}"#),
            ("RC:CombineV2Msg", r#"{"summaryList":["a","b: spam"]}"#),
            ("RC:InfoNtf", r#"{"message":"spam"}"#),
        ] {
            assert_eq!(judged(kind, content), Screened::Refused, "{kind}");
        }
        assert_eq!(judged("RC:ImgMsg", r#"{"content":"spam"}"#), Screened::Clean, "a picture holds no words");
        assert_eq!(judged("app:Own", r#"{"content":"spam"}"#), Screened::Clean);
        let lines = judged("RC:CombineV2Msg", r#"{"summaryList":["a","斗鱼"]}"#);
        assert_eq!(lines, replaced(r#"{"summaryList":["a","**"]}"#));
    }
}
