//! What calls of the server API change for who is connected, and what they answer when they make no sense.

use std::sync::Arc;

use futures_util::SinkExt as _;
use pipit_proto::frame::{ClientFrame, Qos};
use pipit_proto::messages::UpStreamMessage;
use pipit_proto::prost::Message as _;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::call::{call, done};
use crate::client::Client;
use crate::host::{HandClock, Host, settings};

const TEXT: &str = "RC:TxtMsg";

/// Says something, and answers the status that the sender is told.
pub(crate) async fn say(client: &mut Client, topic: &str, to: &str, id: u16, text: &str) -> u16 {
    let up = UpStreamMessage {
        session_id: 3,
        classname: TEXT.into(),
        content: json!({ "content": text }).to_string(),
        ..UpStreamMessage::default()
    };
    let (body, qos) = (up.encode_to_vec().into(), Qos::AtLeastOnce);
    let frame = ClientFrame::Publish { topic: topic.into(), target: to.into(), id, qos, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    client.ack().await.unwrap().status
}

#[tokio::test]
async fn who_is_muted_in_a_group_is_refused_until_the_time_is_over() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_000_000);
    let host = Host::with(settings(), clock.clone(), 1_000).await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 1, "free").await, 0);

    let member = [("groupId", "walkers"), ("userId", "alice"), ("minute", "1")];
    done(&host, "/group/user/gag/add", &member).await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 2, "muted").await, 22408);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 3, "elsewhere").await, 0);
    clock.set(1_060_000);
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 4, "over").await, 0);
    let listed = done(&host, "/group/user/gag/list", &[("groupId", "walkers")]).await;
    assert_eq!(listed["users"], json!([]));

    done(&host, "/group/ban/add", &[("groupId", "walkers")]).await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 5, "all are muted").await, 22408);
    let exempt = [("groupId", "walkers"), ("userId", "alice")];
    done(&host, "/group/user/ban/whitelist/add", &exempt).await;
    assert_eq!(say(&mut alice, "pgMsgP", "walkers", 6, "but not she").await, 0);
    done(&host, "/group/dismiss", &[("groupId", "walkers"), ("userId", "alice")]).await;
    host.server.add_group("walkers", "Walkers", &["alice"]).await.unwrap();
    assert_eq!(done(&host, "/group/ban/query", &[]).await["groupinfo"], json!([]), "it is a new group");
    host.stop().await;
}

#[tokio::test]
async fn words_that_are_not_said_are_refused_or_replaced() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    done(&host, "/sensitiveword/add", &[("word", "parsnip")]).await;
    done(&host, "/sensitiveword/add", &[("word", "turnip"), ("replaceWord", "***")]).await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "a parsnip").await, 21501);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 2, "a turnip").await, 0);
    let mut bob = Client::connect(&host, "bob", "").await;
    let contents: Vec<String> = bob.pull_all().await.into_iter().map(|message| message.content).collect();
    assert_eq!(contents, [r#"{"content":"a ***"}"#]);
    done(&host, "/wordfilter/delete", &[("word", "parsnip")]).await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 3, "a parsnip").await, 0);
    host.stop().await;
}

#[tokio::test]
async fn too_many_calls_and_calls_that_are_not_there_get_the_platforms_codes() {
    let clock = Arc::new(HandClock::default());
    let mut few = settings();
    few.api_rate = 2;
    let host = Host::with(few, clock.clone(), 1_000).await;
    let online = [("userId", "alice")];
    for _ in 0..2 {
        done(&host, "/user/checkOnline", &online).await;
    }
    let (status, answer) = call(&host, "/user/checkOnline", &online).await;
    assert_eq!((status, &answer["code"]), (429, &json!(1008)));
    done(&host, "/user/blacklist/query", &online).await; // each call has a count of its own
    clock.set(1_000);
    done(&host, "/user/checkOnline", &online).await;

    for path in ["/push", "/ultragroup/create", "/bot/create", "/user/remarks/get"] {
        let (status, answer) = call(&host, path, &[]).await;
        assert_eq!((status, &answer["code"]), (430, &json!(1009)), "{path}");
    }
    host.stop().await;
}

#[tokio::test]
async fn calls_that_make_no_sense_name_the_parameter() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice"]).await.unwrap();
    let long = "x".repeat(65);
    for (path, fields, named) in [
        (
            "/group/user/gag/add",
            vec![("groupId", "walkers"), ("userId", "alice"), ("minute", "-1")],
            "minute",
        ),
        ("/group/user/gag/add", vec![("groupId", "walkers"), ("minute", "1")], "userId"),
        ("/group/user/gag/add", vec![("groupId", &long), ("userId", "alice"), ("minute", "1")], "groupId"),
        ("/group/ban/add", vec![], "groupId"),
        ("/group/ban/add", vec![("groupId", "nowhere")], "nowhere"),
        ("/user/tags/get", vec![], "userIds"),
        ("/user/tag/set", vec![("userId", "nobody"), ("tags", "a")], "nobody"),
        ("/user/tag/set", vec![("userId", "alice"), ("tags", &long)], "tags"),
        ("/sensitiveword/add", vec![], "word"),
        ("/sensitiveword/add", vec![("word", &long)], "word"),
        ("/sensitiveword/list", vec![("type", "7")], "type"),
        ("/conversation/notification/set", vec![("isMuted", "2")], "isMuted"),
        (
            "/conversation/notification/set",
            vec![("isMuted", "1"), ("conversationType", "9")],
            "conversationType",
        ),
        ("/message/private/publish_template", vec![("toUserId", "alice")], "values"),
        ("/message/broadcast", vec![("fromUserId", "alice"), ("objectName", TEXT)], "content"),
    ] {
        let (status, answer) = call(&host, path, &fields).await;
        let message = answer["errorMessage"].as_str().unwrap();
        assert!(status == 400 && message.contains(named), "{path}: {answer}");
    }
    host.stop().await;
}
