//! Files, up and down: whole, in slices, in ranges, and what is refused.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pipit_proto::messages::{
    GetDownloadUrlInput, GetDownloadUrlOutput, GetQNupTokenInput, GetQNupTokenOutput,
};
use pipit_proto::prost::Message as _;
use pipit_server::{Settings, SystemClock};
use reqwest::{Method, Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::Client;
use crate::host::{HandClock, Host, http, settings};

pub(crate) const BOUNDARY: &str = "-----a-boundary";

/// Leave to upload under a key.
pub(crate) async fn ticket(client: &mut Client, key: &str) -> String {
    let asked = GetQNupTokenInput { r#type: 4, key: Some(key.into()), size: Some(1), ..<_>::default() };
    GetQNupTokenOutput::decode(client.query("qnTkn", &asked).await).unwrap().token
}

/// The address of a file.
async fn address(client: &mut Client, key: &str, name: &str) -> String {
    let asked =
        GetDownloadUrlInput { r#type: 4, key: key.into(), file_name: Some(name.into()), ..<_>::default() };
    GetDownloadUrlOutput::decode(client.query("qnUrl", &asked).await).unwrap().download_url
}

/// A form as browsers send it.
pub(crate) fn form(ticket: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in [("token", ticket), ("key", "said-by-the-form")] {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        form.extend_from_slice(head.as_bytes());
    }
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"../../x\"";
    form.extend_from_slice(
        format!("--{BOUNDARY}\r\n{head}\r\nContent-Type: {media_type}\r\n\r\n").as_bytes(),
    );
    form.extend_from_slice(content);
    form.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    form
}

async fn post(host: &Host, body: Vec<u8>, headers: &[(&str, &str)]) -> Response {
    post_to(&host.url, body, headers).await
}

pub(crate) async fn post_to(url: &str, form: Vec<u8>, headers: &[(&str, &str)]) -> Response {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let mut request = http().request(Method::POST, format!("{url}/files")).header("Content-Type", kind);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(form).send().await.unwrap()
}

async fn get(url: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = http().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

fn field(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// All files below a folder.
pub(crate) fn files_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files
}

/// Bytes that do not repeat soon.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 1_u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(count)
    .collect()
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_whole_and_in_ranges() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let content = noise(3_000_000);
    let ticket = ticket(&mut alice, "4__RC-1.bin").await;
    let answer = post(&host, form(&ticket, "application/pdf", &content), &[]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(files_in(&host.data().join("files")).len(), 1, "nothing but the content is left");

    let url = address(&mut alice, "4__RC-1.bin", "报告 1.pdf").await;
    assert!(url.starts_with(&format!("{}/files/4__RC-1.bin?", host.url)), "{url}");
    let whole = get(&url, &[]).await;
    assert_eq!(field(&whole, "content-type"), "application/pdf");
    assert_eq!(
        field(&whole, "content-disposition"),
        "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%201.pdf"
    );
    assert_eq!(field(&whole, "x-content-type-options"), "nosniff");
    assert!(field(&whole, "content-security-policy").starts_with("sandbox"));
    let tag = field(&whole, "etag");
    assert!(whole.bytes().await.unwrap() == content, "byte for byte");

    let part = get(&url, &[("Range", "bytes=1000-2999999")]).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(field(&part, "content-range"), "bytes 1000-2999999/3000000");
    assert!(part.bytes().await.unwrap() == content[1_000..]);
    let last = get(&url, &[("Range", "bytes=-5"), ("If-Range", &tag)]).await;
    assert!(last.bytes().await.unwrap() == content[2_999_995..]);
    let other = get(&url, &[("Range", "bytes=-5"), ("If-Range", "\"other\"")]).await;
    assert_eq!(other.status(), StatusCode::OK);
    let beyond = get(&url, &[("Range", "bytes=3000000-")]).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(get(&url, &[("If-None-Match", &tag)]).await.status(), StatusCode::NOT_MODIFIED);
    host.stop().await;
}

#[tokio::test]
async fn the_same_content_lies_there_once_and_a_key_keeps_its_file() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    for (client, key) in [(&mut alice, "a.png"), (&mut bob, "b.png")] {
        let ticket = ticket(client, key).await;
        for _again in 0..2 {
            let answer = post(&host, form(&ticket, "image/png", b"same"), &[]).await;
            assert_eq!(answer.status(), StatusCode::OK, "again is the same");
        }
    }
    assert_eq!(files_in(&host.data().join("files")).len(), 1);
    let shown = get(&address(&mut bob, "a.png", "a.png").await, &[]).await;
    assert!(field(&shown, "content-disposition").starts_with("inline;"), "who has the key may ask");

    let taken = ticket(&mut bob, "a.png").await;
    let answer = post(&host, form(&taken, "image/png", b"other"), &[]).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let mine = ticket(&mut alice, "a.png").await;
    assert_eq!(post(&host, form(&mine, "image/png", b"other"), &[]).await.status(), StatusCode::CONFLICT);
    assert_eq!(files_in(&host.data().join("files")).len(), 1, "what has no key does not stay");
    let kept = get(&address(&mut alice, "a.png", "a.png").await, &[]).await;
    assert_eq!(kept.bytes().await.unwrap(), "same");
    host.stop().await;
}

#[tokio::test]
async fn slices_gather_and_a_broken_upload_goes_on_where_it_was() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let content = noise(1_000_000);
    let ticket = ticket(&mut alice, "big.mp4").await;
    let slice = async |start: usize, end: usize| {
        let range = format!("bytes={start}-{end}");
        let headers = [("Range", &*range), ("X-File-TransactionId", "t1"), ("X-File-Total-Size", "1000000")];
        let answer = post(&host, form(&ticket, "video/mp4", &content[start..end]), &headers).await;
        (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap())
    };
    assert_eq!(slice(0, 400_000).await, (200, serde_json::json!({ "received": 400_000 })));
    assert_eq!(slice(700_000, 800_000).await, (416, serde_json::json!({ "received": 400_000 })), "a gap");
    assert_eq!(slice(300_000, 600_000).await.1["received"], 600_000, "what is sent again replaces");
    let (status, done) = slice(600_000, 1_000_000).await;
    assert_eq!((status, &done["key"]), (200, &"big.mp4".into()));
    let path = done["rc_url"]["path"].as_str().unwrap();
    let there = get(&format!("{}/files/{path}", host.url), &[]).await;
    assert_eq!(field(&there, "content-type"), "video/mp4");
    assert!(there.bytes().await.unwrap() == content);
    assert_eq!(files_in(&host.data().join("files")).len(), 1, "no slice is left");
    host.stop().await;
}

#[tokio::test]
async fn what_may_not_be_uploaded_is_refused_and_leaves_nothing() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_000_000);
    let small = Settings { largest_file: 1_000, ..settings() };
    let host = Host::with(small, clock.clone(), 100).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let holds = ticket(&mut alice, "k").await;

    let status =
        async |form: Vec<u8>, headers: &[(&str, &str)]| post(&host, form, headers).await.status().as_u16();
    assert_eq!(status(form("nonsense", "text/plain", b"x"), &[]).await, 401);
    assert_eq!(
        status(form(&host.server.token("alice"), "text/plain", b"x"), &[]).await,
        401,
        "no login token"
    );
    assert_eq!(status(form(&holds, "text/plain", &noise(1_001)), &[]).await, 413);
    assert_eq!(status(b"nonsense".to_vec(), &[]).await, 400);
    let mut cut = form(&holds, "text/plain", b"0123456789");
    cut.truncate(cut.len() - 30);
    assert_eq!(status(cut, &[]).await, 400, "broken off");
    for (range, total) in [("bytes=x-1", "10"), ("bytes=11-12", "10"), ("bytes=0-1", "-1"), ("", "10")] {
        let headers = [("Range", range), ("X-File-TransactionId", "t"), ("X-File-Total-Size", total)];
        assert_eq!(status(form(&holds, "text/plain", b"x"), &headers).await, 400, "{range} of {total}");
    }
    let headers = [("Range", "bytes=0-1"), ("X-File-TransactionId", "t"), ("X-File-Total-Size", "1001")];
    assert_eq!(status(form(&holds, "text/plain", b"x"), &headers).await, 413);
    assert_eq!(files_in(&host.data().join("files")), Vec::<std::path::PathBuf>::new());

    let asked = |key: &str, size: i64, kind: i32| GetQNupTokenInput {
        r#type: kind,
        key: Some(key.into()),
        size: Some(size),
        ..<_>::default()
    };
    assert_eq!(alice.refusal("qnTkn", &asked("", 1, 4)).await, 26010);
    assert_eq!(alice.refusal("qnTkn", &asked(&"k".repeat(256), 1, 4)).await, 26010);
    assert_eq!(alice.refusal("qnTkn", &asked("a\nb", 1, 4)).await, 26010);
    assert_eq!(alice.refusal("qnTkn", &asked("k", -1, 4)).await, 26010);
    assert_eq!(alice.refusal("qnTkn", &asked("k", 1, 9)).await, 26010);
    assert_eq!(alice.refusal("qnTkn", &asked("k", 2, 4)).await, 20115, "2 KiB are too large here");
    let unknown = GetDownloadUrlInput { r#type: 4, key: "unknown".into(), ..<_>::default() };
    assert_eq!(alice.refusal("qnUrl", &unknown).await, 26010);

    assert_eq!(status(form(&holds, "text/plain", b"x"), &[]).await, 200);
    let url = address(&mut alice, "k", "k.txt").await;
    assert_eq!(get(&url, &[]).await.status(), StatusCode::OK);
    assert_eq!(get(&url.replace("k.txt", "k.exe"), &[]).await.status(), StatusCode::FORBIDDEN);
    clock.set(1_000_000 + 3_600_000);
    assert_eq!(status(form(&holds, "text/plain", b"x"), &[]).await, 401, "a ticket ends");
    clock.set(1_000_000 + settings().file_lifetime);
    assert_eq!(get(&url, &[]).await.status(), StatusCode::FORBIDDEN, "an address ends");
    host.stop().await;
}

#[tokio::test]
async fn who_stops_in_the_middle_of_a_file_is_sent_away_and_leaves_nothing() {
    let hurried = Settings { patience: Duration::from_millis(300), ..settings() };
    let host = Host::with(hurried, Arc::new(SystemClock), 100).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let ticket = ticket(&mut alice, "k").await;
    let form = form(&ticket, "text/plain", &noise(100_000));
    let (sent, _never) = form.split_at(50_000);
    let mut socket = TcpStream::connect(host.url.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!(
        "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(sent).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(files_in(&host.data().join("files")), Vec::<std::path::PathBuf>::new());
    host.stop().await;
}

#[tokio::test]
async fn navigation_says_where_files_go() {
    let host = Host::start().await;
    let asked = http().post(format!("{}/v2/navi.json", host.url));
    let answer = asked.body(format!("token={}", host.server.token("alice"))).send().await.unwrap();
    let answer: serde_json::Value = answer.json().await.unwrap();
    let places: serde_json::Value = serde_json::from_str(answer["ossConfig"].as_str().unwrap()).unwrap();
    assert_eq!(places, serde_json::json!([{ "qiniu": format!("{}/files", host.url), "p": "1" }]));
    host.stop().await;
}
