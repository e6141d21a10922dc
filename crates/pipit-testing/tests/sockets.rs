//! Engines and a server over real sockets: who is let in, who is thrown out, and what becomes of messages when the
//! server, the wire or the process goes away in between.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "sockets/clearing.rs"]
mod clearing;
#[path = "sockets/cloud.rs"]
mod cloud;
#[path = "sockets/clouds.rs"]
mod clouds;
#[path = "sockets/crowds.rs"]
mod crowds;
#[path = "sockets/download.rs"]
mod download;
#[path = "sockets/editing.rs"]
mod editing;
#[path = "sockets/films.rs"]
mod films;
#[path = "sockets/groups.rs"]
mod groups;
#[path = "sockets/host.rs"]
mod host;
#[path = "sockets/media.rs"]
mod media;
#[path = "sockets/retrieved.rs"]
mod retrieved;

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use host::{Device, Host, team, with};
use pipit_im::{
    Client, ClientConfig, ConnectError, ConnectionStatus, ConversationId, ConversationType, Download, Event,
    Login, MessageState, Navigation, Network, Peer, QuietHours, RequestError, Resume, Socket, Store,
    StoreKey, SystemClock, TargetId, Upload, UploadAnswer, UserId, WaitReason, WebNetwork, identify,
};
use pipit_testing::Wire;

#[tokio::test]
async fn a_second_login_of_the_same_class_throws_out_the_first_and_of_another_class_does_not() {
    let host = Host::start().await;
    let first = host.device("alice", "Desktop").online().await;
    let web = host.device("alice", "Web").online().await;
    let second = Device::open(host.login("alice"), "alice", "Desktop", host.folder.path().join("second.db"));
    let second = second.online().await;
    first.status(|status| status == ConnectionStatus::Kicked).await;
    second.say(&with("bob"), "here now").await;
    web.sees(&with("bob"), &["here now"]).await;
    assert_eq!(*first.client.status().borrow(), ConnectionStatus::Kicked, "nothing fights for the place");
    assert_eq!(host.server.connections(), 2);
}

#[tokio::test]
async fn a_bad_token_and_one_of_another_app_are_refused_and_nothing_retries() {
    let host = Host::start().await;
    let network = WebNetwork::new().unwrap();
    let elsewhere = pipit_server::Server::open(
        tempfile::tempdir().unwrap().path(),
        pipit_server::Settings::new("other", "secret"),
        Arc::new(pipit_server::SystemClock),
    )
    .unwrap();
    let foreign = elsewhere.token("alice");
    let mut torn = host.server.token("alice");
    torn.truncate(torn.len() / 2);
    for token in [foreign, torn, "nonsense".into(), String::new()] {
        let login = Login { token: token.clone(), ..host.login("alice") };
        let answer = identify(&network, &login).await;
        assert!(matches!(answer, Err(ConnectError::TokenIncorrect)), "{token:?}: {answer:?}");
        let store = host.folder.path().join("refused.db");
        let device = Device::open(login, "alice", "Desktop", store);
        device.client.connect();
        device.status(|status| status == ConnectionStatus::TokenIncorrect).await;
    }
    assert_eq!(identify(&network, &host.login("alice")).await.unwrap(), UserId::new("alice"));
}

#[tokio::test]
async fn when_the_first_address_is_dead_the_second_is_asked() {
    let host = Host::start().await;
    let dead = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dead_url = format!("http://{}", dead.local_addr().unwrap());
    drop(dead); // nobody listens there any more
    let login = Login { servers: vec![dead_url, host.url()], ..host.login("alice") };
    let alice = Device::open(login, "alice", "Desktop", host.folder.path().join("alice.db")).online().await;
    alice.say(&with("bob"), "around").await;
    host.device("bob", "Desktop").online().await.sees(&with("alice"), &["around"]).await;
}

#[tokio::test]
async fn a_server_that_restarts_is_found_again_and_gets_once_what_was_written_meanwhile() {
    let mut host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    alice.say(&with("bob"), "before").await;
    bob.sees(&with("alice"), &["before"]).await;

    host.kill().await;
    let away = |status| matches!(status, ConnectionStatus::Waiting { .. });
    alice.status(away).await;
    bob.status(away).await;
    alice.say(&with("bob"), "meanwhile 1").await;
    alice.say(&with("bob"), "meanwhile 2").await;
    bob.say(&team(), "to all").await;
    host.restart().await;

    let told = ["before", "meanwhile 1", "meanwhile 2"];
    bob.sees(&with("alice"), &told).await;
    alice.sees(&team(), &["to all"]).await;
    alice.sent(&with("bob")).await;
    assert_eq!(alice.texts(&with("bob")).await, told);
    // A device that knows nothing is the judge of what the server has.
    let fresh = host.device("bob", "Web").online().await;
    fresh.sees(&with("alice"), &told).await;
}

#[tokio::test]
async fn who_has_no_room_on_the_disk_is_told_so_and_gets_everything_when_there_is_some() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    bob.disk.fill_disk_after(0);
    alice.say(&with("bob"), "there is more to come").await;
    let full =
        |status| matches!(status, ConnectionStatus::Waiting { reason: WaitReason::StoreUnavailable, .. });
    bob.status(full).await;

    bob.disk.fill_disk_after(u64::MAX);
    bob.client.retry_now();
    bob.sees(&with("alice"), &["there is more to come"]).await;
}

#[tokio::test]
async fn what_was_written_offline_is_sent_once_by_the_next_process() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop");
    alice.say(&with("bob"), "later 1").await;
    alice.say(&with("bob"), "later 2").await;
    let alice = alice.reopened();
    assert_eq!(alice.texts(&with("bob")).await, ["later 1", "later 2"]);
    let alice = alice.online().await;
    alice.sent(&with("bob")).await;
    let bob = host.device("bob", "Desktop").online().await;
    bob.sees(&with("alice"), &["later 1", "later 2"]).await;
    // Once more, to no effect.
    let alice = alice.reopened().online().await;
    alice.say(&with("bob"), "end").await;
    bob.sees(&with("alice"), &["later 1", "later 2", "end"]).await;
    assert!(
        alice.messages(&with("bob")).await[..2].iter().all(|message| message.state == MessageState::Sent)
    );
}

#[tokio::test]
async fn two_devices_of_a_person_see_what_each_sends_and_reads() {
    let host = Host::start().await;
    let desk = host.device("alice", "Desktop").online().await;
    let web = host.device("alice", "Web").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    desk.say(&with("bob"), "from the desk").await;
    web.sees(&with("bob"), &["from the desk"]).await;
    web.say(&with("bob"), "from the web").await;
    desk.sees(&with("bob"), &["from the desk", "from the web"]).await;

    bob.sees(&with("alice"), &["from the desk", "from the web"]).await;
    bob.say(&with("alice"), "answer 1").await;
    bob.say(&with("alice"), "answer 2").await;
    for device in [&desk, &web] {
        device.until("has two unread", async |device| device.unread(&with("bob")).await == 2).await;
    }
    let last = desk.messages(&with("bob")).await.pop().unwrap();
    desk.client.mark_read(&with("bob"), last.id, Peer::Told).await.unwrap();
    assert_eq!(desk.unread(&with("bob")).await, 0);
    web.until("hears of the reading", async |device| device.unread(&with("bob")).await == 0).await;
    assert_eq!(web.client.total_unread().await.unwrap(), 0);

    let reply = bob.messages(&with("alice")).await[1].id;
    bob.client.mark_read(&with("alice"), reply, Peer::Told).await.unwrap();
    for device in [&desk, &web] {
        device
            .until("sees that bob has read", async |device| {
                let shown = device.messages(&with("bob")).await;
                shown[..2].iter().all(|message| message.state == MessageState::Read)
            })
            .await;
    }
}

#[tokio::test]
async fn who_is_written_to_before_they_said_anything_has_a_name() {
    let host = Host::start().await;
    host.server.add_user("dora", "Dora Dotter").await.unwrap();
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    // What she looks for when she comes online is over.
    bob.say(&with("alice"), "write to Dora").await;
    alice.sees(&with("bob"), &["write to Dora"]).await;
    alice.say(&with("dora"), "hello, who are you?").await;
    let dora = [UserId::new("dora")];
    alice
        .until("knows her name", async |alice| {
            alice.client.users(&dora).await.unwrap()[0].name.as_deref() == Some("Dora Dotter")
        })
        .await;
}

#[tokio::test]
async fn a_recall_reaches_everybody_and_counts_no_more() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let web = host.device("alice", "Web").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let carol = host.device("carol", "Desktop");
    let regretted = alice.say(&team(), "regretted").await;
    alice.say(&team(), "meant").await;
    bob.sees(&team(), &["regretted", "meant"]).await;
    web.sees(&team(), &["regretted", "meant"]).await;
    assert_eq!(bob.unread(&team()).await, 2);
    alice.sent(&team()).await;
    alice.client.recall(regretted).await.unwrap();
    for device in [&alice, &web, &bob] {
        device.sees(&team(), &["RC:RcNtf", "meant"]).await;
    }
    assert_eq!(bob.unread(&team()).await, 1);
    // Who was away never learns what it said.
    let carol = carol.online().await;
    carol
        .until("has what was meant", async |device| device.texts(&team()).await.contains(&"meant".into()))
        .await;
    carol
        .until("has nothing of the rest", async |device| {
            !device.texts(&team()).await.contains(&"regretted".into()) && device.unread(&team()).await == 1
        })
        .await;
}

#[tokio::test]
async fn a_new_device_gets_the_history_in_order_and_a_right_badge() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let texts: Vec<String> = (0..130).map(|number| format!("line {number}")).collect();
    for text in &texts {
        bob.say(&with("alice"), text).await;
    }
    let wanted: Vec<&str> = texts.iter().map(String::as_str).collect();
    alice.sees(&with("bob"), &wanted).await;
    let middle = alice.messages(&with("bob")).await[99].id;
    alice.client.mark_read(&with("bob"), middle, Peer::Told).await.unwrap();
    assert_eq!(alice.unread(&with("bob")).await, 30);

    let web = host.device("alice", "Web").online().await;
    web.until("has the right badge", async |device| device.unread(&with("bob")).await == 30).await;
    while web.client.fetch_older(&with("bob")).await.unwrap() {}
    assert_eq!(web.texts(&with("bob")).await, texts);
    assert_eq!(web.unread(&with("bob")).await, 30, "history counts nothing");
    assert!(web.client.history_complete(&with("bob")).await.unwrap());
}

#[tokio::test]
async fn a_wire_that_goes_silent_is_noticed_and_replaced() {
    let host = Host::start().await;
    let wire = Wire::to(host.address).await.unwrap();
    // Navigation names the address that it was asked under, so the socket runs through the wire too.
    let login = Login { servers: vec![format!("http://{}", wire.address())], ..host.login("alice") };
    let alice = Device::open(login, "alice", "Desktop", host.folder.path().join("alice.db")).online().await;
    let before = wire.opened();
    assert!(before >= 2, "navigation and the socket run through it");
    wire.go_silent();
    alice.say(&with("bob"), "into the silence").await;
    alice.status(|status| status != ConnectionStatus::Connected).await;
    alice.status(|status| status == ConnectionStatus::Connected).await;
    assert!(wire.opened() > before);
    alice.sent(&with("bob")).await;
    host.device("bob", "Desktop").online().await.sees(&with("alice"), &["into the silence"]).await;
}

#[tokio::test]
async fn a_wire_that_is_cut_is_noticed_at_once_and_tried_again() {
    let host = Host::start().await;
    let wire = Wire::to(host.address).await.unwrap();
    let login = Login { servers: vec![format!("http://{}", wire.address())], ..host.login("alice") };
    let alice = Device::open(login, "alice", "Desktop", host.folder.path().join("alice.db")).online().await;
    for silent_before in [false, true] {
        if silent_before {
            wire.go_silent();
        }
        wire.cut();
        alice.status(|status| matches!(status, ConnectionStatus::Waiting { .. })).await;
        wire.mend();
        alice.status(|status| status == ConnectionStatus::Connected).await;
    }
}

#[tokio::test]
async fn an_engine_whose_last_handle_is_gone_leaves_no_task_and_no_socket() {
    let host = Host::start().await;
    let runtime = tokio::runtime::Handle::current();
    let path = host.folder.path().join("alice-Desktop.db");
    let before = runtime.metrics().num_alive_tasks();
    let alice = host.device("alice", "Desktop").online().await;
    assert_eq!(host.server.connections(), 1);
    drop(alice);
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while host.server.connections() > 0 || runtime.metrics().num_alive_tasks() > before {
        assert!(tokio::time::Instant::now() < deadline, "{} tasks", runtime.metrics().num_alive_tasks());
        tokio::task::yield_now().await;
    }
    pipit_im::Store::open(&path, &StoreKey::new([7; 32])).unwrap();
}

#[tokio::test]
async fn what_is_kept_on_top_or_silent_is_so_on_every_device() {
    let host = Host::start().await;
    let desk = host.device("alice", "Desktop");
    // Set without a connection; it is said when there is one.
    desk.client.set_pinned(&with("bob"), true).await.unwrap();
    let desk = desk.online().await;
    let web = host.device("alice", "Web").online().await;
    let kept = async |device: &Device, id: &_| {
        let row = device.client.conversation(id).await.unwrap();
        row.map_or((false, false), |row| (row.pinned, row.muted))
    };
    web.until("hears what is on top", async |device| kept(device, &with("bob")).await == (true, false)).await;
    web.client.set_muted(&team(), true).await.unwrap();
    web.client.set_pinned(&with("bob"), false).await.unwrap();
    desk.until("hears what is silent", async |device| {
        kept(device, &team()).await == (false, true) && kept(device, &with("bob")).await == (false, false)
    })
    .await;
    // What is taken off the list is no longer on top anywhere.
    desk.client.set_pinned(&with("bob"), true).await.unwrap();
    web.until("hears it again", async |device| kept(device, &with("bob")).await == (true, false)).await;
    desk.client.remove_conversation(&with("bob")).await.unwrap();
    web.until("hears of the removal", async |device| kept(device, &with("bob")).await == (false, false))
        .await;
    // The last of many words is the one that stays.
    for round in 0..9 {
        desk.client.set_muted(&with("carol"), round % 2 == 0).await.unwrap();
    }
    web.until("hears the last word", async |device| kept(device, &with("carol")).await == (false, true))
        .await;
    desk.until("keeps it", async |device| kept(device, &with("carol")).await == (false, true)).await;
}

#[tokio::test]
async fn a_group_is_asked_who_has_read_and_the_writer_learns_it_on_every_device() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let web = host.device("alice", "Web").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let bobs_web = host.device("bob", "Web").online().await;
    let carol = host.device("carol", "Desktop").online().await;
    let message = alice.say(&team(), "who reads this?").await;
    let private = alice.say(&with("bob"), "no group").await;
    alice.sent(&with("bob")).await;
    alice.client.ask_receipt(private).await.unwrap_err();
    alice.sent(&team()).await;
    alice.client.ask_receipt(message).await.unwrap();

    let receipt = async |device: &Device| device.messages(&team()).await.pop().and_then(|last| last.receipt);
    for device in [&bob, &carol] {
        device.until("is asked", async |device| receipt(device).await.is_some()).await;
        let asked = device.messages(&team()).await.pop().unwrap();
        device.client.answer_receipt(&team(), asked.id).await.unwrap();
        device.client.answer_receipt(&team(), asked.id).await.unwrap(); // twice is once
    }
    for device in [&alice, &web] {
        device
            .until("learns who has read", async |device| {
                let readers = receipt(device).await.unwrap_or_default().readers;
                readers.iter().map(|(reader, _)| reader.as_str()).eq(["bob", "carol"])
            })
            .await;
    }
    bobs_web
        .until("knows that bob has answered", async |device| {
            receipt(device).await.is_some_and(|receipt| receipt.answered)
        })
        .await;
    // It is still known after a restart, and nobody else learns who has read.
    let alice = alice.reopened();
    assert_eq!(receipt(&alice).await.unwrap().readers.len(), 2);
    assert!(receipt(&carol).await.unwrap().readers.is_empty());
    let plain = bob.say(&team(), "nobody asks about this").await;
    bob.sent(&team()).await;
    assert!(carol.client.answer_receipt(&team(), plain).await.is_err());
}

#[tokio::test]
async fn who_writes_is_seen_until_they_send_or_stop() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let carol = host.device("carol", "Desktop").online().await;
    let mut events = bob.client.events();
    let mut typing = async || {
        loop {
            if let Event::Typing { conversation, typing } = events.recv().await.unwrap() {
                assert!(typing.iter().all(|typing| typing.user.as_str() == conversation.target_id.as_str()));
                return (conversation, typing.map(|typing| typing.object_name));
            }
        }
    };
    let writes = Some("RC:TxtMsg".to_owned());
    alice.client.say_typing(&with("bob"), "RC:TxtMsg").await.unwrap();
    assert_eq!(typing().await, (with("alice"), writes.clone()));
    alice.say(&with("bob"), "here it is").await;
    assert_eq!(typing().await, (with("alice"), None), "it was sent");
    alice.client.say_typing(&with("bob"), "RC:TxtMsg").await.unwrap(); // too soon: it does not leave
    carol.client.say_typing(&with("bob"), "RC:TxtMsg").await.unwrap();
    assert_eq!(typing().await, (with("carol"), writes));
    assert_eq!(typing().await, (with("carol"), None), "the word no longer holds");
    alice.client.disconnect().await;
    assert!(alice.client.say_typing(&with("bob"), "RC:TxtMsg").await.is_err());
}

/// Waits until a device knows these quiet hours; each message is a round trip.
async fn learns(device: Device, hours: Option<QuietHours>) -> Device {
    for _ in 0..200 {
        device.say(&with("bob"), "the server answers in order").await;
        device.sent(&with("bob")).await;
        if device.client.quiet_hours().await.unwrap() == hours {
            return device;
        }
    }
    panic!("it never learns of {hours:?}");
}

#[tokio::test]
async fn quiet_hours_hold_on_every_device() {
    let host = Host::start().await;
    let desk = host.device("alice", "Desktop");
    let night = QuietHours::new("22:30:00", 480);
    desk.client.set_quiet_hours(night).await.unwrap(); // without a connection: it is said when there is one
    let desk = desk.online().await;
    let web = learns(host.device("alice", "Web").online().await, night).await;
    web.client.set_quiet_hours(None).await.unwrap();
    learns(desk, None).await; // at once, though it stayed online
}

/// The same server, if it announced no topics of its own.
struct Foreign(WebNetwork);

#[async_trait]
impl Network for Foreign {
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError> {
        let navigation = self.0.navigate(address, login).await?;
        assert!(!navigation.own_topics.is_empty(), "ours announces them");
        Ok(Navigation { own_topics: Vec::new(), ..navigation })
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        self.0.open(url).await
    }

    async fn upload(&self, upload: Upload) -> io::Result<UploadAnswer> {
        self.0.upload(upload).await
    }

    async fn download(&self, url: &str, rest: Option<&Resume>) -> io::Result<Download> {
        self.0.download(url, rest).await
    }
}

#[tokio::test]
async fn what_a_server_does_not_announce_is_not_asked() {
    let host = Host::start().await;
    let bob = host.device("bob", "Desktop").online().await;
    bob.client.set_blocked(&UserId::new("carol"), true).await.unwrap();
    assert_eq!(bob.client.blocked().await.unwrap(), [UserId::new("carol")]);

    let store = Store::in_memory().unwrap();
    let config = ClientConfig::new(host.login("alice"), UserId::new("alice"));
    let network = Arc::new(Foreign(WebNetwork::new().unwrap()));
    let alice = Client::new(store, network, config, Arc::new(SystemClock));
    alice.connect();
    alice.status().wait_for(|status| *status == ConnectionStatus::Connected).await.unwrap();
    let refused = alice.blocked().await.unwrap_err();
    assert!(matches!(refused, RequestError::Refused(20_606)), "{refused:?}");
    let mut events = alice.events();
    let discussion = ConversationId { kind: ConversationType::Discussion, target_id: TargetId::new("d") };
    let message = alice.send(&discussion, pipit_im::Content::text("not for this server")).await.unwrap();
    assert_eq!(events.recv().await.unwrap(), Event::Refused { message, code: 20_606 });
    let mut changes = alice.changes();
    bob.say(&with("alice"), "ids stand for names").await;
    while alice.conversation(&with("bob")).await.unwrap().is_none() {
        changes.next().await.unwrap();
    }
    assert_eq!(alice.users(&[UserId::new("bob")]).await.unwrap()[0].name, None);
}

#[tokio::test]
async fn a_chat_room_goes_on_after_an_interruption_and_is_gone_with_the_process() {
    let mut host = Host::start().await;
    let (alice, bob) =
        (host.device("alice", "Desktop").online().await, host.device("bob", "Desktop").online().await);
    let room = ConversationId { kind: ConversationType::ChatRoom, target_id: TargetId::new("lobby") };
    for device in [&alice, &bob] {
        device.client.join_room("lobby", 0).await.unwrap();
    }
    alice.say(&room, "before").await;
    bob.sees(&room, &["before"]).await;
    host.kill().await;
    alice.status(|status| matches!(status, ConnectionStatus::Waiting { .. })).await;
    alice.say(&room, "meanwhile").await;
    host.restart().await;
    bob.sees(&room, &["before", "meanwhile"]).await;
    alice.sees(&room, &["before", "meanwhile"]).await;
    alice.sent(&room).await;
    assert!(alice.messages(&room).await.iter().all(|message| message.state == MessageState::Sent));

    // Who leaves hears nothing more, and a process that ended without leaving keeps nothing.
    bob.client.leave_room("lobby").await.unwrap();
    alice.say(&room, "after").await;
    alice.sent(&room).await;
    assert_eq!(bob.texts(&room).await, [""; 0]);
    let alice = alice.reopened();
    alice.until("forgets the room", async |device| device.texts(&room).await.is_empty()).await;
}
