//! `StatusNotifierItem`: the way of desktops on Linux that tells of clicks, unlike libappindicator.

use ksni::menu::StandardItem;
use ksni::{MenuItem, ToolTip, TrayMethods};
use tauri::{AppHandle, Manager};
use tokio::sync::mpsc::UnboundedSender;
use tracing::debug;

use super::{Face, Presence, Wish};
use crate::leave::Leave;
use pipit_api::Snooze;

pub(super) struct Icon(ksni::Handle<Item>);

impl Icon {
    pub(super) async fn show(
        app: &AppHandle,
        face: Face,
        wishes: UnboundedSender<Wish>,
        presence: Presence,
    ) -> Result<Self, ksni::Error> {
        presence.set(true); // only what differs is told
        let item = Item { app: app.clone(), face, wishes, presence };
        Ok(Self(item.assume_sni_available(true).spawn().await?))
    }

    pub(super) async fn update(&self, face: Face) {
        self.0.update(|item| item.face = face).await;
    }
}

struct Item {
    app: AppHandle,
    face: Face,
    wishes: UnboundedSender<Wish>,
    presence: Presence,
}

impl Item {
    fn wish(&self, wish: Wish) {
        self.app.state::<Leave>().set(ksni::current_xdg_activation_token());
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
        vec![drawn(&self.face.picture())]
    }

    fn activate(&mut self, _: i32, _: i32) {
        self.wish(Wish::Toggle);
    }

    fn watcher_online(&self) {
        self.presence.set(true);
    }

    fn watcher_offline(&self, reason: ksni::OfflineReason) -> bool {
        debug!(?reason, "there is no tray now");
        self.presence.set(false);
        true // one that comes finds the icon
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut menu = vec![Self::entry(&self.face.window, self.face.window_wish()), MenuItem::Separator];
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

/// A picture as the desktop wants it: ARGB.
fn drawn(picture: &tauri::image::Image<'_>) -> ksni::Icon {
    let argb = |pixel: &[u8]| match *pixel {
        [red, green, blue, alpha] => [alpha, red, green, blue],
        _ => [0; 4],
    };
    let size = |side: u32| i32::try_from(side).unwrap_or_default();
    ksni::Icon {
        width: size(picture.width()),
        height: size(picture.height()),
        data: picture.rgba().chunks_exact(4).flat_map(argb).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_told_in_the_desktops_order_of_colours() {
        let picture = tauri::image::Image::new_owned(vec![1, 2, 3, 4, 5, 6, 7, 8], 2, 1);
        assert_eq!(drawn(&picture).data, [4, 1, 2, 3, 8, 5, 6, 7]);
    }
}
