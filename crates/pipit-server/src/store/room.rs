//! Chat rooms, as they are remembered. Who is in a room is not: clients join again when the server is back.

use bytes::Bytes;

/// A chat room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoomRecord {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// When it was made.
    pub created: i64,
    /// It stays when nobody is in it.
    pub kept: bool,
    /// Nobody may speak, but those who are exempt.
    pub muted: bool,
    /// What is said reaches nobody for now.
    pub held: bool,
}

/// A value that all members of a room share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomEntry {
    /// Its name, unique in the room.
    pub key: String,
    /// The value.
    pub value: String,
    /// Who set it.
    pub owner: String,
    /// It goes when its owner leaves.
    pub auto_delete: bool,
    /// When it was set; unique and increasing in the room.
    pub version: i64,
}

/// What a rule gives or takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoomRight {
    /// A user may not speak.
    Muted,
    /// A user may not be in the room.
    Blocked,
    /// A user may speak in a muted room.
    Exempt,
    /// A user's messages are never left away.
    Favoured,
    /// Messages of a kind are the first to be left away when too much is said.
    LowPriority,
    /// Messages of a kind are never left away.
    NeverDropped,
}

impl RoomRight {
    /// All of them; the place in this list is the number that is stored.
    pub const ALL: [Self; 6] =
        [Self::Muted, Self::Blocked, Self::Exempt, Self::Favoured, Self::LowPriority, Self::NeverDropped];
}

/// A right of a user or of a kind of messages, in one room or in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRule {
    /// The room; empty for all.
    pub room: String,
    /// What it gives or takes.
    pub right: RoomRight,
    /// The user or the kind of messages.
    pub subject: String,
    /// Until when, in Unix milliseconds; zero takes the rule away.
    pub until: i64,
}

/// Something said in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomMessage {
    /// When; unique and increasing in the room.
    pub time: i64,
    /// Who said it.
    pub sender: String,
    /// The device that said it, as the server names devices; empty for the app's server.
    pub origin: String,
    /// The encoded message, as everybody but its sender reads it.
    pub body: Bytes,
}

/// Something to write about rooms.
#[derive(Debug, Clone)]
pub enum RoomWrite {
    /// Makes or changes a room.
    Put(RoomRecord),
    /// Removes a room with everything in it.
    Remove(String),
    /// Adds what was said in a room; beyond [`RoomWrite::HISTORY`], the oldest goes.
    Say(String, RoomMessage),
    /// Puts another body in the place of what was said in a room at that time.
    Replace(String, RoomMessage),
    /// Sets an entry of a room.
    Set(String, RoomEntry),
    /// Deletes an entry of a room, named by its key.
    Unset(String, String),
    /// Gives or takes a right.
    Rule(RoomRule),
}

impl RoomWrite {
    /// How many messages of a room are kept. More: rooms that live long fill the disk. Fewer: history ends earlier.
    pub const HISTORY: u32 = 2_000;
}

/// Everything about rooms but what was said in them.
#[derive(Debug, Clone, Default)]
pub struct Rooms {
    /// Each room, with the time of the last thing that was said in it and kept, zero if nothing was.
    pub rooms: Vec<(RoomRecord, i64)>,
    /// Room and entry.
    pub entries: Vec<(String, RoomEntry)>,
    /// Rights, those that have ended too.
    pub rules: Vec<RoomRule>,
}

/// Part of what was said in a room.
#[derive(Debug, Clone, Default)]
pub struct RoomPage {
    /// In the order asked for.
    pub messages: Vec<RoomMessage>,
    /// More follow.
    pub more: bool,
}
