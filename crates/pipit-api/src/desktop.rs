//! What the page asks of the desktop around it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipit_im::{ConversationId, Pixels};

use crate::ui::{ConversationArgs, Settings};
use crate::{Api, ApiError, ErrorCode};

/// Some files among others, where a person chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFilter {
    /// What a person calls them.
    pub name: String,
    /// What their names end with, after the dot, in small letters; `*` for any.
    pub extensions: &'static [&'static str],
}

/// What a person has copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copied {
    /// Files, where they lie.
    Files(Vec<PathBuf>),
    /// Words, which may have a picture of them beside them.
    Words(String),
    /// A picture, as the bytes of a file.
    Picture(Vec<u8>),
    /// Nothing of that.
    Nothing,
}

/// Where a person keeps what they download, if the system names a place.
pub fn downloads() -> Option<PathBuf> {
    directories::UserDirs::new().map(|dirs| dirs.download_dir().unwrap_or(dirs.home_dir()).to_owned())
}

/// The desktop's windows, and what its system does for an app: the host's part. Each call answers when it is done, and
/// the text of a refusal is for a developer.
pub trait Desktop: Send + Sync {
    /// Shows a conversation in a window of its own; the one that it has already comes to the front.
    ///
    /// # Errors
    /// When no window can be opened.
    fn open_window(&self, conversation: &ConversationId) -> Result<(), String>;

    /// Starts the app in the tray when the person logs in, or no longer.
    ///
    /// # Errors
    /// When the system's list of such apps cannot be changed.
    fn start_at_login(&self, start: bool) -> Result<(), String>;

    /// Shows and hides the window by these keys, such as `Ctrl+Alt+KeyP`, whichever app has the focus; none ends that.
    ///
    /// # Errors
    /// When they are no shortcut, another app has them, or the system gives them to nobody. Those of before hold on.
    fn listen_for(&self, shortcut: Option<&str>) -> Result<(), String>;

    /// Lets the person choose files, which are at first those of the first filter; of any kind when there is none. None
    /// when they choose nothing.
    ///
    /// # Errors
    /// When nothing can be chosen here.
    fn pick_files(&self, filters: &[FileFilter]) -> Result<Vec<PathBuf>, String>;

    /// Where what is saved lies, if there is a place: among what the person downloads.
    fn downloads(&self) -> Option<PathBuf> {
        downloads()
    }

    /// Opens a file with the program that the system has for it.
    ///
    /// # Errors
    /// When it has none.
    fn open_file(&self, path: &Path) -> Result<(), String>;

    /// Puts a picture on the clipboard.
    ///
    /// # Errors
    /// When there is no clipboard.
    fn copy_picture(&self, picture: Pixels) -> Result<(), String>;

    /// What lies on the clipboard; nothing where a web view gives it to the page that it is pasted into.
    ///
    /// # Errors
    /// When it may not be seen, or whoever has copied it does not give it.
    fn copied(&self) -> Result<Copied, String> {
        Ok(Copied::Nothing)
    }

    /// Files that a person has dropped on a page that is told of the drop and not of them; none where a page is given them.
    fn dropped(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Lets the page that asks next look through the camera and hear through the microphone, for one film; it blocks while
    /// the person is asked.
    ///
    /// # Errors
    /// When the person does not allow it.
    fn lend_camera(&self) -> Result<(), String>;

    /// Shows a file among those of its folder.
    ///
    /// # Errors
    /// When nothing here shows folders.
    fn show_file(&self, path: &Path) -> Result<(), String>;

    /// Lets the person choose a part of the screen; its picture as PNG. Nothing when they leave it, or when the system puts
    /// the picture on the clipboard instead. `hides`: this app's windows are not in the way meanwhile.
    ///
    /// # Errors
    /// When nobody lets this app see the screen.
    fn capture_screen(&self, hides: bool) -> Result<Option<Vec<u8>>, String> {
        let _ = hides;
        Err("the screen cannot be seen from here".into())
    }
}

impl Api {
    /// Gives the desktop to an app that has one. Only the first counts.
    pub fn set_desktop(&self, desktop: Arc<dyn Desktop>) {
        self.desktop_cell().set(desktop).ok();
    }

    pub(crate) async fn open_window(&self, args: ConversationArgs) -> Result<(), ApiError> {
        self.on_desktop(move |desktop| desktop.open_window(&args.conversation)).await
    }

    /// Does what changed settings ask of the system; a setting that the system refuses is not kept.
    pub(crate) async fn apply(&self, before: &Settings, after: &Settings) -> Result<(), ApiError> {
        if before.start_at_login != after.start_at_login {
            let start = after.start_at_login;
            self.on_desktop(move |desktop| desktop.start_at_login(start)).await?;
        }
        if before.shortcut != after.shortcut {
            let shortcut = after.shortcut.clone();
            self.on_desktop(move |desktop| desktop.listen_for(shortcut.as_deref())).await?;
        }
        Ok(())
    }

    /// Asks the desktop on a thread that may wait: windows belong to another one.
    pub(crate) async fn on_desktop<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Desktop) -> Result<T, String> + Send + 'static,
    ) -> Result<T, ApiError> {
        let refused = |why: String| ApiError::new(ErrorCode::SystemRefused, why);
        let desktop = self.desktop_cell().get().cloned();
        let desktop = desktop.ok_or_else(|| refused("there is no desktop around this app".into()))?;
        let asked = tokio::task::spawn_blocking(move || ask(desktop.as_ref())).await;
        asked.map_err(|error| refused(error.to_string()))?.map_err(refused)
    }
}
