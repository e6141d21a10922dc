//! Search: substrings of any length from one character, Chinese and Latin alike.
//!
//! An FTS5 table holds each message's characters and pairs of neighbours ([`grams`]). It changes in the transaction that
//! changes the message: who adds one calls [`add`], and triggers follow what becomes of it, so that what was taken back is
//! not found. A search asks for the rarest pairs of what is looked for, and then looks into the words themselves: what is
//! found is really there. The table's rows are named by the messages' places (see [`place`]), so the newest come first
//! without sorting.

mod fold;
mod grams;

use std::cmp::Reverse;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, OptionalExtension, Rows, params};

use super::{conversation, message, place};
use crate::{Content, ConversationId, ConversationType, Message, Timestamp};

use fold::fold;
pub use fold::{find_words, is_unseen};
pub(super) use grams::Terms;

/// How many messages are looked at for one page of conversations: each may lie on a page of the file of its own, which is
/// some 20 µs to read and decrypt.
const SCANNED: usize = 100;

/// How many terms of the index are asked for, a conversation's number among them. More: each that is frequent is another page
/// of the file to read for every message that the others name, and the pairs of one word mostly name the same messages. Fewer:
/// too many messages are looked into for nothing.
const ASKED: usize = 3;

/// The place of this many messages back tells how rare a term is: the farther, the rarer.
const SAMPLED: usize = 64;

/// How many leaves of the index are written in one step of merging: some 10 ms of work.
const MERGED: i64 = 1_200;

/// In what a search is stricter than people usually are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strictness {
    /// `Café` is not `café`.
    pub case: bool,
    /// `Ａ` is not `A`.
    pub width: bool,
    /// `語` is not `语`.
    pub variant: bool,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct SearchQuery {
    /// The words; blanks at both ends do not count.
    pub text: String,
    /// Only of these kinds of content, if any are named.
    pub object_names: Vec<String>,
    /// Nothing, unless the caller asks for more.
    pub strict: Strictness,
}

/// Conversations in which something was found.
#[derive(Debug, Clone, Default)]
pub struct ConversationHits {
    /// The conversations with how many messages were found there, the newest hit first.
    pub list: Vec<(ConversationId, u32)>,
    /// Older messages were not looked at yet; ask again with this.
    pub next: Option<SearchPlace>,
}

/// Where a search goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPlace(i64);

/// Teaches a connection the two functions that the tables and queries use.
pub(super) fn register(db: &Connection) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS; // the triggers call it
    db.create_scalar_function("grams", 3, flags, |call| {
        let terms = Terms::of(&words(call, 1)?);
        call.get(0).map(|conversation| terms.map(|terms| terms.within(conversation)))
    })?;
    db.create_scalar_function("is_found", 4, flags, |call| {
        let strict = strictness(call.get(3)?);
        let wanted: String = call.get(2)?;
        Ok(fold(&words(call, 0)?, strict).contains(&wanted))
    })
}

/// What the index holds of a message's words; nothing where there are none.
pub(super) fn terms(content: &Content) -> Option<Terms> {
    Terms::of(&content.words())
}

/// Puts a new message with words into the index.
pub(super) fn add(
    db: &Connection,
    place: i64,
    conversation: i64,
    terms: Option<&Terms>,
) -> rusqlite::Result<()> {
    if let Some(terms) = terms {
        db.prepare_cached("INSERT INTO message_search (rowid, grams) VALUES (?1, ?2)")?
            .execute(params![place, terms.within(conversation)])?;
    }
    Ok(())
}

/// Merges a part of the index: the fewer segments it has, the fewer places a search looks at. True while there is more to do.
pub(super) fn merge(db: &Connection) -> rusqlite::Result<bool> {
    let before = db.total_changes();
    db.prepare_cached("INSERT INTO message_search (message_search, rank) VALUES ('merge', ?1)")?
        .execute([MERGED])?;
    Ok(db.total_changes() - before >= 2) // as FTS5 says it
}

fn words(call: &Context<'_>, at: usize) -> rusqlite::Result<String> {
    let (object_name, content): (String, String) = (call.get(at)?, call.get(at + 1)?);
    Ok(Content::decode(&object_name, &content).words())
}

/// What the index and the messages are asked.
struct Question {
    /// For the index.
    terms: String,
    /// What must stand in the words; nothing when the index alone is sure, as it is of one character or one pair.
    wanted: Option<String>,
}

impl Question {
    /// Nothing when there is nothing to look for.
    fn of(db: &Connection, query: &SearchQuery, conversation: Option<i64>) -> rusqlite::Result<Option<Self>> {
        let folded = fold(&query.text, Strictness::default());
        let mut terms = grams::of_words(&folded);
        if terms.is_empty() {
            return Ok(None);
        }
        let conversation = conversation.map(grams::of_conversation);
        keep_rarest(db, &mut terms, ASKED - conversation.iter().count())?;
        terms.extend(conversation);
        let is_sure = query.strict == Strictness::default()
            && folded.chars().count() <= 2
            && !folded.chars().any(grams::is_reserved);
        let wanted = (!is_sure).then(|| fold(&query.text, query.strict));
        Ok(Some(Self { terms: terms.join(" AND "), wanted }))
    }
}

/// Leaves so many of the terms, those that the fewest of the newest messages hold.
fn keep_rarest(db: &Connection, terms: &mut Vec<String>, count: usize) -> rusqlite::Result<()> {
    if terms.len() > count {
        let mut by_reach = Vec::with_capacity(terms.len());
        for term in terms.drain(..) {
            by_reach.push((nth_newest(db, &term, i64::MAX, SAMPLED)?, term));
        }
        by_reach.sort_unstable(); // what has not so many messages at all comes first
        terms.extend(by_reach.into_iter().take(count).map(|(_, term)| term));
    }
    Ok(())
}

/// The place of the nth message that holds the terms, counted from the newest below a place; nothing if there are fewer.
fn nth_newest(db: &Connection, terms: &str, below: i64, nth: usize) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(
        "SELECT rowid FROM message_search WHERE message_search MATCH ?1 AND rowid < ?2
         ORDER BY rowid DESC LIMIT 1 OFFSET ?3",
    )?
    .query_row(params![terms, below, nth - 1], |row| row.get(0))
    .optional()
}

/// Strictness crosses SQL as a number.
fn number_of(strict: Strictness) -> i64 {
    i64::from(strict.case) | i64::from(strict.width) << 1 | i64::from(strict.variant) << 2
}

fn strictness(number: i64) -> Strictness {
    Strictness { case: number & 1 != 0, width: number & 2 != 0, variant: number & 4 != 0 }
}

/// A conversation's messages that hold the words, newest first, sent before a time if one is given.
pub(crate) fn messages(
    db: &Connection,
    id: &ConversationId,
    query: &SearchQuery,
    before: Option<Timestamp>,
    limit: usize,
) -> rusqlite::Result<Vec<Message>> {
    let Some(number) = conversation::find(db, id)? else { return Ok(Vec::new()) };
    let Some(question) = Question::of(db, query, Some(number))? else { return Ok(Vec::new()) };
    let sql = message::select(
        "JOIN message_search ON message_search.rowid = message.place
         WHERE message_search MATCH ?1 AND message_search.rowid < ?2 AND message.conversation = ?7
             AND (?3 IS NULL OR is_found(message.object_name, message.content, ?3, ?4))
             AND (?5 = '[]' OR message.object_name IN (SELECT value FROM json_each(?5)))
             AND (?8 IS NULL OR message.time < ?8)
         ORDER BY message_search.rowid DESC LIMIT ?6",
    );
    let above = match before {
        Some(time) => place::above(db, number, time)?,
        None => i64::MAX,
    };
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query(params![
        question.terms,
        above,
        question.wanted,
        number_of(query.strict),
        names(query),
        limit.saturating_add(place::SLACK).min(usize::MAX >> 1), // SQLite counts no further
        number,
        before.map(|time| time.0),
    ])?;
    newest(rows, limit)
}

/// The newest of messages that come by their places: those that may have changed places with the last are read too.
fn newest(mut rows: Rows<'_>, limit: usize) -> rusqlite::Result<Vec<Message>> {
    let mut found: Vec<Message> = Vec::new();
    let mut oldest = i64::MAX;
    while let Some(row) = rows.next()? {
        // No place is before its message's time, so whatever follows is older than the whole page.
        if found.len() >= limit && row.get::<_, i64>(message::PLACE)? < place::of(oldest) {
            break;
        }
        let message = message::read(row)?;
        if found.len() < limit {
            oldest = oldest.min(message.sent_time.0);
        }
        found.push(message);
    }
    found.sort_by_key(|message| Reverse((message.sent_time, message.id)));
    found.truncate(limit);
    Ok(found)
}

/// The conversations of these kinds (all, if none is named) that hold the words in messages older than `before`.
pub(crate) fn conversations(
    db: &Connection,
    kinds: &[ConversationType],
    query: &SearchQuery,
    before: Option<SearchPlace>,
) -> rusqlite::Result<ConversationHits> {
    let Some(question) = Question::of(db, query, None)? else { return Ok(ConversationHits::default()) };
    let before = before.map_or(i64::MAX, |place| place.0);
    // Where this page ends, if the words are frequent.
    let end = nth_newest(db, &question.terms, before, SCANNED)?;
    let kinds: Vec<i32> = kinds.iter().map(|kind| kind.number()).collect();
    let kinds = serde_json::to_string(&kinds).unwrap_or_default();
    // Where the index is sure, no message is read: the places know their conversations.
    let reads = question.wanted.is_some() || !query.object_names.is_empty();
    let such = if reads {
        "AND (?4 IS NULL OR is_found(message.object_name, message.content, ?4, ?5))
         AND (?6 = '[]' OR message.object_name IN (SELECT value FROM json_each(?6)))"
    } else {
        ""
    };
    let list = db
        .prepare_cached(&format!(
            "SELECT conversation.kind, conversation.target, hits FROM (
                 SELECT message.conversation AS number, count(*) AS hits, max(message.place) AS newest
                 FROM message_search JOIN message ON message.place = message_search.rowid
                 WHERE message_search MATCH ?1 AND message_search.rowid < ?2 AND message_search.rowid >= ?3 {such}
                 GROUP BY message.conversation
             ) JOIN conversation ON conversation.id = number
             WHERE ?7 = '[]' OR conversation.kind IN (SELECT value FROM json_each(?7))
             ORDER BY newest DESC"
        ))?
        .query_map(
            params![
                question.terms,
                before,
                end.unwrap_or(i64::MIN),
                question.wanted,
                number_of(query.strict),
                names(query),
                kinds
            ],
            |row| Ok((conversation::conversation_id(row, 0)?, row.get(2)?)),
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ConversationHits { list, next: end.map(SearchPlace) })
}

fn names(query: &SearchQuery) -> String {
    serde_json::to_string(&query.object_names).unwrap_or_default()
}

#[cfg(test)]
mod tests;
