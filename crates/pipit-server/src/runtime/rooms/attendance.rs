//! Coming to a room and leaving it.

use std::sync::Arc;
use std::time::Duration;

use pipit_proto::code;
use tokio::time::Instant;

use super::Refused;
use super::member::{Member, Seat, Seated};
use super::room::{Room, State};
use crate::runtime::sessions::Session;
use crate::store::RoomRight;

impl Room {
    /// Seats a session; its user is a member from now on.
    pub(super) fn join(
        &self,
        session: &Arc<Session>,
        now: i64,
        capacity: usize,
        everywhere_muted: bool,
    ) -> Refused<Seated> {
        let mut state = self.state();
        if state.destroyed {
            return Err(code::NO_SUCH_ROOM);
        }
        let State { record, members, rules, recent, .. } = &mut *state;
        let user = session.user.as_str();
        if rules.holds(RoomRight::Blocked, user, now) {
            return Err(code::BLOCKED_FROM_ROOM);
        }
        if !members.contains_key(user) && members.len() >= capacity {
            return Err(code::ROOM_FULL);
        }
        let member = members.entry(user.to_owned()).or_insert_with(|| Member {
            joined: now,
            seats: Vec::new(),
            gone: None,
        });
        member.gone = None;
        if !member.seats.iter().any(|seat| seat.session.id == session.id) {
            member.seats.push(Seat { session: session.clone(), since: recent.newest, has: 0, told: false });
        }
        let joined = member.joined;
        let seated = Seated {
            joined,
            created: record.created,
            members: members.len(),
            muted: i32::from(everywhere_muted)
                | i32::from(rules.holds(RoomRight::Muted, user, now)) << 1
                | i32::from(record.muted) << 2,
            exempt: rules.holds(RoomRight::Exempt, user, now),
        };
        state.empty = None;
        Ok(seated)
    }

    /// Makes somebody a member who is offline: they have as long to come as members who went.
    pub(super) fn enrol(&self, user: &str, now: i64, capacity: usize) -> Refused<()> {
        let mut state = self.state();
        if state.rules.holds(RoomRight::Blocked, user, now) {
            return Err(code::BLOCKED_FROM_ROOM);
        }
        if !state.members.contains_key(user) && state.members.len() >= capacity {
            return Err(code::ROOM_FULL);
        }
        state.empty = None;
        let member = Member { joined: now, seats: Vec::new(), gone: Some(Instant::now()) };
        state.members.entry(user.to_owned()).or_insert(member);
        Ok(())
    }

    /// Takes a session out of the room; true when its user left entries that go now.
    pub(super) fn leave(&self, session: &Session) -> Refused<bool> {
        let mut state = self.state();
        let Some(member) = state.members.get_mut(&session.user) else { return Err(code::NOT_IN_ROOM) };
        member.seats.retain(|seat| seat.session.id != session.id);
        Ok(member.seats.is_empty() && state.remove(&session.user))
    }

    /// A session has ended.
    pub(super) fn unseat(&self, session: &Session) {
        if let Some(member) = self.state().members.get_mut(&session.user) {
            member.seats.retain(|seat| seat.session.id != session.id);
            if member.seats.is_empty() {
                member.gone = Some(Instant::now());
            }
        }
    }

    /// Takes out who has been away for too long; names those who left entries that go now.
    pub(super) fn sweep(&self, grace: Duration) -> Vec<String> {
        let mut state = self.state();
        let late: Vec<String> = state
            .members
            .iter()
            .filter(|(_, member)| member.gone.is_some_and(|since| since.elapsed() >= grace))
            .map(|(user, _)| user.clone())
            .collect();
        late.into_iter().filter(|user| state.remove(user)).collect()
    }

    /// Nobody has been in the room for so long, and nobody wants it kept.
    pub(super) fn is_abandoned(&self, idle: Duration) -> bool {
        let state = self.state();
        !state.record.kept && state.empty.is_some_and(|since| since.elapsed() >= idle)
    }

    /// Whether a user is in the room.
    pub(crate) fn has(&self, user: &str) -> bool {
        self.state().members.contains_key(user)
    }

    /// How many are in the room, and some of them by the time of their joining.
    pub(crate) fn members(&self, count: usize, newest_first: bool) -> (usize, Vec<(String, i64)>) {
        let state = self.state();
        let mut members: Vec<_> = state.members.iter().map(|(user, member)| (member.joined, user)).collect();
        members.sort_unstable();
        if newest_first {
            members.reverse();
        }
        let some = members.into_iter().take(count).map(|(joined, user)| (user.clone(), joined)).collect();
        (state.members.len(), some)
    }
}

impl State {
    /// Removes a member; true when they left entries that go now.
    pub(super) fn remove(&mut self, user: &str) -> bool {
        self.members.remove(user);
        if self.members.is_empty() {
            self.empty = Some(Instant::now());
        }
        self.entries.leaves_with(user)
    }
}
