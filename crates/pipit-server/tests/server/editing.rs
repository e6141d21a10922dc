//! Editing: what is refused, and with which code, and what others get to know.

use std::sync::Arc;

use pipit_proto::frame::ServerFrame;
use pipit_proto::messages::{
    HistoryMsgInput, HistoryMsgOutput, ModifyMsgResp, MsgChangeReq, NotifyMsg, PullModifyMsgReq,
    PullModifyMsgResp,
};
use pipit_proto::prost::Message as _;

use crate::client::{Ack, Client};
use crate::host::{HandClock, Host, settings};

/// 14 November 2023.
const NOW: i64 = 1_700_000_000_000;

fn edit(uid: &str, peer: &str, words: &str) -> MsgChangeReq {
    MsgChangeReq {
        from_user_id: "alice".into(),
        target_id: peer.into(),
        r#type: 1,
        msg_uid: uid.into(),
        content: Some(format!(r#"{{"content":"{words}"}}"#)),
        ..MsgChangeReq::default()
    }
}

async fn say(client: &mut Client, peer: &str, number: u16) -> Ack {
    client.text(peer, number, r#"{"content":"five"}"#.into()).await;
    client.ack().await.unwrap()
}

async fn edits(client: &mut Client, since: i64) -> PullModifyMsgResp {
    let asked = PullModifyMsgReq { pull_version: Some(since), ..PullModifyMsgReq::default() };
    PullModifyMsgResp::decode(client.query("pullModifyMsg", &asked).await).unwrap()
}

#[tokio::test]
async fn an_edit_is_told_pulled_and_in_the_history_and_keeps_the_messages_place() {
    let clock = Arc::new(HandClock::default());
    clock.set(NOW);
    let host = Host::with(settings(), clock.clone(), 100).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let said = say(&mut alice, "bob", 1).await;
    say(&mut alice, "bob", 2).await;
    let before = edits(&mut bob, 0).await;
    assert_eq!((before.msg.len(), before.next_version()), (0, 0));

    clock.set(NOW + 60_000);
    let answer = alice.query("modifyMsg", &edit(&said.uid, "bob", "six")).await;
    let answer = ModifyMsgResp::decode(answer).unwrap();
    assert_eq!(answer.modify_time(), NOW + 60_000);
    let told = loop {
        if let ServerFrame::Publish { topic, body, .. } = bob.next().await.unwrap()
            && topic == "s_cmd"
        {
            break NotifyMsg::decode(body).unwrap();
        }
    };
    assert_eq!((told.r#type, told.time()), (12, NOW + 60_000));

    let pulled = edits(&mut bob, 0).await;
    assert_eq!((pulled.next_version(), pulled.finished()), (NOW + 60_000, true));
    let message = pulled.msg[0].msg.clone().unwrap();
    assert_eq!(pulled.msg[0].modify_type(), 1);
    assert_eq!((message.msg_id(), message.data_time), (said.uid.as_str(), said.time));
    assert_eq!(message.content, r#"{"content":"six"}"#);
    assert_eq!(message.from_user_id, "alice");
    assert_eq!(message.convert_ext(), format!(r#"{{"modify":{{"time":{}}}}}"#, NOW + 60_000));
    assert!(edits(&mut bob, pulled.next_version()).await.msg.is_empty(), "once");

    let asked = HistoryMsgInput {
        target_id: Some("alice".into()),
        count: Some(10),
        order: Some(0),
        ..HistoryMsgInput::default()
    };
    let history = HistoryMsgOutput::decode(bob.query("qryPMsg", &asked).await).unwrap();
    let contents: Vec<_> = history.list.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(contents, [r#"{"content":"five"}"#, r#"{"content":"six"}"#], "newest first");
    assert_eq!(bob.pull_all().await.len(), 2, "no message came with the edit");

    // A second edit in the same millisecond is another version.
    let again = alice.query("modifyMsg", &edit(&said.uid, "bob", "seven")).await;
    assert_eq!(ModifyMsgResp::decode(again).unwrap().modify_time(), NOW + 60_001);
    assert_eq!(edits(&mut bob, NOW + 60_000).await.msg.len(), 1);
    host.stop().await;
}

#[tokio::test]
async fn an_edit_is_refused_with_the_platforms_codes() {
    let clock = Arc::new(HandClock::default());
    clock.set(NOW);
    let mut bounded = settings();
    bounded.limits.edit_minutes = 10;
    let host = Host::with(bounded, clock.clone(), 100).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let said = say(&mut alice, "bob", 1).await;

    assert_eq!(bob.refusal("modifyMsg", &edit(&said.uid, "alice", "mine")).await, 20116, "of others");
    assert_eq!(alice.refusal("modifyMsg", &edit("nonsense", "bob", "six")).await, 26010);
    assert_eq!(alice.refusal("modifyMsg", &edit(&said.uid, "carol", "six")).await, 26010, "elsewhere");
    assert_eq!(alice.refusal("modifyMsg", &edit(&said.uid, "bob", "")).await, 26010, "no words");
    let no_json = MsgChangeReq { content: Some("six".into()), ..edit(&said.uid, "bob", "") };
    assert_eq!(alice.refusal("modifyMsg", &no_json).await, 26010);
    let long = edit(&said.uid, "bob", &"x".repeat(131_072));
    assert_eq!(alice.refusal("modifyMsg", &long).await, 20115);

    clock.set(NOW + 10 * 60_000 + 1);
    assert_eq!(alice.refusal("modifyMsg", &edit(&said.uid, "bob", "six")).await, 20114, "too late");
    assert!(edits(&mut bob, 0).await.msg.is_empty());
    host.stop().await;
}
