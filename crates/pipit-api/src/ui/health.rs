//! What the settings tell of the engine, and the part of them that the engine keeps.

use pipit_im::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far this machine and the server agree.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncHealth {
    /// When everything that the server held was last taken in; never, since the app started.
    pub caught_up: Option<Timestamp>,
    /// The newest message that was taken in.
    pub newest: Option<Timestamp>,
    /// What the server was not told yet.
    #[ts(type = "number")]
    pub queued: u64,
    /// Files on their way.
    #[ts(type = "number")]
    pub uploads: u64,
    /// The oldest message that waits for the server.
    pub waiting_since: Option<Timestamp>,
    /// Conversations whose older messages are with the server only.
    #[ts(type = "number")]
    pub partial: u64,
    /// How far this machine's clock is behind the server's, in milliseconds.
    #[ts(type = "number")]
    pub clock_offset: i64,
}

/// A span of every day in which nothing makes itself heard, on all of the person's devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DaySpan {
    /// When it begins, as `HH:MM`.
    pub from: String,
    /// When it ends, as `HH:MM`; earlier than the beginning on the next day.
    pub to: String,
}

/// Sets quiet hours, or that there are none.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetQuietHoursArgs {
    /// When it is quiet; none at all.
    pub hours: Option<DaySpan>,
}
