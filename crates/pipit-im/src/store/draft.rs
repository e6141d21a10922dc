//! Drafts: the words in a column of their own, which the list shows, and beside them what goes with them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::conversation::{self, Number};
use crate::{ConversationId, Draft, Timestamp};

/// What is being written in a conversation; empty when nothing is.
pub(crate) fn draft(db: &Connection, id: &ConversationId) -> rusqlite::Result<Draft> {
    let found: Option<(String, String)> = db
        .prepare_cached(
            "SELECT draft, draft_with FROM conversation WHERE kind = ?1 AND target = ?2 AND removed = 0",
        )?
        .query_row(params![id.kind.number(), id.target_id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (text, with) = found.unwrap_or_default();
    Ok(Draft { text, ..read(&with) })
}

/// Keeps what is being written; it puts the conversation on the list, if there are words.
pub(crate) fn set_draft(
    db: &Transaction<'_>,
    id: &ConversationId,
    draft: &Draft,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let number = conversation::find_or_create(db, id)?;
    let text = if draft.text.trim().is_empty() { "" } else { &draft.text };
    db.prepare_cached(
        "UPDATE conversation SET draft = ?2, draft_with = ?3, draft_time = iif(?2 = '', 0, ?4),
             removed = removed AND ?2 = ''
         WHERE id = ?1",
    )?
    .execute(params![number, text, write(draft), now.0])?;
    Ok(())
}

/// It was sent.
pub(super) fn sent(db: &Transaction<'_>, number: Number) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE conversation SET draft = '', draft_with = '', draft_time = 0 WHERE id = ?1")?
        .execute([number])?;
    Ok(())
}

/// One of its files was sent; the rest stays.
pub(super) fn file_sent(db: &Transaction<'_>, number: Number, path: &Path) -> rusqlite::Result<()> {
    let with: String = db
        .prepare_cached("SELECT draft_with FROM conversation WHERE id = ?1")?
        .query_row([number], |row| row.get(0))?;
    let mut draft = read(&with);
    let before = draft.files.len();
    draft.files.retain(|file| file.path != path);
    if draft.files.len() < before {
        db.prepare_cached("UPDATE conversation SET draft_with = ?2 WHERE id = ?1")?
            .execute(params![number, write(&draft)])?;
    }
    Ok(())
}

/// Where all files lie that go with drafts.
pub(super) fn files(db: &Connection) -> rusqlite::Result<HashSet<PathBuf>> {
    let mut statement = db.prepare("SELECT draft_with FROM conversation WHERE draft_with <> ''")?;
    let drafts = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut files = HashSet::new();
    for with in drafts {
        files.extend(read(&with?).files.into_iter().map(|file| file.path));
    }
    Ok(files)
}

fn read(with: &str) -> Draft {
    serde_json::from_str(with).unwrap_or_default()
}

/// Nothing for words alone.
fn write(draft: &Draft) -> String {
    let mut draft = draft.clone();
    if draft.text.trim().is_empty() {
        draft.mentions.clear(); // they stand in the words
    }
    if draft.quote.is_none() && draft.mentions.is_empty() && draft.files.is_empty() {
        return String::new();
    }
    serde_json::to_string(&draft).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::Attachment;
    use crate::store::{DraftThen, schema, upload};
    use crate::{ConversationType, DraftFile, DraftMention, MessageId, TargetId, UserId};
    use pipit_proto::content::Content;

    fn bob() -> ConversationId {
        ConversationId { kind: ConversationType::Private, target_id: TargetId::new("bob") }
    }

    fn whole() -> Draft {
        let file = |name: &str| DraftFile { path: PathBuf::from(name), as_picture: false };
        Draft {
            text: "@Bob look".into(),
            quote: Some(MessageId(7)),
            mentions: vec![DraftMention { name: "Bob".into(), id: Some(UserId::new("bob")) }],
            files: vec![file("/plan.pdf"), file("/beach.png")],
        }
    }

    #[test]
    fn ux_43_a_draft_keeps_its_quote_mentions_and_files_until_they_are_sent() {
        let mut db = schema::in_memory().unwrap();
        let transaction = db.transaction().unwrap();
        set_draft(&transaction, &bob(), &whole(), Timestamp(5)).unwrap();
        assert_eq!(draft(&transaction, &bob()).unwrap(), whole());
        assert_eq!(files(&transaction).unwrap().len(), 2, "they are not swept away");

        let me = UserId::new("alice");
        let plan = Attachment { path: "/plan.pdf".into(), smaller: false, key: "k".into() };
        upload::enqueue(&transaction, &me, &bob(), &Content::text("a file"), &plan, false, 1, Timestamp(6))
            .unwrap();
        let left = draft(&transaction, &bob()).unwrap();
        assert_eq!(left.files, whole().files[1..], "what is sent goes, the rest stays");
        assert_eq!(left.text, whole().text, "words are not sent by a file");

        super::super::enqueue(
            &transaction,
            &me,
            &bob(),
            &Content::text("@Bob look"),
            2,
            Timestamp(7),
            DraftThen::Sent,
        )
        .unwrap();
        assert!(draft(&transaction, &bob()).unwrap().is_empty());
    }

    #[test]
    fn ux_1_a_conversation_with_a_draft_alone_stands_where_it_was_written() {
        let mut db = schema::in_memory().unwrap();
        let transaction = db.transaction().unwrap();
        let with = |name: &str| ConversationId { target_id: TargetId::new(name), ..bob() };
        let said = |name: &str, id, time| {
            let (me, words) = (UserId::new("alice"), Content::text("hello"));
            super::super::enqueue(
                &transaction,
                &me,
                &with(name),
                &words,
                id,
                Timestamp(time),
                DraftThen::Sent,
            )
            .unwrap();
        };
        said("earlier", 1, 10);
        set_draft(&transaction, &bob(), &Draft::from("half a"), Timestamp(20)).unwrap();
        said("later", 2, 30);
        let list = conversation::list(&transaction, 9).unwrap();
        let names: Vec<_> = list.iter().map(|row| row.id.target_id.as_str()).collect();
        assert_eq!(names, ["later", "bob", "earlier"]);
    }
}
