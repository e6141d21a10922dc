//! Words that change after they were sent.

use pipit_im::content::{self, Content};
use pipit_im::{RequestError, SearchQuery};

use super::host::{Device, Host, team, with};

async fn found(device: &Device, id: &pipit_im::ConversationId, words: &str) -> usize {
    let query = SearchQuery { text: words.to_owned(), ..SearchQuery::default() };
    device.client.search_messages(id, query, None, 10).await.unwrap().len()
}

#[tokio::test]
async fn ux_50_an_edit_reaches_the_peer_the_other_device_and_who_was_away_and_counts_nothing() {
    let host = Host::start().await;
    let desk = host.device("alice", "Desktop").online().await;
    let web = host.device("alice", "Web").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let carol = host.device("carol", "Desktop").online().await;
    let said = desk.say(&team(), "lunch at five").await;
    desk.say(&team(), "bring plates").await;
    for device in [&desk, &web, &bob, &carol] {
        device.sees(&team(), &["lunch at five", "bring plates"]).await;
    }
    desk.sent(&team()).await;
    carol.client.disconnect().await;
    let before = desk.messages(&team()).await.swap_remove(0);

    let bob_only = content::MentionedInfo { user_id_list: vec!["bob".into()], ..<_>::default() };
    desk.client.edit(said, "lunch at six", Some(bob_only.clone())).await.unwrap();
    for device in [&desk, &web, &bob] {
        device.sees(&team(), &["lunch at six", "bring plates"]).await;
    }
    carol.online().await.sees(&team(), &["lunch at six", "bring plates"]).await;
    for device in [&desk, &bob] {
        let said = device.messages(&team()).await.swap_remove(0).content;
        assert_eq!(said.mentioned_info(), Some(&bob_only), "{}", device.name);
    }
    desk.client.edit(said, "lunch at six", None).await.unwrap();
    let says_none =
        async |bob: &Device| bob.messages(&team()).await.swap_remove(0).content.mentioned_info().is_none();
    bob.until("knows that nobody is mentioned any more", says_none).await;

    for device in [&desk, &bob] {
        assert_eq!(found(device, &team(), "five").await, 0, "{}: the old words are not found", device.name);
        assert_eq!(found(device, &team(), "six").await, 1, "{}: the new ones are", device.name);
    }
    let after = desk.messages(&team()).await.swap_remove(0);
    assert_eq!((after.id, after.sent_time, after.state), (before.id, before.sent_time, before.state));
    assert!(after.edited > Some(before.sent_time));
    assert_eq!(bob.unread(&team()).await, 2, "an edit counts nothing");

    // A device that knows nothing gets the new words from the history.
    let fresh = host.device("bob", "Web").online().await;
    fresh.sees(&team(), &["lunch at six", "bring plates"]).await;
    assert!(fresh.messages(&team()).await[0].edited.is_some());
}

#[tokio::test]
async fn ux_50_only_ones_own_words_are_edited_and_what_was_taken_back_stays_so() {
    let host = Host::start().await;
    let alice = host.device("alice", "Desktop").online().await;
    let bob = host.device("bob", "Desktop").online().await;
    let said = alice.say(&with("bob"), "one").await;
    bob.sees(&with("alice"), &["one"]).await;
    alice.sent(&with("bob")).await;
    let theirs = bob.messages(&with("alice")).await[0].id;
    assert!(matches!(bob.client.edit(theirs, "two", None).await, Err(RequestError::Store(_))));

    alice.client.recall(said).await.unwrap();
    bob.sees(&with("alice"), &["RC:RcNtf"]).await;
    assert!(alice.client.edit(said, "three", None).await.is_err());
    assert!(matches!(alice.messages(&with("bob")).await[0].content, Content::RecallNotification(_)));
}
