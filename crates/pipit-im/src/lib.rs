//! The client of the protocol, as a library without a window.
//!
//! A [`Client`] keeps one user's conversations in an encrypted [`Store`] and in step with a server. What is written
//! offline is sent when there is a connection, once; what arrives is stored once, in order; who watches [`Changes`]
//! hears what to look at again. Time and network enter as [`Clock`] and [`Network`].

mod change;
mod client;
mod clock;
mod config;
mod connection;
mod error;
mod event;
mod media;
mod model;
mod network;
mod path_text;
mod store;

pub use change::{ChangeSet, Changes};
#[cfg(feature = "testing")]
pub use client::testing;
pub use client::{Client, DiscussionChange, GroupChange, OfflineDays, Side, combine, identify};
pub use clock::{Clock, SystemClock};
pub use config::{ClientConfig, Login};
pub use error::{
    ConnectError, FetchError, MediaError, OpenOutcome, OpenStoreError, RequestError, SendError, StoreError,
};
pub use event::{Event, Typing};
pub use media::{
    FileOf, FileState, LONGEST_FILM, MapTile, MapView, OutgoingFile, OutgoingFiles, Pixels, SealedFolder,
    Sound, Thumbnail, Waveform, data_url, embed, embedded, file_name, film_type, keep, picture_size, pixels,
    playable, preview, shrunk, thumbnail,
};
pub use model::{
    Amount, Collected, ConnectionStatus, Conversation, ConversationId, ConversationType, Device, Discussion,
    Draft, DraftFile, DraftMention, Filled, Group, GroupId, GroupPage, Health, Held, Mark, Marks, Message,
    MessageDirection, MessageId, MessageState, MessageUid, Named, Peer, QuietHours, Receipt, ReceivedFiles,
    ReceivedKind, ReceivedStatus, RemovedConversation, Room, TargetId, Template, Timestamp, User, UserId,
    WaitReason, Waiting,
};
pub use network::{
    Download, FileServer, Navigation, Network, Resume, Socket, Upload, UploadAnswer, UploadForm,
    UploadMethod, WebNetwork,
};
pub use pipit_proto::content::{self, Content};
pub use pipit_proto::id::is_id;
pub use store::{
    ConversationHits, Gap, MessageCursor, MessageRange, Messages, SearchPlace, SearchQuery, Store, StoreKey,
    Strictness, find_words, is_unseen, store_name,
};
