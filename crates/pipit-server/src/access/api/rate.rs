//! How often a call may be made: so many times in each second.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Counts calls. It holds as many numbers as there are paths.
#[derive(Default)]
pub(crate) struct Rate(Mutex<HashMap<&'static str, (i64, u32)>>);

impl Rate {
    /// Counts a call at `now`, Unix milliseconds; false when there were `most` in this second already.
    pub(super) fn admits(&self, path: &'static str, now: i64, most: u32) -> bool {
        let second = now.div_euclid(1_000);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (counted, calls) = counts.entry(path).or_default();
        if *counted != second {
            (*counted, *calls) = (second, 0);
        }
        *calls = calls.saturating_add(1);
        *calls <= most
    }
}
