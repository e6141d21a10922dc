//! What goes wrong is answered with the platform's codes, and the server stays up.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::process::Stdio;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use pipit_proto::frame::{ClientFrame, ConnectLayout, DisconnectReason, Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessages, SyncRequestMsg, UpStreamMessage};
use pipit_proto::prost::Message as _;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

struct Server {
    child: Child,
    url: String,
}

async fn start(data: &std::path::Path) -> Server {
    rustls::crypto::ring::default_provider().install_default().ok(); // once per process
    let mut child = Command::new(env!("CARGO_BIN_EXE_pipit-server"))
        .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    Server { child, url: line.strip_prefix("listening on ").unwrap().to_owned() }
}

impl Server {
    async fn token(&self, user: &str) -> String {
        let demo: serde_json::Value =
            reqwest::get(format!("{}/demo.json", self.url)).await.unwrap().json().await.unwrap();
        let users = demo["users"].as_array().unwrap();
        users.iter().find(|entry| entry["userId"] == user).unwrap()["token"].as_str().unwrap().to_owned()
    }

    async fn connect(&self, token: &str) -> Socket {
        let url = format!(
            "{}/websocket?appId=pipit-demo&token={token}&platform=Desktop",
            self.url.replace("http", "ws")
        );
        tokio_tungstenite::connect_async(url).await.unwrap().0
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)], body: String) -> (u16, serde_json::Value) {
        let mut request = reqwest::Client::new().post(format!("{}{path}", self.url)).body(body);
        request = request.header("Content-Type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }
}

async fn next(socket: &mut Socket) -> Option<ServerFrame> {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(20), socket.next()).await.unwrap()?;
        match message.ok()? {
            Message::Binary(bytes) => return Some(ServerFrame::decode(bytes, ConnectLayout::Fixed).unwrap()),
            Message::Close(_) => return None,
            _ => {}
        }
    }
}

fn text(target: &str, id: u16, content: String, client_id: i64) -> Message {
    let up = UpStreamMessage {
        session_id: 3,
        classname: "RC:TxtMsg".into(),
        content,
        client_unique_id: Some(client_id),
        ..UpStreamMessage::default()
    };
    let body = up.encode_to_vec().into();
    let frame = ClientFrame::Publish {
        topic: "ppMsgP".into(),
        target: target.into(),
        id,
        qos: Qos::AtLeastOnce,
        body,
    };
    Message::Binary(frame.encode().unwrap())
}

/// sha1("pipit-demo-secret" + "1" + "1"), the signature of every good call below.
fn signed() -> [(&'static str, &'static str); 4] {
    [("App-Key", "pipit-demo"), ("Nonce", "1"), ("Timestamp", "1"), ("Signature", SIGNATURE)]
}

const SIGNATURE: &str = "24ac4f22991c10a8519644630ae199c598320a85";

#[tokio::test]
async fn a_malformed_frame_ends_its_connection_with_a_reason_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    let token = server.token("alice").await;
    for garbage in [
        vec![],
        vec![0xFF],
        vec![0x30, 0, 200, 1],
        vec![0x52, 0, 7, b'p', b'u', b'l', b'l', b'M', b's', b'g', 0, 0, 0, 1, 0xFF],
    ] {
        let mut socket = server.connect(&token).await;
        assert!(matches!(next(&mut socket).await, Some(ServerFrame::ConnAck(_))));
        socket.send(Message::Binary(garbage.clone().into())).await.unwrap();
        assert_eq!(
            next(&mut socket).await,
            Some(ServerFrame::Disconnect(DisconnectReason::Protocol)),
            "{garbage:?}"
        );
        assert_eq!(next(&mut socket).await, None, "the socket closes");
    }
    let health = reqwest::get(format!("{}/healthz", server.url)).await.unwrap();
    assert!(health.status().is_success(), "the server is well");
}

#[tokio::test]
async fn refusals_have_the_platforms_codes() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    let mut socket = server.connect(&server.token("alice").await).await;
    next(&mut socket).await;
    for (target, content, status) in [
        ("nobody", "{}".to_owned(), 24366),
        ("bob", format!("{{\"content\":\"{}\"}}", "x".repeat(131_072)), 20115),
    ] {
        socket.send(text(target, 9, content, 0)).await.unwrap();
        assert!(
            matches!(next(&mut socket).await, Some(ServerFrame::PubAck { id: 9, status: found, .. }) if found == status)
        );
    }
    let mut stranger = server.connect("not-a-token").await;
    assert!(
        matches!(next(&mut stranger).await, Some(ServerFrame::ConnAck(ack)) if format!("{ack:?}").contains("TokenIncorrect"))
    );

    let (status, answer) = server.post("/user/getToken.json", &[], "userId=x".into()).await;
    assert_eq!((status, &answer["code"]), (401, &serde_json::json!(1004)), "a call without a signature");
    let (status, _) =
        server.post("/user/getToken.json", &signed(), "x=".to_owned() + &"y".repeat(2 << 20)).await;
    assert_eq!(status, 413, "a body over the limit");
    let (status, answer) = server
        .post(
            "/message/private/publish.json",
            &signed(),
            "fromUserId=a&toUserId=nobody&objectName=RC:TxtMsg&content={}".into(),
        )
        .await;
    assert_eq!((status, &answer["code"]), (400, &serde_json::json!(24366)), "an unknown user");
    let (status, answer) = server
        .post(
            "/message/group/publish.json",
            &signed(),
            "fromUserId=a&toGroupId=nowhere&objectName=RC:TxtMsg&content={}".into(),
        )
        .await;
    assert_eq!((status, &answer["code"]), (400, &serde_json::json!(22406)), "a foreign group");
}

#[tokio::test]
async fn an_acknowledged_message_survives_kill_9_and_a_resend_is_recognised() {
    let data = tempfile::tempdir().unwrap();
    let mut server = start(data.path()).await;
    let mut socket = server.connect(&server.token("alice").await).await;
    next(&mut socket).await;
    let mut uids = Vec::new();
    for number in 0..50 {
        socket
            .send(text("bob", number + 1, format!("{{\"content\":\"{number}\"}}"), i64::from(number) + 1))
            .await
            .unwrap();
        let Some(ServerFrame::PubAck { status: 0, uid, .. }) = next(&mut socket).await else {
            panic!("no acknowledgement")
        };
        uids.push(uid);
    }
    server.child.kill().await.unwrap();

    let server = start(data.path()).await;
    let mut socket = server.connect(&server.token("alice").await).await;
    next(&mut socket).await;
    socket.send(text("bob", 1, "{\"content\":\"49\"}".into(), 50)).await.unwrap();
    let Some(ServerFrame::PubAck { status: 0, uid, .. }) = next(&mut socket).await else {
        panic!("no acknowledgement")
    };
    assert_eq!(Some(&uid), uids.last(), "the same number is the same message");

    let mut bob = server.connect(&server.token("bob").await).await;
    next(&mut bob).await;
    let body =
        SyncRequestMsg { sync_time: 0, ispolling: false, ..SyncRequestMsg::default() }.encode_to_vec().into();
    let pull = ClientFrame::Query { topic: "pullMsg".into(), target: "bob".into(), id: 1, body };
    bob.send(Message::Binary(pull.encode().unwrap())).await.unwrap();
    let Some(ServerFrame::QueryAck { status: 0, body, .. }) = next(&mut bob).await else {
        panic!("no answer")
    };
    let page = DownStreamMessages::decode(body).unwrap();
    let found: Vec<String> = page.list.iter().map(|message| message.msg_id().to_owned()).collect();
    assert_eq!(found, uids, "everything acknowledged is there, once and in order");
    assert!(
        page.list.windows(2).all(|pair| matches!(pair, [a, b] if a.data_time < b.data_time)),
        "times increase"
    );
}
