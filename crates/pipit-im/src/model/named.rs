//! Who and what one can write to, by name.

use super::ConversationId;

/// A conversation and the name that it goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Which conversation; with somebody to whom nothing was said yet, the one that it would be.
    pub id: ConversationId,
    /// The person's or group's name; its id until the name is known.
    pub name: String,
    /// The address of its picture; may be empty.
    pub portrait: String,
    /// Something was said or written in it.
    pub begun: bool,
}
