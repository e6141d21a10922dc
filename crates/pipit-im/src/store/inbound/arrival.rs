//! Messages on their way into the store: each once, in its conversation and in its place.

use rusqlite::{OptionalExtension, Transaction, params};

use super::prepared::Prepared;
use super::rows::{Added, Rows};
use super::{Change, Fact, Inbound, Source, heed, says_of_others};
use crate::store::message::{self, state};
use crate::store::place::Places;
use crate::store::{edit, outbox, search};
use crate::{MessageId, Timestamp, UserId};

/// The id of the first message that ever came as a new one. What the history brings lies below it also where nothing has
/// come yet.
const FIRST: i64 = (1 << 40) + 1;

/// The messages of one transaction.
pub(super) struct Arrival<'a> {
    db: &'a Transaction<'a>,
    me: &'a UserId,
    source: Source,
    now: Timestamp,
    rows: Rows,
    places: Places,
    /// The id of the next row from the history: they lie below all others, so that ids tell what came last.
    next_id: i64,
    /// Something was deleted here once, and must not come back.
    forgets: bool,
}

impl<'a> Arrival<'a> {
    /// Begins with at most `count` messages.
    pub(super) fn new(
        db: &'a Transaction<'a>,
        me: &'a UserId,
        source: Source,
        now: Timestamp,
        count: usize,
    ) -> rusqlite::Result<Self> {
        let ask = |sql: &str| db.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0));
        let lowest = ask(&format!("SELECT coalesce(min(id), {FIRST}) FROM message"))?;
        let forgets = ask("SELECT min(name) IS NOT NULL FROM deleted")? != 0;
        let next_id = lowest.saturating_sub_unsigned(count as u64);
        Ok(Self { db, me, source, now, rows: Rows::default(), places: Places::default(), next_id, forgets })
    }

    /// Takes in a message; what it brought about goes to `facts`.
    pub(super) fn take_in(
        &mut self,
        message: &Inbound,
        prepared: &Prepared,
        facts: &mut Vec<Fact>,
    ) -> rusqlite::Result<Change> {
        if says_of_others(message) {
            self.end()?;
            return heed(self.db, self.me, message, facts);
        }
        if !message.flags.persisted {
            // A command for others than people.
            facts.extend((!message.sent).then(|| Fact::Passed(Box::new(message.clone()))));
            return Ok(Change::None);
        }
        if self.forgets
            && message::was_deleted(self.db, &message.uid, message.client_id.filter(|_| message.sent))?
        {
            return Ok(Change::None);
        }
        let row = self.rows.of(self.db, &message.conversation)?;
        if message.time <= row.cleared_time {
            return Ok(Change::None);
        }
        let number = row.number;
        if let Some(waiting) = self.waiting(number, message)? {
            self.end()?;
            outbox::settle(self.db, waiting, &message.uid, message.time)?;
        } else if let Some(id) = self.add(message, prepared)? {
            facts.extend((!message.sent).then_some(Fact::Arrived(id)));
            return Ok(Change::Added);
        }
        self.end()?;
        self.meet_again(message)?;
        Ok(Change::Other(number))
    }

    /// Writes what the conversations' rows have gained; others may write now.
    pub(super) fn end(&mut self) -> rusqlite::Result<()> {
        self.places.forget();
        self.rows.write(self.db)
    }

    /// The row of one's own message that still waits for its name, and has the number that this device gave it.
    fn waiting(&self, number: i64, message: &Inbound) -> rusqlite::Result<Option<i64>> {
        let Some(client_id) = message.client_id.filter(|_| message.sent) else { return Ok(None) };
        self.db
            .prepare_cached(
                "SELECT id FROM message WHERE client_id = ?1 AND conversation = ?2 AND sent = 1
                     AND NOT EXISTS (SELECT 1 FROM message WHERE uid = ?3)",
            )?
            .query_row(params![client_id, number, message.uid], |row| row.get(0))
            .optional()
    }

    /// A message that is here already may say something new.
    fn meet_again(&self, message: &Inbound) -> rusqlite::Result<()> {
        edit::apply_one(self.db, message)?;
        let (counts, mentions) = self.weight(message);
        if counts {
            // The history may have brought it before the box did, and the history counts nothing.
            self.db
                .prepare_cached(
                    "UPDATE message SET counted = 1, mentions_me = ?2
                     WHERE uid = ?1 AND counted = 0 AND object_name = ?3",
                )?
                .execute(params![message.uid, mentions, message.content.object_name()])?;
        }
        Ok(())
    }

    /// Whether it counts as unread, and mentions this user.
    fn weight(&self, message: &Inbound) -> (bool, bool) {
        let counts = self.source == Source::Box && !message.sent && message.flags.counted;
        let mentions =
            counts && message.content.mentioned_info().is_some_and(|info| info.mentions(self.me.as_str()));
        (counts, mentions)
    }

    /// Adds a message, unless one of its name is here already.
    fn add(&mut self, message: &Inbound, prepared: &Prepared) -> rusqlite::Result<Option<MessageId>> {
        let (counted, mentions_me) = self.weight(message);
        let id = self.id();
        let place = self.places.next(self.db, message.time)?;
        let row = self.rows.of(self.db, &message.conversation)?;
        let state = match message.sent {
            true if message.time <= row.peer_read_time => state::READ,
            true => state::SENT,
            false => state::RECEIVED,
        };
        let added = self
            .db
            .prepare_cached(
                "INSERT INTO message
                     (id, conversation, time, uid, client_id, sender, sent, object_name, content, state, counted,
                      mentions_me, received_time, place, edited, received_status)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                 ON CONFLICT (uid) DO NOTHING",
            )?
            .execute(params![
                id,
                row.number,
                message.time,
                message.uid,
                message.client_id.filter(|_| message.sent),
                message.sender.as_str(),
                message.sent,
                message.content.object_name(),
                prepared.content,
                state,
                counted,
                mentions_me,
                self.now.0,
                place,
                message.edited.unwrap_or_default(),
                message::arrived(message.flags.retrieved && !message.sent),
            ])?;
        if added == 0 {
            return Ok(None);
        }
        self.places.taken(place, message.time);
        let id = self.db.last_insert_rowid();
        search::add(self.db, place, row.number, prepared.terms.as_ref())?;
        let restores = self.source == Source::Box;
        row.add(&Added { id, time: message.time, counted, mentions_me, restores });
        Ok(Some(MessageId(id)))
    }

    /// The id of a new row; none is the next one.
    fn id(&mut self) -> Option<i64> {
        match self.source {
            Source::Box => None,
            Source::History => {
                self.next_id += 1;
                Some(self.next_id - 1)
            }
        }
    }
}
