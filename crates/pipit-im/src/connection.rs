//! The connection: one task owns it, from the first attempt to the last.
//!
//! Inputs:
//! - from the application: connect, disconnect, retry now, the network changed, something to send, a request;
//! - from the network: navigation's answer, the greeting, frames, the end of the socket;
//! - from the clock: the pause before another attempt, pings, answers that are late, a machine that slept.
//!
//! Outside of a session the task is idle (nobody wants a connection, or the server said a word that ends it) or waits
//! for the next attempt. There is never more than one socket.

mod backoff;
mod greeting;
mod session;

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tracing::{debug, info};

use crate::network::Network;
use crate::store::Store;
use crate::{
    ChangeSet, ClientConfig, Clock, ConnectError, ConnectionStatus, RequestError, Timestamp, WaitReason,
};

pub(crate) use greeting::greet;

use backoff::Backoff;

/// What the application asks of the task.
pub(crate) enum Command {
    Connect,
    RetryNow,
    Disconnect(oneshot::Sender<()>),
    /// The outbox has something.
    Flush,
    /// Ask the server something.
    Request(Request),
}

/// A request of the application, answered by status and body.
pub(crate) struct Request {
    pub(crate) topic: &'static str,
    pub(crate) target: String,
    pub(crate) kind: RequestKind,
    pub(crate) body: Bytes,
    pub(crate) answer: oneshot::Sender<Result<Answer, RequestError>>,
}

/// How a request travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Publish,
    Query,
}

/// A request's answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) body: Bytes,
}

/// What the task works with.
pub(crate) struct Engine {
    pub(crate) store: Store,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) config: ClientConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) status: watch::Sender<ConnectionStatus>,
    pub(crate) changes: broadcast::Sender<ChangeSet>,
    /// What to add to this machine's clock to get the server's, in milliseconds.
    pub(crate) clock_offset: Arc<std::sync::atomic::AtomicI64>,
}

impl Engine {
    fn set_status(&self, status: ConnectionStatus) {
        self.status.send_if_modified(|current| {
            let changed = *current != status;
            *current = status;
            changed
        });
    }

    pub(crate) fn publish(&self, changes: ChangeSet) {
        if !changes.is_empty() {
            self.changes.send(changes).ok(); // nobody may be watching
        }
    }
}

/// What the task does when a session or an attempt is over.
enum Next {
    /// Another attempt, now.
    Again,
    /// Another attempt, later.
    Later(WaitReason),
    /// Nothing, until somebody asks.
    Rest(ConnectionStatus),
}

/// Runs until the application is gone.
pub(crate) async fn run(engine: Engine, mut commands: mpsc::Receiver<Command>) {
    let mut backoff = Backoff::new(engine.config.backoff_min, engine.config.backoff_max);
    let mut wanted = false;
    loop {
        while !wanted {
            match commands.recv().await {
                Some(Command::Connect | Command::RetryNow) => wanted = true,
                Some(other) => decline(other),
                None => return,
            }
        }
        engine.set_status(ConnectionStatus::Connecting);
        let attempt = greet(engine.network.as_ref(), &engine.config, &engine.clock);
        tokio::pin!(attempt);
        let greeted = loop {
            tokio::select! {
                greeted = &mut attempt => break Some(greeted),
                command = commands.recv() => match command {
                    Some(Command::Connect | Command::RetryNow | Command::Flush) => {}
                    Some(Command::Disconnect(done)) => {
                        engine.set_status(ConnectionStatus::Disconnected);
                        done.send(()).ok();
                        break None;
                    }
                    Some(other) => decline(other),
                    None => return,
                },
            }
        };
        let next = match greeted {
            None => {
                wanted = false;
                continue;
            }
            Some(Ok(connected)) => {
                backoff.reset();
                info!("connected");
                let offset = connected.clock_offset;
                engine.clock_offset.store(offset, std::sync::atomic::Ordering::Relaxed);
                match session::run(&engine, connected.socket, &mut commands).await {
                    Some(next) => next,
                    None => return,
                }
            }
            Some(Err(error)) => {
                debug!(%error, "no connection");
                next_after(&error)
            }
        };
        match next {
            Next::Again => {}
            Next::Rest(status) => {
                engine.set_status(status);
                wanted = false;
            }
            Next::Later(reason) => {
                let pause = backoff.next();
                let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
                let retry_at = Timestamp(engine.clock.now().0.saturating_add(millis));
                engine.set_status(ConnectionStatus::Waiting { reason, retry_at });
                let due = tokio::time::sleep(pause);
                tokio::pin!(due);
                loop {
                    tokio::select! {
                        () = &mut due => break,
                        command = commands.recv() => match command {
                            Some(Command::Connect | Command::RetryNow) => break,
                            Some(Command::Disconnect(done)) => {
                                engine.set_status(ConnectionStatus::Disconnected);
                                done.send(()).ok();
                                wanted = false;
                                break;
                            }
                            Some(other) => decline(other),
                            None => return,
                        },
                    }
                }
            }
        }
    }
}

/// Without a session, what was queued waits, and what was asked has no answer.
fn decline(command: Command) {
    match command {
        Command::Request(request) => {
            request.answer.send(Err(RequestError::Offline)).ok();
        }
        Command::Disconnect(done) => {
            done.send(()).ok();
        }
        Command::Connect | Command::RetryNow | Command::Flush => {}
    }
}

fn next_after(error: &ConnectError) -> Next {
    match error {
        ConnectError::Unreachable(_) => Next::Later(WaitReason::NoNetwork),
        ConnectError::BadAnswer(_) => Next::Later(WaitReason::ServerUnavailable),
        ConnectError::TokenIncorrect => Next::Rest(ConnectionStatus::TokenIncorrect),
        ConnectError::Refused { code } => Next::Rest(ConnectionStatus::Refused { code: *code }),
    }
}
