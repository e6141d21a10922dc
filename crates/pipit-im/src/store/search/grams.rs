//! What the index holds of a message: every character, and every pair of neighbours within a word.
//!
//! They are words for FTS5's `ascii` tokenizer, which takes ASCII letters, digits and everything beyond ASCII for parts
//! of words. Other ASCII characters are written as characters for private use, so that `:)` can be found too.

use super::Strictness;
use super::fold::fold;

/// Stands before a conversation's number: a word that no text can hold, for it is for private use.
const CONVERSATION: char = '\u{F8FF}';

/// Stands for the other ASCII characters: this plus the character.
const PUNCTUATION: u32 = 0xE000;

/// So many pairs are looked at: a whole paragraph that was pasted is recognised by its beginning, and looked for as a whole
/// afterwards.
const LOOKED_AT: usize = 16;

/// What the index holds of a message's words, before it is known in which conversation it stands.
pub(in crate::store) struct Terms(String);

impl Terms {
    /// Nothing without words.
    pub(super) fn of(words: &str) -> Option<Self> {
        let mut terms: Vec<(char, Option<char>)> = Vec::with_capacity(words.len());
        for word in fold(words, Strictness::default()).split(' ') {
            let mut before = None;
            for character in word.chars().map(indexed) {
                terms.push((character, None));
                terms.extend(before.map(|before| (before, Some(character))));
                before = Some(character);
            }
        }
        terms.sort_unstable();
        terms.dedup();
        let mut row = String::with_capacity(8 * terms.len());
        for (first, second) in terms {
            row.push(' ');
            row.push(first);
            row.extend(second);
        }
        (!row.is_empty()).then_some(Self(row))
    }

    /// The row of a message in the conversation with this number.
    pub(super) fn within(&self, conversation: i64) -> String {
        format!("{CONVERSATION}{conversation}{}", self.0)
    }
}

/// What the index holds, each once, of messages that hold the folded words; nothing without words.
pub(super) fn of_words(words: &str) -> Vec<String> {
    let mut terms = Vec::new();
    for word in words.split(' ') {
        let characters: Vec<char> = word.chars().map(indexed).collect();
        match characters.as_slice() {
            [] => {}
            [only] => terms.push(quoted(only)),
            _ => terms.extend(characters.windows(2).map(|pair| quoted(String::from_iter(pair)))),
        }
    }
    terms.truncate(LOOKED_AT);
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// What the index holds of every message in a conversation.
pub(super) fn of_conversation(number: i64) -> String {
    quoted(format!("{CONVERSATION}{number}"))
}

/// As FTS5 wants to be asked for it.
fn quoted(term: impl std::fmt::Display) -> String {
    format!("\"{term}\"")
}

/// True for characters that stand for others in the index, so that finding them there proves nothing.
pub(super) fn is_reserved(character: char) -> bool {
    let mapped = PUNCTUATION..PUNCTUATION + 0x80;
    character == CONVERSATION || mapped.contains(&u32::from(character)) || character.is_ascii_punctuation()
}

fn indexed(character: char) -> char {
    if character.is_ascii() && !character.is_ascii_alphanumeric() {
        char::from_u32(PUNCTUATION + u32::from(character)).unwrap_or(character)
    } else {
        character
    }
}
