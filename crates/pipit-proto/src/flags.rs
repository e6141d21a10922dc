//! The flag words of messages: what shall be stored, counted and announced.
//!
//! The same facts stand in different bits on the way up ([`MessageFlags::to_up`]) and down
//! ([`MessageFlags::to_down`]).

/// What a message asks the platform to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is one bit of the word that travels")]
pub struct MessageFlags {
    /// It is kept in the history.
    pub persisted: bool,
    /// It adds to the unread count of its receivers.
    pub counted: bool,
    /// It mentions somebody.
    pub mentioned: bool,
    /// No notification is raised for it.
    pub silent: bool,
    /// It may carry an expansion (key-value pairs that change later).
    pub expandable: bool,
    /// Another device of the reader has pulled it before; only the platform says so.
    pub retrieved: bool,
}

/// Up and down bit of each flag, in the order of the fields; none where it does not travel.
const BITS: [(i32, i64); 6] = [(1, 16), (2, 32), (4, 64), (32, 512), (64, 1024), (0, 2)];

impl MessageFlags {
    fn from_bits(is_set: impl Fn((i32, i64)) -> bool) -> Self {
        let [persisted, counted, mentioned, silent, expandable, retrieved] = BITS.map(is_set);
        Self { persisted, counted, mentioned, silent, expandable, retrieved }
    }

    fn set_bits(self) -> impl Iterator<Item = (i32, i64)> {
        let Self { persisted, counted, mentioned, silent, expandable, retrieved } = self;
        [persisted, counted, mentioned, silent, expandable, retrieved]
            .into_iter()
            .zip(BITS)
            .filter(|(on, _)| *on)
            .map(|(_, b)| b)
    }

    /// Reads `UpStreamMessage.session_id`.
    pub fn from_up(word: i32) -> Self {
        Self::from_bits(|(up, _)| word & up != 0)
    }

    /// Writes `UpStreamMessage.session_id`.
    pub fn to_up(self) -> i32 {
        self.set_bits().map(|(up, _)| up).sum()
    }

    /// Reads `DownStreamMessage.status`.
    pub fn from_down(word: i64) -> Self {
        Self::from_bits(|(_, down)| word & down != 0)
    }

    /// Writes `DownStreamMessage.status`.
    pub fn to_down(self) -> i64 {
        self.set_bits().map(|(_, down)| down).sum()
    }
}
