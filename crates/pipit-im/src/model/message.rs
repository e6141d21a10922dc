//! Messages.

use pipit_proto::content::Content;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConversationId, MessageId, MessageUid, Timestamp, UserId};

/// Which way a message went, seen from this user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MessageDirection {
    /// This user wrote it, on this device or another.
    Sent,
    /// Somebody else wrote it.
    Received,
}

/// How far a message has come. It only moves forward: sending, then failed or sent, then read; a retry of a failed
/// message starts over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "state")]
pub enum MessageState {
    /// In the send queue; no answer yet.
    Sending,
    /// The server has it.
    Sent,
    /// The peer has read it.
    Read,
    /// The server refused it.
    Failed {
        /// The platform's code, such as 405 when the receiver blocks the sender.
        code: i32,
    },
    /// It came from somebody else.
    Received,
}

/// What this user has done with a received message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReceivedStatus {
    /// Not read yet.
    Unread,
    /// Read.
    Read,
    /// A voice message that was listened to.
    Listened,
}

/// What has become of a received message beside being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Its file was fetched.
    Downloaded,
    /// Another device of this user had it before this one.
    Retrieved,
    /// Another device of this user has it too.
    ReceivedElsewhere,
}

/// All marks of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// [`Mark::Downloaded`].
    pub downloaded: bool,
    /// [`Mark::Retrieved`].
    pub retrieved: bool,
    /// [`Mark::ReceivedElsewhere`].
    pub received_elsewhere: bool,
    /// The one that an application has set after it last set the status.
    pub set: Option<Mark>,
}

/// A message in the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// This machine's name for it.
    pub id: MessageId,
    /// The server's name for it, once it has one.
    pub uid: Option<MessageUid>,
    /// Where it belongs.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub sender: UserId,
    /// Which way it went.
    pub direction: MessageDirection,
    /// What it says.
    pub content: Content,
    /// The server's time for it; until that is known, this machine's estimate of it.
    pub sent_time: Timestamp,
    /// How far it has come.
    pub state: MessageState,
    /// It mentions this user.
    pub mentions_me: bool,
    /// When it came to this machine; its own time for what this user wrote.
    pub received_time: Timestamp,
    /// What this user has done with it.
    pub received_status: ReceivedStatus,
    /// What else has become of it.
    pub marks: Marks,
    /// What an application noted on it, on this machine only.
    pub note: String,
    /// Who has read it, in a group, once its writer has asked.
    pub receipt: Option<Receipt>,
    /// When its writer edited it last.
    pub edited: Option<Timestamp>,
}

/// Who has read a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// This user has told its writer.
    pub answered: bool,
    /// Who has told this user, its writer, and when; in order of their ids.
    pub readers: Vec<(UserId, Timestamp)>,
}
