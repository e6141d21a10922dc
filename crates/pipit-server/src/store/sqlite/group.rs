//! What groups say of themselves, and who may do what in them.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::memory::Memory;
use crate::store::{Card, Group, GroupChange, GroupRules, Who};

pub(super) fn one(db: &Connection, id: &str) -> rusqlite::Result<Option<Group>> {
    db.prepare_cached(
        "SELECT chat_group.name, chat_group.portrait, user_id, notice, notice_by, mention_all_by, leave_by
         FROM chat_group LEFT JOIN user ON user.id = owner WHERE group_id = ?1 AND dismissed = 0",
    )?
    .query_row([id], |row| {
        let who = |at| row.get(at).map(Who::from_number);
        Ok(Group {
            card: Card { id: id.to_owned(), name: row.get(0)?, portrait: row.get(1)? },
            owner: row.get(2)?,
            notice: row.get(3)?,
            rules: GroupRules { notice: who(4)?, mention_all: who(5)?, leave: who(6)? },
        })
    })
    .optional()
}

/// Changes a group; false when there is none.
pub(super) fn change(
    db: &Transaction<'_>,
    memory: &mut Memory,
    id: &str,
    change: &GroupChange,
) -> rusqlite::Result<bool> {
    let owner = match change.owner.as_deref() {
        Some("") => Some(0),
        Some(owner) => Some(memory.number(db, owner)?),
        None => None,
    };
    let GroupRules { notice, mention_all, leave } = change.rules;
    let [notice_by, mention_all_by, leave_by] = [notice, mention_all, leave].map(|who| who.map(Who::number));
    let changed = db
        .prepare_cached(
            "UPDATE chat_group SET notice = coalesce(?2, notice), owner = coalesce(?3, owner),
                 notice_by = coalesce(?4, notice_by), mention_all_by = coalesce(?5, mention_all_by),
                 leave_by = coalesce(?6, leave_by)
             WHERE group_id = ?1 AND dismissed = 0",
        )?
        .execute(params![id, change.notice, owner, notice_by, mention_all_by, leave_by])?;
    Ok(changed > 0)
}
