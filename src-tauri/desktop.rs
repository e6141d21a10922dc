//! The desktop around the messenger, as the page asks for it.

pub mod clipboard;
#[cfg(not(target_os = "linux"))]
pub mod drops;
pub mod files;
pub mod folder;
pub mod handing;
mod login;
mod screen;
mod shortcut;

use std::path::{Path, PathBuf};

use pipit_api::{Api, ConversationId, Desktop, FileFilter, Pixels};
use tauri::{AppHandle, Manager};

use crate::camera::Camera;
use crate::window;
use handing::HandedOver;
use shortcut::Keys;

/// This system's desktop.
pub struct SystemDesktop {
    app: AppHandle,
    api: Api,
    profile: PathBuf,
    keys: Keys,
}

impl SystemDesktop {
    /// The desktop around this app; the keys that the settings name are heard from now on.
    pub fn around(app: AppHandle, api: Api, profile: PathBuf) -> Self {
        let keys = Keys::default();
        let (heard, host, wanted) = (keys.clone(), app.clone(), api.settings().shortcut);
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = heard.listen_for(&host, wanted.as_deref()) {
                tracing::warn!(error, "the keys that show the window are not heard");
            }
        });
        Self { app, api, profile, keys }
    }
}

impl Desktop for SystemDesktop {
    fn open_window(&self, conversation: &ConversationId) -> Result<(), String> {
        let theme = self.api.settings().theme;
        window::chat::open(&self.app, conversation, theme).map_err(|error| error.to_string())
    }

    fn start_at_login(&self, start: bool) -> Result<(), String> {
        login::start(start, &self.profile).map_err(|error| format!("what starts at login: {error}"))
    }

    fn listen_for(&self, shortcut: Option<&str>) -> Result<(), String> {
        self.keys.listen_for(&self.app, shortcut)
    }

    fn pick_files(&self, filters: &[FileFilter]) -> Result<Vec<PathBuf>, String> {
        Ok(files::pick(&self.app, filters))
    }

    fn open_file(&self, path: &Path) -> Result<(), String> {
        open::that_detached(path).map_err(|error| error.to_string())
    }

    fn copy_picture(&self, picture: Pixels) -> Result<(), String> {
        clipboard::put(&self.app, picture)
    }

    #[cfg(target_os = "linux")]
    fn copied(&self) -> Result<pipit_api::Copied, String> {
        clipboard::copied(&self.app)
    }

    fn dropped(&self) -> Vec<PathBuf> {
        self.app.state::<HandedOver>().take_dropped()
    }

    /// The page is ours, and asks only when the button is pressed.
    fn lend_camera(&self) -> Result<(), String> {
        self.app.state::<Camera>().lend();
        Ok(())
    }

    fn show_file(&self, path: &Path) -> Result<(), String> {
        folder::show(path)
    }

    fn capture_screen(&self, hides: bool) -> Result<Option<Vec<u8>>, String> {
        screen::capture(&self.app, hides)
    }
}
