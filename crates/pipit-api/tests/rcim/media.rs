//! Pictures, voices and places.

use serde_json::{Value, json};

use super::page::World;
use super::{has_fields, message_fields, to, with};

fn statuses(answers: &[Value]) -> Vec<&str> {
    let mut all: Vec<&str> = answers.iter().map(|answer| answer["ret"]["status"].as_str().unwrap()).collect();
    all.dedup(); // progress comes as often as there is some
    all
}

#[tokio::test]
async fn a_picture_is_prepared_attached_uploaded_and_received() {
    let world = World::listening().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let files = world.files("alice", "alice").join("image");
    let early = with(to("bob"), json!({ "imagePath": "fs:///image/1.png", "extra": "mine" }));
    assert_eq!(alice.code("sendImageMessage", early.clone()).await, -10_002, "there is no such file yet");
    std::fs::create_dir_all(&files).unwrap();
    image::RgbImage::from_pixel(640, 480, image::Rgb([1, 99, 200])).save(files.join("1.png")).unwrap();
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let answers = alice.call_all("sendImageMessage", early).await;
    assert_eq!(statuses(&answers), ["prepare", "attached", "progress", "success"]);
    let prepared = &answers[0]["ret"]["result"]["message"];
    has_fields(prepared, &message_fields());
    has_fields(&prepared["content"], &json!({ "imageUrl": "", "thumbPath": "", "extra": "" }));
    let percents: Vec<i64> =
        answers.iter().filter_map(|answer| answer["ret"]["result"]["progress"].as_i64()).collect();
    assert!(percents.is_sorted() && percents.last() == Some(&100), "{percents:?}");

    let got = bob.next_of(received).await["ret"]["result"]["message"].clone();
    assert_eq!((&got["objectName"], &got["content"]["extra"]), (&json!("RC:ImgMsg"), &json!("mine")));
    assert!(got["content"]["imageUrl"].as_str().unwrap().starts_with(&world.address));
    let thumbnail = got["content"]["thumbPath"].as_str().unwrap();
    let (bytes, kind) = bob.rcim.media(thumbnail).await.unwrap();
    assert_eq!((kind, image::load_from_memory(&bytes).unwrap().width()), ("image/jpeg", 240));
    assert!(bob.rcim.media("/.pipit/media/1").await.is_none(), "there is no such message");
}

#[tokio::test]
async fn a_voice_and_a_place_travel_within_their_messages() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let files = world.files("alice", "alice");
    std::fs::create_dir_all(&files).unwrap();
    let silence = [vec![0x3C], vec![0; 31]].concat().repeat(50);
    std::fs::write(files.join("v.amr"), [b"#!AMR\n".to_vec(), silence].concat()).unwrap();
    image::RgbImage::from_pixel(300, 200, image::Rgb([9, 9, 9])).save(files.join("map.jpg")).unwrap();
    let received = bob.start("setOnReceiveMessageListener", json!(null));

    let voice = with(to("bob"), json!({ "voicePath": "fs://v.amr", "duration": 1, "extra": "" }));
    let answers = alice.call_all("sendVoiceMessage", voice.clone()).await;
    assert_eq!(statuses(&answers), ["prepare", "attached", "success"]);
    let got = bob.next_of(received).await["ret"]["result"]["message"].clone();
    assert_eq!((&got["objectName"], &got["content"]["duration"]), (&json!("RC:VcMsg"), &json!(1)));
    let (wav, kind) = bob.rcim.media(got["content"]["voicePath"].as_str().unwrap()).await.unwrap();
    assert_eq!((kind, wav.len()), ("audio/wav", 44 + 8_000 * 2), "a second of it");

    let place =
        json!({ "latitude": 39.9139, "longitude": "116.3917", "poi": "北京", "imagePath": "fs://map.jpg" });
    let answers = alice.call_all("sendLocationMessage", with(to("bob"), place)).await;
    assert_eq!(statuses(&answers), ["prepare", "attached", "progress", "success"]);
    let got = bob.next_of(received).await["ret"]["result"]["message"].clone();
    assert_eq!(got["objectName"], "RC:LBSMsg");
    let content = &got["content"];
    assert_eq!((&content["latitude"], &content["longitude"]), (&json!(39.9139), &json!(116.3917)));
    assert_eq!(bob.rcim.media(content["imagePath"].as_str().unwrap()).await.unwrap().1, "image/jpeg");

    for (method, wrong) in [
        ("sendVoiceMessage", with(voice.clone(), json!({ "voicePath": "fs://map.jpg" }))),
        ("sendVoiceMessage", with(voice.clone(), json!({ "voicePath": "/etc/passwd" }))),
        ("sendVoiceMessage", with(voice, json!({ "duration": 61 }))),
        ("sendImageMessage", with(to("bob"), json!({ "imagePath": "fs://v.amr" }))),
        (
            "sendLocationMessage",
            with(
                to("bob"),
                json!({ "latitude": 91, "longitude": 0, "poi": "x", "imagePath": "fs://map.jpg" }),
            ),
        ),
    ] {
        assert_eq!(alice.code(method, wrong).await, -10_002, "{method}");
    }
}
