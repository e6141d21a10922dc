//! The icon beside the clock: how much is unread, and the ways in and out of an app whose window is closed.

#[cfg_attr(target_os = "linux", path = "tray/item.rs")]
#[cfg_attr(not(target_os = "linux"), path = "tray/elsewhere.rs")]
mod system;

use std::time::Duration;

use pipit_api::{Api, Snooze};
use tauri::AppHandle;
use tokio::sync::{mpsc, watch};
use tracing::{info, warn};

use crate::{figures, look, window};

/// The icon that is marked; desktops make it as small as they need.
const ICON: tauri::image::Image<'static> = tauri::include_image!("icons/64x64.png");

/// How wide it is.
const SIDE: u16 = 64;

/// How late a panel may be that starts with the session, or again after a crash. Too short: a window opens at login that
/// nobody asked for; too long: whoever has no tray looks for the window in vain.
const LATENESS: Duration = Duration::from_secs(10);

/// What a person asks of the icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// Show the window, or hide it when it is looked at.
    Toggle,
    /// Show the window.
    Show,
    /// Hide it.
    Hide,
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
    /// The window is on the screen, whether it is looked at or not.
    shown: bool,
    /// The words of the tip and of the menu, in the person's language.
    tip: String,
    /// On the entry that shows the window, or hides it.
    window: String,
    hour: String,
    morning: String,
    again: String,
    quit: String,
}

impl Face {
    fn of(api: &Api, shown: bool) -> Self {
        let unread = *api.unread().borrow();
        let tip = match unread {
            0 => api.say("app", &[]),
            unread => api.say("tray.unread", &[("count", &unread.to_string())]),
        };
        Self {
            unread,
            snoozed: api.is_snoozed(),
            shown,
            tip,
            window: api.say(if shown { "tray.hide" } else { "tray.open" }, &[]),
            hour: api.say("tray.snooze.hour", &[]),
            morning: api.say("tray.snooze.morning", &[]),
            again: api.say("tray.snooze.end", &[]),
            quit: api.say("tray.quit", &[]),
        }
    }

    /// What the first entry does.
    fn window_wish(&self) -> Wish {
        if self.shown { Wish::Hide } else { Wish::Show }
    }

    /// The app's icon in RGBA with what is unread: red, or grey while nothing makes itself heard.
    fn picture(&self) -> tauri::image::Image<'static> {
        let mut rgba = ICON.rgba().to_vec();
        if self.unread > 0 {
            let tint = if self.snoozed { look::QUIET_DOT } else { look::DOT };
            figures::mark(&mut rgba, SIDE, self.unread, tint);
        }
        tauri::image::Image::new_owned(rgba, SIDE.into(), SIDE.into())
    }
}

/// Whether there is an icon, which brings a closed window back. Panels start after the app, and end before it.
#[derive(Clone)]
pub struct Presence(watch::Sender<bool>);

impl Presence {
    /// There is none yet.
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// There is one now.
    pub fn is_there(&self) -> bool {
        *self.0.borrow()
    }

    fn set(&self, there: bool) {
        self.0.send_replace(there);
    }
}

/// Shows the icon and keeps it up to date until the app ends, whenever the desktop has a tray.
pub async fn run(app: AppHandle, api: Api, presence: Presence) {
    let (wishes, mut inbox) = mpsc::unbounded_channel();
    let mut shown = window::watch_shown(&app);
    let face = Face::of(&api, *shown.borrow_and_update());
    let icon = match system::Icon::show(&app, face, wishes, presence.clone()).await {
        Ok(icon) => icon,
        Err(error) => {
            presence.set(false);
            info!(%error, "there is no tray; closing the window ends the app");
            return;
        }
    };
    let (mut unread, mut settings) = (api.unread(), api.watch_settings());
    loop {
        tokio::select! {
            Some(wish) = inbox.recv() => act(&app, &api, wish),
            Ok(()) = unread.changed() => {}
            Ok(()) = shown.changed() => {}
            Ok(()) = settings.changed() => {}
            else => return,
        }
        let face = Face::of(&api, *shown.borrow_and_update());
        icon.update(face).await;
    }
}

/// Shows a window that lies in a tray which is not there, or is no more. A panel that is only late has its time.
pub async fn keep_reachable(app: AppHandle, presence: Presence) {
    let mut icon = presence.0.subscribe();
    while icon.wait_for(|there| !there).await.is_ok() {
        let hidden = window::is_put_away(&app);
        if stays_away(&mut icon).await {
            if hidden && let Err(error) = window::show_put_away(&app) {
                warn!(%error, "the window cannot be brought back");
            }
            icon.wait_for(|there| *there).await.ok(); // or the app ends
        }
    }
}

/// Whether no icon comes within the time that a panel may take.
async fn stays_away(icon: &mut watch::Receiver<bool>) -> bool {
    tokio::time::timeout(LATENESS, icon.wait_for(|there| *there)).await.is_err()
}

fn act(app: &AppHandle, api: &Api, wish: Wish) {
    let done = match wish {
        Wish::Toggle => window::toggle(app),
        Wish::Show => window::show(app),
        Wish::Hide => window::hide(app),
        Wish::Snooze(time) => {
            api.snooze(time);
            Ok(())
        }
        Wish::Quit => {
            window::quit(app);
            Ok(())
        }
    };
    if let Err(error) = done {
        warn!(%error, "the window does not follow the tray");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_panel_may_be_late_but_not_for_ever() {
        let icon = watch::Sender::new(false);
        let mut reader = icon.subscribe();
        let (away, ()) = tokio::join!(stays_away(&mut reader), async {
            tokio::time::sleep(LATENESS / 2).await;
            icon.send_replace(true);
        });
        assert!(!away, "it is only late");
        icon.send_replace(false);
        assert!(stays_away(&mut reader).await);
    }
}
