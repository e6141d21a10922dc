//! The sum of the list's badges.

use pipit_im::Client;
use tokio::sync::watch;

/// The total of what is unread, muted conversations left out.
#[derive(Debug)]
pub struct TotalUnread;

impl TotalUnread {
    /// The total, now and whenever it changes. It ends with its last reader.
    pub fn watch(client: Client) -> watch::Receiver<u32> {
        let (total, reader) = watch::channel(0);
        tokio::spawn(async move {
            let mut changes = client.changes();
            loop {
                changes.skip_waiting(); // the query sees what they tell
                match client.total_unread().await {
                    Ok(now) => {
                        total.send_if_modified(|before| std::mem::replace(before, now) != now);
                    }
                    Err(error) => tracing::warn!(%error, "the total cannot be read"),
                }
                tokio::select! {
                    change = changes.next() => if change.is_none() { return },
                    () = total.closed() => return,
                }
            }
        });
        reader
    }
}
