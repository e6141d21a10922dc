//! Questions that are asked again and again walk an index, however much the store holds.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::*;

/// A store in memory, and every statement that runs in it.
fn watched() -> (Connection, Arc<Mutex<BTreeSet<String>>>) {
    let mut db = schema::in_memory().unwrap();
    let asked = Arc::new(Mutex::new(BTreeSet::new()));
    let note = Arc::clone(&asked);
    let trace = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            note.lock().unwrap().insert(statement.sql().into_owned());
        }
    };
    db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(trace)).unwrap();
    (db, asked)
}

/// Runs a question, then asks `SQLite` how it answered each of its statements.
fn walks_an_index<T>(
    asked: &Mutex<BTreeSet<String>>,
    db: &Connection,
    what: &str,
    ask: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) {
    asked.lock().unwrap().clear();
    ask(db).unwrap();
    let statements = asked.lock().unwrap().clone();
    assert!(!statements.is_empty(), "{what} asks something");
    for sql in statements {
        let mut explain = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = vec![rusqlite::types::Null; explain.parameter_count()];
        let plan: Vec<String> = explain
            .query_map(rusqlite::params_from_iter(nothing), |row| row.get(3))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        let scans = |step: &String| {
            let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            let ours = table.is_some_and(|table| {
                ["conversation", "message", "outbox", "person", "deleted"].contains(&table)
            });
            let sorts = step.contains("TEMP B-TREE") && !sql.contains("FROM upload"); // few files ever wait
            (ours && !step.contains(" INDEX ")) || step.contains("AUTOMATIC") || sorts
        };
        assert!(!plan.iter().any(scans), "{what}: {sql}\n{}", plan.join("\n"));
    }
}

#[test]
fn hot_questions_scan_no_table() {
    let (mut db, asked) = watched();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..300);
    let mine = say(&transaction, 9, 400);
    transaction.commit().unwrap();
    let all = page(&db, &bob(), MessageRange::Latest { limit: 300 }).unwrap().list;
    let cursor = MessageCursor::of(&all[150]);
    let limit = 50;

    walks_an_index(&asked, &db, "the list", |db| list(db, limit));
    walks_an_index(&asked, &db, "what is unread", |db| list_waiting(db, crate::Waiting::Unread, limit));
    walks_an_index(&asked, &db, "a conversation", |db| one(db, &bob()));
    walks_an_index(&asked, &db, "the total", total_unread);
    walks_an_index(&asked, &db, "the newest", |db| page(db, &bob(), MessageRange::Latest { limit }));
    walks_an_index(&asked, &db, "before", |db| page(db, &bob(), MessageRange::Before { cursor, limit }));
    walks_an_index(&asked, &db, "after", |db| page(db, &bob(), MessageRange::After { cursor, limit }));
    walks_an_index(&asked, &db, "from", |db| page(db, &bob(), MessageRange::From { cursor, limit }));
    walks_an_index(&asked, &db, "the first unread", |db| first_unread(db, &bob()));
    walks_an_index(&asked, &db, "the next unheard", |db| next_unheard(db, all[150].id));
    walks_an_index(&asked, &db, "the last received", |db| last_received(db, &bob(), Timestamp(150)));
    walks_an_index(&asked, &db, "the oldest", |db| oldest(db, &bob()));
    walks_an_index(&asked, &db, "what is missing", |db| gap(db, &bob()));
    walks_an_index(&asked, &db, "what waits", |db| waiting(db, 64));
    walks_an_index(&asked, &db, "what waits with a file", |db| waiting_uploads(db, 4));
    walks_an_index(&asked, &db, "by number", |db| find(db, mine.0));
}

#[test]
fn changes_scan_no_table_to_find_their_place() {
    let (mut db, asked) = watched();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..300);
    say(&transaction, 9, 400);
    let again = || Inbound { client_id: Some(9), sent: true, sender: me(), ..received(500, "mine") };
    for (what, message) in
        [("by uid", received(5, "x")), ("by client id", again()), ("new", received(600, "new"))]
    {
        walks_an_index(&asked, &transaction, what, |_| {
            apply(&transaction, &me(), vec![message], Source::Box, Cursors::default(), Timestamp(0))
        });
    }
    say(&transaction, 10, 700);
    let entry = waiting(&transaction, 1).unwrap().remove(0);
    walks_an_index(&asked, &transaction, "acknowledge", |_| acknowledge(&transaction, &entry, "named", 800));
    let last = page(&transaction, &bob(), MessageRange::Latest { limit: 1 }).unwrap().list[0].id;
    walks_an_index(&asked, &transaction, "who waits to hear", |_| {
        answer_receipts(&transaction, &bob(), last, 13, false)
    });
    let sql = asked.lock().unwrap().iter().find(|sql| sql.contains("receipt & 3")).cloned().unwrap();
    let plan: Vec<String> = transaction
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap()
        .query_map([None::<i64>; 3], |row| row.get(3))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    assert!(plan.iter().any(|step| step.contains("message_asked")), "all others are passed over: {plan:?}");
    walks_an_index(&asked, &transaction, "read", |_| {
        mark_read(&transaction, &bob(), last, Peer::Told, [11, 12])
    });
}
