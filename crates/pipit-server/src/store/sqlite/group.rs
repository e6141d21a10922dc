//! What groups say of themselves, and who may do what in them.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::memory::{Memory, Number};
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

/// Who comes back to a group (3) or a discussion (2) sees everything again.
pub(super) fn see_again(
    db: &Transaction<'_>,
    kind: i64,
    number: Number,
    user: Number,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE conversation SET left_time = 9223372036854775807 WHERE owner = ?3
         AND thread = (SELECT id FROM thread WHERE kind = ?1 AND first = ?2 AND second = 0)",
    )?
    .execute([kind, number, user])?;
    Ok(())
}

/// Makes somebody a member.
pub(super) fn join(db: &Transaction<'_>, group: Number, user: Number) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO member (chat_group, user) VALUES (?1, ?2)")?
        .execute([group, user])?;
    see_again(db, 3, group, user)
}

/// Takes a member out, who sees nothing of what is said from now on.
pub(super) fn leave(db: &Transaction<'_>, group: Number, user: Number) -> rusqlite::Result<()> {
    let left = db
        .prepare_cached("DELETE FROM member WHERE chat_group = ?1 AND user = ?2")?
        .execute([group, user])?;
    if left > 0 {
        db.prepare_cached("UPDATE chat_group SET owner = 0 WHERE id = ?1 AND owner = ?2")?
            .execute([group, user])?;
        end_view(db, group, Some(user))?;
    }
    Ok(())
}

/// Takes all members out, who keep what they have seen. A group that is created under the same name begins anew: nobody
/// who was not in this one sees what was said in it.
pub(super) fn dismiss(db: &Transaction<'_>, group: Number) -> rusqlite::Result<()> {
    end_view(db, group, None)?;
    db.execute("DELETE FROM member WHERE chat_group = ?1", [group])?;
    db.execute(
        "UPDATE chat_group SET dismissed = 1, notice = '', owner = 0,
             notice_by = 0, mention_all_by = 0, leave_by = 0,
             since = coalesce((SELECT max(message.time) FROM thread JOIN message ON message.thread = thread.id
                 WHERE kind = 3 AND first = ?1 AND second = 0), since)
         WHERE id = ?1",
        [group],
    )?;
    Ok(())
}

/// What is newest in a group is the last that a member sees of it, or everybody who still sees it grow.
fn end_view(db: &Transaction<'_>, group: Number, user: Option<Number>) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE conversation SET left_time = 1 + coalesce((
             SELECT max(message.time) FROM message WHERE message.thread = conversation.thread), 0)
         WHERE thread = (SELECT id FROM thread WHERE kind = 3 AND first = ?1 AND second = 0)
           AND left_time = 9223372036854775807 AND (?2 IS NULL OR owner = ?2)",
    )?
    .execute(params![group, user])?;
    Ok(())
}
