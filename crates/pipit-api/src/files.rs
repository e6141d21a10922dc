//! Files of messages on this machine: fetched, kept among the downloads, opened and shown.

use std::path::{Path, PathBuf};

use pipit_im::{FileOf, data_url, film_type};

use crate::ui::{MediaArgs, OpenFileArgs};
use crate::{Api, ApiError, ErrorCode};

/// How the names of files end that systems run rather than show.
const PROGRAMS: [&str; 99] = [
    "accde",
    "action",
    "apk",
    "app",
    "appimage",
    "appinstaller",
    "application",
    "appref-ms",
    "bash",
    "bat",
    "chm",
    "class",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "diagcab",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "exe",
    "fileloc",
    "flatpak",
    "flatpakref",
    "gadget",
    "hlp",
    "hta",
    "img",
    "inetloc",
    "inf",
    "ins",
    "installer",
    "iso",
    "jar",
    "jnlp",
    "js",
    "jse",
    "library-ms",
    "lnk",
    "mobileconfig",
    "mpkg",
    "msc",
    "msi",
    "msix",
    "msp",
    "mst",
    "ocx",
    "pif",
    "pkg",
    "pptm",
    "ps1",
    "ps1xml",
    "psc1",
    "psd1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "pyz",
    "pyzw",
    "reg",
    "rpm",
    "run",
    "scf",
    "scpt",
    "scr",
    "sct",
    "search-ms",
    "settingcontent-ms",
    "sh",
    "shb",
    "slk",
    "snap",
    "so",
    "sys",
    "terminal",
    "tool",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "webloc",
    "wim",
    "workflow",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xbap",
    "xll",
    "xlsm",
    "xltm",
    "zsh",
];

/// The largest film that is shown in the chat, in bytes; also the largest that is sent to be seen there.
pub(crate) const LARGEST_FILM: u64 = 32 * 1024 * 1024;

impl Api {
    /// Brings a message's file to the downloads; its row tells how far it is.
    pub(crate) async fn fetch_file(&self, args: MediaArgs) -> Result<(), ApiError> {
        self.client()?.fetch_file(of(args), &self.downloads().await?).await?;
        Ok(())
    }

    /// Brings a message's film to where it is only kept to be seen, and answers it as a `data:` address: its row tells
    /// how far it is. One that is longer than short films are is opened elsewhere.
    pub(crate) async fn film(&self, args: MediaArgs) -> Result<String, ApiError> {
        let client = self.client()?;
        if client.received().is_none() {
            return Err(ApiError::new(ErrorCode::StoreUnavailable, "films are not kept here"));
        }
        let bytes = client.seen(of(args), LARGEST_FILM).await?;
        let kind = film_type(&bytes)
            .ok_or_else(|| ApiError::new(ErrorCode::FileUnavailable, "the file is no film"))?;
        Ok(data_url(&bytes, kind))
    }

    pub(crate) async fn stop_fetch(&self, args: MediaArgs) -> Result<(), ApiError> {
        self.client()?.stop_fetch(of(args)).await?;
        Ok(())
    }

    /// Brings a message's file to the downloads, and answers its name there when it is.
    pub(crate) async fn save_file(&self, args: MediaArgs) -> Result<String, ApiError> {
        let path = self.client()?.fetched(of(args), &self.downloads().await?).await?;
        Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }

    /// Opens a file that is here with the system's program for it. One that is a program itself is only opened when the
    /// person is sure.
    pub(crate) async fn open_file(&self, args: OpenFileArgs) -> Result<(), ApiError> {
        let OpenFileArgs { message_id, held, sure } = args;
        let path = self.here(MediaArgs { message_id, held }).await?;
        if !sure && is_program(&path) {
            return Err(ApiError::new(ErrorCode::Unsafe, "the file can run as a program"));
        }
        self.on_desktop(move |desktop| desktop.open_file(&path)).await
    }

    /// Shows a file that is here among those of its folder.
    pub(crate) async fn show_file(&self, args: MediaArgs) -> Result<(), ApiError> {
        let path = self.here(args).await?;
        self.on_desktop(move |desktop| desktop.show_file(&path)).await
    }

    /// Where a person keeps what they download.
    pub(crate) async fn downloads(&self) -> Result<PathBuf, ApiError> {
        let folder = self.on_desktop(|desktop| Ok(desktop.downloads())).await?;
        folder.ok_or_else(|| ApiError::new(ErrorCode::StoreUnavailable, "the system names no folder for it"))
    }

    /// Where a file lies for other programs, which cannot read what is only kept to be seen: that moves to the downloads.
    async fn here(&self, args: MediaArgs) -> Result<PathBuf, ApiError> {
        let gone = || ApiError::new(ErrorCode::FileUnavailable, "the file is not on this machine");
        let client = self.client()?;
        let path = client.file_of(of(args)).await?.ok_or_else(gone)?;
        if path.parent() == client.received() {
            return Ok(client.fetched(of(args), &self.downloads().await?).await?);
        }
        Ok(path)
    }
}

fn of(args: MediaArgs) -> FileOf {
    FileOf { message: args.message_id, held: args.held }
}

/// True when opening the file could run it: by its name, or because the system says so.
fn is_program(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    PROGRAMS.contains(&ending.as_str()) || can_run(path)
}

#[cfg(unix)]
fn can_run(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn can_run(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_53_a_program_is_known_by_its_name() {
        for program in [
            "setup.exe",
            "a/Invoice.PDF.scr",
            "pay.DESKTOP",
            "x.tar.sh",
            "run.JAR",
            "Invoice.chm",
            "game.pyzw",
            "sum.xlsm",
        ] {
            assert!(is_program(Path::new(program)), "{program}");
        }
        for other in ["plan.pdf", "exe", "photo.jpg", "exe.txt", "notes"] {
            assert!(!is_program(Path::new(other)), "{other}");
        }
        let sorted = PROGRAMS.is_sorted();
        assert!(sorted, "they are easier to look through in order");
    }
}
