//! The one queue through which messages are written.
//!
//! While a batch is on its way to the disk the next one gathers, so that the load decides a batch's size and nobody
//! waits for a timer. What is queued together is in one batch. After the commit, in the order of the commit, the senders
//! get their acknowledgements and the receivers their messages.

use std::sync::Arc;

use pipit_proto::code;
use pipit_proto::frame::{FrameId, ServerFrame};
use tokio::sync::{Notify, mpsc, oneshot};

use super::delivery::{Echo, deliver};
use super::sessions::{Session, Sessions};
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::store::{Appended, NewMessage, Refusal, Store};

/// From how many messages on a batch takes no more. More: a single flush keeps everybody waiting longer. Fewer: more flushes under load.
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
    queue: mpsc::Sender<Vec<Job>>,
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
        let (queue, mut jobs) = mpsc::channel::<Vec<Job>>(2 * BATCH);
        let closing = Arc::new(Notify::new());
        let closed = closing.clone();
        let task = tokio::spawn(async move {
            let mut batch = Vec::new();
            loop {
                tokio::select! {
                    first = jobs.recv() => match first {
                        Some(first) => batch.extend(first),
                        None => return,
                    },
                    () = closed.notified() => {
                        jobs.close();
                        continue;
                    }
                }
                while batch.len() < BATCH
                    && let Ok(next) = jobs.try_recv()
                {
                    batch.extend(next);
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
        self.queue.send(vec![job]).await.ok(); // fails only while the server stops: the client resends
    }

    /// Writes a message for a call.
    pub(crate) async fn append(&self, message: NewMessage) -> Result<Appended, Refusal> {
        self.append_all(vec![message]).await.pop().unwrap_or(Err(Refusal::Unavailable))
    }

    /// Writes messages for a call, in one transaction: each is refused or appended by itself, but if the store cannot
    /// write, none is.
    pub(crate) async fn append_all(&self, messages: Vec<NewMessage>) -> Vec<Result<Appended, Refusal>> {
        let (mut jobs, mut answers) = (Vec::new(), Vec::new());
        for message in messages {
            let (reply, answer) = oneshot::channel();
            jobs.push(Job { message: Arc::new(message), echo: None, reply: Reply::Caller(reply) });
            answers.push(answer);
        }
        self.queue.send(jobs).await.ok();
        let mut outcomes = Vec::with_capacity(answers.len());
        for answer in answers {
            outcomes.push(answer.await.unwrap_or(Err(Refusal::Unavailable)));
        }
        outcomes
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
