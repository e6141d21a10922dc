//! How often a call may be made: so many times in each second.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::limits::Second;

/// Counts calls. It holds as many numbers as there are paths.
#[derive(Default)]
pub(crate) struct Rate(Mutex<HashMap<&'static str, Second>>);

impl Rate {
    /// Counts a call at `now`, Unix milliseconds; false when there were `most` in this second already.
    pub(super) fn admits(&self, path: &'static str, now: i64, most: u32) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(path).or_default().admits(now, most)
    }
}
