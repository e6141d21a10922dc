//! Kinds of messages that an application adds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Client;
use crate::Template;
use crate::change::ChangeSet;

/// The templates, by the names of their kinds.
#[derive(Debug, Default)]
pub(crate) struct Templates(Mutex<Arc<BTreeMap<String, Template>>>);

impl Templates {
    fn lock(&self) -> MutexGuard<'_, Arc<BTreeMap<String, Template>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// Says how the messages of some kinds are shown, from now on and until this engine ends.
    pub fn show_as(&self, templates: BTreeMap<String, Template>) {
        *self.0.templates.lock() = Arc::new(templates);
        // What is on screen follows, as it does when somebody has another name.
        self.0.changes.send(ChangeSet { people: true, ..ChangeSet::default() }).ok();
    }

    /// How the messages of kinds are shown that an application adds.
    pub fn templates(&self) -> Arc<BTreeMap<String, Template>> {
        self.0.templates.lock().clone()
    }
}
