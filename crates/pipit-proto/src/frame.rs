//! Frames: what one binary WebSocket message holds.
//!
//! A frame is a header byte `command(4) | dup(1) | qos(2) | retain(1)` and a body whose layout depends on the
//! command and on who speaks, so each direction has its own type: [`ClientFrame`] and [`ServerFrame`]. There is no
//! length and no checksum; the WebSocket message is the frame. Integers are big-endian, times are Unix milliseconds.
//!
//! Decoding looks at nothing but the bytes given, copies no body (a [`Bytes`] slice is shared) and refuses bytes that
//! are left over, so that a truncated or altered frame is an error or another valid frame, never a panic.

mod client;
mod connack;
mod server;
mod wire;

pub use client::ClientFrame;
pub use connack::{ConnAck, ConnStatus, ConnectLayout};
pub use server::{DisconnectReason, ServerFrame};

use thiserror::Error;

/// Frames over this size are refused before they are read, in bytes.
///
/// The platform lets a message content grow to 128 KiB; the rest is topic, ids and the other fields of its envelope.
/// Too high: one client can make the server hold that much per frame. Too low: the largest legal message is refused.
pub const MAX_CLIENT_FRAME: usize = 192 * 1024;

/// The largest answer a client accepts, in bytes: a page of pulled messages, each up to the platform's limit.
pub const MAX_SERVER_FRAME: usize = 32 * 1024 * 1024;

/// Numbers a request on one connection; its answer carries the same number. Zero is never used.
pub type FrameId = u16;

/// How often a frame may arrive. The protocol knows four levels and uses the first two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qos {
    /// Fire and forget: no acknowledgement follows.
    AtMostOnce,
    /// The receiver acknowledges.
    AtLeastOnce,
    /// Declared by the protocol, not used by any known peer.
    ExactlyOnce,
    /// Declared by the protocol, not used by any known peer.
    Reserved,
}

/// Why bytes are not a frame.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The message was empty.
    #[error("a frame needs at least its header byte")]
    Empty,
    /// The frame ended inside a field.
    #[error("the frame ends inside its field `{0}`")]
    Truncated(&'static str),
    /// Bytes followed the last field.
    #[error("{0} bytes follow the frame's last field")]
    Trailing(usize),
    /// A text field is not UTF-8 (nor the surrogate form that some peers write).
    #[error("the field `{0}` is not text")]
    NotText(&'static str),
    /// The command does not exist or does not travel in this direction.
    #[error("command {0} does not travel in this direction")]
    UnexpectedCommand(u8),
    /// A field's value is outside of what the protocol defines.
    #[error("the field `{field}` cannot be {value}")]
    BadValue {
        /// The field's name.
        field: &'static str,
        /// What it held.
        value: u64,
    },
    /// A text field does not fit its 16-bit length.
    #[error("the field `{0}` is longer than 65,535 bytes")]
    TooLong(&'static str),
}
