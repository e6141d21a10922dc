//! Times as the platform writes them in answers.

/// `2026-11-23 16:50:04` in UTC, of a time in Unix milliseconds.
pub(crate) fn date_time(time: i64) -> String {
    let seconds = time.div_euclid(1_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The calendar repeats every 400 years of 146,097 days; counted from the 1st of March of the year 0, the leap day
    // is the last of its year, and months have 153 days in five.
    let day = days.saturating_add(719_468);
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    let year = year + era * 400;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The time of an hour that is written as `2026112316`, in UTC.
pub(super) fn hour(text: &str) -> Option<i64> {
    if text.len() != 10 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from, to| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day, hour) = (part(0, 4)?, part(4, 6)?, part(6, 8)?, part(8, 10)?);
    // As above, in the other direction.
    let (shifted, place) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let days = era * 146_097 + 365 * of_era + of_era / 4 - of_era / 100 + (153 * place + 2) / 5 + day - 1;
    let time = ((days - 719_468) * 24 + hour) * 3_600_000;
    // What is no date of the calendar is written otherwise.
    (date_time(time) == format!("{year:04}-{month:02}-{day:02} {hour:02}:00:00")).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::{date_time, hour};

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (time, text) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_399_000, "2000-02-28 23:59:59"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (951_868_800_999, "2000-03-01 00:00:00"),
            (1_709_164_800_000, "2024-02-29 00:00:00"),
            (1_800_000_000_000, "2027-01-15 08:00:00"),
            (-1_000, "1969-12-31 23:59:59"),
        ] {
            assert_eq!(date_time(time), text);
        }
    }

    #[test]
    fn hours_are_read_if_the_calendar_has_them() {
        for (text, time) in [
            ("1970010100", Some(0)),
            ("2000022923", Some(951_865_200_000)),
            ("2027011508", Some(1_800_000_000_000)),
            ("2026022900", None),
            ("2026010124", None),
            ("2026130100", None),
            ("2026000100", None),
            ("202601010", None),
            ("2026-01-01", None),
            ("+026010100", None),
        ] {
            assert_eq!(hour(text), time, "{text}");
        }
    }
}
