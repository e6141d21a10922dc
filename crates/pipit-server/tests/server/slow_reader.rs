//! A reader that does not read costs a bounded queue and holds nobody up.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Sink, Stream};
use pipit_proto::frame::ServerFrame;
use pipit_server::{ConnectRequest, SystemClock};

use crate::client::Client;
use crate::host::{Host, settings};

/// More than the sockets' buffers and the queue hold.
const MESSAGES: u16 = 1_500;

#[tokio::test]
async fn who_does_not_read_is_told_to_pull_and_then_has_everything() {
    let mut settings = settings();
    settings.patience = Duration::from_mins(10); // a busy machine may take long for that many messages
    let host = Host::with(settings, Arc::new(SystemClock), 1_000).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "&push=direct").await;
    let mut carol = Client::connect(&host, "carol", "&push=direct").await;
    let filler = "x".repeat(30_000);
    for number in 1..=MESSAGES {
        alice.text("bob", number, format!("{{\"content\":\"{filler}\"}}")).await;
        assert_eq!(alice.ack().await.unwrap().status, 0, "the sender does not feel it");
        if number % 100 == 0 {
            alice.text("carol", MESSAGES + number, "{}".into()).await;
            alice.ack().await.unwrap();
            assert!(
                matches!(carol.next().await, Some(ServerFrame::Publish { topic, .. }) if topic == "s_msg")
            );
        }
    }
    assert!(host.metric("pushes_overflowed_total").await > 0, "the queue has an end");

    let mut pushed = 0;
    loop {
        match bob.next().await.unwrap() {
            ServerFrame::Publish { topic, .. } if topic == "s_msg" => pushed += 1,
            ServerFrame::Publish { topic, .. } if topic == "s_ntf" => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(pushed < MESSAGES, "not all were pushed: {pushed}");
    assert_eq!(bob.pull_all().await.len(), usize::from(MESSAGES), "all are there");
    host.stop().await;
}

/// A connection that takes nothing, as a reader does whose window is closed.
struct Stuck;

impl Stream for Stuck {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

impl Sink<Bytes> for Stuck {
    type Error = std::io::Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Pending
    }

    fn start_send(self: Pin<&mut Self>, _: Bytes) -> Result<(), Self::Error> {
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Pending
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn who_never_reads_again_is_closed() {
    let mut settings = settings();
    settings.patience = Duration::from_millis(100);
    let host = Host::with(settings, Arc::new(SystemClock), 10).await;
    let request = ConnectRequest {
        token: host.server.token("bob"),
        app_key: "key".into(),
        platform: Some("Desktop".into()),
        ..ConnectRequest::default()
    };
    let served = host.server.accept(request, Stuck);
    tokio::time::timeout(Duration::from_secs(30), served).await.expect("patience ends");
    assert_eq!(host.server.connections(), 0);
    host.stop().await;
}
