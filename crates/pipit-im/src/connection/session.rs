//! A session: from the greeting to the end of the socket.
//!
//! Messages come in three ways and meet in one place, the store: pulled in pages, pushed directly, or repeated from
//! one's other devices. A direct push tells the time of the message before it; if that is not the last one taken in,
//! something is missing, and the session pulls. It also pulls when the server says that something waits, and first of
//! all when it begins. The cursors move in the transaction that stores the messages, so nothing is skipped.
//!
//! Of each conversation one message at a time is on its way, so that their order is the order of writing.

mod attributes;
mod edits;
mod inbox;
mod list;
mod outbox;
mod people;
mod quiet;
mod rooms;
mod typing;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use pipit_proto::code;
use pipit_proto::frame::{ClientFrame, ConnectLayout, DisconnectReason, FrameId, Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, SessionMsgReadInput};
use pipit_proto::topic;
use tokio::sync::mpsc;
use tokio::task::coop::unconstrained;
use tokio::time::Instant;
use tracing::{debug, warn};

use super::backoff::Backoff;
use super::greeting::Connected;
use super::wake::Wake;
use super::{Answer, Command, Engine, Request, RequestKind};
use crate::network::Socket;
use crate::store::{self, Attribute, Cursors, Fact, Gap, Outgoing};
use crate::{ConnectionStatus, ConversationId, QuietHours, RequestError, StoreError, Timestamp};

/// How long the server has to answer the first ping after sleep.
const WAKE_PATIENCE: Duration = Duration::from_secs(3);

/// How often a session pulls unasked, as the platform's clients do: should a push ever be lost, this repairs it.
const PULL_INTERVAL: Duration = Duration::from_mins(3);

/// What an answer is awaited for.
enum Awaited {
    Outgoing(Outgoing),
    Pull,
    /// The conversations whose last message lies there.
    List(Gap),
    People,
    Attributes,
    Edits,
    AttributesSaid(Vec<Attribute>),
    QuietHours,
    QuietHoursSaid(Option<QuietHours>),
    Rejoined(String),
    Room(String),
    Request(tokio::sync::oneshot::Sender<Result<Answer, RequestError>>),
}

/// Why the session ends.
pub(super) enum End {
    /// The connection is gone.
    Lost,
    /// The server cannot go on now.
    Unwell,
    /// The store cannot take in what the server says.
    Unstored,
    /// The server wants the client elsewhere.
    Redirected,
    /// The server wants no other attempt.
    Final(ConnectionStatus),
    /// This side left.
    Left,
    /// The application is gone.
    Gone,
}

impl From<DisconnectReason> for End {
    fn from(reason: DisconnectReason) -> Self {
        match reason {
            DisconnectReason::Kicked => Self::Final(ConnectionStatus::Kicked),
            DisconnectReason::TokenExpired => Self::Final(ConnectionStatus::TokenIncorrect),
            DisconnectReason::Redirected => Self::Redirected,
            DisconnectReason::Blocked | DisconnectReason::AccountCancelled => {
                Self::Final(ConnectionStatus::Refused { code: reason.code() })
            }
            _ => Self::Unwell,
        }
    }
}

struct Session<'a> {
    engine: &'a Engine,
    socket: Box<dyn Socket>,
    /// Which topics of Pipit's own the server answers.
    own_topics: Vec<String>,
    last_id: FrameId,
    awaited: BTreeMap<FrameId, (Awaited, Instant)>,
    /// Own actions from other devices, until their acknowledgement says that they are done.
    echoes: BTreeMap<FrameId, Echo>,
    /// Up to where everything is stored.
    cursors: Cursors,
    /// Up to where everything was pulled.
    pulled: Cursors,
    /// Up to when everything was delivered before this session, until it is known what was not.
    delivered: Option<Timestamp>,
    gathered: Option<inbox::Gathered>,
    /// How many messages came since everything was pulled the last time.
    brought: usize,
    pulling: bool,
    pull_again: bool,
    next_pull: Instant,
    /// What listeners hear when it is known whether more follows.
    untold: Vec<Fact>,
    /// Direct pushes that came while a pull was under way, by their time.
    pushed: BTreeMap<i64, DownStreamMessage>,
    busy: HashSet<ConversationId>,
    /// The server takes nothing until then.
    hold_until: Option<Instant>,
    hold: Backoff,
    /// Who is known, or was asked for.
    people: HashSet<(i32, String)>,
    saying_attributes: bool,
    /// Chat rooms that are pulled just now, and whether more was said meanwhile.
    pulling_rooms: BTreeMap<String, bool>,
    /// Who writes to this user, and until when their word holds.
    typing: BTreeMap<ConversationId, Instant>,
    /// When the answer to a ping is late.
    pong_due: Option<Instant>,
    next_ping: Instant,
}

/// What another device of this user did.
enum Echo {
    /// It sent or took back something, which lies in the send box.
    Sent,
    /// It read something.
    Read(SessionMsgReadInput),
}

/// Runs a session to its end.
pub(super) async fn run(
    engine: &Engine,
    connected: Connected,
    commands: &mut mpsc::Receiver<Command>,
) -> End {
    let begin = engine.store.read(|db| Ok((store::cursors(db)?, store::delivered(db)?))).await;
    let (cursors, delivered) = match begin {
        Ok(begin) => begin,
        Err(error) => {
            warn!(%error, "the store cannot be read");
            return End::Unstored;
        }
    };
    let mut session = Session {
        engine,
        socket: connected.socket,
        own_topics: connected.own_topics,
        last_id: 0,
        awaited: BTreeMap::new(),
        echoes: BTreeMap::new(),
        cursors,
        pulled: cursors,
        delivered: Some(delivered),
        gathered: None,
        brought: 0,
        pulling: false,
        pull_again: false,
        next_pull: Instant::now(),
        untold: Vec::new(),
        pushed: BTreeMap::new(),
        busy: HashSet::new(),
        hold_until: None,
        hold: Backoff::new(engine.config.backoff_min, engine.config.backoff_max),
        people: HashSet::new(),
        saying_attributes: false,
        pulling_rooms: BTreeMap::new(),
        typing: BTreeMap::new(),
        pong_due: None,
        next_ping: Instant::now() + engine.config.ping_interval,
    };
    let (Ok(end) | Err(end)) = session.converse(commands).await;
    session.tell_rest().await;
    session.end_typing(|_, _| true).await;
    if matches!(end, End::Left | End::Final(_)) {
        engine.forget_rooms().await;
    }
    for (awaited, _) in std::mem::take(&mut session.awaited).into_values() {
        if let Awaited::Request(answer) = awaited {
            answer.send(Err(RequestError::Offline)).ok();
        }
    }
    debug!("the session is over");
    end
}

impl Session<'_> {
    async fn converse(&mut self, commands: &mut mpsc::Receiver<Command>) -> Result<End, End> {
        self.pull().await?;
        self.pull_edits().await?;
        self.pull_attributes().await?;
        self.settle_quiet_hours().await?;
        self.rejoin_rooms().await?;
        self.written().await?;
        self.engine.set_status(ConnectionStatus::Connected);
        let clock = self.engine.clock.clone();
        let mut wake = Wake::new(clock.as_ref());
        loop {
            tokio::select! {
                frame = self.socket.next() => {
                    let frame = frame.ok_or(End::Lost)?;
                    self.take(frame).await?;
                }
                () = self.engine.written.notified() => self.written().await?,
                command = commands.recv() => match command {
                    Some(Command::Request(request)) => self.request(request).await?,
                    Some(Command::Disconnect(done)) => {
                        self.send(&ClientFrame::Disconnect { status: 0 }).await.ok();
                        self.engine.set_status(ConnectionStatus::Disconnected);
                        done.send(()).ok();
                        return Ok(End::Left);
                    }
                    // The network may be another one now: find out whether this connection still works.
                    Some(Command::RetryNow | Command::NetworkChanged) => self.ping(WAKE_PATIENCE).await?,
                    Some(Command::Connect) => {}
                    None => return Ok(End::Gone),
                },
                slept = wake.tick(clock.as_ref()) => {
                    if slept {
                        self.ping(WAKE_PATIENCE).await?;
                    }
                    self.check_time().await?;
                }
            }
        }
    }

    /// Whether the server may be asked this: another one might take what it does not know for an attack.
    fn answers(&self, topic: &str) -> bool {
        !topic::OWN.contains(&topic) || self.own_topics.iter().any(|own| own == topic)
    }

    /// Something was written here.
    async fn written(&mut self) -> Result<(), End> {
        self.flush().await?;
        self.say_attributes().await?;
        self.tell_quiet_hours().await?;
        self.pull_new_rooms().await
    }

    async fn request(&mut self, request: Request) -> Result<(), End> {
        let Request { topic, target, kind, body, answer } = request;
        if !self.answers(topic) {
            answer.send(Err(RequestError::Refused(code::NOT_SUPPORTED))).ok();
            return Ok(());
        }
        let id = self.next_id();
        let frame = match kind {
            RequestKind::Publish => publish(topic, target, id, body),
            RequestKind::Query => ClientFrame::Query { topic: topic.into(), target, id, body },
            RequestKind::Status => {
                let frame =
                    ClientFrame::Publish { topic: topic.into(), target, id, qos: Qos::AtMostOnce, body };
                self.send(&frame).await?;
                answer.send(Ok(Answer { body: Bytes::new() })).ok(); // no other answer comes
                return Ok(());
            }
        };
        self.ask(id, frame, Awaited::Request(answer)).await
    }

    /// Pings when it is time, and ends the session when an answer is late.
    async fn check_time(&mut self) -> Result<(), End> {
        // Who was busy must not call the other side late: what has come by now is taken first.
        while self.late() {
            let arrived = unconstrained(self.socket.next()).now_or_never();
            let frame = arrived.flatten().ok_or(End::Lost)?;
            self.take(frame).await?;
        }
        let now = Instant::now();
        if now >= self.next_ping {
            self.ping(self.engine.config.answer_timeout).await?;
        }
        if now >= self.next_pull {
            self.pull().await?;
            self.pull_edits().await?;
            self.pull_attributes().await?;
            self.say_attributes().await?;
            self.settle_quiet_hours().await?;
        }
        self.end_typing(|_, until| until <= now).await;
        if self.hold_until.is_some_and(|until| now >= until) {
            self.hold_until = None;
            self.flush().await?;
        }
        Ok(())
    }

    /// Whether an answer should have come by now.
    fn late(&self) -> bool {
        let (now, patience) = (Instant::now(), self.engine.config.answer_timeout);
        self.awaited.values().any(|(_, since)| now.duration_since(*since) > patience)
            || self.pong_due.is_some_and(|due| now > due)
    }

    async fn ping(&mut self, patience: Duration) -> Result<(), End> {
        // A ping that is on its way keeps its own limit, if that comes first.
        let due = Instant::now() + patience;
        self.pong_due = Some(self.pong_due.map_or(due, |earlier| earlier.min(due)));
        self.next_ping = Instant::now() + self.engine.config.ping_interval;
        self.send(&ClientFrame::Ping).await
    }

    async fn send(&mut self, frame: &ClientFrame) -> Result<(), End> {
        match frame.encode() {
            Ok(bytes) => {
                let sending = self.socket.send(bytes);
                match tokio::time::timeout(self.engine.config.answer_timeout, sending).await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(_)) => Err(self.last_word().await),
                    Err(_) => Err(End::Lost),
                }
            }
            Err(error) => {
                warn!(%error, "a frame cannot be written");
                Ok(())
            }
        }
    }

    /// Nothing can be sent any more. The server may have said why before it closed: who is kicked must not take that for
    /// a loss and come back, which would kick the other device.
    async fn last_word(&mut self) -> End {
        let patience = self.engine.config.answer_timeout;
        let reading = async {
            while let Some(frame) = self.socket.next().await {
                if let Ok(ServerFrame::Disconnect(reason)) = ServerFrame::decode(frame, ConnectLayout::Fixed)
                {
                    return reason.into();
                }
            }
            End::Lost
        };
        tokio::time::timeout(patience, reading).await.unwrap_or(End::Lost)
    }

    /// Numbers run from 1 to 0x7FFF: the upper half is the server's.
    fn next_id(&mut self) -> FrameId {
        loop {
            self.last_id = if self.last_id >= 0x7FFF { 1 } else { self.last_id + 1 };
            if !self.awaited.contains_key(&self.last_id) {
                return self.last_id;
            }
        }
    }

    async fn ask(&mut self, id: FrameId, frame: ClientFrame, awaited: Awaited) -> Result<(), End> {
        self.awaited.insert(id, (awaited, Instant::now()));
        self.send(&frame).await
    }

    async fn query(&mut self, topic: &str, body: Vec<u8>, awaited: Awaited) -> Result<(), End> {
        let id = self.next_id();
        let target = self.engine.config.user_id.as_str().to_owned();
        let frame = ClientFrame::Query { topic: topic.into(), target, id, body: body.into() };
        self.ask(id, frame, awaited).await
    }

    async fn take(&mut self, frame: Bytes) -> Result<(), End> {
        let frame = ServerFrame::decode(frame, ConnectLayout::Fixed).map_err(|error| {
            warn!(%error, "the server broke the protocol");
            End::Lost
        })?;
        match frame {
            ServerFrame::Pong => {
                self.pong_due = None;
                Ok(())
            }
            ServerFrame::Disconnect(reason) => Err(reason.into()),
            ServerFrame::Publish { topic, id, qos, own_action, body, .. } => {
                if own_action {
                    self.echoed(&topic, id, &body);
                    return Ok(());
                }
                if qos != Qos::AtMostOnce {
                    self.send(&ClientFrame::PubAck { id }).await?;
                }
                self.pushed(&topic, body).await
            }
            ServerFrame::PubAck { id, status, time, uid } => {
                match self.echoes.remove(&id) {
                    // The pull also brings what may be missing before it.
                    Some(Echo::Sent) => return self.pull().await,
                    Some(Echo::Read(read)) => return self.read_elsewhere(read, time).await,
                    None => {}
                }
                match self.awaited.remove(&id) {
                    Some((Awaited::Outgoing(entry), _)) => self.answered(entry, status, time, &uid).await,
                    Some((Awaited::Request(answer), _)) => {
                        answer.send(outcome(status, Bytes::new())).ok();
                        Ok(())
                    }
                    _ => Ok(()), // a repeated acknowledgement
                }
            }
            ServerFrame::QueryAck { id, qos, status, seconds, body } => {
                if qos != Qos::AtMostOnce {
                    self.send(&ClientFrame::QueryCon { id }).await?;
                }
                let now = Timestamp(i64::from(seconds) * 1_000);
                self.query_answered(id, status, now, body).await
            }
            ServerFrame::ConnAck(_) => Ok(()), // a repeated greeting
        }
    }

    /// An answer, which the server gave at `now`.
    async fn query_answered(
        &mut self,
        id: FrameId,
        status: u16,
        now: Timestamp,
        body: Bytes,
    ) -> Result<(), End> {
        match self.awaited.remove(&id) {
            Some((Awaited::Outgoing(entry), _)) => self.answered(entry, status, 0, "").await,
            Some((Awaited::Pull, _)) => self.pulled(status, now, body).await,
            Some((Awaited::List(gap), _)) => self.list(status, body, gap).await,
            Some((Awaited::People, _)) => self.people(status, body).await,
            Some((Awaited::Edits, _)) => self.edits(status, body).await,
            Some((Awaited::Attributes, _)) => self.attributes(status, body).await,
            Some((Awaited::AttributesSaid(said), _)) => self.attributes_said(status, said).await,
            Some((Awaited::QuietHours, _)) => self.quiet_hours(status, body).await,
            Some((Awaited::QuietHoursSaid(said), _)) => self.quiet_hours_said(status, said).await,
            Some((Awaited::Rejoined(room), _)) => self.rejoined(status, room).await,
            Some((Awaited::Room(room), _)) => self.room_pulled(status, body, room).await,
            Some((Awaited::Request(answer), _)) => {
                answer.send(outcome(status, body)).ok();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn failed(error: StoreError) -> End {
    warn!(%error, "the store failed");
    End::Unstored
}

fn publish(topic: &str, target: String, id: FrameId, body: Bytes) -> ClientFrame {
    ClientFrame::Publish { topic: topic.into(), target, id, qos: Qos::AtLeastOnce, body }
}

fn outcome(status: u16, body: Bytes) -> Result<Answer, RequestError> {
    if status == 0 { Ok(Answer { body }) } else { Err(RequestError::Refused(status)) }
}
