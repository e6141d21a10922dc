//! The machine's clock may be wrong.

use std::sync::Arc;

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
