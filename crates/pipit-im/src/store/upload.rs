//! Messages whose file must reach the file server first. They stand in the conversation as sending; the entry in the
//! outbox is written in the transaction that knows the file's address.

use std::collections::HashSet;
use std::path::PathBuf;

use pipit_proto::content::Content;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::message::state;
use super::{download, draft, outbox};
use crate::media::Attachment;
use crate::{ConversationId, MessageId, Timestamp, UserId, path_text};

/// A message that waits for its file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Waiting {
    pub(crate) message: MessageId,
    pub(crate) conversation: ConversationId,
    pub(crate) content: Content,
    pub(crate) attachment: Attachment,
}

/// Writes a message and queues its file, which is known to lie there if it `stays`.
#[expect(clippy::too_many_arguments, reason = "they are the columns of three rows")]
pub(crate) fn enqueue(
    db: &Transaction<'_>,
    me: &UserId,
    id: &ConversationId,
    content: &Content,
    attachment: &Attachment,
    stays: bool,
    client_id: i64,
    now: Timestamp,
) -> rusqlite::Result<MessageId> {
    let (number, message) = outbox::write(db, me, id, content, client_id, now)?;
    draft::file_sent(db, number, &attachment.path)?;
    db.prepare_cached(
        "INSERT INTO upload (message, conversation, path, smaller, file_key) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        message.0,
        number,
        path_text::to_text(&attachment.path),
        attachment.smaller,
        attachment.key
    ])?;
    if stays {
        download::lies(db, message, number, &attachment.path)?;
    }
    Ok(message)
}

/// The oldest of each conversation, in order: files of one conversation go one after the other, as they were written.
///
/// The crosses keep the order in which the tables are walked: SQLite would rather look for those of all messages that are being
/// sent, and few files ever wait.
pub(crate) fn waiting(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Waiting>> {
    db.prepare_cached(
        "SELECT upload.message, kind, target, object_name, content, path, smaller, file_key
         FROM upload CROSS JOIN message ON message.id = upload.message
             JOIN conversation ON conversation.id = upload.conversation
         WHERE upload.message IN (
             SELECT min(upload.message) FROM upload CROSS JOIN message ON message.id = upload.message
             WHERE state = ?1 GROUP BY upload.conversation)
         ORDER BY upload.message LIMIT ?2",
    )?
    .query_map(params![state::SENDING, limit], |row| {
        Ok(Waiting {
            message: MessageId(row.get(0)?),
            conversation: outbox::conversation_of(row, 1)?,
            content: Content::decode(&row.get::<_, String>(3)?, &row.get::<_, String>(4)?),
            attachment: Attachment {
                path: path_text::of_text(row.get(5)?),
                smaller: row.get(6)?,
                key: row.get(7)?,
            },
        })
    })?
    .collect()
}

/// Where all files lie that messages wait for, or would if they were sent again, and those of drafts.
pub(crate) fn files(db: &Connection) -> rusqlite::Result<HashSet<PathBuf>> {
    let mut files: HashSet<PathBuf> = db
        .prepare_cached("SELECT path FROM upload")?
        .query_map([], |row| row.get(0).map(path_text::of_text))?
        .collect::<rusqlite::Result<_>>()?;
    files.extend(draft::files(db)?);
    Ok(files)
}

/// The file is with the server, and the content names its address: the message may leave. False when nobody wants that
/// any more.
pub(crate) fn uploaded(
    db: &Transaction<'_>,
    message: MessageId,
    content: &Content,
) -> rusqlite::Result<bool> {
    let found: Option<(i64, i64)> = db
        .prepare_cached(
            "SELECT upload.conversation, client_id FROM upload JOIN message ON message.id = upload.message
             WHERE upload.message = ?1 AND state = ?2",
        )?
        .query_row([message.0, state::SENDING], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((number, client_id)) = found else { return Ok(false) };
    db.prepare_cached("DELETE FROM upload WHERE message = ?1")?.execute([message.0])?;
    db.prepare_cached("UPDATE message SET content = ?2 WHERE id = ?1")?
        .execute(params![message.0, content.encode()])?;
    outbox::insert(db, number, message.0, client_id, content)?;
    Ok(true)
}

/// Ends the attempts; the file stays known, so that another try goes on where this one was. False when it was over
/// already.
pub(crate) fn stop(db: &Transaction<'_>, message: MessageId, code: i32) -> rusqlite::Result<bool> {
    let stopped = db
        .prepare_cached(
            "UPDATE message SET state = ?3, code = ?2
             WHERE id = ?1 AND state = ?4 AND EXISTS (SELECT 1 FROM upload WHERE message = ?1)",
        )?
        .execute(params![message.0, code, state::FAILED, state::SENDING])?;
    Ok(stopped > 0)
}
