//! Discussions.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::World;

/// The discussion that the samples name.
const PRINTED: &str = "1b9f7abe-a5ae-463d-8ff8-d96deaf40b59";

pub(super) async fn create(c: &mut Case<'_>) -> Result<()> {
    let ret = c.ok(json!({ "name": "Trip", "userIdList": ["bob", "carol"] })).await?;
    let found = info(c.world, &ret["result"]["discussionId"]).await?;
    ensure!(found["name"] == "Trip" && found["creatorId"] == "alice", "{found}");
    ensure!(members(&found) == ["alice", "bob", "carol"], "{found}");
    c.ok(json!({ "name": "Trip", "userIdList": "bob,carol" })).await?;
    c.sample(&[]).await?;
    Ok(())
}

pub(super) async fn get(c: &mut Case<'_>) -> Result<()> {
    let id = made(c.world).await?;
    let ret = c.ok(json!({ "discussionId": id })).await?;
    ensure!(ret["result"]["id"] == id && ret["result"]["inviteStatus"] == "OPENED", "{ret}");
    c.sample(&[(PRINTED, text(&id))]).await?;
    Ok(())
}

pub(super) async fn rename(c: &mut Case<'_>) -> Result<()> {
    let id = made(c.world).await?;
    c.ok(json!({ "discussionId": id, "name": "Another trip" })).await?;
    ensure!(info(c.world, &id).await?["name"] == "Another trip", "it has another name");
    c.sample(&[(PRINTED, text(&id))]).await?;
    ensure!(info(c.world, &id).await?["name"] == "Ironman, Hulk", "the sample gives it another");
    Ok(())
}

pub(super) async fn add(c: &mut Case<'_>) -> Result<()> {
    let id = made(c.world).await?;
    c.ok(json!({ "discussionId": id, "userIdList": ["688"] })).await?;
    c.sample(&[(PRINTED, text(&id))]).await?;
    let found = info(c.world, &id).await?;
    ensure!(members(&found) == ["4567", "688", "7654", "alice", "bob", "carol"], "{found}");
    Ok(())
}

pub(super) async fn remove(c: &mut Case<'_>) -> Result<()> {
    let id = made(c.world).await?;
    let more = json!({ "discussionId": id, "userIdList": ["4567"] });
    c.world.alice.ok("addMemberToDiscussion", more).await?;
    c.ok(json!({ "discussionId": id, "userId": "carol" })).await?;
    c.sample(&[(PRINTED, text(&id))]).await?;
    let found = info(c.world, &id).await?;
    ensure!(members(&found) == ["alice", "bob"], "{found}");
    // Oneself, and by who has not made it.
    c.fails(json!({ "discussionId": id, "userId": "alice" }), -1).await?;
    let of_bob = json!({ "name": "Bob's", "userIdList": ["alice", "carol"] });
    let of_bob = c.world.bob.ok("createDiscussion", of_bob).await?["result"]["discussionId"].clone();
    c.fails(json!({ "discussionId": of_bob, "userId": "carol" }), -1).await
}

pub(super) async fn invite(c: &mut Case<'_>) -> Result<()> {
    let id = made(c.world).await?;
    c.ok(json!({ "discussionId": id, "inviteStatus": "CLOSED" })).await?;
    ensure!(info(c.world, &id).await?["inviteStatus"] == "CLOSED", "it is closed");
    c.sample(&[(PRINTED, text(&id))]).await?;
    ensure!(info(c.world, &id).await?["inviteStatus"] == "OPENED", "the sample opens it");
    Ok(())
}

pub(super) async fn quit(c: &mut Case<'_>) -> Result<()> {
    for by_sample in [false, true] {
        let id = made(c.world).await?;
        if by_sample {
            c.sample(&[(PRINTED, text(&id))]).await?;
        } else {
            c.ok(json!({ "discussionId": id })).await?;
        }
        let ret = c.world.bob.ok("getDiscussion", json!({ "discussionId": id })).await?;
        ensure!(!members(&ret["result"]).contains(&"alice"), "{ret}");
    }
    Ok(())
}

/// A discussion of Alice's with Bob and Carol; its id.
async fn made(world: &World) -> Result<Value> {
    let params = json!({ "name": "Trip", "userIdList": ["bob", "carol"] });
    let ret = world.alice.ok("createDiscussion", params).await?;
    Ok(ret.pointer("/result/discussionId").context("a discussion has an id")?.clone())
}

async fn info(world: &World, id: &Value) -> Result<Value> {
    Ok(world.alice.ok("getDiscussion", json!({ "discussionId": id })).await?["result"].clone())
}

fn members(info: &Value) -> Vec<&str> {
    let mut list: Vec<&str> =
        info["memberIdList"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    list.sort_unstable();
    list
}

fn text(id: &Value) -> &str {
    id.as_str().unwrap_or_default()
}
