//! The voice that is recorded. There is one at a time, in memory only. It goes on as long as the page watches that
//! shows it; what a page leaves behind waits in its chat, as a draft does.

mod recorder;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use pipit_im::content::Voice;
use pipit_im::{Client, ConversationId, MessageId, UserId};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::ui::{ConversationArgs, Recording, RecordingEnd, SubscriptionArgs};
use crate::{Api, ApiError, ErrorCode, Listening, Microphone, MicrophoneProblem};
use recorder::Recorder;

/// The recording of an app, and who watches it. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Recordings(Arc<Inner>);

#[derive(Default)]
struct Inner {
    microphone: OnceLock<Arc<dyn Microphone>>,
    told: watch::Sender<Option<Recording>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Counts the recordings, so that none is taken for one before it.
    number: u64,
    current: Option<Current>,
}

struct Current {
    number: u64,
    user: UserId,
    conversation: ConversationId,
    /// Absent until the microphone is open.
    recorder: Option<Recorder>,
    /// Who takes in what is heard; absent when nobody does any more.
    listener: Option<Listener>,
    /// Why it does not go on.
    stopped: Option<RecordingEnd>,
}

/// A task that ends with this, and closes the microphone.
struct Listener(AbortHandle);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Recordings {
    pub(crate) fn set_microphone(&self, microphone: Arc<dyn Microphone>) {
        self.0.microphone.set(microphone).ok();
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Option<Recording>> {
        self.0.told.subscribe()
    }

    /// Throws away whatever there is.
    pub(crate) fn clear(&self) {
        self.state().current = None;
        self.tell();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the place of the one recording; its number.
    fn reserve(&self, user: &UserId, conversation: ConversationId) -> Result<u64, ApiError> {
        let mut state = self.state();
        if let Some(current) = &state.current
            && current.user == *user
        {
            return Err(ApiError::new(ErrorCode::RecordingWaits, "a recording is not sent yet"));
        }
        state.number += 1;
        let number = state.number;
        let user = user.clone();
        state.current =
            Some(Current { number, user, conversation, recorder: None, listener: None, stopped: None });
        Ok(number)
    }

    /// Does something with the recording of this number; nothing when it is over.
    fn with<T>(&self, number: u64, act: impl FnOnce(&mut Current) -> T) -> Option<T> {
        let mut state = self.state();
        state.current.as_mut().filter(|current| current.number == number).map(act)
    }

    /// Takes out the recording of a conversation; the microphone is closed by that.
    fn take(&self, user: &UserId, conversation: &ConversationId) -> Option<Current> {
        let mut state = self.state();
        state.current.take_if(|current| current.user == *user && current.conversation == *conversation)
    }

    /// What was not sent is as it was, but that nobody listens.
    fn put_back(&self, current: Current) {
        let mut state = self.state();
        if state.current.is_none() {
            let stopped = current.stopped.or(Some(RecordingEnd::Left));
            state.current = Some(Current { listener: None, stopped, ..current });
        }
        drop(state);
        self.tell();
    }

    /// A recording does not go on; what is too short to be sent is nothing.
    fn stop(&self, number: u64, why: RecordingEnd) {
        let mut state = self.state();
        if let Some(current) = state.current.as_mut().filter(|current| current.number == number) {
            current.stopped = Some(why);
            current.listener = None;
            let nothing = current.recorder.as_ref().is_none_or(Recorder::is_too_short);
            if nothing && why == RecordingEnd::Left {
                state.current = None;
            }
        }
        drop(state);
        self.tell();
    }

    fn tell(&self) {
        let state = self.state();
        let seen = state.current.as_ref().and_then(|current| {
            let recorder = current.recorder.as_ref()?;
            Some(Recording {
                conversation: current.conversation.clone(),
                level: if current.stopped.is_some() { 0.0 } else { recorder.level() },
                ms: u32::try_from(recorder.milliseconds()).unwrap_or(u32::MAX),
                silent: recorder.is_silent(),
                stopped: current.stopped,
            })
        });
        self.0.told.send_replace(seen);
    }

    /// Takes in what is heard until the recording ends, is over, or nobody shows it any more.
    async fn listen(
        self,
        number: u64,
        mut listening: Listening,
        mut shown: watch::Receiver<()>,
        client: Client,
    ) {
        let mut seconds = 0;
        loop {
            let heard = tokio::select! {
                heard = listening.sound.recv() => heard,
                // A recording never goes on unseen.
                Err(_) = shown.changed() => return self.stop(number, RecordingEnd::Left),
            };
            let Some(part) = heard else { return self.stop(number, RecordingEnd::Lost) };
            let taken = self.with(number, |current| {
                let recorder = current.recorder.as_mut()?;
                Some((recorder.hear(&part), recorder.is_full(), recorder.milliseconds() / 1_000))
            });
            let Some((worth_telling, full, second)) = taken.flatten() else { return };
            if full {
                return self.stop(number, RecordingEnd::Limit);
            }
            if worth_telling {
                self.tell();
            }
            if second >= seconds {
                seconds = second + 1;
                self.say_so(number, &client);
            }
        }
    }

    /// The peer sees that somebody records. Without a connection nobody would.
    fn say_so(&self, number: u64, client: &Client) {
        if let Some(conversation) = self.with(number, |current| current.conversation.clone()) {
            let client = client.clone();
            tokio::spawn(async move { client.say_typing(&conversation, "RC:VcMsg").await.ok() });
        }
    }
}

impl Api {
    /// Records with the system's microphone, for the chat that a subscription to the recording names.
    pub(crate) async fn start_recording(&self, args: SubscriptionArgs) -> Result<(), ApiError> {
        let client = self.client()?;
        let recordings = self.recordings().clone();
        let (conversation, shown) = self.subscriptions().recording(args.subscription)?;
        let microphone = recordings.0.microphone.get().cloned().ok_or(MicrophoneProblem::Missing)?;
        let number = recordings.reserve(client.user_id(), conversation)?;
        let opened = tokio::task::spawn_blocking(move || microphone.open()).await;
        let opened = opened.unwrap_or_else(|error| Err(MicrophoneProblem::Broken(error.to_string())));
        let listening = match opened {
            Ok(listening) => listening,
            Err(problem) => {
                recordings.stop(number, RecordingEnd::Left);
                return Err(problem.into());
            }
        };
        // Somebody may have thought better of it meanwhile.
        recordings.with(number, |current| {
            current.recorder = Some(Recorder::new(listening.rate));
            let listener = tokio::spawn(recordings.clone().listen(number, listening, shown, client));
            current.listener = Some(Listener(listener.abort_handle()));
        });
        recordings.tell();
        Ok(())
    }

    /// Ends the recording of a chat, and sends it.
    pub(crate) async fn finish_recording(&self, args: ConversationArgs) -> Result<MessageId, ApiError> {
        let client = self.client()?;
        let recordings = self.recordings();
        let current = recordings.take(client.user_id(), &args.conversation);
        recordings.tell();
        let current =
            current.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "nothing is recorded here"))?;
        let recorder = current.recorder.as_ref().filter(|recorder| !recorder.is_too_short());
        let recorder = recorder
            .ok_or_else(|| ApiError::new(ErrorCode::RecordingTooShort, "a recording has at least 1 s"))?;
        let sent = client.send_sound(&args.conversation, recorder.sound().clone(), Voice::default()).await;
        sent.map_err(|error| {
            recordings.put_back(current);
            error.into()
        })
    }

    /// Throws away the recording of a chat, if there is one.
    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn cancel_recording(&self, args: ConversationArgs) -> Result<(), ApiError> {
        let recordings = self.recordings();
        recordings.take(self.client()?.user_id(), &args.conversation);
        recordings.tell();
        Ok(())
    }
}
