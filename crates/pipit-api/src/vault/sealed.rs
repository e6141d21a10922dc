//! Secrets sealed with a passphrase: Argon2id makes the key, XChaCha20-Poly1305 seals.

use std::io;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{Secrets, VaultError};

/// Memory in KiB and passes: OWASP's second recommendation for Argon2id. Lower: a stolen profile is guessed faster.
/// Higher: old machines wait at every start.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Sealed secrets, as they lie in the profile.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sealed {
    salt: [u8; 16],
    memory_kib: u32,
    passes: u32,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
}

/// The key that a passphrase made, and what it was made with.
#[derive(ZeroizeOnDrop)]
pub(super) struct Key {
    bytes: [u8; 32],
    #[zeroize(skip)]
    salt: [u8; 16],
    #[zeroize(skip)]
    memory_kib: u32,
    #[zeroize(skip)]
    passes: u32,
}

impl Key {
    /// Makes a new key from a passphrase.
    pub(super) fn derive(passphrase: &str) -> Result<Self, VaultError> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|error| VaultError::File(io::Error::other(error)))?;
        Self::derive_with(passphrase, salt, MEMORY_KIB, PASSES)
    }

    fn derive_with(
        passphrase: &str,
        salt: [u8; 16],
        memory_kib: u32,
        passes: u32,
    ) -> Result<Self, VaultError> {
        let unusable = |error: argon2::Error| VaultError::File(io::Error::other(error.to_string()));
        let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(unusable)?;
        let mut bytes = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, &mut bytes)
            .map_err(unusable)?;
        Ok(Self { bytes, salt, memory_kib, passes })
    }

    /// Seals secrets under a fresh nonce.
    pub(super) fn seal(&self, secrets: &Secrets) -> Result<Sealed, VaultError> {
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(|error| VaultError::File(io::Error::other(error)))?;
        let plain = Zeroizing::new(serde_json::to_vec(secrets).map_err(io::Error::other)?);
        let ciphertext = XChaCha20Poly1305::new(&self.bytes.into())
            .encrypt(XNonce::from_slice(&nonce), plain.as_slice())
            .map_err(|_| VaultError::File(io::Error::other("the secrets are too large to seal")))?;
        Ok(Sealed {
            salt: self.salt,
            memory_kib: self.memory_kib,
            passes: self.passes,
            nonce: nonce.to_vec(),
            ciphertext,
        })
    }
}

impl Sealed {
    /// Opens the seal; nothing if this is not what [`Key::seal`] wrote. A seal that was changed and a wrong passphrase
    /// cannot be told apart.
    pub(super) fn open(&self, passphrase: &str) -> Result<Option<(Key, Secrets)>, VaultError> {
        // A file that asks for gigabytes is damaged, and so is one that asks for less than there can be.
        let memory = Params::MIN_M_COST..=1024 * 1024;
        if !memory.contains(&self.memory_kib) || !(1..=64).contains(&self.passes) || self.nonce.len() != 24 {
            return Ok(None);
        }
        let key = Key::derive_with(passphrase, self.salt, self.memory_kib, self.passes)?;
        let plain = XChaCha20Poly1305::new(&key.bytes.into())
            .decrypt(XNonce::from_slice(&self.nonce), self.ciphertext.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| VaultError::WrongPassphrase)?;
        Ok(serde_json::from_slice(&plain).ok().map(|secrets| (key, secrets)))
    }
}
