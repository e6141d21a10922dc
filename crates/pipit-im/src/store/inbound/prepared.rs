//! What a message's row needs besides the message. It is worked out beside the thread that writes: there is one writer, and
//! every other core is free.

use std::sync::mpsc;

use super::Inbound;
use crate::store::search::{self, Terms};

/// Messages that are prepared before they are handed over. More: the writer waits for the first ones. Fewer: the threads
/// meet more often. No more than these are prepared where they are written.
const TOGETHER: usize = 64;

pub(super) struct Prepared {
    /// The content as the row holds it.
    pub(super) content: String,
    /// What the search index holds of it.
    pub(super) terms: Option<Terms>,
}

impl Prepared {
    fn of(message: &Inbound) -> Self {
        Self { content: message.content.encode(), terms: search::terms(&message.content) }
    }
}

/// Calls `act` with each message and what was prepared of it, in their order, until it fails.
pub(super) fn each(
    messages: &[Inbound],
    mut act: impl FnMut(&Inbound, Prepared) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    if messages.len() <= TOGETHER {
        return messages.iter().try_for_each(|message| act(message, Prepared::of(message)));
    }
    std::thread::scope(|scope| {
        let (done, prepared) = mpsc::channel();
        scope.spawn(move || {
            messages
                .chunks(TOGETHER)
                .map(|some| some.iter().map(Prepared::of).collect::<Vec<_>>())
                .try_for_each(|some| done.send(some)) // until nobody takes them
        });
        messages
            .chunks(TOGETHER)
            .zip(prepared)
            .flat_map(|(messages, prepared)| messages.iter().zip(prepared))
            .try_for_each(|(message, prepared)| act(message, prepared))
    })
}

#[cfg(test)]
mod tests {
    use pipit_proto::messages::DownStreamMessage;

    use super::*;
    use crate::UserId;

    fn message(number: usize) -> Inbound {
        let down = DownStreamMessage {
            from_user_id: "bob".into(),
            r#type: 1,
            classname: "RC:TxtMsg".into(),
            content: format!(r#"{{"content":"{number}"}}"#),
            ..DownStreamMessage::default()
        };
        Inbound::read(down, &UserId::new("alice")).unwrap()
    }

    #[test]
    fn each_message_comes_with_what_was_prepared_of_it_in_order_however_many_there_are() {
        for count in [0, 1, TOGETHER, TOGETHER + 1, 5 * TOGETHER + 7] {
            let messages: Vec<Inbound> = (0..count).map(message).collect();
            let mut seen = Vec::new();
            each(&messages, |message, prepared| {
                assert_eq!(prepared.content, message.content.encode());
                assert!(prepared.terms.is_some());
                seen.push(message.content.words());
                Ok(())
            })
            .unwrap();
            assert_eq!(seen, (0..count).map(|number| number.to_string()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn after_a_failure_nothing_more_is_done() {
        for count in [TOGETHER, 100 * TOGETHER] {
            let messages: Vec<Inbound> = (0..count).map(message).collect();
            let mut left = 10;
            let failed = each(&messages, |_, _| {
                left -= 1;
                if left > 0 { Ok(()) } else { Err(rusqlite::Error::InvalidQuery) }
            });
            assert_eq!((failed, left), (Err(rusqlite::Error::InvalidQuery), 0));
        }
    }
}
