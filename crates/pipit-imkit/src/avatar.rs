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
