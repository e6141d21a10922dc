//! The messages of one chat.

mod item;

pub use item::{MessageBody, MessageView, TimelineItem, TimelineItemKind};
