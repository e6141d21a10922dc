//! Chat rooms: who is in them, what was just said, what they share.
//!
//! A room is a value behind a lock that is held for moments only. Who joins, leaves, asks or pulls does so in its own
//! session's task. Whatever must survive a restart, which is all that is said or changed, goes through the one queue of
//! the *keeper*: it is checked, written, and then done, so that the order on the disk is the order that members see.
//!
//! A message is stored once and encoded once. Members are not sent it but told that there is something; who was told and
//! has not pulled yet is not told again, so a burst costs a slow member nothing.

mod attendance;
mod edit;
mod entries;
mod keeper;
mod member;
mod recent;
mod room;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pipit_proto::code;
use tokio::sync::{Notify, OnceCell, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::sessions::{Session, Sessions};
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::server::RoomLimits;
use crate::store::{RoomRecord, RoomRight, Store, StoreError};

pub(crate) use edit::{Edit, Switch};
pub(crate) use entries::{Changed, EntryChange};
pub(crate) use keeper::{Reply, Saying};
pub(crate) use member::Seated;
pub(crate) use recent::{Pulled, is_own, page, seen_by};
pub(crate) use room::Room;

/// Why something is refused: the platform's code.
pub(crate) type Refused<T> = Result<T, u16>;

/// The rooms as everybody else knows them: the entrance to their queue.
pub(crate) struct Rooms {
    pub(crate) all: Arc<AllRooms>,
    queue: mpsc::Sender<keeper::Job>,
    closing: Arc<Notify>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

/// All rooms.
pub(crate) struct AllRooms {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    limits: RoomLimits,
    loaded: OnceCell<()>,
    by_id: Mutex<HashMap<String, Arc<Room>>>,
    /// The rights that hold in all rooms.
    rules: Mutex<member::Rules>,
    /// Which rooms a session is in.
    places: Mutex<HashMap<u64, HashSet<String>>>,
}

impl Rooms {
    /// Starts the keeper on the current runtime.
    pub(crate) fn spawn(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
        limits: RoomLimits,
    ) -> Self {
        let all = Arc::new(AllRooms {
            store,
            clock,
            metrics,
            limits,
            loaded: OnceCell::new(),
            by_id: Mutex::default(),
            rules: Mutex::default(),
            places: Mutex::default(),
        });
        let closing = Arc::new(Notify::new());
        let (queue, keeper) = keeper::spawn(all.clone(), closing.clone());
        Self { all, queue, closing, keeper: Mutex::new(Some(keeper)) }
    }

    /// Writes and answers what was taken in, and ends.
    pub(crate) async fn drain(&self) {
        self.closing.notify_one();
        let keeper = lock(&self.keeper).take();
        if let Some(keeper) = keeper {
            keeper.await.ok();
        }
    }

    /// Ends at once.
    pub(crate) fn kill(&self) {
        if let Some(keeper) = lock(&self.keeper).take() {
            keeper.abort();
        }
    }

    /// A room that is there.
    pub(crate) async fn find(&self, id: &str) -> Refused<Arc<Room>> {
        self.all.load().await.map_err(|error| unavailable(&error))?;
        self.all.get(id).ok_or(code::NO_SUCH_ROOM)
    }

    /// Takes a session into a room.
    pub(crate) async fn join(&self, id: &str, session: &Arc<Session>, create: bool) -> Refused<Seated> {
        self.has_place(id, session)?; // before a room is made for somebody who cannot come in
        let room = match self.find(id).await {
            Err(code::NO_SUCH_ROOM) if create => {
                self.edit(Edit::Create { id: id.to_owned(), name: String::new() }).await?;
                self.find(id).await?
            }
            found => found?,
        };
        self.seat(&room, session)
    }

    /// A connection is in a bounded number of rooms.
    fn has_place(&self, room: &str, session: &Session) -> Refused<()> {
        if let Some(places) = lock(&self.all.places)
            .get_mut(&session.id)
            .filter(|all| all.len() >= self.all.limits.per_connection)
        {
            places.retain(|id| self.all.get(id).is_some_and(|room| room.seats(session)));
            if places.len() >= self.all.limits.per_connection && !places.contains(room) {
                return Err(code::INVALID_ROOM_PARAMETER);
            }
        }
        Ok(())
    }

    fn seat(&self, room: &Room, session: &Arc<Session>) -> Refused<Seated> {
        self.has_place(&room.id, session)?;
        let now = self.all.clock.now();
        let all_muted = lock(&self.all.rules).holds(RoomRight::Muted, &session.user, now);
        let seated = room.join(session, now, self.all.limits.capacity, all_muted)?;
        lock(&self.all.places).entry(session.id).or_default().insert(room.id.clone());
        Ok(seated)
    }

    /// Makes somebody a member for the app's server, with all of their devices that are online.
    pub(crate) fn enrol(&self, room: &Room, user: &str, sessions: &Sessions) -> Refused<()> {
        let mut outcome = None;
        // A session that is found is not forgotten before it is seated: that comes after it is no longer found.
        sessions.each(user, |session| outcome = Some(self.seat(room, session).map(|_| ())));
        let now = self.all.clock.now();
        outcome.unwrap_or_else(|| room.enrol(user, now, self.all.limits.capacity))
    }

    /// Lets a session leave a room; what its user left there goes.
    pub(crate) async fn leave(&self, id: &str, session: &Session) -> Refused<()> {
        let room = self.find(id).await?;
        if let Some(places) = lock(&self.all.places).get_mut(&session.id) {
            places.remove(id);
        }
        if room.leave(session)? {
            self.edit(Edit::Left { room: id.to_owned(), user: session.user.clone() }).await?;
        }
        Ok(())
    }

    /// A session has ended: its user stays for a while in the rooms that it was in.
    pub(crate) fn forget(&self, session: &Session) {
        let places = lock(&self.all.places).remove(&session.id);
        for room in places.into_iter().flatten().filter_map(|id| self.all.get(&id)) {
            room.unseat(session);
        }
    }

    /// A push to this session was lost: it is told again in which rooms something waits.
    pub(crate) fn remind(&self, session: &Session) {
        let places = lock(&self.all.places).get(&session.id).cloned();
        for room in places.into_iter().flatten().filter_map(|id| self.all.get(&id)) {
            room.remind(session, &self.all.metrics, self.all.clock.now());
        }
    }

    /// Whether this user may say something in this room now.
    pub(crate) fn may_speak(&self, room: &Room, user: &str) -> Refused<()> {
        let now = self.all.clock.now();
        room.may_speak(user, lock(&self.all.rules).holds(RoomRight::Muted, user, now), now)
    }

    /// Queues something to say; waits while the queue is full.
    pub(crate) async fn say(&self, saying: Saying) {
        self.say_all(vec![saying]).await;
    }

    /// Queues what is to be said in one transaction.
    pub(crate) async fn say_all(&self, sayings: Vec<Saying>) {
        self.queue.send(keeper::Job::Say(sayings)).await.ok(); // fails only while the server stops
    }

    /// Changes something; answers what became of each entry, if it is about entries.
    pub(crate) async fn edit(&self, edit: Edit) -> Refused<Vec<Changed>> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(keeper::Job::Edit(edit, reply)).await.ok();
        answer.await.unwrap_or(Err(code::STORAGE_UNAVAILABLE))
    }

    /// All rooms that are there.
    pub(crate) async fn list(&self) -> Refused<Vec<Arc<Room>>> {
        self.all.load().await.map_err(|error| unavailable(&error))?;
        Ok(lock(&self.all.by_id).values().cloned().collect())
    }

    /// Who or what has a right in all rooms, and until when.
    pub(crate) async fn rights_everywhere(&self, right: RoomRight) -> Refused<Vec<(String, i64)>> {
        self.all.load().await.map_err(|error| unavailable(&error))?;
        Ok(lock(&self.all.rules).list(right, self.all.clock.now()))
    }
}

impl AllRooms {
    /// Reads what was kept, once.
    async fn load(&self) -> Result<(), StoreError> {
        self.loaded
            .get_or_try_init(async || {
                let kept = self.store.rooms().await?;
                let now = self.clock.now();
                let mut by_id: HashMap<String, Room> = HashMap::new();
                for (record, last) in kept.rooms {
                    by_id.insert(record.id.clone(), Room::new(record, last, now));
                }
                for (id, entry) in kept.entries {
                    if let Some(room) = by_id.get(&id) {
                        room.put_entry(entry);
                    }
                }
                for rule in kept.rules {
                    match by_id.get(&rule.room) {
                        Some(room) => room.put_rule(&rule),
                        None if rule.room.is_empty() => lock(&self.rules).put(&rule),
                        None => {}
                    }
                }
                *lock(&self.by_id) = by_id.into_iter().map(|(id, room)| (id, Arc::new(room))).collect();
                Ok(())
            })
            .await
            .copied()
    }

    /// It is known that there is no room.
    fn is_empty(&self) -> bool {
        self.loaded.initialized() && lock(&self.by_id).is_empty()
    }

    fn get(&self, id: &str) -> Option<Arc<Room>> {
        lock(&self.by_id).get(id).cloned()
    }

    fn add(&self, record: RoomRecord) {
        let room = Arc::new(Room::new(record.clone(), 0, self.clock.now()));
        lock(&self.by_id).insert(record.id, room);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unavailable(error: &StoreError) -> u16 {
    tracing::error!(%error, "a room could not be read or written");
    code::STORAGE_UNAVAILABLE
}
