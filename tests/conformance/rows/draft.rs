//! What was being written.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{private, with};

pub(super) async fn save(c: &mut Case<'_>) -> Result<()> {
    c.ok(with(&private("bob"), json!({ "content": "Hello" }))).await?;
    ensure!(kept(c, "bob").await? == "Hello", "it is not kept");
    c.sample(&[]).await?;
    ensure!(kept(c, "9527").await? == "Hello w", "the sample's is not kept");
    // A conversation in which nothing was said yet, but something is being written, is listed with every field.
    c.ok(with(&private("7654"), json!({ "content": "nothing said" }))).await?;
    Ok(())
}

pub(super) async fn get(c: &mut Case<'_>) -> Result<()> {
    for (peer, draft) in [("bob", "Hello"), ("9527", "Hello w")] {
        c.world.alice.ok("saveTextMessageDraft", with(&private(peer), json!({ "content": draft }))).await?;
    }
    let ret = c.ok(private("bob")).await?;
    ensure!(ret["result"] == "Hello", "{ret}");
    ensure!(c.ok(private("4321")).await?["result"] == "", "nothing is nothing");
    let ret = c.sample(&[]).await?;
    ensure!(ret["result"] == "Hello w", "{ret}");
    Ok(())
}

pub(super) async fn clear(c: &mut Case<'_>) -> Result<()> {
    c.ok(private("bob")).await?;
    ensure!(kept(c, "bob").await? == "", "it is still there");
    c.sample(&[]).await?;
    ensure!(kept(c, "9527").await? == "", "the sample's is still there");
    Ok(())
}

async fn kept(c: &Case<'_>, peer: &str) -> Result<Value> {
    Ok(c.world.alice.ok("getTextMessageDraft", private(peer)).await?["result"].clone())
}
