//! What is unread, whoever is signed in.

use pipit_im::Client;
use pipit_imkit::TotalUnread;
use tokio::sync::watch;

/// The total of who is signed in; zero while nobody is.
pub(crate) fn follow(mut client: watch::Receiver<Option<Client>>) -> watch::Receiver<u32> {
    let (total, reader) = watch::channel(0);
    tokio::spawn(async move {
        loop {
            let current = client.borrow_and_update().clone().map(TotalUnread::watch);
            let Some(mut unread) = current else {
                total.send_replace(0);
                if client.changed().await.is_err() {
                    return; // the app is ending
                }
                continue;
            };
            loop {
                let now = *unread.borrow_and_update();
                total.send_if_modified(|before| std::mem::replace(before, now) != now);
                tokio::select! {
                    changed = unread.changed() => if changed.is_err() { break },
                    changed = client.changed() => match changed {
                        Ok(()) => break,
                        Err(_) => return,
                    },
                }
            }
        }
    });
    reader
}
