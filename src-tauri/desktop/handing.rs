//! What a person hands over: pastes or drops. A path never enters a page, which asks for what was handed over, and hears of files
//! by their numbers.
//!
//! A widget's own pages share their origin with the kit's and are a stranger's, so what a person has copied or dragged is given
//! to one of them when the person does that, and once. On Linux that is heard from GTK, where no page can make it up.

#[cfg(target_os = "linux")]
pub mod gtk;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a page may take to ask for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was handed over, until a page has taken it.
#[derive(Default)]
pub struct HandedOver(Mutex<Hands>);

#[derive(Default)]
struct Hands {
    /// When the keys that paste were pressed.
    #[cfg(target_os = "linux")]
    pasted: Option<Instant>,
    /// The files over a window.
    dragged: Vec<PathBuf>,
    /// When those were let go.
    dropped: Option<Instant>,
}

impl HandedOver {
    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the person has just pasted; not again for the same press.
    #[cfg(target_os = "linux")]
    pub fn take_paste(&self) -> bool {
        is_fresh(self.hands().pasted.take())
    }

    /// The files that the person has just dropped; not again for the same drop.
    pub fn take_dropped(&self) -> Vec<PathBuf> {
        let mut hands = self.hands();
        if is_fresh(hands.dropped.take()) { std::mem::take(&mut hands.dragged) } else { Vec::new() }
    }

    /// These files were let go over a window.
    #[cfg(not(target_os = "linux"))]
    pub fn drop(&self, files: Vec<PathBuf>) {
        let mut hands = self.hands();
        (hands.dragged, hands.dropped) = (files, Some(Instant::now()));
    }
}

fn is_fresh(moment: Option<Instant>) -> bool {
    moment.is_some_and(|moment| moment.elapsed() < PATIENCE)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_over_is_taken_once() {
        let handed = HandedOver::default();
        assert!(!handed.take_paste(), "nobody pressed anything");
        handed.hands().pasted = Some(Instant::now());
        assert!(handed.take_paste());
        assert!(!handed.take_paste(), "it was used");

        let plan = PathBuf::from("plan.txt");
        handed.hands().dragged = vec![plan.clone()];
        assert!(handed.take_dropped().is_empty(), "it is only dragged");
        handed.hands().dropped = Some(Instant::now());
        assert_eq!(handed.take_dropped(), [plan]);
        handed.hands().dropped = Some(Instant::now());
        assert!(handed.take_dropped().is_empty(), "it was used");
    }
}
