//! What goes wrong is answered with the platform's codes, and the server stays up.

use futures_util::SinkExt;
use pipit_proto::frame::{DisconnectReason, ServerFrame};
use pipit_proto::messages::{
    ChrmPullMsg, CleanHisMsgInput, HistoryMsgInput, PullModifyMsgReq, QueryChrmKv, RelationQryInput,
    SessionReq, SyncRequestMsg,
};
use pipit_proto::topic;
use tokio_tungstenite::tungstenite::Message;

use crate::client::Client;
use crate::host::{Host, Process, http};

async fn post(
    server: &Process,
    path: &str,
    headers: &[(&str, &str)],
    body: String,
) -> (u16, serde_json::Value) {
    let mut request = http().post(format!("{}{path}", server.url)).body(body);
    request = request.header("Content-Type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// sha1("pipit-demo-secret" + "1" + "1"), the signature of every good call below.
fn signed() -> [(&'static str, &'static str); 4] {
    [("App-Key", "pipit-demo"), ("Nonce", "1"), ("Timestamp", "1"), ("Signature", SIGNATURE)]
}

const SIGNATURE: &str = "24ac4f22991c10a8519644630ae199c598320a85";

#[tokio::test]
async fn a_malformed_frame_ends_its_connection_with_a_reason_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    for garbage in [
        vec![],
        vec![0xFF],
        vec![0x30, 0, 200, 1],
        vec![0x52, 0, 7, b'p', b'u', b'l', b'l', b'M', b's', b'g', 0, 0, 0, 1, 0xFF],
    ] {
        let mut client = Client::connect_demo(&server, "alice").await;
        client.socket.send(Message::Binary(garbage.clone().into())).await.unwrap();
        assert_eq!(
            client.next().await,
            Some(ServerFrame::Disconnect(DisconnectReason::Protocol)),
            "{garbage:?}"
        );
        assert_eq!(client.next().await, None, "the socket closes");
    }
    let health = http().get(format!("{}/healthz", server.url)).send().await.unwrap();
    assert!(health.status().is_success(), "the server is well");
}

#[tokio::test]
async fn refusals_have_the_platforms_codes() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let mut client = Client::connect_demo(&server, "alice").await;
    for (target, content, status) in [
        ("nobody", "{}".to_owned(), 24366),
        ("bob", format!("{{\"content\":\"{}\"}}", "x".repeat(131_072)), 20115),
    ] {
        client.text(target, 9, content).await;
        assert!(
            matches!(client.next().await, Some(ServerFrame::PubAck { id: 9, status: found, .. }) if found == status)
        );
    }
    let mut stranger = Client::knock(&server.url, "pipit-demo", "not-a-token", "").await;
    assert!(
        matches!(stranger.next().await, Some(ServerFrame::ConnAck(ack)) if format!("{ack:?}").contains("TokenIncorrect"))
    );

    let (status, answer) = post(&server, "/user/getToken.json", &[], "userId=x".into()).await;
    assert_eq!((status, &answer["code"]), (401, &serde_json::json!(1004)), "a call without a signature");
    let (status, _) =
        post(&server, "/user/getToken.json", &signed(), "x=".to_owned() + &"y".repeat(2 << 20)).await;
    assert_eq!(status, 413, "a body over the limit");
    let (status, answer) = post(
        &server,
        "/message/private/publish.json",
        &signed(),
        "fromUserId=a&toUserId=nobody&objectName=RC:TxtMsg&content={}".into(),
    )
    .await;
    assert_eq!((status, &answer["code"]), (400, &serde_json::json!(24366)), "an unknown user");
    let (status, answer) = post(
        &server,
        "/message/group/publish.json",
        &signed(),
        "fromUserId=a&toGroupId=nowhere&objectName=RC:TxtMsg&content={}".into(),
    )
    .await;
    assert_eq!((status, &answer["code"]), (400, &serde_json::json!(22406)), "a foreign group");
}

#[tokio::test]
async fn hostile_websocket_messages_end_their_connection_only() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let mut bob = Client::connect_demo(&server, "bob").await;
    let hostile = [
        ("a frame over the limit", Message::Binary(vec![0x30; 193 * 1024].into())),
        ("a text", Message::Text("hello".into())),
        ("a topic longer than the frame", Message::Binary(vec![0x30, 0xFF, 0xFF, b'p'].into())),
        (
            "a body that is no message",
            Message::Binary(b"\x32\0\x06ppMsgP\0\x03bob\0\x01\xFF\xFF".to_vec().into()),
        ),
        ("what only a server says", Message::Binary(vec![0x20, 0].into())),
    ];
    for (what, message) in hostile {
        let mut alice = Client::connect_demo(&server, "alice").await;
        alice.socket.send(message).await.unwrap();
        while let Some(frame) = alice.next().await {
            assert_eq!(frame, ServerFrame::Disconnect(DisconnectReason::Protocol), "{what}");
        }
    }
    let mut unmasked = Client::connect_demo(&server, "alice").await;
    let raw = unmasked.socket.get_mut();
    tokio::io::AsyncWriteExt::write_all(raw, &[0x82, 0x01, 0xC0]).await.unwrap();
    assert_eq!(unmasked.next().await, None, "a client masks");

    bob.text("alice", 1, "{}".into()).await;
    assert_eq!(bob.ack().await.unwrap().status, 0, "others do not feel it");
}

#[tokio::test]
async fn the_largest_and_smallest_numbers_are_answered_like_others() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    alice.join("hall").await;
    for time in [i64::MIN, i64::MIN + 1, -1, i64::MAX - 1, i64::MAX] {
        for count in [i32::MIN, -1, i32::MAX] {
            let pull = SyncRequestMsg {
                sync_time: time,
                is_pull_send: Some(true),
                send_box_sync_time: Some(time),
                ..SyncRequestMsg::default()
            };
            alice.query("pullMsg", &pull).await;
            let history = HistoryMsgInput {
                target_id: Some("bob".into()),
                time: Some(time),
                count: Some(count),
                order: Some(count),
                ..HistoryMsgInput::default()
            };
            alice.query("qryPMsg", &history).await;
            let list = RelationQryInput { start_time: Some(time), count: Some(count), ..<_>::default() };
            alice.query("qryRelationR", &list).await;
            alice.query("pullSeAtts", &SessionReq { time }).await;
            let room = ChrmPullMsg { sync_time: time, count, ..ChrmPullMsg::default() };
            assert_eq!(alice.ask_of("hall", "chrmPull", &room).await.0, 0);
            let entries = QueryChrmKv { timestamp: time, ..QueryChrmKv::default() };
            assert_eq!(alice.ask_of("hall", "pullKV", &entries).await.0, 0);
            let clear = CleanHisMsgInput { target_id: "bob".into(), data_time: time, ..<_>::default() };
            alice.query("cleanPMsg", &clear).await;
            let edits = PullModifyMsgReq { pull_version: Some(time), ..PullModifyMsgReq::default() };
            alice.query(topic::PULL_MODIFIED, &edits).await;
        }
    }
    alice.text("bob", 1, "{}".into()).await;
    assert_eq!(alice.ack().await.unwrap().status, 0);
    host.stop().await;
}
