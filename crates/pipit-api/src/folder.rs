//! A folder whose files strangers may name.

use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder whose files strangers may name: no name and no symbolic link leads out of it.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        if root.is_dir() { Ok(Self { root }) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// The folder, without links in its own path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file by its path within the folder; slashes at the beginning mean nothing.
    ///
    /// # Errors
    /// `InvalidInput` for a path that leads out of the folder or over a symbolic link; otherwise what the system says of a
    /// file that is not there.
    pub fn file(&self, path: &str) -> io::Result<PathBuf> {
        let mut file = self.root.clone();
        for part in Path::new(path.trim_start_matches('/')).components() {
            let Component::Normal(part) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
            file.push(part);
            if file.symlink_metadata()?.is_symlink() {
                return Err(io::ErrorKind::InvalidInput.into());
            }
        }
        if file.is_file() { Ok(file) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_and_no_link_leads_out() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("widget");
        std::fs::create_dir_all(root.join("html")).unwrap();
        std::fs::write(root.join("html/页面 1.html"), "").unwrap();
        std::fs::write(home.path().join("beside"), "").unwrap();
        #[cfg(unix)]
        for (target, link) in [(home.path(), "out"), (&root.join("html"), "in")] {
            std::os::unix::fs::symlink(target, root.join(link)).unwrap();
        }
        let folder = Folder::open(&root).unwrap();
        for path in ["html/页面 1.html", "/html/页面 1.html", "///html/./页面 1.html"] {
            assert!(folder.file(path).unwrap().ends_with("html/页面 1.html"), "{path}");
        }
        for path in ["../beside", "html/../../beside", "..", "out/beside", "in/页面 1.html", "html/\0"] {
            let error = folder.file(path).unwrap_err();
            let refused = error.kind() == io::ErrorKind::InvalidInput;
            assert!(refused || cfg!(windows), "{path}: {error}");
        }
        for path in ["", "html", "html/none", "etc/passwd"] {
            assert_eq!(folder.file(path).unwrap_err().kind(), io::ErrorKind::NotFound, "{path}");
        }
        assert!(Folder::open(&root.join("html/页面 1.html")).is_err(), "a file is no folder");
    }
}
