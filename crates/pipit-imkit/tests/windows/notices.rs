use std::time::Duration;

use pipit_im::{Content, ConversationId, ConversationType, QuietHours, TargetId};
use pipit_imkit::{Notice, Notices, Summary};
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
    let (notices, reader) = Notices::open(bench.client.clone(), late).await.unwrap();
    (notices, Reader(reader))
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
    let time = bench.later(MINUTE);
    let mut mention = bench.message("bob", &group(), time, "@me");
    mention.content = Content::decode(
        "RC:TxtMsg",
        r#"{"content":"@me look","mentionedInfo":{"type":2,"userIdList":["me"]}}"#,
    );
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
    assert_eq!(reader.next().await, Notice::ShowMany { messages: 20, conversations: 4 });
    for who in ["a", "b", "c", "d"] {
        bench.mark_all_read(&private(who)).await;
    }
    assert_eq!(reader.next().await, Notice::WithdrawMany);
}
