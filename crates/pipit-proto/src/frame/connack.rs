//! The handshake's answer. The upgrade of the WebSocket is the question; the server speaks first.

use super::FrameError;
use super::wire::{Reader, Writer};

/// Which of the two layouts the client asked for with `protocolVer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConnectLayout {
    /// `protocolVer` 3 or absent: fixed fields.
    #[default]
    Fixed,
    /// `protocolVer` 4: a flag byte says which fields follow.
    Flagged,
}

/// The server's answer to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnAck {
    /// The session stands.
    Accepted {
        /// Who the token belongs to.
        user_id: String,
        /// Names this connection in logs.
        session_id: String,
        /// The server's clock, in Unix milliseconds.
        server_time: i64,
    },
    /// The session is refused; the server closes the socket.
    Refused(ConnStatus),
}

/// Why a connection is refused: the platform's status byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnStatus {
    /// 1: the protocol version is not spoken here.
    ProtocolVersion,
    /// 2: the client's identity is malformed.
    Identifier,
    /// 4: the token is wrong or belongs to another app.
    TokenIncorrect,
    /// 5: not authorised.
    NotAuthorized,
    /// 6: ask navigation again and come back at once.
    Redirected,
    /// 8: the app is blocked or deleted.
    AppBlocked,
    /// 9: the user is blocked.
    UserBlocked,
    /// 10: the token has expired.
    TokenExpired,
    /// 13: another device of this class is online and may not be kicked.
    SameClientOnline,
    /// Any other status, as it came.
    Other(u8),
}

impl ConnStatus {
    /// Reads the status byte; zero is not a refusal.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => return None,
            1 => Self::ProtocolVersion,
            2 => Self::Identifier,
            4 => Self::TokenIncorrect,
            5 => Self::NotAuthorized,
            6 => Self::Redirected,
            8 => Self::AppBlocked,
            9 => Self::UserBlocked,
            10 => Self::TokenExpired,
            13 => Self::SameClientOnline,
            other => Self::Other(other),
        })
    }

    /// The status byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::ProtocolVersion => 1,
            Self::Identifier => 2,
            Self::TokenIncorrect => 4,
            Self::NotAuthorized => 5,
            Self::Redirected => 6,
            Self::AppBlocked => 8,
            Self::UserBlocked => 9,
            Self::TokenExpired => 10,
            Self::SameClientOnline => 13,
            Self::Other(byte) => byte,
        }
    }

    /// The code that applications know this refusal by, such as 31004 for a wrong token.
    pub fn code(self) -> i32 {
        match self.byte() {
            byte @ 0..=9 => 31_000 + i32::from(byte),
            byte => 31_010 + i32::from(byte),
        }
    }
}

const HAS_USER: u8 = 1;
const HAS_SESSION: u8 = 2;
const HAS_TIME: u8 = 4;
const HAS_FIRST_ID: u8 = 8;

impl ConnAck {
    pub(super) fn read(mut reader: Reader, layout: ConnectLayout) -> Result<Self, FrameError> {
        reader.u8("reserved")?;
        if let Some(status) = ConnStatus::from_byte(reader.u8("status")?) {
            return Ok(Self::Refused(status)); // what follows a refusal has no meaning
        }
        let flags = match layout {
            ConnectLayout::Fixed => HAS_USER | HAS_SESSION | HAS_TIME,
            ConnectLayout::Flagged => reader.u8("flags")?,
        };
        let user_id = if flags & HAS_USER == 0 { String::new() } else { reader.text("user id")? };
        let session_id = if flags & HAS_SESSION == 0 { String::new() } else { reader.text("session id")? };
        let server_time = if flags & HAS_TIME == 0 { 0 } else { reader.i64("server time")? };
        if flags & HAS_FIRST_ID != 0 {
            reader.u16("first id")?; // seeds a counter that our client does not share with the server
        }
        reader.finish()?;
        Ok(Self::Accepted { user_id, session_id, server_time })
    }

    pub(super) fn write(&self, writer: Writer, layout: ConnectLayout) -> Result<Writer, FrameError> {
        let writer = writer.u8(0);
        Ok(match self {
            Self::Refused(status) => writer.u8(status.byte()),
            Self::Accepted { user_id, session_id, server_time } => {
                let writer = writer.u8(0);
                let writer = match layout {
                    ConnectLayout::Fixed => writer,
                    ConnectLayout::Flagged => writer.u8(HAS_USER | HAS_SESSION | HAS_TIME),
                };
                writer.text("user id", user_id)?.text("session id", session_id)?.i64(*server_time)
            }
        })
    }
}
