//! A group of five hundred and a storm of broadcasts: everybody has everything, in one order, counted rightly.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::SinkExt as _;
use futures_util::future::join_all;
use pipit_proto::frame::{ClientFrame, Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, RelationQryInput, RelationsOutput, UpStreamMessage};
use pipit_proto::prost::Message as _;
use pipit_server::SystemClock;
use tokio::sync::Barrier;
use tokio_tungstenite::tungstenite::Message;

use crate::call::done;
use crate::client::Client;
use crate::host::{Host, settings};

const MEMBERS: usize = 500;
/// Those of them who speak at the same time, and what each of them says.
const SPEAKERS: usize = 4;
const MESSAGES: usize = 25;
const BROADCASTS: usize = 5;
const GROUP: &str = "stadium";

fn name(number: usize) -> String {
    format!("member {number:03}")
}

async fn speak(client: &mut Client, name: &str) {
    for number in 0..MESSAGES {
        let up = UpStreamMessage {
            session_id: 3,
            classname: "RC:TxtMsg".into(),
            content: format!("{name} {number}"),
            ..UpStreamMessage::default()
        };
        let (body, qos) = (up.encode_to_vec().into(), Qos::AtLeastOnce);
        let id = u16::try_from(number + 1).unwrap();
        let frame = ClientFrame::Publish { topic: "pgMsgP".into(), target: GROUP.into(), id, qos, body };
        client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    }
}

/// Listens until so many messages were pushed and so many of one's own acknowledged. Time, uid and content of the first.
async fn hear(client: &mut Client, pushed: usize, acknowledged: usize) -> Vec<(i64, String, String)> {
    let (mut got, mut acks) = (Vec::new(), 0);
    while got.len() < pushed || acks < acknowledged {
        match client.next().await.unwrap() {
            ServerFrame::Publish { topic, body, .. } => {
                assert_eq!(topic, "s_msg", "nobody is so slow that they must pull");
                let message = DownStreamMessage::decode(body).unwrap();
                got.push((message.data_time, message.msg_id().to_owned(), message.content));
            }
            ServerFrame::PubAck { status, .. } => {
                assert_eq!(status, 0);
                acks += 1;
            }
            other => assert_eq!(other, ServerFrame::Pong, "nothing else comes"),
        }
    }
    got
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_members_have_every_message_and_broadcast_in_order_and_counted() {
    let host = Host::with(settings(), Arc::new(SystemClock), 1_000).await;
    let names: Vec<String> = (0..MEMBERS).map(name).collect();
    for name in &names {
        host.server.add_user(name, name).await.unwrap();
    }
    host.server
        .add_group(GROUP, "Stadium", &names.iter().map(String::as_str).collect::<Vec<_>>())
        .await
        .unwrap();
    let begin = Arc::new(Barrier::new(SPEAKERS + 1));
    let mut members = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let mut client = Client::connect(&host, name, "&platform=Desktop&push=direct").await;
        let (begin, name) = (begin.clone(), name.clone());
        members.push(tokio::spawn(async move {
            let own = if number < SPEAKERS { MESSAGES } else { 0 };
            if own > 0 {
                begin.wait().await;
                speak(&mut client, &name).await;
            }
            let got = hear(&mut client, SPEAKERS * MESSAGES + BROADCASTS - own, own).await;
            (client, got)
        }));
    }
    begin.wait().await;
    for number in 0..BROADCASTS {
        let content = format!("to all {number}");
        let fields = [("fromUserId", "alice"), ("objectName", "RC:TxtMsg"), ("content", content.as_str())];
        done(&host, "/message/broadcast", &fields).await;
    }

    let mut uids: HashMap<String, String> = HashMap::new();
    for (number, member) in join_all(members).await.into_iter().enumerate() {
        let (mut client, got) = member.unwrap();
        assert!(got.windows(2).all(|pair| pair[0].0 < pair[1].0), "{number}: times increase");
        for speaker in (0..SPEAKERS).filter(|speaker| *speaker != number) {
            let prefix = format!("{} ", name(speaker));
            let heard: Vec<&str> =
                got.iter().filter_map(|(_, _, content)| content.strip_prefix(&prefix)).collect();
            let said: Vec<String> = (0..MESSAGES).map(|message| message.to_string()).collect();
            assert_eq!(heard, said, "{number} hears {speaker} in order and once");
        }
        let broadcasts: Vec<&str> =
            got.iter().filter_map(|(_, _, content)| content.strip_prefix("to all ")).collect();
        assert_eq!(broadcasts, ["0", "1", "2", "3", "4"]);
        for (_, uid, content) in got.into_iter().filter(|(_, _, content)| !content.starts_with("to all")) {
            let known = uids.entry(content).or_insert_with(|| uid.clone());
            assert_eq!(*known, uid, "all have one message");
        }
        let asked = RelationQryInput { count: Some(10), ..RelationQryInput::default() };
        let listed = RelationsOutput::decode(client.query("qryRelationR", &asked).await).unwrap().info;
        let mut unread: Vec<(i32, &str, i64)> =
            listed.iter().map(|row| (row.r#type, row.user_id.as_str(), row.unread_count())).collect();
        unread.sort_unstable();
        let own = if number < SPEAKERS { MESSAGES } else { 0 };
        let others = i64::try_from(SPEAKERS * MESSAGES - own).unwrap();
        assert_eq!(unread, [(3, GROUP, others), (6, "alice", i64::try_from(BROADCASTS).unwrap())]);
    }
    assert_eq!(uids.len(), SPEAKERS * MESSAGES);
    host.stop().await;
}
