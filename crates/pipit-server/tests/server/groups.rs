//! What members of a group see of it and may do in it, and what the app says about that.

use futures_util::SinkExt;
use pipit_proto::frame::{ClientFrame, Qos};
use pipit_proto::messages::{GroupInput, GroupOutput, SetGroupInput, UpStreamMessage};
use pipit_proto::prost::Message as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::call::{call, done};
use crate::client::Client;
use crate::host::Host;

const NOT_IN_GROUP: u16 = 22406;
const NOT_ALLOWED: u16 = 22407;

async fn seen(client: &mut Client, after: Option<&str>) -> GroupOutput {
    let asked = GroupInput { id: "walkers".into(), after: after.map(str::to_owned) };
    GroupOutput::decode(client.query("pipitGroup", &asked).await).unwrap()
}

fn notice(text: &str) -> SetGroupInput {
    SetGroupInput { id: "walkers".into(), notice: Some(text.into()), quit: None }
}

fn quit() -> SetGroupInput {
    SetGroupInput { id: "walkers".into(), notice: None, quit: Some(true) }
}

/// What the notices in a person's box say: who did what, with which details.
async fn notices(client: &mut Client) -> Vec<(String, String, Value)> {
    let all = client.pull_all().await.into_iter().filter(|message| message.classname == "RC:GrpNtf");
    all.map(|message| {
        let content: Value = serde_json::from_str(&message.content).unwrap();
        let text = |key: &str| content[key].as_str().unwrap().to_owned();
        (text("operatorUserId"), text("operation"), serde_json::from_str(&text("data")).unwrap())
    })
    .collect()
}

/// Sends a text that mentions everybody; the status that it is answered with.
async fn call_everybody(client: &mut Client, topic: &str, target: &str) -> u16 {
    let up = UpStreamMessage {
        session_id: 7,
        classname: "RC:TxtMsg".into(),
        content: json!({ "content": "all!", "mentionedInfo": { "type": 1, "userIdList": null } }).to_string(),
        ..UpStreamMessage::default()
    };
    let body = up.encode_to_vec().into();
    let (topic, target, qos) = (topic.into(), target.into(), Qos::AtLeastOnce);
    let frame = ClientFrame::Publish { topic, target, id: 1, qos, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    client.ack().await.unwrap().status
}

#[tokio::test]
async fn members_see_a_group_its_owner_says_a_notice_and_who_leaves_is_told() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    done(&host, "/pipit/group/set", &[("groupId", "walkers"), ("owner", "alice")]).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let mut carol = Client::connect(&host, "carol", "").await;

    let group = seen(&mut bob, None).await;
    assert_eq!((group.name.as_str(), group.owner.as_deref()), ("Walkers", Some("alice")));
    assert_eq!((group.members, group.more), (vec!["alice".to_owned(), "bob".to_owned()], false));
    assert_eq!((group.may_notice, group.may_mention_all, group.may_leave), (false, true, true));
    let asked = GroupInput { id: "walkers".into(), after: None };
    assert_eq!(carol.refusal("pipitGroup", &asked).await, NOT_IN_GROUP);
    assert_eq!(carol.refusal("pipitGroupSet", &quit()).await, NOT_IN_GROUP);

    assert_eq!(bob.refusal("pipitGroupSet", &notice("no")).await, NOT_ALLOWED);
    assert_eq!(alice.refusal("pipitGroupSet", &notice(&"x".repeat(1_001))).await, 26010);
    let both = SetGroupInput { quit: Some(true), ..notice("both") };
    assert_eq!(alice.refusal("pipitGroupSet", &both).await, 26010);
    alice.query("pipitGroupSet", &notice(" At eight\nby the oak ")).await;
    assert_eq!(seen(&mut bob, None).await.notice, "At eight\nby the oak");

    alice.query("pipitGroupSet", &quit()).await;
    let group = seen(&mut bob, None).await;
    assert_eq!((group.members, group.owner), (vec!["bob".to_owned()], None));
    assert_eq!(alice.refusal("pipitGroup", &asked).await, NOT_IN_GROUP);
    let data = json!({ "operatorNickname": "alice", "bulletin": "At eight\nby the oak" });
    let left = json!({ "operatorNickname": "alice", "targetUserIds": ["alice"] });
    let told = [("alice".into(), "Bulletin".into(), data), ("alice".into(), "Quit".into(), left)];
    assert_eq!(notices(&mut bob).await, told);
    host.stop().await;
}

#[tokio::test]
async fn a_large_group_is_seen_page_by_page() {
    let host = Host::start().await;
    let names: Vec<String> = (0..1_500).map(|number| format!("m{number:04}")).collect();
    for name in &names {
        host.server.add_user(name, name).await.unwrap();
    }
    let all: Vec<&str> = names.iter().map(String::as_str).chain(["alice"]).collect();
    host.server.add_group("walkers", "Walkers", &all).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let first = seen(&mut alice, None).await;
    assert_eq!((first.members.len(), first.more), (1_000, true));
    let rest = seen(&mut alice, first.members.last().map(String::as_str)).await;
    assert_eq!((rest.members.len(), rest.more), (501, false));
    let mut together = [first.members, rest.members].concat();
    together.dedup();
    assert_eq!(together.len(), 1_501);
    host.stop().await;
}

#[tokio::test]
async fn the_app_says_who_may_do_what_and_what_it_says_wrongly_is_named() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let set = async |field: &str, value: &str| {
        done(&host, "/pipit/group/set", &[("groupId", "walkers"), (field, value)]).await;
    };
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(call_everybody(&mut bob, "pgMsgP", "walkers").await, 0, "everybody may, as on the platform");
    assert_eq!(alice.refusal("pipitGroupSet", &notice("mine")).await, NOT_ALLOWED, "nobody owns it");

    set("owner", "alice").await;
    set("mentionAllBy", "owner").await;
    set("noticeBy", "members").await;
    set("leaveBy", "nobody").await;
    set("notice", "Bring water").await;
    assert_eq!(call_everybody(&mut bob, "pgMsgP", "walkers").await, NOT_ALLOWED);
    assert_eq!(call_everybody(&mut alice, "pgMsgP", "walkers").await, 0);
    let group = seen(&mut bob, None).await;
    assert_eq!((group.may_notice, group.may_mention_all, group.may_leave), (true, false, false));
    assert_eq!(group.notice, "Bring water");
    assert_eq!(bob.refusal("pipitGroupSet", &quit()).await, NOT_ALLOWED);
    set("notice", "").await;
    assert_eq!(seen(&mut bob, None).await.notice, "");

    let answer = done(&host, "/pipit/group/query", &[("groupId", "walkers")]).await;
    let said = json!({
        "code": 200, "groupName": "Walkers", "notice": "", "owner": "alice",
        "noticeBy": "members", "mentionAllBy": "owner", "leaveBy": "nobody",
    });
    assert_eq!(answer, said);
    for (field, value) in [("owner", "carol"), ("leaveBy", "sometimes"), ("groupId", "nowhere")] {
        let group = if field == "groupId" { value } else { "walkers" };
        let (status, answer) = call(&host, "/pipit/group/set", &[("groupId", group), (field, value)]).await;
        assert_eq!(status, 400, "{field}: {answer}");
        let named = if field == "groupId" { value } else { field };
        assert!(answer["errorMessage"].as_str().unwrap().contains(named), "{answer}");
    }
    set("owner", "").await;
    assert_eq!(call_everybody(&mut alice, "pgMsgP", "walkers").await, NOT_ALLOWED, "nobody owns it any more");
    host.stop().await;
}
