//! Connections that cost something and say nothing.

use std::sync::Arc;
use std::time::Duration;

use pipit_server::SystemClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::call::signed;
use crate::client::Client;
use crate::host::{Host, http, settings};

/// Waits until the other side ends the connection.
async fn ended(mut stream: TcpStream) {
    let mut bytes = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut bytes)).await;
    end.unwrap().ok(); // closed or reset, but in time
}

#[tokio::test]
async fn a_thousand_connections_that_never_greet_are_closed_in_time() {
    let mut settings = settings();
    settings.greeting = Duration::from_secs(5);
    let host = Host::with(settings, Arc::new(SystemClock), 1_000).await;
    let address = host.url.strip_prefix("http://").unwrap();
    let mut silent = Vec::new();
    for number in 0..1_000 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"GET /websocket HTTP/1.1\r\nHost: here\r\nX-").await.unwrap(); // and no more
        }
        silent.push(stream);
    }
    let mut turned_away = TcpStream::connect(address).await.unwrap();
    assert_eq!(turned_away.read(&mut [0]).await.unwrap(), 0, "one too many is closed at once");
    for stream in silent {
        ended(stream).await;
    }
    let mut alice = Client::connect(&host, "alice", "").await;
    alice.text("bob", 1, "{}".into()).await;
    assert_eq!(alice.ack().await.unwrap().status, 0, "there is room for those who speak");
    assert_eq!(host.metric("turned_away_total").await, 1);
    host.stop().await;
}

#[tokio::test]
async fn who_promises_a_body_and_sends_none_is_sent_away() {
    let mut hurried = settings();
    hurried.greeting = Duration::from_millis(300);
    hurried.patience = Duration::from_millis(300);
    let host = Host::with(hurried, Arc::new(SystemClock), 10).await;
    let address = host.url.strip_prefix("http://").unwrap();
    for path in ["/v2/navi.json", "/user/getToken.json", "/message/private/publish.json"] {
        for signed in ["", &signed()] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!("POST {path} HTTP/1.1\r\nHost: here\r\n{signed}Content-Length: 100\r\n\r\na=");
            stream.write_all(head.as_bytes()).await.unwrap(); // and no more
            ended(stream).await;
        }
    }
    host.stop().await;
}

#[tokio::test]
async fn a_place_is_free_when_its_websocket_ends() {
    let host = Host::with(settings(), Arc::new(SystemClock), 1).await;
    let alice = Client::connect(&host, "alice", "").await;
    assert!(http().get(format!("{}/healthz", host.url)).send().await.is_err(), "the only place is taken");
    drop(alice);
    // The place is free when the server has seen the end, which only asking shows.
    let healthy = async {
        while http().get(format!("{}/healthz", host.url)).send().await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), healthy).await.unwrap();
    host.stop().await;
}
