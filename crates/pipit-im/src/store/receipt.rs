//! Who has read a message of a group. Its writer asks, and whoever reads it tells them; both words are commands that
//! travel through the group. Where the server keeps who has read what (`kept`), nobody asks: whoever reads a group's
//! messages tells the server, which tells those who wrote them.

use std::collections::BTreeMap;

use pipit_proto::content::{Content, ReadReceiptRequest, ReadReceiptResponse};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::json;

use super::inbound::{Fact, Inbound};
use super::{conversation, outbox};
use crate::{ConversationId, ConversationType, MessageId, Receipt, Timestamp, UserId};

/// The bits of `message.receipt`.
const ASKED: i64 = 1;
const ANSWERED: i64 = 2;

/// Understands the columns; `readers` is a list of pairs as JSON.
pub(super) fn read(bits: i64, readers: Option<String>) -> Option<Receipt> {
    let readers: Vec<(String, i64)> =
        readers.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    (bits & ASKED != 0).then(|| Receipt {
        answered: bits & ANSWERED != 0,
        readers: readers.into_iter().map(|(reader, time)| (UserId::new(reader), Timestamp(time))).collect(),
    })
}

/// Asks a group who has read a message of one's own; false when it is none that can be asked about.
pub(crate) fn ask(db: &Transaction<'_>, id: MessageId, client_id: i64, kept: bool) -> rusqlite::Result<bool> {
    let found: Option<(i64, String)> = db
        .prepare_cached(
            "UPDATE message SET receipt = receipt | ?2
             WHERE id = ?1 AND sent = 1 AND uid IS NOT NULL AND conversation IN
                 (SELECT id FROM conversation WHERE kind IN (?3, ?4))
             RETURNING conversation, uid",
        )?
        .query_row(params![id.0, ASKED, GROUPS[0].number(), GROUPS[1].number()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((number, message_uid)) = found else { return Ok(false) };
    if kept && conversation::id_of(db, number)?.kind == ConversationType::Group {
        return Ok(true);
    }
    let word = ReadReceiptRequest { message_uid, ..ReadReceiptRequest::default() };
    outbox::insert(db, number, 0, client_id, &Content::ReadReceiptRequest(word))?;
    Ok(true)
}

/// In which conversations receipts are asked for.
const GROUPS: [ConversationType; 2] = [ConversationType::Group, ConversationType::Discussion];

/// Tells the writer of a message that this user has read it; false when nobody asked.
pub(crate) fn answer(
    db: &Transaction<'_>,
    id: &ConversationId,
    message: MessageId,
    client_id: i64,
    kept: bool,
) -> rusqlite::Result<bool> {
    let Some(number) = conversation::find(db, id)? else { return Ok(false) };
    let unasked = kept && id.kind == ConversationType::Group;
    let found: Option<(String, String, i64)> = db
        .prepare_cached(
            "SELECT sender, uid, receipt FROM message
             WHERE id = ?1 AND conversation = ?2 AND sent = 0 AND uid IS NOT NULL AND (?4 OR receipt & ?3)",
        )?
        .query_row(params![message.0, number, ASKED, unasked], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((writer, uid, bits)) = found else { return Ok(false) };
    if bits & ANSWERED == 0 {
        mark(db, message.0, ANSWERED)?;
        let word =
            ReadReceiptResponse { messages: json!({ writer: [uid] }), ..ReadReceiptResponse::default() };
        outbox::insert(db, number, 0, client_id, &Content::ReadReceiptResponse(word))?;
    }
    Ok(true)
}

/// The most messages of which one word tells that they are read; a server that keeps it takes no more at once.
const TOLD: usize = 100;

/// Of so many messages a server that keeps receipts is told. Who comes back to more has not read what is above them.
const RECENT: i64 = 500;

/// Tells everybody who has asked, up to a message, that this user has read theirs: in one word, of the newest ones. False
/// when nobody waits.
pub(crate) fn answer_up_to(
    db: &Transaction<'_>,
    id: &ConversationId,
    up_to: MessageId,
    client_id: i64,
    kept: bool,
) -> rusqlite::Result<bool> {
    let Some(number) = conversation::find(db, id)? else { return Ok(false) };
    // Both walk an index: a group may hold hundreds of thousands of messages, and this is asked with each that is read. The bits are
    // written out, as an index of some rows is found by the words of its condition.
    let sql = if kept && id.kind == ConversationType::Group {
        "SELECT id, sender, uid FROM
             (SELECT id AS recent FROM message
              WHERE conversation = ?1 AND (time, id) <= (SELECT time, id FROM message WHERE id = ?2)
              ORDER BY time DESC, id DESC LIMIT ?3)
             JOIN message ON id = recent
         WHERE sent = 0 AND (counted OR receipt & 1) AND NOT receipt & 2 AND uid IS NOT NULL"
    } else {
        "SELECT id, sender, uid FROM message
         WHERE conversation = ?1 AND sent = 0 AND receipt & 3 = 1 AND uid IS NOT NULL
             AND (time, id) <= (SELECT time, id FROM message WHERE id = ?2)
         ORDER BY time DESC, id DESC LIMIT ?3"
    };
    let asked: Vec<(i64, String, String)> = db
        .prepare_cached(sql)?
        .query_map(params![number, up_to.0, RECENT], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .take(TOLD)
        .collect::<rusqlite::Result<_>>()?;
    let mut read: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (message, writer, uid) in asked {
        mark(db, message, ANSWERED)?;
        read.entry(writer).or_default().push(uid);
    }
    if read.is_empty() {
        return Ok(false);
    }
    let word = ReadReceiptResponse { messages: json!(read), ..ReadReceiptResponse::default() };
    outbox::insert(db, number, 0, client_id, &Content::ReadReceiptResponse(word))?;
    Ok(true)
}

/// Keeps who has read a message of one's own, as the server tells; true when it is news.
pub(crate) fn put_readers(
    db: &Transaction<'_>,
    id: MessageId,
    readers: &[(String, i64)],
) -> rusqlite::Result<bool> {
    let mut new = 0;
    for (reader, time) in readers {
        new += db
            .prepare_cached(
                "INSERT OR IGNORE INTO receipt (message, reader, time)
                 SELECT id, ?2, ?3 FROM message WHERE id = ?1 AND sent = 1",
            )?
            .execute(params![id.0, reader, time])?;
    }
    if new > 0 {
        mark(db, id.0, ASKED)?;
    }
    Ok(new > 0)
}

/// Somebody asks who has read their message; what is new about which one.
pub(super) fn asked(
    db: &Transaction<'_>,
    number: i64,
    word: &Inbound,
    uid: &str,
) -> rusqlite::Result<Option<Fact>> {
    let found: Option<i64> = db
        .prepare_cached(
            "SELECT id FROM message WHERE uid = ?1 AND conversation = ?2 AND sender = ?3 AND receipt & ?4 = 0",
        )?
        .query_row(params![uid, number, word.sender.as_str(), ASKED], |row| row.get(0))
        .optional()?;
    let Some(id) = found else { return Ok(None) };
    mark(db, id, ASKED)?;
    Ok(Some(Fact::ReceiptAsked(MessageId(id))))
}

/// Somebody has read messages of this user's, which is news; or this user has told others on another device.
pub(super) fn answered(
    db: &Transaction<'_>,
    me: &UserId,
    number: i64,
    word: &Inbound,
    answer: &ReadReceiptResponse,
) -> rusqlite::Result<Vec<Fact>> {
    let mut facts = Vec::new();
    for (writer, uids) in answer.messages.as_object().into_iter().flatten() {
        if !word.sent && writer != me.as_str() {
            continue; // for somebody else
        }
        for uid in uids.as_array().into_iter().flatten().filter_map(|uid| uid.as_str()) {
            let found: Option<i64> = db
                .prepare_cached(
                    "SELECT id FROM message WHERE uid = ?1 AND conversation = ?2 AND sender = ?3",
                )?
                .query_row(params![uid, number, writer], |row| row.get(0))
                .optional()?;
            let Some(id) = found else { continue };
            if word.sent {
                mark(db, id, ASKED | ANSWERED)?;
                continue;
            }
            mark(db, id, ASKED)?; // who answers was asked, perhaps by another device
            let new = db
                .prepare_cached("INSERT OR IGNORE INTO receipt (message, reader, time) VALUES (?1, ?2, ?3)")?
                .execute(params![id, word.sender.as_str(), word.time])?;
            facts.extend((new > 0).then_some(Fact::ReceiptAnswered(MessageId(id))));
        }
    }
    Ok(facts)
}

fn mark(db: &Transaction<'_>, id: i64, bits: i64) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE message SET receipt = receipt | ?2 WHERE id = ?1")?.execute([id, bits])?;
    Ok(())
}
