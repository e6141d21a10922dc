//! A wire between real sockets and a server: it can go silent, as when a cable is pulled somewhere far away, or be cut.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of connections, by the order in which they were opened.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Those with a number below this one stay open and carry nothing.
    silent_below: usize,
    /// Those with a number below this one are closed.
    cut_below: usize,
    /// New ones are closed at once.
    refusing: bool,
}

/// A wire. It ends with the runtime.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    state: watch::Sender<State>,
    opened: Arc<AtomicUsize>,
}

impl Wire {
    /// Lays a wire to a server; each connection is carried through one of its own.
    ///
    /// # Errors
    /// When this machine gives it no address.
    pub async fn to(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = watch::Sender::new(State::default());
        let opened = Arc::new(AtomicUsize::new(0));
        let (states, counter) = (state.clone(), opened.clone());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                if states.borrow().refusing {
                    continue;
                }
                tokio::spawn(connect(near, server, number, states.subscribe()));
            }
        });
        Ok(Self { address, state, opened })
    }

    /// Where to connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All connections stay open and carry nothing any more; new ones carry.
    pub fn go_silent(&self) {
        let opened = self.opened();
        self.state.send_modify(|state| state.silent_below = opened);
    }

    /// All connections break, and new ones too, until [`Wire::mend`].
    pub fn cut(&self) {
        let opened = self.opened();
        self.state.send_modify(|state| *state = State { cut_below: opened, refusing: true, ..*state });
    }

    /// New connections carry.
    pub fn mend(&self) {
        self.state.send_modify(|state| state.refusing = false);
    }

    /// How many connections were opened until now.
    pub fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }
}

async fn connect(near: TcpStream, server: SocketAddr, number: usize, state: watch::Receiver<State>) {
    let Ok(far) = TcpStream::connect(server).await else { return };
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let carrying = async {
        // Either side may end first; the other then learns it by the socket's end.
        tokio::join!(
            carry(near_in, far_out, number, state.clone()),
            carry(far_in, near_out, number, state.clone())
        )
    };
    let mut end = state.clone();
    tokio::select! {
        _ = carrying => {}
        _ = end.wait_for(|state| number < state.cut_below) => {}
    }
}

async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    number: usize,
    state: watch::Receiver<State>,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut bytes).await else { return };
        let Some(read) = bytes.get(..read) else { return };
        if number >= state.borrow().silent_below && to.write_all(read).await.is_err() {
            return;
        }
    }
}
