//! Receipts that the server keeps, where somebody is signed in, and sessions that only hear what notifies.

use pipit_im::{ConnectionStatus, Event, MessageId, Peer, RequestError, UserId};
use pipit_imkit::Readers;
use pipit_proto::messages::{GrpReadReceiptMsg, GrpReadReceiptQryResp, UpStreamMessage};
use pipit_proto::prost::Message as _;
use pipit_server::Settings;

use super::crowds::Raw;
use super::host::{APP, Device, Host, team, with};

fn keeping() -> Settings {
    Settings { keeps_receipts: true, ..Settings::new(APP, "secret") }
}

async fn readers(device: &Device, id: MessageId) -> Vec<String> {
    let receipt = device.client.message(id).await.unwrap().unwrap().receipt.unwrap_or_default();
    receipt.readers.iter().map(|(reader, _)| reader.as_str().to_owned()).collect()
}

/// The newest message of the team, as a device has it.
async fn newest(device: &Device) -> pipit_im::Message {
    device.messages(&team()).await.pop().unwrap()
}

#[tokio::test]
async fn where_the_server_keeps_receipts_clients_of_both_kinds_see_each_others() {
    let host = Host::with(keeping()).await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let mut carol = Raw::enter(&host, "carol").await; // as the platform's clients do it

    // Who reads tells the server without being asked, and it tells the writer.
    let asked = alice.say(&team(), "at eight?").await;
    alice.sent(&team()).await;
    alice.client.ask_receipt(asked).await.unwrap();
    bob.sees(&team(), &["at eight?"]).await;
    let seen = newest(&bob).await;
    bob.client.mark_read(&team(), seen.id, Peer::Told).await.unwrap();
    bob.client.answer_receipts(&team(), seen.id).await.unwrap();
    let uid = seen.uid.unwrap().as_str().to_owned();
    let read = GrpReadReceiptMsg { msg_id: vec![uid.clone()], channel_id: None };
    assert_eq!(carol.ask("rrMsg", "team", &read).await.0, 0);
    alice
        .until("learns of both", async |device| {
            let mut found = readers(device, asked).await;
            found.sort_unstable();
            found == ["bob", "carol"]
        })
        .await;
    let (_, list) = carol.ask("rrList", "team", &read).await;
    let list = GrpReadReceiptQryResp::decode(list).unwrap().list;
    let mut known: Vec<&str> = list.iter().map(|reader| reader.user_id.as_str()).collect();
    known.sort_unstable();
    assert_eq!(known, ["bob", "carol"], "the platform's clients see it too");

    // A device that did not exist then asks the server.
    let fresh = host.device("alice", "Web").online().await;
    while !fresh.texts(&team()).await.contains(&"at eight?".to_owned()) {
        fresh.client.fetch_older(&team()).await.unwrap();
    }
    let same = newest(&fresh).await;
    assert_eq!(Readers::of(&fresh.client, same.id).await.unwrap().read.len(), 2);

    // What the platform's clients write is told to be read as well.
    let up = UpStreamMessage {
        session_id: 3,
        classname: "RC:TxtMsg".into(),
        content: r#"{"content":"yes"}"#.into(),
        ..UpStreamMessage::default()
    };
    let hers = carol.publish("pgMsgP", "team", &up).await;
    bob.until("sees it", async |device| device.texts(&team()).await.contains(&"yes".to_owned())).await;
    bob.client.answer_receipts(&team(), newest(&bob).await.id).await.unwrap();
    let read = GrpReadReceiptMsg { msg_id: vec![hers], channel_id: None };
    carol.hears("RC:RRRspMsg").await;
    let (_, list) = carol.ask("rrList", "team", &read).await;
    assert_eq!(GrpReadReceiptQryResp::decode(list).unwrap().list[0].user_id, "bob");
}

#[tokio::test]
async fn who_is_signed_in_elsewhere_is_seen_and_signed_out_there() {
    let host = Host::start().await;
    let desk = host.device("alice", "Desktop").online().await;
    let web = host.device("alice", "Web").online().await;
    let devices = desk.client.devices().await.unwrap();
    let classes: Vec<(&str, bool)> =
        devices.iter().map(|device| (device.class.as_str(), device.this_one)).collect();
    assert_eq!(classes, [("Desktop", true), ("Web", false)]);
    desk.client.end_device(&devices[1].id).await.unwrap();
    web.status(|status| status == ConnectionStatus::Kicked).await;
    for wrong in [devices[0].id.as_str(), "0", "nonsense"] {
        let refused = desk.client.end_device(wrong).await;
        assert!(matches!(refused, Err(RequestError::Refused(26_010))), "{wrong}: {refused:?}");
    }
    let bob = host.device("bob", "Desktop").online().await;
    let refused = bob.client.end_device(&devices[0].id).await;
    assert!(matches!(refused, Err(RequestError::Refused(26_010))), "of somebody else: {refused:?}");
    assert_eq!(*desk.client.status().borrow(), ConnectionStatus::Connected);
}

#[tokio::test]
async fn who_only_waits_for_notifications_is_told_of_messages_and_is_not_online() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    assert!(host.server.is_online("bob"));
    let onlooker = bob.client.onlooker().await.unwrap();
    bob.client.disconnect().await;
    let mut events = onlooker.events();
    onlooker.connect();
    onlooker.status().wait_for(|status| *status == ConnectionStatus::Connected).await.unwrap();
    while host.server.is_online("bob") {
        tokio::task::yield_now().await; // his own session is ending
    }
    alice.client.say_typing(&with("bob"), "RC:TxtMsg").await.unwrap();
    alice.say(&with("bob"), "are you there?").await;
    loop {
        match events.recv().await.unwrap() {
            Event::Received { message, .. } => {
                assert_eq!(message.sender, UserId::new("alice"));
                break;
            }
            Event::Typing { .. } => panic!("it hears only what notifies"),
            _ => {}
        }
    }
    assert!(!host.server.is_online("bob"));
    assert!(onlooker.devices().await.unwrap().is_empty(), "it is no device");
    let refused = onlooker.send(&with("alice"), pipit_im::Content::text("no")).await.unwrap();
    loop {
        if let Event::Refused { message, code } = events.recv().await.unwrap() {
            assert_eq!((message, code), (refused, 20_606));
            break;
        }
    }
}
