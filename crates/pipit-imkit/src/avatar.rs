//! The picture of a person or a group, or what stands in for it.

use serde::Serialize;
use ts_rs::TS;

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

/// How many tints the palette has.
const TINTS: u32 = 8;

impl Avatar {
    /// The picture of a person or group with this id and name.
    pub fn of(id: &str, name: &str, url: Option<String>) -> Self {
        let hash =
            id.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self { url, initials: initials(name), tint: u8::try_from((hash >> 16) % TINTS).unwrap_or_default() }
    }
}

/// The last two characters of a Chinese, Japanese or Korean name, where the given name stands; otherwise the first
/// letters of the first and the last word.
fn initials(name: &str) -> String {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.iter().any(|c| is_ideograph(*c)) {
        return letters.iter().skip(letters.len().saturating_sub(2)).collect();
    }
    let firsts: Vec<char> =
        name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next()).collect();
    let chosen = match firsts.as_slice() {
        [] => Vec::new(),
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    chosen.into_iter().flat_map(char::to_uppercase).collect()
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_that_people_use() {
        for (name, expected) in [
            ("Alice", "A"),
            ("Ada Lovelace", "AL"),
            ("Ana María de la Cruz", "AC"),
            ("李小明", "小明"),
            ("王芳", "王芳"),
            ("bob-42", "B4"),
            ("", ""),
            ("!!!", ""),
            ("Zhang 三丰", "三丰"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_tint_belongs_to_the_id_and_not_to_the_name() {
        assert_eq!(Avatar::of("alice", "Alice", None).tint, Avatar::of("alice", "Renamed", None).tint);
        assert!(
            (0..64)
                .map(|n| Avatar::of(&format!("u{n}"), "", None).tint)
                .collect::<std::collections::BTreeSet<_>>()
                .len()
                > 4
        );
    }
}
