//! Hearing of what arrives.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{private, with};

pub(super) async fn messages(c: &mut Case<'_>) -> Result<()> {
    for by_sample in [false, true] {
        let listener = if by_sample { c.sample_listener(&[]).await? } else { c.start(Value::Null).await? };
        // Each exactly once, and in order.
        for text in ["one", "two", "three"] {
            c.world.bob.ok("sendTextMessage", with(&private("alice"), json!({ "text": text }))).await?;
        }
        for text in ["one", "two", "three"] {
            let told = c.told(listener).await?;
            let message = &told["result"]["message"];
            ensure!(message["content"]["text"] == text && message["messageDirection"] == "RECEIVE", "{told}");
            ensure!(told["isPushMsg"] == false && message["senderUserId"] == "bob", "{told}");
        }
    }
    Ok(())
}

pub(super) async fn pushes(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    alice.ok("clearMessagesUnreadStatus", private("bob")).await?;
    let listener = c.start(Value::Null).await?;
    let extra = r#"{"userInfo":{"nickName":"Bobby"}}"#;
    let params = with(&private("alice"), json!({ "text": "look here", "extra": extra }));
    c.world.bob.ok("sendTextMessage", params).await?;
    let told = c.told(listener).await?;
    ensure!(told["content"] == "look here" && told["data"] == extra, "{told}");
    ensure!(
        told["senderId"] == "bob" && told["senderName"] == "Bobby" && told["targetId"] == "bob",
        "{told}"
    );
    Ok(())
}
