//! Whose files take how much room, and removing them.

use std::sync::Arc;

use pipit_proto::messages::{GetDownloadUrlInput, GetDownloadUrlOutput, GetQNupTokenInput};
use pipit_proto::prost::Message as _;
use pipit_server::SystemClock;
use serde_json::{Value, json};

use crate::call::{call, done};
use crate::client::Client;
use crate::files::{files_in, form, post_to, ticket};
use crate::host::{Host, http, settings};

async fn of(host: &Host, user: &str) -> Value {
    done(host, "/pipit/file/query", &[("userId", user)]).await
}

#[tokio::test]
async fn a_person_has_files_up_to_the_quota_and_room_again_when_one_is_removed() {
    let mut small = settings();
    small.file_quota = Some(2_048);
    let host = Host::with(small, Arc::new(SystemClock), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    let content = vec![7; 1_500];
    let first = ticket(&mut alice, "first").await;
    let second = ticket(&mut alice, "second").await; // while there is room
    assert_eq!(post_to(&host.url, form(&first, "image/png", &content), &[]).await.status(), 200);
    let refused = post_to(&host.url, form(&second, "image/png", &content), &[]).await;
    assert_eq!(refused.status(), 413);
    assert!(refused.text().await.unwrap().contains("quota"));
    let asked = GetQNupTokenInput { r#type: 4, key: Some("third".into()), size: Some(1), ..<_>::default() };
    assert_eq!(alice.refusal("qnTkn", &asked).await, 26106);
    let same = ticket(&mut bob, "of bob").await;
    assert_eq!(
        post_to(&host.url, form(&same, "image/png", &content), &[]).await.status(),
        200,
        "his own quota"
    );

    let files = of(&host, "alice").await;
    assert_eq!((&files["bytes"], &files["quota"]), (&json!(1_500), &json!(2_048)));
    assert_eq!(files["files"].as_array().unwrap().len(), 1);
    assert_eq!(files["files"][0]["key"], "first");
    let asked = GetDownloadUrlInput { r#type: 4, key: "first".into(), ..<_>::default() };
    let address = GetDownloadUrlOutput::decode(alice.query("qnUrl", &asked).await).unwrap().download_url;
    assert_eq!(http().get(&address).send().await.unwrap().status(), 200);

    let removed = done(&host, "/pipit/file/remove", &[("key", "first"), ("key", "nowhere")]).await;
    assert_eq!(removed["removed"], 1);
    assert_eq!(http().get(&address).send().await.unwrap().status(), 404);
    assert_eq!(of(&host, "alice").await["bytes"], 0);
    let there = || files_in(&host.data().join("files")).len();
    assert_eq!(there(), 1, "bob's file has the same content");
    assert_eq!(post_to(&host.url, form(&second, "image/png", &content), &[]).await.status(), 200);
    done(&host, "/pipit/file/remove", &[("key", "second"), ("key", "of bob")]).await;
    assert_eq!(there(), 0, "nobody has the content any more");
    for (path, fields) in [("/pipit/file/remove", vec![]), ("/pipit/file/query", vec![("userId", "nobody")])]
    {
        assert_eq!(call(&host, path, &fields).await.0, 400);
    }
    host.stop().await;
}

#[tokio::test]
async fn files_that_are_not_whole_take_their_room_too() {
    let mut small = settings();
    small.file_quota = Some(2_048);
    let host = Host::with(small, Arc::new(SystemClock), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let ticket = ticket(&mut alice, "film").await;
    let slice = async |transaction: &str, start: usize, bytes: usize| {
        let range = format!("bytes={start}-");
        let headers =
            [("Range", &*range), ("X-File-TransactionId", transaction), ("X-File-Total-Size", "1500")];
        post_to(&host.url, form(&ticket, "video/mp4", &vec![7; bytes]), &headers).await.status().as_u16()
    };
    assert_eq!(slice("first", 0, 1_000).await, 200);
    assert_eq!(slice("second", 0, 1_000).await, 413, "there is room for one of them");
    assert_eq!(slice("first", 1_000, 500).await, 200);
    assert_eq!(of(&host, "alice").await["bytes"], 1_500);
    host.stop().await;
}

#[tokio::test]
async fn nobody_uploads_under_the_name_of_a_log() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let key = Some("message-history-2026010112.zip".into());
    let asked = GetQNupTokenInput { r#type: 4, key, size: Some(1), ..<_>::default() };
    assert_eq!(alice.refusal("qnTkn", &asked).await, 26010);
    host.stop().await;
}
