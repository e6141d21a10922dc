//! What waits to be written to one reader.
//!
//! Whoever has something to say puts it in and goes on; the session's task takes all that waits at once, so that a
//! burst costs one write. Nobody ever waits for a slow reader: a push that does not fit is not queued, and the reader
//! is told to pull instead, as soon as there is room. Answers are always queued, because a reader that does not read
//! is not read from either, which bounds what it can ask.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;

/// Frames that wait before pushes turn into a pull. More: a slow reader costs memory. Fewer: bursts turn into pulls.
const FRAMES: usize = 1_024;

/// Bytes that wait before pushes turn into a pull; eight messages of the largest size.
const BYTES: usize = 1024 * 1024;

/// The queue of one session.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    /// There is something to take.
    filled: Notify,
}

/// What the session's task shall do.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// Frames to write, in order.
    pub(crate) frames: Vec<Bytes>,
    /// All of their bytes.
    pub(crate) bytes: usize,
    /// A push did not fit: the reader must be told to pull.
    pub(crate) behind: bool,
    /// The session ends after these frames.
    pub(crate) ends: bool,
}

impl Queue {
    /// Queues an answer.
    pub(crate) fn answer(&self, frame: Bytes) {
        let waiting = self.lock();
        if !waiting.ends {
            self.put(waiting, frame);
        }
    }

    /// Queues a push; false when there is no room for it.
    pub(crate) fn push(&self, frame: Bytes) -> bool {
        let mut waiting = self.lock();
        if waiting.ends {
            return true; // the session is ending, and pulls when it comes back
        }
        if waiting.frames.len() >= FRAMES || waiting.bytes + frame.len() > BYTES {
            waiting.behind = true;
            return false;
        }
        self.put(waiting, frame);
        true
    }

    /// Ends the session, with a last frame or without a word, after what waits is written.
    pub(crate) fn end(&self, last: Option<Bytes>) {
        let mut waiting = self.lock();
        if !waiting.ends {
            waiting.ends = true;
            waiting.frames.extend(last);
            drop(waiting);
            self.filled.notify_one();
        }
    }

    /// Ends the session without a word; what waits is not written.
    pub(crate) fn cut(&self) {
        *self.lock() = Waiting { ends: true, ..Waiting::default() };
        self.filled.notify_one();
    }

    /// Takes everything that waits, once something does.
    pub(crate) async fn take(&self) -> Waiting {
        loop {
            {
                let mut waiting = self.lock();
                if waiting.ends || !waiting.frames.is_empty() {
                    let ends = waiting.ends;
                    return std::mem::replace(&mut *waiting, Waiting { ends, ..Waiting::default() });
                }
            }
            self.filled.notified().await;
        }
    }

    fn put(&self, mut waiting: MutexGuard<'_, Waiting>, frame: Bytes) {
        let first = waiting.frames.is_empty();
        waiting.bytes += frame.len();
        waiting.frames.push(frame);
        drop(waiting);
        if first {
            self.filled.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(bytes: usize) -> Bytes {
        vec![0; bytes].into()
    }

    #[tokio::test]
    async fn pushes_are_bounded_in_number_and_bytes_and_answers_are_not_lost() {
        let queue = Queue::default();
        assert!((0..FRAMES).all(|_| queue.push(frame(1))));
        assert!(!queue.push(frame(1)), "too many");
        queue.answer(frame(1));
        let taken = queue.take().await;
        assert_eq!((taken.frames.len(), taken.behind, taken.ends), (FRAMES + 1, true, false));

        assert!(queue.push(frame(BYTES)), "there is room again");
        assert!(!queue.push(frame(1)), "too large");
        assert!(queue.take().await.behind);
        assert!(queue.push(frame(1)));
        assert!(!queue.take().await.behind, "it is told once");
    }

    #[tokio::test]
    async fn an_end_finds_room_in_a_full_queue_and_nothing_follows_it() {
        let queue = Queue::default();
        while queue.push(frame(1)) {}
        queue.end(Some(frame(7)));
        queue.answer(frame(1));
        assert!(queue.push(frame(1)), "who ends needs no pull");
        let taken = queue.take().await;
        assert_eq!(taken.frames.last().map(Bytes::len), Some(7));
        assert!(taken.ends);

        let queue = Queue::default();
        queue.push(frame(1));
        queue.cut();
        assert!(matches!(queue.take().await, Waiting { ends: true, frames, .. } if frames.is_empty()));
    }
}
