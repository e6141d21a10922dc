//! Notices that the machine has slept: the wall clock runs on meanwhile, the clock of pauses and timeouts does not.

use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior};

use crate::Clock;

/// How often is looked.
const TICK: Duration = Duration::from_secs(1);

/// A difference of the clocks of this much means sleep, in milliseconds.
const SLEPT: i64 = 8_000;

/// Ticks every second.
pub(crate) struct Wake {
    tick: Interval,
    last: (Instant, i64),
}

impl Wake {
    pub(crate) fn new(clock: &dyn Clock) -> Self {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { tick, last: (Instant::now(), clock.now().0) }
    }

    /// The next tick; true when the machine has slept since the last one. It may be dropped while it waits.
    pub(crate) async fn tick(&mut self, clock: &dyn Clock) -> bool {
        self.tick.tick().await;
        let now = (Instant::now(), clock.now().0);
        let steady = i64::try_from(now.0.duration_since(self.last.0).as_millis()).unwrap_or(i64::MAX);
        let slept = (now.1 - self.last.1) - steady > SLEPT;
        self.last = now;
        slept
    }
}
