//! Newer versions of the app.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is known of newer versions of the app.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Updates {
    /// Nobody is asked for any: the deployment names nobody.
    #[default]
    Off,
    /// This copy cannot replace itself: whoever installed it brings the next one.
    FromSystem,
    /// It is being asked.
    Checking,
    /// This is the newest one.
    Newest {
        /// When that was so, in milliseconds since 1970.
        #[ts(type = "number")]
        checked: i64,
    },
    /// There is a newer one.
    Found {
        /// Which.
        version: NewVersion,
    },
    /// It is being fetched, to be installed.
    Fetching {
        /// Which.
        version: NewVersion,
        /// How much of it is here, 0 to 100; not known where the server does not say how large it is.
        percent: Option<u8>,
    },
    /// It came to nothing.
    Failed {
        /// Why.
        problem: UpdateProblem,
    },
}

/// A newer version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewVersion {
    /// Its number, such as `1.2.0`.
    pub number: String,
    /// What is new in it, as plain text, in the publisher's language.
    pub notes: Option<String>,
}

/// Why there is no newer version, although there may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UpdateProblem {
    /// The server does not answer, or refuses.
    Unreachable,
    /// The server's answer is not understood, or has nothing for this system.
    Unreadable,
    /// What was fetched is not signed with the deployment's key, or as another version.
    Untrusted,
    /// It could not be put in the place of this one.
    NotInstalled,
}

/// Which version to install.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InstallUpdateArgs {
    /// The number of the version that the person has seen.
    pub version: String,
}
