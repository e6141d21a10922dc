//! A profile's folder: one person's data, held by one running app.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A profile that this process holds until it ends.
pub struct Profile {
    folder: PathBuf,
    _lock: File,
}

impl Profile {
    /// Takes the profile in `folder`, or the default one.
    pub fn take(folder: Option<PathBuf>) -> Result<Self> {
        let folder = match folder {
            Some(folder) => folder,
            None => directories::ProjectDirs::from("org", "Pipit", "pipit")
                .context("this system names no folder for a user's data; give one with --profile")?
                .data_dir()
                .join("default"),
        };
        create_private(&folder)
            .with_context(|| format!("the profile {} cannot be made", folder.display()))?;
        let lock = File::create(folder.join("lock"))
            .with_context(|| format!("the profile {} cannot be written", folder.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "the profile {} is open in another Pipit; choose another with --profile",
                    folder.display()
                )
            }
            Err(TryLockError::Error(error)) => Err(error).context("the profile cannot be locked"),
        }
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Makes the folder so that only this user reads it.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
