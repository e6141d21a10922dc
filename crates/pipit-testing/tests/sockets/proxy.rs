//! A wire between a device and a server that can go silent: it stays open and carries nothing, as when a cable is
//! pulled somewhere far away.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    /// Wires with a number below this one carry nothing any more.
    silent_below: watch::Sender<usize>,
    opened: Arc<AtomicUsize>,
}

impl Proxy {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let silent_below = watch::Sender::new(0);
        let opened = Arc::new(AtomicUsize::new(0));
        let (silence, counter) = (silent_below.clone(), opened.clone());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let Ok(far) = TcpStream::connect(server).await else { continue };
                let (near_in, near_out) = near.into_split();
                let (far_in, far_out) = far.into_split();
                tokio::spawn(carry(near_in, far_out, number, silence.subscribe()));
                tokio::spawn(carry(far_in, near_out, number, silence.subscribe()));
            }
        });
        Self { address, silent_below, opened }
    }

    /// All wires that are open go silent; new ones carry.
    pub(crate) fn go_silent(&self) {
        self.silent_below.send_replace(self.opened());
    }

    /// How many wires were opened until now.
    pub(crate) fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }
}

async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    number: usize,
    silence: watch::Receiver<usize>,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut bytes).await else { return };
        if *silence.borrow() <= number && to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}
