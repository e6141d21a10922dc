//! One chat room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use pipit_proto::code;
use pipit_proto::messages::{ChrmKvOutput, NotifyMsg};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tokio::time::Instant;

use super::entries::Entries;
use super::member::{Member, Rules, Seat};
use super::recent::{Line, Pulled, Recent, is_own};
use super::{Refused, lock};
use crate::limits::Second;
use crate::metrics::Metrics;
use crate::runtime::delivery::wake;
use crate::runtime::sessions::Session;
use crate::store::{RoomEntry, RoomRecord, RoomRight, RoomRule};

/// Messages that a joining client gets when it names no number, and the most that it may name.
const HISTORY: (u32, u32) = (10, 50);

/// A chat room.
pub(crate) struct Room {
    pub(crate) id: String,
    pub(super) state: Mutex<State>,
}

/// What changes in a room.
pub(super) struct State {
    pub(super) record: RoomRecord,
    pub(super) members: HashMap<String, Member>,
    pub(super) rules: Rules,
    pub(super) recent: Recent,
    pub(super) entries: Entries,
    /// The time given out last; what has it may not be written yet.
    pub(super) given: i64,
    /// Since when nobody is in the room; not by the clock on the wall, which may be put right.
    pub(super) empty: Option<Instant>,
    /// What was said in the second that began at this time.
    pub(super) pace: (i64, u32),
    /// How often its entries were changed in this second.
    entry_pace: Second,
    /// The room is no more, though somebody may still hold it.
    pub(super) destroyed: bool,
}

impl Room {
    pub(super) fn new(record: RoomRecord, last: i64, now: i64) -> Self {
        let recent = Recent::new(last, record.created);
        let state = State {
            members: HashMap::new(),
            rules: Rules::default(),
            given: recent.newest,
            recent,
            entries: Entries::new(now),
            empty: Some(Instant::now()),
            pace: (0, 0),
            entry_pace: Second::default(),
            destroyed: false,
            record,
        };
        Self { id: state.record.id.clone(), state: Mutex::new(state) }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Counts a change of entries at `now`; false when there were `most` in this second already.
    pub(crate) fn admits_change(&self, now: i64, most: u32) -> bool {
        most == 0 || self.state().entry_pace.admits(now, most)
    }

    pub(super) fn put_entry(&self, entry: RoomEntry) {
        self.state().entries.load(entry);
    }

    pub(super) fn put_rule(&self, rule: &RoomRule) {
        self.state().rules.put(rule);
    }

    pub(super) fn may_speak(&self, user: &str, everywhere_muted: bool, now: i64) -> Refused<()> {
        let state = self.state();
        if state.rules.holds(RoomRight::Blocked, user, now) {
            return Err(code::BLOCKED_FROM_ROOM);
        }
        if !state.members.contains_key(user) {
            return Err(code::NOT_IN_ROOM);
        }
        let exempt = state.rules.holds(RoomRight::Exempt, user, now);
        if everywhere_muted
            || state.rules.holds(RoomRight::Muted, user, now)
            || (state.record.muted && !exempt)
        {
            return Err(code::MUTED_IN_ROOM);
        }
        Ok(())
    }

    /// Whether a session has joined.
    pub(super) fn seats(&self, session: &Session) -> bool {
        seat(&mut self.state().members, session).is_some()
    }

    /// What a session does not have: after a time, or for zero so many of the newest. From now on it is told again.
    pub(crate) fn pull(&self, session: &Session, time: i64, count: i32) -> Refused<Pulled> {
        let mut state = self.state();
        let State { members, recent, .. } = &mut *state;
        let seat = seat(members, session).ok_or(code::NOT_IN_ROOM)?;
        seat.told = false;
        let pulled = if time > 0 {
            recent.after(time, session)
        } else {
            let count = match u32::try_from(count) {
                Err(_) => 0,
                Ok(0) => HISTORY.0,
                Ok(count) => count.min(HISTORY.1),
            };
            recent.newest(count, seat.since, &session.user)
        };
        seat.has = match &pulled {
            Pulled::Here(_, until) | Pulled::After(_, until) | Pulled::Newest(_, until) => *until,
        };
        Ok(pulled)
    }

    /// A session is given what was said up to a time: if there is more it is told so, for the answer has no word for it.
    pub(crate) fn given(&self, session: &Session, until: i64, metrics: &Metrics, now: i64) {
        let mut state = self.state();
        let State { members, recent, .. } = &mut *state;
        if let Some(seat) = seat(members, session) {
            seat.has = until;
            if recent.newest > until && !seat.told {
                seat.told = tell(seat, topic::NOTIFY, &notice(&self.id, recent.newest), metrics, now);
            }
        }
    }

    /// Tells a session to pull everything, because it may not have been told something.
    pub(super) fn remind(&self, session: &Session, metrics: &Metrics, now: i64) {
        let mut state = self.state();
        let State { members, recent, entries, .. } = &mut *state;
        if let Some(seat) = seat(members, session) {
            if recent.newest > seat.has {
                seat.told = tell(seat, topic::NOTIFY, &notice(&self.id, recent.newest), metrics, now);
            }
            tell(seat, topic::COMMAND, &notice(&self.id, entries.version), metrics, now);
        }
    }

    /// Something was said and written: whoever was not told yet is told.
    pub(super) fn deliver(&self, line: Arc<Line>, metrics: &Metrics, now: i64) {
        let body = notice(&self.id, line.message.time);
        let mut state = self.state();
        let State { members, recent, .. } = &mut *state;
        for seat in members.values_mut().flat_map(|member| &mut member.seats) {
            if !seat.told && !is_own(&seat.session, &line.message) {
                seat.told = tell(seat, topic::NOTIFY, &body, metrics, now);
            }
        }
        recent.push(line);
    }

    /// Entries changed: everybody but the session that did it is told.
    pub(super) fn tell_entries(&self, by: Option<u64>, metrics: &Metrics, now: i64) {
        let state = self.state();
        let body = notice(&self.id, state.entries.version);
        for seat in state.members.values().flat_map(|member| &member.seats) {
            if Some(seat.session.id) != by {
                tell(seat, topic::COMMAND, &body, metrics, now);
            }
        }
    }

    /// The room is no more: everybody is told, and nobody is in it.
    pub(super) fn destroy(&self, by_itself: bool, metrics: &Metrics, now: i64) {
        let destroy_type = Some(if by_itself { 3 } else { 0 });
        let chrm_id = Some(self.id.clone());
        let body = NotifyMsg { r#type: 4, time: Some(now), chrm_id, destroy_type }.encode_to_vec().into();
        let mut state = self.state();
        state.destroyed = true;
        for seat in state.members.drain().flat_map(|(_, member)| member.seats) {
            tell(&seat, topic::COMMAND, &body, metrics, now);
        }
    }

    /// Entries that changed after a version.
    pub(crate) fn entries_since(&self, version: i64) -> ChrmKvOutput {
        self.state().entries.since(version)
    }

    /// The entries with these keys, or all.
    pub(crate) fn entries(&self, keys: &[String]) -> Vec<RoomEntry> {
        self.state().entries.list(keys)
    }

    /// What is remembered of the room itself.
    pub(crate) fn record(&self) -> RoomRecord {
        self.state().record.clone()
    }

    /// Who or what has a right here, and until when.
    pub(crate) fn rights(&self, right: RoomRight, now: i64) -> Vec<(String, i64)> {
        self.state().rules.list(right, now)
    }
}

fn seat<'a>(members: &'a mut HashMap<String, Member>, session: &Session) -> Option<&'a mut Seat> {
    let member = members.get_mut(&session.user)?;
    member.seats.iter_mut().find(|seat| seat.session.id == session.id)
}

/// The body that says that a room has something, or has it in another version.
fn notice(room: &str, time: i64) -> Bytes {
    let body = NotifyMsg { r#type: 2, time: Some(time), chrm_id: Some(room.to_owned()), destroy_type: None };
    body.encode_to_vec().into()
}

fn tell(seat: &Seat, topic: &str, body: &Bytes, metrics: &Metrics, now: i64) -> bool {
    let queued = wake(&seat.session, topic, body, now);
    metrics.pushed(queued);
    queued
}
