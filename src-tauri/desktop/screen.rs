//! A part of the screen, as a person chooses it with the system's own tool: it knows every monitor, its scale, and whom the
//! system lets see the screen.

use tauri::{AppHandle, Manager, WebviewWindow};

/// Lets a person choose; the picture as PNG, or nothing when they leave it, or find it on the clipboard.
pub fn capture(app: &AppHandle, hides: bool) -> Result<Option<Vec<u8>>, String> {
    let _hidden = hides.then(|| Hidden::all(app));
    system::choose()
}

/// Windows that are hidden for as long as this lives.
struct Hidden {
    windows: Vec<WebviewWindow>,
    focused: Option<WebviewWindow>,
}

impl Hidden {
    fn all(app: &AppHandle) -> Self {
        let shown = |window: &WebviewWindow| window.is_visible().unwrap_or(false);
        let windows: Vec<WebviewWindow> = app.webview_windows().into_values().filter(shown).collect();
        let focused = windows.iter().find(|window| window.is_focused().unwrap_or(false)).cloned();
        for window in &windows {
            window.hide().ok(); // it is in the picture then
        }
        Self { windows, focused }
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        for window in &self.windows {
            window.show().ok(); // it is closed
        }
        if let Some(focused) = &self.focused {
            focused.set_focus().ok(); // the system gives the focus to whom it wants
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! The desktop portal, on X11 as on Wayland.

    use std::time::Duration;

    use ashpd::desktop::ResponseError;
    use ashpd::desktop::screenshot::Screenshot;
    use tauri::Url;

    /// How long a person may choose.
    const PATIENCE: Duration = Duration::from_mins(5);

    pub(super) fn choose() -> Result<Option<Vec<u8>>, String> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|error| error.to_string())?;
        runtime.block_on(async {
            let Ok(asked) = tokio::time::timeout(PATIENCE, ask()).await else { return Ok(None) };
            let address = match asked {
                Ok(address) => address,
                Err(ashpd::Error::Response(ResponseError::Cancelled)) => return Ok(None),
                Err(error) => return Err(format!("the desktop portal: {error}")),
            };
            let path = Url::parse(&address).ok().and_then(|address| address.to_file_path().ok());
            let path = path.ok_or_else(|| format!("the desktop portal names no file: {address}"))?;
            let picture = tokio::fs::read(&path).await.map_err(|error| error.to_string())?;
            // It was made for this one request.
            if let Err(error) = tokio::fs::remove_file(&path).await {
                tracing::debug!(%error, "the portal's picture of the screen stays where it is");
            }
            Ok(Some(picture))
        })
    }

    async fn ask() -> ashpd::Result<String> {
        let asked = Screenshot::request().interactive(true).modal(true).send().await?;
        Ok(asked.response()?.uri().as_str().to_owned())
    }
}

#[cfg(target_os = "macos")]
mod system {
    //! `screencapture`, which asks for the permission to see the screen by itself.

    use std::process::Command;

    pub(super) fn choose() -> Result<Option<Vec<u8>>, String> {
        let folder = std::env::temp_dir().join(format!("pipit-screen-{}", std::process::id()));
        let refused = |error: std::io::Error| error.to_string();
        std::fs::create_dir_all(&folder).map_err(refused)?;
        let file = folder.join("part.png");
        let done = Command::new("/usr/sbin/screencapture").args(["-i", "-x"]).arg(&file).status();
        let picture = done.and_then(|_| match std::fs::read(&file) {
            Ok(picture) => Ok(Some(picture)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None), // Escape was pressed
            Err(error) => Err(error),
        });
        std::fs::remove_dir_all(&folder).map_err(refused)?;
        picture.map_err(refused)
    }
}

#[cfg(windows)]
mod system {
    //! The snipping tool, which puts what was chosen on the clipboard: from there it is pasted.

    pub(super) fn choose() -> Result<Option<Vec<u8>>, String> {
        open::that_detached("ms-screenclip:").map(|()| None).map_err(|error| error.to_string())
    }
}
