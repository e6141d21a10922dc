//! The messenger's page without pixels: what is done with messages, through its calls alone, between people on a real
//! server.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "ui/devices.rs"]
mod devices;
#[path = "ui/drafts.rs"]
mod drafts;
#[path = "ui/extensions.rs"]
mod extensions;
#[path = "ui/films.rs"]
mod films;
#[path = "ui/groups.rs"]
mod groups;
#[path = "ui/merged.rs"]
mod merged;
#[path = "ui/storage.rs"]
mod storage;
#[path = "ui/vault.rs"]
mod vault;
#[path = "ui/voice.rs"]
mod voice;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use pipit_api::{
    Api, ApiError, ConversationId, Copied, Desktop, ErrorCode, FileFilter, Links, Network, Notification,
    Notifications, Pixels, WebNetwork,
};
use pipit_server::{Listener, Server, Settings, SystemClock};
use pipit_testing::{Faults, Link};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// How long something may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

struct Nowhere;

impl Links for Nowhere {
    fn open(&self, _: &str) -> std::io::Result<()> {
        Ok(())
    }
}

impl Notifications for Nowhere {
    fn show(&self, _: Notification) {}
    fn withdraw(&self, _: Option<ConversationId>) {}
}

struct World {
    server: Server,
    network: Arc<dyn Network>,
    address: String,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        static KEYRING: Once = Once::new();
        KEYRING.call_once(|| keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap()));
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("server")).unwrap();
        let settings = Settings::new("key", "secret");
        let server = Server::open(&folder.path().join("server"), settings, Arc::new(SystemClock)).unwrap();
        for (id, name) in [("alice", "Alice"), ("bob", "Bob"), ("carol", "Carol")] {
            server.add_user(id, name).await.unwrap();
        }
        server.add_group("team", "Team", &["alice", "bob", "carol"]).await.unwrap();
        let link = Link::new(1, Faults::default());
        link.attach(server.clone());
        Self { server, network: Arc::new(link), address: "http://test".into(), folder }
    }

    /// The same, over real sockets, as files need it.
    async fn with_files() -> Self {
        let world = Self::new().await;
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), 100).await.unwrap();
        let address = listener.url().unwrap();
        let server = world.server.clone();
        tokio::spawn(async move { server.serve(listener, std::future::pending()).await });
        Self { network: Arc::new(WebNetwork::new().unwrap()), address, ..world }
    }

    async fn page(&self, user: &str) -> Page {
        let profile = self.folder.path().join(user);
        std::fs::create_dir_all(&profile).unwrap();
        let page = Page(Self::api(&profile, self.network.clone()));
        let token = self.server.token(user);
        page.ok("signIn", json!({ "server": self.address, "appKey": "key", "token": token })).await;
        page
    }

    fn api(profile: &Path, network: Arc<dyn Network>) -> Api {
        Api::new(profile, network, Arc::new(Nowhere), Arc::new(Nowhere), None)
    }
}

struct Page(Api);

impl Page {
    async fn call(&self, name: &str, args: Value) -> Result<Value, ApiError> {
        self.0.call(name, args).await.map(|json| serde_json::from_str(&json).unwrap())
    }

    async fn ok(&self, name: &str, args: Value) -> Value {
        self.call(name, args).await.unwrap()
    }

    /// What the person chooses, as the page may send it.
    async fn chooses(&self, kind: &str) -> Value {
        let Value::Object(mut chosen) = self.ok("pickFiles", json!({ "kind": kind })).await else {
            panic!("no choice")
        };
        chosen.remove("names");
        self.ok("takePicked", chosen.into()).await
    }

    async fn refused(&self, name: &str, args: Value) -> ApiError {
        match self.call(name, args).await {
            Ok(answer) => panic!("{name} answers {answer}"),
            Err(error) => error,
        }
    }

    /// Waits until there is a connection.
    async fn connected(&self) {
        let (sender, mut told) = mpsc::unbounded_channel();
        let sink = Box::new(move |json: String| sender.send(json).is_ok());
        let what = serde_json::from_value(json!({ "type": "connection" })).unwrap();
        self.0.subscribe(what, sink).await.unwrap();
        while let Some(status) = tokio::time::timeout(PATIENCE, told.recv()).await.unwrap() {
            if status.contains("\"connected\"") {
                return;
            }
        }
    }

    async fn chat(&self, conversation: &Value) -> Chat {
        let (sender, batches) = mpsc::unbounded_channel();
        let what = json!({ "type": "timeline", "conversation": conversation });
        let sink = Box::new(move |json: String| sender.send(json).is_ok());
        self.0.subscribe(serde_json::from_value(what).unwrap(), sink).await.unwrap();
        Chat { rows: Vec::new(), batches }
    }
}

/// A chat as the page has it.
struct Chat {
    rows: Vec<Value>,
    batches: mpsc::UnboundedReceiver<String>,
}

impl Chat {
    /// The newest message that is as it should be, as soon as there is one.
    async fn message(&mut self, right: impl Fn(&Value) -> bool) -> Value {
        loop {
            let messages = self.rows.iter().map(|row| &row["kind"]).filter(|kind| kind["type"] == "message");
            if let Some(found) = messages.rev().find(|message| right(message)) {
                return found.clone();
            }
            let batch = tokio::time::timeout(PATIENCE, self.batches.recv()).await;
            let batch =
                batch.unwrap_or_else(|_| panic!("it does not come; there is {:#?}", self.rows)).unwrap();
            let batch: Value = serde_json::from_str(&batch).unwrap();
            for splice in batch["splices"].as_array().unwrap() {
                let number = |key: &str| usize::try_from(splice[key].as_u64().unwrap()).unwrap();
                let insert = splice["insert"].as_array().unwrap().clone();
                self.rows.splice(number("at")..number("at") + number("remove"), insert);
            }
        }
    }

    async fn text(&mut self, text: &str) -> Value {
        self.message(|message| message["body"]["text"] == text && message["state"]["state"] != "sending")
            .await
    }
}

fn with(user: &str) -> Value {
    json!({ "kind": "private", "targetId": user })
}

#[tokio::test]
async fn ux_47_49_a_quote_goes_across_and_follows_what_becomes_of_the_original() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let (mut hers, mut his) = (alice.chat(&with("bob")).await, bob.chat(&with("alice")).await);
    alice.ok("sendText", json!({ "conversation": with("bob"), "text": "at eight?" })).await;
    let asked = his.text("at eight?").await;
    assert_eq!((&asked["canShare"], &asked["canRecall"]), (&json!(true), &json!(false)), "it is not his own");
    bob.ok("sendText", json!({ "conversation": with("alice"), "text": "yes", "quote": asked["id"] })).await;

    let original = hers.text("at eight?").await;
    assert_eq!(original["canRecall"], true);
    let quote = &hers.text("yes").await["quote"];
    assert_eq!(
        (&quote["id"], &quote["name"], &quote["summary"]["text"]),
        (&original["id"], &json!("Alice"), &json!("at eight?"))
    );
    alice.ok("recallMessage", json!({ "messageId": original["id"] })).await;
    let recalled = hers.message(|message| message["body"]["type"] == "recalled").await;
    assert_eq!(recalled["body"]["again"], "at eight?", "her own words are still hers");
    let gone = his.message(|message| message["body"]["type"] == "recalled").await;
    assert_eq!(gone["body"]["again"], Value::Null);
    his.message(|message| message["quote"]["summary"]["type"] == "recalled").await;

    let error =
        alice.refused("sendText", json!({ "conversation": with("bob"), "text": "x", "quote": 7 })).await;
    assert_eq!(error.code, ErrorCode::NotFound, "{error}");
}

#[tokio::test]
async fn ux_48_messages_are_forwarded_one_by_one_or_as_one_and_wrong_wishes_are_refused() {
    let world = World::new().await;
    let (alice, carol) = (world.page("alice").await, world.page("carol").await);
    let (mut hers, mut received) = (alice.chat(&with("bob")).await, carol.chat(&with("alice")).await);
    let mut ids = Vec::new();
    for text in ["one", "two"] {
        alice.ok("sendText", json!({ "conversation": with("bob"), "text": text })).await;
        ids.push(hers.text(text).await["id"].clone());
    }
    let wish = |merged: bool, note: &str| json!({ "messageIds": ids, "to": [with("carol")], "merged": merged, "note": note });
    let answer = alice.ok("forward", wish(true, "see above")).await;
    assert_eq!(answer, json!([{ "to": with("carol"), "problem": null }]));
    received.text("see above").await;
    let card = received.message(|message| message["body"]["type"] == "merged").await;
    assert_eq!(card["body"]["lines"], json!(["Alice: one", "Alice: two"]));
    let (mut held, _) = merged::Held::of(&carol, &card, json!([])).await;
    let said: Vec<Value> = held.rows().await.iter().map(|row| row["body"]["text"].clone()).collect();
    assert_eq!(said, [json!("one"), json!("two")]);
    alice.ok("forward", wish(false, " ")).await;
    received.text("two").await;
    let mut settings = serde_json::to_value(alice.0.settings()).unwrap();
    settings["language"] = json!("zh-Hans");
    alice.ok("saveSettings", settings).await;
    alice.ok("forward", wish(true, "")).await;
    let chinese = json!(["Alice：one", "Alice：two"]); // her own language's colon
    received.message(|message| message["body"]["lines"] == chinese).await;

    let many: Vec<i64> = (0..101).collect();
    let targets: Vec<Value> = (0..11).map(|number| with(&number.to_string())).collect();
    for (messages, to, words) in [
        (json!([]), json!([with("carol")]), "0 messages were named; 1 to 100 can be"),
        (json!(many), json!([with("carol")]), "101 messages were named; 1 to 100 can be"),
        (json!(ids), json!([]), "0 conversations were named; 1 to 10 can be"),
        (json!(ids), json!(targets), "11 conversations were named; 1 to 10 can be"),
    ] {
        let wrong = json!({ "messageIds": messages, "to": to, "merged": false, "note": "" });
        let error = alice.refused("forward", wrong).await;
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::BadCall, words));
    }
    let unknown = json!({ "messageIds": [7], "to": [with("carol")], "merged": false, "note": "" });
    assert_eq!(alice.refused("forward", unknown).await.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn ux_31_a_group_tells_who_has_read_a_message() {
    let world = World::new().await;
    let (alice, bob, carol) = (world.page("alice").await, world.page("bob").await, world.page("carol").await);
    let team = json!({ "kind": "group", "targetId": "team" });
    let (mut hers, mut his, mut theirs) =
        (alice.chat(&team).await, bob.chat(&team).await, carol.chat(&team).await);
    alice.ok("sendText", json!({ "conversation": team, "text": "read this" })).await;
    let sent = hers.text("read this").await;
    let seen = his.text("read this").await;
    assert_eq!((&sent["readers"], &sent["canAskReaders"]), (&Value::Null, &json!(true)));
    alice.ok("askReaders", json!({ "messageId": sent["id"] })).await;
    hers.message(|message| message["readers"] == 0).await;
    bob.ok("markRead", json!({ "conversation": team, "messageId": seen["id"] })).await;
    hers.message(|message| message["readers"] == 1).await;
    let readers = alice.ok("readers", json!({ "messageId": sent["id"] })).await;
    assert_eq!(readers["unread"][0]["id"], "carol");
    // Carol has read it long before anybody asks her again.
    let second = json!({ "conversation": team, "text": "and this" });
    alice.ok("sendText", second).await;
    let seen = theirs.text("and this").await;
    carol.ok("markRead", json!({ "conversation": team, "messageId": seen["id"] })).await;
    let second = hers.text("and this").await;
    alice.ok("askReaders", json!({ "messageId": second["id"] })).await;
    hers.message(|message| message["id"] == second["id"] && message["readers"] == 1).await;
    let readers = alice.ok("readers", json!({ "messageId": sent["id"] })).await;
    let who: Vec<&Value> = readers["read"].as_array().unwrap().iter().map(|reader| &reader["id"]).collect();
    assert_eq!(who, ["carol", "bob"], "the latest first");
    assert!(readers["read"][1]["time"].as_i64().unwrap() > 0);
    assert_eq!(readers["unread"], json!([]), "all others have");
    let error = bob.refused("askReaders", json!({ "messageId": seen["id"] })).await;
    assert_eq!(error.code, ErrorCode::NotFound, "it is not his own");
}

#[tokio::test]
async fn messages_are_deleted_together_and_what_is_gone_already_is_no_error() {
    let world = World::new().await;
    let alice = world.page("alice").await;
    let mut chat = alice.chat(&with("bob")).await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        alice.ok("sendText", json!({ "conversation": with("bob"), "text": text })).await;
        ids.push(chat.text(text).await["id"].clone());
    }
    alice.ok("deleteMessages", json!({ "messageIds": [ids[0]] })).await;
    alice.ok("deleteMessages", json!({ "messageIds": [ids[0], ids[1]] })).await;
    let mut again = alice.chat(&with("bob")).await;
    again.text("three").await;
    let left = again.rows.iter().filter(|row| row["kind"]["type"] == "message").count();
    assert_eq!(left, 1);
}

/// Somebody who chooses these files whenever they are asked, and to whom others are opened and shown.
#[derive(Default)]
struct Chooser {
    chosen: Vec<PathBuf>,
    filters: Mutex<Vec<FileFilter>>,
    downloads: Option<PathBuf>,
    opened: Mutex<Vec<(&'static str, PathBuf)>>,
    copied: Mutex<Vec<Pixels>>,
    pasted: Mutex<Option<Copied>>,
    screen: Option<Vec<u8>>,
}

impl Chooser {
    fn of(chosen: Vec<PathBuf>) -> Arc<Self> {
        Arc::new(Self { chosen, ..Self::default() })
    }

    fn opened(&self) -> Vec<(&'static str, PathBuf)> {
        std::mem::take(&mut *self.opened.lock().unwrap())
    }
}

impl Desktop for Chooser {
    fn open_window(&self, _: &ConversationId) -> Result<(), String> {
        Err("there are none".into())
    }
    fn start_at_login(&self, _: bool) -> Result<(), String> {
        Err("nobody does".into())
    }
    fn listen_for(&self, _: Option<&str>) -> Result<(), String> {
        Err("there are no keys".into())
    }
    fn pick_files(&self, filters: &[FileFilter]) -> Result<Vec<PathBuf>, String> {
        *self.filters.lock().unwrap() = filters.to_vec();
        Ok(self.chosen.clone())
    }
    fn downloads(&self) -> Option<PathBuf> {
        self.downloads.clone()
    }
    fn open_file(&self, path: &Path) -> Result<(), String> {
        self.opened.lock().unwrap().push(("opened", path.to_owned()));
        Ok(())
    }
    fn copy_picture(&self, picture: Pixels) -> Result<(), String> {
        self.copied.lock().unwrap().push(picture);
        Ok(())
    }
    fn copied(&self) -> Result<Copied, String> {
        self.pasted.lock().unwrap().take().ok_or_else(|| "nobody has pressed a key".into())
    }
    fn lend_camera(&self) -> Result<(), String> {
        self.opened.lock().unwrap().push(("lent", PathBuf::from("camera")));
        Ok(())
    }
    fn show_file(&self, path: &Path) -> Result<(), String> {
        self.opened.lock().unwrap().push(("shown", path.to_owned()));
        Ok(())
    }
    fn capture_screen(&self, hides: bool) -> Result<Option<Vec<u8>>, String> {
        Ok(self.screen.clone().filter(|_| !hides)) // whoever hides the window here leaves the tool
    }
}

/// One white pixel.
const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==";

#[tokio::test]
async fn emoji_that_were_chosen_lately_are_remembered_for_a_person() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    for number in 0..20 {
        alice.ok("useEmoji", json!({ "emoji": format!("emoji {number}") })).await;
    }
    alice.ok("useEmoji", json!({ "emoji": "emoji 12" })).await;
    let recent = alice.ok("recentEmoji", Value::Null).await;
    assert_eq!(recent.as_array().unwrap().len(), 18);
    assert_eq!(
        (&recent[0], &recent[1], &recent[17]),
        (&json!("emoji 12"), &json!("emoji 19"), &json!("emoji 2"))
    );
    for wrong in [String::new(), "x".repeat(65)] {
        alice.refused("useEmoji", json!({ "emoji": wrong })).await;
    }
    assert_eq!(bob.ok("recentEmoji", Value::Null).await, json!([]), "they are hers");
}

/// A draft with files is read again and again while one writes.
#[tokio::test]
async fn a_file_is_looked_at_again_when_it_has_changed() {
    let world = World::with_files().await;
    let alice = world.page("alice").await;
    let path = world.folder.path().join("plan.bmp");
    let paint = |side: u32, shade: u8, time: std::time::SystemTime| {
        image::RgbImage::from_pixel(side, side, image::Rgb([shade, 0, 0])).save(&path).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    };
    let attach = async || alice.0.attach(vec![path.clone()]).await.pop().unwrap();
    let (noon, later) = (std::time::SystemTime::UNIX_EPOCH, std::time::SystemTime::now());
    paint(40, 0, noon);
    let first = attach().await;
    paint(40, 200, noon);
    assert_eq!(attach().await, first, "nothing says that it has changed");
    paint(40, 200, later);
    let changed = attach().await;
    assert_eq!(changed.id, first.id, "it keeps its number");
    assert_ne!(changed.preview, first.preview);
    paint(60, 200, later);
    assert!(attach().await.size > changed.size);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(alice.0.attach(vec![path.clone()]).await, [], "it is gone");
}

/// Statement 41, where a web view keeps from its page what is pasted into it.
#[tokio::test]
async fn ux_41_copied_files_and_pictures_are_pasted() {
    let world = World::with_files().await;
    let alice = world.page("alice").await;
    let desktop = Arc::new(Chooser::default());
    alice.0.set_desktop(desktop.clone());
    let plan = world.folder.path().join("plan.txt");
    std::fs::write(&plan, "step one").unwrap();
    let paste = async |copied| {
        *desktop.pasted.lock().unwrap() = Some(copied);
        alice.ok("pasteCopied", Value::Null).await
    };
    let files = paste(Copied::Files(vec![plan, world.folder.path().to_owned()])).await;
    assert_eq!(files["files"].as_array().unwrap().len(), 1, "a folder is left out: {files}");
    assert_eq!(files["files"][0]["name"], "plan.txt");
    let picture = paste(Copied::Picture(BASE64.decode(PIXEL).unwrap())).await;
    assert_eq!(picture["files"][0]["name"], "pasted.png");
    assert!(picture["files"][0]["preview"].is_string(), "{picture}");
    assert_eq!(paste(Copied::Words("a table".into())).await, json!({ "files": [], "words": "a table" }));
    assert_eq!(paste(Copied::Nothing).await, json!({ "files": [], "words": "" }));
    let mut large = BASE64.decode(PIXEL).unwrap();
    large.resize(20 * 1024 * 1024 + 1, 0);
    for wrong in [large, b"no picture".to_vec()] {
        *desktop.pasted.lock().unwrap() = Some(Copied::Picture(wrong));
        alice.refused("pasteCopied", Value::Null).await;
    }
    alice.refused("pasteCopied", Value::Null).await; // the desktop's own refusal
}

#[tokio::test]
async fn ux_63_a_part_of_the_screen_is_sent_as_any_picture() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let mut screen = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(320, 200).write_to(&mut screen, image::ImageFormat::Png).unwrap();
    let seeing = |screen| Arc::new(Chooser { screen: Some(screen), ..Chooser::default() });
    alice.0.set_desktop(seeing(screen.into_inner()));
    bob.0.set_desktop(seeing(b"no picture".to_vec()));
    let mut chat = bob.chat(&with("alice")).await;
    assert_eq!(alice.ok("captureScreen", json!({ "hides": true })).await, Value::Null);
    let picture = alice.ok("captureScreen", json!({ "hides": false })).await;
    assert_eq!(picture["name"], "screenshot.png");
    let files = json!([{ "id": picture["id"], "asPicture": true }]);
    let not_sent = alice.ok("sendFiles", json!({ "conversation": with("bob"), "files": files })).await;
    assert_eq!(not_sent, json!([]));
    chat.message(|message| message["body"]["type"] == "image").await;
    bob.refused("captureScreen", json!({ "hides": false })).await;
}

#[tokio::test]
async fn ux_41_none_of_many_files_is_forgotten_before_it_is_sent() {
    let world = World::with_files().await;
    let alice = world.page("alice").await;
    let folder = world.folder.path().join("many");
    std::fs::create_dir(&folder).unwrap();
    let paths: Vec<PathBuf> = (0..1_100).map(|number| folder.join(format!("{number}.txt"))).collect();
    for path in &paths {
        std::fs::write(path, "one of many").unwrap();
    }
    alice.0.set_desktop(Chooser::of(paths));
    let chosen = alice.chooses("any").await;
    let files: Vec<Value> = chosen
        .as_array()
        .unwrap()
        .iter()
        .map(|file| json!({ "id": file["id"], "asPicture": false }))
        .collect();
    let draft =
        json!({ "conversation": with("bob"), "text": "", "quote": null, "mentions": [], "files": files });
    alice.ok("saveDraft", draft).await;
    let kept = alice.ok("draft", json!({ "conversation": with("bob") })).await;
    assert_eq!(kept["files"].as_array().unwrap().len(), 1_100);
}

#[tokio::test]
async fn ux_41_files_are_sent_by_numbers_and_pasted_pictures_leave_nothing_behind() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    alice.refused("pickFiles", json!({ "kind": "any" })).await; // there is no desktop yet
    let plan = world.folder.path().join("plan.txt");
    std::fs::write(&plan, "step one").unwrap();
    let (nothing, folder) = (world.folder.path().join("nothing"), world.folder.path().to_owned());
    alice.0.set_desktop(Chooser::of(vec![plan, nothing, folder]));
    let chosen = alice.ok("pickFiles", json!({ "kind": "any" })).await;
    assert_eq!(chosen["names"][0], "plan.txt");
    let taken = json!({ "picked": chosen["picked"] });
    let picked = alice.ok("takePicked", taken.clone()).await;
    assert_eq!(picked.as_array().unwrap().len(), 1, "what is no file is left out: {picked}");
    assert_eq!(alice.ok("takePicked", taken).await, json!([]), "they are taken once");
    assert_eq!((&picked[0]["name"], &picked[0]["size"]), (&json!("plan.txt"), &json!(8)));

    let pasted = alice.ok("pasteFile", json!({ "name": "../a beach.png", "data": PIXEL })).await;
    assert!(pasted["preview"].as_str().unwrap().starts_with("data:image/jpeg;base64,"), "{pasted}");
    assert_eq!(pasted["name"], "a beach.png", "a name leads nowhere else");
    for wrong in ["not base64!", "aGVsbG8="] {
        alice.refused("pasteFile", json!({ "name": null, "data": wrong })).await;
    }
    // A draft that holds it brings it back, and the rest.
    let whole = json!({
        "conversation": with("bob"), "text": "look", "quote": null, "mentions": [],
        "files": [{ "id": pasted["id"], "asPicture": true }],
    });
    alice.ok("saveDraft", whole).await;
    let draft = alice.ok("draft", json!({ "conversation": with("bob") })).await;
    assert_eq!((&draft["text"], &draft["files"][0]["asPicture"]), (&json!("look"), &json!(true)));
    assert_eq!(draft["files"][0]["file"], pasted, "under the number that it had");
    let outgoing = || {
        let people = world.folder.path().join("alice/people");
        let person = std::fs::read_dir(people).unwrap().next().unwrap().unwrap().path();
        std::fs::read_dir(person.join("outgoing")).unwrap().count()
    };
    assert_eq!(outgoing(), 1);

    let mut chat = bob.chat(&with("alice")).await;
    let file = |id: &Value, as_picture: bool| json!({ "id": id, "asPicture": as_picture });
    let files = json!([file(&picked[0]["id"], false), file(&pasted["id"], true)]);
    let not_sent = alice.ok("sendFiles", json!({ "conversation": with("bob"), "files": files })).await;
    assert_eq!(not_sent, json!([]));
    chat.message(|message| message["body"]["type"] == "file" && message["body"]["name"] == "plan.txt").await;
    chat.message(|message| message["body"]["type"] == "image").await;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while outgoing() > 0 {
        assert!(tokio::time::Instant::now() < deadline, "the pasted picture is still there");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let unknown = json!({ "conversation": with("bob"), "files": [file(&json!(4_711), false)] });
    assert_eq!(alice.ok("sendFiles", unknown).await, json!([{ "id": 4_711, "problem": "notFound" }]));
}

#[tokio::test]
async fn ux_54_twenty_pictures_keep_their_order_and_one_that_cannot_be_read_holds_up_none() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    // Each is known by its width.
    let paths: Vec<PathBuf> = (1..=20).map(|n| world.folder.path().join(format!("{n}.png"))).collect();
    for (width, path) in (101..).zip(&paths) {
        image::RgbImage::new(width, 100).save(path).unwrap();
    }
    alice.0.set_desktop(Chooser::of(paths.clone()));
    let picked = alice.chooses("pictures").await;
    std::fs::write(&paths[6], "no picture any more").unwrap();
    let files: Vec<Value> = picked
        .as_array()
        .unwrap()
        .iter()
        .map(|file| json!({ "id": file["id"], "asPicture": true }))
        .collect();
    let not_sent = alice.ok("sendFiles", json!({ "conversation": with("bob"), "files": files })).await;
    assert_eq!(not_sent, json!([{ "id": picked[6]["id"], "problem": "fileUnavailable" }]));

    let mut chat = bob.chat(&with("alice")).await;
    chat.message(|message| message["body"]["preview"]["width"] == 120).await;
    let widths: Vec<u64> =
        chat.rows.iter().filter_map(|row| row["kind"]["body"]["preview"]["width"].as_u64()).collect();
    let expected: Vec<u64> = (101..=120).filter(|width| *width != 107).collect();
    assert_eq!(widths, expected);
}

#[tokio::test]
async fn ux_53_a_file_is_fetched_opened_and_shown_and_a_program_only_for_who_is_sure() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let paths: Vec<PathBuf> =
        ["plan.pdf", "setup.exe"].map(|name| world.folder.path().join(name)).into_iter().collect();
    for path in &paths {
        std::fs::write(path, path.to_str().unwrap()).unwrap();
    }
    let hers = Some(world.folder.path().join("hers"));
    let hers = Arc::new(Chooser { chosen: paths.clone(), downloads: hers, ..Chooser::default() });
    alice.0.set_desktop(hers.clone());
    let picked = alice.chooses("any").await;
    let files: Vec<Value> = (0..2).map(|at| json!({ "id": picked[at]["id"], "asPicture": false })).collect();
    alice.ok("sendFiles", json!({ "conversation": with("bob"), "files": files })).await;

    let downloads = world.folder.path().join("downloads");
    let his = Arc::new(Chooser { downloads: Some(downloads.clone()), ..Chooser::default() });
    bob.0.set_desktop(his.clone());
    let mut chat = bob.chat(&with("alice")).await;
    let named = |name: &'static str, state: &'static str| {
        move |message: &Value| message["body"]["name"] == name && message["body"]["file"]["type"] == state
    };
    let plan = chat.message(named("plan.pdf", "remote")).await["id"].clone();
    let setup = chat.message(named("setup.exe", "remote")).await["id"].clone();
    let of = |id: &Value| json!({ "messageId": id });
    assert_eq!(bob.refused("openFile", of(&plan)).await.code, ErrorCode::FileUnavailable);
    bob.ok("fetchFile", of(&plan)).await;
    chat.message(named("plan.pdf", "here")).await;
    let path = downloads.join("plan.pdf");
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(&paths[0]).unwrap());
    bob.ok("openFile", of(&plan)).await;
    bob.ok("showFile", of(&plan)).await;
    assert_eq!(his.opened(), [("opened", path.clone()), ("shown", path.clone())]);

    assert_eq!(bob.ok("saveFile", of(&setup)).await, "setup.exe");
    assert_eq!(bob.refused("openFile", of(&setup)).await.code, ErrorCode::Unsafe);
    assert!(his.opened().is_empty());
    bob.ok("openFile", json!({ "messageId": setup, "sure": true })).await;
    assert_eq!(his.opened(), [("opened", downloads.join("setup.exe"))]);

    // Somebody has moved it: it can be had again.
    std::fs::remove_file(&path).unwrap();
    assert_eq!(bob.refused("showFile", of(&plan)).await.code, ErrorCode::FileUnavailable);
    chat.message(named("plan.pdf", "remote")).await;

    // Who sent it has it already.
    let mut own = alice.chat(&with("bob")).await;
    let sent = own.message(named("plan.pdf", "here")).await["id"].clone();
    alice.ok("openFile", of(&sent)).await;
    assert_eq!(hers.opened(), [("opened", paths[0].clone())]);
    assert_eq!(alice.ok("saveFile", of(&sent)).await, "plan.pdf");
    assert!(paths[0].exists() && world.folder.path().join("hers/plan.pdf").exists());
}

#[tokio::test]
async fn ux_51_a_picture_is_watched_as_it_comes_copied_and_saved() {
    let world = World::with_files().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let path = world.folder.path().join("red.png");
    image::RgbImage::from_pixel(40, 20, image::Rgb([200, 0, 0])).save(&path).unwrap();
    alice.0.set_desktop(Chooser::of(vec![path]));
    let picked = alice.chooses("pictures").await;
    let files = json!([{ "id": picked[0]["id"], "asPicture": true }]);
    for _ in 0..2 {
        alice.ok("sendFiles", json!({ "conversation": with("bob"), "files": files })).await;
    }
    let downloads = world.folder.path().join("downloads");
    let his = Arc::new(Chooser { downloads: Some(downloads.clone()), ..Chooser::default() });
    bob.0.set_desktop(his.clone());
    let mut chat = bob.chat(&with("alice")).await;
    let id = chat.message(|message| message["body"]["type"] == "image").await["id"].clone();

    let watched = async |id: &Value| {
        let (sender, mut told) = mpsc::unbounded_channel();
        let sink = Box::new(move |json: String| sender.send(json).is_ok());
        let what = serde_json::from_value(json!({ "type": "picture", "messageId": id })).unwrap();
        bob.0.subscribe(what, sink).await.unwrap();
        loop {
            let load = tokio::time::timeout(PATIENCE, told.recv()).await.unwrap().unwrap();
            let load: Value = serde_json::from_str(&load).unwrap();
            if load["type"] != "loading" {
                return load;
            }
        }
    };
    let other = async {
        loop {
            for side in ["older", "newer"] {
                let found = bob.ok("pictureBeside", json!({ "messageId": id, "direction": side })).await;
                if !found.is_null() {
                    return found;
                }
            }
        }
    };
    let other = tokio::time::timeout(PATIENCE, other).await.expect("the other picture arrives");
    assert_eq!(other["senderName"], "Alice");
    assert!(other["time"].as_i64().unwrap() > 0 && other["preview"]["url"].is_string(), "{other}");

    let load = watched(&id).await;
    assert!(load["url"].as_str().unwrap().starts_with("data:image/jpeg;base64,"), "{load}");
    assert_eq!(watched(&json!(4_711)).await, json!({ "type": "failed" }));

    bob.ok("copyPicture", json!({ "messageId": id })).await;
    let copied = his.copied.lock().unwrap().pop().unwrap();
    assert_eq!((copied.width, copied.height, copied.rgba.len()), (40, 20, 40 * 20 * 4));
    assert!(copied.rgba[0] > 180 && copied.rgba[1] < 20 && copied.rgba[3] == 255);

    let name = bob.ok("saveFile", json!({ "messageId": id })).await;
    assert_eq!(name, format!("pipit-{id}.jpg"), "it is called what it is");
    bob.ok("showFile", json!({ "messageId": id })).await;
    assert_eq!(his.opened(), [("shown", downloads.join(name.as_str().unwrap()))]);
}

#[tokio::test]
async fn quiet_hours_are_those_of_all_devices_and_what_is_no_span_is_refused() {
    let world = World::new().await;
    let alice = world.page("alice").await;
    assert_eq!(alice.ok("quietHours", Value::Null).await, Value::Null);
    let night = json!({ "from": "22:30", "to": "07:00" });
    alice.ok("setQuietHours", json!({ "hours": night })).await;
    assert_eq!(alice.ok("quietHours", Value::Null).await, night);
    let same = json!({ "hours": { "from": "22:30", "to": "22:30" } });
    assert_eq!(alice.refused("setQuietHours", same).await.code, ErrorCode::BadText);
    alice.ok("setQuietHours", json!({ "hours": null })).await;
    assert_eq!(alice.ok("quietHours", Value::Null).await, Value::Null);
}

#[tokio::test]
async fn the_health_tells_what_waits_and_the_storage_what_is_kept() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let team = json!({ "kind": "group", "targetId": "team" });
    let mut chat = alice.chat(&team).await;
    bob.ok("sendText", json!({ "conversation": team, "text": "at noon", "quote": null })).await;
    chat.message(|message| message.to_string().contains("at noon")).await;
    let health = alice.ok("syncHealth", Value::Null).await;
    assert!(health["caughtUp"].as_i64() > Some(0), "{health}");
    assert!(health["newest"].as_i64() > Some(0), "{health}");

    let storage = alice.ok("storage", Value::Null).await;
    assert!(storage["messages"].as_u64() > Some(0), "{storage}");
    assert_eq!(storage["largest"][0]["row"]["key"], "group:team");
    alice.ok("tidy", Value::Null).await;
    assert_eq!(alice.ok("storage", Value::Null).await["free"], 0);
    assert_eq!(alice.ok("search", json!({ "words": "noon" })).await["messages"][0]["key"], "group:team");
}

#[tokio::test]
async fn people_make_a_discussion_keep_it_and_leave_it() {
    let world = World::new().await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    alice.connected().await;
    bob.connected().await;
    let users = json!(["bob"]);
    for (name, users) in [("  ", users.clone()), (&"x".repeat(65), users.clone())] {
        let error = alice.refused("createDiscussion", json!({ "name": name, "users": users })).await;
        assert_eq!(error.code, ErrorCode::BadText);
    }
    let id = alice.ok("createDiscussion", json!({ "name": "Picnic", "users": users })).await;
    let page = alice.ok("discussion", json!({ "conversation": id })).await;
    assert_eq!((&page["mine"], &page["open"]), (&json!(true), &json!(true)), "{page}");
    assert_eq!(page["members"][1]["name"], "Bob", "whom nobody met yet is asked for");
    let names = |page: &Value| -> Vec<String> {
        let members = page["members"].as_array().unwrap();
        members.iter().map(|member| member["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&page), ["alice", "bob"]);

    let change = |change: Value| json!({ "conversation": id, "change": change });
    let add = json!({ "type": "add", "users": ["carol"] });
    alice.ok("changeDiscussion", change(json!({ "type": "open", "open": false }))).await;
    assert_eq!(bob.refused("changeDiscussion", change(add.clone())).await.code, ErrorCode::Refused);
    alice.ok("changeDiscussion", change(json!({ "type": "open", "open": true }))).await;
    bob.ok("changeDiscussion", change(add)).await;
    bob.ok("changeDiscussion", change(json!({ "type": "rename", "name": "Lunch" }))).await;
    alice.ok("changeDiscussion", change(json!({ "type": "remove", "user": "carol" }))).await;
    bob.ok("changeDiscussion", change(json!({ "type": "quit" }))).await;
    let page = alice.ok("discussion", json!({ "conversation": id })).await;
    assert_eq!((page["name"].as_str(), names(&page)), (Some("Lunch"), vec!["alice".to_owned()]));
    let group = json!({ "conversation": { "kind": "group", "targetId": "team" } });
    assert_eq!(alice.refused("discussion", group).await.code, ErrorCode::BadCall);
}

#[tokio::test]
async fn who_is_blocked_stands_on_the_blacklist_until_taken_off_it() {
    let world = World::new().await;
    let alice = world.page("alice").await;
    alice.connected().await;
    alice.ok("setBlocked", json!({ "user": "bob", "blocked": true })).await;
    assert_eq!(alice.ok("blocked", Value::Null).await[0]["id"], "bob");
    alice.ok("setBlocked", json!({ "user": "bob", "blocked": false })).await;
    assert_eq!(alice.ok("blocked", Value::Null).await, json!([]));
}

#[tokio::test]
async fn ux_39_people_are_offered_and_hear_that_they_are_mentioned() {
    let world = World::new().await;
    world.server.add_user("user-17", "李晓明").await.unwrap();
    world.server.add_group("team", "Team", &["user-17"]).await.unwrap();
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let team = json!({ "kind": "group", "targetId": "team" });
    let (mut hers, mut his) = (alice.chat(&team).await, bob.chat(&team).await);
    alice.ok("sendText", json!({ "conversation": team, "text": "who comes?" })).await;
    his.text("who comes?").await;
    let offered = |words: &str, among: Value| {
        let args = json!({ "conversation": team, "words": words, "among": among });
        let bob = &bob;
        async move { bob.ok("mentionable", args).await }
    };
    assert_eq!(offered("car", Value::Null).await["people"][0]["id"], "carol", "who has not spoken either");
    for words in ["lxm", "xiaom", "晓"] {
        assert_eq!(offered(words, Value::Null).await["people"][0]["name"], "李晓明", "{words}");
    }
    assert_eq!(offered("zz", Value::Null).await["people"], json!([]));
    let among = json!(["bob", "dora", "alice"]);
    assert_eq!(offered("dor", among.clone()).await["people"][0]["id"], "dora");
    let some = offered("", among).await;
    assert_eq!(some["people"].as_array().unwrap().len(), 2, "nobody mentions themselves");

    for (text, mentions) in
        [("@Alice you?", json!({ "users": ["alice"] })), ("@everyone!", json!("everybody"))]
    {
        bob.ok("sendText", json!({ "conversation": team, "text": text, "mentions": mentions })).await;
        assert_eq!(hers.text(text).await["mentionsMe"], true, "{text}");
    }
    bob.ok(
        "sendText",
        json!({ "conversation": team, "text": "@Carol you?", "mentions": { "users": ["carol"] } }),
    )
    .await;
    assert_eq!(hers.text("@Carol you?").await["mentionsMe"], false);
}
