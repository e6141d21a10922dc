//! The system's browser: it shows nothing, and writes down what it is asked to open.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::desktop::until;

/// The browser; it is there as long as this is.
pub struct Browser {
    folder: TempDir,
    path: String,
}

impl Browser {
    /// Puts one where programs look for it.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let program = folder.path().join("xdg-open");
        fs::write(&program, format!("#!/bin/sh\necho \"$@\" >>'{}/opened'\n", folder.path().display()))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").context("a path")?);
        Ok(Self { folder, path })
    }

    /// What a program is told so that it finds this one.
    pub fn environment(&self) -> [(&str, &str); 1] {
        [("PATH", &self.path)]
    }

    /// Waits until it was asked for something, which must be this and nothing else.
    pub async fn opens(&self, address: &str) -> Result<()> {
        let opened = until("the browser", || {
            let opened = fs::read_to_string(self.folder.path().join("opened")).unwrap_or_default();
            Ok(opened.ends_with('\n').then_some(opened))
        })
        .await?;
        ensure!(opened.trim_end() == address, "it opens {opened}");
        Ok(())
    }
}
