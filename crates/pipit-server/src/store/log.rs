//! What was said by everybody, in the order of time: for the app's server.

/// Where a page of the log begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRange {
    /// From this time on, inclusively.
    pub from: i64,
    /// Up to this time, exclusively.
    pub to: i64,
    /// After this one, which the page before ended with.
    pub after: Option<(i64, i64)>,
    /// At most so many.
    pub count: u32,
}

/// A message of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The server's name for it.
    pub uid: String,
    /// Its sent time.
    pub time: i64,
    /// Who sent it.
    pub sender: String,
    /// The platform's number of the conversation's type.
    pub kind: i32,
    /// The receiver or the group, seen from the sender.
    pub target: String,
    /// The kind of its content.
    pub object_name: String,
    /// Its content.
    pub content: String,
    /// Key-value pairs that it carries.
    pub expansion: Option<String>,
    /// Where the page after begins, if this one ends here.
    pub place: (i64, i64),
}
