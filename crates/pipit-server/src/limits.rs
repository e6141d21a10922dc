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
    /// The largest content of a message, in bytes, up to 131,072. Beyond: 20115.
    pub message_bytes: usize,
    /// The most members of a group. Beyond: 25411.
    pub group_members: usize,
    /// The longest name of a person or a group, in characters. Beyond: 1002.
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
            message_bytes: code::MAX_CONTENT,
            group_members: 3_000,
            name_length: 64,
            portrait_length: 1_024,
            edit_minutes: 24 * 60,
        }
    }
}

impl Limits {
    /// The first limit that cannot hold, and what is accepted.
    pub(crate) fn fault(&self) -> Option<String> {
        if !(1..=code::MAX_CONTENT).contains(&self.message_bytes) {
            return Some(format!("`limits.message_bytes` is not between 1 and {}", code::MAX_CONTENT));
        }
        [
            ("group_members", self.group_members),
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

/// What a person says, and what their client says on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Utterance {
    Message,
    Command,
}

/// How fast one connection sends.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<(Second, Second)>);

impl Pace {
    /// How many commands go beside one message: receipts for many conversations, one call's signals.
    const COMMANDS: u32 = 10;

    /// Counts something that is sent at `now`; false when it is too much.
    pub(crate) fn admits(&self, what: Utterance, now: i64, limits: &Limits) -> bool {
        if limits.message_rate == 0 {
            return true;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match what {
            Utterance::Message => counts.0.admits(now, limits.message_rate),
            Utterance::Command => counts.1.admits(now, limits.message_rate.saturating_mul(Self::COMMANDS)),
        }
    }
}
