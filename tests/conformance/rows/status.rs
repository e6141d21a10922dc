//! The states of single messages, and who is typing.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{group, private, with};

pub(super) async fn received(c: &mut Case<'_>) -> Result<()> {
    let message = c.world.hear(&private("bob"), "a word").await?;
    let (id, text) = (&message["messageId"], message["content"]["text"].as_str().unwrap_or_default());
    for status in ["DOWNLOADED", "RETRIEVED", "MULTIPLERECEIVE", "UNREAD", "LISTENED"] {
        c.ok(json!({ "messageId": id, "receivedStatus": status })).await?;
        let message = c.world.latest(&c.world.alice, &private("bob"), text).await?;
        ensure!(message["receivedStatus"] == status, "{message}");
        ensure!(message["isListened"] == (status == "LISTENED"), "{message}");
    }
    c.sample(&[("688", &id.to_string())]).await?;
    let message = c.world.latest(&c.world.alice, &private("bob"), text).await?;
    ensure!(message["receivedStatus"] == "READ" && message["isRead"] == true, "{message}");
    c.fails(json!({ "messageId": 999_999, "receivedStatus": "READ" }), 34_011).await
}

pub(super) async fn sent(c: &mut Case<'_>) -> Result<()> {
    let id = c.world.say(&private("carol"), "a word").await?;
    for status in ["FAILED", "SENDING", "SENT"] {
        c.ok(json!({ "messageId": id, "sentStatus": status })).await?;
        let message = c.world.latest(&c.world.alice, &private("carol"), "a word").await?;
        ensure!(message["sentStatus"] == status, "{message}");
    }
    c.sample(&[("messageId: 8", &format!("messageId: {id}"))]).await?;
    c.fails(json!({ "messageId": 999_999, "sentStatus": "SENT" }), 34_011).await
}

pub(super) async fn all_read(c: &mut Case<'_>) -> Result<()> {
    c.world.hear(&private("bob"), "unread").await?;
    c.ok(private("bob")).await?;
    let ret = c.world.alice.ok("getUnreadCount", private("bob")).await?;
    ensure!(ret["result"] == 0, "{ret}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn type_something(c: &mut Case<'_>) -> Result<()> {
    let typing = c.world.bob.start("addTypingStatusListener", Value::Null).await?;
    for _ in 0..3 {
        c.ok(json!({ "targetId": "bob", "objectName": "RC:VcMsg" })).await?; // once in a while is enough
    }
    let told = c.world.bob.next(typing).await?.ret;
    ensure!(told["userTypingStatusList"][0]["typingContentType"] == "RC:VcMsg", "Bob is told {told}");
    c.world.say(&private("bob"), "said").await?;
    let told = c.world.bob.next(typing).await?.ret;
    ensure!(told["userTypingStatusList"] == json!([]), "then Bob is told {told}");
    c.fails(with(&group("team"), json!({ "objectName": "RC:TxtMsg" })), -10_002).await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn hear_typing(c: &mut Case<'_>) -> Result<()> {
    let listener = c.sample_listener(&[]).await?;
    c.world.bob.ok("sendTypingStatus", json!({ "targetId": "alice", "objectName": "RC:TxtMsg" })).await?;
    let told = c.told(listener).await?;
    ensure!(told["conversationType"] == "PRIVATE" && told["targetId"] == "bob", "{told}");
    ensure!(told["userTypingStatusList"][0]["userId"] == "bob", "{told}");
    Ok(())
}

pub(super) async fn note(c: &mut Case<'_>) -> Result<()> {
    let id = c.world.say(&private("carol"), "a word").await?;
    let kept = async |c: &mut Case<'_>| -> Result<Value> {
        Ok(c.world.latest(&c.world.alice, &private("carol"), "a word").await?["extra"].clone())
    };
    let longest = "注".repeat(341); // 1,023 bytes
    c.ok(json!({ "messageId": id, "value": longest })).await?;
    ensure!(kept(c).await? == longest, "it is not kept");
    c.fails(json!({ "messageId": id, "value": "注".repeat(342) }), -10_002).await?;
    c.sample(&[("688", &id.to_string())]).await?;
    ensure!(kept(c).await? == "extra info", "the sample's is not kept");
    Ok(())
}
