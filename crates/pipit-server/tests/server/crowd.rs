//! A room of a thousand: everybody gets everything, in one order, whatever the others do.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::{Sink, Stream};
use pipit_proto::frame::{ClientFrame, ConnectLayout, Qos, ServerFrame};
use pipit_proto::messages::{
    ChrmDownStreamMessages, ChrmInput, ChrmPullMsg, DownStreamMessage, NotifyMsg, UpStreamMessage,
};
use pipit_proto::prost::Message as _;
use pipit_server::{ConnectRequest, Server, SystemClock};
use tokio::sync::Barrier;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::host::{Host, settings};

const MEMBERS: usize = 1_000;
/// Those of them who speak, at the same time.
const SPEAKERS: usize = 5;
/// What each of them says.
const MESSAGES: usize = 120;
const ROOM: &str = "stadium";

/// One end of a connection without a socket.
struct Line(UnboundedSender<Bytes>, UnboundedReceiver<Bytes>);

impl Line {
    fn pair() -> (Self, Self) {
        let ((up, heard), (down, read)) = (unbounded_channel(), unbounded_channel());
        (Self(up, read), Self(down, heard))
    }
}

impl Stream for Line {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.1.poll_recv(context).map(|frame| frame.map(Ok))
    }
}

impl Sink<Bytes> for Line {
    type Error = std::io::Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, frame: Bytes) -> Result<(), Self::Error> {
        self.0.send(frame).map_err(std::io::Error::other)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }
}

/// A member, as the official client behaves.
struct Member {
    name: String,
    line: Line,
    /// The time up to which it has everything.
    time: i64,
    pulling: bool,
    /// The latest time that it was told.
    told: i64,
    wakes: usize,
    got: Vec<DownStreamMessage>,
    acknowledged: Vec<(i64, String)>,
}

impl Member {
    async fn enter(server: &Server, name: String) -> Self {
        let (line, far) = Line::pair();
        let request = ConnectRequest {
            token: server.token(&name),
            app_key: "key".into(),
            platform: Some("Desktop".into()),
            ..ConnectRequest::default()
        };
        let server = server.clone();
        tokio::spawn(async move { server.accept(request, far).await });
        let (got, acknowledged) = (Vec::new(), Vec::new());
        let mut member = Self { name, line, time: 0, pulling: false, told: 0, wakes: 0, got, acknowledged };
        assert!(matches!(member.next().await, ServerFrame::ConnAck(_)));
        member.query("joinChrm", &ChrmInput { nothing: 1, extra: None });
        assert!(matches!(member.next().await, ServerFrame::QueryAck { status: 0, .. }));
        member.pull();
        while member.pulling {
            member.hear().await;
        }
        member
    }

    async fn next(&mut self) -> ServerFrame {
        let frame = self.line.1.recv().await.unwrap();
        ServerFrame::decode(frame, ConnectLayout::Fixed).unwrap()
    }

    fn send(&self, frame: &ClientFrame) {
        self.line.0.send(frame.encode().unwrap()).unwrap();
    }

    fn query(&self, topic: &str, message: &impl pipit_proto::prost::Message) {
        let (topic, target) = (topic.to_owned(), ROOM.to_owned());
        self.send(&ClientFrame::Query { topic, target, id: 1, body: message.encode_to_vec().into() });
    }

    fn pull(&mut self) {
        self.pulling = true;
        self.query("chrmPull", &ChrmPullMsg { sync_time: self.time, count: -1, ..ChrmPullMsg::default() });
    }

    fn say(&self, number: usize) {
        let up = UpStreamMessage {
            session_id: 3,
            classname: "RC:TxtMsg".into(),
            content: format!("{} {number}", self.name),
            ..UpStreamMessage::default()
        };
        let (topic, target, qos) = ("chatMsg".into(), ROOM.into(), Qos::AtLeastOnce);
        let id = u16::try_from(number + 1).unwrap();
        self.send(&ClientFrame::Publish { topic, target, id, qos, body: up.encode_to_vec().into() });
    }

    /// Takes one frame, and pulls when there is something.
    async fn hear(&mut self) {
        match self.next().await {
            ServerFrame::Publish { topic, body, .. } => {
                let told = NotifyMsg::decode(body).unwrap();
                assert_eq!((topic.as_str(), told.r#type, told.chrm_id()), ("s_ntf", 2, ROOM));
                self.wakes += 1;
                self.told = self.told.max(told.time());
            }
            ServerFrame::QueryAck { status: 0, body, .. } => {
                let page = ChrmDownStreamMessages::decode(body).unwrap();
                assert!(page.sync_time >= self.time, "it never goes back");
                self.time = page.sync_time;
                self.pulling = false;
                self.got.extend(page.list.into_iter().map(|body| DownStreamMessage::decode(body).unwrap()));
            }
            ServerFrame::PubAck { status: 0, time, uid, .. } => self.acknowledged.push((time, uid)),
            other => assert_eq!(other, ServerFrame::Pong, "nothing else comes"),
        }
        if !self.pulling && self.told > self.time {
            self.pull();
        }
    }

    /// Listens until it has so many messages, those that it said itself included.
    async fn hear_all(mut self, count: usize) -> Self {
        while self.got.len() + self.acknowledged.len() < count {
            self.hear().await;
        }
        self
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_members_get_every_message_in_one_order() {
    let host = Host::with(settings(), Arc::new(SystemClock), 10).await;
    let mut members = Vec::new();
    for number in 0..MEMBERS {
        members.push(Member::enter(&host.server, format!("member {number}")).await);
    }
    let late = Member::enter(&host.server, "late".into()).await; // it hears nothing until all is said
    let all = SPEAKERS * MESSAGES;
    let begin = Arc::new(Barrier::new(SPEAKERS));
    let mut hearing = Vec::new();
    for (number, member) in members.into_iter().enumerate() {
        let begin = begin.clone();
        hearing.push(tokio::spawn(async move {
            if number < SPEAKERS {
                begin.wait().await;
                (0..MESSAGES).for_each(|message| member.say(message));
            }
            member.hear_all(all).await
        }));
    }
    let mut done = Vec::new();
    for member in hearing {
        done.push(member.await.unwrap());
    }
    let late = late.hear_all(all).await;
    assert!(late.wakes <= all / 200 + 1, "who does not pull is told once: {}", late.wakes);

    let order: Vec<(i64, &str)> = late.got.iter().map(|line| (line.data_time, line.msg_id())).collect();
    assert!(order.windows(2).all(|pair| pair[0].0 < pair[1].0), "times increase");
    for member in &done {
        let mut seen: Vec<(i64, &str)> =
            member.got.iter().map(|line| (line.data_time, line.msg_id())).collect();
        assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0), "{} gets them in order", member.name);
        seen.extend(member.acknowledged.iter().map(|(time, uid)| (*time, uid.as_str())));
        seen.sort_unstable();
        assert_eq!(seen, order, "{}", member.name);
    }
    let contents: Vec<&str> =
        late.got.iter().filter(|line| line.from_user_id == "member 0").map(|l| l.content.as_str()).collect();
    let said: Vec<String> = (0..MESSAGES).map(|number| format!("member 0 {number}")).collect();
    assert_eq!(contents, said, "in the order in which they were said");
    drop((done, late));
    host.stop().await;
}
