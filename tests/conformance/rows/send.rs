//! Sending.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{group, with};

pub(super) async fn text(c: &mut Case<'_>) -> Result<()> {
    let said = arrives(c, json!({ "extra": "for apps" }), "RC:TxtMsg").await?;
    ensure!(said == json!({ "text": "你好", "extra": "for apps" }), "arrives as {said}");
    let mention = json!({ "type": "part", "userIdList": ["bob"] });
    c.ok(with(&group("team"), json!({ "text": "@Bob", "mentionedInfo": mention }))).await?;
    c.ok(with(&group("team"), json!({ "text": "@all", "mentionedInfo": {} }))).await?;
    c.fails(with(&group("team"), json!({ "text": "@", "mentionedInfo": { "type": "part" } })), -10_002)
        .await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn image(c: &mut Case<'_>) -> Result<()> {
    let said = arrives(c, json!({ "extra": "for apps" }), "RC:ImgMsg").await?;
    ensure!(said["imageUrl"].as_str().is_some_and(|url| url.contains("://")), "arrives as {said}");
    ensure!(said["extra"] == "for apps", "arrives as {said}");
    c.ok(c.params(json!({ "isFull": true }))).await?;
    c.sample(&[("fs:///xxx/xxx/picture.jpg", "widget://picture.png")]).await?;
    Ok(())
}

pub(super) async fn voice(c: &mut Case<'_>) -> Result<()> {
    let said = arrives(c, json!({ "extra": "for apps" }), "RC:VcMsg").await?;
    ensure!(said["duration"] == 5 && said["extra"] == "for apps", "arrives as {said}");
    c.fails(c.params(json!({ "voicePath": "widget://picture.png" })), -10_002).await?; // no AMR
    c.sample(&[("fs:///xxx/xxx/voice.amr", "widget://voice.amr")]).await?;
    Ok(())
}

pub(super) async fn location(c: &mut Case<'_>) -> Result<()> {
    let said = arrives(c, json!({ "extra": "for apps" }), "RC:LBSMsg").await?;
    ensure!(said["latitude"] == 39.9139 && said["longitude"] == 116.3917, "arrives as {said}");
    ensure!(
        said["poi"] == "北京市朝阳区北苑路北辰泰岳大厦" && said["extra"] == "for apps",
        "arrives as {said}"
    );
    c.sample(&[("fs:///xxx/xxx/location.jpg", "widget://picture.png")]).await?;
    Ok(())
}

pub(super) async fn rich_content(c: &mut Case<'_>) -> Result<()> {
    let said = arrives(c, json!({ "extra": "for apps" }), "RC:ImgTextMsg").await?;
    let sent = with(&c.params(json!({ "extra": "for apps", "url": "" })), json!({}));
    let same =
        ["title", "description", "imageUrl", "extra", "url"].iter().all(|field| said[field] == sent[field]);
    ensure!(same, "arrives as {said}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn command_notification(c: &mut Case<'_>) -> Result<()> {
    let said = arrives(c, json!({}), "RC:CmdNtf").await?;
    ensure!(said == json!({ "name": "AddFriend", "data": "{\"inviteUserId\":123}" }), "arrives as {said}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn command(c: &mut Case<'_>) -> Result<()> {
    let (bob, chat) = (&c.world.bob, crate::world::private("alice"));
    let before = bob.ok("getMessageCount", chat.clone()).await?;
    let unread = bob.ok("getUnreadCount", chat.clone()).await?;
    let said = arrives(c, json!({}), "RC:CmdMsg").await?;
    ensure!(said == json!({ "name": "AddFriend", "data": "{\"inviteUserId\":123}" }), "arrives as {said}");
    ensure!(bob.ok("getMessageCount", chat.clone()).await? == before, "it is stored");
    ensure!(bob.ok("getUnreadCount", chat).await? == unread, "it is counted");
    c.sample(&[]).await?;
    Ok(())
}

/// Sends, and waits until Bob hears it; what it says.
async fn arrives(c: &mut Case<'_>, more: Value, object_name: &str) -> Result<Value> {
    let bob = &c.world.bob;
    let heard = bob.start("setOnReceiveMessageListener", Value::Null).await?;
    c.ok(c.params(more)).await?;
    let message = bob.next(heard).await?.ret["result"]["message"].clone();
    ensure!(message["objectName"] == object_name, "Bob gets {message}");
    Ok(message["content"].clone())
}
