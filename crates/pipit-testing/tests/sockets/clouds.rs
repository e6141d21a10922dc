//! Files that go to the clouds of the platform: one that takes them, one after another, or none.

use std::sync::Arc;

use pipit_im::content::{self, Content};
use pipit_im::{Client, ClientConfig, Event, FileServer, MessageId, Store, SystemClock, UserId, WebNetwork};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::cloud::{HOST, Platform, Reached, Sky};
use super::host::{Host, PATIENCE, with};
use super::media::{next, noise};

const SMALL: usize = 300_000;

/// More than one part, and a rest.
const LARGE: usize = 10 * 1024 * 1024 + 7;

/// A client of the platform, its clouds, and a file.
struct Scene {
    host: Host,
    client: Client,
    events: mpsc::Receiver<Event>,
    sky: Arc<Sky>,
    content: Vec<u8>,
}

impl Scene {
    /// Where each entry is a kind and its place in the sky, or an address.
    async fn new(servers: &[(&str, &str)], size: usize) -> Self {
        let list = |port| {
            let entries = servers.iter().enumerate().map(|(priority, (kind, place))| {
                let address = if place.contains(':') {
                    (*place).to_owned()
                } else {
                    format!("http://{HOST}:{port}/{place}")
                };
                serde_json::json!({ *kind: address, "p": priority.to_string() })
            });
            // The order says nothing.
            let servers: serde_json::Value = entries.rev().collect();
            Some(servers.to_string())
        };
        Self::announcing(list, Vec::new(), size).await
    }

    async fn announcing(
        list: impl Fn(u16) -> Option<String>,
        in_navigation: Vec<FileServer>,
        size: usize,
    ) -> Self {
        let host = Host::start().await;
        let (sky, address) = Sky::rise().await;
        let web = WebNetwork::new().unwrap();
        let platform = Platform { web, sky: address, in_leave: list(address.port()), in_navigation };
        let config = ClientConfig::new(host.login("alice"), UserId::new("alice"));
        let network = Arc::new(Reached(Arc::new(platform)));
        let client = Client::new(Store::in_memory().unwrap(), network, config, Arc::new(SystemClock));
        let events = client.events();
        client.connect();
        Self { host, client, events, sky, content: noise(size) }
    }

    async fn send(&self) -> MessageId {
        let path = self.host.folder.path().join("报告 1.bin");
        std::fs::write(&path, &self.content).unwrap();
        self.client.send_file(&with("bob"), &path, content::File::default()).await.unwrap()
    }

    /// Sends it, and says how it is fetched.
    async fn sent(&mut self) -> String {
        let sent = self.send().await;
        loop {
            match next(&mut self.events).await {
                Event::Uploading { .. } => {}
                event => {
                    assert_eq!(event, Event::Sent(sent), "{:?}", self.sky.asked());
                    break;
                }
            }
        }
        let message = self.client.message(sent).await.unwrap().unwrap();
        let Content::File(file) = message.content else { panic!("{:?}", message.content) };
        file.file_url
    }

    async fn refused(&mut self) -> i32 {
        let sent = self.send().await;
        loop {
            match next(&mut self.events).await {
                Event::Refused { message, code } if message == sent => return code,
                Event::Uploading { .. } => {}
                event => panic!("{event:?}"),
            }
        }
    }

    fn lies_in(&self, cloud: &str) -> bool {
        self.sky.files(cloud).iter().any(|file| *file == self.content)
    }
}

#[tokio::test]
async fn every_kind_of_cloud_takes_a_file_and_is_asked_for_its_address() {
    for (kind, address) in [
        ("qiniu", "qnUrl|报告 1.bin|"),
        ("aliyun", "aliUrl|报告 1.bin|"),
        ("s3", "s3Url|报告 1.bin|"),
        ("stc", "stcUrl|报告 1.bin|"),
    ] {
        let mut scene = Scene::new(&[(kind, kind)], SMALL).await;
        assert_eq!(scene.sent().await, address);
        assert!(scene.lies_in(kind), "{kind}: {:?}", scene.sky.asked());
    }
    let mut scene = Scene::new(&[("minio", "minio")], SMALL).await;
    let address = scene.sent().await;
    let (known, server) = address.rsplit_once('|').unwrap();
    assert_eq!(known, "minioUrl|报告 1.bin");
    let server: serde_json::Value = serde_json::from_str(server).unwrap();
    assert!(server["url"].as_str().unwrap().ends_with("/minio"), "which of several: {server}");
    assert!(scene.lies_in("minio") && scene.sky.asked() == ["PUT minio"]);

    // A private server names the address itself.
    let mut scene = Scene::new(&[("rcx", "rcx")], 2 * 1024 * 1024 + 1).await;
    let address = scene.sent().await;
    assert!(address.starts_with("http://") && address.contains("/rcx/got/rcx/file__RC-"), "{address}");
    assert!(scene.lies_in("rcx") && scene.sky.asked().len() == 3, "in slices: {:?}", scene.sky.asked());
}

#[tokio::test]
async fn an_empty_file_arrives_everywhere_too() {
    for kind in ["qiniu", "aliyun", "s3", "minio", "rcx"] {
        let mut scene = Scene::new(&[(kind, kind)], 0).await;
        scene.sent().await;
        assert!(scene.lies_in(kind), "{kind}: {:?}", scene.sky.asked());
    }
}

#[tokio::test]
async fn a_large_file_goes_in_parts_and_a_part_that_fails_goes_again() {
    for kind in ["minio", "stc"] {
        let mut scene = Scene::new(&[(kind, kind)], LARGE).await;
        scene.sent().await;
        assert!(scene.lies_in(kind));
        let second = format!("PUT {kind}?partNumber=2&uploadId=an-upload_1");
        let asked = [
            format!("POST {kind}?uploads"),
            format!("PUT {kind}?partNumber=1&uploadId=an-upload_1"),
            second.clone(),
            second,
            format!("POST {kind}?uploadId=an-upload_1"),
        ];
        assert_eq!(scene.sky.asked(), asked);
    }
}

#[tokio::test]
async fn when_a_server_fails_for_whatever_reason_of_its_own_the_next_one_is_tried() {
    // Nobody listens at the first; the second breaks off in the middle.
    let dead = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", dead.local_addr().unwrap());
    drop(dead);
    let torn = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let broken = format!("http://{}", torn.local_addr().unwrap());
    let tearing = tokio::spawn(async move {
        let (mut socket, _) = torn.accept().await.unwrap();
        socket.read_exact(&mut vec![0; 100_000]).await.unwrap();
    });
    let servers = [
        ("baidu", "unknown"),
        ("qiniu", nobody.as_str()),
        ("rcx", &broken),
        ("s3", "busy"),
        ("minio", "garbage"),
        ("qiniu", "refuse"),
        ("aliyun", "aliyun"),
        ("s3", "s3"),
    ];
    let mut scene = Scene::new(&servers, LARGE).await;
    assert_eq!(scene.sent().await, "aliUrl|报告 1.bin|");
    assert!(scene.lies_in("aliyun"));
    assert_eq!(scene.sky.asked(), ["POST busy", "POST garbage?uploads", "POST refuse", "POST aliyun"]);
    tearing.await.unwrap();
}

#[tokio::test]
async fn who_stops_an_upload_does_not_send_it_elsewhere() {
    let mut scene = Scene::new(&[("s3", "hang"), ("qiniu", "qiniu")], SMALL).await;
    let sent = scene.send().await;
    timeout(PATIENCE, scene.sky.waits.notified()).await.unwrap();
    assert!(scene.client.stop_upload(sent).await.unwrap());
    timeout(PATIENCE, scene.sky.gone.notified()).await.unwrap();
    while next(&mut scene.events).await != (Event::Refused { message: sent, code: 0 }) {}
    let word = scene.client.send(&with("bob"), Content::text("never mind")).await.unwrap();
    while next(&mut scene.events).await != Event::Sent(word) {}
    assert_eq!(scene.sky.asked(), ["POST hang"]);
}

#[tokio::test]
async fn when_no_server_takes_it_the_message_has_failed() {
    let mut scene = Scene::new(&[("minio", "garbage"), ("s3", "refuse")], LARGE).await;
    assert_eq!(scene.refused().await, 30_014);
    assert_eq!(scene.sky.asked(), ["POST garbage?uploads", "POST refuse"]);
    // Servers of a kind that is unknown here, at addresses that are none, or none at all.
    for list in [&[("baidu", "unknown")][..], &[("s3", "ftp://clouds.test/")], &[]] {
        let mut scene = Scene::new(list, SMALL).await;
        assert_eq!(scene.refused().await, 20_606, "{list:?}");
        assert!(scene.sky.asked().is_empty());
    }
}

#[tokio::test]
async fn where_the_leave_names_no_server_navigation_does() {
    let (sky, address) = Sky::rise().await;
    let address = format!("http://{address}/qiniu");
    let server = FileServer { kind: "qiniu".into(), address };
    let mut scene = Scene::announcing(|_| None, vec![server], SMALL).await;
    assert_eq!(scene.sent().await, "qnUrl|报告 1.bin|");
    assert_eq!(sky.files("qiniu"), [scene.content.clone()]);
}
