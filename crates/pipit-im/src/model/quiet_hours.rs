//! When nothing makes itself heard.

/// A span of every day, by the wall clock of whatever machine the user sits at; it may cross midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    start: u32,
    minutes: u32,
}

/// Seconds of a day.
const DAY: u32 = 24 * 60 * 60;

impl QuietHours {
    /// From `start`, as `HH:MM:SS`, for 1 to 1,439 minutes; nothing when it is no such span.
    pub fn new(start: &str, minutes: u32) -> Option<Self> {
        let mut parts = start.split(':').map(|part| {
            let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse::<u32>().ok()).flatten()
        });
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        let fits = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
        (fits && (1..24 * 60).contains(&minutes))
            .then_some(Self { start: (hour * 60 + minute) * 60 + second, minutes })
    }

    /// When it begins, as `HH:MM:SS`.
    pub fn start(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.start / 3_600, self.start / 60 % 60, self.start % 60)
    }

    /// How long it lasts, in minutes.
    pub fn minutes(&self) -> u32 {
        self.minutes
    }

    /// True when it covers a time of day, given in seconds since midnight.
    pub fn cover(&self, second: u32) -> bool {
        (second % DAY + DAY - self.start) % DAY < self.minutes * 60
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_covers_its_part_of_the_day_and_may_cross_midnight() {
        let at = |hour: u32, minute: u32| (hour * 60 + minute) * 60;
        let night = QuietHours::new("22:30:00", 8 * 60).unwrap();
        for (second, quiet) in
            [(at(22, 29), false), (at(22, 30), true), (0, true), (at(6, 29), true), (at(6, 30), false)]
        {
            assert_eq!(night.cover(second), quiet, "{second}");
        }
        assert_eq!(night.start(), "22:30:00");
        assert!(QuietHours::new("0:0:0", 1_439).unwrap().cover(at(23, 58)));
        assert!(!QuietHours::new("0:0:0", 1_439).unwrap().cover(at(23, 59)));
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for (start, minutes) in [
            ("24:00:00", 1),
            ("10:60:00", 1),
            ("10:00", 1),
            ("10:00:00:00", 1),
            ("", 1),
            ("+1:00:00", 1),
            ("10:00:00", 0),
            ("10:00:00", 1_440),
        ] {
            assert_eq!(QuietHours::new(start, minutes), None, "{start} {minutes}");
        }
    }
}
