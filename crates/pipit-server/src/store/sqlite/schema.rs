//! The tables, and opening the file.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::store::StoreError;

/// The number of the first step; below it, layouts were never released.
const FIRST: i64 = 2;

/// One step each, in order; `user_version` is the last one that a file has taken. A step that was released never
/// changes.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE user (
        id INTEGER PRIMARY KEY,
        user_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL DEFAULT '',
        portrait TEXT NOT NULL DEFAULT '',
        registered INTEGER NOT NULL DEFAULT 0,
        blocked_until INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE blacklist (
        owner INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (owner, other)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE chat_group (
        id INTEGER PRIMARY KEY,
        group_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL DEFAULT '',
        portrait TEXT NOT NULL DEFAULT '',
        dismissed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE member (
        chat_group INTEGER NOT NULL, user INTEGER NOT NULL, PRIMARY KEY (chat_group, user)
    ) STRICT, WITHOUT ROWID;
    -- A private thread has its two people, the lower number first; a group's has the group and zero.
    CREATE TABLE thread (
        id INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL, first INTEGER NOT NULL, second INTEGER NOT NULL,
        UNIQUE (kind, first, second)
    ) STRICT;
    -- A thread's messages lie together in the order of their times, which are unique in it.
    CREATE TABLE message (
        thread INTEGER NOT NULL,
        time INTEGER NOT NULL,
        uid TEXT NOT NULL,
        sender INTEGER NOT NULL,
        object_name TEXT NOT NULL,
        content TEXT NOT NULL,
        flags INTEGER NOT NULL,
        client_id INTEGER,
        only_for TEXT,
        expansion TEXT,
        PRIMARY KEY (thread, time)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX message_client_id ON message (sender, client_id) WHERE client_id IS NOT NULL;
    -- The box: unique, strictly increasing times per owner. A message has one time in all of its boxes.
    CREATE TABLE box (
        owner INTEGER NOT NULL, time INTEGER NOT NULL, sent INTEGER NOT NULL, thread INTEGER NOT NULL,
        PRIMARY KEY (owner, time)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE conversation (
        owner INTEGER NOT NULL, thread INTEGER NOT NULL,
        read_time INTEGER NOT NULL DEFAULT 0,
        cleared_time INTEGER NOT NULL DEFAULT 0,
        removed_time INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (owner, thread)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE deleted (
        owner INTEGER NOT NULL, thread INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (owner, thread, time)
    ) STRICT, WITHOUT ROWID;
", "
    -- How an owner keeps a conversation. It may be of a kind that has no messages here, so it is named, not numbered.
    CREATE TABLE attribute (
        owner INTEGER NOT NULL, kind INTEGER NOT NULL, target TEXT NOT NULL, name INTEGER NOT NULL,
        value TEXT NOT NULL,
        version INTEGER NOT NULL,
        PRIMARY KEY (owner, kind, target, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX attribute_version ON attribute (owner, version);
", "
    -- What a person has set for all of their devices: quiet hours, tags.
    CREATE TABLE setting (
        owner INTEGER NOT NULL, name TEXT NOT NULL,
        value TEXT NOT NULL,
        version INTEGER NOT NULL,
        PRIMARY KEY (owner, name)
    ) STRICT, WITHOUT ROWID;
", "
    -- Uploaded files; their contents lie beside the database, by hash.
    CREATE TABLE file (
        key TEXT NOT NULL PRIMARY KEY,
        owner TEXT NOT NULL, hash TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL, time INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
", "
    -- Chat rooms. Who is in them is not kept: clients join again.
    CREATE TABLE room (
        room TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        created INTEGER NOT NULL,
        kept INTEGER NOT NULL,
        muted INTEGER NOT NULL,
        held INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE room_message (
        room TEXT NOT NULL, time INTEGER NOT NULL, sender TEXT NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (room, time)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE room_entry (
        room TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, owner TEXT NOT NULL,
        auto_delete INTEGER NOT NULL, version INTEGER NOT NULL,
        PRIMARY KEY (room, key)
    ) STRICT, WITHOUT ROWID;
    -- The room is empty for what concerns all rooms.
    CREATE TABLE room_rule (
        room TEXT NOT NULL, kind INTEGER NOT NULL, subject TEXT NOT NULL, until INTEGER NOT NULL,
        PRIMARY KEY (room, kind, subject)
    ) STRICT, WITHOUT ROWID;
", "
    -- The device that said it, which does not get it again.
    ALTER TABLE room_message ADD COLUMN origin TEXT NOT NULL DEFAULT '';
", "
    -- Who has read which message of a group, and when.
    CREATE TABLE receipt (
        thread INTEGER NOT NULL, time INTEGER NOT NULL, reader INTEGER NOT NULL, read_time INTEGER NOT NULL,
        PRIMARY KEY (thread, time, reader)
    ) STRICT, WITHOUT ROWID;
", "
    CREATE TABLE discussion (
        id INTEGER PRIMARY KEY,
        discussion_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        creator INTEGER NOT NULL,
        open INTEGER NOT NULL
    ) STRICT;
    -- `place`: the order in which they came.
    CREATE TABLE discussion_member (
        discussion INTEGER NOT NULL, user INTEGER NOT NULL, place INTEGER NOT NULL,
        PRIMARY KEY (discussion, user)
    ) STRICT, WITHOUT ROWID;
", "
    -- Lists that the app's server keeps, by what they stand in; the numbers of `roll` are those of the type.
    CREATE TABLE roll (
        roll INTEGER NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL,
        value TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
        PRIMARY KEY (roll, scope, name)
    ) STRICT, WITHOUT ROWID;
", "
    -- What everybody said in an hour, and a message of which only the uid is known. It grows at its end.
    CREATE INDEX message_time ON message (time);
", "
    CREATE INDEX room_message_time ON room_message (time);
    -- What somebody's files take, and whether a content has another name.
    CREATE INDEX file_owner ON file (owner, key, size);
    CREATE INDEX file_hash ON file (hash);
", "
    -- Who has left a discussion sees nothing of it that is newer than this.
    ALTER TABLE conversation ADD COLUMN left_time INTEGER NOT NULL DEFAULT 9223372036854775807;
", "
    ALTER TABLE chat_group ADD COLUMN notice TEXT NOT NULL DEFAULT '';
    ALTER TABLE chat_group ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
    -- Who may do what in it; zero where the app has said nothing about this group.
    ALTER TABLE chat_group ADD COLUMN notice_by INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE chat_group ADD COLUMN mention_all_by INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE chat_group ADD COLUMN leave_by INTEGER NOT NULL DEFAULT 0;
", "
    -- When a message was edited last, as a version that is unique among all messages; 0 if it never was.
    ALTER TABLE message ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
    CREATE UNIQUE INDEX message_edit ON message (edited) WHERE edited <> 0;
    CREATE INDEX message_edited ON message (thread, edited) WHERE edited <> 0;
", "
    -- What was said up to here was said in groups of the same name that were dismissed.
    ALTER TABLE chat_group ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
    -- Whoever has left a group by now sees nothing of what is said there from now on.
    UPDATE conversation SET left_time = 1 + coalesce(
        (SELECT max(message.time) FROM message WHERE message.thread = conversation.thread), 0)
    WHERE left_time = 9223372036854775807 AND EXISTS (
        SELECT 1 FROM thread WHERE thread.id = conversation.thread AND kind = 3 AND NOT EXISTS (
            SELECT 1 FROM member WHERE chat_group = first AND user = conversation.owner));
", "
    -- What somebody sent themselves is found among all that they received, however much that is.
    CREATE INDEX box_sent ON box (owner, time) WHERE sent = 1;
"];

pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    prepare(Connection::open(path)?)
}

pub(super) fn in_memory() -> Result<Connection, StoreError> {
    prepare(Connection::open_in_memory()?)
}

pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let reader = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    reader.busy_timeout(Duration::from_secs(5))?;
    reader.set_prepared_statement_cache_capacity(32);
    Ok(reader)
}

fn prepare(mut db: Connection) -> Result<Connection, StoreError> {
    // FULL costs nothing here, because a whole batch shares one flush; NORMAL would lose acknowledged messages when
    // the power fails. 64 MiB of log before it is copied into the file: pages that many batches touch are copied once.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000; PRAGMA temp_store = MEMORY;",
    )?;
    db.set_prepared_statement_cache_capacity(64);
    let newest = FIRST - 1 + i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > newest || (1..FIRST).contains(&found) {
        let message =
            format!("the data is of version {found}, this server knows versions {FIRST} to {newest}");
        return Err(StoreError(message.into()));
    }
    let step = db.transaction()?;
    for migration in MIGRATIONS.iter().skip(usize::try_from(found - FIRST + 1).unwrap_or_default()) {
        step.execute_batch(migration)?;
    }
    step.pragma_update(None, "user_version", newest)?;
    step.commit()?;
    Ok(db)
}
