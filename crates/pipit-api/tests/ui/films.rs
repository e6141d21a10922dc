//! Short films: chosen by a number, looked at by the page, sent, and left out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pipit_api::Deployment;
use pipit_api::ui::Extensions;

use super::*;

const BALL: &[u8] = include_bytes!("../../../pipit-im/src/media/film/ball.webm");

/// A page that has chosen these bytes under this name, and what it knows of them.
async fn chosen(world: &World, name: &str, bytes: &[u8]) -> (Page, Value) {
    let path = world.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let alice = world.page("alice").await;
    alice.0.set_desktop(Chooser::of(vec![path]));
    let picked = alice.chooses("any").await[0].clone();
    (alice, picked)
}

fn wish(id: &Value, poster: &str, seconds: u32) -> Value {
    let film = json!({ "poster": poster, "seconds": seconds });
    json!({ "conversation": with("bob"), "files": [{ "id": id, "asPicture": true, "film": film }] })
}

#[tokio::test]
async fn a_chosen_film_is_looked_at_sent_and_played_where_it_arrives() {
    let world = World::with_files().await;
    let (alice, picked) = chosen(&world, "ball.webm", BALL).await;
    assert_eq!((&picked["film"], &picked["preview"]), (&json!(true), &Value::Null));
    let shown = alice.ok("chosenFilm", json!({ "id": picked["id"] })).await;
    let data = shown.as_str().unwrap().strip_prefix("data:video/webm;base64,").unwrap();
    assert!(BASE64.decode(data).unwrap() == BALL);

    assert_eq!(alice.ok("sendFiles", wish(&picked["id"], PIXEL, 2)).await, json!([]));
    let bob = world.page("bob").await;
    let mut his = bob.chat(&with("alice")).await;
    let message = his.message(|message| message["body"]["type"] == "video").await;
    assert_eq!((&message["body"]["seconds"], &message["body"]["preview"]["width"]), (&json!(2), &json!(1)));
    let film = json!({ "messageId": message["id"] });
    assert_eq!(bob.ok("film", film.clone()).await, shown);

    // Other programs cannot read what is kept to be seen: they get it among the downloads.
    let downloads = world.folder.path().join("downloads");
    let desktop = Arc::new(Chooser { downloads: Some(downloads.clone()), ..Chooser::default() });
    bob.0.set_desktop(desktop.clone());
    bob.ok("openFile", json!({ "messageId": message["id"], "sure": false })).await;
    let saved = downloads.join("ball.webm");
    assert_eq!(desktop.opened(), [("opened", saved.clone())]);
    assert!(std::fs::read(saved).unwrap() == BALL);
    assert_eq!(bob.ok("film", film).await, shown, "and it still plays here");
}

#[tokio::test]
async fn who_wants_a_film_is_shown_films_first_by_their_languages_name() {
    let world = World::new().await;
    let alice = world.page("alice").await;
    let desktop = Chooser::of(Vec::new());
    alice.0.set_desktop(desktop.clone());
    let mut settings = serde_json::to_value(alice.0.settings()).unwrap();
    settings["language"] = json!("zh-Hans");
    alice.ok("saveSettings", settings).await;
    let offered = async |kind: &str| {
        alice.ok("pickFiles", json!({ "kind": kind })).await;
        let filters = std::mem::take(&mut *desktop.filters.lock().unwrap());
        filters.into_iter().map(|filter| (filter.name, filter.extensions.join(" "))).collect::<Vec<_>>()
    };
    let named = |name: &str, extensions: &str| (name.to_owned(), extensions.to_owned());
    assert_eq!(
        offered("films").await,
        [named("视频", "mp4 m4v mov webm 3gp"), named("所有文件", "*")],
        "others can be found"
    );
    assert_eq!(offered("pictures").await, [named("图片", "jpg jpeg png gif webp bmp")]);
    assert_eq!(offered("any").await, []);
}

#[tokio::test]
async fn what_is_no_film_is_none_for_the_page_and_what_is_too_long_is_told() {
    let world = World::with_files().await;
    let (alice, picked) = chosen(&world, "text.mp4", b"no film").await;
    assert_eq!(picked["film"], false);
    let id = &picked["id"];
    assert_eq!(alice.refused("chosenFilm", json!({ "id": id })).await.code, ErrorCode::FileUnavailable);
    assert_eq!(alice.refused("chosenFilm", json!({ "id": 4_711 })).await.code, ErrorCode::NotFound);
    let problem = async |page: &Page, wish| page.ok("sendFiles", wish).await[0]["problem"].clone();
    assert_eq!(problem(&alice, wish(id, PIXEL, 2)).await, "fileUnavailable");

    let world = World::with_files().await;
    let (alice, picked) = chosen(&world, "ball.webm", BALL).await;
    let id = &picked["id"];
    assert_eq!(problem(&alice, wish(id, PIXEL, 121)).await, "fileTooLarge");
    assert_eq!(problem(&alice, wish(id, "not base64!", 2)).await, "badCall");

    // One that is longer than what a chat shows goes as a file.
    let mut long = BALL.to_vec();
    long.resize(32 * 1024 * 1024 + 1, 0);
    let world = World::with_files().await;
    let (_, picked) = chosen(&world, "long.webm", &long).await;
    assert_eq!(picked["film"], false);
}

#[tokio::test]
async fn where_films_are_left_out_none_is_looked_at_or_sent() {
    let world = World::with_files().await;
    let (alice, picked) = chosen(&world, "ball.webm", BALL).await;
    alice.ok("openCamera", json!(null)).await; // as long as there are films
    let extensions = Extensions { short_video: false, ..Extensions::default() };
    alice.0.set_deployment(Deployment { extensions, ..Deployment::default() });
    let id = &picked["id"];
    assert_eq!(alice.refused("chosenFilm", json!({ "id": id })).await.code, ErrorCode::LeftOut);
    assert_eq!(alice.refused("openCamera", json!(null)).await.code, ErrorCode::LeftOut);
    let not_sent = alice.ok("sendFiles", wish(id, PIXEL, 2)).await;
    assert_eq!(not_sent, json!([{ "id": id, "problem": "leftOut" }]));
    // As a file it may go.
    let file =
        json!({ "conversation": with("bob"), "files": [{ "id": id, "asPicture": false, "film": null }] });
    assert_eq!(alice.ok("sendFiles", file).await, json!([]));
}
