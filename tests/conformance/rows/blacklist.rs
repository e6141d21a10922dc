//! Whom one does not want to hear from.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{private, with};

/// Whom the samples name.
const OF_SAMPLES: &str = "688";

pub(super) async fn add(c: &mut Case<'_>) -> Result<()> {
    c.ok(json!({ "userId": "bob" })).await?;
    let refused = with(&private("alice"), json!({ "text": "unheard" }));
    let outcome = c.world.bob.call("sendTextMessage", refused).await?;
    ensure!(outcome.last()?.err["code"] == 405, "Bob hears {:?}", outcome.last()?);
    c.sample(&[]).await?;
    c.world.alice.ok("removeFromBlacklist", json!({ "userId": "bob" })).await?;
    Ok(())
}

pub(super) async fn is_on_it(c: &mut Case<'_>) -> Result<()> {
    c.world.alice.ok("addToBlacklist", json!({ "userId": OF_SAMPLES })).await?;
    let ret = c.ok(json!({ "userId": "carol" })).await?;
    ensure!(ret["result"] == 1, "1 is not on it: {ret}");
    let ret = c.sample(&[]).await?;
    ensure!(ret["result"] == 0, "0 is on it: {ret}");
    Ok(())
}

pub(super) async fn list(c: &mut Case<'_>) -> Result<()> {
    for user in ["carol", OF_SAMPLES] {
        c.world.alice.ok("addToBlacklist", json!({ "userId": user })).await?;
    }
    let ret = c.ok(Value::Null).await?;
    let on_it =
        |user: &str| ret["result"].as_array().is_some_and(|list| list.iter().any(|found| found == user));
    ensure!(on_it("carol") && on_it(OF_SAMPLES) && !on_it("bob"), "{ret}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn remove(c: &mut Case<'_>) -> Result<()> {
    for user in ["carol", OF_SAMPLES] {
        c.world.alice.ok("addToBlacklist", json!({ "userId": user })).await?;
    }
    c.ok(json!({ "userId": "carol" })).await?;
    c.sample(&[]).await?;
    let ret = c.world.alice.ok("getBlacklist", Value::Null).await?;
    ensure!(ret["result"] == json!([]), "{ret}");
    Ok(())
}
