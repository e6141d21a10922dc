//! What people delete for themselves: messages, histories, conversations. Nobody else loses anything.

use pipit_proto::messages::{
    CleanHisMsgInput, CleanMsgBatchReq, DeleteMsg, DeleteMsgInput, HistoryMsgInput, HistoryMsgOutput,
    RelationDelBatchReq, RelationOpInput, RelationQryInput, RelationsInput, RelationsOutput,
};
use pipit_proto::prost::Message as _;
use serde_json::Value;

use crate::calls::say;
use crate::client::Client;
use crate::host::Host;

const PRIVATE: &str = "qryPMsg";
const GROUP: &str = "qryGMsg";

/// What somebody sees in a history, newest first: uid, time and text.
async fn history(client: &mut Client, topic: &str, target: &str) -> Vec<(String, i64, String)> {
    let asked =
        HistoryMsgInput { target_id: Some(target.into()), count: Some(50), ..HistoryMsgInput::default() };
    let page = HistoryMsgOutput::decode(client.query(topic, &asked).await).unwrap();
    let text = |content: &str| {
        let content: Value = serde_json::from_str(content).unwrap();
        content["content"].as_str().unwrap().to_owned()
    };
    let seen = |message: &pipit_proto::messages::DownStreamMessage| {
        (message.msg_id().to_owned(), message.data_time, text(&message.content))
    };
    page.list.iter().map(seen).collect()
}

async fn texts(client: &mut Client, topic: &str, target: &str) -> Vec<String> {
    history(client, topic, target).await.into_iter().map(|(.., text)| text).collect()
}

/// Whom somebody has conversations with.
async fn listed(client: &mut Client) -> Vec<String> {
    let asked = RelationQryInput { count: Some(50), ..RelationQryInput::default() };
    let page = RelationsOutput::decode(client.query("qryRelationR", &asked).await).unwrap();
    page.info.into_iter().map(|info| info.user_id).collect()
}

fn clear(kind: Option<i32>, target: &str, time: i64) -> CleanHisMsgInput {
    CleanHisMsgInput { target_id: target.into(), data_time: time, conversation_type: kind, bus_channel: None }
}

fn remove(kind: i32, target: &str, messages_too: bool) -> RelationDelBatchReq {
    let named = RelationOpInput {
        conversation_id: target.into(),
        conversation_type: kind,
        ..RelationOpInput::default()
    };
    RelationDelBatchReq { relation: vec![named], clean_msg: Some(messages_too) }
}

#[tokio::test]
async fn a_message_is_deleted_for_who_deletes_it() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    for (topic, target) in [("ppMsgP", "bob"), ("pgMsgP", "walkers")] {
        for (id, text) in [(1, "one"), (2, "two"), (3, "three")] {
            assert_eq!(say(&mut alice, topic, target, id, text).await, 0);
        }
    }
    for (kind, topic, target, of_bob) in [(1, PRIVATE, "bob", "alice"), (3, GROUP, "walkers", "walkers")] {
        let seen = history(&mut alice, topic, target).await;
        let named = |uid: &str, time: i64| DeleteMsg {
            msg_id: Some(uid.into()),
            msg_data_time: Some(time),
            direct: Some(1),
        };
        let (uid, time, _) = &seen[1];
        let asked = |msgs: Vec<DeleteMsg>| DeleteMsgInput {
            r#type: Some(kind),
            conversation_id: Some(target.into()),
            msgs,
            bus_channel: None,
        };
        let foreign = named("ABCD-EFGH-IJKL-MNOP", *time); // named wrongly: nothing goes
        alice.query("delMsg", &asked(vec![foreign])).await;
        assert_eq!(texts(&mut alice, topic, target).await, ["three", "two", "one"]);
        for _twice in 0..2 {
            alice.query("delMsg", &asked(vec![named(uid, *time)])).await;
        }
        assert_eq!(texts(&mut alice, topic, target).await, ["three", "one"]);
        assert_eq!(texts(&mut bob, topic, of_bob).await, ["three", "two", "one"], "only for oneself");
        let many = vec![named(uid, *time); 101];
        assert_eq!(alice.refusal("delMsg", &asked(many)).await, 26010);
        assert_eq!(alice.refusal("delMsg", &asked(Vec::new())).await, 26010);
    }
    let nowhere = DeleteMsgInput { r#type: Some(99), ..DeleteMsgInput::default() };
    assert_eq!(alice.refusal("delMsg", &nowhere).await, 26010);
    let mut web = Client::connect(&host, "alice", "&platform=Android").await;
    assert_eq!(texts(&mut web, PRIVATE, "bob").await, ["three", "one"], "on all devices");
    let host = host.restart().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(texts(&mut alice, PRIVATE, "bob").await, ["three", "one"], "and for good");
    host.stop().await;
}

#[tokio::test]
async fn a_history_is_cleared_up_to_a_time() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    for (topic, target) in [("ppMsgP", "bob"), ("ppMsgP", "carol"), ("pgMsgP", "walkers")] {
        for (id, text) in [(1, "one"), (2, "two"), (3, "three")] {
            assert_eq!(say(&mut alice, topic, target, id, text).await, 0);
        }
    }
    for (topic, ask, target, of_bob) in
        [("cleanPMsg", PRIVATE, "bob", "alice"), ("cleanGMsg", GROUP, "walkers", "walkers")]
    {
        let second = history(&mut alice, ask, target).await[1].1;
        alice.query(topic, &clear(None, target, second)).await;
        assert_eq!(texts(&mut alice, ask, target).await, ["three"]);
        alice.query(topic, &clear(None, target, second - 1)).await;
        assert_eq!(texts(&mut alice, ask, target).await, ["three"], "what was cleared does not come back");
        assert_eq!(texts(&mut bob, ask, of_bob).await, ["three", "two", "one"], "only for oneself");
    }
    let last = history(&mut alice, PRIVATE, "carol").await[0].1;
    let batch = |input| CleanMsgBatchReq { input };
    let two = vec![clear(Some(1), "carol", last), clear(Some(3), "walkers", last)];
    alice.query("cleanMsgBatch", &batch(two)).await;
    assert!(texts(&mut alice, PRIVATE, "carol").await.is_empty());
    assert_eq!(texts(&mut alice, PRIVATE, "bob").await, ["three"], "which was not named");
    assert_eq!(say(&mut alice, "ppMsgP", "carol", 4, "later").await, 0);
    assert_eq!(texts(&mut alice, PRIVATE, "carol").await, ["later"]);
    for wrong in [batch(Vec::new()), batch(vec![clear(None, "carol", 1)])] {
        assert_eq!(alice.refusal("cleanMsgBatch", &wrong).await, 26010);
    }
    host.stop().await;
}

#[tokio::test]
async fn a_new_device_is_not_brought_what_was_deleted_or_cleared() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    for (id, text) in [(1, "one"), (2, "two"), (3, "three"), (4, "four")] {
        assert_eq!(say(&mut alice, "ppMsgP", "bob", id, text).await, 0);
    }
    let seen = history(&mut bob, PRIVATE, "alice").await;
    let words: Vec<_> = seen.iter().map(|(_, _, words)| words).collect();
    assert_eq!(words, ["four", "three", "two", "one"]);
    let third =
        DeleteMsg { msg_id: Some(seen[1].0.clone()), msg_data_time: Some(seen[1].1), direct: Some(0) };
    let asked = DeleteMsgInput {
        r#type: Some(1),
        conversation_id: Some("alice".into()),
        msgs: vec![third],
        bus_channel: None,
    };
    bob.query("delMsg", &asked).await;
    bob.query("cleanPMsg", &clear(None, "alice", seen[3].1)).await;

    let mut phone = Client::connect(&host, "bob", "&platform=Android").await;
    let brought: Vec<_> = phone.pull_all().await.into_iter().map(|message| message.msg_id.unwrap()).collect();
    assert_eq!(brought, [seen[2].0.clone(), seen[0].0.clone()]);
    host.stop().await;
}

#[tokio::test]
async fn a_conversation_is_removed_until_somebody_writes_again() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "one").await, 0);
    assert_eq!(say(&mut alice, "ppMsgP", "carol", 2, "one").await, 0);
    assert_eq!(listed(&mut alice).await, ["carol", "bob"]);
    alice.query("delRelationBatch", &remove(1, "bob", false)).await;
    assert_eq!(listed(&mut alice).await, ["carol"]);
    assert_eq!(listed(&mut bob).await, ["alice"]);
    assert_eq!(texts(&mut alice, PRIVATE, "bob").await, ["one"], "the messages stay");
    assert_eq!(say(&mut bob, "ppMsgP", "alice", 1, "two").await, 0);
    assert_eq!(listed(&mut alice).await, ["bob", "carol"]);
    alice.query("delRelationBatch", &remove(1, "bob", true)).await;
    assert_eq!(listed(&mut alice).await, ["carol"]);
    assert!(texts(&mut alice, PRIVATE, "bob").await.is_empty());
    assert_eq!(texts(&mut bob, PRIVATE, "alice").await, ["two", "one"]);
    assert_eq!(alice.refusal("delRelationBatch", &remove(99, "bob", false)).await, 26010);
    // Older clients name one, as the target.
    let kind = |kind| RelationsInput { r#type: kind };
    assert_eq!(alice.ask_of("carol", "delRelation", &kind(1)).await.0, 0);
    assert!(listed(&mut alice).await.is_empty());
    assert_eq!(alice.ask_of("carol", "delRelation", &kind(99)).await.0, 26010);
    host.stop().await;
}
