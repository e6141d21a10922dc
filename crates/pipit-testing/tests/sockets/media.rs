//! Pictures and files between two devices, with everything that goes wrong on their way.

use futures_util::TryStreamExt;
use pipit_im::content::{self, Content};
use std::sync::Arc;

use pipit_im::{
    Client, ClientConfig, Download, Event, FetchError, Held, MediaError, Message, MessageId, MessageState,
    SendError, Store, SystemClock, UserId, WebNetwork, data_url, embedded,
};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Foreign;
use super::host::{Device, Host, PATIENCE, with};

pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

pub(super) async fn bytes(device: &Device, id: MessageId) -> Vec<u8> {
    all(device.client.download(id).await.unwrap()).await
}

async fn all(download: Download) -> Vec<u8> {
    download
        .pieces
        .try_fold(Vec::new(), async |mut all, piece| {
            all.extend(piece);
            Ok(all)
        })
        .await
        .unwrap()
}

pub(super) async fn only(device: &Device, other: &str) -> Message {
    let id = with(other);
    device.until("gets one message", async |device| device.messages(&id).await.len() == 1).await;
    device.messages(&id).await.remove(0)
}

/// The next step of a message's file: how much is there, or the end.
pub(super) async fn next(events: &mut mpsc::Receiver<Event>) -> Event {
    loop {
        let event = timeout(PATIENCE, events.recv()).await.unwrap().unwrap();
        if matches!(event, Event::Uploading { .. } | Event::Sent(_) | Event::Refused { .. }) {
            return event;
        }
    }
}

/// The server dies, and the app is started again and finds it back; and how much of a file was there already that was on its way.
pub(super) async fn after_a_crash(host: &mut Host, device: Device) -> (Device, mpsc::Receiver<Event>, u8) {
    host.kill().await;
    let device = device.reopened();
    let mut events = device.client.events();
    host.restart().await;
    let device = device.online().await;
    let Event::Uploading { percent, .. } = next(&mut events).await else { panic!("nothing is told") };
    (device, events, percent)
}

#[tokio::test]
async fn a_picture_arrives_with_its_thumbnail_and_can_be_fetched() {
    let host = Host::start().await;
    let path = host.folder.path().join("photo.png");
    image::RgbImage::from_pixel(2_000, 1_000, image::Rgb([200, 30, 30])).save(&path).unwrap();
    let alice = host.device("alice", "Desktop"); // offline: it waits for the connection
    let mut events = alice.client.events();
    let picture = content::Image::default();
    let sent = alice.client.send_picture(&with("bob"), &path, false, picture.clone()).await.unwrap();
    let alice = alice.online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let mut percent = 0;
    loop {
        match next(&mut events).await {
            Event::Uploading { message, percent: now } => {
                assert!(message == sent && now > percent, "{now} after {percent}");
                percent = now;
            }
            event => break assert_eq!(event, Event::Sent(sent)),
        }
    }
    assert_eq!((percent, alice.client.upload_percent(sent)), (100, None));
    let got = only(&bob, "alice").await;
    let (thumbnail, kind) = embedded(&got.content).unwrap();
    assert_eq!(kind, "image/jpeg");
    assert_eq!(image::load_from_memory(&thumbnail).unwrap().width(), 240);
    let shared = image::load_from_memory(&bytes(&bob, got.id).await).unwrap();
    assert_eq!((shared.width(), shared.height()), (1_600, 800));

    // In full, it is the file itself.
    let full = alice.client.send_picture(&with("carol"), &path, true, picture).await.unwrap();
    alice.sent(&with("carol")).await;
    assert!(bytes(&alice, full).await == std::fs::read(&path).unwrap());
}

#[tokio::test]
async fn a_moving_picture_moves_where_it_arrives() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let path = host.folder.path().join("wave.gif");
    let frames =
        [0, 255].map(|grey| image::Frame::new(image::RgbaImage::from_pixel(30, 20, image::Rgba([grey; 4]))));
    image::codecs::gif::GifEncoder::new(std::fs::File::create(&path).unwrap()).encode_frames(frames).unwrap();
    alice.client.send_gif(&with("bob"), &path, content::Gif::default()).await.unwrap();
    let got = only(&bob, "alice").await;
    let Content::Gif(gif) = &got.content else { panic!("{:?}", got.content) };
    let bytes = bytes(&bob, got.id).await;
    assert_eq!((gif.width, gif.height, gif.size), (30, 20, i64::try_from(bytes.len()).unwrap()));
    assert!(bytes == std::fs::read(&path).unwrap());

    std::fs::write(&path, noise(100)).unwrap();
    let refused = alice.client.send_gif(&with("bob"), &path, content::Gif::default()).await;
    assert!(matches!(refused, Err(SendError::Media(MediaError::NotAPicture(_)))), "{refused:?}");
}

#[tokio::test]
async fn a_broken_upload_goes_on_where_it_was_also_in_another_process() {
    let mut host = Host::start().await;
    let path = host.folder.path().join("film.bin");
    let content = noise(6 * 1024 * 1024);
    std::fs::write(&path, &content).unwrap();
    let alice = host.device("alice", "Desktop").online().await;
    let mut events = alice.client.events();
    let sent = alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
    while !matches!(next(&mut events).await, Event::Uploading { percent: 33.., .. }) {} // the second slice is out: the first is kept
    let (_alice, mut events, percent) = after_a_crash(&mut host, alice).await;
    assert!(percent >= 16, "it began again at {percent}");
    while next(&mut events).await != Event::Sent(sent) {}
    let bob = host.device("bob", "Desktop").online().await;
    let got = only(&bob, "alice").await;
    let Content::File(file) = &got.content else { panic!("{:?}", got.content) };
    assert_eq!((file.name.as_str(), file.kind.as_str(), file.size), ("film.bin", "bin", 6 * 1024 * 1024));
    assert!(bytes(&bob, got.id).await == content);
}

/// Archives made elsewhere bring names in their own encoding, and other programs allow names of two lines.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_is_sent_whatever_its_name_is_also_after_a_restart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let host = Host::start().await;
    let names = [
        (&b"\xbc\xc6\xbb\xae.txt"[..], "\u{FFFD}\u{1BB}\u{FFFD}.txt"),
        (b"two\nlines.txt", "two\nlines.txt"),
    ];
    let folder = host.folder.path().to_owned();
    let alice = host.device("alice", "Desktop"); // offline: they wait for the connection
    for (name, _) in names {
        let path = folder.join(OsStr::from_bytes(name));
        std::fs::write(&path, name).unwrap();
        alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
    }
    let _alice = alice.reopened().online().await;
    let bob = host.device("bob", "Desktop").online().await;
    bob.until("gets both", async |bob| bob.messages(&with("alice")).await.len() == 2).await;
    let mut got = bob.messages(&with("alice")).await;
    got.sort_by_key(|message| message.id);
    for (message, (lies, told)) in got.iter().zip(names) {
        let Content::File(file) = &message.content else { panic!("{:?}", message.content) };
        assert_eq!(file.name, told);
        assert_eq!(bytes(&bob, message.id).await, lies);
    }
}

#[tokio::test]
async fn what_was_pasted_lies_sealed_until_it_is_sent_over_a_break_and_a_restart() {
    let mut host = Host::start().await;
    let content = noise(6 * 1024 * 1024);
    let alice = host.device("alice", "Desktop").online().await;
    let files = alice.client.outgoing();
    let path = files.keep("film.bin", &content).unwrap();
    let folder = host.folder.path().join("alice-Desktop.outgoing");
    let lying = || {
        let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        files.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect::<Vec<_>>()
    };
    let mut events = alice.client.events();
    let sent = alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
    while !matches!(next(&mut events).await, Event::Uploading { percent: 33.., .. }) {} // the second slice is out: the first is kept
    assert!(lying().len() == 1 && !lying()[0].1.windows(64).any(|some| content.starts_with(some)));
    let (alice, mut events, percent) = after_a_crash(&mut host, alice).await;
    assert!(percent >= 16, "it began again at {percent}");
    while next(&mut events).await != Event::Sent(sent) {}
    assert!(lying().is_empty(), "it goes when it is sent");
    let bob = host.device("bob", "Desktop").online().await;
    let got = only(&bob, "alice").await;
    let Content::File(file) = &got.content else { panic!("{:?}", got.content) };
    assert_eq!((file.name.as_str(), file.size), ("film.bin", 6 * 1024 * 1024));
    assert!(bytes(&bob, got.id).await == content);

    // One that was damaged is not sent as something else.
    let path = alice.client.outgoing().keep("wish.txt", b"a wish").unwrap();
    host.kill().await;
    let mut events = alice.client.events();
    let failed = alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
    std::fs::write(&lying()[0].0, b"another wish").unwrap();
    host.restart().await;
    while next(&mut events).await != (Event::Refused { message: failed, code: 30_014 }) {}
}

#[tokio::test]
async fn files_of_a_conversation_keep_their_order_and_one_that_fails_holds_up_nothing() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop");
    let mut events = alice.client.events();
    let mut sent = Vec::new();
    for number in 0..5_usize {
        let path = host.folder.path().join(format!("{number}.txt"));
        std::fs::write(&path, noise(400_000 / (number + 1))).unwrap();
        sent.push(alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap());
    }
    std::fs::remove_file(host.folder.path().join("2.txt")).unwrap();
    alice.say(&with("bob"), "a word waits for no file").await;
    let alice = alice.online().await;
    let mut fates = Vec::new();
    while fates.len() < 6 {
        match next(&mut events).await {
            Event::Sent(id) => fates.push((id, 0)),
            Event::Refused { message, code } => fates.push((message, code)),
            _ => {}
        }
    }
    let files: Vec<_> = fates.into_iter().filter(|(id, _)| sent.contains(id)).collect();
    let refused = files.iter().position(|(_, code)| *code != 0).unwrap();
    assert_eq!(files[refused], (sent[2], 30_014));
    let in_order: Vec<_> = files.iter().filter(|(_, code)| *code == 0).map(|(id, _)| *id).collect();
    assert_eq!(in_order, [sent[0], sent[1], sent[3], sent[4]]);

    // Its file is there again, and so it leaves.
    std::fs::write(host.folder.path().join("2.txt"), "again").unwrap();
    alice.client.retry(sent[2]).await.unwrap();
    while next(&mut events).await != Event::Sent(sent[2]) {}
}

#[tokio::test]
async fn a_stopped_upload_waits_for_its_writer_and_a_deleted_one_never_arrives() {
    let host = Host::start().await;
    let path = host.folder.path().join("film.bin");
    std::fs::write(&path, noise(12 * 1024 * 1024)).unwrap();
    let alice = host.device("alice", "Desktop").online().await;
    let mut events = alice.client.events();
    let sent = alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
    while !matches!(next(&mut events).await, Event::Uploading { .. }) {}
    assert!(alice.client.stop_upload(sent).await.unwrap());
    while next(&mut events).await != (Event::Refused { message: sent, code: 0 }) {}
    assert_eq!(alice.messages(&with("bob")).await[0].state, MessageState::Failed { code: 0 });
    let health = alice.client.health().await.unwrap();
    assert_eq!((health.uploads, health.waiting_since), (0, None), "it waits for nobody but its writer");
    assert!(!alice.client.stop_upload(sent).await.unwrap(), "it is over already");
    alice.client.retry(sent).await.unwrap();
    while !matches!(next(&mut events).await, Event::Uploading { .. }) {}
    alice.client.delete(sent).await.unwrap();
    alice.say(&with("bob"), "never mind").await;
    let bob = host.device("bob", "Desktop").online().await;
    bob.sees(&with("alice"), &["never mind"]).await;
    assert_eq!(alice.client.upload_percent(sent), None);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anything_happens() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop");
    let text = host.folder.path().join("text.txt");
    std::fs::write(&text, "no picture").unwrap();
    let gone = host.folder.path().join("gone.png");
    let client = &alice.client;
    let answers = [
        client.send_picture(&with("bob"), &text, false, content::Image::default()).await,
        client.send_picture(&with("bob"), &gone, true, content::Image::default()).await,
        client.send_voice(&with("bob"), &text, content::Voice::default()).await,
        client.send_place(&with("bob"), &text, content::Location::default()).await,
        client.send_file(&with("bob"), &gone, content::File::default()).await,
    ];
    for answer in answers {
        let Err(SendError::Media(error)) = answer else { panic!("{answer:?}") };
        assert!(!matches!(error, MediaError::TooLarge { .. }), "{error}");
    }
    assert!(alice.messages(&with("bob")).await.is_empty());
}

/// A server that announces nothing of its own: one of the platform's, which takes files at once, or in slices where a
/// page names a private file server.
#[tokio::test]
async fn a_file_reaches_a_foreign_server_and_a_private_file_server() {
    let host = Host::start().await;
    let path = host.folder.path().join("film.bin");
    let content = noise(3 * 1024 * 1024);
    std::fs::write(&path, &content).unwrap();
    for file_server in [None, Some(format!("{}/files", host.url()))] {
        let config =
            ClientConfig { file_server, ..ClientConfig::new(host.login("alice"), UserId::new("alice")) };
        let network = Arc::new(Foreign(WebNetwork::new().unwrap()));
        let client = Client::new(Store::in_memory().unwrap(), network, config, Arc::new(SystemClock));
        let mut events = client.events();
        client.connect();
        let sent = client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
        while next(&mut events).await != Event::Sent(sent) {}
        let download = client.download(sent).await.unwrap();
        assert!(all(download).await == content);
    }
}

#[tokio::test]
async fn a_voice_is_heard_whether_it_lies_in_its_message_or_in_a_file() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let recording = include_bytes!("../../../pipit-im/src/media/voice/tone.m4a");
    let path = host.folder.path().join("voice.m4a");
    std::fs::write(&path, recording).unwrap();
    alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
    let Content::File(file) = only(&bob, "alice").await.content else { panic!("it is no file") };

    // What the platform's apps send: a file of its own, and AMR or, from browsers, Opus within the message.
    let opus = include_bytes!("../../../pipit-im/src/media/voice/tone.ogg");
    let opus = data_url(opus, "").split_once(',').unwrap().1.to_owned();
    let voices = [
        Content::HqVoice(content::HqVoice { remote_url: file.file_url, duration: 2, ..<_>::default() }),
        Content::Voice(content::Voice { content: opus, duration: 2, ..<_>::default() }),
    ];
    for voice in voices {
        let sent = alice.client.send(&with("bob"), voice).await.unwrap();
        let said = alice.client.content(sent, Held::ITSELF).await.unwrap();
        let wav = bob.client.voice(&said).await.unwrap();
        assert!(wav.starts_with(b"RIFF") && (90_000..105_000).contains(&wav.len()), "{}", wav.len());
    }
    let none = Content::HqVoice(content::HqVoice::default());
    assert!(matches!(bob.client.voice(&none).await, Err(FetchError::NoFile)));
}
