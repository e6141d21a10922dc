//! What was said in a room lately: what members pull, without the store.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use pipit_proto::messages::{ChrmDownStreamMessages, DownStreamMessage};
use pipit_proto::prost::Message as _;

use crate::runtime::sessions::Session;
use crate::store::RoomMessage;

/// Messages that are kept at hand. More: a busy room costs memory. Fewer: who is a little behind reads from the store.
pub(super) const MESSAGES: u16 = 512;
/// Bytes that are kept at hand.
const BYTES: usize = 2 * 1024 * 1024;
/// Messages in one answer.
pub(super) const PAGE: usize = 200;
/// Bytes in one answer, unless a single message is larger.
const PAGE_BYTES: usize = 512 * 1024;
/// `direction = 1` of a message, which the encoded message of others does not have: fields may be appended.
const SENT: [u8; 2] = [10 << 3, 1];

/// A message as it is at hand.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) message: RoomMessage,
    pub(super) uid: String,
    pub(super) persisted: bool,
    /// The sender's name for it.
    pub(super) client_id: Option<i64>,
    /// It reaches nobody: too much is said, or the room is held.
    pub(super) dropped: bool,
}

/// What came last.
pub(super) struct Recent {
    lines: VecDeque<Arc<Line>>,
    bytes: usize,
    /// All that was said after this time is at hand.
    pub(super) floor: i64,
    /// The time of the last thing that was said.
    pub(super) newest: i64,
    /// The store may have something from before.
    older: bool,
    /// Nothing of what was said before a restart is at hand yet.
    pub(super) forgotten: bool,
}

/// What a pull finds.
pub(crate) enum Pulled {
    /// These messages, up to this time.
    Here(Vec<Bytes>, i64),
    /// What the store has after this time, until this one.
    After(i64, i64),
    /// So many of what the store has until this time, which is where the client goes on.
    Newest(u32, i64),
}

impl Recent {
    /// `last` is the time of what the store has, zero if it has nothing; `begin` is when the room was made. Times
    /// begin there and not at zero, because a client that pulls from zero asks for history.
    pub(super) fn new(last: i64, begin: i64) -> Self {
        let floor = last.max(begin).max(1);
        Self { lines: VecDeque::new(), bytes: 0, floor, newest: floor, older: last > 0, forgotten: last > 0 }
    }

    /// Takes over what the store has from before a restart, the oldest first: who sends again what was acknowledged to
    /// nobody is told of the first one.
    pub(super) fn remember(&mut self, messages: Vec<RoomMessage>) {
        self.forgotten = false;
        for message in messages {
            let Ok(said) = DownStreamMessage::decode(message.body.clone()) else { continue };
            let (uid, client_id) = (said.msg_id.unwrap_or_default(), said.client_unique_id);
            let line = Line { message, uid, persisted: true, client_id, dropped: false };
            self.bytes += line.message.body.len();
            self.lines.push_back(Arc::new(line));
        }
    }

    pub(super) fn push(&mut self, line: Arc<Line>) {
        self.newest = line.message.time;
        self.bytes += line.message.body.len();
        self.lines.push_back(line);
        while self.lines.len() > usize::from(MESSAGES) || (self.bytes > BYTES && self.lines.len() > 1) {
            let Some(oldest) = self.lines.pop_front() else { break };
            self.bytes -= oldest.message.body.len();
            self.floor = self.floor.max(oldest.message.time);
            self.older = true;
        }
    }

    /// Puts another body in the place of what was said at that time.
    pub(super) fn replace(&mut self, message: &RoomMessage) {
        let place = self.lines.partition_point(|line| line.message.time < message.time);
        if let Some(line) = self.lines.get_mut(place).filter(|line| line.message.time == message.time) {
            self.bytes = self.bytes - line.message.body.len() + message.body.len();
            *line = Arc::new(Line { message: message.clone(), ..Line::clone(line) });
        }
    }

    /// A message that its sender had sent before under the same name.
    pub(super) fn again(&self, sender: &str, client_id: i64) -> Option<(i64, String)> {
        let same = |line: &&Arc<Line>| line.client_id == Some(client_id) && line.message.sender == sender;
        self.lines.iter().rev().find(same).map(|line| (line.message.time, line.uid.clone()))
    }

    /// What a device does not have after a time.
    pub(super) fn after(&self, time: i64, session: &Session) -> Pulled {
        if time < self.floor {
            return Pulled::After(time, self.floor);
        }
        let first = self.lines.partition_point(|line| line.message.time <= time);
        let (mut page, mut bytes, mut last) = (Vec::new(), 0, time.max(self.newest));
        for line in self.lines.iter().skip(first) {
            if page.len() == PAGE || (bytes > 0 && bytes + line.message.body.len() > PAGE_BYTES) {
                return Pulled::Here(page, last);
            }
            last = line.message.time;
            if !is_own(session, &line.message) {
                bytes += line.message.body.len();
                page.push(seen_by(&session.user, &line.message));
            }
        }
        Pulled::Here(page, last)
    }

    /// The newest so many that are history at a time.
    pub(super) fn newest(&self, count: u32, until: i64, user: &str) -> Pulled {
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let history = |line: &&Arc<Line>| line.message.time <= until && line.persisted;
        let mut page: Vec<_> = self
            .lines
            .iter()
            .rev()
            .filter(history)
            .take(wanted)
            .map(|line| seen_by(user, &line.message))
            .collect();
        if page.len() < wanted && self.older {
            return Pulled::Newest(count, until);
        }
        page.reverse();
        Pulled::Here(page, until)
    }
}

/// Whether a message was said by the device of a session, which has it.
pub(crate) fn is_own(session: &Session, message: &RoomMessage) -> bool {
    message.origin == session.device && message.sender == session.user
}

/// A message as one of the members reads it.
pub(crate) fn seen_by(user: &str, message: &RoomMessage) -> Bytes {
    if message.sender != user {
        return message.body.clone();
    }
    let mut body = BytesMut::with_capacity(message.body.len() + SENT.len());
    body.put_slice(&message.body);
    body.put_slice(&SENT);
    body.freeze()
}

/// The answer to a pull.
pub(crate) fn page(list: Vec<Bytes>, sync_time: i64) -> ChrmDownStreamMessages {
    ChrmDownStreamMessages { list, sync_time, ..ChrmDownStreamMessages::default() }
}
