//! One engine in a crowd: a group of five hundred, and a chat room of a thousand. The others speak in frames.

use bytes::Bytes;
use futures_util::future::join_all;
use pipit_im::{Client, ConversationId, ConversationType, MessageRange, Network, Socket, TargetId};
use pipit_proto::frame::{ClientFrame, ConnectLayout, Qos, ServerFrame};
use pipit_proto::messages::{
    ChrmDownStreamMessages, ChrmInput, ChrmPullMsg, DownStreamMessage, UpStreamMessage,
};
use pipit_proto::prost::Message as _;
use pipit_testing::{Faults, Link};
use serde_json::{Value, json};

use super::host::{APP, Host, PATIENCE};

const CROWD: usize = 500;
const AUDIENCE: usize = 1_000;

/// Somebody who speaks in frames.
pub(crate) struct Raw {
    name: String,
    socket: Box<dyn Socket>,
    last_id: u16,
    /// Kinds of what was pushed while something else was awaited.
    pushed: Vec<String>,
}

impl Raw {
    pub(crate) async fn enter(host: &Host, name: &str) -> Self {
        let link = Link::new(1, Faults::default());
        link.attach(host.server.clone());
        Self::enter_by(&link, host, name).await
    }

    async fn enter_by(link: &Link, host: &Host, name: &str) -> Self {
        let token = host.server.token(name);
        let url = format!("ws://test/websocket?appId={APP}&token={token}&push=direct");
        let socket = link.open(&url).await.unwrap();
        let mut raw = Self { name: name.to_owned(), socket, last_id: 0, pushed: Vec::new() };
        assert!(matches!(raw.next().await, ServerFrame::ConnAck(_)));
        raw
    }

    async fn next(&mut self) -> ServerFrame {
        let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await.unwrap().unwrap();
        ServerFrame::decode(frame, ConnectLayout::Fixed).unwrap()
    }

    fn next_id(&mut self) -> u16 {
        self.last_id += 1;
        self.last_id
    }

    async fn send(&mut self, frame: ClientFrame) {
        self.socket.send(frame.encode().unwrap()).await.unwrap();
    }

    /// Asks, and waits for status and answer.
    pub(crate) async fn ask(
        &mut self,
        topic: &str,
        target: &str,
        message: &impl pipit_proto::prost::Message,
    ) -> (u16, Bytes) {
        let id = self.next_id();
        let body = message.encode_to_vec().into();
        self.send(ClientFrame::Query { topic: topic.into(), target: target.into(), id, body }).await;
        loop {
            match self.next().await {
                ServerFrame::QueryAck { id: of, status, body, .. } if of == id => return (status, body),
                other => self.keep(other),
            }
        }
    }

    async fn say(&mut self, topic: &str, target: &str, up: &UpStreamMessage) -> u16 {
        let (id, qos) = (self.next_id(), Qos::AtLeastOnce);
        let body = up.encode_to_vec().into();
        self.send(ClientFrame::Publish { topic: topic.into(), target: target.into(), id, qos, body }).await;
        id
    }

    /// Publishes, and waits for the uid.
    pub(crate) async fn publish(&mut self, topic: &str, target: &str, up: &UpStreamMessage) -> String {
        let id = self.say(topic, target, up).await;
        loop {
            match self.next().await {
                ServerFrame::PubAck { id: of, status, uid, .. } if of == id => {
                    assert_eq!(status, 0, "{}", self.name);
                    return uid;
                }
                other => self.keep(other),
            }
        }
    }

    /// Waits until a message of this kind was pushed.
    pub(crate) async fn hears(&mut self, kind: &str) {
        while !self.pushed.iter().any(|pushed| pushed == kind) {
            let frame = self.next().await;
            self.keep(frame);
        }
    }

    fn keep(&mut self, frame: ServerFrame) {
        if let ServerFrame::Publish { topic, body, .. } = frame
            && topic == "s_msg"
        {
            self.pushed.push(DownStreamMessage::decode(body).unwrap().classname);
        }
    }
}

fn text(words: &str, mentions: Option<Value>) -> UpStreamMessage {
    let mut content = json!({ "content": words });
    let mentioned = mentions.is_some();
    if let Some(mentions) = mentions {
        content.as_object_mut().unwrap().insert("mentionedInfo".into(), mentions);
    }
    UpStreamMessage {
        session_id: if mentioned { 7 } else { 3 },
        classname: "RC:TxtMsg".into(),
        content: content.to_string(),
        ..UpStreamMessage::default()
    }
}

fn name(number: usize) -> String {
    format!("m{number:03}")
}

/// Registers a crowd beside alice; their names.
async fn crowd(host: &Host, count: usize) -> Vec<String> {
    let names: Vec<String> = (0..count).map(name).collect();
    for name in &names {
        host.server.add_user(name, name).await.unwrap();
    }
    names
}

async fn enter_all(host: &Host, names: &[String]) -> Vec<Raw> {
    let link = Link::new(1, Faults::default());
    link.attach(host.server.clone());
    join_all(names.iter().map(|name| Raw::enter_by(&link, host, name))).await
}

/// What alice has of a conversation, oldest first: who said what.
async fn said(alice: &Client, id: &ConversationId) -> Vec<(String, String)> {
    let page = alice.messages(id, MessageRange::Latest { limit: 1_000 }).await.unwrap();
    let times: Vec<i64> = page.list.iter().map(|message| message.sent_time.0).collect();
    assert!(times.is_sorted(), "in the order of time");
    page.list.iter().map(|m| (m.sender.as_str().to_owned(), m.content.words())).collect()
}

/// Each speaker's words are all there, once and in their order.
fn in_order(said: &[(String, String)], speakers: usize, count: usize) {
    for speaker in (0..speakers).map(name) {
        let heard: Vec<&str> =
            said.iter().filter(|(who, _)| *who == speaker).map(|(_, words)| words.as_str()).collect();
        let wanted: Vec<String> = (0..count).map(|number| format!("{speaker} {number}")).collect();
        assert_eq!(heard, wanted, "{speaker}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_group_of_five_hundred_everything_arrives_in_order_and_all_receipts_reach_who_asked() {
    const SPEAKERS: usize = 5;
    const MESSAGES: usize = 12;
    let host = Host::start().await;
    let names = crowd(&host, CROWD - 1).await;
    let members: Vec<&str> = names.iter().map(String::as_str).chain(["alice"]).collect();
    host.server.add_group("stadium", "Stadium", &members).await.unwrap();
    let id = ConversationId { kind: ConversationType::Group, target_id: TargetId::new("stadium") };
    let alice = host.device("alice", "Desktop").online().await;

    let mut crowd = enter_all(&host, &names).await;
    let speaking = crowd.iter_mut().take(SPEAKERS).enumerate().map(|(at, raw)| async move {
        for number in 0..MESSAGES {
            let mentions = match number {
                0 => Some(json!({ "type": 2, "userIdList": ["alice"] })),
                1 => Some(json!({ "type": 1 })),
                _ => None,
            };
            raw.publish("pgMsgP", "stadium", &text(&format!("{} {number}", name(at)), mentions)).await;
        }
    });
    join_all(speaking).await;
    let all = u32::try_from(SPEAKERS * MESSAGES).unwrap();
    alice.until("has everything", async |device| device.unread(&id).await == all).await;
    in_order(&said(&alice.client, &id).await, SPEAKERS, MESSAGES);
    let row = alice.client.conversation(&id).await.unwrap().unwrap();
    assert_eq!(row.unread_mentions, u32::try_from(SPEAKERS * 2).unwrap());

    let asked = alice.say(&id, "who comes?").await;
    alice.sent(&id).await;
    alice.client.ask_receipt(asked).await.unwrap();
    let uid = alice.client.message(asked).await.unwrap().unwrap().uid.unwrap();
    let answer = UpStreamMessage {
        classname: "RC:RRRspMsg".into(),
        content: json!({ "receiptMessageDic": { "alice": [uid.as_str()] } }).to_string(),
        to_user_ids: vec!["alice".into()],
        ..UpStreamMessage::default()
    };
    let answer = &answer;
    let answering = crowd.iter_mut().map(|raw| async move {
        raw.hears("RC:RRReqMsg").await;
        raw.publish("pgMsgP", "stadium", answer).await;
    });
    join_all(answering).await;
    alice
        .until("knows that all have read it", async |device| {
            let message = device.client.message(asked).await.unwrap().unwrap();
            message.receipt.is_some_and(|receipt| receipt.readers.len() == CROWD - 1)
        })
        .await;
    assert_eq!(alice.client.group_page(&id.target_id).await.unwrap().members.len(), CROWD);
    assert_eq!(alice.unread(&id).await, all, "receipts count nowhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_chat_room_of_a_thousand_everything_is_heard_in_order_and_nothing_stays() {
    const SPEAKERS: usize = 5;
    const MESSAGES: usize = 12;
    let host = Host::start().await;
    let names = crowd(&host, AUDIENCE - 1).await;
    let id = ConversationId { kind: ConversationType::ChatRoom, target_id: TargetId::new("hall") };
    let alice = host.device("alice", "Desktop").online().await;
    alice.client.join_room("hall", 0).await.unwrap();
    let mut crowd = enter_all(&host, &names).await;
    let entering = crowd.iter_mut().map(|raw| async move {
        assert_eq!(raw.ask("joinChrm", "hall", &ChrmInput { nothing: 1, extra: None }).await.0, 0);
    });
    join_all(entering).await;
    // Pulled from zero a room gives its history and where it begins for who came; what is said later comes after that.
    let mut pull = ChrmPullMsg { sync_time: 0, count: -1, ..ChrmPullMsg::default() };
    let (_, page) = crowd.last_mut().unwrap().ask("chrmPull", "hall", &pull).await;
    pull.sync_time = ChrmDownStreamMessages::decode(page).unwrap().sync_time;

    let speaking = crowd.iter_mut().take(SPEAKERS).enumerate().map(|(at, raw)| async move {
        for number in 0..MESSAGES {
            raw.publish("chatMsg", "hall", &text(&format!("{} {number}", name(at)), None)).await;
        }
    });
    join_all(speaking).await;
    alice
        .until("has heard everything", async |device| device.messages(&id).await.len() == SPEAKERS * MESSAGES)
        .await;
    in_order(&said(&alice.client, &id).await, SPEAKERS, MESSAGES);
    assert_eq!(alice.client.total_unread().await.unwrap(), 0, "it counts nowhere");

    alice.say(&id, "well said").await;
    alice.sent(&id).await;
    let last = crowd.last_mut().unwrap();
    let (status, page) = last.ask("chrmPull", "hall", &pull).await;
    let page = ChrmDownStreamMessages::decode(page).unwrap();
    assert_eq!(status, 0);
    let newest = DownStreamMessage::decode(page.list.last().unwrap().clone()).unwrap();
    assert!(newest.content.contains("well said"), "who is there hears alice");
    alice.client.leave_room("hall").await.unwrap();
    assert!(alice.messages(&id).await.is_empty());
}
