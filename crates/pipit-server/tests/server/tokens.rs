//! Who may not come in is told why.

use std::sync::Arc;

use pipit_proto::frame::{ConnAck, ConnStatus, ServerFrame};
use pipit_server::store::SqliteStore;
use pipit_server::{Server, Settings};

use crate::client::Client;
use crate::host::{HandClock, Host, settings};

#[tokio::test]
async fn tokens_that_do_not_hold_are_refused_with_the_reason() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_800_000_000_000);
    let host = Host::with(settings(), clock.clone(), 10).await;
    let other = |key: &str, secret: &str| {
        let store = Arc::new(SqliteStore::in_memory().unwrap());
        Server::with_store(store, Settings::new(key, secret), clock.clone()).token("alice")
    };
    let good = host.server.token("alice");
    let refused = async |app_key: &str, token: &str| {
        let mut client = Client::knock(&host.url, app_key, token, "").await;
        let Some(ServerFrame::ConnAck(ConnAck::Refused(status))) = client.next().await else {
            panic!("not refused")
        };
        assert_eq!(client.next().await, None, "and the socket ends");
        status
    };
    assert_eq!(refused("key", &other("other", "secret")).await, ConnStatus::TokenIncorrect, "of another app");
    assert_eq!(refused("key", &other("key", "guessed")).await, ConnStatus::TokenIncorrect, "forged");
    assert_eq!(refused("other", &good).await, ConnStatus::TokenIncorrect, "meant for another app");
    assert_eq!(refused("key", "").await, ConnStatus::TokenIncorrect, "none");
    host.server.store().block_user("alice", i64::MAX).await.unwrap();
    assert_eq!(refused("key", &good).await, ConnStatus::UserBlocked);
    host.server.store().block_user("alice", 0).await.unwrap();
    clock.set(1_800_000_000_000 + settings().token_lifetime);
    assert_eq!(refused("key", &good).await, ConnStatus::TokenExpired);
    Client::connect(&host, "alice", "").await; // with a new one
    host.stop().await;
}
