//! The client of the protocol, as a library without a window.

mod model;

pub use model::{
    ClientMessageId, ConnectionStatus, Conversation, ConversationId, ConversationType, Group, GroupId,
    Message, MessageDirection, MessageId, MessageState, MessageUid, TargetId, Timestamp, User, UserId,
    WaitReason,
};
