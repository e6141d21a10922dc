//! No notifications for a while, but of mentions. Until when stands in the settings, so that it outlives the app.

use std::sync::Weak;
use std::time::Duration;

use chrono::{DateTime, Days, Local, NaiveDateTime, NaiveTime, TimeDelta};
use tracing::warn;

use crate::Api;
use crate::settings::SettingsFile;
use crate::ui::Settings;

/// When the day begins, for those who wanted silence until then.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).unwrap();

/// How long the end may be overlooked: a computer's own clocks stand still while it sleeps, the day's does not.
const GLANCE: Duration = Duration::from_secs(30);

/// For how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snooze {
    /// An hour.
    Hour,
    /// Until eight in the morning.
    Morning,
}

impl Snooze {
    /// How long that is from a local time on.
    fn from(self, now: NaiveDateTime) -> TimeDelta {
        match self {
            Self::Hour => TimeDelta::hours(1),
            Self::Morning => {
                let today = now.date().and_time(MORNING);
                let next = if now < today { today } else { today + Days::new(1) };
                next - now
            }
        }
    }
}

impl Settings {
    /// Whether there are no notifications now.
    pub(crate) fn snoozed_at(&self, now: DateTime<Local>) -> bool {
        self.snoozed_until.is_some_and(|until| now.timestamp_millis() < until)
    }
}

impl Api {
    /// No notifications for a while, or again.
    pub fn snooze(&self, time: Option<Snooze>) {
        let now = Local::now();
        let until = time.map(|time| (now + time.from(now.naive_local())).timestamp_millis());
        if let Err(error) = keep(self.settings_file(), until) {
            warn!(%error, "the settings cannot be kept");
        }
    }

    /// Whether there are no notifications now.
    pub fn is_snoozed(&self) -> bool {
        self.settings().snoozed_at(Local::now())
    }
}

fn keep(file: &SettingsFile, until: Option<i64>) -> std::io::Result<()> {
    file.change(|settings| settings.snoozed_until = until)
}

/// Takes the time out of the settings when it has come, until the app ends.
pub(crate) async fn end_in_time(file: Weak<SettingsFile>) {
    let Some(mut settings) = file.upgrade().map(|file| file.watch()) else { return };
    loop {
        let until = settings.borrow_and_update().snoozed_until;
        let left = until.map(|until| until - Local::now().timestamp_millis());
        match left {
            Some(..=0) => {
                let Some(file) = file.upgrade() else { return };
                if let Err(error) = keep(&file, None) {
                    // It is over all the same, and a disk that is full has room another time.
                    warn!(%error, "the settings cannot be kept");
                    drop(file);
                    tokio::time::sleep(GLANCE).await;
                }
            }
            Some(left) => {
                let left = Duration::from_millis(left.unsigned_abs()).min(GLANCE);
                // Somebody may choose another time meanwhile.
                if let Ok(Err(_)) = tokio::time::timeout(left, settings.changed()).await {
                    return; // the app is ending
                }
            }
            None => {
                if settings.changed().await.is_err() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_morning_is_the_next_one() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        for (now, until) in [
            ("2027-01-31T23:30:00", "2027-02-01T08:00:00"),
            ("2027-02-01T02:00:00", "2027-02-01T08:00:00"),
            ("2027-02-01T08:00:00", "2027-02-02T08:00:00"),
        ] {
            assert_eq!(at(now) + Snooze::Morning.from(at(now)), at(until));
        }
    }

    #[tokio::test]
    async fn a_snooze_is_kept_over_a_restart_and_ends_when_its_time_has_come() {
        let profile = tempfile::tempdir().unwrap();
        let now = Local::now();
        keep(&SettingsFile::open(profile.path()), Some(now.timestamp_millis() + 3_600_000)).unwrap();
        let again = SettingsFile::open(profile.path()).watch().borrow().clone();
        assert!(again.snoozed_at(now));
        assert!(!again.snoozed_at(now + TimeDelta::hours(1)), "to the millisecond");

        keep(&SettingsFile::open(profile.path()), Some(now.timestamp_millis() - 1)).unwrap();
        let file = Arc::new(SettingsFile::open(profile.path()));
        let mut settings = file.watch();
        tokio::spawn(end_in_time(Arc::downgrade(&file)));
        settings.changed().await.unwrap();
        assert_eq!(settings.borrow().snoozed_until, None, "it ended while the app was not there");
    }

    #[tokio::test(start_paused = true)]
    async fn a_snooze_that_cannot_be_ended_is_tried_again_later() {
        let profile = tempfile::tempdir().unwrap();
        let folder = profile.path().join("full");
        std::fs::create_dir(&folder).unwrap();
        let file = Arc::new(SettingsFile::open(&folder));
        keep(&file, Some(Local::now().timestamp_millis() - 1)).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let mut settings = file.watch();
        settings.mark_unchanged();
        tokio::spawn(end_in_time(Arc::downgrade(&file)));
        assert!(tokio::time::timeout(GLANCE / 2, settings.changed()).await.is_err(), "there is no room");
        std::fs::create_dir(&folder).unwrap();
        settings.changed().await.unwrap();
        assert_eq!(settings.borrow().snoozed_until, None);
    }
}
