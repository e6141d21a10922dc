//! The kit without pixels: what a page shows of the engine's store, as live windows.
//!
//! A window is a query. When the engine says that something changed, the query runs again and only the difference
//! travels, as [`Splice`]s. So a window can never disagree with the store for longer than one run, and its memory is
//! that of the rows on screen.

mod avatar;
mod conversation_list;
mod event_line;
mod forwarding;
mod group_line;
mod looks;
mod merged;
mod notices;
mod people;
mod person;
mod readers;
mod search;
mod splice;
mod storage;
mod summary;
#[cfg(test)]
mod testing;
mod timeline;
mod typing;
mod unread;
mod window;

pub use avatar::Avatar;
pub use conversation_list::{
    ConversationList, ConversationRow, ListFilter, OpenConversation, Preview, find_conversations,
};
pub use event_line::{ChatEvent, EventLine};
pub use forwarding::merge;
pub use group_line::{GroupEvent, GroupLine};
pub use looks::Looks;
pub use merged::Merged;
pub use notices::{Notice, Notices, TimeOfDay};
pub use people::shown;
pub use person::{Person, contacts, persons, speakers};
pub use readers::{Reader, Readers};
pub use search::{Found, MessageHit, MessageHits, NameHit, NameMatcher, Part, Piece, search, search_in};
pub use splice::{Batch, Edges, Splice, difference};
pub use storage::{LargeConversation, Storage};
pub use summary::{DiscussionEvent, DiscussionLine, Summary, told_file};
pub use timeline::{
    CardField, Coordinates, MessageBody, MessageView, Picture, Quote, Timeline, TimelineItem,
    TimelineItemKind, quote,
};
pub use typing::Typing;
pub use unread::TotalUnread;
