//! The icon beside the clock: how much is unread, and the ways in and out of an app whose window is closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pipit_api::{Api, Snooze};
use tauri::{AppHandle, Manager};
use tokio::sync::mpsc;
use tracing::{info, warn};

use crate::window;

/// What a person asks of the icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// Show the window, or hide it when it is looked at.
    Toggle,
    /// Show the window.
    Show,
    /// No notifications for a while, or again.
    Snooze(Option<Snooze>),
    /// End the app.
    Quit,
}

/// What the icon shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Face {
    unread: u32,
    snoozed: bool,
    /// The words of the tip and of the menu, in the person's language.
    tip: String,
    open: String,
    hour: String,
    morning: String,
    again: String,
    quit: String,
}

impl Face {
    fn of(api: &Api) -> Self {
        let unread = *api.unread().borrow();
        let tip = match unread {
            0 => api.say("app", &[]),
            unread => api.say("tray.unread", &[("count", &unread.to_string())]),
        };
        Self {
            unread,
            snoozed: api.snoozed().borrow().is_some(),
            tip,
            open: api.say("tray.open", &[]),
            hour: api.say("tray.snooze.hour", &[]),
            morning: api.say("tray.snooze.morning", &[]),
            again: api.say("tray.snooze.end", &[]),
            quit: api.say("tray.quit", &[]),
        }
    }
}

/// Whether there is an icon, which brings a closed window back.
#[derive(Clone, Default)]
pub struct Presence(Arc<AtomicBool>);

impl Presence {
    /// There is one now.
    pub fn is_there(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Shows the icon and keeps it up to date until the app ends. Where the desktop shows none there is none.
pub async fn run(app: AppHandle, api: Api, presence: Presence) {
    let (wishes, mut inbox) = mpsc::unbounded_channel();
    let face = Face::of(&api);
    let icon = match system::Icon::show(&app, face, wishes).await {
        Ok(icon) => icon,
        Err(error) => {
            info!(%error, "there is no tray; closing the window ends the app");
            return;
        }
    };
    presence.0.store(true, Ordering::Relaxed);
    let (mut unread, mut snoozed, mut settings) = (api.unread(), api.snoozed(), api.watch_settings());
    loop {
        tokio::select! {
            Some(wish) = inbox.recv() => act(&app, &api, wish),
            Ok(()) = unread.changed() => {}
            Ok(()) = snoozed.changed() => {}
            Ok(()) = settings.changed() => {}
            else => return,
        }
        let face = Face::of(&api);
        if let Some(window) = app.get_webview_window(window::MAIN) {
            let count = Some(i64::from(face.unread)).filter(|count| *count > 0);
            window.set_badge_count(count).ok(); // not every desktop has badges
        }
        icon.update(face).await;
    }
}

fn act(app: &AppHandle, api: &Api, wish: Wish) {
    let done = match wish {
        Wish::Toggle => window::toggle(app),
        Wish::Show => window::show(app),
        Wish::Snooze(time) => {
            api.snooze(time);
            Ok(())
        }
        Wish::Quit => {
            app.exit(0);
            Ok(())
        }
    };
    if let Err(error) = done {
        warn!(%error, "the window does not follow the tray");
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! `StatusNotifierItem`: the way of desktops on Linux that tells of clicks, unlike libappindicator.

    use ksni::menu::StandardItem;
    use ksni::{MenuItem, ToolTip, TrayMethods};
    use tauri::AppHandle;
    use tokio::sync::mpsc::UnboundedSender;

    use super::{Face, Wish};
    use crate::look;
    use pipit_api::Snooze;

    pub(super) struct Icon(ksni::Handle<Item>);

    impl Icon {
        pub(super) async fn show(
            app: &AppHandle,
            face: Face,
            wishes: UnboundedSender<Wish>,
        ) -> Result<Self, ksni::Error> {
            let picture = app.default_window_icon().cloned().map(tauri::image::Image::to_owned);
            Ok(Self(Item { face, picture, wishes }.spawn().await?))
        }

        pub(super) async fn update(&self, face: Face) {
            self.0.update(|item| item.face = face).await; // nothing, when the desktop's tray is gone
        }
    }

    struct Item {
        face: Face,
        picture: Option<tauri::image::Image<'static>>,
        wishes: UnboundedSender<Wish>,
    }

    impl Item {
        fn wish(&self, wish: Wish) {
            self.wishes.send(wish).ok(); // the app is ending
        }

        fn entry(label: &str, wish: Wish) -> MenuItem<Self> {
            let activate = Box::new(move |item: &mut Self| item.wish(wish));
            StandardItem { label: label.to_owned(), activate, ..StandardItem::default() }.into()
        }
    }

    impl ksni::Tray for Item {
        fn id(&self) -> String {
            "pipit".into()
        }

        fn title(&self) -> String {
            "Pipit".into()
        }

        fn tool_tip(&self) -> ToolTip {
            ToolTip { title: self.face.tip.clone(), ..ToolTip::default() }
        }

        fn icon_pixmap(&self) -> Vec<ksni::Icon> {
            self.picture.iter().map(|picture| drawn(picture, &self.face)).collect()
        }

        fn activate(&mut self, _: i32, _: i32) {
            self.wish(Wish::Toggle);
        }

        fn menu(&self) -> Vec<MenuItem<Self>> {
            let mut menu = vec![Self::entry(&self.face.open, Wish::Show), MenuItem::Separator];
            if self.face.snoozed {
                menu.push(Self::entry(&self.face.again, Wish::Snooze(None)));
            } else {
                menu.push(Self::entry(&self.face.hour, Wish::Snooze(Some(Snooze::Hour))));
                menu.push(Self::entry(&self.face.morning, Wish::Snooze(Some(Snooze::Morning))));
            }
            menu.push(MenuItem::Separator);
            menu.push(Self::entry(&self.face.quit, Wish::Quit));
            menu
        }
    }

    /// The app's icon as ARGB, with a dot when something is unread: red, or grey while nothing makes itself heard.
    fn drawn(picture: &tauri::image::Image<'_>, face: &Face) -> ksni::Icon {
        let (width, height) = (picture.width(), picture.height());
        let radius = i64::from(width) / 5;
        let (x, y) = (i64::from(width) - radius, radius);
        let [red, green, blue] = if face.snoozed { look::QUIET_DOT } else { look::DOT };
        let dot = [0xFF, red, green, blue];
        let mut data = Vec::with_capacity(picture.rgba().len());
        for (at, pixel) in (0_i64..).zip(picture.rgba().chunks_exact(4)) {
            let (dx, dy) = (at % i64::from(width) - x, at / i64::from(width) - y);
            if face.unread > 0 && dx * dx + dy * dy <= radius * radius {
                data.extend(dot);
            } else if let [red, green, blue, alpha] = *pixel {
                data.extend([alpha, red, green, blue]);
            }
        }
        let size = |side: u32| i32::try_from(side).unwrap_or_default();
        ksni::Icon { width: size(width), height: size(height), data }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_is_unread_is_a_dot_in_the_corner() {
            let picture = tauri::image::Image::new_owned([1, 2, 3, 4].repeat(20 * 20), 20, 20);
            let mut face = Face {
                unread: 0,
                snoozed: false,
                tip: String::new(),
                open: String::new(),
                hour: String::new(),
                morning: String::new(),
                again: String::new(),
                quit: String::new(),
            };
            let plain = drawn(&picture, &face);
            assert!(plain.data.chunks(4).all(|pixel| pixel == [4, 1, 2, 3]), "RGBA became ARGB");
            face.unread = 3;
            let marked = drawn(&picture, &face);
            let [red, green, blue] = look::DOT;
            let at = |x: usize, y: usize| &marked.data[(y * 20 + x) * 4..][..4];
            assert_eq!((at(16, 4), at(2, 15)), (&[0xFF, red, green, blue][..], &[4, 1, 2, 3][..]));
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    //! The system's own tray. Not tested: no such system was at hand.

    use pipit_api::Snooze;
    use tauri::AppHandle;
    use tauri::menu::{MenuBuilder, MenuItemBuilder};
    use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
    use tokio::sync::mpsc::UnboundedSender;

    use super::{Face, Wish};

    pub(super) struct Icon {
        app: AppHandle,
        icon: TrayIcon,
    }

    impl Icon {
        pub(super) async fn show(
            app: &AppHandle,
            face: Face,
            wishes: UnboundedSender<Wish>,
        ) -> tauri::Result<Self> {
            let chosen = wishes.clone();
            let mut builder = TrayIconBuilder::new()
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
                        "open" => Wish::Show,
                        "hour" => Wish::Snooze(Some(Snooze::Hour)),
                        "morning" => Wish::Snooze(Some(Snooze::Morning)),
                        "again" => Wish::Snooze(None),
                        "quit" => Wish::Quit,
                        _ => return,
                    };
                    chosen.send(wish).ok(); // the app is ending
                });
            if let Some(picture) = app.default_window_icon() {
                builder = builder.icon(picture.clone());
            }
            let icon = Self { app: app.clone(), icon: builder.build(app)? };
            icon.update(face).await;
            Ok(icon)
        }

        pub(super) async fn update(&self, face: Face) {
            if let Err(error) = self.try_update(&face) {
                tracing::warn!(%error, "the tray cannot be drawn");
            }
        }

        fn try_update(&self, face: &Face) -> tauri::Result<()> {
            let entry = |id: &str, label: &str| MenuItemBuilder::with_id(id, label).build(&self.app);
            let mut menu = MenuBuilder::new(&self.app).item(&entry("open", &face.open)?).separator();
            menu = if face.snoozed {
                menu.item(&entry("again", &face.again)?)
            } else {
                menu.item(&entry("hour", &face.hour)?).item(&entry("morning", &face.morning)?)
            };
            let menu = menu.separator().item(&entry("quit", &face.quit)?).build()?;
            self.icon.set_menu(Some(menu))?;
            self.icon.set_tooltip(Some(&face.tip))
        }
    }
}
