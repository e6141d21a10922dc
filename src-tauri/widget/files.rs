//! A widget's files: what lies in its folder, and nothing else, whatever a path or a link in the folder says.

use std::io;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;
use tauri::utils::mime_type::MimeType;

/// The largest file that is served, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A folder whose files are served.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Serves a folder.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        if root.is_dir() { Ok(Self { root }) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// The folder, without links in its path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file by the path of an address, with its media type.
    pub fn read(&self, path: &str) -> io::Result<(Vec<u8>, String)> {
        let path = percent_decode_str(path).decode_utf8().map_err(io::Error::other)?;
        let relative = Path::new(path.trim_start_matches('/'));
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let file = self.root.join(relative).canonicalize()?;
        // A link may lead anywhere.
        if !file.starts_with(&self.root) || !file.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        if file.metadata()?.len() > LARGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let body = std::fs::read(&file)?;
        let kind = MimeType::parse(&body, &path);
        Ok((body, kind))
    }
}

#[cfg(test)]
mod tests;
