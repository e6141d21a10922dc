//! The one queue through which messages are written.
//!
//! While a batch is on its way to the disk the next one gathers, so that the load decides a batch's size and nobody
//! waits for a timer. After the commit, in the order of the commit, the senders get their acknowledgements and the
//! receivers their messages.

use std::sync::Arc;

use pipit_proto::code;
use pipit_proto::frame::{FrameId, ServerFrame};
use tokio::sync::{Notify, mpsc, oneshot};

use super::delivery::{Echo, deliver};
use super::sessions::{Session, Sessions};
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::store::{Appended, NewMessage, Refusal, Store};

/// The largest batch. Larger: a single flush keeps everybody waiting longer. Smaller: more flushes under load.
const BATCH: usize = 2_000;

/// A message to write, and who wants to know.
pub(crate) struct Job {
    pub(crate) message: Arc<NewMessage>,
    pub(crate) echo: Option<Echo>,
    pub(crate) reply: Reply,
}

/// Who wants to know what became of it.
pub(crate) enum Reply {
    /// A client's publish.
    Session(Arc<Session>, FrameId),
    /// A call.
    Caller(oneshot::Sender<Result<Appended, Refusal>>),
}

/// The queue's entry.
pub(crate) struct Sequencer {
    queue: mpsc::Sender<Job>,
    closing: Arc<Notify>,
}

impl Sequencer {
    /// Starts the task. It ends when it was closed and everything is written.
    pub(crate) fn spawn(
        store: Arc<dyn Store>,
        sessions: Arc<Sessions>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
    ) -> (Self, tokio::task::JoinHandle<()>) {
        let (queue, mut jobs) = mpsc::channel::<Job>(2 * BATCH);
        let closing = Arc::new(Notify::new());
        let closed = closing.clone();
        let task = tokio::spawn(async move {
            let mut batch = Vec::new();
            loop {
                tokio::select! {
                    count = jobs.recv_many(&mut batch, BATCH) => {
                        if count == 0 {
                            return;
                        }
                    }
                    () = closed.notified() => {
                        jobs.close();
                        continue;
                    }
                }
                let messages = batch.iter().map(|job| job.message.clone()).collect();
                let started = tokio::time::Instant::now();
                let results = store.append(messages, clock.now()).await;
                metrics.batch_written(batch.len(), started.elapsed());
                let now = clock.now();
                for (job, result) in batch.drain(..).zip(results) {
                    if let Ok(appended) = &result {
                        deliver(&sessions, &metrics, &job.message, appended, job.echo.as_ref(), now);
                    }
                    metrics.answered(result.is_ok());
                    job.reply.send(result);
                }
            }
        });
        (Self { queue, closing }, task)
    }

    /// Takes no more messages; what was taken is written.
    pub(crate) fn close(&self) {
        self.closing.notify_one();
    }

    /// Queues a message; waits while the queue is full, which slows down whoever sends too much.
    pub(crate) async fn submit(&self, job: Job) {
        self.queue.send(job).await.ok(); // fails only while the server stops: the client resends
    }

    /// Writes a message for a call.
    pub(crate) async fn append(&self, message: NewMessage, echo: Option<Echo>) -> Result<Appended, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.submit(Job { message: Arc::new(message), echo, reply: Reply::Caller(reply) }).await;
        answer.await.unwrap_or(Err(Refusal::Unavailable))
    }
}

impl Reply {
    fn send(self, result: Result<Appended, Refusal>) {
        match self {
            Self::Caller(caller) => {
                caller.send(result).ok();
            }
            Self::Session(session, id) => {
                let (status, time, uid) = match result {
                    Ok(appended) => (0, appended.time, appended.uid),
                    Err(refusal) => (status_of(refusal), 0, String::new()),
                };
                session.answer(&ServerFrame::PubAck { id, status, time, uid });
            }
        }
    }
}

/// The platform's number for a refusal.
pub(crate) fn status_of(refusal: Refusal) -> u16 {
    match refusal {
        Refusal::UnknownUser => code::UNKNOWN_USER,
        Refusal::NotInGroup => code::NOT_IN_GROUP,
        Refusal::NotInDiscussion => code::NOT_IN_DISCUSSION,
        Refusal::Blacklisted => code::REJECTED_BY_BLACKLIST,
        Refusal::NotWelcome => code::NOT_WELCOME,
        Refusal::Muted => code::MUTED_IN_GROUP,
        Refusal::RecallNotFound => code::RECALL_NOT_FOUND,
        Refusal::RecallNotAllowed => code::RECALL_NOT_ALLOWED,
        Refusal::Unavailable => code::STORAGE_UNAVAILABLE,
    }
}
