//! The system's notifications. One task shows, replaces and withdraws them; a click comes back as the conversation.

use std::collections::BTreeMap;

use pipit_api::{ConversationId, Notification, Notifications};
use tokio::sync::mpsc;
use tracing::warn;

/// More than this are never shown at once; the oldest gives way.
const MOST: usize = 20;

/// What a notification tells of: a conversation, or several.
type Key = Option<ConversationId>;

enum Order {
    Show(Notification),
    Withdraw(Key),
}

/// The system's own service for them.
pub struct SystemNotifications(mpsc::UnboundedSender<Order>);

impl SystemNotifications {
    /// Starts the task on the current tokio runtime; clicks arrive at the reader.
    pub fn start() -> (Self, mpsc::UnboundedReceiver<Key>) {
        let (orders, inbox) = mpsc::unbounded_channel();
        let (clicks, reader) = mpsc::unbounded_channel();
        tokio::spawn(serve(inbox, clicks));
        (Self(orders), reader)
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

async fn serve(mut orders: mpsc::UnboundedReceiver<Order>, clicks: mpsc::UnboundedSender<Key>) {
    let (over, mut ended) = mpsc::unbounded_channel();
    let mut shown: BTreeMap<Key, system::Shown> = BTreeMap::new();
    let mut number = 0_u64;
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Show(notification)) => {
                    number += 1;
                    let key = notification.conversation.clone();
                    let replaces = shown.remove(&key);
                    if shown.len() >= MOST && let Some(oldest) = oldest(&shown) {
                        withdraw(&mut shown, &oldest).await;
                    }
                    match system::show(notification, replaces, number, clicks.clone(), over.clone()).await {
                        Ok(new) => {
                            shown.insert(key, new);
                        }
                        Err(error) => warn!(%error, "the system shows no notification"),
                    }
                }
                Some(Order::Withdraw(key)) => withdraw(&mut shown, &key).await,
                None => return,
            },
            Some((key, number)) = ended.recv() => {
                if shown.get(&key).is_some_and(|shown| shown.number == number) {
                    shown.remove(&key);
                }
            }
        }
    }
}

fn oldest(shown: &BTreeMap<Key, system::Shown>) -> Option<Key> {
    shown.iter().min_by_key(|(_, shown)| shown.number).map(|(key, _)| key.clone())
}

async fn withdraw(shown: &mut BTreeMap<Key, system::Shown>, key: &Key) {
    if let Some(shown) = shown.remove(key) {
        shown.close().await;
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! The desktop's notification service, over D-Bus.

    use std::sync::Arc;

    use notify_rust::{Hint, NotificationHandle, NotificationResponse, Timeout};
    use tokio::sync::mpsc::UnboundedSender;
    use tokio::task::AbortHandle;

    use super::{Key, Notification};

    pub(super) struct Shown {
        pub(super) number: u64,
        handle: Arc<NotificationHandle>,
        listening: AbortHandle,
    }

    impl Shown {
        pub(super) async fn close(self) {
            self.listening.abort();
            self.handle.close_async().await;
        }
    }

    pub(super) async fn show(
        notification: Notification,
        replaces: Option<Shown>,
        number: u64,
        clicks: UnboundedSender<Key>,
        over: UnboundedSender<(Key, u64)>,
    ) -> notify_rust::error::Result<Shown> {
        let mut request = notify_rust::Notification::new();
        request
            .appname("Pipit")
            .icon("pipit")
            .summary(&notification.title)
            .body(&plain(&notification.body))
            .hint(Hint::Category("im.received".into()))
            .hint(Hint::DesktopEntry("pipit".into()))
            .action("default", "")
            .timeout(Timeout::Default);
        if let Some(before) = replaces {
            before.listening.abort();
            request.id(before.handle.id());
        }
        let handle = Arc::new(request.show_async().await?);
        let key = notification.conversation;
        let listener = handle.clone();
        let listening = tokio::spawn(async move {
            let mut clicked = false;
            listener
                .wait_for_action_async(|response: &NotificationResponse| {
                    clicked = matches!(response, NotificationResponse::Default);
                })
                .await;
            if clicked {
                listener.close_async().await; // some services leave it
                clicks.send(key.clone()).ok();
            }
            over.send((key, number)).ok();
        });
        Ok(Shown { number, handle, listening: listening.abort_handle() })
    }

    /// Bodies may hold markup, and what people write is none.
    fn plain(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    //! Elsewhere a notification is shown; it goes when the person or the system wants it to.

    use tokio::sync::mpsc::UnboundedSender;

    use super::{Key, Notification};

    pub(super) struct Shown {
        pub(super) number: u64,
    }

    impl Shown {
        #[expect(clippy::unused_async, reason = "as on Linux, where a service is asked")]
        pub(super) async fn close(self) {}
    }

    pub(super) async fn show(
        notification: Notification,
        _: Option<Shown>,
        number: u64,
        _: UnboundedSender<Key>,
        _: UnboundedSender<(Key, u64)>,
    ) -> notify_rust::error::Result<Shown> {
        let mut request = notify_rust::Notification::new();
        request.appname("Pipit").summary(&notification.title).body(&notification.body);
        // The systems' own calls block.
        match tokio::task::spawn_blocking(move || request.show().map(drop)).await {
            Ok(outcome) => outcome.map(|()| Shown { number }),
            Err(_) => Ok(Shown { number }),
        }
    }
}
