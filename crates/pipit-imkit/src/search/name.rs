//! Names, as people look for them.

use std::ops::Range;

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::PinyinNotation;
use pipit_im::find_words;

/// Finds names by a part of them, in any case, and Chinese ones by pinyin or initials as well.
pub struct NameMatcher<'a> {
    words: &'a str,
    pinyin: IbMatcher<'a>,
}

impl<'a> NameMatcher<'a> {
    /// For these words; none for blank ones, which fit no name.
    pub fn new(words: &'a str) -> Option<Self> {
        let words = words.trim();
        let notations = PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter;
        let pinyin = IbMatcher::builder(words)
            .pinyin(PinyinMatchConfig::notations(notations))
            .is_pattern_partial(true) // a syllable is found while it is being typed
            .build();
        (!words.is_empty()).then_some(Self { words, pinyin })
    }

    /// Where the words stand in a name, in bytes.
    pub fn find(&self, name: &str) -> Option<Range<usize>> {
        find_words(name, self.words).or_else(|| self.pinyin.find(name).map(|found| found.range()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(name: &'a str, words: &str) -> Option<&'a str> {
        NameMatcher::new(words)?.find(name).and_then(|place| name.get(place))
    }

    #[test]
    fn a_name_is_found_by_its_letters_its_pinyin_and_its_initials() {
        assert_eq!(found("李小明", "小"), Some("小"));
        assert_eq!(found("李小明", "lixiaoming"), Some("李小明"));
        assert_eq!(found("李小明", "xm"), Some("小明"));
        assert_eq!(found("李小明", "lixm"), Some("李小明"), "both mixed");
        assert_eq!(found("李小明", "xiaom"), Some("小明"));
        assert_eq!(found("李小明", "lixia"), Some("李小"), "a syllable that is being typed");
        assert_eq!(found("重庆徒步群", "chongqing"), Some("重庆"), "a character with two readings");
        assert_eq!(found("重庆徒步群", "zq"), Some("重庆"));
        assert_eq!(found("Léa Moreau", "MOR"), Some("Mor"));
        assert_eq!(found("李小明 Tech", "mingt"), None, "blanks are letters");
        assert_eq!(found("李小明", "wang"), None);
        assert_eq!(found("李小明", "  "), None);
    }
}
