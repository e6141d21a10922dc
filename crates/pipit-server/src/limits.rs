//! What the platform bounds, and an operator may bound otherwise: rates, sizes and counts.

use std::sync::{Mutex, PoisonError};

use pipit_proto::code;
use serde::Deserialize;

/// The limits. The table `[limits]` of the configuration file holds the same names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Messages that one connection may send in a second; zero for any number. What clients send on their own, such as
    /// receipts, has ten times as much room beside it. Beyond: 20604.
    pub message_rate: u32,
    /// What one connection may ask in a second beside pulling what it missed; zero for any number. Beyond: 20607.
    pub query_rate: u32,
    /// How often the entries of one chat room may be changed in a second; zero for any number. Beyond: 23425.
    pub room_entry_rate: u32,
    /// The largest content of a message, in bytes, up to 131,072. Beyond: 20115.
    pub message_bytes: usize,
    /// The most people, rooms or words that one call of the server API may name. Beyond: 1002.
    pub named_at_once: usize,
    /// The most groups or discussions that one call may write to. Beyond: 1002.
    pub groups_at_once: usize,
    /// The most members of a group. Beyond: 25411.
    pub group_members: usize,
    /// The most members of a discussion. Beyond: 26010.
    pub discussion_members: usize,
    /// The most people on somebody's blacklist. Beyond: 26010, or 1002 for the server API.
    pub blacklist: usize,
    /// The most tags of a person. Beyond: 26010.
    pub tags: usize,
    /// The most conversations that bear one tag. Beyond: 26004.
    pub tagged_conversations: usize,
    /// The most pairs that a message may carry. Beyond: 22203.
    pub expansion_pairs: usize,
    /// The most entries of a chat room. Beyond: 23423.
    pub room_entries: usize,
    /// The most words that are not said. Beyond: 1005.
    pub words: usize,
    /// The longest name of a person, a group or a chat room, in characters. Beyond: 1002.
    pub name_length: usize,
    /// The longest address of a picture, in bytes. Beyond: 1002.
    pub portrait_length: usize,
    /// How long after sending a message its writer may edit it, in minutes; zero: never. Beyond: 20114.
    pub edit_minutes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_rate: 5,
            query_rate: 100,
            room_entry_rate: 100,
            message_bytes: code::MAX_CONTENT,
            named_at_once: 1_000,
            groups_at_once: 3,
            group_members: 3_000,
            discussion_members: 500,
            blacklist: 1_000,
            tags: 20,
            tagged_conversations: 1_000,
            expansion_pairs: 300,
            room_entries: 100,
            words: 10_000,
            name_length: 64,
            portrait_length: 1_024,
            edit_minutes: 24 * 60,
        }
    }
}

impl Limits {
    /// The defaults, with any number of messages and questions in a second.
    pub(crate) fn without_rates() -> Self {
        Self { message_rate: 0, query_rate: 0, room_entry_rate: 0, ..Self::default() }
    }

    /// The first limit that cannot hold, and what is accepted.
    pub(crate) fn fault(&self) -> Option<String> {
        if !(1..=code::MAX_CONTENT).contains(&self.message_bytes) {
            return Some(format!("`limits.message_bytes` is not between 1 and {}", code::MAX_CONTENT));
        }
        [
            ("named_at_once", self.named_at_once),
            ("groups_at_once", self.groups_at_once),
            ("group_members", self.group_members),
            ("discussion_members", self.discussion_members),
            ("blacklist", self.blacklist),
            ("tags", self.tags),
            ("tagged_conversations", self.tagged_conversations),
            ("expansion_pairs", self.expansion_pairs),
            ("room_entries", self.room_entries),
            ("words", self.words),
            ("name_length", self.name_length),
            ("portrait_length", self.portrait_length),
        ]
        .into_iter()
        .find(|(_, limit)| *limit == 0)
        .map(|(name, _)| format!("`limits.{name}` is zero; 1 or more is accepted"))
    }
}

/// Counts what happens within one second.
#[derive(Debug, Default)]
pub(crate) struct Second {
    number: i64,
    count: u32,
}

impl Second {
    /// Counts once at `now`, Unix milliseconds; false when there were `most` in this second already.
    pub(crate) fn admits(&mut self, now: i64, most: u32) -> bool {
        let number = now.div_euclid(1_000);
        if self.number != number {
            *self = Self { number, count: 0 };
        }
        self.count = self.count.saturating_add(1);
        self.count <= most
    }
}

/// What a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// A person says something.
    Message,
    /// Their client says something on its own.
    Command,
    /// It asks something.
    Query,
}

/// How fast one connection goes: what it did of each kind in this second.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<[Second; 3]>);

impl Pace {
    /// How many commands go beside one message: receipts for many conversations, one call's signals.
    const COMMANDS: u32 = 10;

    /// Counts something that is done at `now`; false when it is too much.
    pub(crate) fn admits(&self, act: Act, now: i64, limits: &Limits) -> bool {
        let most = match act {
            Act::Message => limits.message_rate,
            Act::Command => limits.message_rate.saturating_mul(Self::COMMANDS),
            Act::Query => limits.query_rate,
        };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [messages, commands, queries] = &mut *counts;
        let count = match act {
            Act::Message => messages,
            Act::Command => commands,
            Act::Query => queries,
        };
        most == 0 || count.admits(now, most)
    }
}
