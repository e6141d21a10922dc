//! The system's keyring, behind the `keyring` project's interface; the app chooses the platform's store at start.

use std::io;

use keyring_core::{Entry, Error};

use super::{Secrets, VaultError};

/// The name under which a person finds Pipit's entries in their keyring.
const SERVICE: &str = "Pipit";

/// A name for a profile's entry; random, so that a profile that was moved or copied keeps finding its own.
pub(super) fn new_name() -> Result<String, VaultError> {
    let name = getrandom::u64().map_err(|error| VaultError::File(io::Error::other(error)))?;
    Ok(format!("profile-{name:016x}"))
}

pub(super) fn get(name: &str) -> Result<Secrets, VaultError> {
    let damaged = || VaultError::DamagedEntry(format!("{SERVICE}/{name}"));
    match Entry::new(SERVICE, name).and_then(|entry| entry.get_secret()).map(zeroize::Zeroizing::new) {
        Ok(secret) => serde_json::from_slice(&secret).map_err(|_| damaged()), // the error might quote a secret
        Err(Error::BadEncoding(_) | Error::BadDataFormat(..)) => Err(damaged()),
        Err(error) => Err(refusal(&error)),
    }
}

pub(super) fn set(name: &str, secrets: &Secrets) -> Result<(), VaultError> {
    let secret = zeroize::Zeroizing::new(serde_json::to_vec(secrets).map_err(io::Error::other)?);
    Entry::new(SERVICE, name).and_then(|entry| entry.set_secret(&secret)).map_err(|e| refusal(&e))
}

/// A locked keyring answers `NoEntry` to a reader and `NoStorageAccess` to a writer.
fn refusal(error: &Error) -> VaultError {
    match error {
        Error::NoEntry | Error::NoStorageAccess(_) => VaultError::KeyringLocked,
        other => {
            tracing::warn!(error = %other, "the keyring cannot be used");
            VaultError::NoKeyring
        }
    }
}
