//! What messages hold that were forwarded as one.

use pipit_im::content::{self, Content};
use pipit_im::{
    Client, ClientConfig, ConversationType, Login, Store, SystemClock, TargetId, UserId, combine,
};

use super::*;

/// What a page sees of what a message holds, as it comes.
pub(super) struct Held(mpsc::UnboundedReceiver<String>);

impl Held {
    pub(super) async fn of(
        page: &Page,
        message: &Value,
        held: Value,
    ) -> (Self, pipit_api::ui::SubscriptionId) {
        let (sender, told) = mpsc::unbounded_channel();
        let what = json!({ "type": "merged", "messageId": message["id"], "held": held });
        let sink = Box::new(move |json: String| sender.send(json).is_ok());
        let id = page.0.subscribe(serde_json::from_value(what).unwrap(), sink).await.unwrap();
        (Self(told), id)
    }

    /// The next value that is as it should be.
    async fn until(&mut self, right: impl Fn(&Value) -> bool) -> Value {
        loop {
            let value = tokio::time::timeout(PATIENCE, self.0.recv()).await.unwrap().unwrap();
            let value: Value = serde_json::from_str(&value).unwrap();
            if right(&value) {
                return value;
            }
        }
    }

    pub(super) async fn rows(&mut self) -> Vec<Value> {
        let list = self.until(|value| value["type"] == "list").await;
        let rows = list["rows"].as_array().unwrap().iter().map(|row| row["kind"].clone());
        rows.filter(|row| row["type"] == "message").collect()
    }
}

/// Alice's engine, which sends what no page of hers would.
fn engine(world: &World) -> Client {
    let login = Login {
        servers: vec![world.address.clone()],
        app_key: "key".into(),
        token: world.server.token("alice"),
    };
    let config = ClientConfig::new(login, UserId::new("alice"));
    let client =
        Client::new(Store::in_memory().unwrap(), world.network.clone(), config, Arc::new(SystemClock));
    client.connect();
    client
}

fn to_bob() -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new("bob") }
}

#[tokio::test]
async fn a_file_within_a_list_within_a_list_tells_how_far_it_is_and_opens() {
    let world = World::with_files().await;
    let bob = world.page("bob").await;
    let downloads = world.folder.path().join("downloads");
    let his = Arc::new(Chooser { downloads: Some(downloads.clone()), ..Chooser::default() });
    bob.0.set_desktop(his.clone());
    let mut chat = bob.chat(&with("alice")).await;
    let alice = engine(&world);
    let path = world.folder.path().join("plan.pdf");
    std::fs::write(&path, "the plan").unwrap();
    let mut events = alice.events();
    let file = alice.send_file(&to_bob(), &path, content::File::default()).await.unwrap();
    while events.recv().await.unwrap() != pipit_im::Event::Sent(file) {}
    let mut message = alice.message(file).await.unwrap().unwrap();
    for name in ["inner", "outer"] {
        let content = combine(&[message.clone()], vec![name.into()], vec!["a file".into()]);
        message.content = content;
    }
    alice.send(&to_bob(), message.content).await.unwrap();

    let card = chat.message(|message| message["body"]["type"] == "merged").await;
    let (mut outer, _) = Held::of(&bob, &card, json!([])).await;
    assert_eq!(outer.rows().await[0]["body"]["names"], json!(["inner"]));
    let (mut inner, _) = Held::of(&bob, &card, json!([1])).await;
    let body = inner.rows().await[0]["body"].clone();
    assert_eq!((&body["name"], &body["file"]["type"]), (&json!("plan.pdf"), &json!("remote")));

    let of = json!({ "messageId": card["id"], "held": [1, 1] });
    bob.ok("fetchFile", of.clone()).await;
    let state =
        |value: &Value| value["rows"].as_array().unwrap().last().unwrap()["kind"]["body"]["file"].clone();
    let loading = inner.until(|value| state(value)["type"] != "remote").await;
    assert!(state(&loading)["percent"].is_u64() || state(&loading)["type"] == "here", "{loading}");
    inner.until(|value| state(value)["type"] == "here").await;
    bob.ok("openFile", of).await;
    assert_eq!(his.opened(), [("opened", downloads.join("plan.pdf"))]);

    let (mut none, _) = Held::of(&bob, &card, json!([1, 1])).await;
    let failed = none.until(|value| value["type"] != "loading").await;
    assert_eq!(failed, json!({ "type": "failed", "code": "fileUnavailable" }), "a file holds no messages");
    let (mut none, _) = Held::of(&bob, &card, json!([2])).await;
    let failed = none.until(|value| value["type"] != "loading").await;
    assert_eq!(failed["code"], "notFound");
}

#[tokio::test]
async fn a_page_that_its_forwarder_has_drawn_is_served_while_it_is_looked_at() {
    let world = World::with_files().await;
    let bob = world.page("bob").await;
    let mut chat = bob.chat(&with("alice")).await;
    let alice = engine(&world);
    let path = world.folder.path().join("page.html");
    std::fs::write(&path, "<p>at noon</p>").unwrap();
    let mut events = alice.events();
    let file = alice.send_file(&to_bob(), &path, content::File::default()).await.unwrap();
    while events.recv().await.unwrap() != pipit_im::Event::Sent(file) {}
    let Content::File(file) = alice.message(file).await.unwrap().unwrap().content else { panic!("no file") };
    let drawn = |remote_url: &str, name: &str| {
        let (remote_url, names) = (remote_url.to_owned(), vec![name.to_owned()]);
        Content::Combine(content::Combine { remote_url, names, ..content::Combine::default() })
    };
    alice.send(&to_bob(), drawn(&file.file_url, "page")).await.unwrap();
    alice.send(&to_bob(), drawn("file:///etc/passwd", "bad")).await.unwrap();

    let card = chat.message(|message| message["body"]["names"] == json!(["page"])).await;
    let (mut held, watched) = Held::of(&bob, &card, json!([])).await;
    let page = held.until(|value| value["type"] != "loading").await;
    assert_eq!(page["type"], "page", "{page}");
    let number = u32::try_from(page["number"].as_u64().unwrap()).unwrap();
    let html = String::from_utf8(bob.0.merged_page(number).unwrap()).unwrap();
    assert!(html.starts_with("<!doctype html>") && html.ends_with("<p>at noon</p>"), "{html}");
    assert_eq!(bob.0.merged_page(number + 1), None);
    bob.0.unsubscribe(watched);
    assert!(tokio::time::timeout(PATIENCE, held.0.recv()).await.unwrap().is_none(), "nobody watches");
    let gone = async {
        while bob.0.merged_page(number).is_some() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.unwrap();

    let card = chat.message(|message| message["body"]["names"] == json!(["bad"])).await;
    let (mut held, _) = Held::of(&bob, &card, json!([])).await;
    let failed = held.until(|value| value["type"] != "loading").await;
    assert_eq!(failed, json!({ "type": "failed", "code": "fileUnavailable" }));
}
