//! What arrives while nobody looks, told by the system's notifications.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Local, Timelike};
use pipit_im::{Client, ConversationId, MessageId};
use pipit_imkit::{Avatar, Looks, Notice, Notices};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::Wanted;
use crate::pictures::Pictures;
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
    /// The conversation's picture, if it may be seen.
    pub portrait: Option<Portrait>,
}

/// The picture of a person or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    /// What stands in for the picture: one or two characters, or none.
    pub initials: String,
    /// On which of the palette's tints, 0 to 7.
    pub tint: u8,
    /// The picture, as a file has it, where it lies on this machine already.
    pub picture: Option<Vec<u8>>,
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

/// Tells one engine's notices.
pub(crate) struct Bell {
    system: Arc<dyn Notifications>,
    looks: Looks,
    pictures: Pictures,
    client: Option<Client>,
    notices: Option<(Notices, mpsc::Receiver<Notice>)>,
    /// What is shown: which message of which conversation.
    shown: BTreeMap<Option<ConversationId>, Option<MessageId>>,
    /// What was told of last.
    last: watch::Sender<Wanted>,
    /// Portraits that are on their way for the next time.
    fetching: JoinSet<()>,
}

impl Bell {
    /// Nothing is told yet.
    pub(crate) fn new(
        system: Arc<dyn Notifications>,
        last: watch::Sender<Wanted>,
        looks: Looks,
        pictures: Pictures,
    ) -> Self {
        let (shown, fetching) = (BTreeMap::new(), JoinSet::new());
        Self { system, looks, pictures, client: None, notices: None, shown, last, fetching }
    }

    /// Follows who is signed in, and tells what arrives for them unseen, if they want it told.
    pub(crate) async fn follow(
        mut self,
        mut client: watch::Receiver<Option<Client>>,
        mut settings: watch::Receiver<Settings>,
    ) {
        loop {
            let wanted = settings.borrow_and_update().notifications;
            let current = client.borrow_and_update().clone().filter(|_| wanted);
            self.answer_to(current).await;
            loop {
                tokio::select! {
                    notice = self.next() => {
                        let settings = settings.borrow().clone();
                        self.tell(notice, &settings, settings.snoozed_at(Local::now())).await;
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

    /// Tells of another engine, or of none.
    async fn answer_to(&mut self, client: Option<Client>) {
        for conversation in std::mem::take(&mut self.shown).into_keys() {
            self.system.withdraw(conversation);
        }
        self.notices = None;
        self.client.clone_from(&client);
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
    async fn tell(&mut self, notice: Notice, settings: &Settings, snoozed: bool) {
        let mention =
            matches!(notice, Notice::Show { mention: true, .. } | Notice::ShowMany { mention: true, .. });
        let avatar = match &notice {
            Notice::Show { avatar, .. } if settings.notification_content => Some(avatar.clone()),
            _ => None,
        };
        match as_notification(notice, settings) {
            Ok(mut notification) => {
                let before = self.shown.get(&notification.conversation);
                let changes = notification.message.is_some() && before == Some(&notification.message);
                if snoozed && !mention && !changes {
                    return;
                }
                if let Some(avatar) = avatar {
                    notification.portrait = Some(self.portrait(avatar).await);
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

    /// A portrait as it is known here. What is missing or old is fetched for the next time: nobody waits for it.
    async fn portrait(&mut self, avatar: Avatar) -> Portrait {
        let Avatar { url, initials, tint } = avatar;
        let mut picture = None;
        if let Some(url) = url {
            let kept = match &self.client {
                Some(client) => self.pictures.kept(client, &url).await,
                None => None,
            };
            if !kept.as_ref().is_some_and(|kept| kept.fresh) {
                self.fetch(url);
            }
            picture = kept.map(|kept| kept.bytes);
        }
        Portrait { initials, tint, picture }
    }

    fn fetch(&mut self, url: String) {
        while self.fetching.try_join_next().is_some() {} // these are here
        let Some(client) = self.client.clone() else { return };
        let pictures = self.pictures.clone();
        self.fetching.spawn(async move {
            pictures.fetch(&client, &url).await.ok(); // it may be there another time
        });
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
                portrait: None,
            })
        }
        Notice::Show { conversation, message, title, sender, summary, unread, .. } => {
            let title = if unread > 1 { format!("{title} ({unread})") } else { title };
            let body = match (settings.notification_content, sender) {
                (false, _) => words.say("notice.hidden", &[]),
                (true, None) => words.summary(&summary),
                (true, Some(sender)) => words.said_by(&sender, &words.summary(&summary)),
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
                portrait: None,
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
    use std::path::Path;
    use std::sync::Mutex;

    use pipit_im::{ClientConfig, ConversationType, Login, Store, SystemClock, TargetId, UserId, WebNetwork};
    use pipit_imkit::Summary;

    use super::*;

    /// The system's notifications, as they would be on the screen.
    #[derive(Default)]
    struct Screen(Mutex<BTreeMap<Option<ConversationId>, Notification>>);

    impl Notifications for Screen {
        fn show(&self, notification: Notification) {
            self.0.lock().unwrap().insert(notification.conversation.clone(), notification);
        }

        fn withdraw(&self, conversation: Option<ConversationId>) {
            self.0.lock().unwrap().remove(&conversation);
        }
    }

    impl Screen {
        fn bodies(&self) -> Vec<String> {
            self.0.lock().unwrap().values().map(|shown| shown.body.clone()).collect()
        }

        fn portraits(&self) -> Vec<Option<Portrait>> {
            self.0.lock().unwrap().values().map(|shown| shown.portrait.clone()).collect()
        }
    }

    fn bell(screen: &Arc<Screen>, profile: &Path) -> Bell {
        Bell::new(screen.clone(), watch::Sender::default(), Looks::default(), Pictures::of(profile))
    }

    fn chat(target: &str) -> ConversationId {
        ConversationId { kind: ConversationType::Group, target_id: TargetId::new(target) }
    }

    fn show(target: &str, message: i64, text: &str, mention: bool) -> Notice {
        Notice::Show {
            conversation: chat(target),
            message: MessageId(message),
            title: target.to_owned(),
            avatar: Avatar::of(target, target, None),
            sender: None,
            summary: Summary::Text { text: text.to_owned() },
            unread: 1,
            mention,
        }
    }

    #[tokio::test]
    async fn while_snoozed_mentions_pass_and_what_is_on_the_screen_stays_true() {
        let screen = Arc::new(Screen::default());
        let profile = tempfile::tempdir().unwrap();
        let mut bell = bell(&screen, profile.path());
        let settings = Settings { language: crate::ui::Language::English, ..Settings::default() };
        bell.tell(show("a", 1, "before", false), &settings, false).await;
        bell.tell(show("b", 2, "lunch?", false), &settings, true).await;
        bell.tell(Notice::ShowMany { messages: 9, conversations: 4, mention: false }, &settings, true).await;
        assert_eq!(screen.bodies(), ["before"], "nothing new is told");
        bell.tell(show("a", 3, "another", false), &settings, true).await;
        assert_eq!(screen.bodies(), ["before"], "nor in the place of what is on the screen");
        bell.tell(show("a", 1, "as it reads now", false), &settings, true).await;
        assert_eq!(screen.bodies(), ["as it reads now"], "the same message has changed");
        bell.tell(show("b", 4, "@me now", true), &settings, true).await;
        assert_eq!(screen.bodies(), ["as it reads now", "@me now"]);
        bell.tell(Notice::Withdraw(chat("a")), &settings, true).await;
        assert_eq!(screen.bodies(), ["@me now"], "what was taken back goes");
        bell.tell(Notice::ShowMany { messages: 9, conversations: 4, mention: true }, &settings, true).await;
        assert_eq!(screen.bodies(), ["9 new messages in 4 conversations", "@me now"]);
        assert_eq!(*bell.last.borrow(), Wanted::default(), "several conversations are the list");
    }

    #[tokio::test]
    async fn who_wrote_in_a_group_stands_before_it_as_the_language_does() {
        let screen = Arc::new(Screen::default());
        let profile = tempfile::tempdir().unwrap();
        let mut bell = bell(&screen, profile.path());
        for (language, body) in [
            (crate::ui::Language::English, "Mia: lunch"),
            (crate::ui::Language::SimplifiedChinese, "Mia：lunch"),
        ] {
            let mut notice = show("team", 1, "lunch", false);
            if let Notice::Show { sender, .. } = &mut notice {
                *sender = Some("Mia".into());
            }
            let settings = Settings { language, ..Settings::default() };
            bell.tell(notice, &settings, false).await;
            assert_eq!(screen.bodies(), [body]);
        }
    }

    #[tokio::test]
    async fn a_portrait_goes_with_it_as_far_as_it_is_here_and_may_be_seen() {
        let screen = Arc::new(Screen::default());
        let profile = tempfile::tempdir().unwrap();
        let mut bell = bell(&screen, profile.path());
        let login = Login { servers: Vec::new(), app_key: String::new(), token: String::new() };
        let client = Client::new(
            Store::in_memory().unwrap(),
            Arc::new(WebNetwork::new().unwrap()),
            ClientConfig::new(login, UserId::new("alice")),
            Arc::new(SystemClock),
        );
        bell.client = Some(client.clone());
        let url = "http://127.0.0.1:1/team.png"; // where nobody answers
        let told = |url: &str| {
            let mut notice = show("team", 1, "hello", false);
            if let Notice::Show { avatar, .. } = &mut notice {
                avatar.url = Some(url.to_owned());
            }
            notice
        };
        let Avatar { initials, tint, .. } = Avatar::of("team", "team", None);
        let drawn = |picture: Option<&[u8]>| {
            let picture = picture.map(<[u8]>::to_vec);
            vec![Some(Portrait { initials: initials.clone(), tint, picture })]
        };
        let settings = Settings::default();
        bell.tell(told(url), &settings, false).await;
        assert_eq!(screen.portraits(), drawn(None), "it is not here");
        bell.pictures.keep_for_test(&client, url, b"a picture");
        bell.tell(told(url), &settings, false).await;
        assert_eq!(screen.portraits(), drawn(Some(b"a picture")));
        let hidden = Settings { notification_content: false, ..settings };
        bell.tell(told(url), &hidden, false).await;
        assert_eq!(screen.portraits(), [None], "nobody sees who wrote");
    }
}
