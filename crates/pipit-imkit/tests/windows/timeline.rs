use pipit_im::content::Recall;
use pipit_im::{Content, MessageId, MessageState, Timestamp};
use pipit_imkit::{MessageBody, Summary, Timeline, TimelineItem, TimelineItemKind};
use tokio::time::Instant;

use super::bench::{Bench, MINUTE, Mirror, private};

/// What the page keeps of a window when it asks for more.
const KEEP: usize = 80;
/// The most that a window holds then: a page more.
const MOST: usize = KEEP + 20;
/// As many when much has arrived in it.
const FULL: usize = 250;

fn open(bench: &Bench) -> (Timeline, Mirror<TimelineItem>) {
    let (timeline, batches) = Timeline::open(bench.client.clone(), private("bob"), None);
    (timeline, Mirror::new(batches))
}

fn state(row: &TimelineItem) -> MessageState {
    match &row.kind {
        TimelineItemKind::Message(view) => view.state,
        other => panic!("{other:?} is no message"),
    }
}

#[tokio::test]
async fn ux_16_a_new_message_is_one_splice_at_the_end() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 3).await;
    bench.mark_all_read(&bob).await;
    let (_timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    let before = page.rows.len();

    bench.arrives("bob", &bob, 10 * MINUTE, "later").await;
    let splices = page.splices().await;
    assert_eq!((splices.len(), splices[0].at, splices[0].remove, splices[0].insert.len()), (1, before, 0, 1));

    bench.arrives("bob", &bob, MINUTE, "right after").await;
    let splices = page.splices().await;
    assert_eq!(
        (splices.len(), splices[0].at, splices[0].remove, splices[0].insert.len()),
        (1, before, 1, 2),
        "the bubble before it hands on its tail"
    );
}

#[tokio::test]
async fn ux_30_an_own_message_keeps_its_key_from_sending_to_sent_and_changes_nothing_else() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 1).await;
    bench.mark_all_read(&bob).await;
    let (_timeline, mut page) = open(&bench);
    page.next().await.unwrap();

    let id = bench.client.send(&bob, Content::text("hello")).await.unwrap();
    let splices = page.splices().await;
    assert_eq!((splices.len(), splices[0].remove, splices[0].insert.len()), (1, 0, 1));
    let (at, sending) = (splices[0].at, splices[0].insert[0].clone());
    assert_eq!(
        (sending.key.as_str(), state(&sending)),
        (format!("m{}", id.0).as_str(), MessageState::Sending)
    );

    bench.client.acknowledge(id, "the-uid", Timestamp(bench.later(30))).await.unwrap();
    let splices = page.splices().await;
    assert_eq!((splices.len(), splices[0].at, splices[0].remove, splices[0].insert.len()), (1, at, 1, 1));
    let sent = &splices[0].insert[0];
    assert_eq!((sent.key.as_str(), state(sent)), (sending.key.as_str(), MessageState::Sent));
}

#[tokio::test]
async fn ux_32_a_message_that_waits_stands_where_it_was_written_after_the_chat_is_opened_again() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 1).await;
    let id = bench.client.send(&bob, Content::text("offline")).await.unwrap();
    for _ in 0..2 {
        let (_timeline, mut page) = open(&bench);
        page.next().await.unwrap();
        let last = page.rows.last().unwrap();
        assert_eq!((last.key.as_str(), state(last)), (format!("m{}", id.0).as_str(), MessageState::Sending));
    }
}

#[tokio::test]
async fn ux_14_a_chat_opens_at_its_unread_line_which_stays_until_the_user_writes() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 100).await;
    bench.mark_all_read(&bob).await;
    bench.many_arrive(&bob, 3).await;
    let (_timeline, mut page) = open(&bench);
    let first = page.next().await.unwrap();
    assert_eq!(first.focus.as_deref(), Some("unread"));
    let line = |page: &Mirror<TimelineItem>| {
        let at = page.rows.iter().position(|row| row.key == "unread")?;
        let below = page.rows[at..].iter().filter(|row| row.key.starts_with('m')).count();
        Some((below, page.rows[at].kind.clone()))
    };
    assert_eq!(line(&page), Some((3, TimelineItemKind::UnreadMarker { count: 3 })), "above the three");
    assert!(page.edges.before && !page.edges.after);
    assert_eq!(page.messages(), 13, "a quarter of a screen lies above the line");

    bench.mark_all_read(&bob).await;
    bench.arrives("bob", &bob, 10 * MINUTE, "more").await;
    page.until(|page| page.messages() == 14).await;
    assert_eq!(
        line(&page),
        Some((4, TimelineItemKind::UnreadMarker { count: 3 })),
        "reading does not remove it"
    );

    bench.client.send(&bob, Content::text("answer")).await.unwrap();
    page.until(|page| page.messages() == 15).await;
    assert_eq!(line(&page), None);
}

#[tokio::test]
async fn ux_49_a_message_stops_being_one_that_can_be_taken_back_without_anybody_asking() {
    let bench = Bench::new();
    let bob = private("bob");
    let id = bench.client.send(&bob, Content::text("typo")).await.unwrap();
    let sent = bench.later(0);
    bench.client.acknowledge(id, "the-uid", Timestamp(sent)).await.unwrap();
    bench.later(2 * MINUTE - 50);
    let (_timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    let recallable = |page: &Mirror<TimelineItem>| match &page.rows.last().unwrap().kind {
        TimelineItemKind::Message(view) => view.can_recall,
        other => panic!("{other:?} is no message"),
    };
    assert!(recallable(&page));
    bench.later(50);
    page.next().await.unwrap();
    assert!(!recallable(&page));
}

#[tokio::test]
async fn ux_49_what_was_taken_back_keeps_own_words_and_loses_those_of_others() {
    let mut bench = Bench::new();
    let bob = private("bob");
    for from in ["me", "bob"] {
        bench.arrives(from, &bob, MINUTE, "words").await;
        let mut recall = bench.message(from, &bob, bench.later(1), "");
        let message_uid = format!("uid-{}", if from == "me" { 1 } else { 3 });
        recall.content = Content::Recall(Recall { message_uid, ..Recall::default() });
        bench.client.arrive(vec![recall]).await.unwrap();
    }
    let (_timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    let again: Vec<_> = page
        .rows
        .iter()
        .filter_map(|row| match &row.kind {
            TimelineItemKind::Message(view) => Some(view.body.clone()),
            _ => None,
        })
        .collect();
    let recalled = |by_me, name: &str, again: Option<&str>| MessageBody::Recalled {
        by_me,
        name: name.into(),
        again: again.map(str::to_owned),
    };
    assert_eq!(again, [recalled(true, "me", Some("words")), recalled(false, "bob", None)]);
}

#[tokio::test]
async fn ux_47_a_reply_tells_what_it_answers_and_that_it_was_taken_back() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.arrives("bob", &bob, MINUTE, "shall we?").await;
    bench.mark_all_read(&bob).await;
    let original = bench.client.conversation(&bob).await.unwrap().unwrap().last_message.unwrap();
    let reply = bench.client.reply(original.id, "yes".into()).await.unwrap();
    let json: serde_json::Value = serde_json::from_str(&reply.encode()).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "content": "yes", "referMsgUserId": "bob", "referMsg": {"content": "shall we?"},
            "referMsgUid": "uid-1", "objName": "RC:TxtMsg",
        }),
        "as the official SDKs write it"
    );
    bench.client.send(&bob, reply.clone()).await.unwrap();
    let (_timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    let quote = |page: &Mirror<TimelineItem>| match &page.rows.last().unwrap().kind {
        TimelineItemKind::Message(view) => view.quote.clone().unwrap(),
        other => panic!("{other:?} is no message"),
    };
    let told = quote(&page);
    assert_eq!((told.id, told.name.as_str()), (Some(original.id), "bob"));
    assert_eq!(told.summary, Summary::Text { text: "shall we?".into() });

    let mut recall = bench.message("bob", &bob, bench.later(1), "");
    recall.content = Content::Recall(Recall { message_uid: "uid-1".into(), ..Recall::default() });
    bench.client.arrive(vec![recall]).await.unwrap();
    page.next().await.unwrap();
    assert_eq!(quote(&page).summary, Summary::Recalled { by_me: false, name: "bob".into() });

    bench.client.delete(original.id).await.unwrap();
    page.next().await.unwrap();
    let told = quote(&page);
    assert_eq!(
        (told.id, told.summary),
        (None, Summary::Text { text: "shall we?".into() }),
        "the reply's copy"
    );
}

#[tokio::test]
async fn ux_20_a_jump_far_back_lands_around_the_message_and_the_window_stays_small() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 10_000).await;
    bench.mark_all_read(&bob).await;
    let (timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    let far = MessageId((1_i64 << 40) + 100);
    let started = Instant::now();
    timeline.jump_to(far);
    let batch = page.next().await.unwrap();
    assert!(started.elapsed().as_millis() < 500, "{:?}", started.elapsed());
    assert_eq!(batch.focus, Some(format!("m{}", far.0)));
    assert!(page.has_message(100) && page.has_message(90) && page.has_message(119));
    assert!(page.edges.before && page.edges.after && page.messages() <= MOST);
}

#[tokio::test]
async fn ux_24_a_chat_opens_where_it_was_left() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 500).await;
    let at = MessageId((1_i64 << 40) + 300);
    let (_timeline, batches) = Timeline::open(bench.client.clone(), bob, Some(at));
    let mut page = Mirror::new(batches);
    let batch = page.next().await.unwrap();
    assert_eq!(
        (batch.focus, page.has_message(300), page.edges.after),
        (Some(format!("m{}", at.0)), true, true)
    );
}

#[tokio::test]
async fn a_chat_without_unread_messages_opens_at_its_end() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 100).await;
    bench.mark_all_read(&bob).await;
    let (_timeline, mut page) = open(&bench);
    let first = page.next().await.unwrap();
    assert_eq!((first.focus, page.messages(), page.edges.after), (None, 20, false));
}

#[tokio::test]
async fn a_window_in_the_past_takes_no_part_in_what_is_new_until_it_reaches_the_end() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 500).await; // all unread: the window stands at the first
    let (timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    assert!(page.edges.after);
    let rows = page.rows.len();
    bench.arrives("bob", &bob, 10 * MINUTE, "new").await;
    timeline.extend_newer(KEEP);
    let splices = page.splices().await;
    assert_eq!(
        (splices.len(), splices[0].at, splices[0].remove),
        (1, rows, 0),
        "the next page, nothing of the end"
    );
    while page.edges.after {
        timeline.extend_newer(KEEP);
        page.next().await.unwrap();
        assert!(page.messages() <= MOST, "{} messages", page.messages());
    }
    assert!(page.edges.before && !page.has("unread"), "the beginning was cut");
    bench.arrives("bob", &bob, 10 * MINUTE, "live").await;
    let splices = page.splices().await;
    assert_eq!(
        (splices.len(), splices[0].at + splices[0].insert.len()),
        (1, page.rows.len()),
        "it is live now"
    );
    assert!(page.has_message(502));
}

#[tokio::test]
async fn memory_does_not_grow_with_history_in_either_direction() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 1_000).await;
    bench.mark_all_read(&bob).await;
    let (timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    let mut oldest = page.keys()[1].to_owned();
    loop {
        timeline.extend_older(KEEP);
        page.next().await.unwrap();
        assert!(page.messages() <= MOST, "{} messages", page.messages());
        if page.has_message(1) {
            break;
        }
        assert!(page.has(&oldest), "the page that people look at stays");
        oldest = page.keys()[1].to_owned();
    }
    assert!(page.edges.after);

    timeline.jump_to_latest();
    let batch = page.next().await.unwrap();
    assert_eq!(batch.focus.as_deref(), Some("end"));
    assert_eq!((page.messages(), page.edges.after, page.has_message(1_000)), (20, false, true));
    let held = page.keys()[1].to_owned();
    for _ in 0..8 {
        bench.many_arrive(&bob, 40).await;
    }
    page.until(|page| page.edges.after).await;
    assert!(page.has(&held), "who reads above the end keeps what they read, whatever arrives");
    assert_eq!(page.messages(), FULL);
    follow(&timeline, &mut page, 1_320).await;
    assert!(page.messages() <= FULL);
}

/// Until a message is there, as a page does that follows the end.
async fn follow(timeline: &Timeline, page: &mut Mirror<TimelineItem>, number: i64) -> u128 {
    let mut batches = 0;
    while !page.has_message(number) {
        if page.edges.after {
            timeline.jump_to_latest();
        }
        page.next().await.unwrap();
        batches += 1;
    }
    batches
}

#[tokio::test]
async fn a_jump_is_answered_even_when_the_window_is_there_already() {
    let mut bench = Bench::new();
    bench.many_arrive(&private("bob"), 1).await;
    let (timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    timeline.jump_to_latest();
    let batch = page.next().await.unwrap();
    assert_eq!((batch.splices, batch.focus.as_deref()), (vec![], Some("end")));
}

#[tokio::test]
async fn without_a_network_older_messages_stay_possible_and_nothing_is_made_up() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 1).await;
    bench.mark_all_read(&bob).await;
    let (timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    timeline.extend_older(KEEP);
    bench.arrives("bob", &bob, 10 * MINUTE, "new").await;
    page.until(|page| page.messages() == 2).await;
    assert!(page.edges.before && !page.has("start"));
}

#[tokio::test]
async fn a_burst_is_at_most_one_batch_per_frame_and_loses_nothing() {
    let mut bench = Bench::new();
    let bob = private("bob");
    let (timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    let started = Instant::now();
    let writer = async {
        for _ in 0..300 {
            bench.arrives("bob", &bob, MINUTE, "x").await;
        }
        started.elapsed()
    };
    let reader = async { (follow(&timeline, &mut page, 300).await, started.elapsed()) };
    let (written, (batches, shown)) = tokio::join!(writer, reader);
    let frames = shown.as_millis() / 16 + 2;
    assert!(batches <= frames, "{batches} batches in {frames} frames");
    let late = shown.saturating_sub(written);
    assert!(late.as_millis() < 500, "a change is not queued behind older ones: {late:?}");
}

#[tokio::test]
async fn a_reader_that_lags_gets_one_larger_difference() {
    let mut bench = Bench::new();
    let bob = private("bob");
    let (timeline, mut page) = open(&bench);
    page.next().await.unwrap();
    for _ in 0..100 {
        bench.arrives("bob", &bob, 10 * MINUTE, "x").await;
    }
    let batches = follow(&timeline, &mut page, 100).await;
    assert!(batches <= 6, "{batches} batches: four waited, one had its room, one holds the rest");
    assert_eq!(page.messages(), 100);
}

#[tokio::test]
async fn a_window_ends_with_its_handle() {
    let (timeline, mut page) = open(&Bench::new());
    page.next().await.unwrap();
    drop(timeline);
    assert!(page.next().await.is_none());
}
