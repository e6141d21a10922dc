//! Forms that bring files, as strangers and slow senders send them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::select_all;
use pipit_server::{Settings, SystemClock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::Client;
use crate::files::{BOUNDARY, files_in, form, post_to, ticket};
use crate::host::{Host, settings};

/// More than may come beside a file.
const MUCH: usize = 20 * 1024;

const SLICE: [(&str, &str); 3] =
    [("Range", "bytes=0-3"), ("X-File-TransactionId", "t"), ("X-File-Total-Size", "3")];

/// A server that never loses patience: what it answers, it answers by what has come.
async fn patient() -> Host {
    let patient = Settings { patience: Duration::from_hours(1), ..settings() };
    Host::with(patient, Arc::new(SystemClock), 1_000).await
}

/// Begins to send a large form.
async fn begin(host: &Host, headers: &[(&str, &str)], beginning: &[u8]) -> TcpStream {
    let mut socket = TcpStream::connect(host.url.strip_prefix("http://").unwrap()).await.unwrap();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 50000000\r\n{headers}\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(beginning).await.unwrap();
    socket
}

/// The status that is answered before more is sent.
async fn status(socket: &mut TcpStream) -> String {
    let mut answer = vec![0; 12];
    timeout(Duration::from_secs(30), socket.read_exact(&mut answer)).await.unwrap().unwrap();
    String::from_utf8(answer).unwrap().split_off("HTTP/1.1 ".len())
}

fn field(name: &str, value: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

fn file(content: &str) -> String {
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"x\"";
    format!("--{BOUNDARY}\r\n{head}\r\nContent-Type: image/png\r\n\r\n{content}")
}

#[tokio::test]
async fn a_form_is_refused_before_more_of_it_comes_than_it_needs() {
    let host = patient().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let holds = field("token", &ticket(&mut alice, "k").await);
    let much = "x".repeat(MUCH);
    for (what, beginning, expected) in [
        ("nothing that begins", much.clone(), "400"),
        ("a head without end", format!("--{BOUNDARY}\r\nX-Much: {much}"), "400"),
        ("a field without end", field("name", &much), "400"),
        ("fields without end", field("name", "x").repeat(MUCH / 60), "400"),
        ("a file of nobody", file("x"), "400"),
        ("a ticket that is none", format!("{}{}", field("token", "nonsense"), file("x")), "401"),
        ("a field without end after the ticket", format!("{holds}{}", field("name", &much)), "400"),
    ] {
        let mut socket = begin(&host, &[], beginning.as_bytes()).await;
        assert_eq!(status(&mut socket).await, expected, "{what}");
    }
    assert_eq!(files_in(&host.data().join("files")), Vec::<PathBuf>::new());
    assert_eq!(
        post_to(&host.url, form(&ticket(&mut alice, "k").await, "a/b", b"x"), &[]).await.status(),
        200
    );
    host.stop().await;
}

#[tokio::test]
async fn only_a_slice_comes_before_its_ticket_and_goes_without_one() {
    let host = patient().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let end = format!("--{BOUNDARY}--\r\n");
    let slice = |ticket: &str| format!("{}\r\n{}{end}", file("abc"), field("token", ticket)).into_bytes();
    assert_eq!(post_to(&host.url, slice("nonsense"), &SLICE).await.status(), 401);
    let without = format!("{}\r\n{end}", file("abc")).into_bytes();
    assert_eq!(post_to(&host.url, without, &SLICE).await.status(), 400);
    assert_eq!(files_in(&host.data().join("files")), Vec::<PathBuf>::new());
    let answer = post_to(&host.url, slice(&ticket(&mut alice, "k").await), &SLICE).await;
    assert_eq!(answer.status(), 200);
    host.stop().await;
}

#[tokio::test]
async fn slices_of_nobody_take_no_place_of_those_who_may_upload() {
    let host = patient().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut sockets = Vec::new();
    for _ in 0..33 {
        sockets.push(begin(&host, &SLICE, file("x").as_bytes()).await);
    }
    let answers = sockets.iter_mut().map(|socket| Box::pin(status(socket)));
    assert_eq!(select_all(answers).await.0, "503", "one is too many");
    let known = form(&ticket(&mut alice, "k").await, "image/png", b"x");
    assert_eq!(post_to(&host.url, known, &[]).await.status(), 200);
    drop(sockets);
    host.stop().await;
}
