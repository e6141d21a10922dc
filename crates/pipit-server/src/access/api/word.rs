//! Calls about the words that the app does not allow.

use serde_json::{Value, json};

use super::when::date_time;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::store::{Entry, RollChange};

const LONGEST: usize = 32;
const REMOVED: usize = 50;

async fn put(server: &Server, word: &str, instead: &str) -> Answer {
    for (name, text) in [("word", word), ("replaceWord", instead)] {
        if text.chars().count() > LONGEST {
            return Err(Failure::bad(format!("`{name}` is longer than {LONGEST} characters")));
        }
    }
    let inner = &server.0;
    let most = inner.settings.limits.words;
    if inner.words.all(&*inner.store).await?.len() >= most {
        return Err(Failure::with_code(1005, format!("there are {most} words already")));
    }
    let entry =
        Entry { name: word.to_owned(), value: instead.to_owned(), since: inner.clock.now(), until: i64::MAX };
    inner.words.change(&*inner.store, RollChange::Put(vec![entry])).await?;
    nothing()
}

/// With `replaceWord`, that is said instead; without, the message is refused.
pub(super) async fn add(server: &Server, fields: &Fields) -> Answer {
    put(server, fields.need("word")?, fields.get("replaceWord").unwrap_or_default()).await
}

pub(super) async fn remove(server: &Server, fields: &Fields) -> Answer {
    let word = fields.need("word")?.to_owned();
    server.0.words.change(&*server.0.store, RollChange::Remove(vec![word])).await?;
    nothing()
}

pub(super) async fn remove_many(server: &Server, fields: &Fields) -> Answer {
    fields.need("words")?;
    let words = fields.list("words");
    if words.len() > REMOVED {
        return Err(Failure::bad(format!("`words` are more than {REMOVED}")));
    }
    server.0.words.change(&*server.0.store, RollChange::Remove(words)).await?;
    nothing()
}

/// Type 0: those that are replaced; 1: those that are refused; 2, or none: all.
pub(super) async fn all(server: &Server, fields: &Fields) -> Answer {
    let kind = fields.get("type").unwrap_or("2");
    if !["0", "1", "2"].contains(&kind) {
        return Err(Failure::bad("`type` is neither 0, 1 nor 2"));
    }
    let words = server.0.words.all(&*server.0.store).await?;
    let words: Vec<Value> = words
        .iter()
        .map(|entry| (if entry.value.is_empty() { "1" } else { "0" }, entry))
        .filter(|(of, _)| kind == "2" || kind == *of)
        .map(|(of, entry)| {
            json!({ "type": of, "word": entry.name, "replaceWord": entry.value, "time": date_time(entry.since) })
        })
        .collect();
    Ok(json!({ "words": words }))
}
