//! What arrives while nobody looks, told by the system's notifications.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Local, Timelike};
use pipit_im::{Client, ConversationId, MessageId};
use pipit_imkit::{Looks, Notice, Notices};
use tokio::sync::{mpsc, watch};

use crate::Wanted;
use crate::ui::Settings;
use crate::words::Words;

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Of which conversation; none, when it tells of several.
    pub conversation: Option<ConversationId>,
    /// Of which message in it.
    pub message: Option<MessageId>,
    /// Who, or where.
    pub title: String,
    /// What, as plain text.
    pub body: String,
    /// It may be answered in place, where the system has a way for that.
    pub reply: Option<ReplyWords>,
}

/// The words around the field of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyWords {
    /// On the button.
    pub label: String,
    /// In the field while it is empty.
    pub placeholder: String,
}

impl Notification {
    /// What a click on it asks for.
    pub fn wanted(&self) -> Wanted {
        Wanted { conversation: self.conversation.clone(), message: self.message, title: None }
    }
}

/// The system's notifications: the host's part. It does not wait.
pub trait Notifications: Send + Sync {
    /// Shows a notification, in the place of what is shown of the same conversation.
    fn show(&self, notification: Notification);
    /// Takes away what is shown of a conversation.
    fn withdraw(&self, conversation: Option<ConversationId>);
}

/// Follows who is signed in, and tells what arrives for them unseen, if they want it told.
pub(crate) async fn follow(
    mut client: watch::Receiver<Option<Client>>,
    mut settings: watch::Receiver<Settings>,
    system: Arc<dyn Notifications>,
    last: watch::Sender<Wanted>,
    looks: Looks,
) {
    let mut bell = Bell { system, looks, notices: None, shown: BTreeMap::new(), last };
    loop {
        let wanted = settings.borrow_and_update().notifications;
        let current = client.borrow_and_update().clone().filter(|_| wanted);
        bell.answer_to(current).await;
        loop {
            tokio::select! {
                notice = bell.next() => {
                    let settings = settings.borrow();
                    bell.tell(notice, &settings, settings.snoozed_at(Local::now()));
                }
                changed = client.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return, // the app is ending
                },
                changed = settings.changed() => match changed {
                    Ok(()) if settings.borrow().notifications == wanted => {}
                    Ok(()) => break,
                    Err(_) => return,
                },
            }
        }
    }
}

/// Tells one engine's notices.
struct Bell {
    system: Arc<dyn Notifications>,
    looks: Looks,
    notices: Option<(Notices, mpsc::Receiver<Notice>)>,
    /// What is shown: which message of which conversation.
    shown: BTreeMap<Option<ConversationId>, Option<MessageId>>,
    /// What was told of last.
    last: watch::Sender<Wanted>,
}

impl Bell {
    /// Tells of another engine, or of none.
    async fn answer_to(&mut self, client: Option<Client>) {
        for conversation in std::mem::take(&mut self.shown).into_keys() {
            self.system.withdraw(conversation);
        }
        self.notices = None;
        if let Some(client) = client {
            match Notices::open(client, time_of_day, self.looks.clone()).await {
                Ok(notices) => self.notices = Some(notices),
                Err(error) => tracing::warn!(%error, "there are no notifications"),
            }
        }
    }

    /// The next notice; never, when nothing is told.
    async fn next(&mut self) -> Notice {
        if let Some((_, reader)) = &mut self.notices
            && let Some(notice) = reader.recv().await
        {
            return notice;
        }
        std::future::pending().await
    }

    /// Tells a notice. While notifications are snoozed only mentions are told, and what changes a notification that is
    /// on the screen.
    fn tell(&mut self, notice: Notice, settings: &Settings, snoozed: bool) {
        let mention =
            matches!(notice, Notice::Show { mention: true, .. } | Notice::ShowMany { mention: true, .. });
        match as_notification(notice, settings) {
            Ok(notification) => {
                let before = self.shown.get(&notification.conversation);
                let changes = notification.message.is_some() && before == Some(&notification.message);
                if snoozed && !mention && !changes {
                    return;
                }
                self.shown.insert(notification.conversation.clone(), notification.message);
                self.last.send_replace(notification.wanted());
                self.system.show(notification);
            }
            Err(over) => {
                self.shown.remove(&over);
                self.system.withdraw(over);
            }
        }
    }
}

/// What to show, or of which conversation to show nothing more.
fn as_notification(notice: Notice, settings: &Settings) -> Result<Notification, Option<ConversationId>> {
    let words = Words::of(settings.language);
    match notice {
        Notice::Withdraw(conversation) => Err(Some(conversation)),
        Notice::WithdrawMany => Err(None),
        Notice::ShowMany { messages, conversations, .. } => {
            let (messages, conversations) = (messages.to_string(), conversations.to_string());
            let body = words.say("notice.many", &[("count", &messages), ("conversations", &conversations)]);
            Ok(Notification {
                conversation: None,
                message: None,
                title: words.say("app", &[]),
                body,
                reply: None,
            })
        }
        Notice::Show { conversation, message, title, sender, summary, unread, .. } => {
            let title = if unread > 1 { format!("{title} ({unread})") } else { title };
            let body = match (settings.notification_content, sender) {
                (false, _) => words.say("notice.hidden", &[]),
                (true, None) => words.summary(&summary),
                (true, Some(sender)) => format!("{sender}: {}", words.summary(&summary)),
            };
            let reply = ReplyWords {
                label: words.say("notice.reply", &[]),
                placeholder: words.say("notice.reply.placeholder", &[]),
            };
            Ok(Notification {
                conversation: Some(conversation),
                message: Some(message),
                title,
                body,
                reply: Some(reply),
            })
        }
    }
}

/// The wall clock's time of day, in seconds since midnight.
pub(crate) fn time_of_day() -> u32 {
    Local::now().num_seconds_from_midnight()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use pipit_im::{ConversationType, TargetId};
    use pipit_imkit::Summary;

    use super::*;

    /// The system's notifications, as they would be on the screen.
    #[derive(Default)]
    struct Screen(Mutex<BTreeMap<Option<ConversationId>, String>>);

    impl Notifications for Screen {
        fn show(&self, notification: Notification) {
            self.0.lock().unwrap().insert(notification.conversation, notification.body);
        }

        fn withdraw(&self, conversation: Option<ConversationId>) {
            self.0.lock().unwrap().remove(&conversation);
        }
    }

    impl Screen {
        fn bodies(&self) -> Vec<String> {
            self.0.lock().unwrap().values().cloned().collect()
        }
    }

    fn chat(target: &str) -> ConversationId {
        ConversationId { kind: ConversationType::Group, target_id: TargetId::new(target) }
    }

    fn show(target: &str, message: i64, text: &str, mention: bool) -> Notice {
        Notice::Show {
            conversation: chat(target),
            message: MessageId(message),
            title: target.to_owned(),
            sender: None,
            summary: Summary::Text { text: text.to_owned() },
            unread: 1,
            mention,
        }
    }

    #[test]
    fn while_snoozed_mentions_pass_and_what_is_on_the_screen_stays_true() {
        let screen = Arc::new(Screen::default());
        let last = watch::Sender::new(Wanted::default());
        let mut bell = Bell {
            system: screen.clone(),
            looks: Looks::default(),
            notices: None,
            shown: BTreeMap::new(),
            last,
        };
        let settings = Settings { language: crate::ui::Language::English, ..Settings::default() };
        bell.tell(show("a", 1, "before", false), &settings, false);
        bell.tell(show("b", 2, "lunch?", false), &settings, true);
        bell.tell(Notice::ShowMany { messages: 9, conversations: 4, mention: false }, &settings, true);
        assert_eq!(screen.bodies(), ["before"], "nothing new is told");
        bell.tell(show("a", 3, "another", false), &settings, true);
        assert_eq!(screen.bodies(), ["before"], "nor in the place of what is on the screen");
        bell.tell(show("a", 1, "as it reads now", false), &settings, true);
        assert_eq!(screen.bodies(), ["as it reads now"], "the same message has changed");
        bell.tell(show("b", 4, "@me now", true), &settings, true);
        assert_eq!(screen.bodies(), ["as it reads now", "@me now"]);
        bell.tell(Notice::Withdraw(chat("a")), &settings, true);
        assert_eq!(screen.bodies(), ["@me now"], "what was taken back goes");
        bell.tell(Notice::ShowMany { messages: 9, conversations: 4, mention: true }, &settings, true);
        assert_eq!(screen.bodies(), ["9 new messages in 4 conversations", "@me now"]);
        assert_eq!(*bell.last.borrow(), Wanted::default(), "several conversations are the list");
    }
}
