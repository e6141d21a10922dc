//! The keeper: the one task that writes about rooms. What is said gathers while a batch is on its way to the disk; a
//! change of a room goes alone, between two batches.

use std::sync::Arc;
use std::time::Duration;

use pipit_proto::code;
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::{FrameId, ServerFrame};
use pipit_proto::messages::DownStreamMessage;
use pipit_proto::prost::Message;
use pipit_proto::uid::message_uid;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::edit::Edit;
use super::entries::Changed;
use super::recent::{Line, MESSAGES};
use super::{AllRooms, Refused, Room, lock, unavailable};
use crate::runtime::sessions::Session;
use crate::store::{HistoryRange, RoomMessage, RoomRight, RoomWrite, StoreError};

/// The largest batch. Larger: a single flush keeps everybody waiting longer. Smaller: more flushes under load.
const BATCH: usize = 1_000;
/// How often is looked who has been away for too long.
const ROUND: Duration = Duration::from_millis(500);
/// The platform's number of chat rooms as a type of conversation.
const ROOM: u8 = 4;

/// What the keeper does next.
pub(super) enum Job {
    /// All of it in one transaction.
    Say(Vec<Saying>),
    Edit(Edit, oneshot::Sender<Refused<Vec<Changed>>>),
}

/// Something that somebody says, and may say.
pub(crate) struct Saying {
    pub(crate) room: Arc<Room>,
    pub(crate) sender: String,
    /// The device that says it; empty for the app's server.
    pub(crate) origin: String,
    pub(crate) object_name: String,
    pub(crate) content: String,
    pub(crate) flags: MessageFlags,
    /// The sender's name for it: the same one again says nothing.
    pub(crate) client_id: Option<i64>,
    /// Key-value pairs that it carries, as JSON.
    pub(crate) expansion: Option<String>,
    pub(crate) reply: Reply,
}

/// Who wants to know its time and uid.
pub(crate) enum Reply {
    /// A client's publish.
    Session(Arc<Session>, FrameId),
    /// A call.
    Caller(oneshot::Sender<Refused<(i64, String)>>),
    /// Nobody: it is said beside something else.
    Nobody,
}

impl Reply {
    fn send(self, result: Refused<(i64, String)>) {
        match self {
            Self::Nobody => {}
            Self::Caller(caller) => {
                caller.send(result).ok();
            }
            Self::Session(session, id) => {
                let (status, (time, uid)) =
                    result.map_or_else(|status| (status, (0, String::new())), |said| (0, said));
                session.answer(&ServerFrame::PubAck { id, status, time, uid });
            }
        }
    }
}

/// Starts the task. It ends when it was closed, or when nobody can ask it any more, and everything is written.
pub(super) fn spawn(all: Arc<AllRooms>, closing: Arc<Notify>) -> (mpsc::Sender<Job>, JoinHandle<()>) {
    let (queue, mut jobs) = mpsc::channel::<Job>(2 * BATCH);
    let task = tokio::spawn(async move {
        let mut batch = Vec::new();
        let mut round = tokio::time::interval(ROUND);
        round.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                count = jobs.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        return;
                    }
                }
                () = closing.notified() => {
                    jobs.close();
                    continue;
                }
                _ = round.tick(), if !all.is_empty() => {
                    all.sweep().await;
                    continue;
                }
            }
            let mut said = Vec::new();
            for job in batch.drain(..) {
                match job {
                    Job::Say(sayings) => said.extend(sayings),
                    Job::Edit(edit, reply) => {
                        all.say(std::mem::take(&mut said)).await;
                        reply.send(all.carry_out(edit).await).ok();
                    }
                }
            }
            all.say(said).await;
        }
    });
    (queue, task)
}

impl AllRooms {
    /// Writes what is said, then acknowledges and delivers it.
    async fn say(&self, sayings: Vec<Saying>) {
        if sayings.is_empty() {
            return;
        }
        let now = self.clock.now();
        let started = tokio::time::Instant::now();
        let count = sayings.len();
        let mut writes = Vec::new();
        let mut said = Vec::with_capacity(count);
        for saying in sayings {
            if let Err(error) = self.remember(&saying.room).await {
                saying.reply.send(Err(unavailable(&error)));
                continue;
            }
            if let Some((room, line, reply)) = self.take(saying, now) {
                if line.persisted && !line.dropped {
                    writes.push(RoomWrite::Say(room.id.clone(), line.message.clone()));
                }
                said.push((room, line, reply));
            }
        }
        let written = if writes.is_empty() { Ok(()) } else { self.store.write_rooms(writes).await };
        self.metrics.batch_written(count, started.elapsed());
        if let Err(error) = &written {
            tracing::error!(%error, "a batch of rooms could not be written");
        }
        for (room, line, reply) in said {
            self.metrics.answered(written.is_ok());
            if written.is_err() {
                reply.send(Err(code::STORAGE_UNAVAILABLE));
                continue;
            }
            reply.send(Ok((line.message.time, line.uid.clone())));
            if !line.dropped {
                room.deliver(Arc::new(line), &self.metrics, now);
            }
        }
    }

    /// Brings to hand what was said in a room before a restart.
    async fn remember(&self, room: &Room) -> Result<(), StoreError> {
        if room.state().recent.forgotten {
            let newest = HistoryRange { time: 0, count: MESSAGES.into(), ascending: false };
            let mut said = self.store.room_history(&room.id, newest).await?.messages;
            said.reverse();
            room.state().recent.remember(said);
        }
        Ok(())
    }

    /// Gives a message its time and uid; nothing when it was said before, which its sender is told.
    fn take(&self, saying: Saying, now: i64) -> Option<(Arc<Room>, Line, Reply)> {
        let Saying { room, sender, origin, object_name, content, flags, client_id, expansion, reply } =
            saying;
        let kept = lock(&self.rules).holds(RoomRight::NeverDropped, &object_name, now);
        let low = lock(&self.rules).holds(RoomRight::LowPriority, &object_name, now);
        let mut state = room.state();
        if state.destroyed {
            reply.send(Err(code::NO_SUCH_ROOM));
            return None;
        }
        if let Some(before) = client_id.and_then(|id| state.recent.again(&sender, id)) {
            reply.send(Ok(before));
            return None;
        }
        let time = now.max(state.given + 1);
        state.given = time;
        let busy = state.is_busy(now, self.limits.pace);
        let favoured = kept || state.rules.holds(RoomRight::Favoured, &sender, now);
        let dropped = state.record.held || (busy && low && !favoured);
        drop(state);
        let uid = message_uid(time, 0, ROOM, &room.id);
        let down = DownStreamMessage {
            from_user_id: sender.clone(),
            r#type: i32::from(ROOM),
            group_id: Some(room.id.clone()),
            classname: object_name,
            content,
            data_time: time,
            status: flags.to_down(),
            msg_id: Some(uid.clone()),
            client_unique_id: client_id,
            extra_content: expansion,
            ..DownStreamMessage::default()
        };
        let message = RoomMessage { time, sender, origin, body: down.encode_to_vec().into() };
        let line = Line { message, uid, persisted: flags.persisted, client_id, dropped };
        Some((room, line, reply))
    }

    /// Takes out who has been away for too long, and removes rooms that nobody is in.
    async fn sweep(&self) {
        if self.load().await.is_err() {
            return; // it is tried again in the next round
        }
        let rooms: Vec<_> = lock(&self.by_id).values().cloned().collect();
        for room in rooms {
            for user in room.sweep(self.limits.grace) {
                self.carry_out(Edit::Left { room: room.id.clone(), user }).await.ok();
            }
            if room.is_abandoned(self.limits.idle) {
                self.carry_out(Edit::Destroy { id: room.id.clone(), by_itself: true }).await.ok();
            }
        }
    }
}

impl super::room::State {
    /// Counts something that is said; whether more is said in this second than is distributed whatever it is.
    fn is_busy(&mut self, now: i64, most: u32) -> bool {
        let (second, count) = &mut self.pace;
        if *second != now / 1_000 {
            (*second, *count) = (now / 1_000, 0);
        }
        *count = count.saturating_add(1);
        *count > most
    }
}
