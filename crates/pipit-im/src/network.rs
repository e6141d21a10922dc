//! The border to the network: navigation and sockets. The engine decides when; this says how.

mod web;

use async_trait::async_trait;
use bytes::Bytes;

use crate::{ConnectError, Login};

pub use web::WebNetwork;

/// What navigation answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Navigation {
    /// Where the WebSockets are, best first, such as `ws://127.0.0.1:8585/websocket`.
    pub sockets: Vec<String>,
    /// Which topics of Pipit's own the servers answer; none, when they are not Pipit's.
    pub own_topics: Vec<String>,
}

/// A socket that carries frames.
#[async_trait]
pub trait Socket: Send {
    /// Sends a frame.
    async fn send(&mut self, frame: Bytes) -> std::io::Result<()>;
    /// The next frame; nothing when the other side is gone. It may be dropped while it waits, and nothing is lost.
    async fn next(&mut self) -> Option<Bytes>;
}

/// How the engine reaches a server.
#[async_trait]
pub trait Network: Send + Sync {
    /// Asks one navigation address.
    ///
    /// # Errors
    /// When nobody answers or the token is not taken.
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError>;

    /// Opens a socket; `url` is complete.
    ///
    /// # Errors
    /// When nobody answers.
    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError>;
}
