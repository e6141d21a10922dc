//! A client that speaks frames.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use pipit_proto::frame::{ClientFrame, ConnectLayout, Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, DownStreamMessages, SyncRequestMsg, UpStreamMessage};
use pipit_proto::prost::Message as _;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::host::{Host, Process};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

pub(crate) struct Client {
    pub(crate) socket: Socket,
}

impl Client {
    /// Connects, and does not wait for the answer.
    pub(crate) async fn knock(url: &str, app_key: &str, token: &str, more: &str) -> Self {
        let url = url.replacen("http", "ws", 1);
        let url = format!("{url}/websocket?appId={app_key}&token={token}{more}");
        Self { socket: tokio_tungstenite::connect_async(url).await.unwrap().0 }
    }

    /// Connects as a user to a server in this process.
    pub(crate) async fn connect(host: &Host, user: &str, more: &str) -> Self {
        let mut client = Self::knock(&host.url, "key", &host.server.token(user), more).await;
        assert!(matches!(client.next().await, Some(ServerFrame::ConnAck(_))));
        client
    }

    /// Connects as one of the demo's people.
    pub(crate) async fn connect_demo(process: &Process, user: &str) -> Self {
        let token = process.token(user).await;
        let mut client = Self::knock(&process.url, "pipit-demo", &token, "").await;
        assert!(matches!(client.next().await, Some(ServerFrame::ConnAck(_))));
        client
    }

    /// The next frame; nothing when the socket ends.
    pub(crate) async fn next(&mut self) -> Option<ServerFrame> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(30), self.socket.next()).await.unwrap()?;
            match message.ok()? {
                Message::Binary(bytes) => {
                    return Some(ServerFrame::decode(bytes, ConnectLayout::Fixed).unwrap());
                }
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// Sends a text with its number, without waiting.
    pub(crate) async fn text(&mut self, to: &str, number: u16, content: String) {
        self.socket.send(text(to, number, content)).await.unwrap();
    }

    /// The next acknowledgement: number, status and time.
    pub(crate) async fn ack(&mut self) -> Option<Ack> {
        loop {
            if let ServerFrame::PubAck { id, status, time, uid } = self.next().await? {
                return Some(Ack { id, status, time, uid });
            }
        }
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn query(&mut self, topic: &str, message: &impl pipit_proto::prost::Message) -> Bytes {
        let (status, body) = self.ask(topic, message).await;
        assert_eq!(status, 0, "{topic}");
        body
    }

    /// Asks what is refused, and waits for the code.
    pub(crate) async fn refusal(&mut self, topic: &str, message: &impl pipit_proto::prost::Message) -> u16 {
        self.ask(topic, message).await.0
    }

    async fn ask(&mut self, topic: &str, message: &impl pipit_proto::prost::Message) -> (u16, Bytes) {
        self.ask_of("me", topic, message).await
    }

    /// Asks about somebody or something else, and waits for status and answer.
    pub(crate) async fn ask_of(
        &mut self,
        target: &str,
        topic: &str,
        message: &impl pipit_proto::prost::Message,
    ) -> (u16, Bytes) {
        let body = message.encode_to_vec().into();
        let frame = ClientFrame::Query { topic: topic.into(), target: target.into(), id: 1, body };
        self.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
        loop {
            if let ServerFrame::QueryAck { status, body, .. } = self.next().await.unwrap() {
                return (status, body);
            }
        }
    }

    /// Pulls everything that was received.
    pub(crate) async fn pull_all(&mut self) -> Vec<DownStreamMessage> {
        let mut asked = SyncRequestMsg { sync_time: 0, ispolling: false, ..SyncRequestMsg::default() };
        let mut all = Vec::new();
        loop {
            let answer = self.query("pullMsg", &asked).await;
            let page = DownStreamMessages::decode(answer).unwrap();
            asked.sync_time = page.sync_time;
            let finished = page.finished();
            all.extend(page.list);
            if finished {
                return all;
            }
        }
    }
}

/// A text with its number.
pub(crate) fn text(to: &str, number: u16, content: String) -> Message {
    let up = UpStreamMessage {
        session_id: 3,
        classname: "RC:TxtMsg".into(),
        content,
        client_unique_id: Some(i64::from(number)),
        ..UpStreamMessage::default()
    };
    let body = up.encode_to_vec().into();
    let qos = Qos::AtLeastOnce;
    let frame = ClientFrame::Publish { topic: "ppMsgP".into(), target: to.into(), id: number, qos, body };
    Message::Binary(frame.encode().unwrap())
}

/// What a message's sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ack {
    pub(crate) id: u16,
    pub(crate) status: u16,
    pub(crate) time: i64,
    pub(crate) uid: String,
}
