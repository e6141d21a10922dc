//! How far a device has received what lies in its user's box, as far as it has said so itself.
//!
//! It says so with every pull, which names the time up to which it has everything, and by confirming what it was given:
//! a page with `QueryCon`, a pushed message with `PubAck`. What was only written to its socket may be lost with it.
//!
//! All of it lies in memory, so nothing is written for it. After a restart devices say again where they stand as they
//! come back; of those that do not, nothing is known, and what only they have is not marked as received elsewhere.

use std::collections::{HashMap, VecDeque};

use pipit_proto::frame::FrameId;

/// Unconfirmed things that are remembered of one device. More: a client that confirms nothing costs memory. Fewer:
/// what was given in a burst counts only when the device pulls again.
const GIVEN: usize = 64;

/// What confirms that something arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The `QueryCon` of the pull that was answered with a page.
    Page(FrameId),
    /// The `PubAck` of a pushed message.
    Push(FrameId),
}

struct Given {
    proof: Proof,
    after: i64,
    up_to: i64,
    confirmed: bool,
}

/// What one device has received.
#[derive(Default)]
pub(crate) struct Received {
    /// Everything up to this time.
    up_to: i64,
    /// It has said itself where it stands.
    said: bool,
    /// What was given and adds to that, by the time after which it does.
    given: VecDeque<Given>,
}

impl Received {
    /// A device that comes back: this is known until it says more.
    pub(crate) fn known(up_to: i64) -> Self {
        Self { up_to, ..Self::default() }
    }

    /// Everything up to this time is there.
    pub(crate) fn up_to(&self) -> i64 {
        self.up_to
    }

    /// The device says that it has everything up to a time. Who comes back may have lost what it had.
    pub(crate) fn says(&mut self, up_to: i64) {
        if self.said {
            return self.reach(up_to);
        }
        *self = Self { said: true, ..Self::known(up_to) };
    }

    /// It is given all that it received after a time and up to another.
    pub(crate) fn gives(&mut self, proof: Proof, after: i64, up_to: i64) {
        if self.given.len() >= GIVEN {
            self.given.pop_front();
        }
        // Nearly always the last: only a page may be given of what was before.
        let earlier = self.given.iter().rev().take_while(|one| one.after > after).count();
        self.given.insert(self.given.len() - earlier, Given { proof, after, up_to, confirmed: false });
    }

    /// It confirms what it was given.
    pub(crate) fn confirms(&mut self, proof: Proof) {
        if let Some(one) = self.given.iter_mut().find(|one| one.proof == proof && !one.confirmed) {
            one.confirmed = true;
            self.reach(self.up_to);
        }
    }

    /// It has everything up to a time, and with it what was confirmed and follows that without a gap.
    fn reach(&mut self, up_to: i64) {
        self.up_to = self.up_to.max(up_to);
        for one in &self.given {
            if one.after > self.up_to {
                break; // with all that follow
            }
            if one.confirmed {
                self.up_to = self.up_to.max(one.up_to);
            }
        }
        while self.given.front().is_some_and(|one| one.up_to <= self.up_to) {
            self.given.pop_front();
        }
    }
}

/// How far devices had come that are not connected: the two of each user that had most, which is enough to tell any
/// device what another one has.
#[derive(Default)]
pub(crate) struct Gone(HashMap<String, Vec<(u64, i64)>>);

impl Gone {
    /// A device, by its number, goes.
    pub(crate) fn add(&mut self, user: &str, device: u64, up_to: i64) {
        if up_to == 0 {
            return; // it had nothing
        }
        let devices = self.0.entry(user.to_owned()).or_default();
        devices.retain(|(other, _)| *other != device);
        devices.push((device, up_to));
        devices.sort_by_key(|(_, up_to)| std::cmp::Reverse(*up_to));
        devices.truncate(2);
    }

    /// A device comes back; answers how far it had come.
    pub(crate) fn take(&mut self, user: &str, device: u64) -> Option<i64> {
        let devices = self.0.get_mut(user)?;
        let at = devices.iter().position(|(other, _)| *other == device)?;
        Some(devices.remove(at).1)
    }

    /// The most that any of a user's devices had.
    pub(crate) fn most(&self, user: &str) -> i64 {
        self.0.get(user).and_then(|devices| devices.first()).map_or(0, |(_, up_to)| *up_to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_counts_when_it_is_confirmed_without_a_gap_and_in_any_order() {
        let mut device = Received::default();
        device.says(10);
        device.gives(Proof::Page(1), 10, 20);
        device.gives(Proof::Push(1), 20, 30);
        device.gives(Proof::Push(2), 30, 40);
        device.gives(Proof::Push(3), 50, 60); // between them one did not fit
        assert_eq!(device.up_to(), 10, "it may be lost");
        device.confirms(Proof::Push(1)); // while the page was on its way
        assert_eq!(device.up_to(), 10);
        device.confirms(Proof::Page(1));
        assert_eq!(device.up_to(), 30);
        device.confirms(Proof::Push(3));
        device.confirms(Proof::Push(2));
        assert_eq!(device.up_to(), 40, "not what came after the gap");
        device.says(50);
        assert_eq!(device.up_to(), 60);
    }

    #[test]
    fn a_device_that_comes_back_with_less_is_believed_once() {
        let mut device = Received::known(40);
        assert_eq!(device.up_to(), 40);
        device.gives(Proof::Push(1), 40, 50);
        device.says(20);
        device.confirms(Proof::Push(1));
        assert_eq!(device.up_to(), 20, "its store is an older one");
        device.gives(Proof::Page(2), 20, 50);
        device.confirms(Proof::Page(2));
        device.says(30); // asked before the page came
        assert_eq!(device.up_to(), 50);
    }

    #[test]
    fn who_confirms_nothing_costs_no_more_than_a_bound() {
        let mut device = Received::default();
        for time in 0..10_000 {
            device.gives(Proof::Push(1), time, time + 1);
        }
        assert_eq!((device.given.len(), device.up_to()), (GIVEN, 0));
    }

    #[test]
    fn of_devices_that_are_gone_those_count_that_had_most() {
        let mut gone = Gone::default();
        gone.add("alice", 1, 10);
        gone.add("alice", 2, 30);
        gone.add("alice", 3, 20);
        gone.add("alice", 4, 0);
        assert_eq!((gone.most("alice"), gone.most("bob")), (30, 0));
        assert_eq!((gone.take("alice", 2), gone.take("alice", 1)), (Some(30), None));
        assert_eq!(gone.most("alice"), 20);
        gone.add("alice", 3, 5); // it was emptied and is gone again
        assert_eq!(gone.most("alice"), 5);
    }
}
