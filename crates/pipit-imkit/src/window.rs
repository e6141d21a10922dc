//! What all windows share: when to run the query again, and how the difference travels.

use std::hash::Hash;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::splice::{Batch, Edges, Splice, difference};

/// A page shows 60 pictures a second: more batches than that are work for nobody.
pub(crate) const FRAME: Duration = Duration::from_millis(16);

/// Batches that a slow reader may be behind. A full queue holds the query back, so that what was missed arrives as
/// one larger difference.
pub(crate) const QUEUE: usize = 4;

/// What a reader has been told.
pub(crate) struct Told<T> {
    rows: Vec<T>,
    edges: Edges,
    rev: u64,
    batches: mpsc::Sender<Batch<T>>,
    room: Option<mpsc::OwnedPermit<Batch<T>>>,
    last: Option<Instant>,
}

impl<T: Clone + Hash + Ord> Told<T> {
    pub(crate) fn new(batches: mpsc::Sender<Batch<T>>) -> Self {
        Self { rows: Vec::new(), edges: Edges::default(), rev: 0, batches, room: None, last: None }
    }

    /// Waits until the reader has room and a frame has passed since it was told something; false when nobody reads any
    /// more. A query that runs after this answers everything that happened meanwhile.
    pub(crate) async fn ready(&mut self) -> bool {
        if let Some(last) = self.last {
            tokio::time::sleep_until(last + FRAME).await;
        }
        if self.room.is_none() {
            self.room = self.batches.clone().reserve_owned().await.ok();
        }
        self.room.is_some()
    }

    /// Tells what differs; it must be [`Told::ready`]. Nothing is sent when nothing differs.
    pub(crate) fn tell(&mut self, rows: Vec<T>, edges: Edges, focus: Option<String>) {
        let splices = if self.rev == 0 {
            vec![Splice { at: 0, remove: 0, insert: rows.clone() }]
        } else {
            difference(&self.rows, &rows)
        };
        if splices.is_empty() && edges == self.edges && focus.is_none() {
            return;
        }
        let Some(room) = self.room.take() else { return };
        self.rev += 1;
        self.rows = rows;
        self.edges = edges;
        self.last = Some(Instant::now());
        room.send(Batch { rev: self.rev, splices, edges, focus });
    }

    /// Waits until nobody reads any more.
    pub(crate) async fn closed(&self) {
        self.batches.closed().await;
    }
}

/// Ends a window's task with its handle.
#[derive(Debug)]
pub(crate) struct Task(AbortHandle);

impl Task {
    pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work).abort_handle())
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
