//! How fast something comes.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// What the speed is told from: the last moments, so that it is neither jumpy nor late.
const SEEN: Duration = Duration::from_secs(3);

/// Counts bytes against the clock.
pub(super) struct Pace(VecDeque<(Instant, u64)>);

impl Pace {
    /// Begins where so many bytes are here.
    pub(super) fn new(here: u64) -> Self {
        Self(VecDeque::from([(Instant::now(), here)]))
    }

    /// Bytes a second, now that so many are here.
    pub(super) fn at(&mut self, here: u64) -> u64 {
        let now = Instant::now();
        self.0.push_back((now, here));
        while self.0.len() > 2 && self.0.front().is_some_and(|(then, _)| now - *then > SEEN) {
            self.0.pop_front();
        }
        let Some((then, before)) = self.0.front() else { return 0 };
        let passed = u64::try_from((now - *then).as_millis()).unwrap_or(u64::MAX);
        here.saturating_sub(*before).saturating_mul(1_000).checked_div(passed).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_speed_is_that_of_the_last_seconds() {
        let mut pace = Pace::new(1_000);
        assert_eq!(pace.at(1_000), 0, "no time has passed");
        for second in 1..=10 {
            tokio::time::advance(Duration::from_secs(1)).await;
            assert_eq!(pace.at(1_000 + second * 500), 500);
        }
        for _ in 0..4 {
            tokio::time::advance(Duration::from_secs(1)).await;
            pace.at(6_000);
        }
        assert_eq!(pace.at(6_000), 0, "it stands still");
    }
}
