//! Lines in which what was found is marked.

use std::ops::Range;

use pipit_im::find_words;
use serde::Serialize;
use ts_rs::TS;

use crate::summary::one_line;

/// Characters before what was found, so that it is seen in a narrow line.
const BEFORE: usize = 12;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Its words.
    pub text: String,
    /// This is what was looked for.
    pub found: bool,
}

/// A text with one place in it marked.
pub(super) fn marked(text: &str, place: Range<usize>) -> Vec<Piece> {
    let parts = [(0..place.start, false), (place.clone(), true), (place.end..text.len(), false)];
    parts
        .into_iter()
        .filter_map(|(range, found)| Some(Piece { text: text.get(range)?.to_owned(), found }))
        .filter(|piece| !piece.text.is_empty())
        .collect()
}

/// One line of a longer text, beginning a little before the place at which the words stand.
pub(super) fn excerpt(text: &str, place: Range<usize>, words: &str) -> Vec<Piece> {
    let head = text.get(..place.start).unwrap_or_default();
    let skipped = head.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    // Rather at a word than within one.
    let word = text.get(skipped..place.start).and_then(|head| head.find(char::is_whitespace));
    let skipped = if skipped > 0 { skipped + word.unwrap_or(0) } else { 0 };
    let mut line = one_line(text.get(skipped..).unwrap_or_default());
    if skipped > 0 {
        line.insert(0, '…');
    }
    match find_words(&line, words) {
        Some(place) => marked(&line, place),
        None => vec![Piece { text: line, found: false }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, words: &str) -> String {
        let show = |piece: &Piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() };
        let place = find_words(text, words).unwrap_or_default();
        excerpt(text, place, words).iter().map(show).collect()
    }

    #[test]
    fn a_line_shows_what_was_found_however_far_down_it_stands() {
        assert_eq!(shown("The harbour,\nat noon", "Harbour"), "The [harbour], at noon");
        let long = format!("{} the boat leaves", "a lot of words before it ".repeat(40));
        assert_eq!(shown(&long, "boat"), "…it the [boat] leaves");
        assert_eq!(shown("漢語很美", "汉语"), "[漢語]很美");
        assert_eq!(shown("nothing of it", "boat"), "nothing of it");
    }
}
