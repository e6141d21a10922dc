//! How a user keeps their conversations, on all devices: on top, silent. What was set here is remembered until the
//! server knows it; until then what other devices have set gives way to it.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::conversation::{self, Number};
use crate::{ChangeSet, ConversationId, ConversationType, TargetId, Timestamp};

/// The version of the attributes that was taken in, by its name among the cursors.
const VERSION: &str = "attributes";

/// Beside the attributes' own bits: the conversation was put back on top, and stands where it stood, whatever time the
/// server gives to that.
const IN_ITS_PLACE: i64 = 4;

/// One attribute of one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) conversation: ConversationId,
    pub(crate) name: Name,
    pub(crate) set: bool,
    /// When, by the server; those on top stand in this order. Unknown for what the server does not know yet.
    pub(crate) time: Timestamp,
}

/// Which attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Pinned,
    Muted,
}

impl Name {
    fn column(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Muted => "muted",
        }
    }

    fn bit(self) -> i64 {
        match self {
            Self::Pinned => 1,
            Self::Muted => 2,
        }
    }
}

/// Sets an attribute here; the server must be told.
pub(super) fn set(
    db: &Transaction<'_>,
    number: Number,
    name: Name,
    value: bool,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let column = name.column();
    let changed = db
        .prepare_cached(&format!(
            "UPDATE conversation SET {column} = ?2, unsaid = unsaid | ?3 WHERE id = ?1 AND {column} <> ?2"
        ))?
        .execute(params![number, value, name.bit()])?;
    if changed > 0 && name == Name::Pinned {
        place(db, number, value, now)?;
    }
    Ok(())
}

/// Puts a conversation on top again, where it stood; the server must be told. One that was put there meanwhile stays.
pub(super) fn pin_again(db: &Transaction<'_>, number: Number, since: Timestamp) -> rusqlite::Result<()> {
    set(db, number, Name::Pinned, true, since)?;
    db.prepare_cached("UPDATE conversation SET unsaid = unsaid | ?2 WHERE id = ?1 AND pinned_time = ?3")?
        .execute(params![number, IN_ITS_PLACE, since.0])?;
    Ok(())
}

/// Puts a conversation that is on top above those that were put there before; true when it stood elsewhere.
fn place(db: &Transaction<'_>, number: Number, pinned: bool, time: Timestamp) -> rusqlite::Result<bool> {
    let time = if pinned { time.0.max(1) } else { 0 };
    let moved = db
        .prepare_cached("UPDATE conversation SET pinned_time = ?2 WHERE id = ?1 AND pinned_time <> ?2")?
        .execute(params![number, time])?;
    Ok(moved > 0)
}

/// What the server does not know yet.
pub(crate) fn unsaid(db: &Connection) -> rusqlite::Result<Vec<Attribute>> {
    let mut statement = db.prepare_cached(
        "SELECT kind, target, unsaid, pinned, muted FROM conversation WHERE unsaid <> 0 ORDER BY id LIMIT 500",
    )?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(kind) = ConversationType::from_number(row.get(0)?) else { continue };
        let conversation = ConversationId { kind, target_id: TargetId::new(row.get::<_, String>(1)?) };
        let bits: i64 = row.get(2)?;
        for (name, set) in [(Name::Pinned, row.get(3)?), (Name::Muted, row.get(4)?)] {
            if bits & name.bit() != 0 {
                let time = Timestamp(0);
                list.push(Attribute { conversation: conversation.clone(), name, set, time });
            }
        }
    }
    Ok(list)
}

/// The server knows these now; what was set anew meanwhile it does not.
pub(crate) fn said(db: &Transaction<'_>, attributes: &[Attribute]) -> rusqlite::Result<()> {
    for attribute in attributes {
        let column = attribute.name.column();
        db.prepare_cached(&format!(
            "UPDATE conversation SET unsaid = unsaid & ~?3 WHERE kind = ?1 AND target = ?2 AND {column} = ?4"
        ))?
        .execute(params![
            attribute.conversation.kind.number(),
            attribute.conversation.target_id.as_str(),
            attribute.name.bit(),
            attribute.set
        ])?;
    }
    Ok(())
}

/// Up to which version the attributes were taken in.
pub(crate) fn version(db: &Connection) -> rusqlite::Result<i64> {
    let version = db
        .prepare_cached("SELECT time FROM cursor WHERE name = ?1")?
        .query_row([VERSION], |row| row.get(0))
        .optional()?;
    Ok(version.unwrap_or_default())
}

/// Takes in what other devices have set, in order. An answer that a newer one has overtaken says nothing new.
pub(crate) fn apply(
    db: &Transaction<'_>,
    attributes: &[Attribute],
    version: i64,
) -> rusqlite::Result<ChangeSet> {
    let mut changes = ChangeSet::default();
    if version < self::version(db)? {
        return Ok(changes);
    }
    for attribute in attributes {
        let number = conversation::find_or_create(db, &attribute.conversation)?;
        let column = attribute.name.column();
        let unsaid: i64 = db
            .prepare_cached("SELECT unsaid FROM conversation WHERE id = ?1")?
            .query_row([number], |row| row.get(0))?;
        if unsaid & attribute.name.bit() != 0 {
            continue;
        }
        let rows = db
            .prepare_cached(&format!(
                "UPDATE conversation SET {column} = ?2 WHERE id = ?1 AND {column} <> ?2"
            ))?
            .execute(params![number, attribute.set])?;
        let keeps = attribute.set && unsaid & IN_ITS_PLACE != 0;
        let moved =
            attribute.name == Name::Pinned && !keeps && place(db, number, attribute.set, attribute.time)?;
        if attribute.name == Name::Pinned && unsaid & IN_ITS_PLACE != 0 {
            db.prepare_cached("UPDATE conversation SET unsaid = unsaid & ~?2 WHERE id = ?1")?
                .execute(params![number, IN_ITS_PLACE])?;
        }
        if rows > 0 || moved {
            changes.conversations.insert(attribute.conversation.clone());
        }
    }
    db.prepare_cached(
        "INSERT INTO cursor (name, time) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET time = ?2",
    )?
    .execute(params![VERSION, version])?;
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{DraftThen, enqueue, schema};
    use pipit_proto::content::Content;

    #[test]
    fn an_answer_that_a_newer_one_has_overtaken_changes_nothing() {
        let mut db = schema::in_memory().unwrap();
        let conversation =
            ConversationId { kind: ConversationType::Private, target_id: TargetId::new("bob") };
        let pinned = |set| {
            [Attribute { conversation: conversation.clone(), name: Name::Pinned, set, time: Timestamp(7) }]
        };
        let transaction = db.transaction().unwrap();
        apply(&transaction, &pinned(false), 7).unwrap();
        assert!(apply(&transaction, &pinned(true), 6).unwrap().is_empty());
        assert_eq!(version(&transaction).unwrap(), 7);
        assert!(!conversation::one(&transaction, &conversation).unwrap().unwrap().pinned);
        assert!(!apply(&transaction, &pinned(true), 8).unwrap().is_empty());
    }

    #[test]
    fn ux_1_what_stands_on_top_keeps_its_order_and_takes_that_of_other_devices() {
        let mut db = schema::in_memory().unwrap();
        let with =
            |name: &str| ConversationId { kind: ConversationType::Private, target_id: TargetId::new(name) };
        let transaction = db.transaction().unwrap();
        let say = |name: &str, number, time| {
            let (me, words) = (crate::UserId::new("alice"), Content::text("hello"));
            enqueue(&transaction, &me, &with(name), &words, number, Timestamp(time), DraftThen::Sent)
                .unwrap();
        };
        let order = || -> Vec<String> {
            let list = conversation::list(&transaction, 9).unwrap();
            list.iter().map(|row| row.id.target_id.as_str().to_owned()).collect()
        };
        for (number, name) in (1..).zip(["first", "second", "free"]) {
            say(name, number, number * 10);
        }
        conversation::set_pinned(&transaction, &with("first"), true, Timestamp(100)).unwrap();
        conversation::set_pinned(&transaction, &with("second"), true, Timestamp(200)).unwrap();
        assert_eq!(order(), ["second", "first", "free"]);
        say("first", 9, 900);
        assert_eq!(order(), ["second", "first", "free"], "a message does not move it");

        let again = |name: &str, time| Attribute {
            conversation: with(name),
            name: Name::Pinned,
            set: true,
            time: Timestamp(time),
        };
        said(&transaction, &unsaid(&transaction).unwrap()).unwrap();
        let changes = apply(&transaction, &[again("second", 200), again("first", 300)], 8).unwrap();
        assert_eq!(order(), ["first", "second", "free"], "another device has put it there again");
        assert_eq!(changes.conversations, [with("first")].into());
    }

    #[test]
    fn what_is_put_back_on_top_keeps_its_place_when_the_server_says_that_it_is_there() {
        let mut db = schema::in_memory().unwrap();
        let with =
            |name: &str| ConversationId { kind: ConversationType::Private, target_id: TargetId::new(name) };
        let transaction = db.transaction().unwrap();
        let order = || -> Vec<String> {
            let list = conversation::list(&transaction, 9).unwrap();
            list.iter().map(|row| row.id.target_id.as_str().to_owned()).collect()
        };
        let pinned = |name: &str, time| {
            let (conversation, time) = (with(name), Timestamp(time));
            Attribute { conversation, name: Name::Pinned, set: true, time }
        };
        for (number, name) in (1..).zip(["below", "above"]) {
            let (me, words) = (crate::UserId::new("alice"), Content::text("hello"));
            let time = Timestamp(number * 10);
            enqueue(&transaction, &me, &with(name), &words, number, time, DraftThen::Sent).unwrap();
            conversation::set_pinned(&transaction, &with(name), true, Timestamp(number * 100)).unwrap();
        }
        let removed = conversation::remove(&transaction, &with("below")).unwrap();
        assert_eq!(removed.pinned, Some(Timestamp(100)));
        conversation::put_back(&transaction, &removed).unwrap();
        assert_eq!(order(), ["above", "below"]);
        let told = unsaid(&transaction).unwrap();
        said(&transaction, &told).unwrap();
        assert!(unsaid(&transaction).unwrap().is_empty(), "the server knows it all");
        apply(&transaction, &[pinned("below", 500)], 500).unwrap();
        assert_eq!(order(), ["above", "below"], "for the server it was put there just now");
        apply(&transaction, &[pinned("below", 600)], 600).unwrap();
        assert_eq!(order(), ["below", "above"], "another device has put it there once more");
    }
}
