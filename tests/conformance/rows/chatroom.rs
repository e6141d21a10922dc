//! Chat rooms.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::case::Case;
use crate::world::with;

pub(super) async fn join(c: &mut Case<'_>) -> Result<()> {
    let (alice, bob) = (&c.world.alice, &c.world.bob);
    let room = json!({ "conversationType": "CHATROOM", "targetId": "lobby" });
    bob.ok("joinChatRoom", json!({ "chatRoomId": "lobby", "defMessageCount": 0 })).await?;
    for text in ["one", "two", "three"] {
        bob.ok("sendTextMessage", with(&room, json!({ "text": text }))).await?;
    }
    c.ok(json!({ "chatRoomId": "lobby", "defMessageCount": 2 })).await?;
    c.world.latest(alice, &room, "three").await?;
    let ret = alice.ok("getMessageCount", room.clone()).await?;
    ensure!(ret["result"]["count"] == 2, "as many as were asked for: {ret}");
    bob.ok("sendTextMessage", with(&room, json!({ "text": "four" }))).await?;
    c.world.latest(alice, &room, "four").await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn quit(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    for (id, by_sample) in [("lobby", false), ("123", true)] {
        let room = json!({ "conversationType": "CHATROOM", "targetId": id });
        alice.ok("joinChatRoom", json!({ "chatRoomId": id, "defMessageCount": 5 })).await?;
        alice.ok("sendTextMessage", with(&room, json!({ "text": "here" }))).await?;
        if by_sample {
            c.sample(&[]).await?
        } else {
            c.ok(json!({ "chatRoomId": id })).await?
        };
        let ret = alice.ok("getMessageCount", room).await?;
        ensure!(ret["result"]["count"] == 0, "nothing stays: {ret}");
    }
    Ok(())
}
