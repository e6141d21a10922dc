//! The icon beside the clock: how much is unread, and the ways in and out of an app whose window is closed.

#[cfg_attr(target_os = "linux", path = "tray/item.rs")]
#[cfg_attr(not(target_os = "linux"), path = "tray/elsewhere.rs")]
mod system;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pipit_api::{Api, Snooze};
use tauri::AppHandle;
use tokio::sync::mpsc;
use tracing::{info, warn};

use crate::{figures, look, window};

/// The icon that is marked; desktops make it as small as they need.
const ICON: tauri::image::Image<'static> = tauri::include_image!("icons/64x64.png");

/// How wide it is.
const SIDE: u16 = 64;

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
    let mut shown = window::watch_shown(&app);
    let face = Face::of(&api, *shown.borrow_and_update());
    let icon = match system::Icon::show(&app, face, wishes).await {
        Ok(icon) => icon,
        Err(error) => {
            info!(%error, "there is no tray; closing the window ends the app");
            return;
        }
    };
    presence.0.store(true, Ordering::Relaxed);
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
            app.exit(0);
            Ok(())
        }
    };
    if let Err(error) = done {
        warn!(%error, "the window does not follow the tray");
    }
}
