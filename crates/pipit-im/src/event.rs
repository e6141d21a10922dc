//! What happened, told once each and in order, for whoever must not miss any of it. Windows over the store need only
//! [`crate::ChangeSet`], which may skip.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use crate::{ConversationId, Message, MessageId, Timestamp, UserId};

/// How many events may wait for a reader; then the connection waits too, and takes in nothing more.
const WAITING: usize = 256;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Somebody else's message arrived. Commands are not stored and have the id 0.
    Received {
        /// The message.
        message: Box<Message>,
        /// How many more are known to come with it and are told next; nothing only for the last one of a pull.
        left: usize,
    },
    /// The server has a message of this user's.
    Sent(MessageId),
    /// The server refused one.
    Refused {
        /// Which.
        message: MessageId,
        /// The platform's code.
        code: i32,
    },
    /// So much of a message's file is with the server.
    Uploading {
        /// Which.
        message: MessageId,
        /// 0 to 100; it only grows.
        percent: u8,
    },
    /// A message was taken back; a notice stands in its place.
    Recalled(MessageId),
    /// The other person has read.
    ReadByPeer {
        /// Where.
        conversation: ConversationId,
        /// Everything that was sent up to here.
        up_to: Timestamp,
    },
    /// Somebody asks who has read their message.
    ReceiptAsked(MessageId),
    /// Somebody has read a message of this user's who asked; the message knows who.
    ReceiptAnswered(MessageId),
    /// Somebody began or stopped to write something to this user.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who, and what; nobody, when they stopped.
        typing: Option<Typing>,
    },
}

/// Somebody writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typing {
    /// Who.
    pub user: UserId,
    /// What kind of content they write, such as `RC:TxtMsg`.
    pub object_name: String,
    /// Since when, in the server's time.
    pub since: Timestamp,
}

/// Tells every reader.
#[derive(Debug, Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<mpsc::Sender<Event>>>>);

impl Events {
    /// A new reader; it hears of everything from now on, and ends by being dropped.
    pub(crate) fn subscribe(&self) -> mpsc::Receiver<Event> {
        let (sender, receiver) = mpsc::channel(WAITING);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    /// True when nobody listens.
    pub(crate) fn is_idle(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().all(mpsc::Sender::is_closed)
    }

    /// Tells it, and waits for readers that are behind.
    pub(crate) async fn tell(&self, event: Event) {
        let readers = {
            let mut readers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            readers.retain(|reader| !reader.is_closed());
            readers.clone()
        };
        for reader in readers {
            reader.send(event.clone()).await.ok(); // it may have gone just now
        }
    }
}
