//! Opening what is damaged, foreign, newer or older, and a disk without room.

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use super::*;

/// A store of some hundred pages on disk, closed.
fn filled(path: &Path) {
    let mut db = schema::open(path, &KEY).unwrap().0;
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..2_000);
    transaction.commit().unwrap();
}

fn scribble(path: &Path, at: u64) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[0x5A; 512]).unwrap();
}

fn kept(outcome: OpenOutcome) -> PathBuf {
    match outcome {
        OpenOutcome::Rebuilt { kept } => kept,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_broken_header_is_moved_aside_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    filled(&path);
    scribble(&path, 0);
    let broken = fs::read(&path).unwrap();
    let (_, outcome) = Store::open(&path, &KEY).unwrap();
    assert_eq!(fs::read(kept(outcome)).unwrap(), broken);
    assert_eq!(Store::open(&path, &KEY).unwrap().1, OpenOutcome::Opened, "the new one is sound");
}

#[tokio::test]
async fn a_broken_page_in_the_middle_is_noticed_when_it_is_read_and_the_next_opening_rebuilds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    filled(&path);
    let length = fs::metadata(&path).unwrap().len();
    for page in (length / 8192)..(length / 8192 + 40) {
        scribble(&path, page * 4096 + 100);
    }
    let (store, outcome) = Store::open(&path, &KEY).unwrap();
    assert_eq!(outcome, OpenOutcome::Opened, "opening looks at the first pages only");
    let all = MessageRange::Latest { limit: 5_000 };
    assert!(store.read(move |db| page(db, &bob(), all)).await.is_err());
    drop(store);
    let (store, outcome) = Store::open(&path, &KEY).unwrap();
    assert!(kept(outcome).exists());
    assert_eq!(store.read(cursors).await.unwrap(), Cursors::default(), "everything is asked for again");
    drop(store);
    assert_eq!(Store::open(&path, &KEY).unwrap().1, OpenOutcome::Opened);
}

#[test]
fn a_file_of_another_key_is_kept_and_opens_with_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    filled(&path);
    let (_, outcome) = Store::open(&path, &StoreKey::new([8; 32])).unwrap();
    let (old, _) = schema::open(&kept(outcome), &KEY).unwrap();
    assert_eq!(page(&old, &bob(), MessageRange::Latest { limit: 5_000 }).unwrap().list.len(), 1_999);
}

#[test]
fn a_newer_file_is_refused_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    filled(&path);
    schema::open(&path, &KEY).unwrap().0.pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Store::open(&path, &KEY).map(|_| ());
    assert!(matches!(refused, Err(OpenStoreError::TooNew { found: 99, .. })), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing lies beside it");
}

#[test]
fn the_first_version_becomes_the_newest_and_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    let old = schema::open_at(&path, &KEY, 1).unwrap();
    old.execute_batch(
        "INSERT INTO person VALUES (1, 'bob', 'Bob', '');
         INSERT INTO conversation (id, kind, target, last_message, active_time, unread, read_time, draft, pinned)
             VALUES (1, 1, 'bob', 2, 20, 1, 5, 'half a', 1);
         INSERT INTO message
             (id, conversation, time, uid, client_id, sender, sent, object_name, content, state, counted, mentions_me)
             VALUES (1, 1, 10, 'one', NULL, 'bob', 0, 'RC:TxtMsg', '{\"content\":\"hello\"}', 4, 1, 0),
                    (2, 1, 20, NULL, 77, 'alice', 1, 'RC:TxtMsg', '{\"content\":\"waits\"}', 0, 0, 0);
         INSERT INTO outbox (conversation, message, client_id, object_name, content)
             VALUES (1, 2, 77, 'RC:TxtMsg', '{\"content\":\"waits\"}');
         INSERT INTO cursor VALUES ('inbox', 10), ('sent', 3);",
    )
    .unwrap();
    drop(old);
    let (db, outcome) = schema::open(&path, &KEY).unwrap();
    assert_eq!(outcome, OpenOutcome::Opened);
    let row = one(&db, &bob()).unwrap().unwrap();
    assert_eq!((row.unread, row.draft.as_deref(), row.pinned), (1, Some("half a"), true));
    assert_eq!(row.last_message.unwrap().id.0, 2);
    let list = page(&db, &bob(), MessageRange::Latest { limit: 9 }).unwrap().list;
    assert_eq!(list.iter().map(|message| message.sent_time.0).collect::<Vec<_>>(), [10, 20]);
    assert_eq!(waiting(&db, 9).unwrap().iter().map(|entry| entry.client_id).collect::<Vec<_>>(), [77]);
    assert_eq!(cursors(&db).unwrap(), Cursors { inbox: 10, sent: 3 });
    assert_eq!(users(&db, &[UserId::new("bob")]).unwrap()[0].name.as_deref(), Some("Bob"));
}

#[tokio::test]
async fn without_room_nothing_is_half_stored_and_with_room_it_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    let (store, _) = Store::open(&path, &KEY).unwrap();
    let limit = |pages: i64| {
        let db = store.0.writer.lock().unwrap();
        db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    };
    limit(1); // as many as there are
    let brought = || (1..500).map(|time| received(time, &"text ".repeat(40))).collect::<Vec<_>>();
    let store_all = |db: &Transaction<'_>, list| {
        apply(db, &me(), list, Source::Box, Cursors { inbox: 499, sent: 0 }, Timestamp(0))
    };
    let list = brought();
    let full = store.write(move |db| store_all(db, list)).await;
    assert!(matches!(full, Err(crate::StoreError::DiskFull)), "{full:?}");
    assert_eq!(store.read(cursors).await.unwrap(), Cursors::default());
    assert!(store.read(|db| one(db, &bob())).await.unwrap().is_none());
    limit(1_000_000);
    let list = brought();
    store.write(move |db| store_all(db, list)).await.unwrap();
    assert_eq!(store.read(|db| one(db, &bob())).await.unwrap().unwrap().unread, 499);
}

#[test]
fn a_new_store_may_be_opened_by_several_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    let begin = std::sync::Barrier::new(4);
    std::thread::scope(|scope| {
        let open = || {
            begin.wait();
            Store::open(&path, &KEY).map(drop)
        };
        let opened: Vec<_> = std::iter::repeat_with(|| scope.spawn(open)).take(4).collect();
        for opened in opened {
            opened.join().unwrap().unwrap();
        }
    });
}

#[tokio::test]
async fn ux_8_the_mark_that_a_conversation_is_unread_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    filled(&path);
    let marked =
        |store: Store| async move { store.read(|db| one(db, &bob())).await.unwrap().unwrap().marked_unread };
    let store = Store::open(&path, &KEY).unwrap().0;
    assert!(store.write(|db| mark_unread(db, &bob(), true)).await.unwrap());
    drop(store);
    assert!(marked(Store::open(&path, &KEY).unwrap().0).await);
}

#[tokio::test]
async fn at_rest_the_log_is_empty_so_that_the_next_opening_does_not_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    let log = || fs::metadata(folder.path().join("messages.db-wal")).unwrap().len();
    let (store, _) = Store::open(&path, &KEY).unwrap();
    let arrive = |db: &Transaction<'_>| {
        take_in(db, 1..2_000);
        Ok(())
    };
    store.write(arrive).await.unwrap();
    assert!(log() > 100_000);
    store.rest().await.unwrap();
    assert_eq!(log(), 0);
    let all = MessageRange::Latest { limit: 5_000 };
    assert_eq!(store.read(move |db| page(db, &bob(), all)).await.unwrap().list.len(), 1_999);
}
