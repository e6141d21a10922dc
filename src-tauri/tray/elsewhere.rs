//! The system's own tray. Not tested: no such system was at hand.

use pipit_api::Snooze;
use tauri::AppHandle;
use tauri::menu::{MenuBuilder, MenuItemBuilder};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tokio::sync::mpsc::UnboundedSender;

use super::{Face, Presence, Wish};

pub(super) struct Icon {
    app: AppHandle,
    icon: TrayIcon,
}

impl Icon {
    pub(super) async fn show(
        app: &AppHandle,
        face: Face,
        wishes: UnboundedSender<Wish>,
        presence: Presence,
    ) -> tauri::Result<Self> {
        let chosen = wishes.clone();
        let builder = TrayIconBuilder::new()
            .show_menu_on_left_click(false)
            .on_tray_icon_event(move |_, event| {
                if let TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                } = event
                {
                    wishes.send(Wish::Toggle).ok(); // the app is ending
                }
            })
            .on_menu_event(move |_, event| {
                let wish = match event.id().as_ref() {
                    "show" => Wish::Show,
                    "hide" => Wish::Hide,
                    "hour" => Wish::Snooze(Some(Snooze::Hour)),
                    "morning" => Wish::Snooze(Some(Snooze::Morning)),
                    "again" => Wish::Snooze(None),
                    "quit" => Wish::Quit,
                    _ => return,
                };
                chosen.send(wish).ok(); // the app is ending
            });
        let icon = Self { app: app.clone(), icon: builder.icon(face.picture()).build(app)? };
        icon.update(face).await;
        presence.set(true);
        Ok(icon)
    }

    #[expect(clippy::unused_async, reason = "as on Linux, where a bus is told")]
    pub(super) async fn update(&self, face: Face) {
        if let Err(error) = self.try_update(&face) {
            tracing::warn!(%error, "the tray cannot be drawn");
        }
    }

    fn try_update(&self, face: &Face) -> tauri::Result<()> {
        let entry = |id: &str, label: &str| MenuItemBuilder::with_id(id, label).build(&self.app);
        let window = if face.window_wish() == Wish::Hide { "hide" } else { "show" };
        let mut menu = MenuBuilder::new(&self.app).item(&entry(window, &face.window)?).separator();
        menu = if face.snoozed {
            menu.item(&entry("again", &face.again)?)
        } else {
            menu.item(&entry("hour", &face.hour)?).item(&entry("morning", &face.morning)?)
        };
        let menu = menu.separator().item(&entry("quit", &face.quit)?).build()?;
        self.icon.set_menu(Some(menu))?;
        if cfg!(target_os = "macos") {
            // The menu bar's icons are small and plain there; numbers stand beside them.
            let number = (face.unread > 0).then(|| face.unread.to_string());
            self.icon.set_title(number)?;
        } else {
            self.icon.set_icon(Some(face.picture()))?;
        }
        self.icon.set_tooltip(Some(&face.tip))
    }
}
