//! How long a message may be taken back, and for how long messages wait.

use std::sync::Arc;

use futures_util::SinkExt as _;
use pipit_proto::frame::{ClientFrame, Qos};
use pipit_proto::messages::{OfflineInput, OfflineOutput, UpStreamMessage};
use pipit_proto::prost::Message as _;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::calls::say;
use crate::client::{Ack, Client};
use crate::host::{HandClock, Host, settings};

const DAY: i64 = 24 * 3_600_000;

/// Says something, and answers what the server made of it.
async fn said(client: &mut Client, id: u16) -> Ack {
    client.text("bob", id, json!({ "content": "oops" }).to_string()).await;
    client.ack().await.unwrap()
}

async fn take_back(client: &mut Client, sent: &Ack, id: u16) -> u16 {
    let content = json!({
        "conversationType": 1, "targetId": "bob", "messageUId": sent.uid, "sentTime": sent.time,
    });
    let up = UpStreamMessage {
        classname: "RC:RcCmd".into(),
        content: content.to_string(),
        ..UpStreamMessage::default()
    };
    let (body, qos) = (up.encode_to_vec().into(), Qos::AtLeastOnce);
    let frame = ClientFrame::Publish { topic: "recallMsg".into(), target: "alice".into(), id, qos, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    client.ack().await.unwrap().status
}

#[tokio::test]
async fn a_message_is_taken_back_within_two_minutes() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_000_000);
    let host = Host::with(settings(), clock.clone(), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let (early, late) = (said(&mut alice, 1).await, said(&mut alice, 2).await);
    clock.set(1_000_000 + 119_000);
    assert_eq!(take_back(&mut alice, &early, 3).await, 0);
    clock.set(1_000_000 + 121_000);
    assert_eq!(take_back(&mut alice, &late, 4).await, 25107);
    let unknown = Ack { uid: "AAAA-AAAA-AAAA-AAAA".into(), ..late };
    assert_eq!(take_back(&mut alice, &unknown, 5).await, 25101);
    host.stop().await;
}

#[tokio::test]
async fn messages_wait_as_long_as_the_operator_or_the_person_says() {
    let clock = Arc::new(HandClock::default());
    clock.set(100 * DAY);
    let mut bounded = settings();
    bounded.offline_days = 7;
    let host = Host::with(bounded, clock.clone(), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "early").await, 0);
    clock.set(104 * DAY);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 2, "later").await, 0);
    clock.set(107 * DAY - 1_000);
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(bob.pull_all().await.len(), 2, "seven days are not over");
    clock.set(107 * DAY + 1_000);
    let waits = bob.pull_all().await;
    assert_eq!(waits.len(), 1);
    assert!(waits[0].content.contains("later"));
    let asked = OfflineInput { days: None };
    let answer = OfflineOutput::decode(bob.query("pipitOffline", &asked).await).unwrap();
    assert_eq!((answer.days, answer.time), (7, None), "the operator's");
    bob.query("pipitOffline", &OfflineInput { days: Some(1) }).await;
    assert!(bob.pull_all().await.is_empty(), "bob's own counts before the operator's");
    host.stop().await;
}
