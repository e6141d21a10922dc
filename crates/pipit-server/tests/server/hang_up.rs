//! Who asks for something may be gone before it is done: what was begun is done all the same, and nothing is left of what
//! was not.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pipit_proto::frame::ServerFrame;
use pipit_server::{SystemClock, store::Card};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::call::{done, signed};
use crate::client::Client;
use crate::files::{BOUNDARY, files_in, form, ticket};
use crate::host::Host;

/// Sends a whole request, and waits for no answer.
async fn send(host: &Host, head: String, body: &[u8]) -> TcpStream {
    let mut socket = TcpStream::connect(host.url.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!("{head}Host: x\r\nContent-Length: {}\r\n\r\n", body.len());
    socket.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    socket
}

/// The contents that lie under their final names.
fn contents(host: &Host) -> Vec<PathBuf> {
    let mut all = files_in(&host.data().join("files"));
    all.retain(|path| path.file_name().is_some_and(|name| name.len() == 64));
    all
}

#[tokio::test]
async fn a_call_whose_caller_hangs_up_is_carried_out() {
    let host = Host::start().await;
    for number in 0..2_000 {
        let id = format!("person-{number:04}");
        host.server.store().put_user(Card { id, ..Card::default() }).await.unwrap();
    }
    let mut alice = Client::connect(&host, "alice", "&push=direct").await;
    let head = format!(
        "POST /message/broadcast.json HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n{}",
        signed()
    );
    let socket = send(&host, head, b"fromUserId=office&objectName=RC:TxtMsg&content=%7B%7D").await;
    assert!(matches!(alice.next().await, Some(ServerFrame::Publish { .. })), "the first of all has it");
    drop(socket);
    let mut last = Client::connect(&host, "person-1999", "&push=direct").await;
    if last.pull_all().await.is_empty() {
        assert!(matches!(last.next().await, Some(ServerFrame::Publish { .. })), "so has the last");
    }
    host.stop().await;
}

#[tokio::test]
async fn an_upload_that_hangs_up_at_its_end_leaves_no_content_that_nobody_remembers() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let ticket = ticket(&mut alice, "k").await;
    let head = format!("POST /files HTTP/1.1\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
    let socket = send(&host, head, &form(&ticket, "image/png", b"x")).await;
    while contents(&host).is_empty() {
        yield_now().await;
    }
    drop(socket);
    let remembered = async {
        while done(&host, "/pipit/file/query", &[("userId", "alice")]).await["files"][0]["key"] != "k" {}
    };
    timeout(Duration::from_secs(30), remembered).await.unwrap();
    assert_eq!(contents(&host).len(), 1);
    host.stop().await;
}

#[tokio::test]
async fn a_content_that_was_not_remembered_before_the_end_goes_at_the_next_start() {
    let data = tempfile::tempdir().unwrap();
    let stray = data.path().join("files").join("ab").join("ab".repeat(32));
    std::fs::create_dir_all(stray.parent().unwrap()).unwrap();
    std::fs::write(&stray, "named, and then killed").unwrap();
    let host = Host::on(data, crate::host::settings(), Arc::new(SystemClock), 100).await;
    let gone = async {
        while !contents(&host).is_empty() {
            yield_now().await;
        }
    };
    timeout(Duration::from_secs(30), gone).await.unwrap();
    host.stop().await;
}
