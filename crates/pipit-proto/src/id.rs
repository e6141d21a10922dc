//! The ids that an app gives: of people, groups, discussions and chat rooms.

/// The longest id, in bytes; the platform's limit.
pub const LONGEST: usize = 64;

/// Whether a text can be an id: whoever takes one asks this, so that what one side takes the other can name.
///
/// Neither line breaks nor commas stand in it, because they part the ids in lists and notices, and no space at its ends,
/// which nobody sees. The platform's documentation names letters, digits and `+ = - _`; what else an app may use already
/// does no harm.
pub fn is_id(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text.trim().len() == text.len()
        && !text.chars().any(|c| c.is_control() || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_holds_nothing_that_parts_ids() {
        for id in ["a", "A-1_b=+", "the hall", "爱丽丝", &"x".repeat(64), &"名".repeat(21)] {
            assert!(is_id(id), "{id}");
        }
        for no in ["", " ", "a,b", "a\nb", "a\u{7f}", " a", "a ", &"x".repeat(65), &"名".repeat(22)] {
            assert!(!is_id(no), "{no:?}");
        }
    }
}
