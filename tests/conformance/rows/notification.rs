//! What raises notifications, and when.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{private, with};

/// Whom the samples name.
const OF_SAMPLES: &str = "9527";

pub(super) async fn disable(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    let pushed = alice.start("pushListener", Value::Null).await?;
    c.sample(&[]).await?;
    c.ok(Value::Null).await?;
    c.world.hear(&private("bob"), "not shown").await?;
    alice.ok("clearMessagesUnreadStatus", private("bob")).await?;
    alice.ok("enableLocalNotification", Value::Null).await?;
    let message = c.world.hear(&private("bob"), "shown").await?;
    let told = loop {
        let told = alice.next(pushed).await?.ret;
        if told["targetId"] == "bob" {
            break told; // what groups said before may be told now
        }
    };
    ensure!(told["content"] == message["content"]["text"], "{told}");
    Ok(())
}

pub(super) async fn enable(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    for by_sample in [false, true] {
        alice.ok("clearMessagesUnreadStatus", private("bob")).await?;
        alice.ok("disableLocalNotification", Value::Null).await?;
        let pushed = alice.start("pushListener", Value::Null).await?;
        if by_sample {
            c.sample(&[]).await?
        } else {
            c.ok(Value::Null).await?
        };
        let message = c.world.hear(&private("bob"), "shown again").await?;
        let told = alice.next(pushed).await?.ret;
        ensure!(told["content"] == message["content"]["text"], "{told}");
    }
    Ok(())
}

pub(super) async fn configure(c: &mut Case<'_>) -> Result<()> {
    c.ok(json!({ "alertTitle": "您收到了一条新消息", "showNickname": false })).await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn silence(c: &mut Case<'_>) -> Result<()> {
    for (status, code) in [("DO_NOT_DISTURB", 0), ("NOTIFY", 1)] {
        let ret = c.ok(with(&private("bob"), json!({ "notificationStatus": status }))).await?;
        ensure!(ret["result"] == json!({ "code": code, "notificationStatus": status }), "{ret}");
        let now = c.world.alice.ok("getConversationNotificationStatus", private("bob")).await?;
        ensure!(now["result"] == ret["result"], "{now}");
    }
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn is_silent(c: &mut Case<'_>) -> Result<()> {
    let silent = with(&private(OF_SAMPLES), json!({ "notificationStatus": "DO_NOT_DISTURB" }));
    c.world.alice.ok("setConversationNotificationStatus", silent).await?;
    let ret = c.ok(private("bob")).await?;
    ensure!(ret["result"] == json!({ "code": 1, "notificationStatus": "NOTIFY" }), "{ret}");
    let ret = c.sample(&[]).await?;
    ensure!(ret["result"] == json!({ "code": 0, "notificationStatus": "DO_NOT_DISTURB" }), "{ret}");
    Ok(())
}

pub(super) async fn set_quiet_hours(c: &mut Case<'_>) -> Result<()> {
    c.ok(json!({ "startTime": "23:59:59", "spanMinutes": "1439" })).await?;
    for (start, minutes) in [("24:00:00", 1), ("22:00", 1), ("22:00:00", 0), ("22:00:00", 1_440)] {
        c.fails(json!({ "startTime": start, "spanMinutes": minutes }), -10_002).await?;
    }
    c.sample(&[]).await?;
    let ret = c.world.alice.ok("getNotificationQuietHours", Value::Null).await?;
    ensure!(ret["result"] == json!({ "startTime": "22:00:00", "spanMinutes": 6 }), "{ret}");
    Ok(())
}

pub(super) async fn quiet_hours(c: &mut Case<'_>) -> Result<()> {
    let hours = json!({ "startTime": "22:00:00", "spanMinutes": 6 });
    c.world.alice.ok("setNotificationQuietHours", hours.clone()).await?;
    ensure!(c.ok(Value::Null).await?["result"] == hours, "they are others");
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn remove_quiet_hours(c: &mut Case<'_>) -> Result<()> {
    let hours = json!({ "startTime": "22:00:00", "spanMinutes": 6 });
    for by_sample in [false, true] {
        c.world.alice.ok("setNotificationQuietHours", hours.clone()).await?;
        if by_sample {
            c.sample(&[]).await?
        } else {
            c.ok(Value::Null).await?
        };
        let ret = c.world.alice.ok("getNotificationQuietHours", Value::Null).await?;
        ensure!(ret["result"]["spanMinutes"] == 0, "{ret}");
    }
    Ok(())
}
