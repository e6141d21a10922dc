//! A clock that follows tokio's, which a test may pause, and that may be set to another time.

use std::sync::atomic::{AtomicI64, Ordering};

use pipit_im::Timestamp;
use tokio::time::Instant;

/// Wall time that starts at a given moment and then passes as tokio's time does.
#[derive(Debug)]
pub struct TestClock {
    start: Instant,
    /// What the clock would have shown then, in Unix milliseconds.
    shown: AtomicI64,
}

impl TestClock {
    /// A clock that shows `shown` now.
    pub fn starting_at(shown: i64) -> Self {
        Self { start: Instant::now(), shown: shown.into() }
    }

    /// Somebody sets it, forward or back, by so many milliseconds.
    pub fn jump(&self, millis: i64) {
        self.shown.fetch_add(millis, Ordering::Relaxed);
    }

    fn millis(&self) -> i64 {
        self.shown.load(Ordering::Relaxed)
            + i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX)
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
