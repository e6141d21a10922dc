//! How much is unread, on the app's icon in the taskbar or the dock.

use pipit_api::Api;
use tauri::AppHandle;

/// Keeps the badge up to date until the app ends. Whether one is seen is the desktop's to say.
pub async fn run(app: AppHandle, api: Api) {
    let mut unread = api.unread();
    let badge = match system::Badge::on(&app).await {
        Ok(badge) => badge,
        Err(error) => {
            tracing::info!(%error, "there is no badge");
            return;
        }
    };
    loop {
        let count = *unread.borrow_and_update();
        if let Err(error) = badge.show(count).await {
            tracing::warn!(%error, "the badge does not follow");
        }
        if unread.changed().await.is_err() {
            return; // the app is ending
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! The launchers' own interface, which began with Unity: KDE's taskbar, Dash to Dock, Plank and others read it.

    use std::collections::HashMap;

    use tauri::AppHandle;
    use zbus::zvariant::Value;

    /// The desktop file that the packages install.
    const APP: &str = "application://Pipit.desktop";

    pub(super) struct Badge(zbus::Connection);

    impl Badge {
        pub(super) async fn on(_: &AppHandle) -> zbus::Result<Self> {
            zbus::Connection::session().await.map(Self)
        }

        pub(super) async fn show(&self, count: u32) -> zbus::Result<()> {
            let shown = HashMap::from([
                ("count", Value::from(i64::from(count))),
                ("count-visible", (count > 0).into()),
            ]);
            self.0
                .emit_signal(
                    None::<&str>,
                    "/com/canonical/unity/launcherentry/pipit",
                    "com.canonical.Unity.LauncherEntry",
                    "Update",
                    &(APP, shown),
                )
                .await
        }
    }
}

#[cfg(target_os = "windows")]
mod system {
    //! A picture over the button in the taskbar. Not tested: no such system was at hand.

    use tauri::image::Image;
    use tauri::{AppHandle, Manager};

    use crate::{figures, look, window};

    /// How wide the picture is: twice what Windows shows at 100 %.
    const SIDE: u16 = 32;

    pub(super) struct Badge(AppHandle);

    impl Badge {
        #[expect(clippy::unused_async, reason = "as on Linux, where a bus is asked")]
        pub(super) async fn on(app: &AppHandle) -> tauri::Result<Self> {
            Ok(Self(app.clone()))
        }

        #[expect(clippy::unused_async, reason = "as on Linux, where a bus is told")]
        pub(super) async fn show(&self, count: u32) -> tauri::Result<()> {
            let Some(window) = self.0.get_webview_window(window::MAIN) else { return Ok(()) };
            let picture = (count > 0).then(|| {
                let mut rgba = vec![0; usize::from(SIDE) * usize::from(SIDE) * 4];
                figures::mark(&mut rgba, SIDE, count, look::DOT);
                Image::new_owned(rgba, SIDE.into(), SIDE.into())
            });
            window.set_overlay_icon(picture)
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "windows")))]
mod system {
    //! The dock's own. Not tested: no such system was at hand.

    use tauri::{AppHandle, Manager};

    use crate::window;

    pub(super) struct Badge(AppHandle);

    impl Badge {
        #[expect(clippy::unused_async, reason = "as on Linux, where a bus is asked")]
        pub(super) async fn on(app: &AppHandle) -> tauri::Result<Self> {
            Ok(Self(app.clone()))
        }

        #[expect(clippy::unused_async, reason = "as on Linux, where a bus is told")]
        pub(super) async fn show(&self, count: u32) -> tauri::Result<()> {
            let Some(window) = self.0.get_webview_window(window::MAIN) else { return Ok(()) };
            window.set_badge_count(Some(i64::from(count)).filter(|count| *count > 0))
        }
    }
}
