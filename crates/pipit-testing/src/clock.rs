//! A clock that follows tokio's, which a test may pause.

use pipit_im::Timestamp;
use tokio::time::Instant;

/// Wall time that starts at a given moment and then passes as tokio's time does.
#[derive(Debug, Clone, Copy)]
pub struct TestClock {
    start: Instant,
    /// What the clock showed then, in Unix milliseconds.
    shown: i64,
}

impl TestClock {
    /// A clock that shows `shown` now.
    pub fn starting_at(shown: i64) -> Self {
        Self { start: Instant::now(), shown }
    }

    fn millis(self) -> i64 {
        self.shown + i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

impl pipit_im::Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.millis())
    }
}

impl pipit_server::Clock for TestClock {
    fn now(&self) -> i64 {
        self.millis()
    }
}
