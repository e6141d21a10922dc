//! Somebody else's server: it answers what it is told, and writes down what it was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The server; it ends with this.
pub struct Web {
    address: String,
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    asked: Arc<Mutex<Vec<String>>>,
    open: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Drop for Web {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Web {
    /// Starts one that has nothing.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let (files, asked, open) = (Arc::default(), Arc::default(), watch::Sender::new(true));
        let task = tokio::spawn(serve(listener, Arc::clone(&files), Arc::clone(&asked), open.subscribe()));
        Ok(Self { address, files, asked, open, task })
    }

    /// The address of what lies there.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Puts something there.
    pub fn put(&self, path: &str, body: impl Into<Vec<u8>>) {
        locked(&self.files).insert(path.to_owned(), body.into());
    }

    /// Lets everybody wait, or answers those who wait.
    pub fn set_open(&self, open: bool) {
        self.open.send_replace(open);
    }

    /// The paths that were asked for since it was looked last.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *locked(&self.asked))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(
    listener: TcpListener,
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    asked: Arc<Mutex<Vec<String>>>,
    open: watch::Receiver<bool>,
) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let (files, asked, mut open) = (files.clone(), asked.clone(), open.clone());
        tokio::spawn(async move {
            let path = path_of(&mut stream).await;
            locked(&asked).push(path.clone());
            open.wait_for(|open| *open).await.ok(); // the server is gone
            let file = locked(&files).get(&path).cloned();
            let status = if file.is_some() { "200 OK" } else { "404 Not Found" };
            let body = file.unwrap_or_default();
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), &body].concat()).await.ok(); // they have lost patience
        });
    }
}

/// What a request asks for.
async fn path_of(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(count) if count > 0 => head.extend_from_slice(piece.get(..count).unwrap_or_default()),
            _ => break,
        }
    }
    String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned()
}
