//! Times as the platform writes them in answers.

/// `2026-11-23 16:50:04` in UTC, of a time in Unix milliseconds.
pub(super) fn date_time(time: i64) -> String {
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

#[cfg(test)]
mod tests {
    use super::date_time;

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
}
