//! Status messages, such as that somebody is writing: what holds for messages holds for them.

use std::sync::Arc;

use futures_util::SinkExt as _;
use pipit_proto::frame::{ClientFrame, Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, UpStreamMessage};
use pipit_proto::prost::Message as _;
use pipit_server::Limits;
use tokio_tungstenite::tungstenite::Message;

use crate::call::done;
use crate::calls::say;
use crate::client::Client;
use crate::host::{HandClock, Host, settings};

/// Says that something is being written; the content tells which time it is.
async fn types(client: &mut Client, topic: &str, to: &str, content: &str) {
    let up = UpStreamMessage {
        classname: "RC:TypSts".into(),
        content: content.into(),
        ..UpStreamMessage::default()
    };
    let (body, qos) = (up.encode_to_vec().into(), Qos::AtMostOnce);
    let frame = ClientFrame::Publish { topic: topic.into(), target: to.into(), id: 1, qos, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
}

/// The status messages that somebody heard before the next message told them to pull.
async fn heard(client: &mut Client) -> Vec<String> {
    let mut heard = Vec::new();
    loop {
        let Some(ServerFrame::Publish { topic, body, .. }) = client.next().await else { return heard };
        if topic != "s_msg" {
            return heard;
        }
        heard.push(DownStreamMessage::decode(body).unwrap().content);
    }
}

#[tokio::test]
async fn who_is_not_heard_does_not_type_either() {
    let host = Host::start().await;
    let (mut alice, mut carol) =
        (Client::connect(&host, "alice", "").await, Client::connect(&host, "carol", "").await);
    let mut bob = Client::connect(&host, "bob", "").await;
    types(&mut alice, "ppMsgS", "bob", "before").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "before").await, 0);
    assert_eq!(heard(&mut bob).await, ["before"]);

    done(&host, "/user/blacklist/add", &[("userId", "bob"), ("blackUserId", "alice")]).await;
    types(&mut alice, "ppMsgS", "bob", "blacklisted").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 2, "blacklisted").await, 405, "after it on the same wire");
    types(&mut carol, "ppMsgS", "bob", "carol").await;
    assert_eq!(say(&mut carol, "ppMsgP", "bob", 1, "carol").await, 0);
    assert_eq!(heard(&mut bob).await, ["carol"]);

    done(&host, "/user/whitesetting/set", &[("userId", "bob"), ("whiteSetting", "1")]).await;
    types(&mut carol, "ppMsgS", "bob", "not welcome").await;
    assert_eq!(say(&mut carol, "ppMsgP", "bob", 2, "not welcome").await, 407);
    done(&host, "/user/whitelist/add", &[("userId", "bob"), ("whiteUserId", "carol")]).await;
    types(&mut carol, "ppMsgS", "bob", "welcome").await;
    assert_eq!(say(&mut carol, "ppMsgP", "bob", 3, "welcome").await, 0);
    assert_eq!(heard(&mut bob).await, ["welcome"]);
    host.stop().await;
}

#[tokio::test]
async fn who_is_muted_in_a_group_does_not_type_there_either() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let to_alice = [("groupId", "walkers"), ("userId", "alice")];
    for (mute, fields, unmute) in [
        ("/group/user/gag/add", vec![to_alice[0], to_alice[1], ("minute", "1")], "/group/user/gag/rollback"),
        ("/group/ban/add", vec![to_alice[0]], "/group/ban/rollback"),
    ] {
        done(&host, mute, &fields).await;
        types(&mut alice, "pgMsgS", "walkers", "muted").await;
        assert_eq!(
            say(&mut alice, "pgMsgP", "walkers", 1, "muted").await,
            22408,
            "after it on the same wire"
        );
        done(&host, unmute, &to_alice).await;
        types(&mut alice, "pgMsgS", "walkers", "free").await;
        assert_eq!(say(&mut alice, "pgMsgP", "walkers", 1, "free").await, 0);
        assert_eq!(heard(&mut bob).await, ["free"]);
    }
    host.stop().await;
}

#[tokio::test]
async fn what_is_not_said_is_not_said_as_a_status_either() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    done(&host, "/sensitiveword/add", &[("word", "spam")]).await;
    for text in ["spam", "clean"] {
        let up = UpStreamMessage {
            classname: "RC:TxtMsg".into(),
            content: serde_json::json!({ "content": text }).to_string(),
            ..UpStreamMessage::default()
        };
        let (body, qos) = (up.encode_to_vec().into(), Qos::AtMostOnce);
        let frame = ClientFrame::Publish { topic: "ppMsgS".into(), target: "bob".into(), id: 1, qos, body };
        alice.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    }
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "after them").await, 0);
    assert_eq!(heard(&mut bob).await, [r#"{"content":"clean"}"#]);
    host.stop().await;
}

#[tokio::test]
async fn status_messages_keep_the_pace_of_what_clients_send_on_their_own() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_000_000);
    let mut slow = settings();
    slow.limits = Limits { message_rate: 1, ..Limits::default() };
    let host = Host::with(slow, clock, 1_000).await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    for _ in 0..8 {
        types(&mut alice, "ppMsgS", "bob", "in time").await;
    }
    for _ in 0..8 {
        types(&mut alice, "pgMsgS", "walkers", "group").await;
    }
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "people have their own room").await, 0);
    let heard = heard(&mut bob).await;
    assert_eq!(heard.len(), 10, "ten a second: {heard:?}");
    host.stop().await;
}
