//! Brings what was not delivered while this device was away, as far as it stands in the window or right beside it.
//!
//! One page is asked for at a time. When none comes, the next one waits for a new connection, or for the page to ask for
//! something.

use pipit_im::{Client, ConnectionStatus, ConversationId, Gap, Messages, RequestError};
use tokio::sync::watch;
use tokio::task::JoinSet;

pub(super) struct Filling {
    client: Client,
    id: ConversationId,
    /// The one request that is under way.
    fetch: JoinSet<Result<(), RequestError>>,
    /// The last one has failed.
    failed: bool,
    status: watch::Receiver<ConnectionStatus>,
}

impl Filling {
    pub(super) fn new(client: Client, id: ConversationId) -> Self {
        let status = client.status();
        Self { client, id, fetch: JoinSet::new(), failed: false, status }
    }

    /// Begins, unless it is under way or hopeless; true when it has begun.
    pub(super) fn begin(&mut self) -> bool {
        let begins = self.fetch.is_empty() && !self.failed;
        if begins {
            let (client, id) = (self.client.clone(), self.id.clone());
            self.fetch.spawn(async move { client.fill_gap(&id).await });
        }
        begins
    }

    /// It is worth another try.
    pub(super) fn hope(&mut self) {
        self.failed = false;
    }

    /// Waits until there is something to look at: a page has come, or may come now.
    pub(super) async fn next(&mut self) {
        loop {
            tokio::select! {
                Some(fetched) = self.fetch.join_next() => match fetched {
                    Ok(Ok(())) => return,
                    Ok(Err(error)) => {
                        tracing::debug!(%error, "what was not delivered stays away for now");
                        self.failed = true;
                    }
                    Err(error) => tracing::error!(%error, "the request for what was not delivered ended early"),
                },
                Ok(()) = self.status.changed(), if self.failed => {
                    if *self.status.borrow_and_update() == ConnectionStatus::Connected {
                        self.failed = false;
                        return;
                    }
                }
                else => std::future::pending().await,
            }
        }
    }
}

/// True when something may be missing between the messages that a window holds, or where it ends because the conversation
/// does.
pub(super) fn misses(held: &Messages, gap: Gap) -> bool {
    let begins =
        held.list.first().filter(|_| held.more_before).is_none_or(|first| first.sent_time <= gap.until);
    let ends = held.list.last().filter(|_| held.more_after).is_none_or(|last| last.sent_time >= gap.since);
    begins && ends
}
