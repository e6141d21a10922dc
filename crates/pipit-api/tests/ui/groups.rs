//! A group's page: who is in it, what it says to its members, and the way out of it.

use pipit_api::ErrorCode;
use pipit_server::store::{GroupChange, GroupRules, Who};
use serde_json::{Value, json};

use super::World;

fn team() -> Value {
    json!({ "kind": "group", "targetId": "team" })
}

fn wish(change: Value) -> Value {
    json!({ "conversation": team(), "change": change })
}

fn ids(people: &Value) -> Vec<&str> {
    people.as_array().unwrap().iter().map(|person| person["id"].as_str().unwrap()).collect()
}

impl World {
    async fn rule(&self, change: GroupChange) {
        assert!(self.server.store().change_group("team", change).await.unwrap());
    }
}

#[tokio::test]
async fn the_owner_writes_the_notice_and_who_leaves_sees_the_group_no_more() {
    let world = World::new().await;
    world.rule(GroupChange { owner: Some("alice".into()), ..GroupChange::default() }).await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    alice.connected().await;
    bob.connected().await;
    let page = bob.ok("group", json!({ "conversation": team() })).await;
    assert_eq!(
        (&page["name"], &page["owner"], &page["notice"]),
        (&json!("Team"), &json!("alice"), &json!(""))
    );
    assert_eq!(ids(&page["members"]), ["alice", "bob", "carol"]);
    assert_eq!(page["members"][2]["name"], "Carol", "whom nobody met yet is asked for");
    assert_eq!((&page["mayNotice"], &page["mayLeave"]), (&json!(false), &json!(true)));
    let found = bob.ok("groupMembers", json!({ "conversation": team(), "words": "aro" })).await;
    assert_eq!(ids(&found), ["carol"]);

    let notice = |text: &str| wish(json!({ "type": "notice", "text": text }));
    assert_eq!(bob.refused("changeGroup", notice("no")).await.code, ErrorCode::Refused);
    assert_eq!(alice.refused("changeGroup", notice(&"x".repeat(1_001))).await.code, ErrorCode::BadText);
    alice.ok("changeGroup", notice("At eight")).await;
    assert_eq!(bob.ok("group", json!({ "conversation": team() })).await["notice"], "At eight");
    bob.ok("changeGroup", wish(json!({ "type": "quit" }))).await;
    assert_eq!(bob.refused("group", json!({ "conversation": team() })).await.code, ErrorCode::Refused);
    let page = alice.ok("group", json!({ "conversation": team() })).await;
    assert_eq!(ids(&page["members"]), ["alice", "carol"]);
    let discussion = json!({ "conversation": { "kind": "discussion", "targetId": "d" } });
    assert_eq!(alice.refused("group", discussion).await.code, ErrorCode::BadCall);
}

#[tokio::test]
async fn ux_40_everybody_is_mentioned_only_by_those_who_may() {
    let world = World::new().await;
    let rules = GroupRules { mention_all: Some(Who::Owner), ..GroupRules::default() };
    world.rule(GroupChange { owner: Some("alice".into()), rules, ..GroupChange::default() }).await;
    let (alice, bob) = (world.page("alice").await, world.page("bob").await);
    let asked = json!({ "conversation": team(), "words": "", "among": null });
    alice.connected().await;
    bob.connected().await;
    assert_eq!(alice.ok("mentionable", asked.clone()).await["everybody"], true);
    assert_eq!(bob.ok("mentionable", asked).await["everybody"], false);
    let mut his = bob.chat(&team()).await;
    let all = json!({ "conversation": team(), "text": "@everyone!", "mentions": "everybody" });
    bob.ok("sendText", all).await;
    let message = his.message(|message| message["state"]["state"] == "failed").await;
    assert_eq!(message["state"]["code"], 22407, "{message}");

    let people = json!({ "name": "Picnic", "users": ["bob"] });
    let id = alice.ok("createDiscussion", people).await;
    let asked = json!({ "conversation": id, "words": "", "among": null });
    assert_eq!(alice.ok("mentionable", asked.clone()).await["everybody"], true, "its creator");
    assert_eq!(bob.ok("mentionable", asked).await["everybody"], false);
}
