//! What this store remembers about itself.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::QuietHours;

/// This device's name for servers: `fresh` when it had none. It stays, so that a server knows a device that comes back.
pub(crate) fn device_id(db: &Transaction<'_>, fresh: &str) -> rusqlite::Result<String> {
    let known: Option<String> = db
        .prepare_cached("SELECT value FROM setting WHERE name = 'device_id'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    db.prepare_cached("INSERT INTO setting (name, value) VALUES ('device_id', ?1)")?
        .execute(params![fresh])?;
    Ok(fresh.to_owned())
}

/// What an application remembers under a name.
pub(crate) fn preference(db: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    db.prepare_cached("SELECT value FROM setting WHERE name = 'app:' || ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

/// Remembers something for an application.
pub(crate) fn set_preference(db: &Transaction<'_>, name: &str, value: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES ('app:' || ?1, ?2)")?
        .execute([name, value])?;
    Ok(())
}

/// The user's quiet hours, and whether the server must still be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Quiet {
    pub(crate) hours: Option<QuietHours>,
    pub(crate) unsaid: bool,
}

/// The quiet hours as they are known here.
pub(crate) fn quiet(db: &Connection) -> rusqlite::Result<Quiet> {
    let known: Option<String> = db
        .prepare_cached("SELECT value FROM setting WHERE name = 'quiet_hours'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let known = known.unwrap_or_default();
    let hours = known.split_once(' ').and_then(|(start, rest)| {
        let minutes = rest.split(' ').next()?.parse().ok()?;
        QuietHours::new(start, minutes)
    });
    Ok(Quiet { hours, unsaid: known.ends_with(UNSAID) })
}

/// Stands at the end of quiet hours that the server does not know.
const UNSAID: &str = "unsaid";

/// Sets quiet hours here, or that there are none; the server must be told.
pub(crate) fn set_quiet(db: &Transaction<'_>, hours: Option<QuietHours>) -> rusqlite::Result<()> {
    put_quiet(db, Quiet { hours, unsaid: true })
}

/// Takes in what was set elsewhere, unless something was set here meanwhile.
pub(crate) fn learn_quiet(db: &Transaction<'_>, hours: Option<QuietHours>) -> rusqlite::Result<()> {
    if quiet(db)?.unsaid { Ok(()) } else { put_quiet(db, Quiet { hours, unsaid: false }) }
}

/// The server knows these now; if others were set meanwhile, it does not know those.
pub(crate) fn quiet_said(db: &Transaction<'_>, hours: Option<QuietHours>) -> rusqlite::Result<()> {
    if quiet(db)?.hours == hours { put_quiet(db, Quiet { hours, unsaid: false }) } else { Ok(()) }
}

fn put_quiet(db: &Transaction<'_>, quiet: Quiet) -> rusqlite::Result<()> {
    let hours = quiet.hours.map(|hours| format!("{} {} ", hours.start(), hours.minutes()));
    let value = format!("{}{}", hours.unwrap_or_default(), if quiet.unsaid { UNSAID } else { "" });
    db.prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES ('quiet_hours', ?1)")?
        .execute([value])?;
    Ok(())
}
