//! Which conversations somebody is looking at, as each window's page tells it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pipit_im::ConversationId;

/// What is looked at, window by window. Cheap to clone; all clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Looks(Arc<Mutex<BTreeMap<String, ConversationId>>>);

impl Looks {
    /// Somebody looks at the end of this conversation in a window, or at none there any more.
    pub fn set(&self, window: &str, conversation: Option<ConversationId>) {
        match conversation {
            Some(conversation) => self.table().insert(window.to_owned(), conversation),
            None => self.table().remove(window),
        };
    }

    /// Whether what arrives in a conversation is seen.
    pub fn at(&self, conversation: &ConversationId) -> bool {
        self.table().values().any(|looked_at| looked_at == conversation)
    }

    fn table(&self) -> MutexGuard<'_, BTreeMap<String, ConversationId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
