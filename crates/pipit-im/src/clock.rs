//! Wall time enters from outside, so that tests decide it.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::Timestamp;

/// Tells the time. It may be wrong or step: nothing is ordered by it, only estimated.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
