//! Conversations.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{World, group, private, with};

/// Whom the samples name.
const OF_SAMPLES: &str = "9527";

pub(super) async fn list(c: &mut Case<'_>) -> Result<()> {
    c.world.say(&private("carol"), "older").await?;
    let newer = c.world.hear(&group("team"), "newer").await?;
    let ret = c.ok(Value::Null).await?;
    ensure!(targets(&ret).get(..2).is_some_and(|two| two == ["team", "carol"]), "{ret}");
    ensure!(
        ret["result"][0]["latestMessage"] == newer["content"] && ret["result"][0]["isTop"] == false,
        "{ret}"
    );
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn page(c: &mut Case<'_>) -> Result<()> {
    c.world.say(&private("carol"), "older").await?;
    c.world.say(&private("bob"), "newer").await?;
    let first = c.ok(json!({ "count": 1, "typeList": ["private"] })).await?;
    ensure!(targets(&first) == ["bob"], "{first}");
    let next = json!({ "count": "1", "typeList": ["private"], "startTime": first["result"][0]["sentTime"] });
    let next = c.ok(next).await?;
    ensure!(targets(&next) == ["carol"], "{next}");
    // Every type that may be named, those that nothing comes from too.
    let types = [
        "private",
        "discussion",
        "group",
        "chatroom",
        "customerService",
        "system",
        "appService",
        "publicService",
        "pushService",
    ];
    c.ok(json!({ "typeList": types })).await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn put_on_top(c: &mut Case<'_>) -> Result<()> {
    c.world.say(&private("carol"), "above").await?;
    for (peer, top) in [("bob", true), ("bob", false)] {
        c.ok(with(&private(peer), json!({ "isTop": top }))).await?;
        let list = c.world.alice.ok("getConversationList", Value::Null).await?;
        let first = &list["result"][0];
        ensure!((first["targetId"] == peer) == top && first["isTop"] == top, "{list}");
    }
    c.sample(&[]).await?;
    c.world.alice.ok("setConversationToTop", with(&private(OF_SAMPLES), json!({ "isTop": false }))).await?;
    Ok(())
}

pub(super) async fn list_top(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    c.world.say(&private("bob"), "on top").await?;
    alice.ok("setConversationToTop", with(&private("bob"), json!({ "isTop": true }))).await?;
    let ret = c.ok(Value::Null).await?;
    ensure!(targets(&ret) == ["bob"], "{ret}");
    c.sample(&[]).await?;
    alice.ok("setConversationToTop", with(&private("bob"), json!({ "isTop": false }))).await?;
    Ok(())
}

pub(super) async fn list_silent(c: &mut Case<'_>) -> Result<()> {
    for chat in [private("carol"), group("team")] {
        c.world.say(&chat, "silent").await?;
        silence(c.world, &chat, "DO_NOT_DISTURB").await?;
    }
    let ret = c.ok(json!({ "conversationType": "GROUP" })).await?;
    ensure!(targets(&ret) == ["team"], "{ret}");
    let ret = c.sample(&[]).await?;
    ensure!(targets(&ret) == ["carol"], "private ones, when no type is named: {ret}");
    for chat in [private("carol"), group("team")] {
        silence(c.world, &chat, "NOTIFY").await?;
    }
    Ok(())
}

async fn silence(world: &World, chat: &Value, status: &str) -> Result<()> {
    let params = with(chat, json!({ "notificationStatus": status }));
    world.alice.ok("setConversationNotificationStatus", params).await?;
    Ok(())
}

pub(super) async fn get(c: &mut Case<'_>) -> Result<()> {
    c.world.alice.ok("clearMessagesUnreadStatus", private("bob")).await?;
    let message = c.world.hear(&private("bob"), "the newest").await?;
    let ret = c.ok(private("bob")).await?;
    let row = &ret["result"];
    ensure!(row["unreadMessageCount"] == 1 && row["latestMessageId"] == message["messageId"], "{ret}");
    ensure!(row["senderUserId"] == "bob" && row["receivedStatus"] == "UNREAD", "{ret}");
    // Who has read the newest message is told here too.
    let id = c.world.say(&group("team"), "who reads this").await?;
    c.world.alice.ok("sendReadReceiptRequest", json!({ "messageId": id })).await?;
    let ret = c.ok(group("team")).await?;
    ensure!(ret["result"]["readReceiptInfo"]["isReceiptRequestMessage"] == true, "{ret}");
    c.world.say(&private(OF_SAMPLES), "of the sample").await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn count(c: &mut Case<'_>) -> Result<()> {
    let before = c.ok(private("carol")).await?["result"]["count"].as_i64();
    c.world.say(&private("carol"), "one more").await?;
    let after = c.ok(private("carol")).await?["result"]["count"].as_i64();
    ensure!(after == before.map(|count| count + 1), "{before:?}, then {after:?}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn remove(c: &mut Case<'_>) -> Result<()> {
    for (peer, by_sample) in [("carol", false), (OF_SAMPLES, true)] {
        c.world.say(&private(peer), "still there").await?;
        let count = c.world.alice.ok("getMessageCount", private(peer)).await?;
        if by_sample {
            c.sample(&[]).await?
        } else {
            c.ok(private(peer)).await?
        };
        ensure!(!listed(c.world, &private(peer)).await?, "{peer} is still listed");
        ensure!(c.world.alice.ok("getMessageCount", private(peer)).await? == count, "its messages are gone");
        c.world.say(&private(peer), "back again").await?;
        ensure!(listed(c.world, &private(peer)).await?, "{peer} does not come back");
    }
    Ok(())
}

pub(super) async fn clear(c: &mut Case<'_>) -> Result<()> {
    c.world.say(&private("carol"), "to be cleared").await?;
    c.ok(json!({ "conversationTypes": ["PRIVATE"] })).await?;
    let (carol, team) = (private("carol"), group("team"));
    ensure!(!listed(c.world, &carol).await? && listed(c.world, &team).await?, "only of that type");
    let ret = c.world.alice.ok("getMessageCount", carol).await?;
    ensure!(ret["result"]["count"] == 0, "{ret}");
    c.sample(&[]).await?;
    ensure!(!listed(c.world, &team).await?, "the sample names groups too");
    Ok(())
}

async fn listed(world: &World, chat: &Value) -> Result<bool> {
    let list = world.alice.ok("getConversationList", Value::Null).await?;
    let is = |row: &Value| ["conversationType", "targetId"].iter().all(|field| row[field] == chat[field]);
    Ok(list["result"].as_array().is_some_and(|rows| rows.iter().any(is)))
}

fn targets(ret: &Value) -> Vec<String> {
    let list = ret["result"].as_array().into_iter().flatten();
    list.map(|row| row["targetId"].as_str().unwrap_or_default().to_owned()).collect()
}
