//! The machine's clock may be wrong.

use std::sync::Arc;
use std::time::Duration;

use pipit_proto::messages::{HistoryMsgInput, HistoryMsgOutput, OfflineInput, OfflineOutput};
use pipit_proto::prost::Message as _;
use pipit_proto::{code, topic};

use crate::call::done;
use crate::client::Client;
use crate::host::{HandClock, Host, settings};

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn times_increase_when_the_clock_goes_back_an_hour() {
    let clock = Arc::new(HandClock::default());
    let noon = 1_800_000_000_000;
    clock.set(noon);
    let host = Host::with(settings(), clock.clone(), 10).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut times = Vec::new();
    for (number, time) in (1..).zip([noon, noon - HOUR, noon - HOUR + 1, noon + HOUR, noon]) {
        clock.set(time);
        alice.text("bob", number, "{}".into()).await;
        times.push(alice.ack().await.unwrap().time);
    }
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
    assert_eq!(times[3], noon + HOUR, "and follow the clock when they can");
    let mut bob = Client::connect(&host, "bob", "").await;
    let pulled: Vec<i64> = bob.pull_all().await.iter().map(|message| message.data_time).collect();
    assert_eq!(pulled, times);
    host.stop().await;
}

#[tokio::test]
async fn a_clock_that_is_put_right_ends_no_room() {
    let clock = Arc::new(HandClock::default());
    clock.set(HOUR); // a machine that has no battery
    let mut short = settings();
    short.rooms.grace = Duration::ZERO;
    let host = Host::with(short, clock.clone(), 10).await;
    done(&host, "/chatroom/create", &[("chatroom[hall]", "Hall"), ("chatroom[watch]", "Watch")]).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("watch").await;
    bob.join("watch").await;
    let entry =
        [("chatroomId", "watch"), ("userId", "bob"), ("key", "k"), ("value", "v"), ("autoDelete", "1")];
    done(&host, "/chatroom/entry/set", &entry).await;
    alice.woken("s_cmd").await;
    clock.set(1_800_000_000_000);
    drop(bob);
    alice.woken("s_cmd").await; // it was looked who is gone: Bob is, with his entry
    done(&host, "/chatroom/keepalive/add", &[("chatroomId", "watch")]).await; // after all rooms were looked at
    let found = done(&host, "/chatroom/query", &[("chatroomId", "hall")]).await;
    assert_eq!(found["chatRooms"][0]["chrmId"], "hall");
    host.stop().await;
}

#[tokio::test]
async fn what_waited_longer_than_somebody_wants_is_only_in_the_history() {
    let clock = Arc::new(HandClock::default());
    let begun = 1_800_000_000_000;
    clock.set(begun);
    let host = Host::with(settings(), clock.clone(), 10).await;
    let (mut alice, mut bob) =
        (Client::connect(&host, "alice", "").await, Client::connect(&host, "bob", "").await);
    let ask = async |client: &mut Client, days| {
        let answer = client.query(topic::OFFLINE, &OfflineInput { days }).await;
        OfflineOutput::decode(answer).unwrap().days
    };
    assert_eq!(ask(&mut bob, None).await, 0, "without limit");
    for days in [0, 8, -1] {
        let refused = bob.refusal(topic::OFFLINE, &OfflineInput { days: Some(days) }).await;
        assert_eq!(refused, code::INVALID_PARAMETER, "{days}");
    }
    assert_eq!(ask(&mut bob, Some(2)).await, 2);
    drop(bob);
    for (number, days) in [(1, 0), (2, 1), (3, 4)] {
        clock.set(begun + days * 24 * HOUR);
        alice.text("bob", number, "{}".into()).await;
        alice.ack().await.unwrap();
    }
    clock.set(begun + 5 * 24 * HOUR);
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(ask(&mut bob, None).await, 2, "it stays");
    let pulled: Vec<i64> = bob.pull_all().await.iter().map(|message| message.data_time).collect();
    assert_eq!(pulled, [begun + 4 * 24 * HOUR]);
    let asked =
        HistoryMsgInput { target_id: Some("alice".into()), count: Some(9), ..HistoryMsgInput::default() };
    let history = HistoryMsgOutput::decode(bob.query(topic::PRIVATE_HISTORY, &asked).await).unwrap();
    assert_eq!(history.list.len(), 3);
    host.stop().await;
}
