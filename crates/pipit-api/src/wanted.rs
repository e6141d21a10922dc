//! What somebody wants to see: they clicked a notification, or followed a link.

use pipit_im::{Content, ConversationId, MessageId};

use crate::api::sendable;
use crate::ui::{MarkReadArgs, Opened};
use crate::{Api, ApiError, DeepLink};

/// A place in the app; the default is the list of conversations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// A conversation, or else the list.
    pub conversation: Option<ConversationId>,
    /// Where in it.
    pub message: Option<MessageId>,
    /// What it is called, where nothing better is known.
    pub title: Option<String>,
}

/// In whose window it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The messenger's.
    Messenger,
    /// The conversation's own.
    OwnWindow,
}

impl Api {
    /// Tells the page of a window what it shall open. To bring the window to the front is the host's.
    pub fn open(&self, wanted: Wanted, place: Place) {
        let Wanted { conversation, message, title } = wanted;
        let own_window = place == Place::OwnWindow;
        self.opened().send_modify(|opened| {
            *opened = Opened { number: opened.number + 1, conversation, message, title, own_window };
        });
    }

    /// Sends the answer that somebody gave in a notification, whose message they have read.
    ///
    /// # Errors
    /// When nobody is signed in, the text is blank or too long, or the store cannot be written.
    pub async fn reply(&self, to: Wanted, text: String) -> Result<(), ApiError> {
        let Some((conversation, message)) = to.conversation.zip(to.message) else { return Ok(()) };
        sendable(&text)?;
        self.client()?.send_beside_draft(&conversation, Content::text(text)).await?;
        self.mark_read(MarkReadArgs { conversation, message_id: message }).await
    }

    /// Where a link leads.
    pub fn leads_to(&self, link: &DeepLink) -> Wanted {
        match link {
            DeepLink::Conversation { id, title } => {
                Wanted { conversation: Some(id.clone()), message: None, title: title.clone() }
            }
            DeepLink::ConversationList => Wanted::default(),
            DeepLink::LastNotification => self.last_notification(),
        }
    }
}
