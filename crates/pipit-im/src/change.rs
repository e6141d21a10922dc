//! What changed in the store, told after the commit: names, not contents.

use std::collections::BTreeSet;

use tokio::sync::broadcast;

use crate::ConversationId;

/// What one transaction changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// Conversations whose messages or row changed.
    pub conversations: BTreeSet<ConversationId>,
    /// Names or pictures of people or groups changed.
    pub people: bool,
    /// Anything may have changed: the reader was too slow to be told what.
    pub everything: bool,
}

impl ChangeSet {
    /// A conversation changed.
    pub(crate) fn conversation(id: ConversationId) -> Self {
        Self { conversations: BTreeSet::from([id]), ..Self::default() }
    }

    /// True when a window over this conversation must look again.
    pub fn touches(&self, id: &ConversationId) -> bool {
        self.everything || self.people || self.conversations.contains(id)
    }

    /// True when names or pictures may differ now.
    pub fn touches_people(&self) -> bool {
        self.everything || self.people
    }

    /// True when nothing changed.
    pub fn is_empty(&self) -> bool {
        self.conversations.is_empty() && !self.people && !self.everything
    }

    /// Takes in another one.
    pub fn merge(&mut self, other: Self) {
        self.conversations.extend(other.conversations);
        self.people |= other.people;
        self.everything |= other.everything;
    }
}

/// A reader of changes.
#[derive(Debug)]
pub struct Changes(broadcast::Receiver<ChangeSet>);

impl Changes {
    pub(crate) fn new(receiver: broadcast::Receiver<ChangeSet>) -> Self {
        Self(receiver)
    }

    /// The next change; nothing when the engine is gone.
    pub async fn next(&mut self) -> Option<ChangeSet> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(broadcast::error::RecvError::Lagged(_)) => {
                Some(ChangeSet { everything: true, ..ChangeSet::default() })
            }
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// The next change of a conversation; nothing when the engine is gone.
    pub async fn next_of(&mut self, conversation: &ConversationId) -> Option<ChangeSet> {
        loop {
            let change = self.next().await?;
            if change.touches(conversation) {
                return Some(change);
            }
        }
    }

    /// Lets go of the changes that wait already: who is about to read the store sees them anyway.
    pub fn skip_waiting(&mut self) {
        use broadcast::error::TryRecvError;
        while matches!(self.0.try_recv(), Ok(_) | Err(TryRecvError::Lagged(_))) {}
    }
}
