//! Files on their way to this machine, with everything that goes wrong there.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use pipit_im::content::{self, Content};
use pipit_im::{
    Client, ConnectError, Download, FetchError, FileOf, FileState, Held, Login, MessageId, Navigation,
    Network, Resume, Socket, WebNetwork,
};
use tokio::sync::watch;

use super::host::{Device, Host, with};
use super::media::noise;

/// The real network, whose downloads break off.
pub(crate) struct Torn {
    web: WebNetwork,
    /// How many bytes each attempt brings before it breaks; what comes after the last one brings nothing and never ends.
    breaks: Vec<usize>,
    /// Where each attempt was to begin.
    pub(crate) asked: watch::Sender<Vec<u64>>,
    /// What the server says that the content is, rather than the truth.
    digest: Option<[u8; 32]>,
}

impl Torn {
    pub(crate) fn after(breaks: Vec<usize>) -> Arc<Self> {
        let web = WebNetwork::new().unwrap();
        Arc::new(Self { web, breaks, asked: watch::Sender::new(Vec::new()), digest: None })
    }

    pub(crate) fn asked(&self) -> Vec<u64> {
        self.asked.borrow().clone()
    }
}

#[async_trait]
impl Network for Torn {
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError> {
        self.web.navigate(address, login).await
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        self.web.open(url).await
    }

    async fn download(&self, url: &str, rest: Option<&Resume>) -> io::Result<Download> {
        let attempt = self.asked.borrow().len();
        let Some(budget) = self.breaks.get(attempt).copied() else {
            self.asked.send_modify(|asked| asked.push(rest.map_or(0, |rest| rest.start)));
            return std::future::pending().await;
        };
        let download = self.web.download(url, rest).await?;
        self.asked.send_modify(|asked| asked.push(download.start));
        let mut left = budget;
        let pieces = download.pieces.map(move |piece| {
            let piece = piece?;
            if left == 0 {
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            let piece = piece.slice(..piece.len().min(left));
            left -= piece.len();
            Ok::<Bytes, io::Error>(piece)
        });
        let digest = self.digest.or(download.digest);
        Ok(Download { pieces: pieces.boxed(), digest, ..download })
    }
}

/// A file of these bytes from alice, as bob has its message.
pub(crate) async fn sent(host: &Host, content: &[u8]) -> (Device, FileOf) {
    let path = host.folder.path().join("plan.pdf");
    std::fs::write(&path, content).unwrap();
    let alice = host.device("alice", "Desktop").online().await;
    alice.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap();
    let bob = host.device("bob", "Desktop").online().await;
    bob.until("has the message", async |bob| bob.messages(&with("alice")).await.len() == 1).await;
    let message = bob.messages(&with("alice")).await.first().unwrap().id;
    (bob, FileOf { message, held: Held::ITSELF })
}

pub(crate) async fn state(client: &Client, of: FileOf) -> FileState {
    client.file_states(vec![of.message]).await.unwrap().remove(&of).unwrap_or(FileState::Remote)
}

pub(crate) async fn settles(device: &Device, of: FileOf, wanted: FileState) {
    let what = format!("{wanted:?}");
    device.until(&what, async |device| state(&device.client, of).await == wanted).await;
}

pub(crate) fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|files| files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.sort();
    names
}

#[tokio::test]
async fn ux_53_a_download_goes_on_where_it_broke_also_in_the_next_process() {
    let host = Host::start().await;
    let content = noise(6 * 1024 * 1024);
    let (bob, of) = sent(&host, &content).await;
    let downloads = host.folder.path().join("downloads");

    // Two attempts bring two million bytes and one; the third hears nothing any more when the process ends.
    let torn = Torn::after(vec![2_000_000, 1_000_000]);
    let bob = bob.reopened_through(torn.clone()).online().await;
    bob.client.fetch_file(of, &downloads).await.unwrap();
    torn.asked.subscribe().wait_for(|asked| asked.len() == 3).await.unwrap();
    let whole_blocks = |bytes: u64| bytes / 16_384 * 16_384;
    let second = whole_blocks(2_000_000);
    let third = whole_blocks(second + 1_000_000);
    assert_eq!(torn.asked(), [0, second, third], "each goes on after what is sealed");
    assert!(matches!(state(&bob.client, of).await, FileState::Loading { .. }));
    assert!(names(&downloads).is_empty(), "half a file has no name");

    // The next one needs nobody to ask again.
    let whole = Torn::after(vec![usize::MAX]);
    let bob = bob.reopened_through(whole.clone());
    settles(&bob, of, FileState::Here).await;
    assert_eq!(whole.asked(), [third]);
    let path = bob.client.file_of(of).await.unwrap().unwrap();
    assert_eq!(path, downloads.join("plan.pdf"));
    assert!(std::fs::read(path).unwrap() == content);
    assert!(names(bob.client.received().unwrap()).is_empty(), "no part is left");
}

#[tokio::test]
async fn a_file_that_cannot_be_noted_for_want_of_room_is_not_fetched_again_and_again() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, b"a plan").await;
    let torn = Torn::after(vec![usize::MAX; 100]);
    let bob = bob.reopened_through(torn.clone());
    // There is room for two words that it is wanted and for its key, and none for what becomes of it.
    bob.disk.fill_disk_after(3);
    bob.client.fetch_file(of, &host.folder.path().join("downloads")).await.unwrap();
    torn.asked.subscribe().wait_for(|asked| !asked.is_empty()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await; // the disk stays full for a while
    bob.disk.fill_disk_after(u64::MAX);
    settles(&bob, of, FileState::Here).await;
    assert_eq!(torn.asked(), [0]);
}

#[tokio::test]
async fn ux_53_a_stopped_download_leaves_nothing_and_a_file_of_the_same_name_is_kept() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, &noise(3_000_000)).await;
    let downloads = host.folder.path().join("downloads");
    std::fs::create_dir(&downloads).unwrap();
    std::fs::write(downloads.join("plan.pdf"), "mine").unwrap();
    let torn = Torn::after(vec![1_000_000]);
    let bob = bob.reopened_through(torn.clone()).online().await;
    bob.client.fetch_file(of, &downloads).await.unwrap();
    torn.asked.subscribe().wait_for(|asked| asked.len() == 2).await.unwrap();
    assert!(bob.client.stop_fetch(of).await.unwrap());
    assert_eq!(state(&bob.client, of).await, FileState::Remote);
    assert!(!bob.client.stop_fetch(of).await.unwrap(), "it is over already");
    assert!(names(bob.client.received().unwrap()).is_empty(), "no part is left");

    let bob = bob.reopened().online().await;
    let path = bob.client.fetched(of, &downloads).await.unwrap();
    assert_eq!(path, downloads.join("plan (1).pdf"));
    assert_eq!(std::fs::read_to_string(downloads.join("plan.pdf")).unwrap(), "mine");
    // Once more changes nothing; when somebody has moved it, it comes again.
    assert_eq!(bob.client.fetched(of, &downloads).await.unwrap(), path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(bob.client.file_of(of).await.unwrap(), None);
    assert_eq!(bob.client.fetched(of, &downloads).await.unwrap(), path);
}

#[tokio::test]
async fn ux_53_what_is_not_what_it_should_be_is_not_kept() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, &noise(500_000)).await;
    let downloads = host.folder.path().join("downloads");
    let Content::File(file) = bob.client.content(of.message, Held::ITSELF).await.unwrap() else {
        panic!("no file")
    };

    // Larger than its message says, gone from the server, and nothing that may be fetched.
    let say = async |file: content::File| -> MessageId {
        bob.client.send(&with("carol"), Content::File(file)).await.unwrap()
    };
    let gone = file.file_url.replace("sign=", "sign=0");
    let smaller = say(content::File { size: 499_999, ..file.clone() }).await;
    let gone = say(content::File { file_url: gone, ..file.clone() }).await;
    for message in [smaller, gone] {
        let of = FileOf { message, held: Held::ITSELF };
        bob.client.fetch_file(of, &downloads).await.unwrap();
        settles(&bob, of, FileState::Failed).await;
    }
    for file_url in ["file:///etc/passwd", "ftp://example.org/x", ""] {
        let message = say(content::File { file_url: file_url.into(), ..file.clone() }).await;
        let refused = bob.client.fetch_file(FileOf { message, held: Held::ITSELF }, &downloads).await;
        assert!(matches!(refused, Err(FetchError::NoFile)), "{file_url}: {refused:?}");
    }

    // Not the bytes that the server promised.
    let torn = Torn::after(vec![usize::MAX]);
    let torn = Arc::new(Torn { digest: Some([7; 32]), ..Arc::into_inner(torn).unwrap() });
    let bob = bob.reopened_through(torn).online().await;
    bob.client.fetch_file(of, &downloads).await.unwrap();
    settles(&bob, of, FileState::Failed).await;
    assert!(names(&downloads).is_empty());

    // A name leads nowhere else.
    let bob = bob.reopened().online().await;
    let name = "../../.ssh/authorized_keys".to_owned();
    let message =
        bob.client.send(&with("carol"), Content::File(content::File { name, ..file })).await.unwrap();
    let path: PathBuf = bob.client.fetched(FileOf { message, held: Held::ITSELF }, &downloads).await.unwrap();
    assert_eq!(path, downloads.join("authorized_keys"));
}

#[tokio::test]
async fn a_film_that_was_fetched_to_be_seen_moves_to_the_downloads_when_it_is_saved() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, b"a film").await;
    let Content::File(file) = bob.client.content(of.message, Held::ITSELF).await.unwrap() else {
        panic!("no file")
    };
    let sight = content::Sight { sight_url: file.file_url, name: "run.exe".into(), ..<_>::default() };
    let message = bob.client.send(&with("carol"), Content::Sight(sight)).await.unwrap();
    let of = FileOf { message, held: Held::ITSELF };
    let (received, downloads) =
        (bob.client.received().unwrap().to_owned(), host.folder.path().join("downloads"));
    let seen = bob.client.fetched(of, &received).await.unwrap();
    assert_eq!(seen.parent(), Some(received.as_path()));
    let saved = bob.client.fetched(of, &downloads).await.unwrap();
    assert_eq!(saved.parent(), Some(downloads.as_path()));
    assert!(saved.extension().unwrap() == "mp4", "it is not taken for a program");
    assert_eq!(std::fs::read(&saved).unwrap(), b"a film", "the system's player reads it");
    assert!(!seen.exists());
    // To be seen it may lie anywhere.
    assert_eq!(bob.client.fetched(of, &received).await.unwrap(), saved);
    assert_eq!(bob.client.seen(of, 6).await.unwrap(), b"a film");
    let bob = bob.reopened();
    assert_eq!(bob.client.file_of(of).await.unwrap(), Some(saved));
}

#[tokio::test]
async fn a_file_of_a_forwarded_list_is_fetched_through_the_message_that_holds_it() {
    let host = Host::start().await;
    let (bob, of) = sent(&host, b"the plan").await;
    let message = bob.client.message(of.message).await.unwrap().unwrap();
    let list = pipit_im::combine(&[message], vec!["Alice".into()], vec!["a file".into()]);
    let message = bob.client.send(&with("carol"), list).await.unwrap();
    let downloads = host.folder.path().join("downloads");
    let path = bob
        .client
        .fetched(FileOf { message, held: Held::ITSELF.holds(1).unwrap() }, &downloads)
        .await
        .unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), "the plan");
    assert!(
        bob.client
            .fetch_file(FileOf { message, held: Held::ITSELF.holds(2).unwrap() }, &downloads)
            .await
            .is_err()
    );
}
