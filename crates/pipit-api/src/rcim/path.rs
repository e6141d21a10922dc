//! Files that a page names: `widget://` lies in the widget's own folder, `fs://` in the private folder of its user,
//! `cache://` in their cache. A page reaches no other file, through no name and no symbolic link.

use std::io;
use std::path::PathBuf;

use super::fault::Fault;
use crate::Folder;

/// Where a widget's files lie.
#[derive(Debug, Clone)]
pub(super) struct Folders {
    /// The widget's pages.
    pub(super) widget: PathBuf,
    /// What it keeps for its user.
    pub(super) fs: PathBuf,
    /// What it could fetch again.
    pub(super) cache: PathBuf,
}

impl Folders {
    /// The file that a parameter names.
    pub(super) fn file(&self, parameter: &str, address: &str) -> Result<PathBuf, Fault> {
        let takes = "a path that begins with fs://, cache:// or widget:// and stays within";
        let wrong = || Fault::parameter(parameter, takes);
        let (scheme, path) = address.split_once("://").ok_or_else(wrong)?;
        let folder = match scheme.to_ascii_lowercase().as_str() {
            "fs" => &self.fs,
            "cache" => &self.cache,
            "widget" => &self.widget,
            _ => return Err(wrong()),
        };
        // `fs:///image/1.jpg` and `fs://image/1.jpg` are the same.
        Folder::open(folder).and_then(|folder| folder.file(path)).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput => wrong(),
            _ => Fault::parameter(parameter, &format!("a file that can be read; `{address}`: {error}")),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_page_reaches_its_own_files_and_no_others() {
        let home = tempfile::tempdir().unwrap();
        let [widget, fs, cache] = ["widget", "fs", "cache"].map(|name| home.path().join(name));
        for folder in [&widget, &fs, &cache] {
            std::fs::create_dir_all(folder.join("image")).unwrap();
            std::fs::write(folder.join("image/1.jpg"), "").unwrap();
        }
        std::fs::write(home.path().join("secret"), "").unwrap();
        let folders = Folders { widget, fs: fs.clone(), cache };
        for scheme in ["fs", "cache", "widget", "FS"] {
            for path in ["image/1.jpg", "/image/1.jpg", "///image/./1.jpg"] {
                let file = folders.file("imagePath", &format!("{scheme}://{path}")).unwrap();
                assert!(file.ends_with(Path::new(&scheme.to_lowercase()).join("image/1.jpg")), "{file:?}");
            }
        }
        let others = [
            "fs://../secret",
            "fs://image/../../secret",
            "fs://",
            "/etc/passwd",
            "file:///etc/passwd",
            "secret",
            "fs://none.jpg",
        ];
        for address in others {
            let fault = folders.file("imagePath", address).unwrap_err();
            assert!(fault.msg.contains("`imagePath`"), "{address}: {}", fault.msg);
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(home.path().join("secret"), fs.join("way")).unwrap();
            assert!(folders.file("imagePath", "fs://way").is_err());
        }
    }
}
