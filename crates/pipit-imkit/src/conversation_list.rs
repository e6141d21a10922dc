//! The list of conversations.

mod row;

pub use row::{ConversationRow, Preview};
