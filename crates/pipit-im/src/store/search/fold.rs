//! Folding: two texts that a reader takes for the same become the same.

use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use unicode_normalization::char::canonical_combining_class;
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

/// Folds width and compatibility forms, case, traditional characters, and runs of blanks, as far as `strict` lets it. What
/// nobody sees, such as the marks that say how an emoji is drawn, is left away.
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
        let before = folded.len();
        for character in word.chars() {
            if character.is_ascii() {
                folded.push(if strict.case { character } else { character.to_ascii_lowercase() });
            } else if !is_unseen(character) {
                let character = if strict.variant { character } else { simplify(character) };
                if strict.case { folded.push(character) } else { fold_case(character, &mut folded) }
            }
        }
        if before > 0 && folded.len() > before {
            folded.insert(before, ' ');
        }
    }
    folded
}

/// The same for capital and small letters wherever in a word they stand, which the small letters alone are not: a sigma
/// has two, and the capitals of `ß` and `ı` are others' too.
fn fold_case(character: char, folded: &mut String) {
    match character {
        'ß' | 'ẞ' => folded.push_str("ss"),
        'ς' => folded.push('σ'),
        'İ' | 'ı' => folded.push('i'),
        _ => folded.extend(character.to_lowercase()),
    }
}

/// What Unicode calls a default ignorable code point: joiners, variation selectors, marks of direction.
pub fn is_unseen(character: char) -> bool {
    matches!(
        u32::from(character),
        0xAD | 0x34F
            | 0x61C
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x202A..=0x202E
            | 0x2060..=0x206F
            | 0x3164
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFA0
            | 0xFFF0..=0xFFF8
            | 0x1_BCA0..=0x1_BCA3
            | 0x1_D173..=0x1_D17A
            | 0xE_0000..=0xE_0FFF
    )
}

/// Where `words` first stand in `text`, in bytes: what a search finds that is as lenient as it can be.
pub fn find_words(text: &str, words: &str) -> Option<Range<usize>> {
    let wanted = fold(words, Strictness::default());
    if wanted.is_empty() {
        return None;
    }
    let mut folded = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len()); // of each byte of what is folded
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let place = text.len() - rest.len();
        let (letter, after) = rest.split_at(letter(rest));
        if first.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.push_str(&fold(letter, Strictness::default()));
        }
        origins.resize(folded.len(), place);
        rest = after;
    }
    let found = folded.find(&wanted)?;
    let start = *origins.get(found)?;
    let last = *origins.get(found + wanted.len() - 1)?;
    Some(start..last + letter(text.get(last..)?))
}

/// How many bytes the first character of a text has, with those that may become one with it when they are folded.
fn letter(text: &str) -> usize {
    let mut characters = text.char_indices();
    characters.next();
    let joins = |character: char| {
        canonical_combining_class(character) != 0
            || matches!(character, '\u{1160}'..='\u{11FF}' | '\u{FF9E}' | '\u{FF9F}')
    };
    characters.find(|(_, character)| !joins(*character)).map_or(text.len(), |(place, _)| place)
}

fn simplify(character: char) -> char {
    if !HAN.contains(&u32::from(character)) {
        return character;
    }
    let place = u32::from(character).wrapping_sub(*HAN.start());
    usize::try_from(place).ok().and_then(|place| SIMPLIFIED.get(place)).copied().unwrap_or(character)
}
