//! What Pipit keeps on this machine, told by kind and cleared.

use super::*;

const BALL: &[u8] = include_bytes!("../../../pipit-im/src/media/film/ball.webm");

/// The kinds that are told, with what is clearable of them.
fn kinds(files: &Value) -> Vec<(String, u64, u64)> {
    let kind = |one: &Value| {
        let number = |name: &str| one[name].as_u64().unwrap();
        (one["kind"].as_str().unwrap().to_owned(), number("bytes"), number("clearable"))
    };
    files["kinds"].as_array().unwrap().iter().map(kind).collect()
}

fn of(files: &Value, kind: &str) -> Option<(u64, u64)> {
    kinds(files).into_iter().find(|(name, ..)| name == kind).map(|(_, bytes, clearable)| (bytes, clearable))
}

#[tokio::test]
async fn every_kind_is_counted_and_what_is_cleared_comes_again() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let paths: Vec<PathBuf> =
        ["ball.webm", "plan.pdf"].map(|name| world.folder.path().join(name)).into_iter().collect();
    std::fs::write(&paths[0], BALL).unwrap();
    std::fs::write(&paths[1], "step one").unwrap();
    alice.0.set_desktop(Chooser::of(paths));
    let picked = alice.chooses("any").await;
    let film = json!({ "poster": PIXEL, "seconds": 2 });
    let files = json!([
        { "id": picked[0]["id"], "asPicture": true, "film": film },
        { "id": picked[1]["id"], "asPicture": false },
    ]);
    alice.ok("sendFiles", json!({ "conversation": with("bob"), "files": files })).await;

    let downloads = world.folder.path().join("downloads");
    let his = Arc::new(Chooser { downloads: Some(downloads.clone()), ..Chooser::default() });
    bob.0.set_desktop(his.clone());
    let mut chat = bob.chat(&with("alice")).await;
    let here = |kind: &'static str, state: &'static str| {
        move |message: &Value| message["body"]["type"] == kind && message["body"]["file"]["type"] == state
    };
    let film = chat.message(here("video", "remote")).await["id"].clone();
    let plan = chat.message(here("file", "remote")).await["id"].clone();
    assert_eq!(bob.refused("showDownloads", json!(null)).await.code, ErrorCode::FileUnavailable);
    bob.ok("film", json!({ "messageId": film })).await;
    bob.ok("saveFile", json!({ "messageId": plan })).await;
    bob.ok("pasteFile", json!({ "name": "a beach.png", "data": PIXEL })).await;
    let profile = world.folder.path().join("bob");
    std::fs::create_dir_all(profile.join("pictures")).unwrap();
    std::fs::write(profile.join("pictures/portrait"), [7; 300]).unwrap();

    let ball = (BALL.len() + BALL.len() / (16 * 1024) * 16 + 16) as u64; // as it lies sealed
    let told = bob.ok("localFiles", json!(null)).await;
    assert_eq!(told["complete"], true);
    assert_eq!(of(&told, "films"), Some((ball, ball)));
    assert_eq!(of(&told, "pictures"), Some((300, 300)));
    assert_eq!(of(&told, "saved"), Some((8, 0)), "what is among the downloads is the person's");
    assert!(of(&told, "outgoing").is_some_and(|(bytes, clearable)| bytes > 0 && clearable == 0));
    assert!(of(&told, "messages").is_some_and(|(bytes, clearable)| bytes > 10_000 && clearable == 0));
    assert!(of(&told, "other").is_some(), "the settings and the vault");
    assert_eq!(of(&told, "unfinished"), None, "there is none");
    let sum: u64 = kinds(&told).iter().filter(|(kind, ..)| kind != "saved").map(|(_, bytes, _)| bytes).sum();
    assert_eq!(told["bytes"], sum, "each file is of one kind");

    // Nothing of a wrong wish is done.
    let wrong = bob.refused("clearLocalFiles", json!({ "kinds": ["films", "messages"] })).await;
    assert_eq!(wrong.code, ErrorCode::BadCall);
    assert!(wrong.message.contains("Messages"), "{wrong}");
    let cleared = bob.ok("clearLocalFiles", json!({ "kinds": ["films", "unfinished", "pictures"] })).await;
    assert_eq!(cleared, json!({ "files": 2, "bytes": ball + 300 }));
    chat.message(here("video", "remote")).await;
    let told = bob.ok("localFiles", json!(null)).await;
    assert_eq!((of(&told, "films"), of(&told, "pictures")), (None, None));
    assert_eq!(of(&told, "saved"), Some((8, 0)));
    assert!(of(&told, "outgoing").is_some(), "what was pasted waits to be sent");
    assert!(downloads.join("plan.pdf").exists());

    bob.ok("film", json!({ "messageId": film })).await;
    assert_eq!(of(&bob.ok("localFiles", json!(null)).await, "films"), Some((ball, ball)));
    bob.ok("showDownloads", json!(null)).await;
    assert_eq!(his.opened(), [("opened", downloads)]);
}
