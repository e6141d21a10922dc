//! A file among those of its folder, in the system's own window.

use std::path::Path;

/// Shows a file; where the system only shows folders, its folder.
pub fn show(path: &Path) -> Result<(), String> {
    system::show(path).or_else(|error| {
        tracing::debug!(error, "the folder is shown without the file");
        let folder = path.parent().ok_or(error)?;
        open::that_detached(folder).map_err(|error| error.to_string())
    })
}

#[cfg(target_os = "linux")]
mod system {
    //! The file managers' common interface: `org.freedesktop.FileManager1`.

    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use std::time::Duration;

    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
    use zbus::Connection;

    /// What stands as it is in the address of a file.
    const PLAIN: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

    /// How long a file manager may take to start.
    const PATIENCE: Duration = Duration::from_secs(10);

    pub(super) fn show(path: &Path) -> Result<(), String> {
        let asked = async {
            let bus = Connection::session().await.map_err(|error| error.to_string())?;
            let name = "org.freedesktop.FileManager1";
            let place = "/org/freedesktop/FileManager1";
            let asked = (vec![address(path)], "");
            let shown = bus.call_method(Some(name), place, Some(name), "ShowItems", &asked);
            let shown = tokio::time::timeout(PATIENCE, shown).await;
            shown
                .map_err(|_| "the file manager does not answer".to_owned())?
                .map_err(|error| error.to_string())
        };
        tokio::runtime::Handle::try_current().map_err(|error| error.to_string())?.block_on(asked).map(drop)
    }

    pub(super) fn address(path: &Path) -> String {
        format!("file://{}", percent_encode(path.as_os_str().as_bytes(), PLAIN))
    }
}

#[cfg(target_os = "macos")]
mod system {
    use std::path::Path;
    use std::process::Command;

    pub(super) fn show(path: &Path) -> Result<(), String> {
        Command::new("open").arg("-R").arg(path).spawn().map(drop).map_err(|error| error.to_string())
    }
}

#[cfg(windows)]
mod system {
    use std::ffi::OsString;
    use std::os::windows::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    /// The Explorer reads its command line by itself: quotes belong around the path alone, and no path has one within.
    pub(super) fn show(path: &Path) -> Result<(), String> {
        let mut select = OsString::from("/select,\"");
        select.push(path);
        select.push("\"");
        Command::new("explorer.exe").raw_arg(select).spawn().map(drop).map_err(|error| error.to_string())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::path::Path;

    #[test]
    fn the_address_of_a_file_holds_whatever_its_name_does() {
        let path = Path::new("/home/a b/计划 #1?.pdf");
        assert_eq!(super::system::address(path), "file:///home/a%20b/%E8%AE%A1%E5%88%92%20%231%3F.pdf");
    }
}
