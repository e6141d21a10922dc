//! Where a profile's secrets are kept: the key of its store, and the account that is signed in.
//!
//! They lie in the system's keyring. Where none can be used, the person may choose a passphrase, and the secrets lie
//! sealed with it in the profile. They never lie anywhere in the clear: without either, nothing is kept and nobody
//! signs in. A small file in the profile says which of the two it is, because a locked keyring answers just as an
//! empty one does: a profile that has a keyring entry must never get a second one.

mod keyring;
mod sealed;

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use self::sealed::Sealed;

/// What must not be read by others.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Secrets {
    /// The key of the profile's stores.
    pub(crate) store_key: [u8; 32],
    /// Who is signed in.
    pub(crate) account: Option<Account>,
}

/// Who is signed in, where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    pub(crate) server: String,
    pub(crate) app_key: String,
    pub(crate) token: String,
    pub(crate) user_id: String,
}

impl Secrets {
    fn generate() -> Result<Self, VaultError> {
        let mut store_key = [0; 32];
        getrandom::fill(&mut store_key).map_err(|error| VaultError::File(io::Error::other(error)))?;
        Ok(Self { store_key, account: None })
    }
}

/// Why the vault stays shut.
#[derive(Debug, Error)]
pub(crate) enum VaultError {
    /// No keyring service runs here.
    #[error("no keyring service runs here")]
    NoKeyring,
    /// The keyring runs, but does not give or take the entry: it is locked.
    #[error("the keyring is locked")]
    KeyringLocked,
    /// The profile is kept with a passphrase, which is needed now.
    #[error("the profile is kept with a passphrase")]
    PassphraseNeeded,
    /// The passphrase is not the one.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The vault's file cannot be read or written.
    #[error("the vault's file cannot be used: {0}")]
    File(#[from] io::Error),
    /// The vault's file is not one that Pipit wrote. It stays as it is: a copy of it may be found.
    #[error("the vault's file is damaged: {}", .0.display())]
    DamagedFile(PathBuf),
    /// What lies in the keyring under this name is not what Pipit put there. It stays as it is, too.
    #[error("the keyring's entry is damaged: {0}")]
    DamagedEntry(String),
}

/// What the file in the profile says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
enum Record {
    /// The secrets lie in the system's keyring, under this name.
    Keyring { name: String },
    /// The secrets lie here, sealed with a passphrase.
    Sealed(Sealed),
}

/// An open vault.
pub(crate) struct Vault {
    file: PathBuf,
    lock: Lock,
    secrets: Secrets,
}

enum Lock {
    Keyring { name: String },
    Passphrase(sealed::Key),
}

impl Vault {
    /// True when the profile has no vault yet, so that a passphrase would be a new one.
    pub(crate) fn is_new(profile: &Path) -> bool {
        !file_in(profile).exists()
    }

    /// Opens the profile's vault with the keyring, making one if the profile has none.
    pub(crate) fn open(profile: &Path) -> Result<Self, VaultError> {
        let file = file_in(profile);
        match read(&file)? {
            Some(Record::Keyring { name }) => {
                Ok(Self { secrets: keyring::get(&name)?, lock: Lock::Keyring { name }, file })
            }
            Some(Record::Sealed(_)) => Err(VaultError::PassphraseNeeded),
            None => {
                let secrets = Secrets::generate()?;
                let name = keyring::new_name()?;
                keyring::set(&name, &secrets)?;
                keyring::get(&name)?; // some services accept an entry that they then do not give back
                write(&file, &Record::Keyring { name: name.clone() })?;
                Ok(Self { file, lock: Lock::Keyring { name }, secrets })
            }
        }
    }

    /// Opens the profile's vault with a passphrase, making one if the profile has none.
    pub(crate) fn unlock(profile: &Path, passphrase: &str) -> Result<Self, VaultError> {
        let file = file_in(profile);
        match read(&file)? {
            Some(Record::Sealed(sealed)) => {
                let (key, secrets) =
                    sealed.open(passphrase)?.ok_or_else(|| VaultError::DamagedFile(file.clone()))?;
                Ok(Self { file, lock: Lock::Passphrase(key), secrets })
            }
            Some(Record::Keyring { .. }) => Err(VaultError::KeyringLocked),
            None => {
                let key = sealed::Key::derive(passphrase)?;
                let mut vault = Self { file, lock: Lock::Passphrase(key), secrets: Secrets::generate()? };
                vault.save()?;
                Ok(vault)
            }
        }
    }

    /// Moves a profile's vault and all that its key opens into a folder beside them, which is answered: the key may be
    /// found again.
    pub(crate) fn set_aside(profile: &Path) -> io::Result<PathBuf> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let kept = profile.join(format!("locked-{now}"));
        fs::create_dir(&kept)?;
        // The vault goes last: until it has, the profile is the locked one.
        for name in ["people", "pictures", "vault.json"] {
            let from = profile.join(name);
            if from.exists() {
                fs::rename(from, kept.join(name))?;
            }
        }
        Ok(kept)
    }

    /// The secrets.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Remembers who is signed in, or that nobody is.
    pub(crate) fn set_account(&mut self, account: Option<Account>) -> Result<(), VaultError> {
        self.secrets.account = account;
        self.save()
    }

    fn save(&mut self) -> Result<(), VaultError> {
        match &self.lock {
            Lock::Keyring { name } => keyring::set(name, &self.secrets),
            Lock::Passphrase(key) => write(&self.file, &Record::Sealed(key.seal(&self.secrets)?)),
        }
    }
}

/// Where a profile's vault lies, or says in which keyring's entry it does.
pub(crate) fn file_in(profile: &Path) -> PathBuf {
    profile.join("vault.json")
}

fn read(file: &Path) -> Result<Option<Record>, VaultError> {
    match fs::read(file) {
        Ok(bytes) => match serde_json::from_slice(&bytes) {
            Ok(record) => Ok(Some(record)),
            Err(_) => Err(VaultError::DamagedFile(file.to_owned())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes beside and renames, so that a crash leaves the old file or the new one.
fn write(file: &Path, record: &Record) -> Result<(), VaultError> {
    let beside = file.with_extension("new");
    let bytes = serde_json::to_vec(record).map_err(io::Error::other)?;
    {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut writer = options.open(&beside)?;
        io::Write::write_all(&mut writer, &bytes)?;
        writer.sync_all()?;
    }
    fs::rename(&beside, file)?;
    Ok(())
}

#[cfg(test)]
mod tests;
