//! What the settings ask of the engine.

use pipit_im::QuietHours;
use pipit_imkit::Storage;

use crate::ui::{DaySpan, SetQuietHoursArgs, SyncHealth};
use crate::{Api, ApiError, ErrorCode};

/// Minutes of a day.
const DAY: u32 = 24 * 60;

impl Api {
    pub(crate) async fn sync_health(&self) -> Result<SyncHealth, ApiError> {
        let health = self.client()?.health().await?;
        Ok(SyncHealth {
            caught_up: health.caught_up,
            newest: health.newest,
            queued: health.queued,
            uploads: health.uploads,
            waiting_since: health.waiting_since,
            partial: health.partial,
            clock_offset: health.clock_offset,
        })
    }

    pub(crate) async fn storage(&self) -> Result<Storage, ApiError> {
        Ok(Storage::read(&self.client()?).await?)
    }

    pub(crate) async fn tidy(&self) -> Result<(), ApiError> {
        Ok(self.client()?.tidy().await?)
    }

    pub(crate) async fn quiet_hours(&self) -> Result<Option<DaySpan>, ApiError> {
        Ok(self.client()?.quiet_hours().await?.map(span))
    }

    pub(crate) async fn set_quiet_hours(&self, args: SetQuietHoursArgs) -> Result<(), ApiError> {
        let hours = args.hours.as_ref().map(hours).transpose()?;
        Ok(self.client()?.set_quiet_hours(hours).await?)
    }
}

fn span(hours: QuietHours) -> DaySpan {
    let start = hours.start();
    let begin = minute(start.get(..5).unwrap_or_default()).unwrap_or_default();
    let end = (begin + hours.minutes()) % DAY;
    let text = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    DaySpan { from: text(begin), to: text(end) }
}

fn hours(span: &DaySpan) -> Result<QuietHours, ApiError> {
    let wrong = |what: &str| ApiError::new(ErrorCode::BadText, format!("quiet hours: {what}"));
    let (from, to) = (minute(&span.from), minute(&span.to));
    let (Some(from), Some(to)) = (from, to) else {
        return Err(wrong("a time is written as HH:MM, from 00:00 to 23:59"));
    };
    QuietHours::new(&format!("{}:00", span.from), (to + DAY - from) % DAY)
        .ok_or_else(|| wrong("they begin and end at different times"))
}

/// A time of day, such as `22:30`, in minutes since midnight.
fn minute(time: &str) -> Option<u32> {
    let (hour, minute) = time.split_once(':')?;
    let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
    let (hour, minute): (u32, u32) =
        (two(hour) && two(minute)).then(|| Some((hour.parse().ok()?, minute.parse().ok()?)))??;
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(from: &str, to: &str) -> DaySpan {
        DaySpan { from: from.to_owned(), to: to.to_owned() }
    }

    #[test]
    fn quiet_hours_may_cross_midnight_and_what_is_no_span_is_refused() {
        for (from, to, minutes) in [("22:30", "07:00", 510), ("00:00", "23:59", 1_439), ("12:00", "12:01", 1)]
        {
            let hours = hours(&day(from, to)).unwrap();
            assert_eq!(hours.minutes(), minutes);
            assert_eq!(span(hours), day(from, to));
        }
        for (from, to) in
            [("22:00", "22:00"), ("24:00", "07:00"), ("7:00", "08:00"), ("", "08:00"), ("08:00", "08:60")]
        {
            assert_eq!(hours(&day(from, to)).unwrap_err().code, ErrorCode::BadText, "{from} {to}");
        }
    }
}
