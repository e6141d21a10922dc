//! Who alone may write to somebody, and pairs that the app's server puts into messages.

use pipit_proto::messages::DownStreamMessage;
use serde_json::{Value, json};

use crate::call::{call, done};
use crate::calls::say;
use crate::client::Client;
use crate::host::Host;

#[tokio::test]
async fn who_is_selective_hears_only_those_on_the_list() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let setting =
        async || done(&host, "/user/whitesetting/query", &[("userId", "bob")]).await["whiteSetting"].clone();
    assert_eq!(setting().await, json!(0));
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "before").await, 0);
    done(&host, "/user/whitesetting/set", &[("userId", "bob"), ("whiteSetting", "1")]).await;
    assert_eq!(setting().await, json!(1));
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 2, "not on the list").await, 407);
    let listed = [("userId", "bob"), ("whiteUserId", "alice"), ("whiteUserId", "carol")];
    done(&host, "/user/whitelist/add", &listed).await;
    let all = done(&host, "/user/whitelist/query", &[("userId", "bob")]).await;
    assert_eq!(all["users"], json!(["alice", "carol"]));
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 3, "on the list").await, 0);
    done(&host, "/user/whitelist/remove", &[("userId", "bob"), ("whiteUserId", "alice")]).await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 4, "no longer").await, 407);
    done(&host, "/user/whitesetting/set", &[("userId", "bob"), ("whiteSetting", "0")]).await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 5, "to everybody").await, 0);

    for (path, fields, named) in [
        ("/user/whitesetting/set", vec![("userId", "bob"), ("whiteSetting", "2")], "whiteSetting"),
        ("/user/whitesetting/set", vec![("userId", "nobody"), ("whiteSetting", "1")], "nobody"),
        ("/user/whitelist/add", vec![("userId", "bob")], "whiteUserId"),
        ("/user/whitelist/query", vec![], "userId"),
    ] {
        let (status, answer) = call(&host, path, &fields).await;
        assert!(
            status == 400 && answer["errorMessage"].as_str().unwrap().contains(named),
            "{path}: {answer}"
        );
    }
    host.stop().await;
}

#[tokio::test]
async fn the_apps_server_puts_pairs_into_a_message_and_everybody_is_told() {
    let host = Host::start().await;
    let message = [
        ("fromUserId", "alice"),
        ("toUserId", "bob"),
        ("objectName", "RC:TxtMsg"),
        ("content", "{}"),
        ("expansion", "true"),
    ];
    let sent = done(&host, "/message/private/publish", &message).await;
    let uid = sent["messageUIDs"][0]["messageUID"].as_str().unwrap().to_owned();
    let of = |more: &[(&'static str, &'static str)]| {
        let mut fields = vec![
            ("msgUID", uid.as_str()),
            ("userId", "alice"),
            ("conversationType", "1"),
            ("targetId", "bob"),
        ];
        fields.extend(more);
        fields
    };
    done(&host, "/message/expansion/set", &of(&[("extraKeyVal", r#"{"a":"1","b":"2"}"#)])).await;
    done(&host, "/message/expansion/delete", &of(&[("extraKey", r#"["a"]"#)])).await;
    let pairs = done(&host, "/message/expansion/query", &[("msgUID", &uid)]).await;
    assert_eq!(pairs["extraContent"], json!({ "b": { "v": "2" } }));
    let mut bob = Client::connect(&host, "bob", "").await;
    let got = bob.pull_all().await;
    let told = |message: &DownStreamMessage| serde_json::from_str::<Value>(&message.content).unwrap();
    let [first, put, removed] = got.as_slice() else { panic!("{got:?}") };
    assert_eq!(first.extra_content(), r#"{"b":{"v":"2"}}"#);
    assert_eq!(told(put), json!({ "put": { "a": "1", "b": "2" }, "mid": uid }));
    assert_eq!(told(removed), json!({ "del": ["a"], "mid": uid }));

    let none = call(&host, "/message/expansion/query", &[("msgUID", "2222-2222-2222-2222")]).await;
    assert_eq!((none.0, &none.1["code"]), (400, &json!(22201)));
    for (more, named) in [
        (("extraKeyVal", "[]"), "extraKeyVal"),
        (("extraKeyVal", r#"{"a b":"1"}"#), "malformed"),
        (("other", "x"), "extraKeyVal"),
    ] {
        let (status, answer) = call(&host, "/message/expansion/set", &of(&[more])).await;
        assert!(status == 400 && answer["errorMessage"].as_str().unwrap().contains(named), "{answer}");
    }
    host.stop().await;
}
