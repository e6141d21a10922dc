//! Discussions: three people, from making one to leaving it.

use serde_json::{Value, json};

use super::page::{Page, World};
use super::with;

fn at(id: &str) -> Value {
    json!({ "conversationType": "DISCUSSION", "targetId": id })
}

async fn info(page: &mut Page, id: &str) -> Value {
    page.ok("getDiscussion", json!({ "discussionId": id })).await["result"].clone()
}

/// The next message that a page hears.
async fn heard(page: &mut Page, listener: u64) -> Value {
    page.next_of(listener).await["ret"]["result"]["message"].clone()
}

#[tokio::test]
async fn a_discussion_is_made_kept_and_left_by_its_members() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let (mut bob, mut carol) = (world.connected("bob").await, world.connected("carol").await);
    let bobs = bob.start("setOnReceiveMessageListener", json!(null));
    let carols = carol.start("setOnReceiveMessageListener", json!(null));
    let made = alice.ok("createDiscussion", json!({ "name": "Lunch", "userIdList": ["bob"] })).await;
    let id = made["result"]["discussionId"].as_str().unwrap().to_owned();

    // Who is in it hears of everything, as a notice.
    let notice = heard(&mut bob, bobs).await;
    assert_eq!(
        (&notice["objectName"], &notice["conversationType"]),
        (&json!("RC:DizNtf"), &json!("DISCUSSION"))
    );
    assert_eq!((&notice["content"]["type"], &notice["content"]["extension"]), (&json!(1), &json!("bob")));
    let shown = info(&mut bob, &id).await;
    assert_eq!(shown["memberIdList"], json!(["alice", "bob"]));
    assert_eq!((&shown["creatorId"], &shown["name"]), (&json!("alice"), &json!("Lunch")));
    assert_eq!((&shown["inviteStatus"], &shown["discussion"]["id"]), (&json!("OPENED"), &json!(id)));

    // A member brings in another one, until only the creator may.
    bob.ok("addMemberToDiscussion", json!({ "discussionId": id, "userIdList": "carol" })).await;
    assert_eq!(heard(&mut carol, carols).await["content"]["operator"], "bob");
    alice.ok("setDiscussionInviteStatus", json!({ "discussionId": id, "inviteStatus": "CLOSED" })).await;
    assert_eq!(heard(&mut carol, carols).await["content"]["type"], 5);
    heard(&mut bob, bobs).await;
    let add = json!({ "discussionId": id, "userIdList": ["alice"] });
    assert_eq!(bob.code("addMemberToDiscussion", add).await, 21_407);

    // What is said reaches everybody, is counted, and its mentions too.
    let text = with(at(&id), json!({ "text": "At noon?", "mentionedInfo": { "type": "all" } }));
    let answers = alice.call_all("sendTextMessage", text).await;
    assert_eq!(answers.last().unwrap()["ret"]["status"], "success");
    for (page, listener) in [(&mut bob, bobs), (&mut carol, carols)] {
        assert_eq!(heard(page, listener).await["content"]["text"], "At noon?");
        assert_eq!(page.ok("getUnreadCount", at(&id)).await["result"], 1);
        let row = page.ok("getConversation", at(&id)).await["result"].clone();
        assert_eq!((&row["conversationTitle"], &row["mentionedCount"]), (&json!("Lunch"), &json!(1)));
    }
    let history = json!({ "count": 10, "dateTime": 0 });
    let found = carol.ok("getRemoteHistoryMessages", with(at(&id), history)).await;
    assert_eq!(found["result"][0]["content"]["text"], "At noon?");

    alice.ok("setDiscussionName", json!({ "discussionId": id, "name": "午饭" })).await;
    assert_eq!(heard(&mut bob, bobs).await["content"]["extension"], "午饭");
    let named = |ret: &Value| ret["result"]["conversationTitle"] == "午饭";
    bob.until("getConversation", at(&id), named).await;

    // Who is removed hears that, and nothing more.
    assert_eq!(
        bob.code("removeMemberFromDiscussion", json!({ "discussionId": id, "userId": "carol" })).await,
        -1
    );
    alice.ok("removeMemberFromDiscussion", json!({ "discussionId": id, "userId": "carol" })).await;
    assert_eq!(heard(&mut carol, carols).await["content"]["type"], 3, "the new name");
    assert_eq!(heard(&mut carol, carols).await["content"]["type"], 4);
    assert_eq!(carol.code("getDiscussion", json!({ "discussionId": id })).await, 21_406);
    let answers = carol.call_all("sendTextMessage", with(at(&id), json!({ "text": "still here" }))).await;
    assert_eq!(answers.last().unwrap()["err"]["code"], 21_406);

    // What is said after that is not theirs to read.
    let after = with(at(&id), json!({ "text": "without Carol" }));
    alice.call_all("sendTextMessage", after).await;
    let history = json!({ "count": 20, "dateTime": 0 });
    let found = carol.ok("getRemoteHistoryMessages", with(at(&id), history)).await;
    let newest = &found["result"][0]["content"];
    assert_eq!((&newest["type"], &newest["extension"]), (&json!(4), &json!("carol")), "{found:#}");

    // A creator who leaves hands it on.
    alice.ok("quitDiscussion", json!({ "discussionId": id })).await;
    assert_eq!(info(&mut bob, &id).await["creatorId"], "bob");
    bob.ok("quitDiscussion", json!({ "discussionId": id })).await;
    assert_eq!(bob.code("getDiscussion", json!({ "discussionId": id })).await, 21_406);
}

#[tokio::test]
async fn what_does_not_fit_makes_no_discussion() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    for params in [
        json!({ "userIdList": ["bob"] }),
        json!({ "name": "", "userIdList": ["bob"] }),
        json!({ "name": "x".repeat(65), "userIdList": ["bob"] }),
        json!({ "name": "x", "userIdList": [] }),
        json!({ "name": "x" }),
    ] {
        assert_eq!(alice.code("createDiscussion", params.clone()).await, -10_002, "{params}");
    }
    assert_eq!(
        alice.code("createDiscussion", json!({ "name": "x", "userIdList": ["nobody"] })).await,
        24_366
    );
    assert_eq!(alice.code("getDiscussion", json!({ "discussionId": "none" })).await, 21_406);
    assert_eq!(
        alice
            .code("setDiscussionInviteStatus", json!({ "discussionId": "none", "inviteStatus": "MAYBE" }))
            .await,
        -10_002
    );
}
