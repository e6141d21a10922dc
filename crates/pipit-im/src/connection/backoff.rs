//! The pause before another attempt: twice as long each time, and anywhere within it, so that a thousand clients do
//! not come back in the same moment.

use std::time::Duration;

use rand::RngExt;

pub(crate) struct Backoff {
    min: Duration,
    max: Duration,
    attempt: u32,
}

impl Backoff {
    pub(crate) fn new(min: Duration, max: Duration) -> Self {
        Self { min, max, attempt: 0 }
    }

    /// A connection stood: the next pause is short again.
    pub(crate) fn reset(&mut self) {
        self.attempt = 0;
    }

    /// The next pause.
    pub(crate) fn next(&mut self) -> Duration {
        let ceiling = self.min.saturating_mul(1 << self.attempt.min(16)).min(self.max);
        self.attempt = self.attempt.saturating_add(1);
        let half = ceiling / 2;
        half + half.mul_f64(rand::rng().random::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_ceiling_and_differ() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
        let pauses: Vec<Duration> = (0..20).map(|_| backoff.next()).collect();
        assert!(pauses[0] <= Duration::from_secs(1) && pauses[0] >= Duration::from_millis(500));
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(30)));
        assert!(pauses[10..].iter().all(|pause| *pause >= Duration::from_secs(15)), "{pauses:?}");
        assert!(pauses[10..].windows(2).any(|pair| pair[0] != pair[1]), "they are spread: {pauses:?}");
        backoff.reset();
        assert!(backoff.next() <= Duration::from_secs(1));
    }
}
