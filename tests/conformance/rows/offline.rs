//! How long messages wait.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;

pub(super) async fn get(c: &mut Case<'_>) -> Result<()> {
    c.world.alice.ok("setOfflineMessageDuration", json!({ "duration": 3 })).await?;
    let ret = c.ok(Value::Null).await?;
    ensure!(ret["duration"] == "3", "{ret}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn set(c: &mut Case<'_>) -> Result<()> {
    for days in [json!(1), json!("7")] {
        c.ok(json!({ "duration": days })).await?;
    }
    for days in [0, 8] {
        c.fails(json!({ "duration": days }), -10_002).await?;
        // This group calls the code by another name.
        let outcome = c.world.alice.call("setOfflineMessageDuration", json!({ "duration": days })).await?;
        let err = &outcome.last()?.err;
        ensure!(err["errCode"] == -10_002, "{err}");
    }
    c.sample(&[]).await?;
    let ret = c.world.alice.ok("getOfflineMessageDuration", Value::Null).await?;
    ensure!(ret["duration"] == "2", "the sample sets {ret}");
    // Left out, it is one day.
    c.ok(json!({})).await?;
    let ret = c.world.alice.ok("getOfflineMessageDuration", Value::Null).await?;
    ensure!(ret["duration"] == "1", "the default is {ret}");
    Ok(())
}
