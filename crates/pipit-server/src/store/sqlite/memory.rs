//! What the writer remembers of the rows, so that appending reads nothing: numbers, rights, and where boxes and threads
//! end. A box's next time is after its end, whatever the wall clock says.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension, Transaction, params};

use super::roll;
use crate::store::{Conversation, Roll, RollChange};

/// The number of a person, a group or a thread.
pub(super) type Number = i64;

/// A group's members, in the order of their numbers.
pub(super) type Members = Arc<[(Number, Arc<str>)]>;

/// All that is remembered. What a transaction changed must be forgotten when it fails.
#[derive(Default)]
pub(super) struct Memory {
    numbers: HashMap<Arc<str>, Number>,
    people: HashMap<Number, Person>,
    groups: HashMap<Arc<str>, (Number, Members)>,
    discussions: HashMap<Arc<str>, (Number, Members)>,
    threads: HashMap<(u8, Number, Number), Thread>,
    /// Who has which thread in their list.
    listed: HashSet<(Number, Number)>,
    /// Who is silent in which group.
    silences: HashMap<Arc<str>, Silence>,
    counter: u16,
}

/// Who may not write in a group.
struct Silence {
    /// Nobody may, but those who speak all the same.
    everybody: bool,
    speakers: HashSet<String>,
    /// Who may not, and until when.
    members: HashMap<String, i64>,
}

/// A person as a receiver.
pub(super) struct Person {
    pub(super) registered: bool,
    /// Whom they have blacklisted.
    pub(super) refuses: HashSet<Number>,
    /// Who alone may write to them; nothing if they are not selective.
    welcome: Option<HashSet<String>>,
    /// The newest time in their box.
    pub(super) newest: i64,
    /// The newest time of what they received.
    pub(super) received: i64,
}

/// Where a conversation's messages stand.
pub(super) struct Thread {
    pub(super) number: Number,
    /// The newest time in it.
    pub(super) newest: i64,
}

impl Memory {
    /// Tells apart what is made in the same millisecond.
    pub(super) fn count(&mut self) -> u16 {
        self.counter = self.counter.wrapping_add(1);
        self.counter
    }

    /// The number of a person who has one: who only names somebody gives them none.
    pub(super) fn known(&mut self, db: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Number>> {
        if let Some(&number) = self.numbers.get(id) {
            return Ok(Some(number));
        }
        let number: Option<Number> = db
            .prepare_cached("SELECT id FROM user WHERE user_id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        if let Some(number) = number {
            self.numbers.insert(id.into(), number);
        }
        Ok(number)
    }

    /// A person's number; a person who is named for the first time gets one.
    pub(super) fn number(&mut self, db: &Transaction<'_>, id: &str) -> rusqlite::Result<Number> {
        if let Some(&number) = self.numbers.get(id) {
            return Ok(number);
        }
        db.prepare_cached("INSERT OR IGNORE INTO user (user_id) VALUES (?1)")?.execute([id])?;
        let number =
            db.prepare_cached("SELECT id FROM user WHERE user_id = ?1")?.query_row([id], |row| row.get(0))?;
        self.numbers.insert(id.into(), number);
        Ok(number)
    }

    /// A person.
    pub(super) fn person(&mut self, db: &Transaction<'_>, number: Number) -> rusqlite::Result<&mut Person> {
        Ok(match self.people.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Person::load(db, number)?),
        })
    }

    /// A person's row or blacklist changes.
    pub(super) fn forget(&mut self, person: Number) {
        self.people.remove(&person);
    }

    /// A group's number and members; nothing if there is no such group.
    pub(super) fn group(
        &mut self,
        db: &Transaction<'_>,
        id: &str,
    ) -> rusqlite::Result<Option<(Number, Members)>> {
        if let Some(known) = self.groups.get(id) {
            return Ok(Some(known.clone()));
        }
        let number: Option<Number> = db
            .prepare_cached("SELECT id FROM chat_group WHERE group_id = ?1 AND dismissed = 0")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let Some(number) = number else { return Ok(None) };
        let members: Members = db
            .prepare_cached(
                "SELECT user.id, user.user_id FROM member JOIN user ON user.id = member.user
                 WHERE chat_group = ?1 ORDER BY user.id",
            )?
            .query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        self.groups.insert(id.into(), (number, members.clone()));
        Ok(Some((number, members)))
    }

    /// A discussion's number and members; nothing if there is no such discussion.
    pub(super) fn discussion(
        &mut self,
        db: &Transaction<'_>,
        id: &str,
    ) -> rusqlite::Result<Option<(Number, Members)>> {
        if let Some(known) = self.discussions.get(id) {
            return Ok(Some(known.clone()));
        }
        let number: Option<Number> = db
            .prepare_cached("SELECT id FROM discussion WHERE discussion_id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let Some(number) = number else { return Ok(None) };
        let members: Members = db
            .prepare_cached(
                "SELECT user.id, user.user_id FROM discussion_member JOIN user ON user.id = user
                 WHERE discussion = ?1 ORDER BY user.id",
            )?
            .query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        self.discussions.insert(id.into(), (number, members.clone()));
        Ok(Some((number, members)))
    }

    /// A discussion's members change.
    pub(super) fn forget_discussion(&mut self, id: &str) {
        self.discussions.remove(id);
    }

    /// Whether somebody may not write in a group at `now`.
    pub(super) fn is_silent(
        &mut self,
        db: &Transaction<'_>,
        group: &str,
        member: &str,
        now: i64,
    ) -> rusqlite::Result<bool> {
        if !self.silences.contains_key(group) {
            self.silences.insert(group.into(), Silence::load(db, group)?);
        }
        Ok(self.silences.get(group).is_some_and(|silence| {
            silence.members.get(member).is_some_and(|until| *until > now)
                || (silence.everybody && !silence.speakers.contains(member))
        }))
    }

    /// One of the app's lists changes.
    pub(super) fn forget_roll(
        &mut self,
        db: &Transaction<'_>,
        roll: Roll,
        scope: &str,
        change: &RollChange,
    ) -> rusqlite::Result<()> {
        match (roll, change) {
            (Roll::SilentMember | Roll::SilentGroup | Roll::Speaker, _) => self.silences.clear(),
            (Roll::Word | Roll::Tag | Roll::DeletedLog, _) => {}
            (Roll::Welcome, _) => {
                let owner = self.number(db, scope)?;
                self.forget(owner);
            }
            (Roll::Selective, RollChange::Put(entries)) => {
                for entry in entries {
                    let person = self.number(db, &entry.name)?;
                    self.forget(person);
                }
            }
            (Roll::Selective, RollChange::Remove(names)) => {
                for name in names {
                    let person = self.number(db, name)?;
                    self.forget(person);
                }
            }
            (Roll::Selective, RollChange::Replace(_)) => self.people.clear(),
        }
        Ok(())
    }

    /// A group's members change; its number, or nothing if there is no such group.
    pub(super) fn forget_members(
        &mut self,
        db: &Transaction<'_>,
        id: &str,
    ) -> rusqlite::Result<Option<Number>> {
        let known = self.group(db, id)?;
        self.groups.remove(id);
        Ok(known.map(|(number, _)| number))
    }

    /// The thread of a conversation, seen from `owner`; nothing for a group that never was.
    pub(super) fn thread(
        &mut self,
        db: &Transaction<'_>,
        owner: Number,
        conversation: &Conversation,
    ) -> rusqlite::Result<Option<&mut Thread>> {
        let (first, second) = match conversation {
            Conversation::Private(peer) | Conversation::System(peer) => {
                let peer = self.number(db, peer)?;
                (owner.min(peer), owner.max(peer))
            }
            Conversation::Group(group) => {
                // Its history outlives a group.
                let number: Option<Number> = match self.groups.get(group.as_str()) {
                    Some((number, _)) => Some(*number),
                    None => db
                        .prepare_cached("SELECT id FROM chat_group WHERE group_id = ?1")?
                        .query_row([group], |row| row.get(0))
                        .optional()?,
                };
                match number {
                    Some(number) => (number, 0),
                    None => return Ok(None),
                }
            }
            Conversation::Discussion(id) => match self.discussion(db, id)? {
                Some((number, _)) => (number, 0),
                None => return Ok(None),
            },
        };
        let key = (conversation.number(), first, second);
        Ok(Some(match self.threads.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Thread::load(db, key)?),
        }))
    }

    /// Makes sure that a thread is in the owner's list of conversations.
    pub(super) fn list(
        &mut self,
        db: &Transaction<'_>,
        owner: Number,
        thread: Number,
    ) -> rusqlite::Result<()> {
        if self.listed.insert((owner, thread)) {
            // What was said before a group of this name was dismissed is none of theirs.
            db.prepare_cached(
                "INSERT OR IGNORE INTO conversation (owner, thread, cleared_time) VALUES (?1, ?2, coalesce(
                     (SELECT since FROM thread JOIN chat_group ON chat_group.id = first
                      WHERE thread.id = ?2 AND kind = 3), 0))",
            )?
            .execute([owner, thread])?;
        }
        Ok(())
    }

    /// Whether a person is in a conversation now; each of the two is in a private one.
    pub(super) fn is_part(
        &mut self,
        db: &Transaction<'_>,
        person: Number,
        conversation: &Conversation,
    ) -> rusqlite::Result<bool> {
        let members = match conversation {
            Conversation::Private(_) | Conversation::System(_) => return Ok(true),
            Conversation::Group(id) => self.group(db, id)?,
            Conversation::Discussion(id) => self.discussion(db, id)?,
        };
        Ok(members.is_some_and(|(_, members)| members.iter().any(|(number, _)| *number == person)))
    }
}

impl Silence {
    fn load(db: &Transaction<'_>, group: &str) -> rusqlite::Result<Self> {
        let entries = |roll, scope| roll::entries(db, roll, scope, 0);
        Ok(Self {
            everybody: entries(Roll::SilentGroup, "")?.iter().any(|entry| entry.name == group),
            speakers: entries(Roll::Speaker, group)?.into_iter().map(|entry| entry.name).collect(),
            members: entries(Roll::SilentMember, group)?
                .into_iter()
                .map(|entry| (entry.name, entry.until))
                .collect(),
        })
    }
}

impl Person {
    /// Whether somebody may write to them, as far as their list says.
    pub(super) fn welcomes(&self, sender: &str) -> bool {
        self.welcome.as_ref().is_none_or(|welcome| welcome.contains(sender))
    }

    fn load(db: &Transaction<'_>, number: Number) -> rusqlite::Result<Self> {
        let newest = |sql: &str| -> rusqlite::Result<i64> {
            let time: Option<i64> =
                db.prepare_cached(sql)?.query_row([number], |row| row.get(0)).optional()?;
            Ok(time.unwrap_or_default())
        };
        let (id, registered): (String, bool) = db
            .prepare_cached("SELECT user_id, registered FROM user WHERE id = ?1")?
            .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let selective = roll::has(db, Roll::Selective, "", &id)?;
        let welcome = if selective { Some(roll::entries(db, Roll::Welcome, &id, 0)?) } else { None };
        Ok(Self {
            registered,
            welcome: welcome.map(|entries| entries.into_iter().map(|entry| entry.name).collect()),
            refuses: db
                .prepare_cached("SELECT other FROM blacklist WHERE owner = ?1")?
                .query_map([number], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?,
            newest: newest("SELECT time FROM box WHERE owner = ?1 ORDER BY time DESC LIMIT 1")?,
            received: newest(
                "SELECT time FROM box WHERE owner = ?1 AND sent = 0 ORDER BY time DESC LIMIT 1",
            )?,
        })
    }
}

impl Thread {
    fn load(db: &Transaction<'_>, key: (u8, Number, Number)) -> rusqlite::Result<Self> {
        db.prepare_cached("INSERT OR IGNORE INTO thread (kind, first, second) VALUES (?1, ?2, ?3)")?
            .execute(params![key.0, key.1, key.2])?;
        db.prepare_cached(
            "SELECT id, coalesce((SELECT max(time) FROM message WHERE thread = thread.id), 0)
             FROM thread WHERE kind = ?1 AND first = ?2 AND second = ?3",
        )?
        .query_row(params![key.0, key.1, key.2], |row| Ok(Self { number: row.get(0)?, newest: row.get(1)? }))
    }
}
