//! The store against damage, time and size.

mod gaps;
mod opening;
mod others;
mod plans;
mod upgrading;

use super::*;
use crate::{ConversationId, ConversationType, Mark, Peer, ReceivedStatus, TargetId, Timestamp, UserId};
use pipit_proto::content::Content;
use pipit_proto::flags::MessageFlags;

const KEY: StoreKey = StoreKey([7; 32]);

pub(super) fn bob() -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new("bob") }
}

fn me() -> UserId {
    UserId::new("alice")
}

/// A message of bob's that the boxes bring.
pub(super) fn received(time: i64, text: &str) -> Inbound {
    Inbound {
        conversation: bob(),
        sender: UserId::new("bob"),
        sent: false,
        uid: format!("uid-{time}"),
        client_id: None,
        time,
        flags: MessageFlags { persisted: true, counted: true, ..MessageFlags::default() },
        content: Content::text(text),
        edited: None,
    }
}

fn take_in(db: &Transaction<'_>, times: std::ops::Range<i64>) {
    let last = times.end - 1;
    let messages = times.map(|time| received(time, &"text ".repeat(40))).collect();
    apply(db, &me(), messages, Source::Box, Cursors { inbox: last, sent: 0 }, Timestamp(0)).unwrap();
}

fn say(db: &Transaction<'_>, client_id: i64, time: i64) -> crate::MessageId {
    enqueue(db, &me(), &bob(), &Content::text("mine"), client_id, Timestamp(time), DraftThen::Sent).unwrap()
}

#[test]
fn that_the_peer_has_read_holds_for_what_another_device_wrote_and_comes_later() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    let word = pipit_proto::content::ReadNotification { last_message_send_time: 5, ..<_>::default() };
    let word = Inbound { content: Content::ReadNotification(word), ..received(9, "") };
    let mine = Inbound { sent: true, sender: me(), client_id: Some(7), ..received(5, "mine") };
    for message in [word, mine] {
        apply(&transaction, &me(), vec![message], Source::Box, Cursors::default(), Timestamp(0)).unwrap();
    }
    let list = page(&transaction, &bob(), MessageRange::Latest { limit: 1 }).unwrap().list;
    assert_eq!(list[0].state, crate::MessageState::Read);
}

/// The facts that wait to leave: their kind, and the time that they speak of.
fn facts(db: &Connection) -> Vec<(String, i64)> {
    db.prepare(
        "SELECT object_name, content ->> 'lastMessageSendTime' FROM outbox WHERE message = 0 ORDER BY id",
    )
    .unwrap()
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
    .unwrap()
    .collect::<rusqlite::Result<_>>()
    .unwrap()
}

#[test]
fn what_was_read_quietly_or_elsewhere_is_told_to_the_peer_when_somebody_wants_that() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..6);
    let at = |time| last_received(&transaction, &bob(), Timestamp(time)).unwrap().unwrap();
    let fact = |name: &str, time: i64| (name.to_owned(), time);
    assert!(mark_read(&transaction, &bob(), at(3), Peer::NotTold, [11, 12]).unwrap());
    assert_eq!(facts(&transaction), [fact("RC:SRSMsg", 3)], "one's own devices only");
    assert!(!mark_read(&transaction, &bob(), at(3), Peer::NotTold, [13, 14]).unwrap(), "nothing new");
    assert!(mark_read(&transaction, &bob(), at(2), Peer::Told, [15, 16]).unwrap());
    assert_eq!(facts(&transaction), [fact("RC:SRSMsg", 3), fact("RC:ReadNtf", 2)]);
    assert_eq!(one(&transaction, &bob()).unwrap().unwrap().unread, 2, "what was read stays read");

    // Another device reads on; whoever asks for it here tells the peer of that too.
    let word = pipit_proto::content::SyncReadStatus { last_message_send_time: 5, ..<_>::default() };
    let read =
        Inbound { sent: true, sender: me(), content: Content::SyncReadStatus(word), ..received(9, "") };
    apply(&transaction, &me(), vec![read], Source::Box, Cursors::default(), Timestamp(0)).unwrap();
    assert!(mark_all_read(&transaction, &bob(), Peer::Told, [17, 18]).unwrap());
    assert_eq!(facts(&transaction), [fact("RC:SRSMsg", 3), fact("RC:ReadNtf", 5)]);
    assert!(!mark_all_read(&transaction, &bob(), Peer::Told, [19, 20]).unwrap(), "they know");
}

#[test]
fn what_another_device_has_told_the_peer_is_not_told_again() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..6);
    let word = pipit_proto::content::ReadNotification { last_message_send_time: 5, ..<_>::default() };
    let told =
        Inbound { sent: true, sender: me(), content: Content::ReadNotification(word), ..received(9, "") };
    apply(&transaction, &me(), vec![told], Source::Box, Cursors::default(), Timestamp(0)).unwrap();
    assert_eq!(one(&transaction, &bob()).unwrap().unwrap().unread, 5);
    assert!(mark_all_read(&transaction, &bob(), Peer::Told, [11, 12]).unwrap());
    assert_eq!(facts(&transaction), [("RC:SRSMsg".to_owned(), 5)]);
}

#[test]
fn marks_stand_beside_what_was_read_and_come_with_what_arrives() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    let mut late = received(1, "another device had it");
    late.flags.retrieved = true;
    let messages = vec![late, received(2, "two"), received(3, "three")];
    apply(&transaction, &me(), messages, Source::Box, Cursors::default(), Timestamp(0)).unwrap();
    let word = pipit_proto::content::SyncReadStatus { last_message_send_time: 2, ..<_>::default() };
    let read =
        Inbound { sent: true, sender: me(), content: Content::SyncReadStatus(word), ..received(9, "") };
    apply(&transaction, &me(), vec![read], Source::Box, Cursors::default(), Timestamp(0)).unwrap();
    let shown = || page(&transaction, &bob(), MessageRange::Latest { limit: 9 }).unwrap().list;
    let seen = |list: Vec<crate::Message>| -> Vec<(bool, bool)> {
        list.iter().map(|one| (one.marks.retrieved, one.marks.received_elsewhere)).collect()
    };
    assert_eq!(seen(shown()), [(true, true), (false, true), (false, false)]);

    let (first, last) = (shown()[0].id, shown()[2].id);
    mark(&transaction, last, Mark::Downloaded, false).unwrap();
    assert_eq!(shown()[2].marks, crate::Marks { downloaded: true, ..<_>::default() });
    assert_eq!(shown()[2].received_status, ReceivedStatus::Unread);
    mark(&transaction, first, Mark::Downloaded, true).unwrap();
    mark(&transaction, first, Mark::Retrieved, true).unwrap();
    assert_eq!(shown()[0].marks.set, Some(Mark::Retrieved), "the last one");
    set_received_status(&transaction, first, ReceivedStatus::Listened).unwrap();
    assert_eq!((shown()[0].received_status, shown()[0].marks.set), (ReceivedStatus::Listened, None));
    assert!(shown()[0].marks.downloaded, "what was marked stays");
    mark_unread_from(&transaction, first).unwrap();
    assert_eq!(shown()[1].received_status, ReceivedStatus::Unread);
    assert!(shown()[1].marks.received_elsewhere);
}

#[test]
fn a_message_that_was_read_can_be_unread_again_by_itself() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..5);
    let ids: Vec<_> = page(&transaction, &bob(), MessageRange::Latest { limit: 9 })
        .unwrap()
        .list
        .into_iter()
        .map(|message| message.id)
        .collect();
    let read = |up_to: usize| mark_read(&transaction, &bob(), ids[up_to], Peer::NotTold, [1, 2]).unwrap();
    let unread = || one(&transaction, &bob()).unwrap().unwrap().unread;
    let status = |at: usize| find(&transaction, ids[at].0).unwrap().unwrap().received_status;
    let set = |at: usize, status| drop(set_received_status(&transaction, ids[at], status).unwrap());
    assert!(read(2));
    set(1, ReceivedStatus::Unread);
    assert_eq!((unread(), status(1), status(0)), (2, ReceivedStatus::Unread, ReceivedStatus::Read));
    let first = first_unread(&transaction, &bob()).unwrap().unwrap();
    assert_eq!(first, (MessageCursor::of(&find(&transaction, ids[1].0).unwrap().unwrap()), 2));
    set(1, ReceivedStatus::Read);
    assert_eq!((unread(), status(1)), (1, ReceivedStatus::Read));
    set(1, ReceivedStatus::Unread);
    assert!(read(2), "it is read again, though nothing has come since");
    assert_eq!((unread(), status(1)), (1, ReceivedStatus::Read));
    assert!(!read(2));
    set(0, ReceivedStatus::Unread);
    assert!(read(3));
    assert_eq!((unread(), status(0)), (0, ReceivedStatus::Read));
}
