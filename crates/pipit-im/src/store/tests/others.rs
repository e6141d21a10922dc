//! What others may say, and about whom.

use pipit_proto::content::{DiscussionNotification, Recall, Sender};

use super::*;
use crate::GroupId;

fn in_group(kind: ConversationType, target: &str, time: i64, content: Content) -> Inbound {
    let conversation = ConversationId { kind, target_id: TargetId::new(target) };
    Inbound { conversation, content, ..received(time, "") }
}

fn arrives(db: &Transaction<'_>, message: Inbound, source: Source) {
    apply(db, &me(), vec![message], source, Cursors::default(), Timestamp(0)).unwrap();
}

fn name_of(db: &Connection, id: &str) -> Option<String> {
    users(db, &[UserId::new(id)]).unwrap().remove(0).name
}

/// A text of bob's whose content says that somebody wrote it.
fn by(time: i64, id: &str, name: &str) -> Inbound {
    let sender = Sender { id: id.into(), name: name.into(), ..Sender::default() };
    Inbound { content: Content::text("hello").by(sender), ..received(time, "") }
}

#[test]
fn nobody_gives_others_a_name() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    arrives(&transaction, by(1, "bob", "Bob"), Source::Box);
    arrives(&transaction, by(2, "carol", "Mallory"), Source::Box);
    arrives(&transaction, by(3, "alice", "Mallory"), Source::Box);
    let renamed = DiscussionNotification {
        kind: DiscussionNotification::RENAMED,
        extension: "Mallory".into(),
        ..DiscussionNotification::default()
    };
    let notice = Content::DiscussionNotification(renamed);
    arrives(&transaction, in_group(ConversationType::Private, "bob", 4, notice.clone()), Source::Box);
    arrives(&transaction, in_group(ConversationType::Group, "team", 5, notice.clone()), Source::Box);
    arrives(&transaction, in_group(ConversationType::Discussion, "walk", 6, notice), Source::Box);
    let named =
        [name_of(&transaction, "bob"), name_of(&transaction, "carol"), name_of(&transaction, "alice")];
    assert_eq!(named, [Some("Bob".into()), None, None]);
    let ids = ["bob", "team", "walk"].map(GroupId::new);
    let groups: Vec<_> = groups(&transaction, &ids).unwrap().into_iter().map(|group| group.name).collect();
    assert_eq!(groups, [None, None, Some("Mallory".into())]);
}

#[test]
fn what_the_history_brings_does_not_bring_back_an_old_name() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    arrives(&transaction, by(10, "bob", "Robert"), Source::Box);
    arrives(&transaction, by(1, "bob", "Bob"), Source::History);
    assert_eq!(name_of(&transaction, "bob").as_deref(), Some("Robert"));
    let carol = Inbound { sender: UserId::new("carol"), ..by(2, "carol", "Carol") };
    arrives(&transaction, carol, Source::History);
    assert_eq!(name_of(&transaction, "carol").as_deref(), Some("Carol"), "better than none");
}

#[test]
fn a_message_is_taken_back_only_where_it_stands() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    arrives(&transaction, received(1, "of bob"), Source::Box);
    let command = Content::Recall(Recall { message_uid: "uid-1".into(), ..Recall::default() });
    arrives(&transaction, in_group(ConversationType::Private, "mallory", 2, command.clone()), Source::Box);
    let text =
        || page(&transaction, &bob(), MessageRange::Latest { limit: 1 }).unwrap().list[0].content.words();
    assert_eq!(text(), "of bob");
    arrives(&transaction, in_group(ConversationType::Private, "bob", 3, command), Source::Box);
    assert_eq!(text(), "");
}

#[test]
fn what_the_history_brings_into_an_empty_store_has_ids_that_can_be_named() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    let old = (1..=20).map(|time| received(time, "old")).collect();
    apply(&transaction, &me(), old, Source::History, Cursors::default(), Timestamp(0)).unwrap();
    arrives(&transaction, received(30, "new"), Source::Box);
    let list = page(&transaction, &bob(), MessageRange::Latest { limit: 100 }).unwrap().list;
    assert_eq!(list.len(), 21);
    assert!(list.iter().all(|message| message.id.0 > 0), "{:?}", list.first().unwrap().id);
    assert!(list.is_sorted_by_key(|message| message.id));
}
