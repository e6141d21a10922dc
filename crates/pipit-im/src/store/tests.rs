//! The store against damage, time and size.

mod opening;
mod plans;

use super::*;
use crate::{ConversationId, ConversationType, TargetId, Timestamp, UserId};
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
    enqueue(db, &me(), &bob(), &Content::text("mine"), client_id, Timestamp(time)).unwrap()
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
