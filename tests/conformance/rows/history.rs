//! What was said.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{World, private, with};

/// Whom the samples name.
const OF_SAMPLES: &str = "9527";

pub(super) async fn latest(c: &mut Case<'_>) -> Result<()> {
    say_all(c.world, OF_SAMPLES, &["one", "two", "three"]).await?;
    let ret = c.ok(with(&private(OF_SAMPLES), json!({ "count": 2 }))).await?;
    ensure!(texts(&ret) == ["three", "two"], "newest first: {ret}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn older(c: &mut Case<'_>) -> Result<()> {
    let ids = say_all(c.world, "carol", &["one", "two", "three"]).await?;
    let ret = c.ok(with(&private("carol"), json!({ "oldestMessageId": -1, "count": 2 }))).await?;
    ensure!(texts(&ret) == ["three", "two"], "{ret}");
    let before = json!({ "oldestMessageId": ids[2].to_string(), "count": "20" });
    let ret = c.ok(with(&private("carol"), before)).await?;
    ensure!(texts(&ret).get(..2).is_some_and(|two| two == ["two", "one"]), "{ret}");
    Ok(())
}

pub(super) async fn of_a_kind(c: &mut Case<'_>) -> Result<()> {
    let ids = say_all(c.world, OF_SAMPLES, &["one", "two"]).await?;
    let card = json!({ "title": "t", "description": "d", "imageUrl": "https://example.org/i.png" });
    c.world.alice.ok("sendRichContentMessage", with(&private(OF_SAMPLES), card)).await?;
    let kind = |name: &str, oldest: i64| json!({ "objectName": name, "oldestMessageId": oldest, "count": 1 });
    let ret = c.ok(with(&private(OF_SAMPLES), kind("RC:TxtMsg", -1))).await?;
    ensure!(texts(&ret) == ["two"], "{ret}");
    let ret = c.ok(with(&private(OF_SAMPLES), kind("RC:ImgTextMsg", -1))).await?;
    ensure!(ret["result"][0]["objectName"] == "RC:ImgTextMsg", "{ret}");
    let ret = c.sample(&[("688", &ids[1].to_string())]).await?;
    ensure!(texts(&ret).first().is_some_and(|text| text == "one"), "before that message: {ret}");
    Ok(())
}

pub(super) async fn remote(c: &mut Case<'_>) -> Result<()> {
    say_all(c.world, OF_SAMPLES, &["one", "two"]).await?;
    let ret = c.ok(with(&private(OF_SAMPLES), json!({ "dateTime": 0, "count": 2 }))).await?;
    ensure!(texts(&ret) == ["two", "one"], "newest first: {ret}");
    ensure!(ret["result"][0]["messageId"] == 0, "the server knows no ids of this machine: {ret}");
    let before = json!({ "dateTime": ret["result"][0]["sentTime"], "count": 1 });
    let ret = c.ok(with(&private(OF_SAMPLES), before)).await?;
    ensure!(texts(&ret) == ["one"], "before that time: {ret}");
    for count in [0, 21] {
        c.fails(with(&private(OF_SAMPLES), json!({ "dateTime": 0, "count": count })), -10_002).await?;
    }
    let room = json!({ "conversationType": "CHATROOM" });
    c.fails(c.params(room), -10_002).await?;
    // The sample's time is before all that there is.
    c.sample(&[("1418971531533", "0")]).await?;
    Ok(())
}

pub(super) async fn delete(c: &mut Case<'_>) -> Result<()> {
    let ids = say_all(c.world, "carol", &["one", "two", "three", "four"]).await?;
    c.ok(json!({ "messageIds": [ids[0], ids[1].to_string()] })).await?;
    c.sample(&[("688", &ids[2].to_string()), ("689", &ids[3].to_string())]).await?;
    let left = with(&private("carol"), json!({ "count": 4 }));
    let left = c.world.alice.ok("getLatestMessages", left).await?;
    let there =
        |id: &Value| left["result"].as_array().is_some_and(|list| list.iter().any(|m| m["messageId"] == *id));
    ensure!(!ids.iter().any(there), "{left}");
    Ok(())
}

pub(super) async fn clear(c: &mut Case<'_>) -> Result<()> {
    for (peer, by_sample) in [("carol", false), (OF_SAMPLES, true)] {
        say_all(c.world, peer, &["one"]).await?;
        if by_sample {
            c.sample(&[]).await?
        } else {
            c.ok(private(peer)).await?
        };
        let ret = c.world.alice.ok("getMessageCount", private(peer)).await?;
        ensure!(ret["result"]["count"] == 0, "{ret}");
    }
    Ok(())
}

pub(super) async fn recall(c: &mut Case<'_>) -> Result<()> {
    let recalled = c.world.bob.start("setOnMessageRecalledListener", Value::Null).await?;
    let ids = say_all(c.world, "bob", &["mistaken", "mistaken too"]).await?;
    let ret = c.ok(json!({ "messageId": ids[0] })).await?;
    ensure!(ret["messageId"] == ids[0] && ret["operatorId"] == "alice", "{ret}");
    ensure!(ret["recallTime"].as_i64().is_some_and(|time| time > 0), "{ret}");
    c.world.bob.next(recalled).await?;
    c.sample(&[("888", &ids[1].to_string())]).await?;
    c.world.bob.next(recalled).await?;
    let latest = with(&private("bob"), json!({ "count": 1 }));
    let ret = c.world.alice.ok("getLatestMessages", latest).await?;
    ensure!(ret["result"][0]["objectName"] == "RC:RcNtf", "a notice stands in its place: {ret}");
    c.fails(json!({ "messageId": 999_999 }), 34_011).await
}

/// Alice says these; their ids.
async fn say_all(world: &World, to: &str, texts: &[&str]) -> Result<Vec<Value>> {
    let mut ids = Vec::new();
    for text in texts {
        ids.push(world.say(&private(to), text).await?);
    }
    Ok(ids)
}

fn texts(ret: &Value) -> Vec<String> {
    let list = ret["result"].as_array().into_iter().flatten();
    list.map(|message| message["content"]["text"].as_str().unwrap_or_default().to_owned()).collect()
}
