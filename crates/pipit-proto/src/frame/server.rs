//! What a server says.

use bytes::Bytes;

use super::connack::{ConnAck, ConnectLayout};
use super::wire::{Header, Reader, Writer};
use super::{FrameError, FrameId, Qos};

const CONNACK: u8 = 2;
const PUBLISH: u8 = 3;
const PUBACK: u8 = 4;
const QUERYACK: u8 = 6;
const PINGRESP: u8 = 13;
const DISCONNECT: u8 = 14;

/// A frame from server to client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerFrame {
    /// Answers the connection; the first frame on a socket.
    ConnAck(ConnAck),
    /// Pushes something that the client did not ask for.
    Publish {
        /// What kind of thing is pushed, such as `s_ntf`.
        topic: String,
        /// Whom it concerns.
        target: String,
        /// The server's number for it; answered by `PubAck` unless `own_action`.
        id: FrameId,
        /// `AtLeastOnce` asks for an acknowledgement.
        qos: Qos,
        /// True when it repeats what this user did on another device: the client holds it until the `PubAck` with
        /// the same number brings time and uid, and does not acknowledge it.
        own_action: bool,
        /// Unix seconds at which it was pushed.
        seconds: u32,
        /// The encoded protobuf message.
        body: Bytes,
    },
    /// Acknowledges a client's `Publish`, or completes a pushed `own_action`.
    PubAck {
        /// The number of the frame that it answers.
        id: FrameId,
        /// Zero, or the code that the sender shall see.
        status: u16,
        /// The message's sent time, in Unix milliseconds.
        time: i64,
        /// The message's uid; empty for what is not a message.
        uid: String,
    },
    /// Answers a client's `Query`.
    QueryAck {
        /// The number of the query.
        id: FrameId,
        /// `AtLeastOnce` asks for a `QueryCon` of this number.
        qos: Qos,
        /// Zero, or the code that the asker shall see.
        status: u16,
        /// Unix seconds of the answer.
        seconds: u32,
        /// The encoded protobuf message, or nothing.
        body: Bytes,
    },
    /// Answers a ping.
    Pong,
    /// Ends the session.
    Disconnect(DisconnectReason),
}

/// Why a server ends a session that stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// 1: another device of the same class logged in.
    Kicked,
    /// 2: the user or app was blocked, or the session is broken.
    Blocked,
    /// 6: ask navigation again and come back.
    Redirected,
    /// 7: the token expired.
    TokenExpired,
    /// 8: the client broke the protocol.
    Protocol,
    /// 9: the account is gone.
    AccountCancelled,
    /// Any other status, as it came.
    Other(u8),
}

impl DisconnectReason {
    /// Reads the status byte.
    pub fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Kicked,
            2 => Self::Blocked,
            6 => Self::Redirected,
            7 => Self::TokenExpired,
            8 => Self::Protocol,
            9 => Self::AccountCancelled,
            other => Self::Other(other),
        }
    }

    /// The status byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Kicked => 1,
            Self::Blocked => 2,
            Self::Redirected => 6,
            Self::TokenExpired => 7,
            Self::Protocol => 8,
            Self::AccountCancelled => 9,
            Self::Other(byte) => byte,
        }
    }

    /// The code that applications know this reason by, such as 31010 for a kick.
    pub fn code(self) -> i32 {
        match self {
            Self::Kicked => 31_010,
            Self::Blocked | Self::Other(_) => 31_011,
            Self::Redirected => 31_006,
            Self::TokenExpired => 31_020,
            Self::Protocol => 31_001,
            Self::AccountCancelled => 31_029,
        }
    }
}

impl ServerFrame {
    /// Reads a frame that a server sent; `layout` is the one that the client asked for.
    ///
    /// # Errors
    /// When the bytes are not exactly one frame of this direction.
    pub fn decode(frame: Bytes, layout: ConnectLayout) -> Result<Self, FrameError> {
        let (header, mut reader) = Reader::new(frame)?;
        let frame = match header.command {
            CONNACK => return ConnAck::read(reader, layout).map(Self::ConnAck),
            PUBLISH => {
                return Ok(Self::Publish {
                    seconds: reader.u32("seconds")?,
                    topic: reader.text("topic")?,
                    target: reader.text("target")?,
                    id: reader.u16("id")?,
                    qos: header.qos,
                    own_action: header.dup,
                    body: reader.rest(),
                });
            }
            QUERYACK => {
                return Ok(Self::QueryAck {
                    id: reader.u16("id")?,
                    qos: header.qos,
                    seconds: reader.u32("seconds")?,
                    status: reader.u16("status")?,
                    body: reader.rest(),
                });
            }
            PUBACK => {
                let id = reader.u16("id")?;
                let seconds = reader.u32("seconds")?;
                let status = reader.u16("status")?;
                let millis = reader.u16("millis")?;
                let uid = reader.text("uid")?;
                if millis > 999 {
                    return Err(FrameError::BadValue { field: "millis", value: u64::from(millis) });
                }
                Self::PubAck { id, status, time: i64::from(seconds) * 1000 + i64::from(millis), uid }
            }
            PINGRESP => Self::Pong,
            DISCONNECT => {
                reader.u8("reserved")?;
                let reason = DisconnectReason::from_byte(reader.u8("status")?);
                return Ok(Self::Disconnect(reason)); // optional bytes may follow
            }
            other => return Err(FrameError::UnexpectedCommand(other)),
        };
        reader.finish()?;
        Ok(frame)
    }

    /// Writes the frame in the layout that the client asked for.
    ///
    /// # Errors
    /// When a text is longer than 65,535 bytes, or a time lies before 1970 or after 2106.
    pub fn encode(&self, layout: ConnectLayout) -> Result<Bytes, FrameError> {
        Ok(match self {
            Self::ConnAck(ack) => ack.write(Writer::new(Header::plain(CONNACK), 64), layout)?.finish(),
            Self::Publish { topic, target, id, qos, own_action, seconds, body } => Writer::new(
                Header { command: PUBLISH, dup: *own_action, qos: *qos },
                topic.len() + target.len() + body.len() + 10,
            )
            .u32(*seconds)
            .text("topic", topic)?
            .text("target", target)?
            .u16(*id)
            .bytes(body)
            .finish(),
            Self::PubAck { id, status, time, uid } => {
                let bad_time = || FrameError::BadValue { field: "time", value: time.cast_unsigned() };
                let seconds = u32::try_from(time.div_euclid(1000)).map_err(|_| bad_time())?;
                let millis = u16::try_from(time.rem_euclid(1000)).map_err(|_| bad_time())?;
                Writer::new(Header::plain(PUBACK), uid.len() + 12)
                    .u16(*id)
                    .u32(seconds)
                    .u16(*status)
                    .u16(millis)
                    .text("uid", uid)?
                    .finish()
            }
            Self::QueryAck { id, qos, status, seconds, body } => {
                Writer::new(Header { qos: *qos, ..Header::plain(QUERYACK) }, body.len() + 8)
                    .u16(*id)
                    .u32(*seconds)
                    .u16(*status)
                    .bytes(body)
                    .finish()
            }
            Self::Pong => Writer::new(Header::plain(PINGRESP), 0).finish(),
            Self::Disconnect(reason) => {
                Writer::new(Header::plain(DISCONNECT), 2).u8(0).u8(reason.byte()).finish()
            }
        })
    }
}
