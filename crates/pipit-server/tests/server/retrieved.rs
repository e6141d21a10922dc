//! What another device of the same user has received before is marked, once the server knows that it has.

use futures_util::SinkExt as _;
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::{ClientFrame, Qos, ServerFrame};
use pipit_proto::messages::{
    DownStreamMessage, DownStreamMessages, HistoryMsgInput, HistoryMsgOutput, SyncRequestMsg,
};
use pipit_proto::prost::Message as _;
use tokio_tungstenite::tungstenite::Message;

use crate::calls::say;
use crate::client::Client;
use crate::host::Host;

const PHONE: &str = "&platform=Android&deviceId=phone";
const DESK: &str = "&platform=Desktop&deviceId=desk&push=direct";

fn marked(message: &DownStreamMessage) -> bool {
    MessageFlags::from_down(message.status).retrieved
}

/// What is pulled after a time: whether each message is marked, and up to when this is everything.
async fn pull(client: &mut Client, after: i64) -> (Vec<bool>, i64) {
    let asked = SyncRequestMsg {
        sync_time: after,
        is_pull_send: Some(true),
        send_box_sync_time: Some(0),
        ..SyncRequestMsg::default()
    };
    let page = DownStreamMessages::decode(client.query("pullMsg", &asked).await).unwrap();
    (page.list.iter().map(marked).collect(), page.sync_time)
}

/// Confirms something, and waits until the server has heard it.
async fn confirm(client: &mut Client, frame: ClientFrame) {
    for frame in [frame, ClientFrame::Ping] {
        client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    }
    while !matches!(client.next().await.unwrap(), ServerFrame::Pong) {}
}

/// The number of the next message that is pushed, and whether it is marked.
async fn pushed(client: &mut Client) -> (u16, bool) {
    loop {
        if let ServerFrame::Publish { topic, id, body, .. } = client.next().await.unwrap()
            && topic == "s_msg"
        {
            return (id, marked(&DownStreamMessage::decode(body).unwrap()));
        }
    }
}

#[tokio::test]
async fn what_a_device_has_pulled_and_confirmed_is_marked_for_the_others_only() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    for number in 1..=2 {
        assert_eq!(say(&mut alice, "ppMsgP", "bob", number, "hello").await, 0);
    }
    let mut phone = Client::connect(&host, "bob", PHONE).await;
    let mut desk = Client::connect(&host, "bob", DESK).await;
    let (seen, end) = pull(&mut phone, 0).await;
    assert_eq!(seen, [false, false]);
    assert_eq!(pull(&mut desk, 0).await.0, [false, false], "it may not have arrived at the phone");

    confirm(&mut phone, ClientFrame::QueryCon { id: 1 }).await;
    assert_eq!(pull(&mut desk, 0).await.0, [true, true]);
    assert_eq!(pull(&mut phone, 0).await.0, [false, false], "the desk has confirmed nothing");
    assert_eq!(say(&mut phone, "ppMsgP", "alice", 1, "got it").await, 0);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 3, "fine").await, 0);
    assert_eq!(pull(&mut desk, 0).await.0, [true, true, false, false], "neither one's own nor what is new");

    let asked = HistoryMsgInput { target_id: Some("alice".into()), count: Some(9), ..<_>::default() };
    let history = HistoryMsgOutput::decode(desk.query("qryPMsg", &asked).await).unwrap();
    assert_eq!(history.list.iter().filter(|one| marked(one)).count(), 0, "a history is no delivery");

    // The phone goes; what it had is known, also when it comes back and says that it has less.
    let end_it = ClientFrame::Disconnect { status: 0 }.encode().unwrap();
    phone.socket.send(Message::Binary(end_it)).await.unwrap();
    while phone.next().await.is_some() {}
    assert_eq!(pull(&mut desk, 0).await.0, [true, true, false, false]);
    let mut phone = Client::connect(&host, "bob", PHONE).await;
    assert_eq!(pull(&mut desk, 0).await.0, [true, true, false, false]);
    pull(&mut phone, end - 1).await;
    assert_eq!(pull(&mut desk, 0).await.0, [true, false, false, false], "its store is an older one");
    host.stop().await;
}

#[tokio::test]
async fn what_was_pushed_is_marked_once_it_is_confirmed_and_what_only_notifies_counts_for_nothing() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut phone = Client::connect(&host, "bob", PHONE).await;
    let mut desk = Client::connect(&host, "bob", DESK).await;
    let mut onlooker = Client::connect(&host, "bob", "&platform=Desktop&deviceId=desk&push=only").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "hello").await, 0);
    let (push, mark) = pushed(&mut onlooker).await;
    assert!(!mark);
    confirm(&mut onlooker, ClientFrame::PubAck { id: push }).await;
    let (push, mark) = pushed(&mut desk).await;
    assert!(!mark, "all are told at once");
    assert_eq!(pull(&mut phone, 0).await.0, [false]);
    confirm(&mut desk, ClientFrame::PubAck { id: push }).await;
    assert_eq!(pull(&mut phone, 0).await.0, [true]);
    host.stop().await;
}

#[tokio::test]
async fn what_a_device_says_that_it_has_is_believed() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "hello").await, 0);
    let mut desk = Client::connect(&host, "bob", DESK).await;
    let (seen, end) = pull(&mut desk, 0).await;
    assert_eq!(seen, [false]);
    let mut phone = Client::connect(&host, "bob", PHONE).await;
    pull(&mut phone, end).await; // it had it from an earlier run of the server
    assert_eq!(pull(&mut desk, 0).await.0, [true]);
    let mut other = Client::connect(&host, "carol", PHONE).await;
    pull(&mut other, i64::MAX).await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 2, "hello").await, 0);
    assert_eq!(pull(&mut desk, 0).await.0, [true, false], "each user's devices are their own");
    host.stop().await;
}

#[tokio::test]
async fn only_pulled_pages_ask_to_be_confirmed() {
    let host = Host::start().await;
    let mut bob = Client::connect(&host, "bob", PHONE).await;
    for (topic, body, wanted) in [
        ("pullMsg", SyncRequestMsg::default().encode_to_vec(), Qos::AtLeastOnce),
        (
            "qryPMsg",
            HistoryMsgInput { target_id: Some("alice".into()), ..<_>::default() }.encode_to_vec(),
            Qos::AtMostOnce,
        ),
    ] {
        let frame =
            ClientFrame::Query { topic: topic.into(), target: "bob".into(), id: 7, body: body.into() };
        bob.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
        let Some(ServerFrame::QueryAck { qos, status: 0, .. }) = bob.next().await else { panic!("{topic}") };
        assert_eq!(qos, wanted, "{topic}");
    }
    host.stop().await;
}
