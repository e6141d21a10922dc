//! Writing. Everything here happens under the one writer's lock, each act in one transaction. If it fails, what was
//! remembered of it is forgotten.

use std::sync::Arc;

use rusqlite::{Connection, Transaction, params};

use super::append::{Inserts, append_one, find_message};
use super::memory::Memory;
use super::{attribute, discussion, edit, expansion, group, read, receipt, roll, room, setting};
use crate::store::{
    Appended, Attribute, Card, Conversation, Discussion, DiscussionChange, Edit, Edited, ExpansionChange,
    GroupChange, NewMessage, NewlyRead, NotChanged, NotEdited, NotExpanded, Refusal, Roll, RollChange,
    RoomWrite, Setting, VersionStep,
};

/// The writing connection with its memory.
pub(super) struct Writer {
    db: Connection,
    memory: Memory,
}

impl Writer {
    pub(super) fn new(db: Connection) -> Self {
        Self { db, memory: Memory::default() }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.db
    }

    /// Runs in one transaction; what it remembered goes with it if it fails.
    fn transaction<T>(
        &mut self,
        act: impl FnOnce(&Transaction<'_>, &mut Memory) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let outcome = (|| {
            let transaction = self.db.transaction()?;
            let value = act(&transaction, &mut self.memory)?;
            transaction.commit()?;
            Ok(value)
        })();
        if outcome.is_err() {
            self.memory = Memory::default();
        }
        outcome
    }

    pub(super) fn append(
        &mut self,
        batch: &[Arc<NewMessage>],
        now: i64,
    ) -> rusqlite::Result<Vec<Result<Appended, Refusal>>> {
        self.transaction(|db, memory| {
            let mut inserts = Inserts::prepare(db)?;
            batch.iter().map(|message| append_one(db, memory, &mut inserts, message, now)).collect()
        })
    }

    pub(super) fn expand(
        &mut self,
        sender: &str,
        to: &Conversation,
        change: &ExpansionChange,
    ) -> rusqlite::Result<Result<(), NotExpanded>> {
        self.transaction(|db, memory| expansion::change(db, memory, sender, to, change))
    }

    pub(super) fn edit(
        &mut self,
        writer: &str,
        to: &Conversation,
        edit: &Edit,
        now: i64,
    ) -> rusqlite::Result<Result<Edited, NotEdited>> {
        self.transaction(|db, memory| edit::edit(db, memory, writer, to, edit, now))
    }

    pub(super) fn add_receipts(
        &mut self,
        reader: &str,
        group: &str,
        uids: &[String],
        now: i64,
    ) -> rusqlite::Result<Vec<NewlyRead>> {
        self.transaction(|db, memory| receipt::add(db, memory, reader, group, uids, now))
    }

    pub(super) fn mark_read(&mut self, owner: &str, with: &Conversation, time: i64) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let sql = "UPDATE conversation SET read_time = max(read_time, min(?3, ?4))
                       WHERE owner = ?1 AND thread = ?2";
            update_conversation(db, memory, owner, with, sql, time)
        })
    }

    pub(super) fn clear_histories(
        &mut self,
        owner: &str,
        named: &[(Conversation, i64)],
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let sql = "UPDATE conversation SET cleared_time = max(cleared_time, min(?3, ?4))
                       WHERE owner = ?1 AND thread = ?2";
            named.iter().try_for_each(|(with, time)| update_conversation(db, memory, owner, with, sql, *time))
        })
    }

    pub(super) fn remove_conversations(
        &mut self,
        owner: &str,
        named: &[Conversation],
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let sql = "UPDATE conversation SET removed_time = min(?3, ?4) WHERE owner = ?1 AND thread = ?2";
            named.iter().try_for_each(|with| update_conversation(db, memory, owner, with, sql, i64::MAX))
        })
    }

    pub(super) fn delete_messages(
        &mut self,
        owner: &str,
        with: &Conversation,
        messages: &[(String, i64)],
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let owner = memory.number(db, owner)?;
            let Some(thread) = read::thread_of(db, owner, with)? else { return Ok(()) };
            for (uid, time) in messages {
                if find_message(db, thread, uid, *time)?.is_some() {
                    db.prepare_cached(
                        "INSERT OR IGNORE INTO deleted (owner, thread, time) VALUES (?1, ?2, ?3)",
                    )?
                    .execute(params![owner, thread, time])?;
                }
            }
            Ok(())
        })
    }

    pub(super) fn set_attributes(
        &mut self,
        owner: &str,
        attributes: &[Attribute],
        newest: Option<i64>,
        now: i64,
    ) -> rusqlite::Result<Option<VersionStep>> {
        self.transaction(|db, memory| {
            let owner = memory.number(db, owner)?;
            attribute::set(db, owner, attributes, newest, now)
        })
    }

    pub(super) fn set_settings(
        &mut self,
        owner: &str,
        settings: &[Setting],
        newest: Option<i64>,
        now: i64,
    ) -> rusqlite::Result<Option<VersionStep>> {
        self.transaction(|db, memory| {
            let owner = memory.number(db, owner)?;
            setting::set(db, owner, settings, newest, now)
        })
    }

    pub(super) fn put_user(&mut self, card: &Card) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let user = memory.number(db, &card.id)?;
            db.execute(
                "UPDATE user SET name = ?2, portrait = ?3, registered = 1 WHERE id = ?1",
                params![user, card.name, card.portrait],
            )?;
            memory.forget(user);
            Ok(())
        })
    }

    pub(super) fn block_user(&mut self, id: &str, until: i64) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let user = memory.number(db, id)?;
            db.execute("UPDATE user SET blocked_until = ?2 WHERE id = ?1", params![user, until])?;
            Ok(())
        })
    }

    pub(super) fn set_blacklisted(
        &mut self,
        owner: &str,
        others: &[String],
        on: bool,
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            let owner = memory.number(db, owner)?;
            memory.forget(owner);
            for other in others {
                let other = memory.number(db, other)?;
                db.execute(
                    if on {
                        "INSERT OR IGNORE INTO blacklist (owner, other) VALUES (?1, ?2)"
                    } else {
                        "DELETE FROM blacklist WHERE owner = ?1 AND other = ?2"
                    },
                    params![owner, other],
                )?;
            }
            Ok(())
        })
    }

    pub(super) fn change_roll(
        &mut self,
        roll: Roll,
        scope: &str,
        change: &RollChange,
    ) -> rusqlite::Result<()> {
        self.transaction(|db, memory| {
            memory.forget_roll(db, roll, scope, change)?;
            roll::change(db, roll, scope, change)
        })
    }

    pub(super) fn put_group(&mut self, card: &Card) -> rusqlite::Result<()> {
        self.transaction(|db, _| {
            db.execute(
                "INSERT INTO chat_group (group_id, name, portrait) VALUES (?1, ?2, ?3)
                 ON CONFLICT (group_id) DO UPDATE SET name = ?2, portrait = ?3, dismissed = 0",
                params![card.id, card.name, card.portrait],
            )?;
            Ok(())
        })
    }

    pub(super) fn change_group(&mut self, id: &str, change: &GroupChange) -> rusqlite::Result<bool> {
        self.transaction(|db, memory| group::change(db, memory, id, change))
    }

    pub(super) fn set_members(
        &mut self,
        group: &str,
        members: &[String],
        member: bool,
    ) -> rusqlite::Result<bool> {
        self.transaction(|db, memory| {
            let Some(number) = memory.forget_members(db, group)? else { return Ok(false) };
            for user in members {
                let user = memory.number(db, user)?;
                if member { group::join(db, number, user)? } else { group::leave(db, number, user)? }
            }
            Ok(true)
        })
    }

    pub(super) fn dismiss_group(&mut self, group: &str) -> rusqlite::Result<bool> {
        self.transaction(|db, memory| {
            let Some(number) = memory.forget_members(db, group)? else { return Ok(false) };
            group::dismiss(db, number)?;
            Ok(true)
        })
    }

    pub(super) fn create_discussion(&mut self, new: &Discussion) -> rusqlite::Result<()> {
        self.transaction(|db, memory| discussion::create(db, memory, new))
    }

    pub(super) fn change_discussion(
        &mut self,
        id: &str,
        by: &str,
        change: &DiscussionChange,
    ) -> rusqlite::Result<Result<(), NotChanged>> {
        self.transaction(|db, memory| discussion::change(db, memory, id, by, change))
    }

    pub(super) fn write_rooms(&mut self, writes: &[RoomWrite]) -> rusqlite::Result<()> {
        self.transaction(|db, _| writes.iter().try_for_each(|write| room::write(db, write)))
    }
}

/// Changes how an owner has a conversation: `?3` in the statement is the time that they name, and `?4` that of the newest
/// message, which nobody has yet gone beyond, whatever their clock says.
fn update_conversation(
    db: &Transaction<'_>,
    memory: &mut Memory,
    owner: &str,
    with: &Conversation,
    sql: &str,
    time: i64,
) -> rusqlite::Result<()> {
    let owner = memory.number(db, owner)?;
    let Some(thread) = read::thread_of(db, owner, with)? else { return Ok(()) };
    // Who is listed sees the history: nobody is by what they say themselves.
    if memory.is_part(db, owner, with)? {
        memory.list(db, owner, thread)?;
    }
    let newest: i64 = db
        .prepare_cached("SELECT coalesce(max(time), 0) FROM message WHERE thread = ?1")?
        .query_row([thread], |row| row.get(0))?;
    db.prepare_cached(sql)?.execute(params![owner, thread, time, newest])?;
    Ok(())
}
