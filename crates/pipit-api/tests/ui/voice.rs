//! Voices: recorded from a microphone that is a tone, sent, looked at and listened to.

use pipit_api::ui::SubscriptionId;
use pipit_api::{Listening, Microphone, MicrophoneProblem};

use super::*;

/// A microphone that hears a tone for some seconds and then nothing, or is pulled out.
struct Tone {
    seconds: u32,
    lost: bool,
}

impl Microphone for Tone {
    fn open(&self) -> Result<Listening, MicrophoneProblem> {
        const RATE: u32 = 48_000;
        let (heard, sound) = mpsc::channel(8);
        let (samples, lost) = (self.seconds * RATE, self.lost);
        tokio::runtime::Handle::current().spawn(async move {
            for from in (0..samples).step_by(960) {
                #[expect(clippy::cast_precision_loss, reason = "a minute has fewer samples")]
                let part = (from..from + 960).map(|at| (at as f32 * 0.0576).sin() * 0.5).collect();
                if heard.send(part).await.is_err() {
                    return;
                }
            }
            if !lost {
                heard.closed().await;
            }
        });
        Ok(Listening { rate: RATE, sound })
    }
}

/// A microphone that is not to be had.
struct Barred(MicrophoneProblem);

impl Microphone for Barred {
    fn open(&self) -> Result<Listening, MicrophoneProblem> {
        Err(self.0.clone())
    }
}

/// The recording, as the page of a chat sees it.
struct Recorder<'a> {
    page: &'a Page,
    chat: Value,
    subscription: SubscriptionId,
    told: mpsc::UnboundedReceiver<String>,
}

impl<'a> Recorder<'a> {
    async fn open(page: &'a Page, peer: &str) -> Self {
        let what = json!({ "type": "recording", "conversation": with(peer) });
        let (subscription, told) = watch(page, what).await;
        Self { page, chat: with(peer), subscription, told }
    }

    fn chat(&self) -> Value {
        json!({ "conversation": self.chat })
    }

    async fn start(&self) -> Result<Value, ApiError> {
        self.page.call("startRecording", json!({ "subscription": self.subscription })).await
    }

    /// Waits until the recording is as it should be.
    async fn until(&mut self, right: impl Fn(&Value) -> bool) -> Value {
        next(&mut self.told, right).await
    }
}

/// Parts of 20 ms are told of in steps of 60.
fn heard_two_seconds(now: &Value) -> bool {
    now["ms"].as_u64() >= Some(1_980)
}

async fn watch(page: &Page, what: Value) -> (SubscriptionId, mpsc::UnboundedReceiver<String>) {
    let (sender, told) = mpsc::unbounded_channel();
    let sink = Box::new(move |json: String| sender.send(json).is_ok());
    (page.0.subscribe(serde_json::from_value(what).unwrap(), sink).await.unwrap(), told)
}

async fn next(told: &mut mpsc::UnboundedReceiver<String>, right: impl Fn(&Value) -> bool) -> Value {
    loop {
        let event = tokio::time::timeout(PATIENCE, told.recv()).await.unwrap().unwrap();
        let event = serde_json::from_str(&event).unwrap();
        if right(&event) {
            return event;
        }
    }
}

#[tokio::test]
async fn ux_52_what_is_recorded_reaches_the_peer_as_a_voice_of_that_length_and_loudness() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    alice.connected().await;
    bob.connected().await;
    alice.0.set_microphone(Arc::new(Tone { seconds: 3, lost: false }));
    let mut his = bob.chat(&with("alice")).await;
    let (_, mut typing) = watch(&bob, json!({ "type": "typing", "conversation": with("alice") })).await;

    let mut recorder = Recorder::open(&alice, "bob").await;
    recorder.start().await.unwrap();
    let loud = recorder.until(|now| now["ms"] == 3_000).await;
    assert!(loud["level"].as_f64().unwrap() > 0.8, "{loud}");
    assert_eq!((&loud["silent"], &loud["stopped"]), (&json!(false), &Value::Null));
    next(&mut typing, |now| now == "voice").await;
    alice.ok("finishRecording", recorder.chat()).await;
    recorder.until(Value::is_null).await;

    let voice = his.message(|message| message["body"]["type"] == "voice").await;
    assert_eq!(voice["body"], json!({ "type": "voice", "seconds": 3, "unheard": true }));
    let which = json!({ "messageId": voice["id"] });
    let wave = bob.ok("wave", which.clone()).await;
    assert_eq!(wave["seconds"], 3.0);
    let peaks: Vec<u64> =
        wave["peaks"].as_array().unwrap().iter().map(|peak| peak.as_u64().unwrap()).collect();
    assert!(
        peaks.len() == 48 && peaks.iter().all(|peak| *peak > 150),
        "a tone is as loud all along: {peaks:?}"
    );
    assert_eq!(his.message(|message| message["body"]["type"] == "voice").await["body"]["unheard"], true);
    let heard = bob.ok("voice", which).await;
    assert_eq!(heard["wave"], wave);
    assert!(heard["url"].as_str().unwrap().starts_with("data:audio/wav;base64,UklGR"));
    his.message(|message| message["body"]["unheard"] == false).await;
}

#[tokio::test]
async fn ux_52_a_recording_ends_after_a_minute_and_waits_to_be_sent() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    alice.0.set_microphone(Arc::new(Tone { seconds: 61, lost: false }));
    let mut his = bob.chat(&with("alice")).await;
    let mut recorder = Recorder::open(&alice, "bob").await;
    recorder.start().await.unwrap();
    let full = recorder.until(|now| !now["stopped"].is_null()).await;
    assert_eq!((&full["stopped"], &full["ms"]), (&json!("limit"), &json!(60_000)));
    alice.ok("finishRecording", recorder.chat()).await;
    let voice = his.message(|message| message["body"]["type"] == "voice").await;
    assert_eq!(voice["body"]["seconds"], 60);
}

#[tokio::test]
async fn ux_52_what_is_left_behind_waits_in_its_chat_until_it_is_sent_or_thrown_away() {
    let world = World::new().await;
    let alice = world.page("alice").await;
    alice.0.set_microphone(Arc::new(Tone { seconds: 2, lost: false }));
    let mut recorder = Recorder::open(&alice, "bob").await;
    recorder.start().await.unwrap();
    recorder.until(heard_two_seconds).await;
    let mut elsewhere = Recorder::open(&alice, "carol").await;
    alice.0.unsubscribe(recorder.subscription);
    let left = elsewhere.until(|now| now["stopped"] == "left").await;
    assert_eq!(left["conversation"], with("bob"));
    assert!(left["ms"].as_u64() >= Some(1_980), "{left}");
    assert_eq!(elsewhere.start().await.unwrap_err().code, ErrorCode::RecordingWaits);
    assert_eq!(alice.refused("finishRecording", elsewhere.chat()).await.code, ErrorCode::NotFound);

    alice.ok("cancelRecording", recorder.chat()).await;
    elsewhere.until(Value::is_null).await;
    elsewhere.start().await.unwrap();
    elsewhere.until(heard_two_seconds).await;
    alice.ok("signOut", Value::Null).await;
    elsewhere.until(Value::is_null).await;
}

#[tokio::test]
async fn ux_52_a_slip_is_no_voice_and_a_microphone_that_goes_leaves_what_it_heard() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    alice.0.set_microphone(Arc::new(Tone { seconds: 2, lost: true }));
    bob.0.set_microphone(Arc::new(Tone { seconds: 0, lost: false }));
    let mut recorder = Recorder::open(&alice, "bob").await;
    recorder.start().await.unwrap();
    let lost = recorder.until(|now| now["stopped"] == "lost").await;
    assert_eq!(lost["ms"], 2_000);
    alice.ok("finishRecording", recorder.chat()).await;
    recorder.until(Value::is_null).await;

    let mut slip = Recorder::open(&bob, "alice").await;
    slip.start().await.unwrap();
    assert_eq!(bob.refused("finishRecording", slip.chat()).await.code, ErrorCode::RecordingTooShort);
    slip.until(Value::is_null).await;
    slip.start().await.unwrap();
    alice.ok("cancelRecording", recorder.chat()).await; // there is none: no error
}

#[tokio::test]
async fn without_a_microphone_it_is_said_why_and_the_next_try_is_free() {
    let world = World::new().await;
    for (user, microphone, code) in [
        ("alice", None, ErrorCode::NoMicrophone),
        ("bob", Some(MicrophoneProblem::Refused), ErrorCode::MicrophoneRefused),
        ("carol", Some(MicrophoneProblem::Broken("it smokes".into())), ErrorCode::NoMicrophone),
    ] {
        let page = world.page(user).await;
        if let Some(problem) = microphone {
            page.0.set_microphone(Arc::new(Barred(problem)));
        }
        let recorder = Recorder::open(&page, "somebody").await;
        for _ in 0..2 {
            assert_eq!(recorder.start().await.unwrap_err().code, code, "{user}");
        }
        let (session, _) = watch(&page, json!({ "type": "session" })).await;
        let wrong = page.refused("startRecording", json!({ "subscription": session })).await;
        assert_eq!(wrong.code, ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn ux_52_the_next_voice_is_the_next_that_nobody_listened_to() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    alice.0.set_microphone(Arc::new(Tone { seconds: 2, lost: false }));
    let mut his = bob.chat(&with("alice")).await;
    let mut recorder = Recorder::open(&alice, "bob").await;
    let mut ids: Vec<Value> = Vec::new();
    for _ in 0..3 {
        recorder.start().await.unwrap();
        recorder.until(heard_two_seconds).await;
        alice.ok("finishRecording", recorder.chat()).await;
        let known = ids.clone();
        let voice = |message: &Value| message["body"]["type"] == "voice" && !known.contains(&message["id"]);
        ids.push(his.message(voice).await["id"].clone());
    }
    let next = |id: &Value| {
        let (args, bob) = (json!({ "messageId": id }), &bob);
        async move { bob.ok("nextUnheard", args).await }
    };
    assert_eq!(next(&ids[0]).await, ids[1]);
    bob.ok("voice", json!({ "messageId": ids[1] })).await;
    assert_eq!(next(&ids[0]).await, ids[2]);
    assert_eq!(next(&ids[2]).await, Value::Null);
}
