//! Stickers, places, pictures of the web, and what a deployment leaves out.

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pipit_api::ui::Extensions;
use pipit_api::{Deployment, DeploymentMaps};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

#[tokio::test]
async fn a_sticker_goes_across_by_its_name_and_its_meaning() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let mut his = bob.chat(&with("alice")).await;
    let packs = alice.ok("stickerPacks", json!(null)).await;
    assert_eq!((&packs[0]["id"], &packs[0]["stickers"][0]["id"]), (&json!("pip"), &json!("hello")));
    let picture = alice.ok("sticker", json!({ "pack": "pip", "id": "hello" })).await;
    assert!(picture.as_str().unwrap().starts_with("data:image/png;base64,"));
    alice.ok("sendSticker", json!({ "conversation": with("bob"), "pack": "pip", "id": "hello" })).await;
    let body = his.message(|message| message["body"]["type"] == "sticker").await["body"].clone();
    assert_eq!(
        (&body["pack"], &body["id"], &body["width"], &body["height"]),
        (&json!("pip"), &json!("hello"), &json!(240), &json!(240))
    );
    assert!(!body["meaning"].as_str().unwrap().is_empty());

    let nothing = json!({ "conversation": with("bob"), "pack": "pip", "id": "../pack" });
    assert_eq!(alice.refused("sendSticker", nothing).await.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_the_deployment_leaves_out_is_refused_and_pages_hear_of_it() {
    let world = World::new().await;
    let alice = world.page("alice").await;
    let mut shown = alice.0.extensions();
    assert_eq!(
        *shown.borrow_and_update(),
        Extensions { red_packet: false, ..Extensions::default() },
        "there is no wallet"
    );
    let extensions = Extensions { stickers: false, ..Extensions::default() };
    alice.0.set_deployment(Deployment { extensions, ..Deployment::default() });
    shown.changed().await.unwrap();
    for (name, args) in [
        ("stickerPacks", json!(null)),
        ("sticker", json!({ "pack": "pip", "id": "hello" })),
        ("sendSticker", json!({ "conversation": with("bob"), "pack": "pip", "id": "hello" })),
    ] {
        assert_eq!(alice.refused(name, args).await.code, ErrorCode::LeftOut, "{name}");
    }
    alice.0.set_wallet(true);
    shown.changed().await.unwrap();
    assert!(shown.borrow().red_packet);
}

/// Answers every request with this, and counts them.
async fn web(status: &'static str, body: Vec<u8>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let note = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4_096];
            let length = stream.read(&mut request).await.unwrap_or_default();
            let line =
                String::from_utf8_lossy(&request[..length]).lines().next().unwrap_or_default().to_owned();
            note.lock().unwrap().push(line);
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), &body].concat()).await.ok();
        }
    });
    (address, asked)
}

/// A picture of one colour.
fn picture(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(side, side, image::Rgb([0, 128, 0]));
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_picture_of_the_web_comes_small_and_is_kept() {
    let world = World::with_files().await;
    let alice = world.page("alice").await;
    let (address, asked) = web("200 OK", picture(1_000)).await;
    let url = format!("{address}/portrait.png");
    let shown = alice.ok("webPicture", json!({ "url": url })).await;
    assert!(shown.as_str().unwrap().starts_with("data:image/jpeg;base64,"), "drawn anew");
    assert!(shown.as_str().unwrap().len() < 20_000);
    assert_eq!(alice.ok("webPicture", json!({ "url": url })).await, shown);
    assert_eq!(asked.lock().unwrap().len(), 1, "it was kept");
}

/// What lies in the folder of pictures.
fn kept(profile: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = std::fs::read_dir(profile.join("pictures")).unwrap();
    let file = |path: PathBuf| (path.clone(), std::fs::read(path).unwrap());
    files.map(|entry| file(entry.unwrap().path())).collect()
}

#[tokio::test]
async fn a_picture_of_the_web_lies_sealed_and_one_that_was_damaged_comes_anew() {
    let world = World::with_files().await;
    let profile = world.folder.path().join("alice");
    std::fs::create_dir_all(profile.join("pictures")).unwrap();
    std::fs::write(profile.join("pictures/77ab"), picture(256)).unwrap(); // as an earlier build left it
    let alice = world.page("alice").await;
    let (address, asked) = web("200 OK", picture(256)).await;
    let url = format!("{address}/portrait.png");
    let shown = alice.ok("webPicture", json!({ "url": url })).await;
    let jpeg = BASE64.decode(shown.as_str().unwrap().split_once(',').unwrap().1).unwrap();

    // What lay there plainly goes beside the start.
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while kept(&profile).len() > 1 {
        assert!(tokio::time::Instant::now() < deadline, "it still lies there");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (path, sealed) = kept(&profile).pop().unwrap();
    assert!(!sealed.windows(64).any(|some| jpeg.starts_with(some)), "it lies plainly");
    assert_eq!(path.extension().unwrap(), "sealed");

    std::fs::write(&path, &jpeg).unwrap();
    assert_eq!(alice.ok("webPicture", json!({ "url": url })).await, shown);
    assert_eq!(asked.lock().unwrap().len(), 2, "nobody believes what is not sealed");
    let again = kept(&profile);
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].1, jpeg);
    alice.0.close().await;
    let alice = world.page("alice").await;
    assert_eq!(alice.ok("webPicture", json!({ "url": url })).await, shown);
    assert_eq!(asked.lock().unwrap().len(), 2, "the key holds over a restart");
}

#[tokio::test]
async fn what_is_no_picture_too_large_or_nowhere_on_the_web_is_not_shown() {
    let world = World::with_files().await;
    let alice = world.page("alice").await;
    let redirects = "302 Found\r\nLocation: file:///etc/passwd";
    for (status, body) in [
        ("200 OK", b"<svg onload=alert(1)>".to_vec()),
        ("200 OK", vec![0; 6 * 1024 * 1024]),
        ("404 Not Found", picture(8)),
        (redirects, picture(8)),
    ] {
        let (address, _) = web(status, body).await;
        let error = alice.refused("webPicture", json!({ "url": format!("{address}/x.png") })).await;
        assert_eq!(error.code, ErrorCode::FileUnavailable, "{status}");
    }
    for url in ["file:///etc/passwd", "data:image/png;base64,", "", "widget://a.png"] {
        assert_eq!(
            alice.refused("webPicture", json!({ "url": url })).await.code,
            ErrorCode::BadCall,
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_place_goes_across_with_its_coordinates_and_a_map() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let mut his = bob.chat(&with("alice")).await;
    let place = |label: &str| json!({ "conversation": with("bob"), "latitude": 39.9139, "longitude": 116.3917, "label": label });
    alice.ok("sendPlace", place("北京")).await;
    let body = his.message(|message| message["body"]["label"] == "北京").await["body"].clone();
    assert_eq!(body["coordinates"], json!({ "latitude": "39.913900", "longitude": "116.391700" }));
    assert_eq!((&body["preview"]["width"], &body["preview"]["height"]), (&json!(240), &json!(150)));

    let (address, asked) = web("200 OK", picture(256)).await;
    let maps = DeploymentMaps { link: None, tiles: Some(format!("{address}/{{z}}/{{x}}/{{y}}.png")) };
    alice.0.set_deployment(Deployment { maps, ..Deployment::default() });
    alice.ok("sendPlace", place("with tiles")).await;
    let mapped = his.message(|message| message["body"]["label"] == "with tiles").await["body"].clone();
    assert_ne!(mapped["preview"]["url"], body["preview"]["url"]);
    assert!(asked.lock().unwrap().iter().all(|line| line.starts_with("GET /15/")));

    let far = json!({ "conversation": with("bob"), "latitude": 91, "longitude": 0, "label": "" });
    assert_eq!(alice.refused("sendPlace", far).await.code, ErrorCode::BadCall);
    assert_eq!(alice.refused("sendPlace", place(&"x".repeat(201))).await.code, ErrorCode::BadText);
}
