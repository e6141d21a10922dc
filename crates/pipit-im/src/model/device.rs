//! Where somebody is signed in.

use serde::Serialize;
use ts_rs::TS;

use super::Timestamp;

/// A device that is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// The server's name for its connection.
    pub id: String,
    /// What it is, as it names itself: `Desktop`, `Web`, `iOS`, …
    pub class: String,
    /// When it connected, by the server's clock.
    pub since: Timestamp,
    /// It is this one.
    pub this_one: bool,
}
