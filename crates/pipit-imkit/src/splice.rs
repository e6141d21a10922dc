//! The one way in which a list changes: JavaScript's own `Array.splice`.

use std::hash::Hash;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use ts_rs::TS;

/// Replaces `remove` rows at `at` by the rows of `insert`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Splice<T> {
    /// Where, in the list as the splices before this one left it.
    pub at: usize,
    /// How many rows go.
    pub remove: usize,
    /// What comes in their place.
    pub insert: Vec<T>,
}

/// What changed in a window, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Batch<T> {
    /// Counts a subscription's batches from 1; a reader that misses one subscribes anew.
    #[ts(type = "number")]
    pub rev: u64,
    /// The changes; the first batch of a subscription replaces all rows.
    pub splices: Vec<Splice<T>>,
    /// What lies beyond the window.
    pub edges: Edges,
    /// What to bring into view: the key of a row where a chat opens or jumps to, or `end` after a jump to the end.
    pub focus: Option<String>,
}

/// What lies beyond a window's ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Edges {
    /// More rows exist before the first (a chat's older messages).
    pub before: bool,
    /// More rows exist after the last (a chat's newer messages, a list's further rows).
    pub after: bool,
}

/// The splices that turn `old` into `new`: as few rows as the diff finds, from front to back.
pub fn difference<T: Clone + Hash + Ord>(old: &[T], new: &[T]) -> Vec<Splice<T>> {
    let take = |from: usize, count: usize| new.iter().skip(from).take(count).cloned().collect();
    let mut splices = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        // A list that is rewritten from the front stands at the new index when it reaches an operation.
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_len, new_index, .. } => {
                splices.push(Splice { at: new_index, remove: old_len, insert: Vec::new() });
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                splices.push(Splice { at: new_index, remove: 0, insert: take(new_index, new_len) });
            }
            DiffOp::Replace { old_len, new_index, new_len, .. } => {
                splices.push(Splice { at: new_index, remove: old_len, insert: take(new_index, new_len) });
            }
        }
    }
    splices
}
