//! The notifications of Windows, over `WinRT`. One that leaves the screen by itself waits among those of the system, where it
//! is still clicked, replaced and withdrawn. Compiled only: nobody has seen one yet.

use std::collections::BTreeMap;
use std::fmt::Write;

use pipit_api::Notification;
use tauri::utils::config::BundleType;
use tauri::utils::platform::bundle_type;
use tokio::sync::mpsc;
use windows::Data::Xml::Dom::XmlDocument;
use windows::Foundation::{IPropertyValue, TypedEventHandler};
use windows::UI::Notifications::{
    ToastActivatedEventArgs, ToastDismissalReason, ToastDismissedEventArgs, ToastNotification,
    ToastNotificationManager, ToastNotifier,
};
use windows::core::{HSTRING, IInspectable, Interface, Ref, Result};

use super::Word;

/// Whose notifications they are: the name that the installers give to the entry in the start menu.
const INSTALLED: &str = "org.pipit.messenger";

/// The same of a copy that was not installed: Windows shows nothing of who has no entry, so it borrows one.
const BORROWED: &str = r"{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe";

/// The name of the field of an answer, and of its button.
const REPLY: &str = "reply";

/// The service, as soon as it is needed.
pub(super) struct System {
    service: Option<ToastNotifier>,
    shown: BTreeMap<u32, ToastNotification>,
    last: u32,
    words: mpsc::UnboundedSender<Word>,
    heard: mpsc::UnboundedReceiver<Word>,
}

impl Default for System {
    fn default() -> Self {
        let (words, heard) = mpsc::unbounded_channel();
        Self { service: None, shown: BTreeMap::new(), last: 0, words, heard }
    }
}

impl System {
    /// Shows a notification, in the place of another one; its number.
    #[expect(clippy::unused_async, reason = "as on Linux, where a service is asked")]
    pub(super) async fn show(&mut self, notification: Notification, replaces: Option<u32>) -> Result<u32> {
        let service = match &self.service {
            Some(service) => service,
            None => self.service.insert(ToastNotificationManager::CreateToastNotifierWithId(&who())?),
        };
        let id = replaces.unwrap_or_else(|| self.last.wrapping_add(1));
        let content = XmlDocument::new()?;
        content.LoadXml(&HSTRING::from(written(&notification)))?;
        let toast = ToastNotification::CreateToastNotification(&content)?;
        toast.SetTag(&tag(id))?;
        toast.SetGroup(&group())?;
        let words = self.words.clone();
        toast.Activated(&TypedEventHandler::new(
            move |_: Ref<'_, ToastNotification>, done: Ref<'_, IInspectable>| {
                let answer = done.as_ref().and_then(answer);
                let word = answer.map_or(Word::Clicked(id, None), |answer| Word::Replied(id, answer));
                words.send(word).ok(); // the app is ending
                Ok(())
            },
        ))?;
        let words = self.words.clone();
        toast.Dismissed(&TypedEventHandler::new(
            move |_: Ref<'_, ToastNotification>, why: Ref<'_, ToastDismissedEventArgs>| {
                if why.ok()?.Reason()? == ToastDismissalReason::UserCanceled {
                    words.send(Word::Gone(id)).ok(); // the app is ending
                }
                Ok(())
            },
        ))?;
        service.Show(&toast)?;
        self.last = self.last.max(id);
        self.shown.insert(id, toast);
        Ok(id)
    }

    /// Takes a notification away, from the screen and from those that wait.
    #[expect(clippy::unused_async, reason = "as on Linux, where a service is asked")]
    pub(super) async fn close(&mut self, id: u32) {
        let (Some(service), Some(toast)) = (&self.service, self.shown.remove(&id)) else { return };
        service.Hide(&toast).ok(); // it is gone from there already
        let waits = ToastNotificationManager::History()
            .and_then(|all| all.RemoveGroupedTagWithId(&tag(id), &group(), &who()));
        waits.ok(); // from there too
    }

    /// What the service says next.
    pub(super) async fn next(&mut self) -> Word {
        match self.heard.recv().await {
            Some(word) => {
                if let Word::Gone(id) = word {
                    self.shown.remove(&id);
                }
                word
            }
            None => std::future::pending().await, // never: this value holds a sender
        }
    }
}

fn who() -> HSTRING {
    let installed = matches!(bundle_type(), Some(BundleType::Nsis | BundleType::Msi));
    HSTRING::from(if installed { INSTALLED } else { BORROWED })
}

fn tag(id: u32) -> HSTRING {
    HSTRING::from(id.to_string())
}

/// Those of this process: another profile's have the same numbers.
fn group() -> HSTRING {
    HSTRING::from(std::process::id().to_string())
}

/// What somebody answered, if it was not a click.
fn answer(done: &IInspectable) -> Option<String> {
    let done: ToastActivatedEventArgs = done.cast().ok()?;
    if done.Arguments().ok()? != REPLY {
        return None;
    }
    let value = done.UserInput().ok()?.Lookup(&HSTRING::from(REPLY)).ok()?;
    Some(value.cast::<IPropertyValue>().ok()?.GetString().ok()?.to_string_lossy())
}

/// A notification as Windows reads it.
fn written(notification: &Notification) -> String {
    let mut xml = format!(
        "<toast><visual><binding template=\"ToastGeneric\"><text>{}</text><text>{}</text></binding></visual>",
        plain(&notification.title),
        plain(&notification.body),
    );
    if let Some(reply) = &notification.reply {
        let (label, placeholder) = (plain(&reply.label), plain(&reply.placeholder));
        let actions = write!(
            xml,
            "<actions><input id=\"{REPLY}\" type=\"text\" placeHolderContent=\"{placeholder}\"/>\
             <action content=\"{label}\" arguments=\"{REPLY}\" hint-inputId=\"{REPLY}\"/></actions>",
        );
        actions.ok(); // a text takes whatever is written
    }
    xml + "</toast>"
}

/// What people write, where markup could stand; XML has no room for most control characters.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '"' => plain.push_str("&quot;"),
            '\n' | '\t' => plain.push(character),
            '\u{FFFE}' | '\u{FFFF}' => {}
            _ if character.is_control() => {}
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use pipit_api::ReplyWords;

    use super::*;

    #[test]
    fn what_people_write_is_no_markup() {
        let notification = Notification {
            conversation: None,
            message: None,
            title: "A & \"B\"".into(),
            body: "<b>\u{1}\u{FFFF}\n好".into(),
            reply: Some(ReplyWords { label: "Reply".into(), placeholder: "To <A>".into() }),
            portrait: None,
        };
        assert_eq!(
            written(&notification),
            "<toast><visual><binding template=\"ToastGeneric\"><text>A &amp; &quot;B&quot;</text>\
             <text>&lt;b&gt;\n好</text></binding></visual><actions><input id=\"reply\" type=\"text\" \
             placeHolderContent=\"To &lt;A&gt;\"/><action content=\"Reply\" arguments=\"reply\" \
             hint-inputId=\"reply\"/></actions></toast>"
        );
    }
}
