//! What is being written, where several windows show it.

use super::*;

/// What arrives next; whoever waits in vain finds out what for.
async fn told(events: &mut mpsc::UnboundedReceiver<String>, what: &str) -> String {
    let told = tokio::time::timeout(PATIENCE, events.recv()).await;
    told.unwrap_or_else(|_| panic!("nobody tells {what}")).unwrap()
}

#[tokio::test]
async fn ux_43_whoever_watches_a_draft_hears_when_it_is_another_one() {
    let world = World::new().await;
    let alice = world.page("alice").await;
    let (sender, mut states) = mpsc::unbounded_channel();
    let what = json!({ "type": "draft", "conversation": with("bob") });
    let sink = Box::new(move |json: String| sender.send(json).is_ok());
    alice.0.subscribe(serde_json::from_value(what).unwrap(), sink).await.unwrap();
    assert_eq!(told(&mut states, "that there is none").await, "0");

    let draft = |name: &str, text: &str| json!({ "conversation": with(name), "text": text, "quote": null, "mentions": [], "files": [] });
    alice.ok("saveDraft", draft("bob", "half a")).await;
    assert_eq!(told(&mut states, "that something is kept").await, "1");
    alice.ok("saveDraft", draft("carol", "elsewhere")).await;
    alice.ok("saveDraft", draft("bob", "half a")).await; // the same
    alice.ok("sendText", json!({ "conversation": with("bob"), "text": "half a sentence" })).await;
    assert_eq!(told(&mut states, "that it was sent").await, "2");
    assert_eq!(alice.ok("draft", json!({ "conversation": with("bob") })).await, Value::Null);
}
