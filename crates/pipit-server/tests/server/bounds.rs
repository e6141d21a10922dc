//! The platform's limits, as an operator set them, answered with the platform's codes.

use std::sync::Arc;

use futures_util::SinkExt as _;
use pipit_proto::frame::{ClientFrame, Qos};
use pipit_proto::messages::{
    BlockInput, ChrmInput, ChrmKvEntity, NewDiscussionInput, SessionReq, SessionState, SessionStateItem,
    SessionStateModifyReq, SessionTagInput, SessionTagItem, SetChrmKv, UpStreamMessage,
};
use pipit_proto::prost::Message as _;
use pipit_server::{Limits, SystemClock};
use serde_json::json;
use tokio::process::Command;
use tokio_tungstenite::tungstenite::Message;

use crate::call::{call, done};
use crate::calls::say;
use crate::client::Client;
use crate::host::{HandClock, Host, settings};

async fn send(client: &mut Client, kind: &str, id: u16) -> u16 {
    let up = UpStreamMessage { classname: kind.into(), content: "{}".into(), ..UpStreamMessage::default() };
    let (body, qos) = (up.encode_to_vec().into(), Qos::AtLeastOnce);
    let frame = ClientFrame::Publish { topic: "ppMsgP".into(), target: "bob".into(), id, qos, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    client.ack().await.unwrap().status
}

#[tokio::test]
async fn who_sends_too_fast_is_told_so_until_the_second_is_over() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_000_000);
    let mut platform = settings();
    platform.limits = Limits::default();
    let host = Host::with(platform, clock.clone(), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    for id in 1..=5 {
        assert_eq!(say(&mut alice, "ppMsgP", "bob", id, "in time").await, 0);
    }
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 6, "too fast").await, 20604);
    assert_eq!(say(&mut alice, "chatMsg", "hall", 7, "also elsewhere").await, 20604);
    for id in 8..58 {
        assert_eq!(send(&mut alice, "RC:ReadNtf", id).await, 0, "receipts have room of their own");
    }
    assert_eq!(send(&mut alice, "RC:ReadNtf", 58).await, 20604, "but not for any number");
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(say(&mut bob, "ppMsgP", "alice", 1, "each connection has its own").await, 0);
    clock.set(1_001_000);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 59, "in time again").await, 0);
    host.stop().await;
}

#[tokio::test]
async fn sizes_and_counts_are_those_that_were_set() {
    let mut small = settings();
    small.limits =
        Limits { message_bytes: 40, group_members: 2, name_length: 5, portrait_length: 20, ..small.limits };
    small.rooms.per_connection = 1;
    let host = Host::with(small, Arc::new(SystemClock), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "short").await, 0);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 2, &"long".repeat(20)).await, 20115);
    let join = ChrmInput { nothing: 1, extra: None };
    assert_eq!(alice.ask_of("one", "joinChrm", &join).await.0, 0);
    assert_ne!(alice.ask_of("two", "joinChrm", &join).await.0, 0);
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(bob.ask_of("two", "joinChrmR", &join).await.0, 23410, "nobody came in, and no room was made");

    done(
        &host,
        "/group/create",
        &[("groupId", "g"), ("groupName", "G"), ("userId", "alice"), ("userId", "bob")],
    )
    .await;
    done(&host, "/group/join", &[("groupId", "g"), ("userId", "bob")]).await; // who is in it takes no place
    let long = "x".repeat(41);
    for (path, fields, code, named) in [
        ("/group/join", vec![("groupId", "g"), ("userId", "carol")], 25411, "more than 2"),
        ("/group/create", vec![("groupId", "h"), ("groupName", "Walkers")], 1002, "groupName"),
        ("/group/refresh", vec![("groupId", "g"), ("groupName", "Walkers")], 1002, "groupName"),
        ("/user/getToken", vec![("userId", "d"), ("name", "Dorothea")], 1002, "name"),
        ("/user/refresh", vec![("userId", "bob"), ("portraitUri", &long)], 1002, "portraitUri"),
        (
            "/message/private/publish",
            vec![("fromUserId", "alice"), ("toUserId", "bob"), ("objectName", "x"), ("content", &long)],
            20115,
            "40 bytes",
        ),
    ] {
        let (status, answer) = call(&host, path, &fields).await;
        assert_eq!((status, &answer["code"]), (400, &json!(code)), "{path}: {answer}");
        assert!(answer["errorMessage"].as_str().unwrap().contains(named), "{path}: {answer}");
    }
    host.stop().await;
}

#[tokio::test]
async fn who_asks_too_fast_is_told_so_but_may_always_pull() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_000_000);
    let mut slow = settings();
    slow.limits.query_rate = 3;
    slow.limits.room_entry_rate = 2;
    let host = Host::with(slow, clock.clone(), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let settings = SessionReq { time: 0 };
    for _ in 0..3 {
        alice.query("qryUnpush", &settings).await;
    }
    assert_eq!(alice.refusal("qryUnpush", &settings).await, 20607);
    assert_eq!(alice.refusal("qrySomething", &settings).await, 20607, "whatever is asked");
    assert!(alice.pull_all().await.is_empty());
    let mut bob = Client::connect(&host, "bob", "").await;
    bob.query("qryUnpush", &settings).await;
    clock.set(1_001_000);

    let join = ChrmInput { nothing: 1, extra: None };
    assert_eq!(alice.ask_of("hall", "joinChrm", &join).await.0, 0);
    let entry = |key: &str| SetChrmKv {
        entry: ChrmKvEntity { key: key.into(), value: "x".into(), ..ChrmKvEntity::default() },
        ..SetChrmKv::default()
    };
    for key in ["a", "b"] {
        assert_eq!(alice.ask_of("hall", "setKV", &entry(key)).await.0, 0);
    }
    assert_eq!(bob.ask_of("hall", "joinChrm", &join).await.0, 0);
    assert_eq!(bob.ask_of("hall", "setKV", &entry("c")).await.0, 23425, "all in the room together");
    clock.set(1_002_000);
    assert_eq!(bob.ask_of("hall", "setKV", &entry("c")).await.0, 0);
    host.stop().await;
}

#[tokio::test]
async fn lists_that_people_keep_are_as_long_as_was_set() {
    let mut small = settings();
    small.limits = Limits {
        blacklist: 1,
        tags: 2,
        tagged_conversations: 1,
        expansion_pairs: 1,
        room_entries: 1,
        discussion_members: 2,
        words: 1,
        named_at_once: 4,
        groups_at_once: 1,
        ..small.limits
    };
    let host = Host::with(small, Arc::new(SystemClock), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let block = |user: &str| BlockInput { user_ids: vec![user.into()], blocked: true };
    alice.query("pipitBlock", &block("bob")).await;
    alice.query("pipitBlock", &block("bob")).await; // who is on it takes no place
    assert_eq!(alice.refusal("pipitBlock", &block("carol")).await, 26010);

    let tag = |id: &str| SessionTagItem { tag_id: id.into(), name: Some(id.into()), ..<_>::default() };
    let tags = |ids: &[&str]| SessionTagInput {
        version: 0,
        tags: ids.iter().map(|id| tag(id)).collect(),
        ignore_version: Some(true),
    };
    alice.query("addSeTag", &tags(&["a", "b"])).await;
    assert_eq!(alice.refusal("addSeTag", &tags(&["c"])).await, 26010);
    let bears = |target: &str, id: &str| SessionStateModifyReq {
        version: 0,
        state: vec![SessionState {
            r#type: 1,
            channel_id: target.into(),
            state_item: vec![SessionStateItem {
                session_state_type: 3,
                tags: vec![tag(id)],
                ..SessionStateItem::default()
            }],
            ..SessionState::default()
        }],
        ignore_version: Some(true),
    };
    alice.query("addTag", &bears("bob", "a")).await;
    alice.query("addTag", &bears("bob", "a")).await;
    assert_eq!(alice.refusal("addTag", &bears("carol", "a")).await, 26004);
    alice.query("addTag", &bears("carol", "b")).await;

    let join = ChrmInput { nothing: 1, extra: None };
    assert_eq!(alice.ask_of("hall", "joinChrm", &join).await.0, 0);
    let entry = |key: &str| SetChrmKv {
        entry: ChrmKvEntity { key: key.into(), value: "x".into(), ..ChrmKvEntity::default() },
        ..SetChrmKv::default()
    };
    assert_eq!(alice.ask_of("hall", "setKV", &entry("a")).await.0, 0);
    assert_eq!(alice.ask_of("hall", "setKV", &entry("b")).await.0, 23423);

    let create = |others: &[&str]| NewDiscussionInput {
        name: "d".into(),
        user_ids: others.iter().map(|&id| id.to_owned()).collect(),
    };
    alice.query("pipitDiscuss", &create(&["bob"])).await;
    assert_eq!(alice.refusal("pipitDiscuss", &create(&["bob", "carol"])).await, 26010);

    let text = |to: &'static str, ids: &[&'static str]| {
        let mut fields = vec![("fromUserId", "alice"), ("objectName", "RC:TxtMsg"), ("content", "{}")];
        fields.extend(ids.iter().map(|&id| (to, id)));
        fields
    };
    done(&host, "/sensitiveword/add", &[("word", "one")]).await;
    for (path, fields, code, named) in [
        ("/user/blacklist/add", vec![("userId", "alice"), ("blackUserId", "carol")], 1002, "blacklist"),
        ("/sensitiveword/add", vec![("word", "two")], 1005, "1 words"),
        ("/message/private/publish", text("toUserId", &["bob"; 5]), 1002, "toUserId"),
        ("/message/group/publish", text("toGroupId", &["g", "h"]), 1002, "toGroupId"),
        ("/message/discussion/publish", text("toDiscussionId", &["g", "h"]), 1002, "toDiscussionId"),
        ("/statusmessage/group/publish", text("toGroupId", &["g", "h"]), 1002, "toGroupId"),
        ("/group/user/gag/add", vec![("userId", "bob"); 5], 1002, "userId"),
        ("/group/create", vec![("userId", "bob"); 5], 1002, "userId"),
    ] {
        let (status, answer) = call(&host, path, &fields).await;
        assert_eq!((status, &answer["code"]), (400, &json!(code)), "{path}: {answer}");
        assert!(answer["errorMessage"].as_str().unwrap().contains(named), "{path}: {answer}");
    }
    host.stop().await;
}

#[tokio::test]
async fn a_limit_that_cannot_hold_is_refused_in_words() {
    for (line, named) in [
        ("message_bytes = 131073", "between 1 and 131072"),
        ("group_members = 0", "limits.group_members"),
        ("blacklist = 0", "limits.blacklist"),
        ("message_rate = -1", "message_rate"),
        ("messages = 1", "messages"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pipit.toml");
        std::fs::write(&file, format!("demo = true\ndata = \"x\"\n[limits]\n{line}\n")).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_pipit-server"))
            .arg("serve")
            .arg("--config")
            .arg(file)
            .current_dir(folder.path())
            .output()
            .await
            .unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && words.contains(named), "{line}: {words}");
    }
}
