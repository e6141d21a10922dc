//! The listening socket: with or without TLS, up to a limit of connections, each of which must say in time what it
//! wants. What was accepted lives until its [`Line`] is dropped, which is how the end knows that all are gone.

mod certificate;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tracing::{error, info, warn};

use crate::Server;
use certificate::Certificate;
pub use certificate::{TlsError, TlsFiles};

/// How often it is looked whether the certificate was replaced. More often: files are looked at for nothing. Less often:
/// an old one is shown for longer.
const RENEWAL: Duration = Duration::from_secs(30);

/// How long connections may take to end when the server does.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the server listens.
pub struct Listener {
    socket: TcpListener,
    tls: Option<Certificate>,
    limit: u32,
    free: Arc<Semaphore>,
    hangup: Hangup,
}

/// A connection, as requests on it know it.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) peer: SocketAddr,
    /// It is encrypted.
    pub(crate) secure: bool,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Listener {
    /// Listens for up to `limit` connections at once; further ones are closed at once.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn bind(address: SocketAddr, limit: u32) -> io::Result<Self> {
        let free = Arc::new(Semaphore::new(usize::try_from(limit).unwrap_or(Semaphore::MAX_PERMITS)));
        let hangup = Hangup::listen(); // before anybody is told that it listens
        Ok(Self { socket: TcpListener::bind(address).await?, tls: None, limit, free, hangup })
    }

    /// Speaks TLS, and nothing else.
    ///
    /// # Errors
    /// When the files cannot be used.
    pub fn with_tls(mut self, files: &TlsFiles) -> Result<Self, TlsError> {
        self.tls = Some(Certificate::read(files)?);
        Ok(self)
    }

    /// Where it listens, as a URL.
    ///
    /// # Errors
    /// When the system does not know.
    pub fn url(&self) -> io::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.socket.local_addr()?))
    }
}

impl Server {
    /// Serves what comes until `end` resolves; then everything that was taken in is written and answered, and the
    /// connections are closed.
    pub async fn serve(&self, listener: Listener, end: impl Future<Output = ()>) {
        let Listener { socket, mut tls, limit, free, mut hangup } = listener;
        let service = TowerToHyperService::new(self.router());
        let (ending, ended) = watch::channel(());
        let mut end = std::pin::pin!(end);
        let mut renewal = tokio::time::interval(RENEWAL);
        loop {
            let accepted = tokio::select! {
                accepted = socket.accept() => accepted,
                () = &mut end => break,
                () = hangup.heard() => {
                    renew(&mut tls);
                    continue;
                }
                _ = renewal.tick() => {
                    if tls.as_ref().is_some_and(Certificate::is_replaced) {
                        renew(&mut tls);
                    }
                    continue;
                }
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    warn!(%error, "a connection cannot be accepted");
                    // Mostly too many open files: it helps only that others end.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let Ok(place) = free.clone().try_acquire_owned() else {
                self.0.metrics.turned_away();
                continue;
            };
            let line = Line { peer, secure: tls.is_some(), _place: Arc::new(place) };
            let greeting = self.0.settings.greeting;
            tokio::spawn(take_in(
                stream,
                tls.as_ref().map(Certificate::acceptor),
                line,
                service.clone(),
                greeting,
                ended.clone(),
            ));
        }
        drop(socket);
        drop(ending);
        self.drain().await;
        if timeout(PATIENCE, free.acquire_many(limit)).await.is_err() {
            warn!("some connections did not end in time");
        }
    }
}

/// Shows the certificate that is in the files now; connections that stand go on. One that cannot be used is not shown.
fn renew(tls: &mut Option<Certificate>) {
    let Some(certificate) = tls else { return };
    match certificate.renew() {
        Ok(()) => info!("the certificate was read again"),
        Err(error) => error!(%error, "the certificate stays as it was"),
    }
}

/// The operator's word to read again what can be read again: SIGHUP, where there is such a thing.
struct Hangup(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl Hangup {
    fn listen() -> Self {
        #[cfg(unix)]
        return Self(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok());
        #[cfg(not(unix))]
        Self()
    }

    async fn heard(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.0
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

async fn take_in(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    line: Line,
    service: TowerToHyperService<Router>,
    greeting: Duration,
    ended: watch::Receiver<()>,
) {
    stream.set_nodelay(true).ok(); // frames are gathered before they are written
    match tls {
        None => converse(stream, line, service, greeting, ended).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(greeting, tls.accept(stream)).await {
                // Boxed: the handshake's state does not stay with the conversation's.
                Box::pin(converse(stream, line, service, greeting, ended)).await;
            }
        }
    }
}

/// Answers requests until either side ends or one of them becomes a WebSocket, which has a task of its own.
async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    line: Line,
    service: TowerToHyperService<Router>,
    greeting: Duration,
    mut ended: watch::Receiver<()>,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(line.clone());
        service.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(greeting)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = ended.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await.ok();
        }
    }
}
