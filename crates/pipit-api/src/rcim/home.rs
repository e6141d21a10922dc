//! Where a widget's data lies: one folder, with a vault of its own and one store per person, so that no widget reads
//! another's.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pipit_im::{Store, StoreKey};

use super::fault::{Fault, STORE_FAILED};
use crate::session::store_path;
use crate::vault::{Account, Vault};

/// A widget's folder. Cheap to clone. One at a time opens what lies in it: two that find nothing would each make a key of
/// their own.
#[derive(Clone)]
pub(super) struct Home {
    folder: PathBuf,
    opening: Arc<Mutex<()>>,
}

impl Home {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, opening: Arc::default() }
    }

    /// Who connected last, if it was with this token: they need no network to read what is stored.
    pub(super) async fn known(&self, app_key: &str, token: &str) -> Option<String> {
        let (home, app_key, token) = (self.clone(), app_key.to_owned(), token.to_owned());
        blocking(move || {
            let _turn = home.turn();
            let vault = vault(&home.folder)?;
            let account = vault.secrets().account.as_ref();
            let same = account.filter(|account| account.app_key == app_key && account.token == token);
            Ok(same.map(|account| account.user_id.clone()))
        })
        .await
        .ok()
        .flatten()
    }

    /// Opens the store of a person and remembers that it was this token's.
    pub(super) async fn open(&self, account: Account) -> Result<Store, Fault> {
        let home = self.clone();
        blocking(move || {
            let _turn = home.turn();
            let mut vault = vault(&home.folder)?;
            if vault.secrets().account.as_ref() != Some(&account) {
                vault.set_account(Some(account.clone())).map_err(failed)?;
            }
            let path = store_path(&home.folder, &account.app_key, &account.user_id);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            let (store, _) = Store::open(&path, &StoreKey::new(vault.secrets().store_key)).map_err(failed)?;
            Ok(store)
        })
        .await
    }

    /// Where a person's files lie that are only there to be sent, and those that were only fetched.
    pub(super) fn passing(&self, account: &Account) -> [PathBuf; 2] {
        let store = store_path(&self.folder, &account.app_key, &account.user_id);
        ["outgoing", "received"].map(|name| store.with_file_name(name))
    }

    /// A person's own folders: of files that stay, and of those that may go. They are there afterwards.
    pub(super) fn folders(&self, app_key: &str, user_id: &str) -> Result<[PathBuf; 2], Fault> {
        let store = store_path(&self.folder, app_key, user_id);
        let folders = ["fs", "cache"].map(|name| store.with_file_name(name));
        for folder in &folders {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        Ok(folders)
    }

    /// Nobody else opens anything meanwhile.
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn vault(folder: &Path) -> Result<Vault, Fault> {
    std::fs::create_dir_all(folder).map_err(failed)?;
    Vault::open(folder).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Fault {
    Fault::new(STORE_FAILED, error.to_string())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(failed(error)))
}
