//! What somebody tries who is not, or no longer, part of something.

use std::sync::Arc;

use futures_util::SinkExt as _;
use pipit_proto::frame::{ClientFrame, Qos, ServerFrame};
use pipit_proto::messages::{
    CleanHisMsgInput, GetDownloadUrlInput, HistoryMsgInput, HistoryMsgOutput, RelationDelBatchReq,
    RelationOpInput, RelationQryInput, RelationsOutput, SessionMsgReadInput, UpStreamMessage,
};
use pipit_proto::prost::Message as _;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::call::done;
use crate::calls::say;
use crate::client::Client;
use crate::host::{HandClock, Host, settings};

/// The texts that somebody sees in the history of a group, newest first.
async fn texts(client: &mut Client, group: &str) -> Vec<String> {
    let asked =
        HistoryMsgInput { target_id: Some(group.into()), count: Some(50), ..HistoryMsgInput::default() };
    let page = HistoryMsgOutput::decode(client.query("qryGMsg", &asked).await).unwrap();
    page.list.into_iter().map(|message| message.content).collect()
}

/// Publishes, and waits for the status.
async fn publish(client: &mut Client, topic: &str, target: &str, body: Vec<u8>) -> u16 {
    let frame = ClientFrame::Publish {
        topic: topic.into(),
        target: target.into(),
        id: 1,
        qos: Qos::AtLeastOnce,
        body: body.into(),
    };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    client.ack().await.unwrap().status
}

#[tokio::test]
async fn nobody_gets_to_see_a_group_by_reading_clearing_or_removing_it() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut carol = Client::connect(&host, "carol", "").await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 1, "among us").await, 0);

    let read =
        SessionMsgReadInput { r#type: 3, msg_time: 1, channel_id: "walkers".into(), ..Default::default() };
    publish(&mut carol, "updRTime", "carol", read.encode_to_vec()).await;
    let clear = CleanHisMsgInput { target_id: "walkers".into(), data_time: 1, ..CleanHisMsgInput::default() };
    carol.query("cleanGMsg", &clear).await;
    let named = RelationOpInput {
        conversation_id: "walkers".into(),
        conversation_type: 3,
        ..RelationOpInput::default()
    };
    let remove = RelationDelBatchReq { relation: vec![named], clean_msg: None };
    carol.query("delRelationBatch", &remove).await;

    assert_eq!(texts(&mut carol, "walkers").await, Vec::<String>::new());
    assert_eq!(texts(&mut alice, "walkers").await.len(), 1);
    host.stop().await;
}

#[tokio::test]
async fn who_has_left_a_group_sees_nothing_of_what_is_said_then_and_who_comes_back_does() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 1, "with bob").await, 0);
    let member = [("groupId", "walkers"), ("userId", "bob")];
    done(&host, "/group/quit", &member).await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 2, "without bob").await, 0);

    assert_eq!(texts(&mut bob, "walkers").await, [r#"{"content":"with bob"}"#]);
    let newest = texts(&mut alice, "walkers").await.len();
    assert_eq!(newest, 2);
    let asked = RelationQryInput { count: Some(50), ..RelationQryInput::default() };
    let listed = RelationsOutput::decode(bob.query("qryRelationR", &asked).await).unwrap().info;
    let last = listed[0].msg.as_ref().unwrap();
    assert_eq!((last.content.as_str(), listed[0].unread_count()), (r#"{"content":"with bob"}"#, 1));

    done(&host, "/group/join", &[("groupName", "Walkers")].into_iter().chain(member).collect::<Vec<_>>())
        .await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 3, "bob again").await, 0);
    assert_eq!(texts(&mut bob, "walkers").await.len(), 3);

    done(&host, "/group/dismiss", &[("groupId", "walkers"), ("userId", "alice")]).await;
    host.server.add_group("walkers", "Others", &["alice", "carol"]).await.unwrap();
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 4, "a new group of that name").await, 0);
    assert_eq!(texts(&mut bob, "walkers").await.len(), 3);
    host.stop().await;
}

#[tokio::test]
async fn nobody_but_the_app_gets_the_log_of_what_everybody_said() {
    const HOUR: i64 = 3_600_000;
    let clock = Arc::new(HandClock::default());
    clock.set(1_767_268_800_000); // 2026-01-01 12:00:00 in UTC
    let host = Host::with(settings(), clock.clone(), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "between us").await, 0);
    clock.set(1_767_268_800_000 + HOUR);
    done(&host, "/message/history", &[("date", "2026010112")]).await;

    let mut carol = Client::connect(&host, "carol", "").await;
    let key = "message-history-2026010112.zip";
    let asked = GetDownloadUrlInput { r#type: 4, key: key.into(), file_name: None, ext: None };
    assert_ne!(carol.refusal("qnUrl", &asked).await, 0);
    host.stop().await;
}

#[tokio::test]
async fn nobody_takes_back_what_others_said_by_writing_the_command_themselves() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob", "carol"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut carol = Client::connect(&host, "carol", "").await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 1, "what carol dislikes").await, 0);
    let up = UpStreamMessage {
        classname: "RC:RcCmd".into(),
        content: json!({ "conversationType": 3, "targetId": "walkers", "messageUId": "any", "sentTime": 1 })
            .to_string(),
        ..UpStreamMessage::default()
    };
    for (topic, target) in [("pgMsgP", "walkers"), ("ppMsgP", "bob")] {
        assert_ne!(publish(&mut carol, topic, target, up.encode_to_vec()).await, 0, "{topic}");
    }
    let mut bob = Client::connect(&host, "bob", "").await;
    let kinds: Vec<String> = bob.pull_all().await.into_iter().map(|message| message.classname).collect();
    assert_eq!(kinds, ["RC:TxtMsg"]);
    host.stop().await;
}

#[tokio::test]
async fn nobody_says_as_a_fact_what_others_did() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob", "carol"]).await.unwrap();
    let mut carol = Client::connect(&host, "carol", "").await;
    carol.join("hall").await;
    let by = |user: &str| json!({ "operatorUserId": user, "operation": "Kicked", "data": "{}" });
    let up = |kind: &str, content: serde_json::Value| {
        UpStreamMessage {
            session_id: 3,
            classname: kind.into(),
            content: content.to_string(),
            ..UpStreamMessage::default()
        }
        .encode_to_vec()
    };
    for (kind, content) in [
        ("RC:RcNtf", json!({ "operatorId": "bob", "recallTime": 1 })),
        ("RC:RcNtf", json!({ "operatorId": "carol", "recallTime": 1 })),
        ("RC:DizNtf", json!({ "type": 4, "operator": "bob", "extension": "alice" })),
        ("RC:GrpNtf", by("bob")),
        ("RC:GrpNtf", json!({ "operation": "Kicked", "message": "Bob removed Alice" })),
        ("RC:GrpNtf", json!(["operatorUserId", "carol"])),
    ] {
        for (topic, target) in [("pgMsgP", "walkers"), ("ppMsgP", "bob"), ("chatMsg", "hall")] {
            let status = publish(&mut carol, topic, target, up(kind, content.clone())).await;
            assert_eq!(status, 20606, "{kind} {content} to {target}");
        }
    }
    // An app whose clients tell what their own user did goes on doing so; its server says what it wants.
    assert_eq!(publish(&mut carol, "pgMsgP", "walkers", up("RC:GrpNtf", by("carol"))).await, 0);
    let content = by("bob").to_string();
    let fields = [
        ("fromUserId", "alice"),
        ("toGroupId", "walkers"),
        ("objectName", "RC:GrpNtf"),
        ("content", &content),
    ];
    done(&host, "/message/group/publish", &fields).await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let contents: Vec<String> = bob.pull_all().await.into_iter().map(|message| message.content).collect();
    assert_eq!(contents, [by("carol").to_string(), content]);
    host.stop().await;
}

#[tokio::test]
async fn one_account_does_not_take_all_connections() {
    let host = Host::start().await;
    let mut devices = Vec::new();
    for number in 0..40 {
        devices.push(Client::connect(&host, "alice", &format!("&platform=Made{number}")).await);
    }
    assert!(host.server.connections() <= 17, "{}", host.server.connections());
    assert_eq!(say(devices.last_mut().unwrap(), "ppMsgP", "bob", 1, "the newest stays").await, 0);
    let first = &mut devices[0];
    assert!(matches!(first.next().await, Some(ServerFrame::Disconnect(_))));
    host.stop().await;
}

#[tokio::test]
async fn what_a_message_carries_is_as_it_may_be() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let pairs = |pairs: &str| {
        UpStreamMessage {
            session_id: 67,
            classname: "RC:TxtMsg".into(),
            content: r#"{"content":"hello"}"#.into(),
            extra_content: Some(pairs.into()),
            ..UpStreamMessage::default()
        }
        .encode_to_vec()
    };
    let long = json!({ "a": { "v": "x".repeat(4_097) } }).to_string();
    for nonsense in ["no pairs", "[]", r#"{"a":"1"}"#, r#"{"a b":{"v":"1"}}"#, &long] {
        assert_eq!(publish(&mut alice, "ppMsgP", "bob", pairs(nonsense)).await, 22203, "{nonsense}");
    }
    for good in ["", "{}", r#"{"a":{"v":"1"}}"#] {
        assert_eq!(publish(&mut alice, "ppMsgP", "bob", pairs(good)).await, 0, "{good}");
    }
    host.stop().await;
}
