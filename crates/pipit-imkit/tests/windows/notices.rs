use std::time::Duration;

use pipit_im::content::Recall;
use pipit_im::testing::Arriving;
use pipit_im::{Content, ConversationId, ConversationType, QuietHours, TargetId};
use pipit_imkit::{Looks, Notice, Notices, Summary};
use tokio::sync::mpsc;

use super::bench::{Bench, MINUTE, private};

fn group() -> ConversationId {
    ConversationId { kind: ConversationType::Group, target_id: TargetId::new("team") }
}

/// Half past eleven in the evening.
fn late() -> u32 {
    (23 * 60 + 30) * 60
}

async fn open(bench: &Bench) -> (Notices, Reader) {
    open_with(bench, Looks::default()).await
}

async fn open_with(bench: &Bench, looks: Looks) -> (Notices, Reader) {
    let (notices, reader) = Notices::open(bench.client.clone(), late, looks).await.unwrap();
    (notices, Reader(reader))
}

fn mention(bench: &mut Bench, text: &str) -> Arriving {
    let time = bench.later(MINUTE);
    let mut mention = bench.message("bob", &group(), time, "");
    let json = serde_json::json!({ "content": text, "mentionedInfo": { "type": 2, "userIdList": ["me"] } });
    mention.content = Content::decode("RC:TxtMsg", &json.to_string());
    mention
}

/// Bob takes a message back.
async fn recall(bench: &mut Bench, conversation: &ConversationId, message_uid: &str) {
    let time = bench.later(1);
    let mut recall = bench.message("bob", conversation, time, "");
    recall.content = Content::Recall(Recall { message_uid: message_uid.to_owned(), ..Recall::default() });
    bench.client.arrive(vec![recall]).await.unwrap();
}

struct Reader(mpsc::Receiver<Notice>);

impl Reader {
    async fn next(&mut self) -> Notice {
        let next = tokio::time::timeout(Duration::from_secs(20), self.0.recv()).await;
        next.expect("a notice comes").expect("notices go on")
    }

    /// What the next notice shows: of whom, what, and how many are unread.
    async fn shown(&mut self) -> (String, String, u32) {
        match self.next().await {
            Notice::Show { title, summary: Summary::Text { text }, unread, .. } => (title, text, unread),
            other => panic!("{other:?}"),
        }
    }
}

fn said(title: &str, text: &str, unread: u32) -> (String, String, u32) {
    (title.to_owned(), text.to_owned(), unread)
}

#[tokio::test]
async fn ux_59_a_conversation_has_one_notice_that_is_replaced_and_withdrawn_when_read() {
    let mut bench = Bench::new();
    bench.arrives("bob", &private("bob"), MINUTE, "before").await;
    let (_notices, mut reader) = open(&bench).await;
    bench.arrives("bob", &private("bob"), MINUTE, "one").await;
    assert_eq!(reader.shown().await, said("bob", "one", 2));
    bench.arrives("bob", &private("bob"), MINUTE, "two").await;
    bench.arrives("bob", &private("bob"), MINUTE, "three").await;
    assert_eq!(reader.shown().await, said("bob", "three", 4), "what comes together is told together");
    bench.mark_all_read(&private("bob")).await;
    assert_eq!(reader.next().await, Notice::Withdraw(private("bob")));
}

#[tokio::test]
async fn ux_59_the_notice_of_a_conversation_that_is_taken_off_the_list_is_withdrawn() {
    let mut bench = Bench::new();
    let (_notices, mut reader) = open(&bench).await;
    bench.arrives("bob", &private("bob"), MINUTE, "one").await;
    assert_eq!(reader.shown().await, said("bob", "one", 1));
    bench.client.remove_conversation(&private("bob")).await.unwrap();
    assert_eq!(reader.next().await, Notice::Withdraw(private("bob")));
    bench.arrives("bob", &private("bob"), MINUTE, "two").await;
    assert_eq!(reader.shown().await.1, "two", "it is back with what is new");
}

#[tokio::test]
async fn what_is_read_at_once_or_written_by_this_user_needs_no_notice() {
    let mut bench = Bench::new();
    let (_notices, mut reader) = open(&bench).await;
    bench.arrives("bob", &private("bob"), MINUTE, "read while it arrives").await;
    bench.mark_all_read(&private("bob")).await;
    bench.arrives("me", &private("dave"), MINUTE, "from another device").await;
    bench.client.save_draft(&private("bob"), "a draft").await.unwrap();
    bench.arrives("carol", &private("carol"), MINUTE, "new").await;
    assert_eq!(reader.shown().await, said("carol", "new", 1));
}

#[tokio::test]
async fn a_silent_conversation_and_quiet_hours_tell_only_of_mentions() {
    let mut bench = Bench::new();
    let (_notices, mut reader) = open(&bench).await;
    bench.client.set_muted(&group(), true).await.unwrap();
    bench.arrives("bob", &group(), MINUTE, "not for me").await;
    bench.arrives("carol", &private("carol"), MINUTE, "for me").await;
    assert_eq!(reader.shown().await, said("carol", "for me", 1));
    let mut mention = mention(&mut bench, "@me look");
    bench.client.arrive(vec![mention.clone()]).await.unwrap();
    let notice = reader.next().await;
    assert!(
        matches!(&notice, Notice::Show { title, sender: Some(sender), .. } if title == "team" && sender == "bob"),
        "{notice:?}"
    );

    bench.client.set_quiet_hours(QuietHours::new("22:00:00", 480)).await.unwrap();
    bench.arrives("carol", &private("carol"), MINUTE, "too late").await;
    mention.uid = "again".into();
    mention.time.0 += MINUTE;
    bench.client.arrive(vec![mention]).await.unwrap();
    assert!(matches!(reader.next().await, Notice::Show { conversation, .. } if conversation == group()));
    bench.client.set_quiet_hours(None).await.unwrap();
    bench.arrives("carol", &private("carol"), MINUTE, "the day begins").await;
    assert_eq!(reader.shown().await, said("carol", "the day begins", 3));
}

#[tokio::test]
async fn ux_56_much_at_once_is_one_notice() {
    let mut bench = Bench::new();
    let (_notices, mut reader) = open(&bench).await;
    let mut messages = Vec::new();
    for round in 0..5 {
        for who in ["a", "b", "c", "d"] {
            let time = bench.later(MINUTE);
            messages.push(bench.message(who, &private(who), time, &format!("number {round}")));
        }
    }
    bench.client.arrive(messages).await.unwrap();
    assert_eq!(reader.next().await, Notice::ShowMany { messages: 20, conversations: 4, mention: false });
    for who in ["a", "b", "c", "d"] {
        bench.mark_all_read(&private(who)).await;
    }
    assert_eq!(reader.next().await, Notice::WithdrawMany);
}

#[tokio::test]
async fn a_mention_in_a_silent_conversation_is_told_although_others_wrote_after_it() {
    let mut bench = Bench::new();
    let (_notices, mut reader) = open(&bench).await;
    bench.client.set_muted(&group(), true).await.unwrap();
    let called = mention(&mut bench, "@me look");
    let time = bench.later(MINUTE);
    let after = bench.message("carol", &group(), time, "and so on");
    bench.client.arrive(vec![called, after]).await.unwrap();
    assert_eq!(reader.shown().await, said("team", "@me look", 2));
    bench.arrives("carol", &group(), MINUTE, "and on").await;
    let again = mention(&mut bench, "@me again");
    bench.client.arrive(vec![again]).await.unwrap();
    assert_eq!(reader.shown().await, said("team", "@me again", 4), "what was said between calls for nobody");
}

#[tokio::test]
async fn ux_59_what_arrives_before_somebodys_eyes_needs_no_notice() {
    let mut bench = Bench::new();
    let looks = Looks::default();
    let (_notices, mut reader) = open_with(&bench, looks.clone()).await;
    looks.set("main", Some(private("bob")));
    bench.arrives("bob", &private("bob"), MINUTE, "seen").await;
    bench.arrives("carol", &private("carol"), MINUTE, "unseen").await;
    assert_eq!(reader.shown().await, said("carol", "unseen", 1), "the first that is told");
    looks.set("chat-of-bob", Some(private("bob")));
    looks.set("main", None);
    bench.arrives("bob", &private("bob"), MINUTE, "seen in the other window").await;
    bench.arrives("carol", &private("carol"), MINUTE, "unseen").await;
    assert_eq!(reader.shown().await, said("carol", "unseen", 2));
    looks.set("chat-of-bob", None);
    bench.arrives("bob", &private("bob"), MINUTE, "after they left").await;
    assert_eq!(reader.shown().await, said("bob", "after they left", 3));
}

#[tokio::test]
async fn ux_59_what_is_taken_back_is_withdrawn() {
    let mut bench = Bench::new();
    let (_notices, mut reader) = open(&bench).await;
    bench.arrives("bob", &private("bob"), MINUTE, "stays").await;
    assert_eq!(reader.shown().await, said("bob", "stays", 1));
    let time = bench.later(MINUTE);
    let slip = bench.message("bob", &private("bob"), time, "a slip");
    let uid = slip.uid.clone();
    bench.client.arrive(vec![slip]).await.unwrap();
    assert_eq!(reader.shown().await, said("bob", "a slip", 2));
    recall(&mut bench, &private("bob"), &uid).await;
    assert_eq!(reader.next().await, Notice::Withdraw(private("bob")));
    bench.arrives("bob", &private("bob"), MINUTE, "what was meant").await;
    assert_eq!(reader.shown().await, said("bob", "what was meant", 2));
}

#[tokio::test]
async fn a_message_is_told_although_something_quiet_came_with_it() {
    let mut bench = Bench::new();
    let (_notices, mut reader) = open(&bench).await;
    let times = [bench.later(MINUTE), bench.later(MINUTE)];
    let called = bench.message("bob", &private("bob"), times[0], "look");
    let mut quiet = bench.message("bob", &private("bob"), times[1], "");
    quiet.content = Content::decode("RC:InfoNtf", r#"{"message":"a notice"}"#);
    bench.client.arrive(vec![called, quiet]).await.unwrap();
    assert_eq!(reader.shown().await, said("bob", "look", 1));
}
