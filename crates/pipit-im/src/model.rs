//! The engine's vocabulary: conversations, messages, people and states, as applications see them.

mod conversation;
mod device;
mod draft;
mod health;
mod held;
mod ids;
mod message;
mod named;
mod quiet_hours;
mod status;
mod template;
mod user;

pub use conversation::{
    Collected, Conversation, ConversationId, ConversationType, Peer, RemovedConversation, Waiting,
};
pub use device::Device;
pub use draft::{Draft, DraftFile, DraftMention};
pub use health::{Amount, Health, ReceivedFiles, ReceivedKind, Room};
pub use held::Held;
pub use ids::{GroupId, MessageId, MessageUid, TargetId, Timestamp, UserId};
pub use message::{Mark, Marks, Message, MessageDirection, MessageState, Receipt, ReceivedStatus};
pub use named::Named;
pub use quiet_hours::QuietHours;
pub use status::{ConnectionStatus, WaitReason};
pub use template::{Filled, Template};
pub use user::{Discussion, Group, GroupPage, User};
