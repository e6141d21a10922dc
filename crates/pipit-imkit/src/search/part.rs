use std::ops::Range;

use serde::Serialize;
use ts_rs::TS;

/// A part of a text, in UTF-16 units: so pages count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Where it begins.
    pub start: u32,
    /// Where it has ended.
    pub end: u32,
}

impl Part {
    /// Some bytes of a text; nothing when they begin or end within a character.
    pub(super) fn of(text: &str, bytes: Range<usize>) -> Option<Self> {
        let units = |text: &str| u32::try_from(text.encode_utf16().count()).ok();
        let start = units(text.get(..bytes.start)?)?;
        Some(Self { start, end: start + units(text.get(bytes)?)? })
    }
}
