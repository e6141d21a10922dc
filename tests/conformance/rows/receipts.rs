//! Who has read what, and what was taken back.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{World, group, private, with};

const REQUESTS: &str = "onMessageReceiptRequest";

pub(super) async fn tell_read(c: &mut Case<'_>) -> Result<()> {
    let told = c.world.bob.start("addReceiveReadReceiptListener", Value::Null).await?;
    for by_time in [false, true] {
        let message = c.world.hear(&private("bob"), "read this").await?;
        let time = message["sentTime"].clone();
        let params = if by_time {
            json!({ "targetId": "bob", "timestamp": time })
        } else {
            json!({ "targetId": "bob" })
        };
        c.ok(params).await?;
        let told = c.world.bob.next(told).await?.ret;
        ensure!(told == json!({ "tId": "alice", "messageTime": time }), "Bob is told {told}");
    }
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn hear_read(c: &mut Case<'_>) -> Result<()> {
    for by_sample in [false, true] {
        let listener = if by_sample { c.sample_listener(&[]).await? } else { c.start(Value::Null).await? };
        let text = c.world.fresh("read this");
        c.world.say(&private("bob"), &text).await?;
        let message = c.world.latest(&c.world.bob, &private("alice"), &text).await?;
        c.world.bob.ok("sendReadReceiptMessage", json!({ "targetId": "alice" })).await?;
        let told = c.told(listener).await?;
        ensure!(told == json!({ "tId": "bob", "messageTime": message["sentTime"] }), "{told}");
    }
    Ok(())
}

pub(super) async fn hear_recalled(c: &mut Case<'_>) -> Result<()> {
    for by_sample in [false, true] {
        let listener = if by_sample { c.sample_listener(&[]).await? } else { c.start(Value::Null).await? };
        let message = c.world.hear(&private("bob"), "taken back").await?;
        let text = message["content"]["text"].as_str().unwrap_or_default();
        let own = c.world.latest(&c.world.bob, &private("alice"), text).await?;
        c.world.bob.ok("recallMessage", json!({ "messageId": own["messageId"] })).await?;
        let told = c.told(listener).await?;
        ensure!(told == json!({ "messageId": message["messageId"] }), "{told}");
    }
    Ok(())
}

pub(super) async fn ask(c: &mut Case<'_>) -> Result<()> {
    let team = group("team");
    let asked = c.world.bob.start("addReadReceiptListener", json!({ "target": REQUESTS })).await?;
    for by_sample in [false, true] {
        let id = c.world.say(&team, "who reads this").await?;
        if by_sample {
            c.sample(&[("messageId:1", &format!("messageId:{id}"))]).await?;
        } else {
            c.ok(json!({ "messageId": id.to_string() })).await?;
        }
        let told = c.world.bob.next(asked).await?.ret;
        ensure!(told["conversationType"] == "GROUP" && told["targetId"] == "team", "Bob is told {told}");
    }
    c.fails(json!({ "messageId": 999_999 }), 34_011).await?;
    let private = c.world.say(&private("bob"), "groups only").await?;
    c.fails(json!({ "messageId": private }), 34_011).await
}

pub(super) async fn answer(c: &mut Case<'_>) -> Result<()> {
    // The sample names no type: a group is meant.
    let of_sample = group("2er");
    let answered = c.world.bob.start("addReadReceiptListener", Value::Null).await?;
    for by_sample in [false, true] {
        let id = asked_by_bob(c.world, &of_sample).await?;
        if by_sample {
            c.sample(&[("messageId:1", &format!("messageId:{id}"))]).await?;
        } else {
            c.ok(with(&of_sample, json!({ "messageId": id }))).await?;
        }
        let told = c.world.bob.next(answered).await?.ret;
        ensure!(told["respondUserIdList"][0]["userId"] == "alice", "Bob is told {told}");
    }
    let latest = with(&of_sample, json!({ "count": 1 }));
    let own = c.world.alice.ok("getLatestMessages", latest.clone()).await?;
    ensure!(own["result"][0]["readReceiptInfo"]["hasRespond"] == true, "{own}");
    let info = c.world.bob.ok("getLatestMessages", latest).await?["result"][0]["readReceiptInfo"].clone();
    ensure!(
        info["userIdList"]["alice"] == info["userIds"][0]["time"] && info["userIds"][0]["time"].is_number(),
        "{info}"
    );
    let not_asked = c.world.hear(&of_sample, "nobody asks").await?;
    c.fails(with(&of_sample, json!({ "messageId": not_asked["messageId"] })), 34_011).await
}

pub(super) async fn hear(c: &mut Case<'_>) -> Result<()> {
    let requests = c.world.alice.start("addReadReceiptListener", json!({ "target": REQUESTS })).await?;
    asked_by_bob(c.world, &group("team")).await?;
    let told = c.world.alice.next(requests).await?.ret;
    ensure!(told["targetId"] == "team" && told["messageUId"].is_string(), "of a request it is told {told}");
    for by_sample in [false, true] {
        let listener = if by_sample { c.sample_listener(&[]).await? } else { c.start(json!({})).await? };
        let uid = answered_by_bob(c.world).await?;
        let told = c.told(listener).await?;
        ensure!(told["messageUId"] == uid && told["respondUserIdList"][0]["userId"] == "bob", "{told}");
    }
    Ok(())
}

pub(super) async fn no_longer_hear(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    for by_sample in [false, true] {
        let listener = alice.start("addReadReceiptListener", json!({})).await?;
        answered_by_bob(c.world).await?;
        alice.next(listener).await?;
        if by_sample {
            c.sample(&[]).await?; // it gives a function in the place of the parameters, which means the default
        } else {
            c.ok(json!({ "target": "onMessageReceiptResponse" })).await?;
        }
        let other = alice.start("addReadReceiptListener", json!({})).await?;
        answered_by_bob(c.world).await?;
        alice.next(other).await?;
        ensure!(alice.unread(listener).await? == 0, "it is still told");
    }
    Ok(())
}

/// Bob says something in a group and asks who reads it; the message's id at Alice's, when she knows.
async fn asked_by_bob(world: &World, group: &Value) -> Result<Value> {
    let message = world.hear(group, "who reads this").await?;
    let own =
        world.latest(&world.bob, group, message["content"]["text"].as_str().unwrap_or_default()).await?;
    world.bob.ok("sendReadReceiptRequest", json!({ "messageId": own["messageId"] })).await?;
    let asked = |ret: &Value| ret["result"][0]["readReceiptInfo"]["isReceiptRequestMessage"] == true;
    world.alice.until("getLatestMessages", with(group, json!({ "count": 1 })), asked).await?;
    Ok(message["messageId"].clone())
}

/// Alice asks who reads something in the group, and Bob says that he does; the message's uid.
async fn answered_by_bob(world: &World) -> Result<Value> {
    let team = group("team");
    let text = world.fresh("do you read this");
    let id = world.say(&team, &text).await?;
    world.alice.ok("sendReadReceiptRequest", json!({ "messageId": id })).await?;
    let asked = |ret: &Value| {
        let message = &ret["result"][0];
        message["content"]["text"] == text
            && message["readReceiptInfo"]["isReceiptRequestMessage"] == true
            && message["readReceiptInfo"]["hasRespond"] == false
    };
    let ret = world.bob.until("getLatestMessages", with(&team, json!({ "count": 1 })), asked).await?;
    let message = &ret["result"][0];
    world
        .bob
        .ok("sendReadReceiptResponse", with(&team, json!({ "messageId": message["messageId"] })))
        .await?;
    Ok(message["messageUId"].clone())
}
