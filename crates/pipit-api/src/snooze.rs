//! No notifications for a while.

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};

/// When the day begins, for those who wanted silence until then.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).unwrap();

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
    pub(crate) fn from(self, now: NaiveDateTime) -> TimeDelta {
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

#[cfg(test)]
mod tests {
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
}
