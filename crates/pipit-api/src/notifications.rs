//! What arrives while nobody looks, told by the system's notifications.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Timelike;
use pipit_im::{Client, ConversationId};
use pipit_imkit::{Notice, Notices};
use tokio::sync::{mpsc, watch};

use crate::ui::Settings;
use crate::words::Words;

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Of which conversation; none, when it tells of several.
    pub conversation: Option<ConversationId>,
    /// Who, or where.
    pub title: String,
    /// What, as plain text.
    pub body: String,
}

/// The system's notifications: the host's part. It does not wait.
pub trait Notifications: Send + Sync {
    /// Shows a notification, in the place of what is shown of the same conversation.
    fn show(&self, notification: Notification);
    /// Takes away what is shown of a conversation.
    fn withdraw(&self, conversation: Option<ConversationId>);
}

/// Follows who is signed in, and tells what arrives for them, if they want it told.
pub(crate) async fn follow(
    mut client: watch::Receiver<Option<Client>>,
    mut settings: watch::Receiver<Settings>,
    system: Arc<dyn Notifications>,
    last: watch::Sender<Option<ConversationId>>,
    snoozed: watch::Receiver<Option<chrono::NaiveDateTime>>,
) {
    let mut bell = Bell { system, notices: None, shown: BTreeSet::new(), last };
    loop {
        let wanted = settings.borrow_and_update().notifications;
        let current = client.borrow_and_update().clone().filter(|_| wanted);
        bell.answer_to(current).await;
        loop {
            tokio::select! {
                notice = bell.next() => {
                    let now = chrono::Local::now().naive_local();
                    let silent = snoozed.borrow().is_some_and(|until| now < until);
                    if !(silent && matches!(notice, Notice::Show { .. } | Notice::ShowMany { .. })) {
                        bell.tell(notice, &settings.borrow());
                    }
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
    notices: Option<(Notices, mpsc::Receiver<Notice>)>,
    shown: BTreeSet<Option<ConversationId>>,
    /// What was told of last.
    last: watch::Sender<Option<ConversationId>>,
}

impl Bell {
    /// Tells of another engine, or of none.
    async fn answer_to(&mut self, client: Option<Client>) {
        for conversation in std::mem::take(&mut self.shown) {
            self.system.withdraw(conversation);
        }
        self.notices = None;
        if let Some(client) = client {
            match Notices::open(client, time_of_day).await {
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

    fn tell(&mut self, notice: Notice, settings: &Settings) {
        match as_notification(notice, settings) {
            Ok(notification) => {
                self.shown.insert(notification.conversation.clone());
                self.last.send_replace(notification.conversation.clone());
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
        Notice::ShowMany { messages, conversations } => {
            let (messages, conversations) = (messages.to_string(), conversations.to_string());
            let body = words.say("notice.many", &[("count", &messages), ("conversations", &conversations)]);
            Ok(Notification { conversation: None, title: "Pipit".to_owned(), body })
        }
        Notice::Show { conversation, title, sender, summary, unread, .. } => {
            let title = if unread > 1 { format!("{title} ({unread})") } else { title };
            let body = match (settings.notification_content, sender) {
                (false, _) => words.say("notice.hidden", &[]),
                (true, None) => words.summary(&summary),
                (true, Some(sender)) => format!("{sender}: {}", words.summary(&summary)),
            };
            Ok(Notification { conversation: Some(conversation), title, body })
        }
    }
}

/// The wall clock's time of day, in seconds since midnight.
pub(crate) fn time_of_day() -> u32 {
    chrono::Local::now().num_seconds_from_midnight()
}
