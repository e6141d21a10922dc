//! What is unread.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{group, private, with};

pub(super) async fn total(c: &mut Case<'_>) -> Result<()> {
    let before = c.ok(Value::Null).await?["result"].as_i64();
    c.world.hear(&private("bob"), "unread").await?;
    let after = c.sample(&[]).await?["result"].as_i64();
    ensure!(after == before.map(|count| count + 1), "{before:?}, then {after:?}");
    Ok(())
}

pub(super) async fn of_one(c: &mut Case<'_>) -> Result<()> {
    c.world.alice.ok("clearMessagesUnreadStatus", private("bob")).await?;
    for text in ["one", "two"] {
        c.world.hear(&private("bob"), text).await?;
    }
    let ret = c.ok(private("bob")).await?;
    ensure!(ret["result"] == 2, "{ret}");
    let ret = c.sample(&[]).await?;
    ensure!(ret["result"] == 0, "{ret}");
    Ok(())
}

pub(super) async fn of_types(c: &mut Case<'_>) -> Result<()> {
    let of = async |c: &mut Case<'_>, types: &[&str]| -> Result<i64> {
        Ok(c.ok(json!({ "conversationTypes": types })).await?["result"].as_i64().unwrap_or(-1))
    };
    let (people, groups) = (of(c, &["PRIVATE"]).await?, of(c, &["GROUP"]).await?);
    c.world.hear(&private("bob"), "unread").await?;
    c.world.hear(&group("team"), "unread here").await?;
    ensure!(of(c, &["PRIVATE"]).await? == people + 1 && of(c, &["group"]).await? == groups + 1, "it counts");
    let ret = c.sample(&[]).await?;
    ensure!(ret["result"] == people + groups + 2, "{ret}");
    Ok(())
}

pub(super) async fn mentions(c: &mut Case<'_>) -> Result<()> {
    let (chat, mention) = (group("9527"), json!({ "type": "part", "userIdList": ["alice"] }));
    let params = with(&chat, json!({ "text": "@Alice", "mentionedInfo": mention }));
    c.world.bob.ok("sendTextMessage", params).await?;
    c.world.latest(&c.world.alice, &chat, "@Alice").await?;
    c.world.hear(&chat, "and nobody").await?;
    let ret = c.ok(chat.clone()).await?;
    ensure!(ret["result"].as_array().map(Vec::len) == Some(1), "{ret}");
    ensure!(ret["result"][0]["content"]["text"] == "@Alice", "{ret}");
    c.sample(&[]).await?;
    c.world.alice.ok("clearMessagesUnreadStatus", chat.clone()).await?;
    let ret = c.world.alice.ok("getUnreadMentionedMessages", chat).await?;
    ensure!(ret["result"] == json!([]), "read: {ret}");
    Ok(())
}
