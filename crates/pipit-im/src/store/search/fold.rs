//! Folding: two texts that a reader takes for the same become the same.

use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::Strictness;

/// Where traditional characters stand.
const HAN: RangeInclusive<u32> = 0x3400..=0x9FFF;

/// The simplified form of each of [`HAN`]: looked up once each, because every message that comes is folded.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let simplified = |character: char| {
        let converted = fast2s::convert(&character.to_string());
        let mut characters = converted.chars();
        characters.next().filter(|_| characters.next().is_none()).unwrap_or(character)
    };
    HAN.filter_map(char::from_u32).map(simplified).collect()
});

/// Folds width and compatibility forms, case, traditional characters, and runs of blanks, as far as `strict` lets it.
pub(super) fn fold(text: &str, strict: Strictness) -> String {
    let normal = if strict.width {
        text.nfc().collect()
    } else if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        text.to_owned()
    } else {
        text.nfkc().collect::<String>()
    };
    let mut folded = String::with_capacity(normal.len());
    for word in normal.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(
            word.chars().map(|character| if strict.variant { character } else { simplify(character) }),
        );
    }
    if strict.case { folded } else { folded.to_lowercase() }
}

/// Where `words` first stand in `text`, in bytes: what a search finds that is as lenient as it can be.
pub fn find_words(text: &str, words: &str) -> Option<Range<usize>> {
    let wanted = fold(words, Strictness::default());
    if wanted.is_empty() {
        return None;
    }
    let mut folded = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len()); // of each byte of what is folded
    for (place, character) in text.char_indices() {
        if character.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.push_str(&fold(character.encode_utf8(&mut [0; 4]), Strictness::default()));
        }
        origins.resize(folded.len(), place);
    }
    let found = folded.find(&wanted)?;
    let start = *origins.get(found)?;
    let last = *origins.get(found + wanted.len() - 1)?;
    let end = last + text.get(last..)?.chars().next()?.len_utf8();
    Some(start..end)
}

fn simplify(character: char) -> char {
    if !HAN.contains(&u32::from(character)) {
        return character;
    }
    let place = u32::from(character).wrapping_sub(*HAN.start());
    usize::try_from(place).ok().and_then(|place| SIMPLIFIED.get(place)).copied().unwrap_or(character)
}
