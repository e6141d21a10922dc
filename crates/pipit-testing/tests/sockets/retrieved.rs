//! A message that another device of the same user has received before.

use super::host::{Device, Host, text, with};

/// The messages with alice: what each says, and whether another device had it before.
async fn marks(device: &Device) -> Vec<(String, bool)> {
    device.messages(&with("alice")).await.iter().map(|one| (text(one), one.marks.retrieved)).collect()
}

fn told(marks: &[(&str, bool)]) -> Vec<(String, bool)> {
    marks.iter().map(|(text, mark)| ((*text).to_owned(), *mark)).collect()
}

#[tokio::test]
async fn what_the_other_device_had_first_is_marked_and_counted_as_ever() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let desk = host.device("bob", "Desktop").online().await;
    alice.say(&with("bob"), "one").await;
    desk.sees(&with("alice"), &["one"]).await;
    desk.say(&with("alice"), "at my desk").await;
    desk.sent(&with("alice")).await; // what it confirmed before is known

    let web = host.device("bob", "Web").online().await;
    web.sees(&with("alice"), &["one", "at my desk"]).await;
    assert_eq!(marks(&web).await, told(&[("one", true), ("at my desk", false)]));
    assert_eq!(web.unread(&with("alice")).await, 1, "it is still unread");

    alice.say(&with("bob"), "two").await;
    for device in [&desk, &web] {
        device.sees(&with("alice"), &["one", "at my desk", "two"]).await;
    }
    assert_eq!(marks(&desk).await, told(&[("one", false), ("at my desk", false), ("two", false)]));
    assert!(!marks(&web).await[2].1, "both have it at once");

    desk.client.disconnect().await;
    alice.say(&with("bob"), "three").await;
    web.sees(&with("alice"), &["one", "at my desk", "two", "three"]).await;
    web.say(&with("alice"), "on my way").await;
    web.sent(&with("alice")).await;
    web.client.disconnect().await;
    let desk = desk.online().await;
    desk.sees(&with("alice"), &["one", "at my desk", "two", "three", "on my way"]).await;
    assert_eq!(marks(&desk).await[3..], told(&[("three", true), ("on my way", false)]));
}
