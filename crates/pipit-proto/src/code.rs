//! The platform's numbers for what can go wrong, as far as Pipit answers or understands them.
//!
//! They travel in the 16-bit status of an acknowledgement and reach applications unchanged.

/// The receiver has put the sender on the blacklist.
pub const REJECTED_BY_BLACKLIST: u16 = 405;
/// The receiver takes messages only of those on a list, and the sender is not on it.
pub const NOT_WELCOME: u16 = 407;
/// The content is larger than the platform allows (128 KiB).
pub const MESSAGE_TOO_LARGE: u16 = 20115;
/// Sent too fast.
pub const TOO_FAST: u16 = 20604;
/// Asked too fast.
pub const ASKED_TOO_FAST: u16 = 20607;
/// True where the same request may succeed a moment later.
pub fn is_passing(code: u16) -> bool {
    matches!(code, TOO_FAST | ASKED_TOO_FAST | STORAGE_UNAVAILABLE)
}

/// The server does not know this operation.
pub const NOT_SUPPORTED: u16 = 20606;
/// Expansion: there is no such message.
pub const EXPANSION_NOT_FOUND: u16 = 22201;
/// Expansion: the message was not sent as expandable.
pub const NOT_EXPANDABLE: u16 = 22202;
/// Expansion: what shall change is malformed or too much.
pub const EXPANSION_MALFORMED: u16 = 22203;
/// Expansion: this user may not change it.
pub const EXPANSION_NOT_ALLOWED: u16 = 22204;
/// The message holds a word that the app does not allow.
pub const SENSITIVE_WORD: u16 = 21501;
/// The sender is not a member of the group.
pub const NOT_IN_GROUP: u16 = 22406;
/// Pipit's own: this member may not do this in the group.
pub const GROUP_NOT_ALLOWED: u16 = 22407;
/// The sender, or everybody, is muted in the group.
pub const MUTED_IN_GROUP: u16 = 22408;
/// Not in the chat room.
pub const NOT_IN_ROOM: u16 = 23406;
/// May not speak in the chat room.
pub const MUTED_IN_ROOM: u16 = 23408;
/// Shut out of the chat room.
pub const BLOCKED_FROM_ROOM: u16 = 23409;
/// There is no such chat room.
pub const NO_SUCH_ROOM: u16 = 23410;
/// The chat room is full.
pub const ROOM_FULL: u16 = 23411;
/// A parameter of a chat room's operation is missing or malformed.
pub const INVALID_ROOM_PARAMETER: u16 = 23412;
/// The chat room has as many entries as it may have.
pub const TOO_MANY_ENTRIES: u16 = 23423;
/// The entry is somebody else's, and overwriting was not asked for.
pub const ENTRY_OF_OTHERS: u16 = 23424;
/// The entries of the chat room are changed too fast.
pub const ENTRIES_TOO_FAST: u16 = 23425;
/// The chat room has no such entry.
pub const NO_SUCH_ENTRY: u16 = 23427;
/// Some of several entries were refused; the answer names them.
pub const SOME_ENTRIES_REFUSED: u16 = 23428;
/// More entries at once than the platform takes (10).
pub const TOO_MANY_ENTRIES_AT_ONCE: u16 = 23429;
/// Recall: the original was not found, or the request is malformed.
pub const RECALL_NOT_FOUND: u16 = 25101;
/// The server could not store; the same request may succeed later.
pub const STORAGE_UNAVAILABLE: u16 = 25102;
/// Recall: this user may not take this message back.
pub const RECALL_NOT_ALLOWED: u16 = 25107;
/// The group would have more members than it may have.
pub const GROUP_FULL: u16 = 25411;
/// A parameter is missing or malformed.
pub const INVALID_PARAMETER: u16 = 26010;
/// As many conversations bear the tag as may.
pub const TAG_FULL: u16 = 26004;
/// The user's files together would take more room than they may.
pub const FILES_TOO_LARGE: u16 = 26106;
/// The client: a message could not be sent, such as one whose file is gone.
pub const SEND_FAILED: u16 = 30014;
/// The user is not in the discussion, or there is none.
pub const NOT_IN_DISCUSSION: u16 = 21406;
/// Pipit's own: only the discussion's creator may do this.
pub const DISCUSSION_NOT_ALLOWED: u16 = 21407;
/// There is no such tag.
pub const NO_SUCH_TAG: u16 = 33100;
/// There is no such user.
pub const UNKNOWN_USER: u16 = 24366;

/// Edit: the message was sent too long ago.
pub const EDITED_TOO_LATE: u16 = 20114;
/// Edit: the message is somebody else's, or of a kind that is not edited.
pub const NOT_EDITABLE: u16 = 20116;

/// The largest message content, in bytes.
pub const MAX_CONTENT: usize = 128 * 1024;
