//! The rcIM contract, method by method: two pages, a real server in the same process, and nothing in between but JSON.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "rcim/discussions.rs"]
mod discussions;
#[path = "rcim/kit.rs"]
mod kit;
#[path = "rcim/media.rs"]
mod media;
#[path = "rcim/page.rs"]
mod page;

use std::collections::BTreeSet;
use std::time::Duration;

use page::{Page, World};
use pipit_api::RCIM_PATIENCE;
use serde_json::{Value, json};

/// The fields of a message, with one value of their type each.
fn message_fields() -> Value {
    json!({
        "content": {}, "extra": "", "conversationType": "", "messageDirection": "", "targetId": "",
        "objectName": "", "sentStatus": "", "senderUserId": "", "messageId": 0, "sentTime": 0, "receivedTime": 0,
        "receivedStatus": "", "isRead": true, "isListened": true, "isDownload": true, "isRetrieved": true,
        "isMultipleReceive": true, "messageUId": "",
    })
}

fn conversation_fields() -> Value {
    json!({
        "conversationTitle": "", "conversationType": "", "draft": "", "targetId": "", "latestMessage": {},
        "sentStatus": "", "objectName": "", "receivedStatus": "", "senderUserId": "", "unreadMessageCount": 0,
        "receivedTime": 0, "sentTime": 0, "isTop": true, "latestMessageId": 0, "mentionedCount": 0,
        "hasUnreadMentioned": true,
    })
}

/// Every field that is expected is there, with a value of the same type.
#[track_caller]
fn has_fields(found: &Value, expected: &Value) {
    for (name, value) in expected.as_object().unwrap() {
        let same = std::mem::discriminant(&found[name]) == std::mem::discriminant(value);
        assert!(same, "`{name}` should be like {value} in {found:#}");
    }
}

fn to(peer: &str) -> Value {
    json!({ "conversationType": "PRIVATE", "targetId": peer })
}

fn with(mut params: Value, more: Value) -> Value {
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    params
}

async fn say(page: &mut Page, peer: &str, text: &str) -> i64 {
    let answers = page.call_all("sendTextMessage", with(to(peer), json!({ "text": text }))).await;
    let statuses: Vec<&str> =
        answers.iter().map(|answer| answer["ret"]["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["prepare", "attached", "success"]);
    answers[2]["ret"]["result"]["message"]["messageId"].as_i64().unwrap()
}

#[tokio::test]
async fn what_must_come_first_is_named_in_this_order() {
    let world = World::new().await;
    let mut page = world.page("alice");
    assert_eq!(page.code("getUnreadCount", json!({})).await, -10_000, "init first");
    page.ok("init", json!(null)).await;
    assert_eq!(page.code("getUnreadCount", json!({})).await, -10_001, "then connect");
    assert_eq!(page.code("setServerInfo", json!({ "naviServer": "a" })).await, -10_002, "before init only");
    assert_eq!(page.code("connect", json!({})).await, -10_002);
    page.ok("connect", json!({ "token": world.token("alice") })).await;
    assert_eq!(page.code("getUnreadCount", json!({})).await, -10_002, "then the parameters");
    assert_eq!(page.code("startTeleport", json!({})).await, 20_606, "no such method");
    page.ok("init", json!({ "huaweiPush": "false" })).await; // again is a success and changes nothing
    let current = page.ok("getCurrentUserId", json!(null)).await;
    assert_eq!(current["result"], "alice");
}

#[tokio::test]
async fn connecting_tells_every_state_and_refuses_a_wrong_token() {
    let world = World::new().await;
    let mut page = world.page("alice");
    page.ok("init", json!(null)).await;
    let listener = page.start("setConnectionStatusListener", json!(null));
    assert_eq!(page.code("connect", json!({ "token": "wrong" })).await, 31_004);
    let token = json!({ "token": world.token("alice") });
    let done = page.ok("connect", token.clone()).await;
    assert_eq!(done["result"]["userId"], "alice");
    let status = page.ok("getConnectionStatus", json!(null)).await;
    assert_eq!(status["result"]["connectionStatus"], "CONNECTED");
    page.ok("connect", token).await; // connected already
    page.ok("disconnect", json!({ "isReceivePush": false })).await;
    let mut seen = Vec::new();
    while seen.last().is_none_or(|state| state != "DISCONNECTED") {
        seen.push(
            page.next_of(listener).await["ret"]["result"]["connectionStatus"].as_str().unwrap().to_owned(),
        );
    }
    assert_eq!(seen, ["CONNECTING", "TOKEN_INCORRECT", "CONNECTING", "CONNECTED", "DISCONNECTED"]);
    assert_eq!(
        page.ok("getTotalUnreadCount", json!(null)).await["result"],
        0,
        "what is stored stays readable"
    );
}

/// The engine waits for its listener, and the listener must not wait for the engine.
#[tokio::test]
async fn disconnecting_while_much_arrives_ends() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    for number in 0..1_000 {
        alice.start("sendCommandNotificationMessage", with(to("bob"), json!({ "name": "n", "data": "d" })));
        if number % 100 == 99 {
            say(&mut alice, "bob", "so far").await;
        }
    }
    let mut bob = world.page("bob");
    bob.ok("init", json!(null)).await;
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let token = json!({ "token": world.token("bob") });
    bob.start("connect", token.clone());
    bob.next_of(received).await;
    bob.ok("disconnect", json!({ "isReceivePush": false })).await;
    bob.ok("connect", token).await;
}

#[tokio::test]
async fn a_widget_without_an_app_key_does_not_begin() {
    let world = World::new().await;
    for none in [None, Some("")] {
        let mut page = world.page_of("keyless", none);
        let answers = page.call_all("init", json!(null)).await;
        assert_eq!(
            (&answers[0]["ret"]["status"], &answers[0]["err"]["code"]),
            (&json!("error"), &json!(-10_002))
        );
        assert_eq!(page.code("connect", json!({ "token": world.token("alice") })).await, -10_000);
    }
}

#[tokio::test]
async fn who_is_replaced_by_another_desktop_hears_it_and_stays_away() {
    let mut world = World::new().await;
    let token = json!({ "token": world.token("alice") });
    let mut first = world.connected("alice").await;
    let listener = first.start("setConnectionStatusListener", json!(null));
    let mut second = world.page("second");
    second.ok("init", json!(null)).await;
    second.ok("connect", token.clone()).await;
    assert_eq!(first.next_of(listener).await["ret"]["result"]["connectionStatus"], "KICKED");
    let answers = first.call_all("sendTextMessage", with(to("bob"), json!({ "text": "still here" }))).await;
    assert_eq!(answers[2]["err"]["code"], 30_014);

    // When everybody loses the server, only the second comes back by itself.
    world.stop_server();
    let away = |ret: &Value| ret["result"]["connectionStatus"] != "CONNECTED";
    second.until("getConnectionStatus", json!(null), away).await;
    world.resume_server();
    second.until("getConnectionStatus", json!(null), |ret| !away(ret)).await;
    let status = first.ok("getConnectionStatus", json!(null)).await;
    assert_eq!(status["result"]["connectionStatus"], "KICKED");
    assert_eq!(world.server.connections(), 1);
    first.ok("connect", token).await;
    second
        .until("getConnectionStatus", json!(null), |ret| ret["result"]["connectionStatus"] == "KICKED")
        .await;
}

#[tokio::test]
async fn a_message_that_is_too_old_is_not_taken_back() {
    let mut hasty = page::settings();
    hasty.recall_window = -1;
    let world = World::with(hasty).await;
    let mut alice = world.connected("alice").await;
    let id = say(&mut alice, "bob", "for good").await;
    assert_eq!(alice.code("recallMessage", json!({ "messageId": id })).await, 25_107);
    let latest = alice.ok("getLatestMessages", with(to("bob"), json!({ "count": 1 }))).await;
    assert_eq!(latest["result"][0]["content"]["text"], "for good");
}

/// A page may lose patience: what it began first is no longer awaited, and spoils nothing.
#[tokio::test]
async fn connecting_twice_at_once_opens_one_store() {
    let world = World::new().await;
    let mut page = world.page("alice");
    page.ok("init", json!(null)).await;
    let token = json!({ "token": world.token("alice") });
    page.start("connect", token.clone());
    page.start("connect", token.clone());
    page.ok("connect", token).await;
    assert_eq!(page.ok("getTotalUnreadCount", json!(null)).await["result"], 0);
}

#[tokio::test]
async fn a_message_goes_its_way_with_every_field() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let params = with(to("bob"), json!({ "text": "你好", "extra": "for apps" }));
    let answers = alice.call_all("sendTextMessage", params).await;
    let prepared = &answers[0]["ret"]["result"]["message"];
    has_fields(prepared, &message_fields());
    assert_eq!(prepared["content"], json!({ "text": "你好", "extra": "for apps" }));
    assert_eq!((&prepared["sentStatus"], &prepared["messageDirection"]), (&json!("SENDING"), &json!("SEND")));

    let told = bob.next_of(received).await["ret"].clone();
    has_fields(&told["result"]["message"], &message_fields());
    assert_eq!(told["result"]["message"]["content"], json!({ "text": "你好", "extra": "for apps" }));
    assert_eq!(told["result"]["message"]["messageDirection"], "RECEIVE");
    assert_eq!((&told["result"]["left"], &told["isPushMsg"]), (&json!(0), &json!(false)));
    assert_eq!(told["result"]["message"]["receivedStatus"], "UNREAD");

    // A card, and a command that is stored.
    let card = json!({ "title": "t", "description": "d", "imageUrl": "https://e.org/i.png", "url": "https://e.org" });
    alice.call_all("sendRichContentMessage", with(to("bob"), card.clone())).await;
    let message = &bob.next_of(received).await["ret"]["result"]["message"];
    assert_eq!(message["content"], with(card, json!({ "extra": "" })));
    let command = json!({ "name": "AddFriend", "data": "{\"inviteUserId\":123}" });
    alice.call_all("sendCommandNotificationMessage", with(to("bob"), command.clone())).await;
    assert_eq!(bob.next_of(received).await["ret"]["result"]["message"]["content"], command);
    // A command that is neither stored nor counted, but heard of.
    let before = bob.ok("getMessageCount", to("alice")).await["result"]["count"].clone();
    alice.call_all("sendCommandMessage", with(to("bob"), command.clone())).await;
    let message = bob.next_of(received).await["ret"]["result"]["message"].clone();
    assert_eq!((&message["content"], &message["objectName"]), (&command, &json!("RC:CmdMsg")));
    assert_eq!(bob.ok("getMessageCount", to("alice")).await["result"]["count"], before);
    assert_eq!(bob.ok("getUnreadCount", to("alice")).await["result"], 2, "the text and the card");
}

#[tokio::test]
async fn what_cannot_be_sent_says_why() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    world.server.store().set_blacklisted("bob", vec!["alice".into()], true).await.unwrap();
    let answers = alice.call_all("sendTextMessage", with(to("bob"), json!({ "text": "x" }))).await;
    assert_eq!((&answers[2]["ret"]["status"], &answers[2]["err"]["code"]), (&json!("error"), &json!(405)));
    assert!(answers[2]["ret"]["result"]["message"]["messageId"].is_i64());
    for (method, params) in [
        ("sendTextMessage", with(to("bob"), json!({ "text": "" }))),
        ("sendTextMessage", json!({ "conversationType": "CHAT", "targetId": "bob", "text": "x" })),
        ("sendRichContentMessage", with(to("bob"), json!({ "title": "only" }))),
        ("sendCommandMessage", with(to("bob"), json!({ "name": "n" }))),
        ("sendCommandNotificationMessage", with(to("bob"), json!({ "data": "d" }))),
    ] {
        assert_eq!(alice.code(method, params).await, -10_002, "{method}");
    }
    for (kind, code) in [("SYSTEM", 20_109), ("CUSTOMER_SERVICE", 20_606)] {
        let elsewhere = json!({ "conversationType": kind, "targetId": "s", "text": "x" });
        assert_eq!(alice.code("sendTextMessage", elsewhere).await, code, "nobody writes to {kind}");
    }
    let room = json!({ "conversationType": "CHATROOM", "targetId": "r", "text": "x" });
    let answers = alice.call_all("sendTextMessage", room).await;
    assert_eq!(answers[2]["err"]["code"], 23_410, "there is no such room");
}

/// A call that ends with `error` leaves a message that has failed, and nobody sends it behind the page's back.
#[tokio::test]
async fn what_is_not_sent_in_time_or_can_no_longer_be_sent_has_failed() {
    let mut world = World::new().await;
    world.patience = Duration::from_secs(2);
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let failed = async |alice: &mut Page, text: &str, code: i64| {
        let answers = alice.call_all("sendTextMessage", with(to("bob"), json!({ "text": text }))).await;
        assert_eq!(
            (&answers[2]["ret"]["status"], &answers[2]["err"]["code"]),
            (&json!("error"), &json!(code))
        );
        assert_eq!(answers[2]["ret"]["result"]["message"]["sentStatus"], "FAILED");
    };
    world.stop_server();
    failed(&mut alice, "nobody answers", 30_003).await;
    world.resume_server();
    alice
        .until("getConnectionStatus", json!(null), |ret| ret["result"]["connectionStatus"] == "CONNECTED")
        .await;
    alice.ok("disconnect", json!(null)).await;
    failed(&mut alice, "nobody is connected", 30_014).await;
    alice.ok("connect", json!({ "token": world.token("alice") })).await;
    let latest = alice.ok("getLatestMessages", with(to("bob"), json!({ "count": 9 }))).await;
    assert_eq!(
        (&latest["result"][0]["sentStatus"], &latest["result"][1]["sentStatus"]),
        (&json!("FAILED"), &json!("FAILED"))
    );
    say(&mut alice, "bob", "arrives").await;
    let arrived = |ret: &Value| ret["result"]["count"] != 0;
    assert_eq!(bob.until("getMessageCount", to("alice"), arrived).await["result"]["count"], 1);

    // An administrator has blocked the sender, who learns it when the connection is made again.
    world.patience = RCIM_PATIENCE;
    let mut carol = world.connected("carol").await;
    world.server.store().block_user("carol", i64::MAX).await.unwrap();
    world.stop_server();
    let waiting = carol.start("sendTextMessage", with(to("bob"), json!({ "text": "too late" })));
    for status in ["prepare", "attached"] {
        assert_eq!(carol.next_of(waiting).await["ret"]["status"], status);
    }
    world.resume_server();
    assert_eq!(carol.next_of(waiting).await["err"]["code"], 31_009);
    failed(&mut carol, "later still", 31_009).await;
}

#[tokio::test]
async fn history_is_paged_filtered_deleted_cleared_and_taken_back() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let recalled = bob.start("setOnMessageRecalledListener", json!(null));
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        ids.push(say(&mut alice, "bob", text).await);
        bob.next_of(received).await;
    }
    let texts = |ret: &Value| -> Vec<String> {
        let list = ret["result"].as_array().unwrap();
        list.iter().map(|message| message["content"]["text"].as_str().unwrap_or("-").to_owned()).collect()
    };
    let latest = alice.ok("getLatestMessages", with(to("bob"), json!({ "count": 2 }))).await;
    assert_eq!(texts(&latest), ["three", "two"]);
    has_fields(&latest["result"][0], &message_fields());
    let older = json!({ "oldestMessageId": ids[1].to_string(), "count": "10" });
    assert_eq!(texts(&alice.ok("getHistoryMessages", with(to("bob"), older)).await), ["one"]);
    let all = json!({ "oldestMessageId": -1, "count": 10 });
    assert_eq!(texts(&alice.ok("getHistoryMessages", with(to("bob"), all.clone())).await).len(), 3);
    let kind = with(all.clone(), json!({ "objectName": "RC:TxtMsg" }));
    assert_eq!(texts(&alice.ok("getHistoryMessagesByObjectName", with(to("bob"), kind)).await).len(), 3);
    let elsewhere = say(&mut alice, "carol", "elsewhere").await;
    for method in ["getHistoryMessages", "getHistoryMessagesByObjectName"] {
        for id in [elsewhere, 999] {
            let from = json!({ "oldestMessageId": id, "count": 10, "objectName": "RC:TxtMsg" });
            assert_eq!(alice.code(method, with(to("bob"), from)).await, 34_011, "{method} from {id}");
        }
    }
    let remote = json!({ "dateTime": 0, "count": 20 });
    let remote = alice.ok("getRemoteHistoryMessages", with(to("bob"), remote)).await;
    assert_eq!(texts(&remote), ["three", "two", "one"]);
    assert_eq!(remote["result"][0]["messageId"], 0, "the server knows no other");
    assert_eq!(
        alice.code("getRemoteHistoryMessages", with(to("bob"), json!({ "dateTime": 0, "count": 21 }))).await,
        -10_002
    );

    let done = alice.ok("recallMessage", json!({ "messageId": ids[0] })).await;
    assert_eq!((&done["messageId"], &done["operatorId"]), (&json!(ids[0]), &json!("alice")));
    assert!(done["recallTime"].as_i64().unwrap() > 0);
    assert!(bob.next_of(recalled).await["ret"]["messageId"].is_i64());
    assert_eq!(alice.code("recallMessage", json!({ "messageId": 999 })).await, 34_011);

    alice.ok("deleteMessages", json!({ "messageIds": [ids[1]] })).await;
    let left = alice.ok("getLatestMessages", with(to("bob"), json!({ "count": 9 }))).await;
    assert_eq!(texts(&left), ["three", "-"], "the notice stands where the message was");
    assert_eq!(alice.code("deleteMessages", json!({ "messageIds": [] })).await, -10_002);

    alice.ok("clearMessages", to("bob")).await;
    alice.ok("getRemoteHistoryMessages", with(to("bob"), json!({ "dateTime": 0, "count": 20 }))).await;
    let left = alice.ok("getLatestMessages", with(to("bob"), json!({ "count": 9 }))).await;
    assert_eq!(left["result"], json!([]), "what was cleared does not come back");
}

/// Every call ends, also when its message does not.
#[tokio::test]
async fn a_send_ends_when_its_message_is_deleted_or_said_to_be_sent() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    world.stop_server();
    let away = |ret: &Value| ret["result"]["connectionStatus"] != "CONNECTED";
    alice.until("getConnectionStatus", json!(null), away).await;
    for (method, params, ends) in [
        ("deleteMessages", json!({}), "error"),
        ("clearMessages", to("bob"), "error"),
        ("clearConversations", json!({ "conversationTypes": ["PRIVATE"] }), "error"),
        ("setMessageSentStatus", json!({ "sentStatus": "SENT" }), "success"),
        ("setMessageSentStatus", json!({ "sentStatus": "FAILED" }), "error"),
    ] {
        let call = alice.start("sendTextMessage", with(to("bob"), json!({ "text": "not for long" })));
        let prepared = alice.next_of(call).await["ret"]["result"]["message"].clone();
        assert_eq!(alice.next_of(call).await["ret"]["status"], "attached");
        let id = &prepared["messageId"];
        alice.ok(method, with(params, json!({ "messageId": id, "messageIds": [id] }))).await;
        let last = alice.next_of(call).await;
        assert_eq!((&last["ret"]["status"], &last["last"]), (&json!(ends), &json!(true)), "{method}");
        assert_eq!(&last["ret"]["result"]["message"]["messageId"], id);
    }
}

/// The time of the last row is where the next page begins.
#[tokio::test]
async fn conversations_are_read_page_by_page_whatever_stands_last_in_them() {
    let world = World::new().await;
    let (mut alice, mut carol) = (world.connected("alice").await, world.connected("carol").await);
    let received = alice.start("setOnReceiveMessageListener", json!(null));
    let team = json!({ "conversationType": "GROUP", "targetId": "team" });
    say(&mut carol, "alice", "old").await;
    let id = carol.start("sendTextMessage", with(team, json!({ "text": "newer" })));
    while carol.next_of(id).await["last"] != json!(true) {}
    // Nothing that is shown, and yet what came last.
    let silent = with(to("alice"), json!({ "name": "n", "data": "d" }));
    carol.call_all("sendCommandNotificationMessage", silent).await;
    for _ in 0..3 {
        alice.next_of(received).await;
    }
    alice.ok("saveTextMessageDraft", with(to("bob"), json!({ "content": "a draft" }))).await;

    let mut seen = Vec::new();
    let mut start = json!(0);
    loop {
        let asked = json!({ "count": 1, "startTime": start });
        let page = alice.ok("getConversationListByCount", asked).await["result"].clone();
        let Some(row) = page.get(0) else { break };
        assert!(seen.len() < 3, "it begins again");
        seen.push(row["targetId"].as_str().unwrap().to_owned());
        start = row["sentTime"].clone();
    }
    assert_eq!(seen, ["bob", "carol", "team"]);
}

/// What is stored of a conversation has no gaps: nobody could tell where they are.
#[tokio::test]
async fn looking_far_back_leaves_no_gap_in_what_is_stored() {
    let world = World::new().await;
    world.server.add_user("dora", "Dora").await.unwrap();
    let mut alice = world.connected("alice").await;
    let team = json!({ "conversationType": "GROUP", "targetId": "team" });
    for number in 0..30 {
        let id = alice.start("sendTextMessage", with(team.clone(), json!({ "text": number.to_string() })));
        while alice.next_of(id).await["last"] != json!(true) {}
    }
    world.server.add_group("team", "Team", &["dora"]).await.unwrap();
    let mut dora = world.connected("dora").await;
    let received = dora.start("setOnReceiveMessageListener", json!(null));
    alice.start("sendTextMessage", with(team.clone(), json!({ "text": "30" })));
    dora.next_of(received).await; // all that the box brings her

    let texts = |ret: &Value| -> Vec<String> {
        let list = ret["result"].as_array().unwrap().iter();
        list.map(|message| message["content"]["text"].as_str().unwrap().to_owned()).collect()
    };
    let numbers =
        |range: std::ops::Range<i32>| range.rev().map(|number| number.to_string()).collect::<Vec<_>>();
    let page = async |dora: &mut Page, time: &Value, count: i32| {
        let asked = with(team.clone(), json!({ "dateTime": time, "count": count }));
        dora.ok("getRemoteHistoryMessages", asked).await
    };
    let stored = async |dora: &mut Page| {
        let asked = with(team.clone(), json!({ "oldestMessageId": -1, "count": 100 }));
        texts(&dora.ok("getHistoryMessages", asked).await)
    };
    let newest = page(&mut dora, &json!(0), 20).await;
    assert_eq!(texts(&newest), numbers(11..31));
    let next = page(&mut dora, &newest["result"][19]["sentTime"], 5).await;
    assert_eq!(texts(&next), numbers(6..11));
    assert_eq!(stored(&mut dora).await, numbers(6..31), "what follows is stored too");
    let time = &next["result"][4]["sentTime"];
    let far = page(&mut dora, &json!(time.as_i64().unwrap() - 1), 5).await;
    assert_eq!(texts(&far).len(), 5);
    assert_eq!(stored(&mut dora).await, numbers(6..31), "what does not follow is told, and not stored");
}

#[tokio::test]
async fn what_is_unread_is_counted_read_and_told() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let read = alice.start("addReceiveReadReceiptListener", json!(null));
    for text in ["one", "two"] {
        say(&mut alice, "bob", text).await;
        bob.next_of(received).await;
    }
    assert_eq!(bob.ok("getTotalUnreadCount", json!(null)).await["result"], 2);
    let kinds = json!({ "conversationTypes": ["PRIVATE", "group"] });
    assert_eq!(bob.ok("getUnreadCountByConversationTypes", kinds).await["result"], 2);
    let newest =
        bob.ok("getLatestMessages", with(to("alice"), json!({ "count": 1 }))).await["result"][0].clone();
    let id = newest["messageId"].clone();
    bob.ok("setMessageReceivedStatus", json!({ "messageId": id, "receivedStatus": "LISTENED" })).await;
    assert_eq!(bob.ok("getUnreadCount", to("alice")).await["result"], 1);
    let now =
        bob.ok("getLatestMessages", with(to("alice"), json!({ "count": 1 }))).await["result"][0].clone();
    assert_eq!((&now["receivedStatus"], &now["isListened"]), (&json!("LISTENED"), &json!(true)));
    assert_eq!(
        bob.code("setMessageReceivedStatus", json!({ "messageId": id, "receivedStatus": "X" })).await,
        -10_002
    );

    for (status, field) in
        [("DOWNLOADED", "isDownload"), ("RETRIEVED", "isRetrieved"), ("MULTIPLERECEIVE", "isMultipleReceive")]
    {
        assert_eq!(now[field], json!(false));
        bob.ok("setMessageReceivedStatus", json!({ "messageId": id, "receivedStatus": status })).await;
        let now =
            bob.ok("getLatestMessages", with(to("alice"), json!({ "count": 1 }))).await["result"][0].clone();
        assert_eq!(
            (&now[field], &now["isListened"]),
            (&json!(true), &json!(true)),
            "{status} is beside the rest"
        );
        assert_eq!(now["receivedStatus"], status);
    }
    bob.ok("setMessageReceivedStatus", json!({ "messageId": id, "receivedStatus": "LISTENED" })).await;

    let done = bob.ok("sendReadReceiptMessage", json!({ "targetId": "alice" })).await;
    assert_eq!(done["status"], json!(true));
    let told = alice.next_of(read).await["ret"].clone();
    assert_eq!((&told["tId"], &told["messageTime"]), (&json!("bob"), &newest["sentTime"]));
    assert_eq!(bob.ok("getUnreadCount", to("alice")).await["result"], 0);

    say(&mut alice, "bob", "three").await;
    bob.next_of(received).await;
    bob.ok("clearMessagesUnreadStatus", to("alice")).await;
    assert_eq!(bob.ok("getTotalUnreadCount", json!(null)).await["result"], 0);

    // That is not told to the writer; a receipt is, however much came after what it speaks of.
    let old =
        bob.ok("getLatestMessages", with(to("alice"), json!({ "count": 1 }))).await["result"][0].clone();
    for number in 0..201 {
        say(&mut alice, "bob", &number.to_string()).await;
    }
    bob.until("getUnreadCount", to("alice"), |ret| ret["result"] == 201).await;
    let receipt = json!({ "targetId": "alice", "timestamp": old["sentTime"] });
    assert_eq!(bob.ok("sendReadReceiptMessage", receipt).await["status"], json!(true));
    assert_eq!(alice.next_of(read).await["ret"]["messageTime"], old["sentTime"]);
    assert_eq!(bob.ok("getUnreadCount", to("alice")).await["result"], 201);
}

#[tokio::test]
async fn only_the_last_of_what_was_missed_says_that_nothing_is_left() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    bob.ok("disconnect", json!({ "isReceivePush": false })).await;
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    for number in 0..250 {
        say(&mut alice, "bob", &number.to_string()).await;
    }
    bob.ok("connect", json!({ "token": world.token("bob") })).await;
    for number in 0..250 {
        let told = bob.next_of(received).await["ret"]["result"].clone();
        assert_eq!(told["message"]["content"]["text"], number.to_string());
        assert_eq!(told["left"] == 0, number == 249, "{number}: {}", told["left"]);
    }
}

#[tokio::test]
async fn mentions_in_a_group_are_found_until_they_are_read() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let group = json!({ "conversationType": "GROUP", "targetId": "team" });
    let mention = json!({ "text": "@Bob look", "mentionedInfo": { "type": "part", "userIdList": ["bob"] } });
    alice.call_all("sendTextMessage", with(group.clone(), mention)).await;
    bob.next_of(received).await;
    let found = bob.ok("getUnreadMentionedMessages", group.clone()).await;
    assert_eq!(found["result"][0]["content"]["text"], "@Bob look");
    // The group's name is asked of the server beside its messages.
    let named = |ret: &Value| ret["result"]["conversationTitle"] == "Team";
    let conversation = &bob.until("getConversation", group.clone(), named).await["result"];
    assert_eq!(
        (&conversation["mentionedCount"], &conversation["hasUnreadMentioned"]),
        (&json!(1), &json!(true))
    );
    bob.ok("clearMessagesUnreadStatus", group.clone()).await;
    assert_eq!(bob.ok("getUnreadMentionedMessages", group.clone()).await["result"], json!([]));
    let all =
        json!({ "text": "all look", "mentionedInfo": { "type": 1, "mentionedContent": "all are asked" } });
    alice.call_all("sendTextMessage", with(group.clone(), all)).await;
    bob.next_of(received).await;
    assert_eq!(
        bob.ok("getUnreadMentionedMessages", group.clone()).await["result"].as_array().unwrap().len(),
        1
    );
    let wrong = json!({ "text": "x", "mentionedInfo": { "type": "part" } });
    assert_eq!(alice.code("sendTextMessage", with(group, wrong)).await, -10_002, "whom?");
}

#[tokio::test]
async fn a_group_says_who_has_read_what_was_asked_about() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let asked = bob.start("addReadReceiptListener", json!({ "target": "onMessageReceiptRequest" }));
    let answered = alice.start("addReadReceiptListener", json!(null));
    let group = json!({ "conversationType": "GROUP", "targetId": "team" });
    let sent = alice.call_all("sendTextMessage", with(group.clone(), json!({ "text": "read this" }))).await;
    let id = sent[2]["ret"]["result"]["message"]["messageId"].clone();
    let message = bob.next_of(received).await["ret"]["result"]["message"].clone();
    assert_eq!(message["readReceiptInfo"], json!(null), "nobody has asked");

    assert_eq!(alice.ok("sendReadReceiptRequest", json!({ "messageId": id })).await["status"], json!(true));
    let told = bob.next_of(asked).await["ret"].clone();
    assert_eq!(
        told,
        json!({ "conversationType": "GROUP", "targetId": "team", "messageUId": message["messageUId"] })
    );
    let answer = json!({ "targetId": "team", "messageId": message["messageId"].to_string() });
    assert_eq!(bob.ok("sendReadReceiptResponse", answer.clone()).await["status"], json!(true));
    let told = alice.next_of(answered).await["ret"].clone();
    assert_eq!(told["messageUId"], message["messageUId"]);
    assert_eq!(told["respondUserIdList"][0]["userId"], "bob");
    assert!(told["respondUserIdList"][0]["time"].as_i64().unwrap() > 0);

    let latest = with(group, json!({ "count": 1 }));
    let info = bob.ok("getLatestMessages", latest.clone()).await["result"][0]["readReceiptInfo"].clone();
    let conversation = json!({ "conversationType": "GROUP", "targetId": "team" });
    assert_eq!(bob.ok("getConversation", conversation).await["result"]["readReceiptInfo"], info);
    assert_eq!(
        info,
        json!({ "hasRespond": true, "isReceiptRequestMessage": true, "userIdList": {}, "userIds": [] })
    );
    let info = alice.ok("getLatestMessages", latest).await["result"][0]["readReceiptInfo"].clone();
    assert_eq!(info["userIdList"]["bob"], info["userIds"][0]["time"]);

    let failed = alice.call_all("sendReadReceiptRequest", json!({ "messageId": 999 })).await;
    assert_eq!(failed[0]["ret"], json!({ "status": false, "errorCode": 34_011 }));
    let failed = bob.call_all("sendReadReceiptResponse", json!({ "messageId": 1 })).await;
    assert_eq!(failed[0]["ret"], json!({ "status": false, "errorCode": -10_002 }));
    assert_eq!(bob.code("addReadReceiptListener", json!({ "target": "onTuesday" })).await, -10_002);

    // Who no longer listens hears nothing more.
    bob.ok("removeReadReceiptListener", json!({ "target": "onMessageReceiptRequest" })).await;
    let again = bob.start("addReadReceiptListener", json!({ "target": "onMessageReceiptRequest" }));
    let more = json!({ "conversationType": "GROUP", "targetId": "team", "text": "and this" });
    let sent = alice.call_all("sendTextMessage", more).await;
    let id = sent[2]["ret"]["result"]["message"]["messageId"].clone();
    alice.ok("sendReadReceiptRequest", json!({ "messageId": id })).await;
    bob.next_of(again).await;
    assert!(bob.has_none_of(asked));
}

#[tokio::test]
async fn who_is_typing_is_told_once_in_a_while() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let typing = bob.start("addTypingStatusListener", json!(null));
    let typed = json!({ "targetId": "bob", "objectName": "RC:TxtMsg" });
    for _ in 0..3 {
        alice.ok("sendTypingStatus", typed.clone()).await; // only the first leaves the machine
    }
    let told = bob.next_of(typing).await["ret"].clone();
    assert_eq!((&told["conversationType"], &told["targetId"]), (&json!("PRIVATE"), &json!("alice")));
    let who = &told["userTypingStatusList"][0];
    assert_eq!((&who["userId"], &who["typingContentType"]), (&json!("alice"), &json!("RC:TxtMsg")));
    assert!(who["sentTime"].as_i64().unwrap() > 0);
    say(&mut alice, "bob", "written").await;
    assert_eq!(bob.next_of(typing).await["ret"]["userTypingStatusList"], json!([]), "it was sent");
    let group = json!({ "conversationType": "GROUP", "targetId": "team", "objectName": "RC:TxtMsg" });
    assert_eq!(alice.code("sendTypingStatus", group).await, -10_002);
}

#[tokio::test]
async fn which_conversations_notify() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let answer = alice.ok("getConversationNotificationStatus", to("bob")).await;
    assert_eq!(answer["result"], json!({ "code": 1, "notificationStatus": "NOTIFY" }));
    let silent = with(to("bob"), json!({ "notificationStatus": "DO_NOT_DISTURB" }));
    let answer = alice.ok("setConversationNotificationStatus", silent).await;
    assert_eq!(answer["result"], json!({ "code": 0, "notificationStatus": "DO_NOT_DISTURB" }));
    let answer = alice.ok("getConversationNotificationStatus", to("bob")).await;
    assert_eq!(answer["result"]["code"], 0);
    say(&mut alice, "bob", "so that it is listed").await;
    let blocked = alice.ok("getBlockedConversationList", json!({})).await;
    assert_eq!(blocked["result"][0]["targetId"], "bob");
    let wrong = with(to("bob"), json!({ "notificationStatus": "LOUD" }));
    assert_eq!(alice.code("setConversationNotificationStatus", wrong).await, -10_002);
}

#[tokio::test]
async fn what_arrives_unseen_raises_notifications_as_the_page_wants_them() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let pushed = bob.start("pushListener", json!(null));
    bob.rcim.foreground(false);
    let shown = |page: &Page| page.notifications().into_values().collect::<Vec<_>>();
    let both = |title: &str, body: &str| vec![(title.to_owned(), body.to_owned())];

    let extra = r#"{"userInfo":{"nickName":"Ally"}}"#;
    alice.call_all("sendTextMessage", with(to("bob"), json!({ "text": "你好", "extra": extra }))).await;
    let told = bob.next_of(pushed).await["ret"].clone();
    has_fields(
        &told,
        &json!({
            "content": "", "data": "", "pushId": "", "pushTitle": "", "senderId": "", "senderName": "",
            "targetId": "", "targetUserName": "",
        }),
    );
    assert_eq!(
        (&told["content"], &told["senderId"], &told["data"]),
        (&json!("你好"), &json!("alice"), &json!(extra))
    );
    assert_eq!(shown(&bob), both("Ally", "你好"));

    // A click is told too, and takes the notification away.
    let conversation = bob.notifications().into_keys().next().unwrap();
    bob.rcim.clicked(conversation).await.unwrap();
    assert_eq!(bob.next_of(pushed).await["ret"], told);

    bob.ok("configLocalNotification", json!({ "alertTitel": "Something new", "showNickname": "false" }))
        .await;
    say(&mut alice, "bob", "hidden").await;
    assert_eq!(bob.next_of(pushed).await["ret"]["content"], "hidden", "the page may know");
    assert_eq!(shown(&bob), both("Pipit", "Something new"));
    bob.ok("disableLocalNotification", json!(null)).await;
    assert_eq!(shown(&bob), []);
    say(&mut alice, "bob", "nobody is told").await;
    let last = |ret: &Value| ret["result"][0]["content"]["text"] == "nobody is told";
    bob.until("getLatestMessages", with(to("alice"), json!({ "count": 1 })), last).await;
    bob.ok("enableLocalNotification", json!(null)).await;
    bob.ok("configLocalNotification", json!({ "showNickname": true })).await;
    say(&mut alice, "bob", "told again").await;
    while bob.next_of(pushed).await["ret"]["content"] != "told again" {}

    // One's own message raises none, and leaves what is shown.
    say(&mut bob, "alice", "an answer without reading").await;
    bob.screen("it stays", |shown| shown.values().any(|(_, body)| body == "told again")).await;
    say(&mut alice, "bob", "and again").await;
    assert_eq!(bob.next_of(pushed).await["ret"]["content"], "and again");

    // Reading withdraws it.
    assert_eq!(shown(&bob).len(), 1);
    bob.ok("clearMessagesUnreadStatus", to("alice")).await;
    bob.screen("nothing is shown", std::collections::BTreeMap::is_empty).await;
}

#[tokio::test]
async fn who_has_disconnected_is_still_told_of_what_arrives_and_keeps_nothing_of_it() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let heard = bob.start("setOnReceiveMessageListener", json!(null));
    say(&mut alice, "bob", "while connected").await;
    bob.next_of(heard).await; // it is stored a moment before it is told
    let count = with(to("alice"), json!({}));
    assert_eq!(bob.ok("getMessageCount", count.clone()).await["result"]["count"], 1);
    bob.ok(
        "setConversationNotificationStatus",
        json!({
        "conversationType": "PRIVATE", "targetId": "carol", "notificationStatus": "DO_NOT_DISTURB" }),
    )
    .await;
    bob.rcim.foreground(false);
    bob.ok("disconnect", json!(null)).await;

    let mut carol = world.connected("carol").await;
    say(&mut carol, "bob", "to one who wants no word of me").await;
    say(&mut alice, "bob", "while away").await;
    bob.screen("it is told", |shown| shown.values().any(|(_, body)| body == "while away")).await;
    assert_eq!(bob.notifications().len(), 1, "what is silent stays so");
    assert!(!world.server.is_online("bob"), "who only waits for notifications is not online");
    let status = bob.ok("getConnectionStatus", json!(null)).await;
    assert_eq!(status["result"]["connectionStatus"], "DISCONNECTED");
    assert_eq!(bob.ok("getMessageCount", count.clone()).await["result"]["count"], 1, "nothing was kept");
    assert!(bob.has_none_of(heard), "a listener hears nothing");

    bob.ok("connect", json!({ "token": world.token("bob") })).await;
    bob.until("getMessageCount", count, |ret| ret["result"]["count"] == 2).await;
    let texts = [bob.next_of(heard).await, bob.next_of(heard).await]
        .map(|answer| answer["ret"]["result"]["message"]["content"]["text"].clone());
    assert_eq!(texts, [json!("to one who wants no word of me"), json!("while away")]);

    bob.ok("disconnect", json!({ "isReceivePush": false })).await;
    say(&mut alice, "bob", "nobody is told").await;
    assert!(bob.notifications().values().all(|(_, body)| body != "nobody is told"));
}

#[tokio::test]
async fn each_page_of_a_widget_has_its_own_listeners() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let first = bob.start_on(1, "setOnReceiveMessageListener", json!(null));
    let second = bob.start_on(2, "setOnReceiveMessageListener", json!(null));
    let again = bob.start_on(2, "setOnReceiveMessageListener", json!(null));
    say(&mut alice, "bob", "to both").await;
    for (page, listener) in [(1, first), (2, again)] {
        let answer = bob.next_of(listener).await;
        assert_eq!(answer["page"], page);
        assert_eq!(answer["ret"]["result"]["message"]["content"]["text"], "to both");
    }
    bob.rcim.forget(1);
    say(&mut alice, "bob", "to the one that is left").await;
    let answer = bob.next_of(again).await;
    assert_eq!(answer["ret"]["result"]["message"]["content"]["text"], "to the one that is left");
    assert!(bob.has_none_of(first), "a page that is gone hears nothing");
    assert!(bob.has_none_of(second), "a page's second listener took the place of its first");
}

#[tokio::test]
async fn whom_one_does_not_want_to_hear_from_is_refused() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    assert_eq!(bob.ok("getBlacklistStatus", json!({ "userId": "alice" })).await["result"], 1, "not on it");
    bob.ok("addToBlacklist", json!({ "userId": "alice" })).await;
    assert_eq!(bob.ok("getBlacklistStatus", json!({ "userId": "alice" })).await["result"], 0, "on it");
    assert_eq!(bob.ok("getBlacklist", json!(null)).await["result"], json!(["alice"]));
    let answers = alice.call_all("sendTextMessage", with(to("bob"), json!({ "text": "x" }))).await;
    assert_eq!(answers[2]["err"]["code"], 405);
    bob.ok("removeFromBlacklist", json!({ "userId": "alice" })).await;
    assert_eq!(bob.ok("getBlacklist", json!(null)).await["result"], json!([]));
    say(&mut alice, "bob", "heard again").await;
    for wrong in [json!({}), json!({ "userId": "bob" }), json!({ "userId": "x".repeat(65) })] {
        assert_eq!(bob.code("addToBlacklist", wrong).await, -10_002);
    }
}

#[tokio::test]
async fn a_chat_room_is_heard_from_joining_to_leaving_and_leaves_nothing() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let received = bob.start("setOnReceiveMessageListener", json!(null));
    let room = json!({ "conversationType": "CHATROOM", "targetId": "lobby" });
    alice.ok("joinChatRoom", json!({ "chatRoomId": "lobby", "defMessageCount": 0 })).await;
    for text in ["one", "two", "three"] {
        let sent = alice.call_all("sendTextMessage", with(room.clone(), json!({ "text": text }))).await;
        assert_eq!(sent[2]["ret"]["status"], "success", "{sent:#?}");
    }
    // Who joins gets the latest messages, and then what is said.
    bob.ok("joinChatRoom", json!({ "chatRoomId": "lobby", "defMessageCount": 2 })).await;
    for text in ["two", "three"] {
        let message = bob.next_of(received).await["ret"]["result"]["message"].clone();
        assert_eq!((&message["content"]["text"], &message["targetId"]), (&json!(text), &json!("lobby")));
        assert_eq!(message["conversationType"], "CHATROOM");
    }
    alice.call_all("sendTextMessage", with(room.clone(), json!({ "text": "four" }))).await;
    assert_eq!(bob.next_of(received).await["ret"]["result"]["message"]["content"]["text"], "four");
    assert_eq!(bob.ok("getMessageCount", room.clone()).await["result"]["count"], 3);
    assert_eq!(alice.ok("getMessageCount", room.clone()).await["result"]["count"], 4, "one's own once");
    assert_eq!(bob.ok("getTotalUnreadCount", json!(null)).await["result"], 0, "it counts nowhere");
    assert_eq!(bob.ok("getConversationList", json!(null)).await["result"], json!([]), "nor is it listed");

    bob.ok("quitChatRoom", json!({ "chatRoomId": "lobby" })).await;
    assert_eq!(bob.ok("getMessageCount", room.clone()).await["result"]["count"], 0, "nothing stays");
    let refused = bob.call_all("sendTextMessage", with(room, json!({ "text": "late" }))).await;
    assert_eq!(refused[2]["err"]["code"], 23_406);
    assert_eq!(bob.code("joinChatRoom", json!({ "chatRoomId": "x", "defMessageCount": 51 })).await, -10_002);
    assert_eq!(bob.code("quitChatRoom", json!({})).await, -10_002);
}

#[tokio::test]
async fn how_long_messages_wait_is_asked_and_set() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let answer = alice.ok("getOfflineMessageDuration", json!(null)).await;
    assert_eq!(answer, json!({ "status": true, "duration": "0" }), "without limit");
    let answer = alice.ok("setOfflineMessageDuration", json!({ "duration": 3 })).await;
    assert_eq!(answer["status"], json!(true));
    assert!(answer["time"].as_str().unwrap().parse::<i64>().unwrap() > 0);
    assert_eq!(alice.ok("getOfflineMessageDuration", json!(null)).await["duration"], "3");
    alice.ok("setOfflineMessageDuration", json!({})).await;
    assert_eq!(alice.ok("getOfflineMessageDuration", json!(null)).await["duration"], "1", "left out");
    assert_eq!(alice.code("setOfflineMessageDuration", json!({ "duration": 8 })).await, -10_002);
    alice.ok("disconnect", json!(null)).await;
    let failed = alice.call_all("getOfflineMessageDuration", json!(null)).await;
    assert_eq!((&failed[0]["ret"]["status"], &failed[0]["err"]["errCode"]), (&json!(false), &json!(30_003)));
}

#[tokio::test]
async fn quiet_hours_are_set_read_and_removed() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let none = json!({ "startTime": "", "spanMinutes": 0 });
    assert_eq!(alice.ok("getNotificationQuietHours", json!(null)).await["result"], none);
    alice.ok("setNotificationQuietHours", json!({ "startTime": "22:30:00", "spanMinutes": "480" })).await;
    let hours = json!({ "startTime": "22:30:00", "spanMinutes": 480 });
    assert_eq!(alice.ok("getNotificationQuietHours", json!(null)).await["result"], hours);
    for (start, minutes) in [("24:00:00", 1), ("10:00", 1), ("10:00:00", 0), ("10:00:00", 1_440)] {
        let wrong = json!({ "startTime": start, "spanMinutes": minutes });
        assert_eq!(alice.code("setNotificationQuietHours", wrong).await, -10_002, "{start} {minutes}");
    }
    alice.ok("removeNotificationQuietHours", json!(null)).await;
    assert_eq!(alice.ok("getNotificationQuietHours", json!(null)).await["result"], none);
}

#[tokio::test]
async fn conversations_are_listed_pinned_removed_and_drafted() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    say(&mut alice, "bob", "to Bob").await;
    say(&mut alice, "carol", "to Carol").await;
    let targets = |ret: &Value| -> Vec<String> {
        let list = ret["result"].as_array().unwrap();
        list.iter().map(|row| row["targetId"].as_str().unwrap().to_owned()).collect()
    };
    let list = alice.ok("getConversationList", json!(null)).await;
    assert_eq!(targets(&list), ["carol", "bob"]);
    has_fields(&list["result"][0], &conversation_fields());
    alice.ok("setConversationToTop", with(to("bob"), json!({ "isTop": true }))).await;
    assert_eq!(targets(&alice.ok("getConversationList", json!(null)).await), ["bob", "carol"]);
    assert_eq!(targets(&alice.ok("getTopConversationList", json!(null)).await), ["bob"]);
    assert_eq!(targets(&alice.ok("getConversationListByCount", json!({ "count": 1 })).await), ["bob"]);
    let nothing = json!({ "typeList": ["group", "appService", "publicService", "pushService"] });
    assert_eq!(targets(&alice.ok("getConversationListByCount", nothing).await), Vec::<String>::new());
    let draft = with(to("dave"), json!({ "content": "nothing was said yet" }));
    alice.ok("saveTextMessageDraft", draft).await;
    has_fields(&alice.ok("getConversation", to("dave")).await["result"], &conversation_fields());
    alice.ok("removeConversation", to("dave")).await;
    let groups = json!({ "typeList": ["group"] });
    assert_eq!(targets(&alice.ok("getConversationListByCount", groups).await), Vec::<String>::new());
    assert_eq!(targets(&alice.ok("getBlockedConversationList", json!({})).await), Vec::<String>::new());

    alice.ok("saveTextMessageDraft", with(to("bob"), json!({ "content": "Hello w" }))).await;
    assert_eq!(alice.ok("getTextMessageDraft", to("bob")).await["result"], "Hello w");
    alice.ok("clearTextMessageDraft", to("bob")).await;
    assert_eq!(alice.ok("getTextMessageDraft", to("bob")).await["result"], "");

    alice.ok("removeConversation", to("carol")).await;
    assert_eq!(targets(&alice.ok("getConversationList", json!(null)).await), ["bob"]);
    assert_eq!(alice.ok("getMessageCount", to("carol")).await["result"]["count"], 1, "its messages stay");
    say(&mut alice, "carol", "again").await;
    assert_eq!(targets(&alice.ok("getConversationList", json!(null)).await).len(), 2, "and it comes back");
    alice.ok("clearConversations", json!({ "conversationTypes": ["PRIVATE"] })).await;
    assert_eq!(alice.ok("getConversationList", json!(null)).await["result"], json!([]));
    assert_eq!(alice.ok("getMessageCount", to("bob")).await["result"]["count"], 0);
}

#[tokio::test]
async fn notes_and_states_of_single_messages() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let id = say(&mut alice, "bob", "text").await;
    alice.ok("setMessageExtra", json!({ "messageId": id, "value": "noted" })).await;
    alice.ok("setMessageSentStatus", json!({ "messageId": id, "sentStatus": "FAILED" })).await;
    let message = &alice.ok("getLatestMessages", with(to("bob"), json!({ "count": 1 }))).await["result"][0];
    assert_eq!((&message["extra"], &message["sentStatus"]), (&json!("noted"), &json!("FAILED")));
    let long = "x".repeat(1_025);
    assert_eq!(alice.code("setMessageExtra", json!({ "messageId": id, "value": long })).await, -10_002);
    assert_eq!(
        alice.code("setMessageSentStatus", json!({ "messageId": id, "sentStatus": "LOST" })).await,
        -10_002
    );
    assert_eq!(alice.code("setMessageExtra", json!({ "messageId": 7, "value": "" })).await, 34_011);
}

#[tokio::test]
async fn search_finds_conversations_and_messages() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    for (peer, text) in [("bob", "周五的路线定了吗"), ("bob", "路线图"), ("carol", "没有")] {
        say(&mut alice, peer, text).await;
    }
    let everywhere =
        json!({ "conversationTypes": ["PRIVATE"], "objectNames": ["RC:TxtMsg"], "keyword": "路线" });
    let found = alice.ok("searchConversations", everywhere).await;
    assert_eq!(found["result"].as_array().unwrap().len(), 1);
    has_fields(&found["result"][0], &conversation_fields());
    let here = with(to("bob"), json!({ "keyword": "路" }));
    let found = alice.ok("searchMessages", here.clone()).await;
    assert_eq!(found["result"].as_array().unwrap().len(), 2);
    has_fields(&found["result"][0], &message_fields());
    let page = json!({ "count": 1, "beginTime": found["result"][0]["sentTime"] });
    let next = alice.ok("searchMessages", with(here, page)).await;
    assert_eq!(next["result"][0]["content"]["text"], "周五的路线定了吗");
    assert_eq!(alice.code("searchMessages", to("bob")).await, -10_002);
}

/// Every method that is there is called by a test above.
#[test]
fn no_method_is_without_a_test() {
    let called: BTreeSet<&str> = [
        include_str!("rcim.rs"),
        include_str!("rcim/discussions.rs"),
        include_str!("rcim/kit.rs"),
        include_str!("rcim/media.rs"),
    ]
    .into_iter()
    .flat_map(|test| test.split('"'))
    .collect();
    let untested: Vec<&&str> =
        pipit_api::RCIM_METHODS.iter().filter(|name| !called.contains(**name)).collect();
    assert_eq!(untested, Vec::<&&str>::new());
}

/// The reference lists the methods that are there.
#[test]
fn the_reference_names_every_method() {
    let reference = include_str!("../../../docs/rcim.md");
    for name in pipit_api::RCIM_METHODS {
        assert!(reference.contains(&format!("`{name}`")), "docs/rcim.md does not name {name}");
    }
}
