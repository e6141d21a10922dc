//! Connecting.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;

/// The token that the documentation's sample prints.
const PRINTED: &str =
    "ThptTWyiPPPvZHvuSiuri82yq+hfEluLjZ78E1qo4hEVSFQNpqdoPu406urMWKN4Z3/olWR+v9JVLAwfOQoLrA==";

pub(super) async fn set_server_info(c: &mut Case<'_>) -> Result<()> {
    let url = c.world.url();
    c.sample(&[("naviServer:''", &format!("naviServer:'{url}'"))]).await?;
    c.ok(json!({ "naviServer": format!("{url};{url}"), "fileServer": url })).await?;
    Ok(())
}

pub(super) async fn init(c: &mut Case<'_>) -> Result<()> {
    c.sample(&[]).await?;
    // Again is a success and changes nothing.
    c.ok(json!({ "miPush": { "appId": "1", "appKey": "2" }, "huaweiPush": "false" })).await?;
    Ok(())
}

pub(super) async fn connect(c: &mut Case<'_>) -> Result<()> {
    let (world, token) = (c.world, c.world.token());
    c.fails(json!({ "token": "wrong" }), 31_004).await?;
    world.wire.cut();
    c.fails(json!({ "token": token }), 30_003).await?;
    world.wire.mend();
    let ret = c.ok(json!({ "token": token })).await?;
    ensure!(ret["result"]["userId"] == "alice", "connected as {ret}");
    c.ok(json!({ "token": token })).await?; // at once
    c.sample(&[(PRINTED, &token)]).await?;
    Ok(())
}

pub(super) async fn set_connection_status_listener(c: &mut Case<'_>) -> Result<()> {
    let (alice, token) = (&c.world.alice, json!({ "token": c.world.token() }));
    for by_sample in [false, true] {
        let listener = if by_sample { c.sample_listener(&[]).await? } else { c.start(Value::Null).await? };
        alice.ok("disconnect", Value::Null).await?;
        alice.ok("connect", token.clone()).await?;
        for status in ["DISCONNECTED", "CONNECTING", "CONNECTED"] {
            let told = c.told(listener).await?;
            ensure!(told["result"]["connectionStatus"] == status, "after {status} should stand {told}");
        }
    }
    Ok(())
}

pub(super) async fn get_connection_status(c: &mut Case<'_>) -> Result<()> {
    let ret = c.ok(Value::Null).await?;
    ensure!(ret["result"]["connectionStatus"] == "CONNECTED", "{ret}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn get_current_user_id(c: &mut Case<'_>) -> Result<()> {
    let ret = c.ok(Value::Null).await?;
    ensure!(ret["result"] == "alice", "{ret}");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn disconnect(c: &mut Case<'_>) -> Result<()> {
    let (alice, token) = (&c.world.alice, json!({ "token": c.world.token() }));
    c.ok(json!({ "isReceivePush": false })).await?;
    alice.connection(&["DISCONNECTED"]).await?;
    alice.ok("connect", token.clone()).await?;
    c.sample(&[]).await?;
    alice.connection(&["DISCONNECTED"]).await?;
    alice.ok("connect", token).await?;
    Ok(())
}
