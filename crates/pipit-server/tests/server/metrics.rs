//! `/metrics` counts what happened.

use crate::client::Client;
use crate::host::Host;

#[tokio::test]
async fn the_metrics_count_what_happened() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "&push=direct").await;
    for number in 1..=5 {
        alice.text("bob", number, "{}".into()).await;
        assert_eq!(alice.ack().await.unwrap().status, 0);
        bob.next().await.unwrap();
    }
    for number in 6..=7 {
        alice.text("nobody", number, "{}".into()).await;
        assert_ne!(alice.ack().await.unwrap().status, 0);
    }
    alice.text("carol", 8, "{}".into()).await; // she is not there
    alice.ack().await.unwrap();
    for (name, value) in [
        ("connections", 2),
        ("messages_accepted_total", 6),
        ("messages_refused_total", 2),
        ("pushes_total", 5),
        ("pushes_overflowed_total", 0),
        ("malformed_total", 0),
        ("turned_away_total", 0),
        ("batches_total", 8),
        ("batched_messages_total", 8),
    ] {
        assert_eq!(host.metric(name).await, value, "{name}");
    }
    let mut carol = Client::connect(&host, "carol", "").await;
    let garbage = tokio_tungstenite::tungstenite::Message::Binary(vec![0xFF].into());
    futures_util::SinkExt::send(&mut carol.socket, garbage).await.unwrap();
    while carol.next().await.is_some() {}
    assert_eq!(host.metric("malformed_total").await, 1);
    host.stop().await;
}
