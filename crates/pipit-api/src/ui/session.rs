//! Who is signed in.

use pipit_im::UserId;
use pipit_imkit::Avatar;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the profile stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Session {
    /// Secrets and store are being opened.
    Opening,
    /// Nobody is signed in.
    #[serde(rename_all = "camelCase")]
    SignedOut {
        /// The server that was last used, to fill in.
        server: Option<String>,
        /// The app key that was last used, to fill in.
        app_key: Option<String>,
        /// Why the last attempt failed.
        problem: Option<SignInProblem>,
    },
    /// The vault with this profile's key does not open.
    #[serde(rename_all = "camelCase")]
    Locked {
        /// Why.
        reason: LockReason,
        /// The file or the keyring's entry that is at fault, for the person to look after.
        place: Option<String>,
        /// No passphrase was chosen for this profile yet: ask for a new one, twice.
        choose: bool,
        /// The passphrase given was wrong.
        wrong: bool,
    },
    /// Somebody is signed in and their store is open; the connection has a status of its own.
    #[serde(rename_all = "camelCase")]
    SignedIn {
        /// Who.
        user_id: UserId,
        /// Their name, or the id.
        name: String,
        /// Their picture.
        avatar: Avatar,
        /// Where.
        server: String,
    },
}

/// Why the vault does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LockReason {
    /// No keyring service runs.
    NoKeyring,
    /// It runs, but stayed locked.
    KeyringLocked,
    /// This profile is kept with a passphrase.
    Passphrase,
    /// The vault's file can neither be read nor written.
    UnusableFile,
    /// The vault's file is damaged.
    DamagedFile,
    /// The keyring's entry is damaged.
    DamagedEntry,
}

/// Why signing in failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum SignInProblem {
    /// The server's address is not one.
    BadAddress,
    /// The server cannot be reached.
    Unreachable,
    /// The server does not take the token, or the app key is another.
    TokenIncorrect,
    /// The server refuses this user or app.
    Refused {
        /// The platform's code, such as 31009 for a blocked user.
        code: i32,
    },
    /// The store on this machine was written by a newer version.
    StoreTooNew,
    /// The store on this machine cannot be opened or written.
    StoreUnavailable,
}

/// Who signs in, where.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInArgs {
    /// The server's address; `http://` is assumed where no scheme stands.
    pub server: String,
    /// The app key.
    pub app_key: String,
    /// The token that the app's server issued.
    pub token: String,
}

/// The passphrase of this profile, or the one to give it.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnlockArgs {
    /// At least eight characters when it is chosen.
    pub passphrase: String,
}

/// Names a device that shall be signed out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EndDeviceArgs {
    /// The server's name for its connection.
    pub id: String,
}

/// Where to look for a demo.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindDemoArgs {
    /// The server's address.
    pub server: String,
}

/// A server that offers demo users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DemoServer {
    /// The demo's app key.
    pub app_key: String,
    /// Its people.
    pub users: Vec<DemoUser>,
}

/// Somebody to try it as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DemoUser {
    /// Their id.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Signs them in.
    pub token: String,
}
