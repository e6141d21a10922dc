//! Pairs that messages carry, and messages by their uids: what is refused, and with which code.

use futures_util::SinkExt;
use pipit_proto::frame::{ClientFrame, Qos};
use pipit_proto::messages::{MessageQueryInfo, MsgQuery, MsgQueryAck, UpStreamMessage};
use pipit_proto::prost::Message as _;
use tokio_tungstenite::tungstenite::Message;

use crate::client::{Ack, Client};
use crate::host::Host;

/// Persisted, counted, expandable.
const EXPANDABLE: i32 = 1 | 2 | 64;

async fn publish(client: &mut Client, topic: &str, to: &str, up: UpStreamMessage) -> Ack {
    let body = up.encode_to_vec().into();
    let frame =
        ClientFrame::Publish { topic: topic.into(), target: to.into(), id: 7, qos: Qos::AtLeastOnce, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    client.ack().await.unwrap()
}

fn up(flags: i32, kind: &str, content: String) -> UpStreamMessage {
    UpStreamMessage { session_id: flags, classname: kind.into(), content, ..UpStreamMessage::default() }
}

#[tokio::test]
async fn changes_of_pairs_are_refused_with_the_platforms_codes() {
    let host = Host::start().await;
    host.server.add_group("g", "g", &["alice"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let carries = publish(&mut alice, "ppMsgP", "bob", up(EXPANDABLE, "RC:TxtMsg", "{}".into())).await;
    let plain = publish(&mut alice, "ppMsgP", "bob", up(3, "RC:TxtMsg", "{}".into())).await;
    let change = |uid: &str| up(0, "RC:MsgExMsg", format!("{{\"put\":{{\"a\":\"1\"}},\"mid\":\"{uid}\"}}"));
    assert_eq!(publish(&mut bob, "ppMsgP", "alice", change(&carries.uid)).await.status, 0);
    assert_eq!(publish(&mut bob, "ppMsgP", "alice", change(&plain.uid)).await.status, 22202);
    assert_eq!(publish(&mut bob, "ppMsgP", "alice", change("nonsense")).await.status, 22201);
    assert_eq!(publish(&mut bob, "ppMsgP", "carol", change(&carries.uid)).await.status, 22201, "elsewhere");
    assert_eq!(publish(&mut bob, "pgMsgP", "g", change(&carries.uid)).await.status, 22406);
    let malformed = up(0, "RC:MsgExMsg", "{}".into());
    assert_eq!(publish(&mut bob, "ppMsgP", "alice", malformed).await.status, 22203);
    host.server.store().set_blacklisted("alice", vec!["bob".into()], true).await.unwrap();
    assert_eq!(publish(&mut bob, "ppMsgP", "alice", change(&carries.uid)).await.status, 405);

    let ask = |target: &str, uids: &[&str]| MsgQuery {
        target_id: target.into(),
        r#type: 1,
        query: uids
            .iter()
            .map(|uid| MessageQueryInfo { msg_uid: (*uid).to_owned(), ..MessageQueryInfo::default() })
            .collect(),
    };
    let found = bob.query("qryMsg", &ask("alice", &["nonsense", &carries.uid])).await;
    let found = MsgQueryAck::decode(found).unwrap();
    assert_eq!(found.list.len(), 1);
    assert_eq!(found.list[0].extra_content(), r#"{"a":{"v":"1"}}"#);
    assert_eq!(found.not_exist_msg_id, ["nonsense"]);
    assert_eq!(bob.refusal("qryMsg", &ask("alice", &[])).await, 26010);
    assert_eq!(bob.refusal("qryMsg", &ask("alice", &["x"; 101])).await, 26010);
    host.stop().await;
}
