//! The tables, and opening the file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{fs, io};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::{StoreKey, search};
use crate::{OpenOutcome, OpenStoreError};

/// One step each, in order; `user_version` counts the steps that a file has taken. A step that was released never
/// changes.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE person (
        kind INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, portrait TEXT NOT NULL,
        PRIMARY KEY (kind, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE conversation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind INTEGER NOT NULL,
        target TEXT NOT NULL,
        last_message INTEGER,
        active_time INTEGER NOT NULL DEFAULT 0,
        unread INTEGER NOT NULL DEFAULT 0,
        mentions INTEGER NOT NULL DEFAULT 0,
        read_time INTEGER NOT NULL DEFAULT 0,
        draft TEXT NOT NULL DEFAULT '',
        pinned INTEGER NOT NULL DEFAULT 0,
        muted INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0,
        history_complete INTEGER NOT NULL DEFAULT 0,
        UNIQUE (kind, target)
    ) STRICT;
    CREATE INDEX conversation_order ON conversation (pinned DESC, active_time DESC, id DESC) WHERE removed = 0;
    CREATE INDEX conversation_unread ON conversation (unread) WHERE unread > 0;
    CREATE TABLE message (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL,
        time INTEGER NOT NULL,
        uid TEXT UNIQUE,
        client_id INTEGER,
        sender TEXT NOT NULL,
        sent INTEGER NOT NULL,
        object_name TEXT NOT NULL,
        content TEXT NOT NULL,
        state INTEGER NOT NULL,
        code INTEGER NOT NULL DEFAULT 0,
        counted INTEGER NOT NULL,
        mentions_me INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX message_order ON message (conversation, time, id);
    CREATE INDEX message_counted ON message (conversation, time, mentions_me) WHERE counted = 1;
    CREATE UNIQUE INDEX message_client_id ON message (client_id) WHERE client_id IS NOT NULL;
    -- What must still reach the server, in order: a message of one's own, or a fact without a row (message 0).
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL,
        message INTEGER NOT NULL,
        client_id INTEGER NOT NULL,
        object_name TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT;
    CREATE TABLE cursor (name TEXT PRIMARY KEY, time INTEGER NOT NULL) STRICT, WITHOUT ROWID;
", "
    ALTER TABLE conversation ADD COLUMN peer_read_time INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX outbox_order ON outbox (conversation, id);
    -- What was deleted here must not come back with the boxes or the history: uids, and client ids after a '#'.
    CREATE TABLE deleted (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
", "
    -- Ids ascend with time: what is new goes up from here, what the history brings goes down.
    INSERT INTO sqlite_sequence (name, seq) SELECT 'message', 0 WHERE NOT EXISTS
        (SELECT 1 FROM sqlite_sequence WHERE name = 'message');
    UPDATE sqlite_sequence SET seq = max(seq, 1099511627776) WHERE name = 'message';
    CREATE VIRTUAL TABLE message_search USING fts5(
        grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
    -- What was taken back or deleted must not lie in the index either.
    INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);
    CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
        INSERT INTO message_search (rowid, grams)
        SELECT new.id, grams FROM (SELECT grams(new.conversation, new.object_name, new.content) AS grams)
        WHERE grams IS NOT NULL;
    END;
    CREATE TRIGGER message_changed AFTER UPDATE OF object_name, content ON message BEGIN
        DELETE FROM message_search WHERE rowid = old.id;
        INSERT INTO message_search (rowid, grams)
        SELECT new.id, grams FROM (SELECT grams(new.conversation, new.object_name, new.content) AS grams)
        WHERE grams IS NOT NULL;
    END;
    CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN
        DELETE FROM message_search WHERE rowid = old.id;
    END;
    INSERT INTO message_search (rowid, grams)
        SELECT id, grams FROM (SELECT id, grams(conversation, object_name, content) AS grams FROM message)
        WHERE grams IS NOT NULL;
", "
    ALTER TABLE message ADD COLUMN received_time INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE message ADD COLUMN received_status INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE message ADD COLUMN note TEXT NOT NULL DEFAULT '';
    -- What came up to here was cleared away, and does not come back with the history.
    ALTER TABLE conversation ADD COLUMN cleared_time INTEGER NOT NULL DEFAULT 0;
", "
    CREATE INDEX outbox_message ON outbox (message);
", "
    -- What this device has set and the server does not know yet: 1 on top, 2 silent.
    ALTER TABLE conversation ADD COLUMN unsaid INTEGER NOT NULL DEFAULT 0;
    UPDATE conversation SET unsaid = pinned | muted << 1;
    CREATE INDEX conversation_unsaid ON conversation (id) WHERE unsaid <> 0;
    -- 1: its writer asks who has read it; 2: this user has answered.
    ALTER TABLE message ADD COLUMN receipt INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE receipt (
        message INTEGER NOT NULL, reader TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (message, reader)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER message_unread AFTER DELETE ON message WHEN old.receipt <> 0 BEGIN
        DELETE FROM receipt WHERE message = old.id;
    END;
", "
    -- Messages whose file must reach the file server first.
    CREATE TABLE upload (
        message INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL,
        path TEXT NOT NULL,
        smaller INTEGER NOT NULL,
        file_key TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER message_fileless AFTER DELETE ON message WHEN old.state IN (0, 3) BEGIN
        DELETE FROM upload WHERE message = old.id;
    END;
", "
    -- The user wants to come back to it, though nothing in it is unread.
    ALTER TABLE conversation ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
", "
    -- Where a message stands among all in the order of time (see `place`); the index of words names its rows by it.
    ALTER TABLE message ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
    DROP TRIGGER message_added;
    DROP TRIGGER message_changed;
    DROP TRIGGER message_gone;
    UPDATE message SET place = placed.place FROM (
        SELECT id, number + max(eighth - number) OVER (ORDER BY number) AS place FROM (
            SELECT id, max(time, 0) / 125 AS eighth, row_number() OVER (ORDER BY time, id) AS number FROM message)
    ) AS placed WHERE placed.id = message.id;
    CREATE UNIQUE INDEX message_place ON message (place, conversation);
    DROP TABLE message_search;
    CREATE VIRTUAL TABLE message_search USING fts5(
        grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
    INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);
    INSERT INTO message_search (rowid, grams)
        SELECT place, grams FROM (SELECT place, grams(conversation, object_name, content) AS grams FROM message ORDER BY place)
        WHERE grams IS NOT NULL;
    CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
        INSERT INTO message_search (rowid, grams)
        SELECT new.place, grams FROM (SELECT grams(new.conversation, new.object_name, new.content) AS grams)
        WHERE grams IS NOT NULL;
    END;
    CREATE TRIGGER message_changed AFTER UPDATE OF place, object_name, content ON message
    WHEN (old.place, old.object_name, old.content) IS NOT (new.place, new.object_name, new.content) BEGIN
        DELETE FROM message_search WHERE rowid = old.place;
        INSERT INTO message_search (rowid, grams)
        SELECT new.place, grams FROM (SELECT grams(new.conversation, new.object_name, new.content) AS grams)
        WHERE grams IS NOT NULL;
    END;
    CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN
        DELETE FROM message_search WHERE rowid = old.place;
    END;
", "
    -- Files of messages that are wanted on this machine (0), lie there (1), or could not be had (2). A message's own has
    -- the number 0; those of the messages that it holds are counted from 1. The path is the folder until the file lies
    -- there.
    CREATE TABLE download (
        message INTEGER NOT NULL,
        held INTEGER NOT NULL,
        conversation INTEGER NOT NULL,
        url TEXT NOT NULL,
        name TEXT NOT NULL,
        path TEXT NOT NULL,
        size INTEGER NOT NULL,
        tag TEXT NOT NULL DEFAULT '',
        state INTEGER NOT NULL,
        PRIMARY KEY (message, held)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER message_unwanted AFTER DELETE ON message BEGIN
        DELETE FROM download WHERE message = old.id;
    END;
", "
    -- What goes with a draft's words: what it answers, whom it names, its files.
    ALTER TABLE conversation ADD COLUMN draft_with TEXT NOT NULL DEFAULT '';
    ALTER TABLE conversation ADD COLUMN draft_time INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD COLUMN listed_time INTEGER
        GENERATED ALWAYS AS (iif(active_time = 0, draft_time, active_time)) VIRTUAL;
    -- Those on top keep the order in which they were put there; 0 for all others.
    ALTER TABLE conversation ADD COLUMN pinned_time INTEGER NOT NULL DEFAULT 0;
    UPDATE conversation SET pinned_time = max(active_time, 1) WHERE pinned = 1;
    DROP INDEX conversation_order;
    CREATE INDEX conversation_order
        ON conversation (pinned_time DESC, listed_time DESC, id DESC) WHERE removed = 0;
", "
    -- When it was edited last, by the server; 0 if it never was.
    ALTER TABLE message ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
", "
    -- Up to when the peer of a private conversation was told that this user has read: not everything that is read here
    -- is told, and not everything that is told was read here first.
    ALTER TABLE conversation ADD COLUMN told_time INTEGER NOT NULL DEFAULT 0;
    UPDATE conversation SET told_time = read_time;
", "
    -- One index tells what counts as well: a second is a page more to write for nearly every message.
    DROP INDEX message_counted;
    DROP INDEX message_order;
    CREATE INDEX message_order ON message (conversation, time, id, counted, mentions_me);
    -- Who adds a message adds it to the search index too (see `search::add`): a trigger makes a statement of two, at whose
    -- beginning FTS5 writes what it holds, a segment for each message instead of one for each transaction.
    DROP TRIGGER message_added;
    -- A leaf of the search index fits one page, of which SQLCipher takes 48 bytes; what comes at once makes one segment,
    -- however much it is; and segments are merged when there are eight of a size, which is half the work of four, or two
    -- while nothing else is to do.
    INSERT INTO message_search (message_search, rank)
    VALUES ('pgsz', 3900), ('hashsize', 33554432), ('automerge', 8), ('usermerge', 2);
", "
    -- What a file is sealed with while it lies in the engine's own folder; NULL when it lies elsewhere, plainly.
    ALTER TABLE download ADD COLUMN key BLOB;
", "
    -- Four leaves of the search index fit one page: FTS5 takes a whole leaf apart to come to one message in it, which took
    -- longer than reading and decrypting the page.
    INSERT INTO message_search (message_search, rank) VALUES ('pgsz', 985);
", "
    -- Words with these characters (a capital that is two letters, what nobody sees) are found in other ways than before.
    CREATE TEMP VIEW renamed AS SELECT place, conversation, object_name, content FROM main.message WHERE content GLOB
        '*[ßẞςΣİı' || char(173, 847, 1564, 8203, 45, 8207, 8234, 45, 8238, 8288, 45, 8303, 65024, 45, 65039, 65279,
            917504, 45, 921599) || ']*';
    DELETE FROM message_search WHERE rowid IN (SELECT place FROM renamed);
    INSERT INTO message_search (rowid, grams)
        SELECT place, grams
        FROM (SELECT place, grams(conversation, object_name, content) AS grams FROM renamed ORDER BY place)
        WHERE grams IS NOT NULL;
    DROP VIEW renamed;
", "
    -- What somebody wants to come back to, though they have read beyond it.
    CREATE INDEX message_unread_again ON message (conversation, time) WHERE received_status & 256 <> 0;
", "
    -- In which part of a conversation messages may be missing: after one time, up to another. That of the number 0 tells in
    -- which part of the list conversations may be missing.
    CREATE TABLE gap (conversation INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
", "
    -- Of which messages somebody waits to hear that they were read.
    CREATE INDEX message_asked ON message (conversation, time, id) WHERE sent = 0 AND receipt & 3 = 1;
"];

/// How long one waits for others who open the same file.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long between two tries, where SQLite does not wait by itself.
const PAUSE: Duration = Duration::from_millis(10);

pub(super) fn open(path: &Path, key: &StoreKey) -> Result<(Connection, OpenOutcome), OpenStoreError> {
    let existed = path.exists();
    let mark = damage_mark(path);
    if !(existed && mark.exists()) {
        match open_once(path, key) {
            Ok(db) => return Ok((db, if existed { OpenOutcome::Opened } else { OpenOutcome::Created })),
            // The key is the profile's own, so a file that it does not open is damaged.
            Err(OpenStoreError::Database(error)) if existed && is_damage(&error) => {}
            Err(error) => return Err(error),
        }
    }
    tracing::warn!("the store is damaged; it is moved aside");
    let kept = move_aside(path)?;
    let db = open_once(path, key)?;
    if mark.exists() {
        fs::remove_file(mark)?;
    }
    Ok((db, OpenOutcome::Rebuilt { kept }))
}

/// True when the file is not what was written.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// The file that tells the next opening that damage was found in the middle of a store, where opening does not look.
pub(super) fn damage_mark(path: &Path) -> PathBuf {
    beside(path, ".damaged")
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn open_once(path: &Path, key: &StoreKey) -> Result<Connection, OpenStoreError> {
    let begun = Instant::now();
    loop {
        let db = Connection::open(path)?;
        unlock(&db, key)?;
        match prepare(db) {
            // Who changes how the log is kept while somebody else opens the same new file is not made to wait by SQLite.
            Err(OpenStoreError::Database(error)) if is_busy(&error) && begun.elapsed() < PATIENCE => {
                std::thread::sleep(PAUSE);
            }
            outcome => return outcome,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

pub(super) fn in_memory() -> Result<Connection, OpenStoreError> {
    prepare(Connection::open_in_memory()?)
}

pub(super) fn open_reader(path: &Path, key: &StoreKey) -> Result<Connection, OpenStoreError> {
    let reader = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    unlock(&reader, key)?;
    reader.busy_timeout(PATIENCE)?;
    reader.pragma_update(None, "cache_size", -8_192)?; // a search comes back to the upper pages of its trees
    equip(&reader)?;
    Ok(reader)
}

/// A raw key: SQLCipher derives nothing, so opening takes milliseconds. Each page is authenticated by SHA-256, which
/// today's processors do themselves, in half the time of SQLCipher's usual SHA-512.
fn unlock(db: &Connection, key: &StoreKey) -> rusqlite::Result<()> {
    let hex: zeroize::Zeroizing<String> =
        zeroize::Zeroizing::new(key.0.iter().map(|byte| format!("{byte:02x}")).collect());
    db.pragma_update(None, "key", format!("x'{}'", hex.as_str()))?;
    db.pragma_update(None, "cipher_hmac_algorithm", "HMAC_SHA256")
}

/// What reading and writing connections have in common.
fn equip(db: &Connection) -> rusqlite::Result<()> {
    // A plan holds for all values: made anew for each, it took a third of the time of a search.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(64);
    search::register(db)
}

/// The version of the tables, as `user_version` counts it.
#[cfg(test)]
pub(super) const VERSION: usize = MIGRATIONS.len();

/// A file as a former version left it.
#[cfg(test)]
pub(super) fn open_at(path: &Path, key: &StoreKey, version: usize) -> Result<Connection, OpenStoreError> {
    let db = Connection::open(path)?;
    unlock(&db, key)?;
    migrate(db, &MIGRATIONS[..version])
}

fn prepare(db: Connection) -> Result<Connection, OpenStoreError> {
    migrate(db, MIGRATIONS)
}

fn migrate(mut db: Connection, migrations: &[&str]) -> Result<Connection, OpenStoreError> {
    // The pages that a long catching up comes back to lie in 32 MB, and are written to the file once for many times.
    // FULL, because what was written here must survive a power failure; what came from the server would come again.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16000;",
    )?;
    equip(&db)?;
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    // The version is read where it is changed: somebody else may open the same file now.
    let steps = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = steps.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(OpenStoreError::TooNew { found, known });
    }
    for migration in migrations.iter().skip(usize::try_from(found).unwrap_or_default()) {
        steps.execute_batch(migration)?;
    }
    steps.pragma_update(None, "user_version", known)?;
    steps.commit()?;
    Ok(db)
}

/// Renames the file and what belongs to it; nothing is deleted.
fn move_aside(path: &Path) -> io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let kept = beside(path, &format!(".damaged-{now}"));
    for suffix in ["-wal", "-shm"] {
        let companion = beside(path, suffix);
        if companion.exists() {
            fs::rename(&companion, beside(&kept, suffix))?;
        }
    }
    fs::rename(path, &kept)?;
    Ok(kept)
}
