//! A file that any former version left becomes what this version would have written.

use super::*;
use rusqlite::types::Value;

/// What happened, told as the tables of a version hold it, with what that version could know of it.
struct Story {
    /// The version whose tables they are.
    tables: usize,
    /// What was known: all that versions up to this one keep.
    known: usize,
}

/// What versions keep since the one named, besides people, conversations, messages, the outbox and the cursors.
const SINCE: [(usize, &str); 10] = [
    (
        2,
        "UPDATE conversation SET peer_read_time = 3000 WHERE id = 1;
         INSERT INTO deleted VALUES ('uid-gone'), ('#5');
         INSERT INTO setting VALUES ('device_id', 'this device'), ('app:seen', 'yes');",
    ),
    (
        4,
        "UPDATE message SET received_time = 1100, received_status = 1, note = 'important' WHERE id = 1;
         UPDATE conversation SET cleared_time = 500 WHERE id = 2;",
    ),
    (6, "UPDATE message SET receipt = 1 WHERE id = 3; INSERT INTO receipt VALUES (3, 'bob', 3500);"),
    (7, "INSERT INTO upload VALUES (5, 1, '/plan.pdf', 0, 'file__RC-1.pdf');"),
    (8, "UPDATE conversation SET marked_unread = 1 WHERE id = 2;"),
    (
        10,
        "INSERT INTO download (message, held, conversation, url, name, path, size, tag, state)
         VALUES (1, 0, 1, 'https://x.example/1', 'one.bin', '/downloads', 9, 'tag', 0),
                (2, 0, 2, '', '', '/home/two.bin', 0, '', 1);",
    ),
    (
        11,
        r#"UPDATE conversation SET draft_time = 4500,
               draft_with = '{"quote":1,"mentions":[],"files":[{"path":"/beach.png","as_picture":true}]}'
           WHERE id = 1;"#,
    ),
    (12, "UPDATE message SET edited = 3600 WHERE id = 3;"),
    (
        15,
        "UPDATE download SET key = x'0707070707070707070707070707070707070707070707070707070707070707' WHERE message = 1;",
    ),
    (19, "INSERT INTO gap VALUES (1, 2000, 2500);"),
];

/// Messages of both conversations: id, conversation, time, uid, client id, sender, state, content.
const SAID: &str = r#"
    (1, 1, 1000, 'uid-1', NULL, 'bob', 4, '{"content":"hello there"}'),
    (2, 2, 2000, 'uid-2', NULL, 'mia', 4, '{"content":"明天下午开会"}'),
    (3, 1, 3000, 'uid-3', 71, 'alice', 1, '{"content":"hello back"}'),
    (4, 1, 4000, NULL, 72, 'alice', 0, '{"content":"this waits"}'),
    (5, 1, 5000, NULL, 73, 'alice', 0, '{"content":"a file waits"}'),
    (6, 2, 6000, NULL, 74, 'alice', 3, '{"content":"this failed"}')"#;

impl Story {
    fn write(&self, db: &Connection) {
        db.execute_batch(
            "INSERT INTO person VALUES (1, 'bob', 'Bob', 'https://x.example/bob.png'), (3, 'team', 'Team', '');
             INSERT INTO conversation
                 (id, kind, target, last_message, active_time, unread, mentions, read_time, draft, pinned, muted)
                 VALUES (1, 1, 'bob', 5, 5000, 1, 0, 500, 'half a', 1, 0), (2, 3, 'team', 6, 6000, 1, 1, 0, '', 0, 1);
             INSERT INTO outbox (conversation, message, client_id, object_name, content)
                 VALUES (1, 4, 72, 'RC:TxtMsg', '{\"content\":\"this waits\"}'), (2, 0, 75, 'RC:SRSMsg', '{}');
             INSERT INTO cursor VALUES ('inbox', 2000), ('sent', 3000);",
        )
        .unwrap();
        let (column, place) = if self.tables >= 9 { (", place", ", column3 / 125") } else { ("", "") };
        db.execute_batch(&format!(
            "INSERT INTO message (id, conversation, time, uid, client_id, sender, state, content,
                 object_name, sent, counted, mentions_me{column})
             SELECT *, 'RC:TxtMsg', column6 = 'alice', column6 <> 'alice', column6 = 'mia'{place} FROM (VALUES {SAID})"
        ))
        .unwrap();
        // What whoever writes these tables adds by hand, or a step of a later version worked out.
        for (version, sql) in [
            (6, "UPDATE conversation SET unsaid = pinned | muted << 1"),
            (11, "UPDATE conversation SET pinned_time = max(active_time, 1) WHERE pinned = 1"),
            (13, "UPDATE conversation SET told_time = read_time"),
            (
                14,
                "INSERT INTO message_search (rowid, grams)
                 SELECT place, grams(conversation, object_name, content) FROM message ORDER BY place",
            ),
        ] {
            if self.tables >= version {
                db.execute_batch(sql).unwrap();
            }
        }
        for (version, sql) in SINCE {
            if self.known >= version {
                db.execute_batch(sql).unwrap();
            }
        }
    }
}

/// Every row of every table that is no index's, by the table's name.
fn rows(db: &Connection) -> Vec<(String, Vec<Vec<Value>>)> {
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'message_search%' ORDER BY name";
    let names: Vec<String> = all(db, names, |row| row.get(0));
    let rows_of = |name: &String| {
        let every = format!("SELECT * FROM {name} ORDER BY 1");
        let columns = db.prepare(&every).unwrap().column_count();
        all(db, &every, |row| (0..columns).map(|column| row.get(column)).collect())
    };
    names.iter().map(|name| (name.clone(), rows_of(name))).collect()
}

fn all<T>(db: &Connection, sql: &str, row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    db.prepare(sql).unwrap().query_map([], row).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// What is found of these words, of the newest first.
fn found(db: &Connection, id: &ConversationId, text: &str) -> Vec<String> {
    let query = SearchQuery { text: text.into(), ..SearchQuery::default() };
    let found = search::messages(db, id, &query, None, 9).unwrap();
    found.iter().map(|message| message.content.words()).collect()
}

#[test]
fn a_file_of_any_former_version_becomes_what_this_one_would_have_written() {
    let newest = schema::VERSION;
    assert_eq!(newest, 20, "a new step: tell above what it keeps, and what it makes of what was there");
    let team = ConversationId { kind: ConversationType::Group, target_id: TargetId::new("team") };
    for version in 1..=newest {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("messages.db");
        let old = schema::open_at(&path, &KEY, version).unwrap();
        Story { tables: version, known: version }.write(&old);
        drop(old);
        let (mut db, outcome) = schema::open(&path, &KEY).unwrap();
        assert_eq!(outcome, OpenOutcome::Opened, "version {version}");
        let fresh = schema::in_memory().unwrap();
        Story { tables: newest, known: version }.write(&fresh);
        assert_eq!(rows(&db), rows(&fresh), "version {version}");

        // The engine finds everything there.
        let said = |id: &ConversationId| {
            let list = page(&db, id, MessageRange::Latest { limit: 9 }).unwrap().list;
            list.iter().map(|message| message.content.words()).collect::<Vec<_>>()
        };
        assert_eq!(said(&bob()), ["hello there", "hello back", "this waits", "a file waits"]);
        assert_eq!(said(&team), ["明天下午开会", "this failed"]);
        assert_eq!(found(&db, &bob(), "hello"), ["hello back", "hello there"], "version {version}");
        assert_eq!(found(&db, &team, "下午"), ["明天下午开会"], "version {version}");
        let names: Vec<_> = list(&db, 9).unwrap().into_iter().map(|row| row.id.target_id).collect();
        assert_eq!(names, [TargetId::new("bob"), TargetId::new("team")], "what is on top comes first");
        let written = draft(&db, &bob()).unwrap();
        let files = usize::from(version >= 11);
        assert_eq!((written.text.as_str(), written.files.len()), ("half a", files), "version {version}");
        let uploads: Vec<_> =
            waiting_uploads(&db, 9).unwrap().into_iter().map(|upload| upload.attachment.path).collect();
        assert_eq!(uploads, vec![PathBuf::from("/plan.pdf"); usize::from(version >= 7)], "version {version}");
        let downloads = wanted_files(&db, 9).unwrap();
        assert_eq!(downloads.len(), usize::from(version >= 10), "version {version}");
        let leaving: Vec<_> = waiting(&db, 9).unwrap().into_iter().map(|entry| entry.client_id).collect();
        assert_eq!(leaving, [72, 75]);
        assert_eq!(cursors(&db).unwrap(), Cursors { inbox: 2_000, sent: 3_000 });

        // And goes on.
        let transaction = db.transaction().unwrap();
        let news = vec![received(9_000, "hello again")];
        apply(&transaction, &me(), news, Source::Box, Cursors::default(), Timestamp(0)).unwrap();
        transaction.commit().unwrap();
        assert_eq!(found(&db, &bob(), "hello"), ["hello again", "hello back", "hello there"]);
        assert_eq!(one(&db, &bob()).unwrap().unwrap().unread, 2, "version {version}");
    }
}

#[test]
fn words_that_were_folded_otherwise_are_found_as_they_are_now() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.db");
    let old = schema::open_at(&path, &KEY, 16).unwrap();
    old.execute_batch(
        r#"INSERT INTO conversation (id, kind, target) VALUES (1, 1, 'bob');
           INSERT INTO message (id, conversation, time, uid, sender, sent, object_name, content, state, counted,
               mentions_me, place)
           SELECT column1, 1, column1, column1, 'bob', 0, 'RC:TxtMsg', column2, 4, 1, 0, column1
           FROM (VALUES (1, '{"content":"Maß"}'), (2, '{"content":"plain"}'), (3, '{"content":"👍' || char(65039) || '"}'));
           INSERT INTO message_search (rowid, grams)
           VALUES (1, char(63743) || '1 m a ß ma aß'), (2, char(63743) || '1 p l a i n pl la ai in'),
               (3, char(63743) || '1 👍 ' || char(65039) || ' 👍' || char(65039));"#,
    )
    .unwrap();
    drop(old);
    let (db, _) = schema::open(&path, &KEY).unwrap();
    for (words, text) in [("MASS", "Maß"), ("Maß", "Maß"), ("plain", "plain"), ("👍", "👍\u{FE0F}")] {
        assert_eq!(found(&db, &bob(), words), [text]);
    }
    assert!(found(&db, &bob(), "\u{FE0F}").is_empty());
}
