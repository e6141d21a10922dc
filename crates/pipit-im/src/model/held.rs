//! Which of the messages that a message holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many lists lie within each other at most, of those that are opened.
const DEEPEST: usize = 4;

/// How many bits a number has; four of them and no sign fit into a number of the store's.
const BITS: u32 = 15;

/// Which of the messages that a message holds is meant: its number in the list, counted from 1, then its number in the
/// list that that one holds, and so on. Without any, the message itself is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS)]
#[serde(try_from = "Vec<u16>", into = "Vec<u16>")]
#[ts(type = "number[]")]
pub struct Held(i64);

impl Held {
    /// The message itself.
    pub const ITSELF: Self = Self(0);

    /// The message with this number in the list that this one holds; nothing when it lies too deep or far.
    pub fn holds(self, number: usize) -> Option<Self> {
        let number = i64::try_from(number).ok().filter(|number| (1..1 << BITS).contains(number))?;
        let depth = self.path().count();
        (depth < DEEPEST).then_some(Self(self.0 | number << (BITS * u32::try_from(depth).ok()?)))
    }

    /// The numbers, that of the outermost list first.
    pub fn path(self) -> impl Iterator<Item = usize> {
        let first = |rest: i64| usize::try_from(rest & ((1 << BITS) - 1)).unwrap_or_default();
        std::iter::successors(Some(self.0), |rest| Some(rest >> BITS)).take_while(|rest| *rest > 0).map(first)
    }

    /// Its number in the list that it stands in, if it does in the one that `holder` holds.
    pub fn number_in(self, holder: Self) -> Option<usize> {
        let number = self.path().last()?;
        (holder.holds(number) == Some(self)).then_some(number)
    }

    /// As the store has it.
    pub(crate) fn stored(self) -> i64 {
        self.0
    }

    /// From the store.
    pub(crate) fn of_stored(number: i64) -> Self {
        Self(number)
    }
}

impl TryFrom<Vec<u16>> for Held {
    type Error = String;

    fn try_from(path: Vec<u16>) -> Result<Self, Self::Error> {
        path.iter().try_fold(Self::ITSELF, |held, number| held.holds(usize::from(*number))).ok_or_else(|| {
            format!(
                "{path:?} are no numbers of messages: they count from 1, and at most {DEEPEST} stand there"
            )
        })
    }
}

impl From<Held> for Vec<u16> {
    fn from(held: Held) -> Self {
        held.path().filter_map(|number| u16::try_from(number).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Held, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_path_is_read_as_it_was_written_and_one_list_is_stored_as_its_number() {
        for path in ["[]", "[2]", "[2,1]", "[32767,1,32767,4]"] {
            let held = read(path).unwrap();
            assert_eq!(serde_json::to_string(&held).unwrap(), path);
            assert_eq!(Held::of_stored(held.stored()), held);
        }
        assert_eq!((read("[]").unwrap(), read("[7]").unwrap().stored()), (Held::ITSELF, 7));
        let inner = read("[2,3]").unwrap();
        assert_eq!(inner.number_in(read("[2]").unwrap()), Some(3));
        assert_eq!((inner.number_in(Held::ITSELF), inner.number_in(read("[3]").unwrap())), (None, None));
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["[0]", "[1,0]", "[32768]", "[1,1,1,1,1]", "[-1]", "[\"1\"]", "2"] {
            assert!(read(path).is_err(), "{path}");
        }
    }
}
