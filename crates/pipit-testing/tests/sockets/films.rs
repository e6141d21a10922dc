//! Short films between two devices. `ball.webm` was drawn by test sources of `GStreamer`: a ball that moves for two seconds,
//! and a tone.

use pipit_im::content::{Content, Sight};
use pipit_im::{Event, LONGEST_FILM, MediaError, MessageState, SendError, embedded};

use super::host::{Host, with};
use super::media::{bytes, next, noise, only};

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
    host.kill().await;
    let alice = alice.reopened();
    let mut events = alice.client.events();
    host.restart().await;
    let alice = alice.online().await;
    let Event::Uploading { percent, .. } = next(&mut events).await else { panic!("nothing is told") };
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
