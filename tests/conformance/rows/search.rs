//! Search.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::case::Case;
use crate::world::{private, with};

pub(super) async fn conversations(c: &mut Case<'_>) -> Result<()> {
    c.world.say(&private("carol"), "周五的路线定了吗").await?;
    let params = json!({ "conversationTypes": ["PRIVATE"], "objectNames": ["RC:TxtMsg"], "keyword": "路线" });
    let ret = c.ok(params).await?;
    ensure!(
        ret["result"].as_array().map(Vec::len) == Some(1) && ret["result"][0]["targetId"] == "carol",
        "{ret}"
    );
    c.world.say(&private("carol"), "HELLO there").await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn messages(c: &mut Case<'_>) -> Result<()> {
    for text in ["周五的路线定了吗", "路线图", "hello there"] {
        c.world.say(&private("1234"), text).await?;
    }
    let ret = c.ok(with(&private("1234"), json!({ "keyword": "路", "count": 1 }))).await?;
    ensure!(ret["result"].as_array().map(Vec::len) == Some(1), "{ret}");
    ensure!(ret["result"][0]["content"]["text"] == "路线图", "newest first: {ret}");
    let next = json!({ "keyword": "路", "count": 1, "beginTime": ret["result"][0]["sentTime"] });
    let ret = c.ok(with(&private("1234"), next)).await?;
    ensure!(ret["result"][0]["content"]["text"] == "周五的路线定了吗", "then older ones: {ret}");
    let ret = c.sample(&[]).await?;
    ensure!(ret["result"][0]["content"]["text"] == "hello there", "{ret}");
    Ok(())
}
