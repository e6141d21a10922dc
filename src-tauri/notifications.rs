//! The system's notifications. One task shows, replaces and withdraws them; what a person does with one comes back.

#[cfg_attr(target_os = "linux", path = "notifications/freedesktop.rs")]
#[cfg_attr(target_os = "macos", path = "notifications/macos.rs")]
#[cfg_attr(target_os = "windows", path = "notifications/windows.rs")]
mod system;

use std::collections::BTreeMap;
use std::time::Duration;

use pipit_api::{ConversationId, Notification, Notifications, Wanted};
use tokio::sync::{mpsc, oneshot};
use tracing::warn;

/// More than this are never shown at once; the oldest gives way.
const MOST: usize = 20;

/// How long a service may take to withdraw what is shown when the app ends.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a notification tells of: a conversation, or several.
type Key = Option<ConversationId>;

enum Order {
    Show(Notification),
    Withdraw(Key),
    /// Withdraw all: a click would find nobody.
    End(oneshot::Sender<()>),
}

/// What a person did with a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// They clicked it, with the desktop's leave to come to the front.
    Clicked(Wanted, Option<String>),
    /// They answered in it.
    Replied(Wanted, String),
}

/// What a service says of a notification of ours, by its number.
#[cfg_attr(target_os = "macos", expect(dead_code, reason = "it says nothing there"))]
enum Word {
    /// With the desktop's leave to come to the front, where it gives one.
    Clicked(u32, Option<String>),
    Replied(u32, String),
    Gone(u32),
}

/// A notification on the screen.
struct Shown {
    id: u32,
    /// Counts what was shown: larger is newer.
    turn: u64,
    wanted: Wanted,
}

/// The system's own service for them.
#[derive(Clone)]
pub struct SystemNotifications(mpsc::UnboundedSender<Order>);

impl SystemNotifications {
    /// Starts the task on the current tokio runtime; responses arrive at the reader.
    pub fn start() -> (Self, mpsc::UnboundedReceiver<Response>) {
        let (orders, inbox) = mpsc::unbounded_channel();
        let (responses, reader) = mpsc::unbounded_channel();
        let screen = Screen { system: system::System::default(), shown: BTreeMap::new(), turn: 0, responses };
        tokio::spawn(screen.serve(inbox));
        (Self(orders), reader)
    }

    /// Withdraws all of them: the app is ending.
    pub async fn end(&self) {
        let (done, over) = oneshot::channel();
        if self.0.send(Order::End(done)).is_ok() {
            tokio::time::timeout(PATIENCE, over).await.ok(); // the service hangs; nobody waits for it
        }
    }
}

impl Notifications for SystemNotifications {
    fn show(&self, notification: Notification) {
        self.0.send(Order::Show(notification)).ok(); // the app is ending
    }

    fn withdraw(&self, conversation: Key) {
        self.0.send(Order::Withdraw(conversation)).ok(); // the app is ending
    }
}

/// What is on the screen.
struct Screen {
    system: system::System,
    shown: BTreeMap<Key, Shown>,
    turn: u64,
    responses: mpsc::UnboundedSender<Response>,
}

impl Screen {
    async fn serve(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Show(notification)) => self.show(notification).await,
                    Some(Order::Withdraw(key)) => self.withdraw(&key).await,
                    Some(Order::End(done)) => {
                        for key in self.shown.keys().cloned().collect::<Vec<_>>() {
                            self.withdraw(&key).await;
                        }
                        done.send(()).ok(); // they have lost patience
                        return;
                    }
                    None => return,
                },
                word = self.system.next() => self.hear(word).await,
            }
        }
    }

    async fn show(&mut self, notification: Notification) {
        let key = notification.conversation.clone();
        let replaces = self.shown.remove(&key).map(|shown| shown.id);
        let oldest = self.shown.iter().min_by_key(|(_, shown)| shown.turn).map(|(key, _)| key.clone());
        if self.shown.len() >= MOST
            && let Some(oldest) = oldest
        {
            self.withdraw(&oldest).await;
        }
        let wanted = notification.wanted();
        match self.system.show(notification, replaces).await {
            Ok(id) => {
                self.turn += 1;
                self.shown.insert(key, Shown { id, turn: self.turn, wanted });
            }
            Err(error) => warn!(%error, "the system shows no notification"),
        }
    }

    async fn withdraw(&mut self, key: &Key) {
        if let Some(shown) = self.shown.remove(key) {
            self.system.close(shown.id).await;
        }
    }

    /// A word about a notification that is not ours, or not any more, means nothing.
    async fn hear(&mut self, word: Word) {
        let (Word::Clicked(id, _) | Word::Replied(id, _) | Word::Gone(id)) = word;
        let Some(key) = self.shown.iter().find(|(_, shown)| shown.id == id).map(|(key, _)| key.clone())
        else {
            return;
        };
        let Some(shown) = self.shown.remove(&key) else { return };
        let response = match word {
            Word::Clicked(_, leave) => Response::Clicked(shown.wanted, leave),
            Word::Replied(_, text) => Response::Replied(shown.wanted, text),
            Word::Gone(_) => return,
        };
        self.responses.send(response).ok(); // the app is ending
        self.system.close(id).await; // some services leave it
    }
}
