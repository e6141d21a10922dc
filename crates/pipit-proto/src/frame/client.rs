//! What a client says.

use bytes::Bytes;

use super::wire::{Header, Reader, Writer};
use super::{FrameError, FrameId, Qos};

const PUBLISH: u8 = 3;
const PUBACK: u8 = 4;
const QUERY: u8 = 5;
const QUERYCON: u8 = 7;
const PINGREQ: u8 = 12;
const DISCONNECT: u8 = 14;

/// A frame from client to server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientFrame {
    /// Sends a message or a fact; answered by `PubAck` unless the topic is a status topic.
    Publish {
        /// What kind of thing is published, such as `ppMsgP`.
        topic: String,
        /// Whom it concerns: a peer, a group, or the sender.
        target: String,
        /// The number that the answer repeats.
        id: FrameId,
        /// `AtLeastOnce` for messages.
        qos: Qos,
        /// The encoded protobuf message.
        body: Bytes,
    },
    /// Acknowledges a server's `Publish`.
    PubAck {
        /// The number of the frame that arrived.
        id: FrameId,
    },
    /// Asks; answered by `QueryAck`.
    Query {
        /// What is asked, such as `pullMsg`.
        topic: String,
        /// Whom it concerns, mostly the asking user.
        target: String,
        /// The number that the answer repeats.
        id: FrameId,
        /// The encoded protobuf message.
        body: Bytes,
    },
    /// Confirms a `QueryAck` that asked for it.
    QueryCon {
        /// The number of the answer that arrived.
        id: FrameId,
    },
    /// Asks whether the server is still there.
    Ping,
    /// Leaves; the status is 4 when pings were lost.
    Disconnect {
        /// The reason, as the client counts them.
        status: u8,
    },
}

impl ClientFrame {
    /// Reads a frame that a client sent.
    ///
    /// # Errors
    /// When the bytes are not exactly one frame of this direction.
    pub fn decode(frame: Bytes) -> Result<Self, FrameError> {
        let (header, mut reader) = Reader::new(frame)?;
        let frame = match header.command {
            PUBLISH => {
                return Ok(Self::Publish {
                    topic: reader.text("topic")?,
                    target: reader.text("target")?,
                    id: reader.u16("id")?,
                    qos: header.qos,
                    body: reader.rest(),
                });
            }
            QUERY => {
                return Ok(Self::Query {
                    topic: reader.text("topic")?,
                    target: reader.text("target")?,
                    id: reader.u16("id")?,
                    body: reader.rest(),
                });
            }
            PUBACK => Self::PubAck { id: reader.u16("id")? },
            QUERYCON => Self::QueryCon { id: reader.u16("id")? },
            PINGREQ => Self::Ping,
            DISCONNECT => {
                reader.u8("reserved")?;
                let status = reader.u8("status")?;
                return Ok(Self::Disconnect { status }); // optional bytes may follow
            }
            other => return Err(FrameError::UnexpectedCommand(other)),
        };
        reader.finish()?;
        Ok(frame)
    }

    /// Writes the frame.
    ///
    /// # Errors
    /// When topic or target is longer than 65,535 bytes.
    pub fn encode(&self) -> Result<Bytes, FrameError> {
        Ok(match self {
            Self::Publish { topic, target, id, qos, body } => Writer::new(
                Header { command: PUBLISH, dup: false, qos: *qos },
                topic.len() + target.len() + body.len() + 6,
            )
            .text("topic", topic)?
            .text("target", target)?
            .u16(*id)
            .bytes(body)
            .finish(),
            Self::Query { topic, target, id, body } => {
                Writer::new(Header::plain(QUERY), topic.len() + target.len() + body.len() + 6)
                    .text("topic", topic)?
                    .text("target", target)?
                    .u16(*id)
                    .bytes(body)
                    .finish()
            }
            Self::PubAck { id } => Writer::new(Header::plain(PUBACK), 2).u16(*id).finish(),
            Self::QueryCon { id } => Writer::new(Header::plain(QUERYCON), 2).u16(*id).finish(),
            Self::Ping => Writer::new(Header::plain(PINGREQ), 0).finish(),
            Self::Disconnect { status } => {
                Writer::new(Header::plain(DISCONNECT), 2).u8(0).u8(*status).finish()
            }
        })
    }
}
