//! One app per profile: who starts a second one finds the first. The second hands over what it was given, and ends.
//!
//! They meet at a socket in the profile's folder, which only its owner can enter (a pipe named after it on Windows).

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc;
use tracing::warn;

use crate::leave;

/// The most that is handed over, in bytes.
const LONGEST: u64 = 4_096;

/// How long a visitor may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a second start was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Nothing, for who only wants to see the window.
    pub link: Option<String>,
    /// The desktop's leave to come to the front.
    pub leave: Option<String>,
}

/// Tells the app that holds a profile that somebody wants to see it, and what.
///
/// # Errors
/// When it does not answer.
pub fn hand_over(profile: &Path, link: Option<&str>) -> io::Result<()> {
    let visit = Visit { link: link.map(str::to_owned), leave: leave::of_this_start() };
    system::connect(profile)?.write_all(&serde_json::to_vec(&visit)?)
}

/// Waits for others on the current tokio runtime; what they were given arrives at the reader.
pub fn listen(profile: &Path) -> mpsc::UnboundedReceiver<Visit> {
    let (visitors, reader) = mpsc::unbounded_channel();
    match system::Door::open(profile) {
        Ok(door) => {
            tokio::spawn(serve(door, visitors));
        }
        Err(error) => warn!(%error, "a second start cannot find this app"),
    }
    reader
}

async fn serve(mut door: system::Door, visitors: mpsc::UnboundedSender<Visit>) {
    loop {
        let visitor = match door.next().await {
            Ok(visitor) => visitor,
            Err(error) => {
                warn!(%error, "a second start could not be heard");
                return;
            }
        };
        if let Some(visit) = heard(visitor).await
            && visitors.send(visit).is_err()
        {
            return; // the app is ending
        }
    }
}

/// What a visitor says; nothing when it says too much, or nothing that ends or can be understood.
async fn heard(visitor: impl AsyncRead + Unpin) -> Option<Visit> {
    let mut said = Vec::new();
    tokio::time::timeout(PATIENCE, visitor.take(LONGEST + 1).read_to_end(&mut said)).await.ok()?.ok()?;
    serde_json::from_slice(&said).ok().filter(|_| said.len() as u64 <= LONGEST)
}

#[cfg(unix)]
mod system {
    use std::io;
    use std::os::unix::net::UnixStream as Blocking;
    use std::path::Path;

    use tokio::net::{UnixListener, UnixStream};

    const NAME: &str = "visitors";

    pub(super) fn connect(profile: &Path) -> io::Result<Blocking> {
        Blocking::connect(profile.join(NAME))
    }

    pub(super) struct Door(UnixListener);

    impl Door {
        /// Whoever holds the profile may take the place of a socket that a former holder left.
        pub(super) fn open(profile: &Path) -> io::Result<Self> {
            let path = profile.join(NAME);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => UnixListener::bind(path).map(Self),
            }
        }

        pub(super) async fn next(&mut self) -> io::Result<UnixStream> {
            Ok(self.0.accept().await?.0)
        }
    }
}

#[cfg(windows)]
mod system {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use tokio::net::windows::named_pipe::{NamedPipeServer, ServerOptions};

    use super::PATIENCE;

    /// `ERROR_PIPE_BUSY`: another visitor came first, and the next place is being made.
    const BUSY: i32 = 231;

    /// How long until the next attempt; Windows' own way of waiting for a pipe is not safe Rust.
    const PAUSE: Duration = Duration::from_millis(20);

    fn name(profile: &Path) -> String {
        let profile = profile.canonicalize().unwrap_or_else(|_| profile.to_owned());
        format!(r"\\.\pipe\pipit-{}", pipit_api::store_name("profile", &profile.to_string_lossy()))
    }

    pub(super) fn connect(profile: &Path) -> io::Result<File> {
        let (name, began) = (name(profile), Instant::now());
        loop {
            match OpenOptions::new().write(true).open(&name) {
                Err(error) if error.raw_os_error() == Some(BUSY) && began.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                }
                opened => return opened,
            }
        }
    }

    pub(super) struct Door {
        name: String,
        next: NamedPipeServer,
    }

    impl Door {
        pub(super) fn open(profile: &Path) -> io::Result<Self> {
            let name = name(profile);
            let next =
                ServerOptions::new().first_pipe_instance(true).reject_remote_clients(true).create(&name)?;
            Ok(Self { name, next })
        }

        pub(super) async fn next(&mut self) -> io::Result<NamedPipeServer> {
            self.next.connect().await?;
            let next = ServerOptions::new().reject_remote_clients(true).create(&self.name)?;
            Ok(std::mem::replace(&mut self.next, next))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As another process does it: the app goes on meanwhile.
    async fn visit(profile: &Path, link: Option<&str>) -> io::Result<()> {
        let (profile, link) = (profile.to_owned(), link.map(str::to_owned));
        tokio::task::spawn_blocking(move || hand_over(&profile, link.as_deref())).await.unwrap()
    }

    #[tokio::test]
    async fn a_second_start_is_heard_with_what_it_was_given() {
        let profile = tempfile::tempdir().unwrap();
        assert!(visit(profile.path(), None).await.is_err(), "nobody is there");
        std::fs::write(profile.path().join("visitors"), "left by a crash").unwrap();
        let mut visitors = listen(profile.path());
        visit(profile.path(), Some("rong://a/conversationlist")).await.unwrap();
        let link = visitors.recv().await.unwrap().link;
        assert_eq!(link.as_deref(), Some("rong://a/conversationlist"));
        visit(profile.path(), Some(&"x".repeat(5_000))).await.unwrap();
        visit(profile.path(), None).await.unwrap();
        assert_eq!(visitors.recv().await.unwrap().link, None, "who says too much is not heard");
    }
}
