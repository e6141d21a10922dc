//! Short films between two devices. `ball.webm` was drawn by test sources of `GStreamer`: a ball that moves for two seconds,
//! and a tone.

use std::path::{Path, PathBuf};

use pipit_im::content::{Content, Sight};
use pipit_im::{
    Event, FetchError, FileOf, FileState, Held, LONGEST_FILM, MediaError, MessageState, SendError, embedded,
};

use super::download::{Torn, names, sent, settles, state};
use super::host::{Device, Host, with};
use super::media::{after_a_crash, bytes, next, noise, only};

const BALL: &[u8] = include_bytes!("../../../pipit-im/src/media/film/ball.webm");

/// A picture of a film as a page draws it: larger than what a message carries.
fn poster() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let noise = noise(640 * 480 * 3);
    let picture = image::RgbImage::from_raw(640, 480, noise).unwrap();
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn lasting(duration: i64) -> Sight {
    Sight { duration, ..Sight::default() }
}

#[tokio::test]
async fn a_film_arrives_with_its_poster_and_can_be_fetched_and_passed_on() {
    let host = Host::start().await;
    let path = host.folder.path().join("ball.webm");
    std::fs::write(&path, BALL).unwrap();
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let carol = host.device("carol", "Desktop").online().await;
    let sent = alice.client.send_sight(&with("bob"), &path, poster(), lasting(2)).await.unwrap();
    let got = only(&bob, "alice").await;
    let Content::Sight(film) = &got.content else { panic!("{:?}", got.content) };
    let size = i64::try_from(BALL.len()).unwrap();
    assert_eq!((film.name.as_str(), film.duration, film.size), ("ball.webm", 2, size));
    let (thumbnail, kind) = embedded(&got.content).unwrap();
    assert_eq!(kind, "image/jpeg");
    assert!(thumbnail.len() <= 30 * 1024, "{} bytes of noise", thumbnail.len());
    let seen = image::load_from_memory(&thumbnail).unwrap();
    assert_eq!((seen.width(), seen.height()), (240, 180));
    assert!(bytes(&bob, got.id).await == BALL);
    // The platform's own pages show what the server says is a film.
    let answer = bob.client.fetch(&got.content).await.unwrap();
    assert_eq!((answer.media_type.as_str(), answer.size), ("video/webm", Some(BALL.len() as u64)));

    bob.client.forward(std::slice::from_ref(&got), &with("carol")).await.unwrap();
    let passed_on = only(&carol, "bob").await;
    assert_eq!(passed_on.content.object_name(), "RC:SightMsg");
    assert!(bytes(&carol, passed_on.id).await == BALL);
    alice.sent(&with("bob")).await;
    assert!(alice.client.upload_percent(sent).is_none());
}

#[tokio::test]
async fn a_film_whose_upload_broke_or_was_stopped_goes_on_where_it_was() {
    let mut host = Host::start().await;
    let path = host.folder.path().join("long.webm");
    let content = [BALL, &noise(8 * 1024 * 1024)].concat();
    std::fs::write(&path, &content).unwrap();
    let alice = host.device("alice", "Desktop").online().await;
    let mut events = alice.client.events();
    let sent = alice.client.send_sight(&with("bob"), &path, poster(), lasting(90)).await.unwrap();
    while !matches!(next(&mut events).await, Event::Uploading { percent: 25.., .. }) {} // the second slice is out: the first is kept
    let (alice, mut events, percent) = after_a_crash(&mut host, alice).await;
    assert!(percent >= 12, "it began again at {percent}");
    assert!(alice.client.stop_upload(sent).await.unwrap());
    while next(&mut events).await != (Event::Refused { message: sent, code: 0 }) {}
    assert_eq!(alice.messages(&with("bob")).await[0].state, MessageState::Failed { code: 0 });
    alice.client.retry(sent).await.unwrap();
    while next(&mut events).await != Event::Sent(sent) {}
    let bob = host.device("bob", "Desktop").online().await;
    let got = only(&bob, "alice").await;
    assert!(bytes(&bob, got.id).await == content);
}

#[tokio::test]
async fn what_is_no_film_too_long_or_without_a_poster_is_refused_before_anything_happens() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop");
    let (film, text) = (host.folder.path().join("ball.webm"), host.folder.path().join("text.mp4"));
    std::fs::write(&film, BALL).unwrap();
    std::fs::write(&text, "no film").unwrap();
    let (client, bob, poster) = (&alice.client, with("bob"), poster());
    let no_film = client.send_sight(&bob, &text, poster.clone(), lasting(2)).await;
    assert!(matches!(no_film, Err(SendError::Media(MediaError::NotAFilm(_)))), "{no_film:?}");
    let no_length = client.send_sight(&bob, &film, poster.clone(), lasting(0)).await;
    assert!(matches!(no_length, Err(SendError::Media(MediaError::NotAFilm(_)))), "{no_length:?}");
    let too_long = client.send_sight(&bob, &film, poster.clone(), lasting(121)).await;
    let limit = u64::from(LONGEST_FILM);
    assert!(
        matches!(&too_long, Err(SendError::Media(MediaError::TooLarge { found: 121, limit: taken, unit: "seconds" })) if *taken == limit),
        "{too_long:?}"
    );
    let unseen = client.send_sight(&bob, &film, b"no picture".to_vec(), lasting(2)).await;
    assert!(matches!(unseen, Err(SendError::Media(MediaError::NotAPicture(_)))), "{unseen:?}");
    let gone = client.send_sight(&bob, &film.with_file_name("gone.mp4"), poster, lasting(2)).await;
    assert!(matches!(gone, Err(SendError::Media(MediaError::Unreadable(_)))), "{gone:?}");
    assert!(alice.messages(&bob).await.is_empty());
}

/// Whether the content, or a part of it that occurs nowhere else by chance, lies plainly in a file of this folder.
fn shows(folder: &Path, content: &[u8]) -> bool {
    names(folder).into_iter().any(|name| {
        let file = std::fs::read(folder.join(name)).unwrap();
        content.chunks(1_000).step_by(40).any(|part| file.windows(part.len()).any(|bytes| bytes == part))
    })
}

/// A film of these bytes that bob may fetch; nothing of it is here.
async fn film(host: &Host, content: &[u8]) -> (Device, FileOf, PathBuf) {
    let (bob, of) = sent(host, content).await;
    let Content::File(file) = bob.client.content(of.message, Held::ITSELF).await.unwrap() else {
        panic!("no file")
    };
    let sight = Sight { sight_url: file.file_url, name: "secret.mp4".into(), ..Sight::default() };
    let message = bob.client.send(&with("carol"), Content::Sight(sight)).await.unwrap();
    let received = bob.client.received().unwrap().to_owned();
    (bob, FileOf { message, held: Held::ITSELF }, received)
}

#[tokio::test]
async fn of_a_film_that_was_fetched_the_disk_shows_nothing_neither_half_nor_whole() {
    let host = Host::start().await;
    let content = noise(300_000);
    let (bob, of, received) = film(&host, &content).await;
    let torn = Torn::after(vec![200_000]);
    let bob = bob.reopened_through(torn.clone()).online().await;
    bob.client.fetch_file(of, &received).await.unwrap();
    torn.asked.subscribe().wait_for(|asked| asked.len() == 2).await.unwrap();
    let half = names(&received);
    assert_eq!(half.len(), 1, "{half:?}");
    assert!(std::fs::metadata(received.join(&half[0])).unwrap().len() > 190_000, "most of what came is kept");
    assert!(!shows(&received, &content));

    // Another process goes on, and a third one plays.
    let whole = Torn::after(vec![usize::MAX]);
    let bob = bob.reopened_through(whole.clone());
    settles(&bob, of, FileState::Here).await;
    assert_eq!(whole.asked(), [200_000 / 16_384 * 16_384]);
    let bob = bob.reopened_through(Torn::after(vec![])).online().await;
    assert!(bob.client.seen(of, 300_000).await.unwrap() == content);
    let too_large = bob.client.seen(of, 299_999).await;
    assert!(
        matches!(&too_large, Err(FetchError::Media(MediaError::TooLarge { found: 300_000, .. }))),
        "{too_large:?}"
    );
    assert_eq!(names(&received).len(), 1);
    assert!(!names(&received)[0].contains("secret"), "nor does its name");
    assert!(!shows(&received, &content));
}

#[tokio::test]
async fn a_film_that_was_damaged_on_the_disk_is_not_played_and_comes_anew() {
    let host = Host::start().await;
    let content = noise(50_000);
    let (bob, of, received) = film(&host, &content).await;
    let downloads = host.folder.path().join("downloads");
    for damaged in 0..2 {
        let path = bob.client.fetched(of, &received).await.unwrap();
        let mut sealed = std::fs::read(&path).unwrap();
        sealed[20_000] ^= 1;
        std::fs::write(&path, sealed).unwrap();
        let refused = if damaged == 0 {
            bob.client.seen(of, 50_000).await.map(drop)
        } else {
            bob.client.fetched(of, &downloads).await.map(drop)
        };
        assert!(matches!(refused, Err(FetchError::Damaged)), "{refused:?}");
        assert!(!path.exists() && names(&downloads).is_empty(), "nothing of it is left");
        assert_eq!(state(&bob.client, of).await, FileState::Remote);
        assert!(bob.client.seen(of, 50_000).await.unwrap() == content);
    }
}

#[tokio::test]
async fn what_begins_anew_is_sealed_with_another_key() {
    let host = Host::start().await;
    let content = vec![b'a'; 100_000];
    let (bob, of, received) = film(&host, &content).await;
    let path = bob.client.fetched(of, &received).await.unwrap();
    let first = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(bob.client.fetched(of, &received).await.unwrap(), path);
    let second = std::fs::read(&path).unwrap();
    assert_eq!(first.len(), second.len());
    assert!(first.iter().zip(&second).filter(|(one, other)| one == other).count() < 2_000, "chance is 400");
}

#[tokio::test]
async fn what_an_earlier_build_left_plainly_goes_at_the_start() {
    let host = Host::start().await;
    let (bob, of, received) = film(&host, b"a film").await;
    let kept = bob.client.fetched(of, &received).await.unwrap();
    std::fs::write(received.join("secret.mp4"), "plain").unwrap();
    std::fs::write(received.join("7-0.part"), "plain").unwrap();
    // What is wanted is fetched after that.
    let bob = bob.reopened().online().await;
    let file = bob.messages(&with("alice")).await.first().unwrap().id;
    let of_file = FileOf { message: file, held: Held::ITSELF };
    bob.client.fetched(of_file, &host.folder.path().join("downloads")).await.unwrap();
    assert_eq!(names(&received), [kept.file_name().unwrap().to_str().unwrap()]);
    assert_eq!(bob.client.seen(of, 6).await.unwrap(), b"a film");
}
