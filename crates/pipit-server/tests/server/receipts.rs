//! Receipts in groups that the server keeps.

use futures_util::SinkExt;
use pipit_proto::frame::{ClientFrame, Qos, ServerFrame};
use pipit_proto::messages::{GrpReadReceiptMsg, GrpReadReceiptQryResp, UpStreamMessage};
use pipit_proto::prost::Message as _;
use tokio_tungstenite::tungstenite::Message;

use crate::client::Client;
use crate::host::Host;

/// Asks with a group as the target.
async fn ask(client: &mut Client, topic: &str, group: &str, uids: &[&str]) -> (u16, GrpReadReceiptQryResp) {
    let asked =
        GrpReadReceiptMsg { msg_id: uids.iter().map(|uid| (*uid).to_owned()).collect(), channel_id: None };
    let body = asked.encode_to_vec().into();
    let frame = ClientFrame::Query { topic: topic.into(), target: group.into(), id: 1, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    loop {
        if let ServerFrame::QueryAck { status, body, .. } = client.next().await.unwrap() {
            return (status, GrpReadReceiptQryResp::decode(body).unwrap_or_default());
        }
    }
}

#[tokio::test]
async fn who_wrote_is_told_once_who_has_read_and_can_ask() {
    let host = Host::start().await;
    host.server.add_group("g", "g", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let mut carol = Client::connect(&host, "carol", "").await;
    let up = UpStreamMessage {
        session_id: 3,
        classname: "RC:TxtMsg".into(),
        content: "{}".into(),
        ..UpStreamMessage::default()
    };
    let (topic, target, body) = ("pgMsgP".into(), "g".into(), up.encode_to_vec().into());
    let frame = ClientFrame::Publish { topic, target, id: 7, qos: Qos::AtLeastOnce, body };
    alice.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    let uid = alice.ack().await.unwrap().uid;

    for _twice in 0..2 {
        assert_eq!(ask(&mut bob, "rrMsg", "g", &[&uid, "nonsense"]).await.0, 0);
    }
    let (status, readers) = ask(&mut alice, "rrList", "g", &[&uid]).await;
    assert_eq!((status, readers.total_member_num), (0, 2));
    assert_eq!(readers.list.iter().map(|reader| reader.user_id.as_str()).collect::<Vec<_>>(), ["bob"]);
    let told: Vec<String> = alice
        .pull_all()
        .await
        .into_iter()
        .filter(|message| message.classname == "RC:RRRspMsg")
        .map(|message| message.content)
        .collect();
    assert_eq!(told, [format!("{{\"receiptMessageDic\":{{\"alice\":[\"{uid}\"]}}}}")]);

    assert_eq!(ask(&mut carol, "rrMsg", "g", &[&uid]).await.0, 22406, "who is no member");
    assert_eq!(ask(&mut carol, "rrList", "g", &[&uid]).await.0, 22406);
    assert_eq!(ask(&mut bob, "rrMsg", "nowhere", &[&uid]).await.0, 22406);
    assert_eq!(ask(&mut bob, "rrMsg", "g", &[]).await.0, 26010);
    assert_eq!(ask(&mut bob, "rrMsg", "g", &["x"; 101]).await.0, 26010);
    assert_eq!(ask(&mut bob, "rrList", "g", &[]).await.0, 26010);
    host.stop().await;
}
