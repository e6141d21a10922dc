//! A client's connection, from its greeting to its end, over anything that carries frames.

mod attributes;
mod blacklist;
mod devices;
mod discussion;
mod editing;
mod expansion;
mod files;
mod filter;
mod group;
mod offline;
mod publish;
mod query;
mod receipts;
mod room;
mod room_recall;
mod settings;
mod status;
mod tags;

pub(crate) use group::{NOTICE as LONGEST_NOTICE, valid_notice};
pub(crate) use publish::default_flags;
pub(crate) use room::{LONGEST_KEY, LONGEST_VALUE};
pub(crate) use room_recall::{Recaller, room_recall};

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use pipit_proto::frame::{ClientFrame, ConnAck, ConnStatus, DisconnectReason, MAX_CLIENT_FRAME, ServerFrame};
use tokio::time::Instant;
use tracing::{debug, info};

use crate::Server;
use crate::runtime::delivery::notify;
use crate::runtime::queue::Waiting;
use crate::runtime::received::Proof;
use crate::runtime::sessions::{ConnectRequest, Session};
use crate::token::{self, TokenError};

/// A client pings every 15 s; one that is silent for this long is gone.
const SILENCE: Duration = Duration::from_secs(90);

/// Bytes per millisecond of the slowest line that still counts as one: a large page may take its time.
const SLOWEST: usize = 16;

impl Server {
    /// Serves a client over `frames`, one item a frame, until either side ends it. The upgrade of the WebSocket was the
    /// question, so the server speaks first.
    pub async fn accept<T, E>(&self, request: ConnectRequest, mut frames: T)
    where
        T: Stream<Item = Result<Bytes, E>> + Sink<Bytes> + Unpin + Send,
    {
        let user = match self.admit(&request).await {
            Ok(user) => user,
            Err(status) => {
                info!(status = status.byte(), "a connection is refused");
                if let Ok(refusal) = ServerFrame::ConnAck(ConnAck::Refused(status)).encode(request.layout) {
                    frames.send(refusal).await.ok();
                }
                frames.close().await.ok();
                return;
            }
        };
        let session = self.0.sessions.open(&user, &request, self.0.clock.now());
        session.answer(&ServerFrame::ConnAck(ConnAck::Accepted {
            user_id: user,
            session_id: session.id.to_string(),
            server_time: self.0.clock.now(),
        }));
        drop(request);
        // A session lives long and mostly idles: its future keeps only what it needs.
        Box::pin(self.run(&session, &mut frames)).await;
        self.0.sessions.close(&session);
        self.0.rooms.forget(&session);
        tokio::time::timeout(self.0.settings.patience, frames.close()).await.ok();
    }

    async fn admit(&self, request: &ConnectRequest) -> Result<String, ConnStatus> {
        let settings = &self.0.settings;
        if !request.app_key.is_empty() && request.app_key != settings.app_key {
            return Err(ConnStatus::TokenIncorrect);
        }
        let now = self.0.clock.now();
        let claims = token::verify(&settings.app_secret, &settings.app_key, &request.token, now).map_err(
            |e| match e {
                TokenError::Incorrect => ConnStatus::TokenIncorrect,
                TokenError::Expired => ConnStatus::TokenExpired,
            },
        )?;
        let blocked = self.0.store.blocked_users(now).await.map_err(|_| ConnStatus::Redirected)?;
        if blocked.iter().any(|(user, _)| *user == claims.user_id) {
            return Err(ConnStatus::UserBlocked);
        }
        Ok(claims.user_id)
    }

    async fn run<T, E>(&self, session: &Arc<Session>, frames: &mut T)
    where
        T: Stream<Item = Result<Bytes, E>> + Sink<Bytes> + Unpin + Send,
    {
        let mut heard = Instant::now();
        let silence = tokio::time::sleep(SILENCE);
        tokio::pin!(silence);
        loop {
            tokio::select! {
                biased; // what is queued goes out before more is taken in
                waiting = session.queue.take() => {
                    let (behind, ends) = (waiting.behind, waiting.ends);
                    if !write(frames, waiting, self.0.settings.patience).await || ends {
                        return;
                    }
                    if behind {
                        let now = self.0.clock.now();
                        notify(session, now, now);
                        self.0.rooms.remind(session);
                    }
                }
                frame = frames.next() => {
                    let Some(Ok(frame)) = frame else { return };
                    heard = Instant::now();
                    if !self.take(session, frame).await {
                        return self.refuse(session, frames).await;
                    }
                }
                () = &mut silence => {
                    // Looked at when it is due, not moved with every frame.
                    if heard.elapsed() >= SILENCE {
                        debug!(session = session.id, "silent for too long");
                        return;
                    }
                    silence.as_mut().reset(heard + SILENCE);
                }
            }
        }
    }

    /// Takes one frame; false when it breaks the protocol.
    async fn take(&self, session: &Arc<Session>, frame: Bytes) -> bool {
        if frame.len() > MAX_CLIENT_FRAME {
            return false;
        }
        // What answers is boxed: a session that idles would keep room for the largest of all answers.
        match ClientFrame::decode(frame) {
            Ok(ClientFrame::Ping) => {
                session.answer(&ServerFrame::Pong);
                true
            }
            Ok(ClientFrame::Publish { topic, target, id, body, .. }) => {
                Box::pin(self.publish(session, &topic, &target, id, &body)).await
            }
            Ok(ClientFrame::Query { topic, target, id, body }) => {
                Box::pin(self.query(session, &topic, &target, id, &body)).await
            }
            // The box is the truth: what was confirmed only tells the user's other devices what this one has.
            Ok(ClientFrame::PubAck { id }) => {
                session.confirms(Proof::Push(id));
                true
            }
            Ok(ClientFrame::QueryCon { id }) => {
                session.confirms(Proof::Page(id));
                true
            }
            Ok(ClientFrame::Disconnect { .. }) => {
                session.disconnect(DisconnectReason::Other(0));
                true
            }
            Err(error) => {
                info!(session = session.id, %error, "a malformed frame");
                false
            }
        }
    }

    async fn refuse<T, E>(&self, session: &Session, frames: &mut T)
    where
        T: Stream<Item = Result<Bytes, E>> + Sink<Bytes> + Unpin + Send,
    {
        self.0.metrics.malformed.fetch_add(1, Ordering::Relaxed);
        info!(session = session.id, "the connection broke the protocol and is closed");
        if let Ok(reason) = ServerFrame::Disconnect(DisconnectReason::Protocol).encode(session.layout) {
            tokio::time::timeout(self.0.settings.patience, frames.send(reason)).await.ok();
        }
    }
}

/// Writes what waits, in one go; false when the reader is gone or takes too long.
async fn write<T: Sink<Bytes> + Unpin>(frames: &mut T, waiting: Waiting, patience: Duration) -> bool {
    let slow = Duration::from_millis((waiting.bytes / SLOWEST).try_into().unwrap_or(u64::MAX));
    let all = async {
        for frame in waiting.frames {
            frames.feed(frame).await?;
        }
        frames.flush().await
    };
    matches!(tokio::time::timeout(patience + slow, all).await, Ok(Ok(())))
}
