//! Answers those who ask a group who has read their message, for what was read before they asked. What is read after
//! that is answered with the reading itself.

use pipit_im::{Client, Event, MessageId, ReceivedStatus, StoreError};
use tokio::sync::watch;

/// Follows who is signed in, and answers for them.
pub(crate) async fn follow(mut client: watch::Receiver<Option<Client>>) {
    loop {
        let Some(current) = client.borrow_and_update().clone() else {
            if client.changed().await.is_err() {
                return; // the app is ending
            }
            continue;
        };
        let mut events = current.events();
        loop {
            tokio::select! {
                event = events.recv() => match event {
                    Some(Event::ReceiptAsked(message)) => {
                        if let Err(error) = answer(&current, message).await {
                            tracing::warn!(%error, "a question about a receipt stays without an answer");
                        }
                    }
                    Some(_) => {}
                    None => break,
                },
                changed = client.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
            }
        }
    }
}

async fn answer(client: &Client, message: MessageId) -> Result<(), StoreError> {
    let Some(asked) = client.message(message).await? else { return Ok(()) };
    if asked.received_status == ReceivedStatus::Unread {
        return Ok(());
    }
    client.answer_receipt(&asked.conversation, message).await
}
