//! Load for a running server, as raw frames, and what it measured. `make bench` runs it.
//!
//! - closed loop: pairs of people, each sender with so many messages on their way; durable and delivered per second,
//!   and the server's processor time for each;
//! - open loop: a fixed rate; the time from when a message was due to when it arrived, so that a stall counts for
//!   everything that it held up;
//! - idle: connections that only stand; what the server's memory grew by.
//!
//! Every message must be acknowledged, and arrive exactly once and in order; otherwise it fails.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a broken measurement must not look like one"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use futures_util::{FutureExt, SinkExt, StreamExt};
use pipit_proto::frame::{ClientFrame, ConnectLayout, Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, UpStreamMessage};
use pipit_proto::prost::Message as _;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

#[derive(Parser)]
struct Options {
    /// The server's address.
    #[arg(long, default_value = "127.0.0.1:8585")]
    address: String,
    /// Its process id, for its memory.
    #[arg(long)]
    pid: u32,
    /// Pairs of people in the closed loop.
    #[arg(long, default_value_t = 100)]
    pairs: usize,
    /// Messages on their way at once, for each sender.
    #[arg(long, default_value_t = 32)]
    flight: u64,
    /// How long the open loop runs, in seconds.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Messages of each sender in the closed loop.
    #[arg(long, default_value_t = 3_000)]
    messages: u64,
    /// Messages per second in the open loop.
    #[arg(long, default_value_t = 2_000)]
    rate: u64,
    /// Idle connections.
    #[arg(long, default_value_t = 5_000)]
    idle: usize,
}

/// sha1("pipit-demo-secret" + "1" + "1"): the demo's secret is public.
const SIGNATURE: &str = "24ac4f22991c10a8519644630ae199c598320a85";

/// Registers people and gets their tokens, through the server API.
async fn people(address: &str, prefix: &str, count: usize) -> Vec<(String, String)> {
    let http = reqwest::Client::new();
    let register = |number| {
        let (http, user) = (http.clone(), format!("{prefix}{number}"));
        async move {
            let call = http
                .post(format!("http://{address}/user/getToken.json"))
                .header("App-Key", "pipit-demo")
                .header("Nonce", "1")
                .header("Timestamp", "1")
                .header("Signature", SIGNATURE)
                .form(&[("userId", user.as_str()), ("name", user.as_str())]);
            let answer: serde_json::Value = call.send().await.unwrap().json().await.unwrap();
            let token = answer["token"].as_str();
            (user, token.unwrap_or_else(|| panic!("no token (a low --api-rate?): {answer}")).to_owned())
        }
    };
    futures_util::stream::iter((0..count).map(register)).buffered(32).collect().await
}

async fn connect(address: &str, token: &str) -> Socket {
    let url = format!("ws://{address}/websocket?appId=pipit-demo&token={token}&platform=Desktop&push=direct");
    let config = WebSocketConfig::default().read_buffer_size(8 * 1024);
    let (mut socket, _) =
        tokio_tungstenite::connect_async_with_config(url, Some(config), true).await.unwrap();
    assert!(matches!(next(&mut socket).await, ServerFrame::ConnAck(_)));
    socket
}

async fn next(socket: &mut Socket) -> ServerFrame {
    match socket.next().await {
        Some(Ok(Message::Binary(bytes))) => ServerFrame::decode(bytes, ConnectLayout::Fixed).unwrap(),
        other => panic!("the socket ended: {other:?}"),
    }
}

/// A message that carries its number and when it was due.
fn message(to: &str, id: u16, number: u64, due: Duration) -> Message {
    let up = UpStreamMessage {
        session_id: 3,
        classname: "RC:TxtMsg".into(),
        content: format!("{{\"content\":\"{:0>86}\",\"n\":{number},\"due\":{}}}", "", due.as_micros()),
        client_unique_id: Some(i64::try_from(number).unwrap() + 1),
        ..UpStreamMessage::default()
    };
    let body = up.encode_to_vec().into();
    let frame =
        ClientFrame::Publish { topic: "ppMsgP".into(), target: to.into(), id, qos: Qos::AtLeastOnce, body };
    Message::Binary(frame.encode().unwrap())
}

#[derive(Clone, Copy)]
struct Run {
    flight: u64,
    messages: u64,
    /// The pause between two due times; none means as fast as the window allows.
    pace: Option<Duration>,
    /// When the first is due; pairs begin one after the other, so that the load is even.
    first: Duration,
}

/// Sends all messages, so many on their way at once, until all are acknowledged.
async fn send(mut socket: Socket, to: String, start: Instant, run: Run) {
    let (mut sent, mut acknowledged) = (0, 0);
    while acknowledged < run.messages {
        let due = |number: u64| run.pace.map(|pace| run.first + pace * u32::try_from(number).unwrap());
        let room = |sent: u64, acknowledged: u64| sent < run.messages && sent - acknowledged < run.flight;
        while room(sent, acknowledged) && due(sent).is_none_or(|due| due <= start.elapsed()) {
            let id = u16::try_from(sent % 0x7FFF).unwrap() + 1;
            let due = due(sent).unwrap_or_else(|| start.elapsed());
            socket.feed(message(&to, id, sent, due)).await.unwrap();
            sent += 1;
        }
        socket.flush().await.unwrap();
        let next_due = due(sent).filter(|_| room(sent, acknowledged));
        let waits = tokio::time::sleep_until((start + next_due.unwrap_or(Duration::from_hours(1))).into());
        tokio::select! {
            frame = next(&mut socket) => acknowledged += accepted(frame),
            () = waits => {}
        }
        while let Some(frame) = next(&mut socket).now_or_never() {
            acknowledged += accepted(frame);
        }
    }
}

fn accepted(frame: ServerFrame) -> u64 {
    let ServerFrame::PubAck { status, .. } = frame else { return 0 };
    assert_eq!(status, 0, "accepted");
    1
}

/// Takes what a receiver gets, each the next number, and acknowledges it; returns the microseconds from due to arrived.
async fn receive(mut socket: Socket, start: Instant, expected: u64, sent: Arc<Notify>) -> Vec<u64> {
    let mut latencies = Vec::new();
    while latencies.len() as u64 != expected {
        let Some(id) = arrived(next(&mut socket).await, start, &mut latencies) else { continue };
        socket.feed(acknowledgement(id)).await.unwrap();
        while let Some(frame) = next(&mut socket).now_or_never() {
            if let Some(id) = arrived(frame, start, &mut latencies) {
                socket.feed(acknowledgement(id)).await.unwrap();
            }
        }
        socket.flush().await.unwrap();
    }
    // When all are acknowledged to the sender nothing may follow: what was queued before comes before the pong.
    sent.notified().await;
    socket.send(Message::Binary(ClientFrame::Ping.encode().unwrap())).await.unwrap();
    loop {
        match next(&mut socket).await {
            ServerFrame::Pong => return latencies,
            ServerFrame::Publish { topic, .. } => assert_ne!(topic, "s_msg", "once"),
            _ => {}
        }
    }
}

fn acknowledgement(id: u16) -> Message {
    Message::Binary(ClientFrame::PubAck { id }.encode().unwrap())
}

/// Notes a message that arrived; returns its frame's number.
fn arrived(frame: ServerFrame, start: Instant, latencies: &mut Vec<u64>) -> Option<u16> {
    let ServerFrame::Publish { id, topic, body, .. } = frame else { return None };
    assert_eq!(topic, "s_msg", "the receiver keeps up");
    let down = DownStreamMessage::decode(body).unwrap();
    let fields = down.content.strip_suffix('}').unwrap();
    let (fields, due) = fields.rsplit_once(':').unwrap();
    let number = fields.rsplit_once("\"n\":").unwrap().1.split(',').next().unwrap();
    assert_eq!(number.parse(), Ok(latencies.len()), "once and in order");
    let late = start.elapsed().saturating_sub(Duration::from_micros(due.parse().unwrap()));
    latencies.push(u64::try_from(late.as_micros()).unwrap());
    Some(id)
}

/// Runs pairs of a sender and a receiver; returns messages per second, their latencies in order, and the server's
/// processor time for each message in microseconds.
async fn measure(options: &Options, name: &str, run: Run) -> (f64, Vec<u64>, f64) {
    let senders = people(&options.address, &format!("{name}-from-"), options.pairs).await;
    let receivers = people(&options.address, &format!("{name}-to-"), options.pairs).await;
    let mut pairs = Vec::with_capacity(options.pairs);
    for ((_, from), (to, token)) in senders.into_iter().zip(receivers) {
        pairs.push((connect(&options.address, &from).await, to, connect(&options.address, &token).await));
    }
    let (start, before) = (Instant::now(), processor_micros(options.pid));
    let mut receiving = Vec::with_capacity(options.pairs);
    for (index, (sender, to, receiver)) in (0..).zip(pairs) {
        let first = run.pace.unwrap_or_default() * index / u32::try_from(options.pairs).unwrap();
        let run = Run { first, ..run };
        let sent = Arc::new(Notify::new());
        receiving.push(tokio::spawn(receive(receiver, start, run.messages, sent.clone())));
        tokio::spawn(async move {
            send(sender, to, start, run).await;
            sent.notify_one();
        });
    }
    let mut latencies = Vec::new();
    for receiver in receiving {
        latencies.append(&mut receiver.await.unwrap());
    }
    let rate = latencies.len() as f64 / start.elapsed().as_secs_f64();
    let processor = (processor_micros(options.pid) - before) / latencies.len() as f64;
    latencies.sort_unstable();
    (rate, latencies, processor)
}

fn percentiles(sorted: &[u64]) -> String {
    let at =
        |part: usize| sorted.get(sorted.len() * part / 1_000).copied().unwrap_or_default() as f64 / 1_000.0;
    format!("p50 {:.2} ms, p99 {:.2} ms", at(500), at(990))
}

/// Resident memory of a process, in KiB.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Processor time that a process has used, in microseconds.
fn processor_micros(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks * 10_000.0 // a hundred a second, on every Linux
}

#[tokio::main]
async fn main() {
    let options = Options::parse();
    rustls::crypto::ring::default_provider().install_default().ok(); // once per process
    let idle_people = people(&options.address, "idle-", options.idle).await;
    let before = resident(options.pid);
    let mut idle = Vec::with_capacity(options.idle);
    for (_, token) in idle_people {
        idle.push(connect(&options.address, &token).await);
    }
    let grown = resident(options.pid).saturating_sub(before);
    println!("| idle connections | {} | {:.1} KiB each |", options.idle, grown as f64 / options.idle as f64);
    drop(idle);

    let pace =
        Duration::from_secs(1) * u32::try_from(options.pairs).unwrap() / u32::try_from(options.rate).unwrap();
    let messages = options.rate * options.seconds / u64::try_from(options.pairs).unwrap();
    let open = Run { flight: u64::MAX, messages, pace: Some(pace), first: Duration::ZERO };
    let (rate, latencies, processor) = measure(&options, "open", open).await;
    println!(
        "| open loop, {}/s | {rate:.0}/s delivered, {processor:.0} µs processor time each | {} |",
        options.rate,
        percentiles(&latencies)
    );

    let closed =
        Run { flight: options.flight, messages: options.messages, pace: None, first: Duration::ZERO };
    let (rate, latencies, processor) = measure(&options, "closed", closed).await;
    println!(
        "| closed loop, {} pairs, {} on their way | {rate:.0}/s durable and delivered, {processor:.1} µs each | {} |",
        options.pairs,
        options.flight,
        percentiles(&latencies)
    );
}
