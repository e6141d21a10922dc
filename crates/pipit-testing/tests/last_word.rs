//! What is set twice in a row is what was set last, however the wire orders what is said.

use std::sync::Arc;
use std::time::Duration;

use pipit_im::{Client, ClientConfig, ConnectionStatus, Login, QuietHours, Store, StoreKey, UserId};
use pipit_server::store::SqliteStore;
use pipit_server::{Server, Settings};
use pipit_testing::{Faults, Link, TestClock};

#[tokio::test(start_paused = true)]
async fn quiet_hours_that_are_set_twice_in_a_row_are_the_last_ones_everywhere() {
    let clock = Arc::new(TestClock::starting_at(1_800_000_000_000));
    let settings = Settings::new("app", "secret");
    let server = Server::with_store(Arc::new(SqliteStore::in_memory().unwrap()), settings, clock.clone());
    server.add_user("alice", "alice").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let client = |class: &'static str, faults: Faults| {
        let link = Link::new(1, faults).for_class(class);
        link.attach(server.clone());
        let login = Login {
            servers: vec!["http://test".into()],
            app_key: "app".into(),
            token: server.token("alice"),
        };
        let (store, _) = Store::open(&folder.path().join(class), &StoreKey::new([7; 32])).unwrap();
        let config = ClientConfig::new(login, UserId::new("alice"));
        Client::new(store, Arc::new(link), config, clock.clone())
    };
    // Of two frames in a row, the second one may come first.
    let desk = client("Desktop", Faults { swap: 0.5, ..Faults::default() });
    let web = client("Web", Faults::default());
    for device in [&desk, &web] {
        device.connect();
        device.status().wait_for(|status| *status == ConnectionStatus::Connected).await.unwrap();
    }

    // Whether the first is on its way when the second is set, is chance.
    for minutes in 1..40 {
        let last = QuietHours::new("22:30:00", minutes);
        desk.set_quiet_hours(None).await.unwrap();
        desk.set_quiet_hours(last).await.unwrap();
        tokio::time::sleep(Duration::from_mins(4)).await; // everybody has asked again
        for device in [&desk, &web] {
            assert_eq!(device.quiet_hours().await.unwrap(), last);
        }
    }
}
