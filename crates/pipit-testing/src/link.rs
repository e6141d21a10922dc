//! The wire between engines and a server in the same process: it loses connections, repeats frames and holds them
//! back, as its dice say.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{Sink, Stream};
use pipit_im::{ConnectError, Login, Navigation, Network, Socket};
use pipit_server::{ConnectRequest, Server};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::mpsc;
use url::Url;

/// How often things go wrong; each is a probability for one frame or one attempt.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// The connection breaks before the frame passes: a request or its answer is lost with it.
    pub cut: f64,
    /// The frame passes twice.
    pub double: f64,
    /// The frame passes after the one behind it.
    pub swap: f64,
    /// The frame takes up to two seconds longer.
    pub delay: f64,
    /// Nobody answers an attempt to connect.
    pub unreachable: f64,
}

/// The network of a test. Cheap to clone.
#[derive(Clone)]
pub struct Link(Arc<Inner>, &'static str);

struct Inner {
    server: Mutex<Option<Server>>,
    faults: Mutex<Faults>,
    dice: Mutex<StdRng>,
    healed: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    /// A link whose faults are decided by a seed.
    pub fn new(seed: u64, faults: Faults) -> Self {
        Self(
            Arc::new(Inner {
                server: Mutex::new(None),
                faults: Mutex::new(faults),
                dice: Mutex::new(StdRng::seed_from_u64(seed)),
                healed: AtomicBool::new(false),
            }),
            "Desktop",
        )
    }

    /// The same link, for a device of another class.
    #[must_use]
    pub fn for_class(&self, class: &'static str) -> Self {
        Self(self.0.clone(), class)
    }

    /// Connects it to a server; what a former server still says goes nowhere.
    pub fn attach(&self, server: Server) {
        *lock(&self.0.server) = Some(server);
    }

    /// Takes the server away.
    pub fn detach(&self) {
        *lock(&self.0.server) = None;
    }

    /// From now on nothing goes wrong.
    pub fn heal(&self) {
        self.0.healed.store(true, Ordering::Relaxed);
    }

    fn happens(&self, choose: impl Fn(&Faults) -> f64) -> bool {
        let chance = choose(&lock(&self.0.faults));
        !self.0.healed.load(Ordering::Relaxed) && chance > 0.0 && lock(&self.0.dice).random_bool(chance)
    }

    fn delay(&self) -> Duration {
        if self.happens(|faults| faults.delay) {
            Duration::from_millis(lock(&self.0.dice).random_range(0..2_000))
        } else {
            Duration::from_millis(1)
        }
    }

    /// Carries frames one way until either end is gone or the dice cut it.
    async fn carry(self, mut from: mpsc::Receiver<Bytes>, to: mpsc::Sender<Bytes>, cut: Arc<Cut>) {
        let mut held: Option<Bytes> = None;
        loop {
            let frame = tokio::select! {
                biased; // what was said before the end arrives
                frame = from.recv() => frame,
                () = cut.wait() => None,
                // What was held back passes when nothing comes behind it.
                () = tokio::time::sleep(Duration::from_millis(50)), if held.is_some() => held.take(),
            };
            let Some(frame) = frame else { break };
            if self.happens(|faults| faults.cut) {
                break;
            }
            tokio::time::sleep(self.delay()).await;
            if held.is_none() && self.happens(|faults| faults.swap) {
                held = Some(frame);
                continue;
            }
            let twice = self.happens(|faults| faults.double);
            let frames = std::iter::once(frame.clone()).chain(twice.then_some(frame)).chain(held.take());
            for frame in frames {
                if to.send(frame).await.is_err() {
                    cut.now();
                    return;
                }
            }
        }
        cut.now();
    }
}

/// Breaks both directions at once.
#[derive(Default)]
struct Cut {
    done: AtomicBool,
    notify: tokio::sync::Notify,
}

impl Cut {
    fn now(&self) {
        self.done.store(true, Ordering::Release);
        self.notify.notify_waiters();
    }

    async fn wait(&self) {
        let notified = self.notify.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        if !self.done.load(Ordering::Acquire) {
            notified.await;
        }
    }
}

#[async_trait]
impl Network for Link {
    async fn navigate(&self, _address: &str, _login: &Login) -> Result<Navigation, ConnectError> {
        if lock(&self.0.server).is_none() || self.happens(|faults| faults.unreachable) {
            return Err(ConnectError::Unreachable("the link is down".into()));
        }
        let own_topics = pipit_server::OWN_TOPICS.map(str::to_owned).to_vec();
        Ok(Navigation {
            sockets: vec!["ws://test/websocket".into()],
            own_topics,
            keeps_receipts: false,
            edit_window: std::time::Duration::from_hours(24),
            file_servers: Vec::new(),
        })
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        let server = lock(&self.0.server)
            .clone()
            .ok_or_else(|| ConnectError::Unreachable("the link is down".into()))?;
        let request = ConnectRequest { platform: Some(self.1.into()), ..connect_request(url) };
        let (client_out, from_client) = mpsc::channel(256);
        let (to_server, server_in) = mpsc::channel(256);
        let (server_out, from_server) = mpsc::channel(256);
        let (to_client, client_in) = mpsc::channel(256);
        let cut = Arc::new(Cut::default());
        tokio::spawn(self.clone().carry(from_client, to_server, cut.clone()));
        tokio::spawn(self.clone().carry(from_server, to_client, cut));
        tokio::spawn(async move {
            server.accept(request, ServerEnd { incoming: server_in, outgoing: server_out }).await;
        });
        Ok(Box::new(ClientEnd { incoming: client_in, outgoing: client_out }))
    }
}

fn connect_request(url: &str) -> ConnectRequest {
    let mut request = ConnectRequest::default();
    let Ok(url) = Url::parse(url) else { return request };
    for (name, value) in url.query_pairs() {
        match name.as_ref() {
            "token" => request.token = value.into_owned(),
            "appId" => request.app_key = value.into_owned(),
            "push" => {
                request.push_only = value == "only";
                request.direct_push = request.push_only || value == "direct";
            }
            _ => {}
        }
    }
    request
}

struct ClientEnd {
    incoming: mpsc::Receiver<Bytes>,
    outgoing: mpsc::Sender<Bytes>,
}

#[async_trait]
impl Socket for ClientEnd {
    async fn send(&mut self, frame: Bytes) -> io::Result<()> {
        self.outgoing.send(frame).await.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    async fn next(&mut self) -> Option<Bytes> {
        self.incoming.recv().await
    }
}

struct ServerEnd {
    incoming: mpsc::Receiver<Bytes>,
    outgoing: mpsc::Sender<Bytes>,
}

impl Stream for ServerEnd {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.incoming.poll_recv(context).map(|frame| frame.map(Ok))
    }
}

impl Sink<Bytes> for ServerEnd {
    type Error = io::Error;

    fn poll_ready(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn start_send(self: std::pin::Pin<&mut Self>, frame: Bytes) -> io::Result<()> {
        // A full wire is a broken one: the server must cope with a reader that does not read.
        self.outgoing.try_send(frame).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn poll_flush(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn poll_close(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }
}
