//! The contents of messages: JSON whose shape the object name decides.

/// Placeholder until the contents follow in the next commit.
pub mod object_name {
    /// Plain text.
    pub const TEXT: &str = "RC:TxtMsg";
}
