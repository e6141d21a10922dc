//! The border to the network: navigation and sockets. The engine decides when; this says how.

mod file_server;
mod web;

use std::io;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;

use crate::{ConnectError, FetchError, Login, MediaError};

pub use file_server::FileServer;
pub use web::WebNetwork;

/// What navigation answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Navigation {
    /// Where the WebSockets are, best first, such as `ws://127.0.0.1:8585/websocket`.
    pub sockets: Vec<String>,
    /// Which topics of Pipit's own the servers answer; none, when they are not Pipit's.
    pub own_topics: Vec<String>,
    /// The servers keep who has read which message of a group; otherwise members tell each other.
    pub keeps_receipts: bool,
    /// How long after sending a message its writer may edit it; zero where messages are not edited.
    pub edit_window: Duration,
    /// Where files go, best first, unless the leave for one names others.
    pub file_servers: Vec<FileServer>,
}

/// A socket that carries frames.
#[async_trait]
pub trait Socket: Send {
    /// Sends a frame.
    async fn send(&mut self, frame: Bytes) -> io::Result<()>;
    /// The next frame; nothing when the other side is gone. It may be dropped while it waits, and nothing is lost.
    async fn next(&mut self) -> Option<Bytes>;
}

/// A file, or a part of one, on its way to a file server. What it holds beside the bytes may let others write there, so
/// it is not told to logs.
pub struct Upload {
    /// How the file server is asked.
    pub method: UploadMethod,
    /// The file server's address.
    pub url: String,
    /// What the file server wants to know beside the body.
    pub headers: Vec<(&'static str, String)>,
    /// The form that carries the bytes; nothing when they are the body themselves.
    pub form: Option<UploadForm>,
    /// What kind of file it is.
    pub media_type: &'static str,
    /// The bytes.
    pub pieces: BoxStream<'static, io::Result<Bytes>>,
    /// How many they are.
    pub length: u64,
}

/// How a file server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadMethod {
    /// It shall do something with what comes.
    Post,
    /// What comes shall lie at this address.
    Put,
}

/// A form around a file's bytes, which are its last field, `file`: what it says of them is known before they come.
pub struct UploadForm {
    /// The fields before it, in their order.
    pub fields: Vec<(&'static str, String)>,
    /// What the file is called in the form.
    pub file_name: String,
}

/// What a file server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadAnswer {
    /// The HTTP status.
    pub status: u16,
    /// What the server calls what came (`ETag`), if it does.
    pub tag: Option<String>,
    /// The body's beginning.
    pub body: Vec<u8>,
}

/// Where a download goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// From this byte on.
    pub start: u64,
    /// If the server still calls the content so.
    pub tag: String,
}

/// A file on its way from a file server.
pub struct Download {
    /// Where what comes begins, in bytes: at 0, unless the server goes on where it was asked to.
    pub start: u64,
    /// How large the whole file is, in bytes, if the server says so.
    pub size: Option<u64>,
    /// What the server calls this content, if it has a name that holds for exactly these bytes.
    pub tag: Option<String>,
    /// The SHA-256 of the whole file, if the server says so.
    pub digest: Option<[u8; 32]>,
    /// What kind of file the server says it is.
    pub media_type: String,
    /// The bytes.
    pub pieces: BoxStream<'static, io::Result<Bytes>>,
}

impl Download {
    /// The whole file, if it has at most so many bytes.
    ///
    /// # Errors
    /// When it has more, or the connection breaks.
    pub async fn whole(self, limit: usize) -> Result<Vec<u8>, FetchError> {
        self.whole_telling(limit, |_| ()).await
    }

    /// The same, telling how many bytes are here.
    ///
    /// # Errors
    /// As above.
    pub async fn whole_telling(mut self, limit: usize, tell: impl Fn(usize)) -> Result<Vec<u8>, FetchError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.pieces.try_next().await? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > limit {
                return Err(MediaError::too_large(bytes.len(), limit).into());
            }
            tell(bytes.len());
        }
        Ok(bytes)
    }
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

    /// Sends a file to a file server. A network that carries no files refuses, as it does the next.
    ///
    /// # Errors
    /// When nobody answers, the connection breaks, or what is asked for is no request (`InvalidInput`).
    async fn upload(&self, _: Upload) -> io::Result<UploadAnswer> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Fetches a file, or the rest of one.
    ///
    /// # Errors
    /// When nobody answers, the file is not there any more (`NotFound`), or no rest of it is (`InvalidData`).
    async fn download(&self, _url: &str, _rest: Option<&Resume>) -> io::Result<Download> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
