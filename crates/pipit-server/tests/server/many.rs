//! Calls that write to several receivers: all that can be known is looked at before anybody gets anything.

use serde_json::{Value, json};

use crate::call::{call, done};
use crate::client::Client;
use crate::host::Host;

/// The fields of a text to these receivers.
fn text<'a>(receivers: &'a str, ids: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("fromUserId", "alice"), ("objectName", "RC:TxtMsg"), ("content", "{}")];
    fields.extend(ids.iter().map(|&id| (receivers, id)));
    fields
}

/// How many messages wait for somebody.
async fn waiting(host: &Host, user: &str) -> usize {
    Client::connect(host, user, "").await.pull_all().await.len()
}

/// Whom an answer names as receivers.
fn named(answer: &Value) -> Vec<&str> {
    let uids = answer["messageUIDs"].as_array().unwrap();
    uids.iter().map(|one| one["targetId"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_receiver_that_is_not_there_leaves_the_others_without_the_message() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    done(&host, "/chatroom/create", &[("chatroom[hall]", "Hall")]).await;
    let mut bob = Client::connect(&host, "bob", "").await;
    bob.join("hall").await;
    let none = "nowhere";
    let values = |count: usize| vec![("values", "{}"); count];
    for (path, fields, code) in [
        ("/message/private/publish", text("toUserId", &["bob", none]), 24366),
        ("/message/system/publish", text("toUserId", &["bob", none]), 24366),
        ("/message/group/publish", text("toGroupId", &["walkers", none]), 22406),
        ("/message/chatroom/publish", text("toChatroomId", &["hall", none]), 23410),
        ("/statusmessage/private/publish", text("toUserId", &["bob", none]), 24366),
        ("/statusmessage/group/publish", text("toGroupId", &["walkers", none]), 22406),
        ("/message/private/publish_template", [text("toUserId", &["bob", none]), values(2)].concat(), 24366),
    ] {
        let (status, answer) = call(&host, path, &fields).await;
        assert_eq!((status, &answer["code"]), (400, &json!(code)), "{path}: {answer}");
    }
    assert!(bob.pull_all().await.is_empty());
    assert_eq!(bob.pull_room("hall", 0, 10).await.0.len(), 0);
    let discussions = text("toDiscussionId", &[none]);
    assert_eq!(call(&host, "/message/discussion/publish", &discussions).await.1["code"], 21406);
    host.stop().await;
}

#[tokio::test]
async fn who_refuses_the_sender_is_left_out_and_the_others_get_the_message() {
    let host = Host::start().await;
    done(&host, "/user/blacklist/add", &[("userId", "bob"), ("blackUserId", "alice")]).await;
    let filtered = |ids: &[&'static str]| [text("toUserId", ids), vec![("verifyBlacklist", "1")]].concat();
    let sent = done(&host, "/message/private/publish", &filtered(&["bob", "carol"])).await;
    assert_eq!(named(&sent), ["carol"]);
    let (status, answer) = call(&host, "/message/private/publish", &filtered(&["bob"])).await;
    assert_eq!((status, &answer["code"]), (400, &json!(405)), "nobody gets it");
    assert!(answer["errorMessage"].as_str().unwrap().contains("bob"), "{answer}");
    let all = done(&host, "/message/private/publish", &text("toUserId", &["bob", "carol"])).await;
    assert_eq!(named(&all), ["bob", "carol"]);
    assert_eq!((waiting(&host, "bob").await, waiting(&host, "carol").await), (1, 2));
    host.stop().await;
}

#[tokio::test]
async fn one_group_that_is_full_leaves_the_others_as_they_were() {
    let mut small = crate::host::settings();
    small.limits.group_members = 1;
    let host = Host::with(small, std::sync::Arc::new(pipit_server::SystemClock), 100).await;
    host.server.add_group("full", "Full", &["bob"]).await.unwrap();
    let fields = [("userId", "alice"), ("group[walkers]", "Walkers"), ("group[full]", "Full")];
    assert_eq!(call(&host, "/group/sync", &fields).await.1["code"], 25411);
    assert_eq!(call(&host, "/group/user/query", &[("groupId", "walkers")]).await.0, 400, "it was not made");
    host.stop().await;
}
