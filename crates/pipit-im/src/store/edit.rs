//! Edited messages: other words in the place of a message, which stays where it is and counts as it did.

use pipit_proto::content::{Content, MentionedInfo};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::conversation;
use super::inbound::Inbound;
use crate::ChangeSet;

/// The version up to which edits were taken in, by its name among the cursors.
const VERSION: &str = "edits";

/// Up to which version edits were taken in.
pub(crate) fn version(db: &Connection) -> rusqlite::Result<i64> {
    let version = db
        .prepare_cached("SELECT time FROM cursor WHERE name = ?1")?
        .query_row([VERSION], |row| row.get(0))
        .optional()?;
    Ok(version.unwrap_or_default())
}

/// Takes in edits of messages that are here, and the version that they lead to.
pub(crate) fn apply(db: &Transaction<'_>, edits: &[Inbound], version: i64) -> rusqlite::Result<ChangeSet> {
    let mut changes = ChangeSet::default();
    for edit in edits {
        if let Some(number) = apply_one(db, edit)? {
            changes.conversations.insert(conversation::id_of(db, number)?);
        }
    }
    db.prepare_cached(
        "INSERT INTO cursor (name, time) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET time = max(time, ?2)",
    )?
    .execute(params![VERSION, version])?;
    Ok(changes)
}

/// Puts the newer words in the place of a message; answers its conversation's row, if that is news. What was taken back
/// meanwhile stays so.
pub(super) fn apply_one(db: &Transaction<'_>, edit: &Inbound) -> rusqlite::Result<Option<i64>> {
    let Some(time) = edit.edited else { return Ok(None) };
    db.prepare_cached(
        "UPDATE message SET content = ?3, edited = ?4
         WHERE uid = ?1 AND object_name = ?2 AND edited < ?4 RETURNING conversation",
    )?
    .query_row(params![edit.uid, edit.content.object_name(), edit.content.encode(), time], |row| row.get(0))
    .optional()
}

/// What a message would say with other words; nothing when it is none of words.
pub(crate) fn reworded(content: &Content, words: &str, mentions: Option<MentionedInfo>) -> Option<Content> {
    match content {
        Content::Text(text) => {
            let mut text = text.clone();
            words.clone_into(&mut text.content);
            text.mentioned_info = mentions;
            Some(Content::Text(text))
        }
        Content::Reference(reply) => {
            let mut reply = reply.clone();
            words.clone_into(&mut reply.content);
            reply.mentioned_info = mentions;
            Some(Content::Reference(reply))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{self, schema};
    use crate::{Timestamp, UserId};

    #[test]
    fn ux_50_an_edit_changes_what_is_said_and_nothing_else() {
        let mut db = schema::in_memory().unwrap();
        let transaction = db.transaction().unwrap();
        let words = |text: &str, edited| Inbound {
            content: Content::text(text),
            edited,
            ..store::tests::received(5, "")
        };
        let take = |message: Inbound| {
            let source = store::Source::Box;
            let cursors = store::Cursors::default();
            store::apply(&transaction, &UserId::new("alice"), vec![message], source, cursors, Timestamp(0))
                .unwrap();
        };
        take(words("five", None));
        let row = || store::one(&transaction, &store::tests::bob()).unwrap().unwrap();
        let before = row();
        let changes = apply(&transaction, &[words("six", Some(70))], 70).unwrap();
        assert_eq!(changes.conversations, [store::tests::bob()].into());
        let after = row();
        assert_eq!((after.unread, after.active_time), (before.unread, before.active_time));
        let message = after.last_message.unwrap();
        assert_eq!((message.content, message.edited), (Content::text("six"), Some(Timestamp(70))));
        assert_eq!(version(&transaction).unwrap(), 70);

        assert!(
            apply(&transaction, &[words("four", Some(60))], 60).unwrap().is_empty(),
            "an older edit says nothing"
        );
        assert_eq!(version(&transaction).unwrap(), 70);
        take(words("seven", Some(80))); // the history brings it before the edit is told
        assert_eq!(row().last_message.unwrap().content, Content::text("seven"));
    }
}
