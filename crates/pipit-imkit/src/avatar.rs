//! The picture of a person or a group, or what stands in for it.

use serde::Serialize;
use ts_rs::TS;
use unicode_segmentation::UnicodeSegmentation;

/// How many tints the palette has.
const TINTS: u32 = 8;

/// A picture's address, and what to draw without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Avatar {
    /// The picture's address.
    pub url: Option<String>,
    /// One or two characters of the name: the last two of a Chinese name, the initials of a Latin one.
    pub initials: String,
    /// Which of the palette's tints it has, 0 to 7; the same for the same id everywhere.
    pub tint: u8,
}

impl Avatar {
    /// The avatar of who has this id and name. An empty address is none.
    pub fn of(id: &str, name: &str, url: Option<String>) -> Self {
        Self { url: url.filter(|url| !url.is_empty()), initials: initials(name), tint: tint(id) }
    }
}

/// A Chinese given name stands last and has up to two characters, which is how people are called; a name that is
/// written with spaces is known by the initials of its first and last word.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some((first, last)) = words.first().zip(words.last()) else { return String::new() };
    if last.chars().next_back().is_some_and(is_cjk) {
        let characters: Vec<&str> = last.graphemes(true).collect();
        return characters.iter().skip(characters.len().saturating_sub(2)).copied().collect();
    }
    let initial = |word: &&str| word.graphemes(true).next().map(str::to_uppercase).unwrap_or_default();
    if words.len() == 1 { initial(first) } else { initial(first) + &initial(last) }
}

/// Han, kana and hangul.
fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// FNV-1a, folded: the standard library's hash may change between versions, and people's colours must not.
fn tint(id: &str) -> u8 {
    let hash =
        id.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    u8::try_from((hash ^ (hash >> 16)) % TINTS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_how_people_are_called() {
        for (name, expected) in [
            ("王小明", "小明"),
            ("欧阳 晓晓", "晓晓"),
            ("李", "李"),
            ("田中", "田中"),
            ("김민준", "민준"),
            ("Alice", "A"),
            ("alice van der berg", "AB"),
            ("  bob  ", "B"),
            ("élodie Ünal", "ÉÜ"),
            ("e\u{301}lodie", "E\u{301}"),
            ("👩‍👩‍👧 family", "👩‍👩‍👧F"),
            ("ß", "SS"),
            ("", ""),
            ("   ", ""),
        ] {
            assert_eq!(initials(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_tint_belongs_to_the_id_and_all_eight_are_used() {
        assert_eq!(Avatar::of("alice", "Alice", None).tint, Avatar::of("alice", "爱丽丝", None).tint);
        let used: std::collections::BTreeSet<u8> = (0..200).map(|n| tint(&format!("user{n}"))).collect();
        assert_eq!(used.into_iter().collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn an_empty_address_is_no_picture() {
        assert_eq!(Avatar::of("bob", "Bob", Some(String::new())).url, None);
        assert_eq!(
            Avatar::of("bob", "Bob", Some("https://a/b.png".into())).url.as_deref(),
            Some("https://a/b.png")
        );
    }
}
