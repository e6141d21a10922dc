//! The state of the connection, as a person is told it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Timestamp;

/// Where the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "status")]
pub enum ConnectionStatus {
    /// Online.
    Connected,
    /// On the way, the first time or again.
    Connecting,
    /// Offline; the next attempt is set.
    Waiting {
        /// What stands in the way.
        reason: WaitReason,
        /// When the next attempt starts by itself.
        retry_at: Timestamp,
    },
    /// Another device of the same class logged in. Nothing retries by itself.
    Kicked,
    /// The server does not take the token. Nothing retries by itself.
    TokenIncorrect,
    /// The user or the app is blocked, or the account is gone. Nothing retries by itself.
    Refused {
        /// The platform's code, such as 31009 for a blocked user.
        code: i32,
    },
    /// This side ended the session.
    Disconnected,
}

/// What stands in the way of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WaitReason {
    /// The server cannot be reached.
    NoNetwork,
    /// The server answers, but not as it should.
    ServerUnavailable,
    /// The store cannot be read or written, as on a full disk: nothing is taken in, and the server keeps it.
    StoreUnavailable,
}
