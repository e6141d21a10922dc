//! What everybody must see in the end: worked out from what people did, without a look at how it travelled. Messages go by
//! their texts, each of which is written once.

use std::collections::{BTreeMap, BTreeSet};

use pipit_im::{Content, ConversationId, Message};

use crate::world::{DeviceName, thread};

/// What a user sets for all of their devices. Whoever sets it last decides, and the server says who was last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Setting {
    Pinned(ConversationId),
    Muted(ConversationId),
    QuietHours,
}

#[derive(Default)]
pub(crate) struct Model {
    /// What each device wrote, in order, by the conversation's common name.
    written: BTreeMap<(String, DeviceName), Vec<String>>,
    /// What mentions everybody.
    pub(crate) mentions: BTreeSet<String>,
    /// What somebody tried to take back, by its uid: an answer that was lost leaves open whether it was, but not for whom.
    pub(crate) regretted: BTreeMap<String, String>,
    /// What its writer deleted while it waited to be sent: it may have been on its way.
    pub(crate) withdrawn: BTreeSet<String>,
    /// The time of the newest message of others that each person has read.
    read: BTreeMap<(&'static str, ConversationId), i64>,
    /// About which messages their writers have asked who has read them, and who has said so.
    pub(crate) receipts: BTreeMap<String, BTreeSet<&'static str>>,
    /// What each device set last.
    settings: BTreeMap<(&'static str, Setting), BTreeMap<DeviceName, String>>,
    /// What concerns one device alone.
    local: BTreeMap<(DeviceName, ConversationId), Local>,
}

/// What a device keeps to itself, of one conversation.
#[derive(Debug, Default)]
pub(crate) struct Local {
    pub(crate) deleted: BTreeSet<String>,
    /// Up to which of the server's times everything was cleared away.
    pub(crate) cleared: i64,
    pub(crate) draft: Option<String>,
    pub(crate) removed: Option<Removed>,
    /// Something was written here.
    pub(crate) wrote: bool,
}

/// A conversation was taken off the list.
#[derive(Debug)]
pub(crate) struct Removed {
    /// What it held; anything else brings it back.
    pub(crate) held: BTreeSet<String>,
    /// The history, which brings nothing back, brought something that the boxes bring too.
    pub(crate) unsure: bool,
}

impl Model {
    /// What a message said, also if it was taken back since; only then it is not there to read.
    pub(crate) fn text_of(&self, message: &Message) -> String {
        match &message.content {
            Content::Text(text) => text.content.clone(),
            _ => message
                .uid
                .as_ref()
                .and_then(|uid| self.regretted.get(uid.as_str()))
                .cloned()
                .unwrap_or_default(),
        }
    }

    pub(crate) fn wrote(&mut self, device: DeviceName, id: &ConversationId, text: String) {
        self.written.entry((thread(device.0, id), device)).or_default().push(text);
        let local = self.local_mut(device, id);
        local.draft = None;
        local.removed = None;
        local.wrote = true;
    }

    /// Who wrote what in a conversation, with which device.
    pub(crate) fn written_in(&self, thread: &str) -> impl Iterator<Item = (DeviceName, &[String])> {
        let there = self.written.iter().filter(move |((at, _), _)| at == thread);
        there.map(|((_, device), texts)| (*device, texts.as_slice()))
    }

    pub(crate) fn has_read(&mut self, person: &'static str, id: &ConversationId, time: i64) {
        let known = self.read.entry((person, id.clone())).or_default();
        *known = time.max(*known);
    }

    /// Up to when a person has read.
    pub(crate) fn read_time(&self, person: &'static str, id: &ConversationId) -> i64 {
        self.read.get(&(person, id.clone())).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, device: DeviceName, setting: Setting, value: String) {
        self.settings.entry((device.0, setting)).or_default().insert(device, value);
    }

    /// What a setting may be: what some device set last, or else what it is when nobody sets it.
    pub(crate) fn may_be(&self, person: &'static str, setting: Setting, unset: &str) -> BTreeSet<String> {
        match self.settings.get(&(person, setting)) {
            Some(last) => last.values().cloned().collect(),
            None => BTreeSet::from([unset.to_owned()]),
        }
    }

    pub(crate) fn local_mut(&mut self, device: DeviceName, id: &ConversationId) -> &mut Local {
        self.local.entry((device, id.clone())).or_default()
    }

    pub(crate) fn local(&self, device: DeviceName, id: &ConversationId) -> Option<&Local> {
        self.local.get(&(device, id.clone()))
    }
}
