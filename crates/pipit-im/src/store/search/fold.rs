//! Folding: two texts that a reader takes for the same become the same.

use unicode_normalization::UnicodeNormalization;

use super::Strictness;

/// Folds width and compatibility forms, case, traditional characters, and runs of blanks, as far as `strict` lets it.
pub(super) fn fold(text: &str, strict: Strictness) -> String {
    let text: String = if strict.width { text.nfc().collect() } else { text.nfkc().collect() };
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    if !strict.case {
        folded = folded.to_lowercase();
    }
    if !strict.variant && !folded.is_ascii() {
        folded = fast2s::convert(&folded);
    }
    folded
}
