//! A profile's folder: one person's data, held by one running app.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// What taking a profile came to.
pub enum Taken {
    /// This process holds it.
    Ours(Profile),
    /// Another one holds this folder.
    Theirs(PathBuf),
}

/// A profile that this process holds until it ends.
pub struct Profile {
    folder: PathBuf,
    _lock: File,
}

impl Profile {
    /// Takes the profile in `folder`, or the default one.
    pub fn take(folder: Option<PathBuf>) -> Result<Taken> {
        Self::hold(match folder {
            Some(folder) => folder,
            None => default_folder()?,
        })
    }

    /// Takes the folder of a widget within a profile. It is named after the widget's own folder, so that no widget finds
    /// another's data.
    pub fn take_for_widget(profile: Option<&Path>, widget: &Path) -> Result<Taken> {
        let profile = match profile {
            Some(folder) => folder.to_owned(),
            None => default_folder()?,
        };
        let name = pipit_api::store_name("widget", &widget.to_string_lossy());
        Self::hold(profile.join("widgets").join(name))
    }

    fn hold(folder: PathBuf) -> Result<Taken> {
        create_private(&folder)
            .with_context(|| format!("the profile {} cannot be made", folder.display()))?;
        // Nothing is cut off: on Windows that touches what another process has locked.
        let lock = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join("lock"))
            .with_context(|| format!("the profile {} cannot be written", folder.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Taken::Ours(Self { folder, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(Taken::Theirs(folder)),
            Err(TryLockError::Error(error)) => Err(error).context("the profile cannot be locked"),
        }
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn default_folder() -> Result<PathBuf> {
    let folders = directories::ProjectDirs::from("org", "Pipit", "pipit")
        .context("this system names no folder for a user's data; give one with --profile")?;
    Ok(folders.data_dir().join("default"))
}

/// Makes the folder so that only this user reads it.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
