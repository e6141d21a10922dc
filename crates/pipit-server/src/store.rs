//! What the server remembers, behind one trait.
//!
//! The truth is cut so that any transactional database can hold it: messages stand once, and each person has a *box*
//! of references to what they received and sent, under times that are unique and strictly increasing within the box.
//! Messages are appended in batches, one transaction each: an acknowledged message is on disk.

mod edit;
mod group;
mod log;
mod roll;
mod room;
mod sqlite;

use std::sync::Arc;

use async_trait::async_trait;
use pipit_proto::flags::MessageFlags;
use thiserror::Error;

pub use edit::{Edit, Edited, NotEdited};
pub use group::{Group, GroupChange, GroupRules, Who};
pub use log::{LogRange, Logged};
pub use roll::{Entry, Roll, RollChange};
pub use room::{RoomEntry, RoomMessage, RoomPage, RoomRecord, RoomRight, RoomRule, RoomWrite, Rooms};
pub use sqlite::SqliteStore;

/// The kinds of conversations that the server carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Conversation {
    /// Between two people; named by the other one.
    Private(String),
    /// Of a group; named by the group.
    Group(String),
    /// Of a discussion; named by it.
    Discussion(String),
    /// What the app says to one person; named by the one in whose name it speaks.
    System(String),
}

impl Conversation {
    /// The platform's number of the type.
    pub fn number(&self) -> u8 {
        match self {
            Self::Private(_) => 1,
            Self::Discussion(_) => 2,
            Self::Group(_) => 3,
            Self::System(_) => 6,
        }
    }

    /// Reads the platform's number of the type.
    pub fn from_parts(number: i32, target: &str) -> Option<Self> {
        match number {
            1 => Some(Self::Private(target.to_owned())),
            2 => Some(Self::Discussion(target.to_owned())),
            3 => Some(Self::Group(target.to_owned())),
            6 => Some(Self::System(target.to_owned())),
            _ => None,
        }
    }

    /// The same conversation as those see it to whom `sender` writes.
    pub(crate) fn seen_by_others(&self, sender: &str) -> Self {
        match self {
            Self::Private(_) => Self::Private(sender.to_owned()),
            Self::System(_) => Self::System(sender.to_owned()),
            common @ (Self::Group(_) | Self::Discussion(_)) => common.clone(),
        }
    }

    /// The other person, the group or the discussion.
    pub fn target(&self) -> &str {
        match self {
            Self::Private(target) | Self::Group(target) | Self::Discussion(target) | Self::System(target) => {
                target
            }
        }
    }
}

/// Who gets an appended message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The other side, and the sender's own box.
    Everyone,
    /// The other side only: messages that the app's server publishes.
    OthersOnly,
    /// The sender's own box only: facts for the sender's other devices.
    SenderOnly,
}

/// A message to append.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Who sends it.
    pub sender: String,
    /// Where to, seen from the sender.
    pub conversation: Conversation,
    /// Who gets it.
    pub audience: Audience,
    /// In a group or discussion: only these members, if any are named. The server itself reaches those in a discussion
    /// who are no members any more.
    pub only: Vec<String>,
    /// The kind of its content.
    pub object_name: String,
    /// Its content.
    pub content: String,
    /// What shall be done with it.
    pub flags: MessageFlags,
    /// The sender's name for it: the same one again appends nothing.
    pub client_id: Option<i64>,
    /// Key-value pairs that it carries, as JSON.
    pub expansion: Option<String>,
    /// It takes this message back.
    pub recalls: Option<Recall>,
    /// The sender must be a member of the group and not be on the receiver's blacklist.
    pub check_rights: bool,
}

/// Which message is taken back, and by what right.
#[derive(Debug, Clone)]
pub struct Recall {
    /// The message's uid.
    pub uid: String,
    /// Its sent time.
    pub time: i64,
    /// The oldest sent time that its sender may still take back; absent for the app's server.
    pub not_before: Option<i64>,
    /// The content that takes its place.
    pub replacement: String,
}

/// What became of an appended message.
#[derive(Debug, Clone)]
pub struct Appended {
    /// The server's name for it.
    pub uid: String,
    /// Its sent time.
    pub time: i64,
    /// In whose boxes it now lies; empty when it was there already.
    pub deliveries: Vec<Delivery>,
}

/// A message in a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whose box.
    pub owner: Arc<str>,
    /// The owner sent it.
    pub sent: bool,
    /// The time of what was received before it in that box, zero if nothing was.
    pub previous: i64,
}

/// Why a message is not appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The receiver does not exist.
    #[error("the receiver does not exist")]
    UnknownUser,
    /// The sender is not in the group, or there is none.
    #[error("the sender is not a member of the group")]
    NotInGroup,
    /// The sender is not in the discussion, or there is none.
    #[error("the sender is not in the discussion")]
    NotInDiscussion,
    /// The receiver has put the sender on the blacklist.
    #[error("the receiver has blacklisted the sender")]
    Blacklisted,
    /// The receiver takes messages only of those on a list, and the sender is not on it.
    #[error("the receiver has not listed the sender")]
    NotWelcome,
    /// The sender, or everybody, is silent in the group.
    #[error("the sender is muted in the group")]
    Muted,
    /// The message to take back does not exist.
    #[error("the message to take back does not exist")]
    RecallNotFound,
    /// It is somebody else's, or too old.
    #[error("the message may not be taken back")]
    RecallNotAllowed,
    /// The disk is full or failing; the same may succeed later.
    #[error("the store cannot write")]
    Unavailable,
}

/// A change of the key-value pairs that a message carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExpansionChange {
    /// The message's uid.
    pub uid: String,
    /// Pairs that are set.
    pub put: Vec<(String, String)>,
    /// Keys that are removed.
    pub remove: Vec<String>,
    /// The most pairs that a message may carry.
    pub most: usize,
}

/// Why the pairs of a message do not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotExpanded {
    /// There is no such message in the conversation.
    #[error("the message does not exist")]
    NotFound,
    /// It was not sent as expandable.
    #[error("the message carries no pairs")]
    NotExpandable,
    /// It would carry too many.
    #[error("the message would carry too many pairs")]
    TooMany,
    /// This person may not write to the conversation.
    #[error("the sender may not write here")]
    NotAllowed,
}

/// A message that a member of its group has read for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewlyRead {
    /// The message's uid.
    pub uid: String,
    /// Who wrote it.
    pub sender: String,
}

/// A message as one of its readers sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// The server's name for it.
    pub uid: String,
    /// Who sent it.
    pub sender: String,
    /// Where it belongs, seen from the reader.
    pub conversation: Conversation,
    /// The reader sent it.
    pub sent: bool,
    /// The kind of its content.
    pub object_name: String,
    /// Its content.
    pub content: String,
    /// What shall be done with it.
    pub flags: MessageFlags,
    /// Its sent time.
    pub time: i64,
    /// The sender's name for it.
    pub client_id: Option<i64>,
    /// Key-value pairs that it carries.
    pub expansion: Option<String>,
    /// When it was edited last.
    pub edited: Option<i64>,
}

/// Part of a box.
#[derive(Debug, Clone, Default)]
pub struct BoxPage {
    /// In the order of their times.
    pub messages: Vec<StoredMessage>,
    /// More follow.
    pub more: bool,
}

/// Which part of a conversation's history.
#[derive(Debug, Clone, Copy)]
pub struct HistoryRange {
    /// Before or after this time, exclusively; zero for the newest.
    pub time: i64,
    /// At most so many.
    pub count: u32,
    /// Towards now instead of towards the past.
    pub ascending: bool,
}

/// A row of somebody's conversation list.
#[derive(Debug, Clone)]
pub struct ConversationEntry {
    /// Which conversation.
    pub conversation: Conversation,
    /// Its newest message.
    pub last: StoredMessage,
    /// Counted messages since it was read.
    pub unread: i64,
    /// Read up to here.
    pub read_time: i64,
}

/// How somebody keeps a conversation: on top, silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The platform's number of the conversation's type; not only of those whose messages are carried here.
    pub kind: i32,
    /// The other person, the group, or whatever the type names.
    pub target: String,
    /// The platform's number of the attribute.
    pub name: i32,
    /// Its value, as clients write it.
    pub value: String,
    /// When it was set, as a version of all of the owner's attributes.
    pub version: i64,
}

/// Something that a person has set for all of their devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What is set; one of a few names.
    pub name: String,
    /// Its value; empty when it was removed.
    pub value: String,
    /// When it was set, as a version of all of the owner's settings.
    pub version: i64,
}

/// Versions of somebody's attributes or settings, before and after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VersionStep {
    /// The newest one before; zero if there was none.
    pub before: i64,
    /// The newest one now.
    pub after: i64,
}

impl VersionStep {
    /// Whether who had `known` has everything now; otherwise something else was set in between and must be pulled.
    pub(crate) fn follows(self, known: i64) -> bool {
        known >= self.before
    }
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The uploader's name for it, unique among all files.
    pub key: String,
    /// Who uploaded it.
    pub owner: String,
    /// SHA-256 of its content, as lower-case hexadecimal digits.
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// What its uploader says that it is.
    pub media_type: String,
    /// When it was uploaded.
    pub time: i64,
}

/// A person or a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The picture's address.
    pub portrait: String,
}

/// A group that its members keep themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// The id, unique among all discussions.
    pub id: String,
    /// The name.
    pub name: String,
    /// Who may do everything.
    pub creator: String,
    /// Every member may bring in others.
    pub open: bool,
    /// Who is in it, in the order in which they came.
    pub members: Vec<String>,
}

/// A change of a discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiscussionChange {
    /// It gets another name.
    Rename(String),
    /// Every member may bring in others, or only the creator.
    Open(bool),
    /// These come in, as long as it has at most so many members.
    Add {
        /// Who comes in; who is in already stays.
        users: Vec<String>,
        /// The most members.
        most: usize,
    },
    /// A member is removed.
    Remove(String),
    /// Who changes it goes; a creator's place is taken by who came first of the others.
    Quit,
}

/// Why a discussion does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotChanged {
    /// There is no such discussion, or not with this member.
    #[error("not a member of the discussion")]
    NotMember,
    /// Only its creator may do this.
    #[error("only the discussion's creator may do this")]
    NotAllowed,
    /// It would have too many members.
    #[error("the discussion would have too many members")]
    TooMany,
}

/// The store failed; the caller cannot do much about it.
#[derive(Debug, Error)]
#[error("the store failed: {0}")]
pub struct StoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Everything that the server remembers.
#[async_trait]
pub trait Store: Send + Sync {
    /// Appends messages in one transaction, in order; each is refused or appended by itself.
    async fn append(
        &self,
        batch: Vec<Arc<NewMessage>>,
        now: i64,
    ) -> Vec<std::result::Result<Appended, Refusal>>;
    /// What `owner` received after `received` and sent after `sent`, oldest first.
    async fn pull(&self, owner: &str, received: i64, sent: i64, count: u32) -> Result<BoxPage>;
    /// A conversation's persisted messages as `owner` sees them, in the order asked for.
    async fn history(&self, owner: &str, conversation: &Conversation, range: HistoryRange)
    -> Result<BoxPage>;
    /// Those of a conversation's messages with these uids that `owner` sees.
    async fn messages_by_uid(
        &self,
        owner: &str,
        conversation: &Conversation,
        uids: Vec<String>,
    ) -> Result<Vec<StoredMessage>>;
    /// Changes the pairs of a message in a conversation that `sender` may write to.
    async fn expand(
        &self,
        sender: &str,
        conversation: &Conversation,
        change: ExpansionChange,
    ) -> Result<std::result::Result<(), NotExpanded>>;
    /// Puts other words in the place of a message of `writer`'s. The edit's version is `now`, or later if there is a newer
    /// one already.
    async fn edit(
        &self,
        writer: &str,
        conversation: &Conversation,
        edit: Edit,
        now: i64,
    ) -> Result<std::result::Result<Edited, NotEdited>>;
    /// Of the messages that `owner` sees, those that were edited after a version, in the order of the edits.
    async fn edits(&self, owner: &str, since: i64, count: u32) -> Result<BoxPage>;
    /// Remembers that a member has read messages of a group; answers those that are new. One's own and those that the
    /// member does not see are left out.
    async fn add_receipts(
        &self,
        reader: &str,
        group: &str,
        uids: Vec<String>,
        now: i64,
    ) -> Result<Vec<NewlyRead>>;
    /// Who has read a message of a group and when, the first ones first.
    async fn readers(&self, group: &str, uid: &str) -> Result<Vec<(String, i64)>>;
    /// `owner`'s conversations, newest first, those whose newest message is older than `before` (zero: all).
    async fn conversations(&self, owner: &str, before: i64, count: u32) -> Result<Vec<ConversationEntry>>;
    /// Marks read up to a time, but nothing that is yet to come; it never goes back.
    async fn mark_read(&self, owner: &str, conversation: &Conversation, time: i64) -> Result<()>;
    /// Hides messages of conversations, of each up to a time, from `owner`'s history, in one transaction.
    async fn clear_histories(&self, owner: &str, named: Vec<(Conversation, i64)>) -> Result<()>;
    /// Hides single messages, named by uid and time, from `owner`'s history.
    async fn delete_messages(
        &self,
        owner: &str,
        conversation: &Conversation,
        messages: Vec<(String, i64)>,
    ) -> Result<()>;
    /// Takes conversations off `owner`'s list until something new arrives in them, in one transaction.
    async fn remove_conversations(&self, owner: &str, named: Vec<Conversation>) -> Result<()>;
    /// Sets attributes of conversations, all under one version: `now`, or later if there is a newer one already. The
    /// versions that they come with are not looked at. Nothing is set, and nothing answered, when `newest` is given and
    /// is not the newest version: what was read before is no longer true.
    async fn set_attributes(
        &self,
        owner: &str,
        attributes: Vec<Attribute>,
        newest: Option<i64>,
        now: i64,
    ) -> Result<Option<VersionStep>>;
    /// `owner`'s attributes that were set after a version, oldest first.
    async fn attributes(&self, owner: &str, since: i64) -> Result<Vec<Attribute>>;
    /// Sets what a person has set; versions as with attributes.
    async fn set_settings(
        &self,
        owner: &str,
        settings: Vec<Setting>,
        newest: Option<i64>,
        now: i64,
    ) -> Result<Option<VersionStep>>;
    /// All of `owner`'s settings, also those that were removed.
    async fn settings(&self, owner: &str) -> Result<Vec<Setting>>;

    /// Remembers an uploaded file; answers what is remembered under its key, which may be another one.
    async fn put_file(&self, file: StoredFile) -> Result<StoredFile>;
    /// Forgets a file; answers its hash and whether its content has no other key now. Nothing if there is no such file.
    async fn remove_file(&self, key: &str) -> Result<Option<(String, bool)>>;
    /// Whether a file has this content.
    async fn has_content(&self, hash: &str) -> Result<bool>;
    /// Somebody's files in the order of their keys: at most so many, after one of them.
    async fn files_of(&self, owner: &str, after: &str, count: u32) -> Result<Vec<StoredFile>>;
    /// Bytes that somebody's files take.
    async fn file_bytes(&self, owner: &str) -> Result<u64>;
    /// The file under a key.
    async fn file(&self, key: &str) -> Result<Option<StoredFile>>;

    /// Registers a person or changes their card.
    async fn put_user(&self, card: Card) -> Result<()>;
    /// The cards of those of these people who exist.
    async fn users(&self, ids: Vec<String>) -> Result<Vec<Card>>;
    /// Blocks a person until a time in Unix milliseconds; zero unblocks.
    async fn block_user(&self, id: &str, until: i64) -> Result<()>;
    /// Who is blocked after `now`, and until when.
    async fn blocked_users(&self, now: i64) -> Result<Vec<(String, i64)>>;
    /// Puts people on `owner`'s blacklist, or takes them off it.
    async fn set_blacklisted(&self, owner: &str, others: Vec<String>, blacklisted: bool) -> Result<()>;
    /// `owner`'s blacklist.
    async fn blacklist(&self, owner: &str) -> Result<Vec<String>>;

    /// Changes one of the app's lists.
    async fn change_roll(&self, roll: Roll, scope: &str, change: RollChange) -> Result<()>;
    /// What one of the app's lists says at `now`, in the order of the names.
    async fn roll(&self, roll: Roll, scope: &str, now: i64) -> Result<Vec<Entry>>;
    /// The ids of everybody who is registered, in their order: at most so many, after one of them.
    async fn everybody(&self, after: &str, count: u32) -> Result<Vec<String>>;

    /// What was said in all conversations but chat rooms, in the order of time.
    async fn log(&self, range: LogRange) -> Result<Vec<Logged>>;
    /// What was said in chat rooms from a time on, up to another one, as far as it is kept, after this time and room.
    async fn room_log(
        &self,
        from: i64,
        to: i64,
        after: Option<(i64, String)>,
        count: u32,
    ) -> Result<Vec<(String, RoomMessage)>>;

    /// Creates a group or renames it.
    async fn put_group(&self, card: Card) -> Result<()>;
    /// The cards of those of these groups that exist.
    async fn groups(&self, ids: Vec<String>) -> Result<Vec<Card>>;
    /// A group without its members; nothing when there is none.
    async fn group(&self, id: &str) -> Result<Option<Group>>;
    /// Changes what a group says of itself; false when there is no such group.
    async fn change_group(&self, id: &str, change: GroupChange) -> Result<bool>;
    /// Adds members to a group, or removes them; false when there is no such group. An owner who goes owns it no more.
    async fn set_members(&self, group: &str, members: Vec<String>, member: bool) -> Result<bool>;
    /// A group's members; nothing when there is no such group.
    async fn members(&self, group: &str) -> Result<Option<Vec<String>>>;
    /// Removes a group with its members; its history stays with those who had it.
    async fn dismiss_group(&self, group: &str) -> Result<bool>;
    /// Keeps a new discussion.
    async fn create_discussion(&self, discussion: Discussion) -> Result<()>;
    /// A discussion; nothing if there never was one.
    async fn discussion(&self, id: &str) -> Result<Option<Discussion>>;
    /// Changes a discussion, if this member may.
    async fn change_discussion(
        &self,
        id: &str,
        by: &str,
        change: DiscussionChange,
    ) -> Result<std::result::Result<(), NotChanged>>;

    /// All chat rooms with everything but what was said in them.
    async fn rooms(&self) -> Result<Rooms>;
    /// Writes about chat rooms, in order and in one transaction.
    async fn write_rooms(&self, writes: Vec<RoomWrite>) -> Result<()>;
    /// What was said in a chat room, in the order asked for.
    async fn room_history(&self, room: &str, range: HistoryRange) -> Result<RoomPage>;
}
