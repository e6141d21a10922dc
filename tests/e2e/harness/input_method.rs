//! An input method of its own: `IBus` with libpinyin, as people use it, on a bus that nobody else has.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::app::tree_of;
use super::process::Process;

/// How long its parts may take to start, or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two looks at them.
const GLANCE: Duration = Duration::from_millis(20);

/// What writes pinyin.
const ENGINE: &str = "libpinyin";

/// What is to be installed when something is missing.
pub const INSTALL: &str = "install it: apt-get install ibus ibus-gtk3 ibus-libpinyin";

/// The input method; it ends with this.
pub struct InputMethod {
    daemon: Option<Process>,
    folder: PathBuf,
    address: String,
}

impl InputMethod {
    /// Starts it with its files in this folder; when it returns, keys write pinyin.
    pub fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let address = format!("unix:path={}", folder.join("bus").display());
        let mut method = Self { daemon: None, folder: folder.to_owned(), address };
        let mut command = method.command("ibus-daemon");
        command.args(["--panel=disable", "--emoji-extension=disable", "--cache=none", "--address"]);
        method.daemon = Some(Process::start(command.arg(&method.address)).context(INSTALL)?);

        let deadline = Instant::now() + PATIENCE;
        let engines = loop {
            let listed = method.command("ibus").args(["list-engine", "--name-only"]).output()?;
            if listed.status.success() {
                break String::from_utf8(listed.stdout)?;
            }
            ensure!(
                Instant::now() < deadline,
                "IBus does not start: {}",
                String::from_utf8_lossy(&listed.stderr)
            );
            std::thread::sleep(GLANCE); // its bus is not there yet
        };
        ensure!(engines.lines().any(|name| name == ENGINE), "IBus has no {ENGINE}; {INSTALL}");
        // Its status speaks of the keyboard's layout, which this engine leaves alone; so it is asked what it has chosen.
        method.command("ibus").args(["engine", ENGINE]).status()?;
        let chosen = method.command("ibus").arg("engine").output()?;
        ensure!(chosen.stdout.trim_ascii() == ENGINE.as_bytes(), "{ENGINE} does not start");
        Ok(method)
    }

    /// What the app is told so that its keys go there.
    pub fn environment(&self) -> [(&str, &str); 2] {
        [("GTK_IM_MODULE", "ibus"), ("IBUS_ADDRESS", &self.address)]
    }

    /// One of its programs. What it learns and keeps goes to its own folder.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("IBUS_ADDRESS", &self.address).env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        for home in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            command.env(home, &self.folder);
        }
        command
    }
}

/// Its parts end one after another and keep what they have learnt: they shall be done before the folder goes.
impl Drop for InputMethod {
    fn drop(&mut self) {
        let Some(daemon) = self.daemon.take() else { return };
        let parts = tree_of(daemon.id()).unwrap_or_default();
        drop(daemon);
        let deadline = Instant::now() + PATIENCE;
        while parts.iter().any(|id| Path::new(&format!("/proc/{id}")).exists()) && Instant::now() < deadline {
            std::thread::sleep(GLANCE);
        }
    }
}

/// Types these letters as a keyboard does, into the window that has the focus.
pub fn type_letters(letters: &str) -> Result<()> {
    xdotool(&["type", "--delay", "40", letters])
}

/// Presses keys, by their names in X, one after another and as fast as nobody can.
pub fn press(keys: &[&str]) -> Result<()> {
    xdotool(&[&["key"], keys].concat())
}

fn xdotool(args: &[&str]) -> Result<()> {
    let status =
        Command::new("xdotool").args(args).status().context("install it: apt-get install xdotool")?;
    ensure!(status.success(), "xdotool {args:?}: {status}");
    Ok(())
}
