//! What travels: the wire protocol of the RongCloud platform, as its official clients speak it over a WebSocket.
//!
//! One binary WebSocket message is one [`frame`]. A frame names a [`topic`] and carries a protobuf message of
//! [`messages`]; a chat message inside of it has an object name and a JSON [`content`]. Nothing here does I/O: bytes
//! come in and go out as values, so the same code serves client, server, tests and fuzzers.
//!
//! ```
//! use pipit_proto::frame::ClientFrame;
//!
//! let ping = ClientFrame::Ping.encode()?;
//! assert_eq!(ping.as_ref(), [0xC0]);
//! assert_eq!(ClientFrame::decode(ping)?, ClientFrame::Ping);
//! # Ok::<(), pipit_proto::frame::FrameError>(())
//! ```

pub mod code;
pub mod compress;
pub mod content;
pub mod flags;
pub mod frame;
pub mod id;
pub mod topic;
pub mod uid;

/// The protobuf messages, generated from `proto/rc.proto`, where each is explained.
#[expect(missing_docs, clippy::pedantic, reason = "generated; the documentation stands in the .proto file")]
pub mod messages {
    include!(concat!(env!("OUT_DIR"), "/rc.rs"));
}

/// The protobuf library that [`messages`] are generated for.
pub use prost;
