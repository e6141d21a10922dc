//! Load for a running server, as raw frames, and what it measured. `make bench` runs it.
//!
//! - closed loop: pairs of people, each sender with so many messages on their way; durable and delivered per second;
//! - open loop: a fixed rate; the time from when a message was due to when it arrived, so that a stall counts for
//!   everything that it held up;
//! - idle: connections that only stand; what the server's memory grew by.
//!
//! Every message must arrive exactly once and in order; otherwise it fails.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a broken measurement must not look like one"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use futures_util::{SinkExt, StreamExt};
use pipit_proto::frame::{ClientFrame, ConnectLayout, Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, UpStreamMessage};
use pipit_proto::prost::Message as _;
use tokio::sync::Semaphore;
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
    flight: usize,
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
    let mut all = Vec::with_capacity(count);
    for number in 0..count {
        let user = format!("{prefix}{number}");
        let answer: serde_json::Value = http
            .post(format!("http://{address}/user/getToken.json"))
            .header("App-Key", "pipit-demo")
            .header("Nonce", "1")
            .header("Timestamp", "1")
            .header("Signature", SIGNATURE)
            .form(&[("userId", user.as_str()), ("name", user.as_str())])
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        all.push((user, answer["token"].as_str().unwrap().to_owned()));
    }
    all
}

async fn connect(address: &str, token: &str) -> Socket {
    let url = format!("ws://{address}/websocket?appId=pipit-demo&token={token}&platform=Desktop&push=direct");
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
    let (mut socket, _) =
        tokio_tungstenite::connect_async_with_config(url, Some(config), true).await.unwrap();
    socket.next().await.unwrap().unwrap();
    socket
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

#[derive(Default)]
struct Measured {
    acknowledged: AtomicU64,
    delivered: AtomicU64,
    /// Microseconds from due to delivered.
    latencies: std::sync::Mutex<Vec<u64>>,
}

/// Takes what a receiver gets, and checks that it is the next number.
async fn receive(mut socket: Socket, start: Instant, measured: Arc<Measured>, expected: u64) {
    let mut next = 0;
    while next < expected {
        let Some(Ok(Message::Binary(bytes))) = socket.next().await else {
            panic!("the receiver's socket ended")
        };
        let Ok(ServerFrame::Publish { body, .. }) = ServerFrame::decode(bytes, ConnectLayout::Fixed) else {
            continue;
        };
        let down = DownStreamMessage::decode(body).unwrap();
        let content: serde_json::Value = serde_json::from_str(&down.content).unwrap();
        assert_eq!(content["n"].as_u64().unwrap(), next, "once and in order");
        next += 1;
        let due = Duration::from_micros(content["due"].as_u64().unwrap());
        let late = start.elapsed().saturating_sub(due);
        measured.delivered.fetch_add(1, Ordering::Relaxed);
        measured.latencies.lock().unwrap().push(u64::try_from(late.as_micros()).unwrap());
    }
}

/// One sender and one receiver. `pace` is the pause between two due times; none means as fast as the window allows.
async fn pair(
    address: String,
    from: String,
    to: (String, String),
    start: Instant,
    run: Run,
    measured: Arc<Measured>,
) {
    let receiver = connect(&address, &to.1).await;
    let (mut sink, mut stream) = connect(&address, &from).await.split();
    let window = Arc::new(Semaphore::new(run.flight));
    let acks = {
        let (window, measured) = (window.clone(), measured.clone());
        tokio::spawn(async move {
            while let Some(Ok(Message::Binary(bytes))) = stream.next().await {
                if let Ok(ServerFrame::PubAck { status, .. }) =
                    ServerFrame::decode(bytes, ConnectLayout::Fixed)
                {
                    assert_eq!(status, 0, "accepted");
                    measured.acknowledged.fetch_add(1, Ordering::Relaxed);
                    window.add_permits(1);
                }
            }
        })
    };
    let receiving = {
        let measured = measured.clone();
        let expected = run.messages;
        tokio::spawn(receive(receiver, start, measured, expected))
    };
    for number in 0..run.messages {
        let due = match run.pace {
            Some(pace) => {
                let due = pace * u32::try_from(number).unwrap();
                tokio::time::sleep_until((start + due).into()).await;
                due
            }
            None => start.elapsed(),
        };
        window.acquire().await.unwrap().forget();
        let id = u16::try_from(number % 0x7FFF).unwrap() + 1;
        sink.send(message(&to.0, id, number, due)).await.unwrap();
    }
    receiving.await.unwrap();
    acks.abort();
}

#[derive(Clone, Copy)]
struct Run {
    flight: usize,
    messages: u64,
    pace: Option<Duration>,
}

async fn measure(options: &Options, name: &str, pairs: usize, run: Run) -> (f64, Vec<u64>) {
    let senders = people(&options.address, &format!("{name}-from-"), pairs).await;
    let receivers = people(&options.address, &format!("{name}-to-"), pairs).await;
    let measured = Arc::new(Measured::default());
    let start = Instant::now();
    let tasks: Vec<_> = senders
        .into_iter()
        .zip(receivers)
        .map(|((_, from), to)| {
            tokio::spawn(pair(options.address.clone(), from, to, start, run, measured.clone()))
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let took = start.elapsed().as_secs_f64();
    let mut latencies = std::mem::take(&mut *measured.latencies.lock().unwrap());
    latencies.sort_unstable();
    let rate = measured.delivered.load(Ordering::Relaxed) as f64 / took;
    (rate, latencies)
}

fn percentile(sorted: &[u64], part: usize) -> String {
    let micros = sorted.get(sorted.len() * part / 1_000).or(sorted.last()).copied().unwrap_or_default();
    format!("{}.{:02} ms", micros / 1_000, micros % 1_000 / 10)
}

/// Resident memory of a process, in KiB.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
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
    let open = Run { flight: 10_000, messages, pace: Some(pace) };
    let (rate, latencies) = measure(&options, "open", options.pairs, open).await;
    println!(
        "| open loop, {}/s | {rate:.0}/s delivered | p50 {}, p99 {} |",
        options.rate,
        percentile(&latencies, 500),
        percentile(&latencies, 990)
    );

    let closed = Run { flight: options.flight, messages: options.messages, pace: None };
    let (rate, latencies) = measure(&options, "closed", options.pairs, closed).await;
    println!(
        "| closed loop, {} pairs, {} on their way | {rate:.0}/s durable and delivered | p50 {}, p99 {} |",
        options.pairs,
        options.flight,
        percentile(&latencies, 500),
        percentile(&latencies, 990)
    );
}
