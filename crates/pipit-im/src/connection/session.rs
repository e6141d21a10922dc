//! A session: from the greeting to the end of the socket.
//!
//! Messages come in three ways and meet in one place, the store: pulled in pages, pushed directly, or repeated from
//! one's other devices. A direct push tells the time of the message before it; if that is not the last one taken in,
//! something is missing, and the session pulls. It also pulls when the server says that something waits, and first of
//! all when it begins. The cursors move in the transaction that stores the messages, so nothing is skipped.
//!
//! Of each conversation one message at a time is on its way, so that their order is the order of writing.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use pipit_proto::code;
use pipit_proto::compress::inflate;
use pipit_proto::content;
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::{
    ClientFrame, ConnectLayout, DisconnectReason, FrameId, MAX_SERVER_FRAME, Qos, ServerFrame,
};
use pipit_proto::messages::{
    DownStreamMessage, DownStreamMessages, PeopleInput, PeopleOutput, SyncRequestMsg, UpStreamMessage,
};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};
use tracing::{debug, warn};

use super::{Answer, Command, Engine, Next, RequestKind};
use crate::network::Socket;
use crate::store::{self, Cursors, Inbound, Outgoing, Source};
use crate::{
    ChangeSet, ConnectionStatus, ConversationId, ConversationType, RequestError, StoreError, WaitReason,
};

/// How often late answers and a machine that slept are looked for.
const TICK: Duration = Duration::from_secs(3);

/// The wall clock runs on while a machine sleeps, the other clock does not: a difference of this much means sleep.
const SLEPT: i64 = 8_000;

/// How long the server has to answer the first ping after sleep.
const WAKE_PATIENCE: Duration = Duration::from_secs(3);

/// How many entries of the outbox are looked at for what may go now.
const OUTBOX_WINDOW: usize = 64;

/// The pause after the server said that it cannot take a message now.
const RETRY_PAUSE: Duration = Duration::from_secs(2);

/// What an answer is awaited for.
enum Awaited {
    Outgoing(Outgoing),
    Pull,
    People,
    Request(tokio::sync::oneshot::Sender<Result<Answer, RequestError>>),
}

/// Why the session ends.
enum End {
    Lost,
    Said(DisconnectReason),
    /// The store cannot take anything in; trying again at once would not help.
    StoreFailed,
    Left,
    /// The application is gone.
    Gone,
}

struct Session<'a> {
    engine: &'a Engine,
    socket: Box<dyn Socket>,
    last_id: FrameId,
    awaited: BTreeMap<FrameId, (Awaited, Instant)>,
    /// Own actions from other devices, until their acknowledgement brings time and uid.
    echoes: BTreeMap<FrameId, (String, Bytes)>,
    cursors: Cursors,
    pulling: bool,
    pull_again: bool,
    /// Direct pushes that came while a pull was under way.
    pushed: VecDeque<DownStreamMessage>,
    busy: HashSet<ConversationId>,
    hold_until: Option<Instant>,
    asked_people: HashSet<String>,
    ping_sent: Option<Instant>,
    ping_patience: Duration,
    next_ping: Instant,
}

/// Runs a session; nothing when the application is gone.
pub(super) async fn run(
    engine: &Engine,
    socket: Box<dyn Socket>,
    commands: &mut mpsc::Receiver<Command>,
) -> Option<Next> {
    let cursors = match engine.store.read(store::cursors).await {
        Ok(cursors) => cursors,
        Err(error) => {
            warn!(%error, "the store cannot be read");
            return Some(Next::Later(WaitReason::ServerUnavailable));
        }
    };
    let mut session = Session {
        engine,
        socket,
        last_id: 0,
        awaited: BTreeMap::new(),
        echoes: BTreeMap::new(),
        cursors,
        pulling: false,
        pull_again: false,
        pushed: VecDeque::new(),
        busy: HashSet::new(),
        hold_until: None,
        asked_people: HashSet::new(),
        ping_sent: None,
        ping_patience: engine.config.answer_timeout,
        next_ping: Instant::now() + engine.config.ping_interval,
    };
    let end = session.serve(commands).await;
    for (awaited, _) in std::mem::take(&mut session.awaited).into_values() {
        if let Awaited::Request(answer) = awaited {
            answer.send(Err(RequestError::Offline)).ok();
        }
    }
    debug!("the session is over");
    match end {
        End::Gone => None,
        End::Left => Some(Next::Rest(ConnectionStatus::Disconnected)),
        End::Lost => Some(Next::Later(WaitReason::NoNetwork)),
        End::StoreFailed => Some(Next::Later(WaitReason::ServerUnavailable)),
        End::Said(reason) => Some(match reason {
            DisconnectReason::Kicked => Next::Rest(ConnectionStatus::Kicked),
            DisconnectReason::TokenExpired => Next::Rest(ConnectionStatus::TokenIncorrect),
            DisconnectReason::Redirected => Next::Again,
            DisconnectReason::Blocked | DisconnectReason::AccountCancelled => {
                Next::Rest(ConnectionStatus::Refused { code: reason.code() })
            }
            _ => Next::Later(WaitReason::ServerUnavailable),
        }),
    }
}

impl Session<'_> {
    async fn serve(&mut self, commands: &mut mpsc::Receiver<Command>) -> End {
        match self.converse(commands).await {
            Ok(end) | Err(end) => end,
        }
    }

    async fn converse(&mut self, commands: &mut mpsc::Receiver<Command>) -> Result<End, End> {
        self.pull().await?;
        self.flush().await?;
        self.engine.set_status(ConnectionStatus::Connected);
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last_tick = (Instant::now(), self.engine.clock.now().0);
        loop {
            tokio::select! {
                frame = self.socket.next() => {
                    let frame = frame.ok_or(End::Lost)?;
                    self.take(frame).await?;
                }
                command = commands.recv() => match command {
                    Some(Command::Flush) => self.flush().await?,
                    Some(Command::Request(request)) => {
                        let id = self.next_id();
                        let frame = match request.kind {
                            RequestKind::Publish => publish(request.topic, request.target, id, request.body),
                            RequestKind::Query => ClientFrame::Query {
                                topic: request.topic.into(), target: request.target, id, body: request.body,
                            },
                        };
                        self.ask(id, frame, Awaited::Request(request.answer)).await?;
                    }
                    Some(Command::Disconnect(done)) => {
                        self.send(&ClientFrame::Disconnect { status: 0 }).await.ok();
                        self.engine.set_status(ConnectionStatus::Disconnected);
                        done.send(()).ok();
                        return Ok(End::Left);
                    }
                    // The network may be another one now: find out whether this connection still works.
                    Some(Command::RetryNow) => self.ping(WAKE_PATIENCE).await?,
                    Some(Command::Connect) => {}
                    None => return Ok(End::Gone),
                },
                _ = tick.tick() => {
                    let now = (Instant::now(), self.engine.clock.now().0);
                    let steady = i64::try_from(now.0.duration_since(last_tick.0).as_millis()).unwrap_or(i64::MAX);
                    let slept = (now.1 - last_tick.1) - steady > SLEPT;
                    last_tick = now;
                    if slept {
                        self.ping(WAKE_PATIENCE).await?;
                    }
                    self.check_time().await?;
                }
            }
        }
    }

    /// Pings when it is time, and ends the session when an answer is late.
    async fn check_time(&mut self) -> Result<(), End> {
        let now = Instant::now();
        let late = self
            .awaited
            .values()
            .any(|(_, since)| now.duration_since(*since) > self.engine.config.answer_timeout)
            || self.ping_sent.is_some_and(|sent| now.duration_since(sent) > self.ping_patience);
        if late {
            return Err(End::Lost);
        }
        if now >= self.next_ping {
            self.ping(self.engine.config.answer_timeout).await?;
        }
        if self.hold_until.is_some_and(|until| now >= until) {
            self.hold_until = None;
            self.flush().await?;
        }
        Ok(())
    }

    async fn ping(&mut self, patience: Duration) -> Result<(), End> {
        self.ping_sent.get_or_insert_with(Instant::now);
        self.ping_patience = patience;
        self.next_ping = Instant::now() + self.engine.config.ping_interval;
        self.send(&ClientFrame::Ping).await
    }

    async fn send(&mut self, frame: &ClientFrame) -> Result<(), End> {
        match frame.encode() {
            Ok(bytes) => {
                let sending = self.socket.send(bytes);
                match tokio::time::timeout(self.engine.config.answer_timeout, sending).await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(_)) | Err(_) => Err(End::Lost),
                }
            }
            Err(error) => {
                warn!(%error, "a frame cannot be written");
                Ok(())
            }
        }
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

    async fn take(&mut self, frame: Bytes) -> Result<(), End> {
        let frame = ServerFrame::decode(frame, ConnectLayout::Fixed).map_err(|error| {
            warn!(%error, "the server broke the protocol");
            End::Lost
        })?;
        match frame {
            ServerFrame::Pong => {
                self.ping_sent = None;
                Ok(())
            }
            ServerFrame::Disconnect(reason) => Err(End::Said(reason)),
            ServerFrame::Publish { topic, id, qos, own_action, body, .. } => {
                if own_action {
                    self.echoes.insert(id, (topic, body));
                    return Ok(());
                }
                if qos != Qos::AtMostOnce {
                    self.send(&ClientFrame::PubAck { id }).await?;
                }
                self.pushed(&topic, body).await
            }
            ServerFrame::PubAck { id, status, time, uid } => {
                if self.echoes.remove(&id).is_some() {
                    // It lies in the send box; the pull also brings what may be missing before it.
                    return self.pull().await;
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
            ServerFrame::QueryAck { id, status, body, .. } => match self.awaited.remove(&id) {
                Some((Awaited::Pull, _)) => self.pulled(status, body).await,
                Some((Awaited::People, _)) => self.people(status, body).await,
                Some((Awaited::Request(answer), _)) => {
                    answer.send(outcome(status, body)).ok();
                    Ok(())
                }
                _ => Ok(()),
            },
            ServerFrame::ConnAck(_) => Ok(()), // a repeated greeting
        }
    }

    // ---- what comes in ----

    async fn pull(&mut self) -> Result<(), End> {
        if self.pulling {
            self.pull_again = true;
            return Ok(());
        }
        self.pulling = true;
        self.pull_again = false;
        let body = SyncRequestMsg {
            sync_time: self.cursors.inbox,
            ispolling: false,
            is_pull_send: Some(true),
            send_box_sync_time: Some(self.cursors.sent),
            compressio_enabled: Some(true),
            ..SyncRequestMsg::default()
        };
        self.query(topic::PULL, body.encode_to_vec(), Awaited::Pull).await
    }

    async fn query(&mut self, topic: &str, body: Vec<u8>, awaited: Awaited) -> Result<(), End> {
        let id = self.next_id();
        let target = self.engine.config.user_id.as_str().to_owned();
        let frame = ClientFrame::Query { topic: topic.into(), target, id, body: body.into() };
        self.ask(id, frame, awaited).await
    }

    async fn pulled(&mut self, status: u16, body: Bytes) -> Result<(), End> {
        self.pulling = false;
        if status != 0 {
            warn!(status, "the server does not let us pull");
            return Err(End::Lost);
        }
        let page = read_page(body).ok_or(End::Lost)?;
        let more = page.finished == Some(false);
        let mut cursors = self.cursors;
        cursors.inbox = cursors.inbox.max(page.sync_time);
        for message in &page.list {
            let cursor = if message.direction == Some(1) { &mut cursors.sent } else { &mut cursors.inbox };
            *cursor = (*cursor).max(message.data_time);
        }
        let stuck = more && cursors == self.cursors;
        self.apply(page.list, cursors).await?;
        if (more && !stuck) || self.pull_again {
            return self.pull().await;
        }
        while let Some(message) = self.pushed.pop_front() {
            if message.data_time > self.cursors.inbox {
                self.direct(message).await?;
            }
        }
        self.ask_people().await
    }

    async fn pushed(&mut self, topic: &str, body: Bytes) -> Result<(), End> {
        match topic {
            topic::NOTIFY => self.pull().await,
            topic::MESSAGE => match DownStreamMessage::decode(body) {
                // A status message (typing) has no name and is not stored.
                Ok(message) if message.msg_id.as_deref().unwrap_or_default().is_empty() => Ok(()),
                Ok(message) => self.direct(message).await,
                Err(_) => Err(End::Lost),
            },
            _ => Ok(()),
        }
    }

    async fn direct(&mut self, message: DownStreamMessage) -> Result<(), End> {
        if message.data_time <= self.cursors.inbox {
            return Ok(()); // it came before
        }
        if self.pulling {
            if self.pushed.len() < 256 {
                self.pushed.push_back(message);
            } else {
                self.pull_again = true; // the pull will bring it
            }
            return Ok(());
        }
        if message.previous_time != Some(self.cursors.inbox) {
            return self.pull().await; // something is missing before it
        }
        let cursors = Cursors { inbox: message.data_time, ..self.cursors };
        let unknown = !self.asked_people.contains(&message.from_user_id);
        self.apply(vec![message], cursors).await?;
        if unknown { self.ask_people().await } else { Ok(()) }
    }

    async fn apply(&mut self, list: Vec<DownStreamMessage>, cursors: Cursors) -> Result<(), End> {
        let me = self.engine.config.user_id.clone();
        let messages: Vec<Inbound> =
            list.into_iter().filter_map(|message| Inbound::read(message, &me)).collect();
        let stored =
            self.engine.store.write(move |db| store::apply(db, &me, messages, Source::Box, cursors)).await;
        match stored {
            Ok(changes) => {
                self.cursors = cursors;
                self.engine.publish(changes);
                Ok(())
            }
            Err(error) => {
                // The cursors did not move: the server keeps everything until it can be stored.
                warn!(%error, "messages cannot be stored");
                Err(End::StoreFailed)
            }
        }
    }

    // ---- what goes out ----

    async fn flush(&mut self) -> Result<(), End> {
        if self.hold_until.is_some() {
            return Ok(());
        }
        let waiting = self.engine.store.read(|db| store::waiting(db, OUTBOX_WINDOW)).await.map_err(failed)?;
        for entry in waiting {
            if !self.busy.insert(entry.conversation.clone()) {
                continue;
            }
            let traits = content::traits(&entry.object_name);
            let flags = MessageFlags {
                persisted: traits.persisted,
                counted: traits.counted,
                ..MessageFlags::default()
            };
            let up = UpStreamMessage {
                session_id: flags.to_up(),
                classname: entry.object_name.clone(),
                content: entry.content.clone(),
                client_unique_id: Some(entry.client_id),
                ..UpStreamMessage::default()
            };
            let topic = match entry.conversation.kind {
                ConversationType::Group => topic::GROUP_MESSAGE,
                _ => topic::PRIVATE_MESSAGE,
            };
            let id = self.next_id();
            let target = entry.conversation.target_id.as_str().to_owned();
            let frame = publish(topic, target, id, up.encode_to_vec().into());
            self.ask(id, frame, Awaited::Outgoing(entry)).await?;
        }
        Ok(())
    }

    async fn answered(&mut self, entry: Outgoing, status: u16, time: i64, uid: &str) -> Result<(), End> {
        self.busy.remove(&entry.conversation);
        let conversation = entry.conversation.clone();
        match status {
            0 => {
                let uid = uid.to_owned();
                let store = &self.engine.store;
                store.write(move |db| store::acknowledge(db, &entry, &uid, time)).await.map_err(failed)?;
            }
            code::STORAGE_UNAVAILABLE | code::TOO_FAST => {
                self.hold_until = Some(Instant::now() + RETRY_PAUSE);
                return Ok(());
            }
            status => {
                let store = &self.engine.store;
                store.write(move |db| store::fail(db, &entry, i32::from(status))).await.map_err(failed)?;
            }
        }
        self.engine.publish(ChangeSet::conversation(conversation));
        self.flush().await
    }

    // ---- who is who ----

    async fn ask_people(&mut self) -> Result<(), End> {
        let me = self.engine.config.user_id.clone();
        let (mut users, mut groups) =
            self.engine.store.read(move |db| store::unknown_people(db, &me)).await.map_err(failed)?;
        users.retain(|id| self.asked_people.insert(id.clone()));
        groups.retain(|id| self.asked_people.insert(format!("group {id}")));
        if users.is_empty() && groups.is_empty() {
            return Ok(());
        }
        let body = PeopleInput { user_ids: users, group_ids: groups };
        self.query(topic::PEOPLE, body.encode_to_vec(), Awaited::People).await
    }

    async fn people(&mut self, status: u16, body: Bytes) -> Result<(), End> {
        if status != 0 {
            return Ok(()); // another server: ids stand for names
        }
        let answer = PeopleOutput::decode(body).map_err(|_| End::Lost)?;
        let changed =
            self.engine.store.write(move |db| store::put_people(db, &answer)).await.map_err(failed)?;
        self.engine.publish(ChangeSet { people: changed, ..ChangeSet::default() });
        Ok(())
    }
}

fn failed(error: StoreError) -> End {
    warn!(%error, "the store failed");
    End::StoreFailed
}

fn publish(topic: &str, target: String, id: FrameId, body: Bytes) -> ClientFrame {
    ClientFrame::Publish { topic: topic.into(), target, id, qos: Qos::AtLeastOnce, body }
}

fn outcome(status: u16, body: Bytes) -> Result<Answer, RequestError> {
    if status == 0 { Ok(Answer { body }) } else { Err(RequestError::Refused(status)) }
}

/// Reads a page of a pull, compressed or not.
fn read_page(body: Bytes) -> Option<DownStreamMessages> {
    let page = DownStreamMessages::decode(body).ok()?;
    match &page.compressed_data {
        Some(compressed) if !compressed.is_empty() => {
            let inner = inflate(compressed, MAX_SERVER_FRAME).ok()?;
            DownStreamMessages::decode(inner.as_slice()).ok()
        }
        _ => Some(page),
    }
}
