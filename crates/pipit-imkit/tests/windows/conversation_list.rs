use pipit_im::content::MentionedInfo;
use pipit_im::testing::Arriving;
use pipit_im::{Content, ConversationType, MessageState, Peer, Timestamp, Waiting};
use pipit_imkit::{
    ConversationList, ConversationRow, Edges, ListFilter, OpenConversation, Preview, Splice, Summary,
    Timeline,
};

use super::bench::{Bench, MINUTE, Mirror, group, private};

fn keys(rows: &[ConversationRow]) -> Vec<&str> {
    rows.iter().map(|row| row.key.as_str()).collect()
}

fn open(bench: &Bench) -> (ConversationList, Mirror<ConversationRow>) {
    let (list, batches) = ConversationList::open(bench.client.clone(), ListFilter::All);
    (list, Mirror::new(batches))
}

#[tokio::test]
async fn the_first_batch_replaces_everything() {
    let mut bench = Bench::new();
    bench.arrives("bob", &private("bob"), 0, "hi").await;
    let (_list, mut page) = open(&bench);
    let first = page.next().await.unwrap();
    assert_eq!((first.rev, first.splices.len(), first.splices[0].at, first.splices[0].remove), (1, 1, 0, 0));
    assert_eq!(keys(&page.rows), ["private:bob"]);
    assert_eq!(page.rows[0].unread, 1);
}

#[tokio::test]
async fn an_empty_list_is_told_too() {
    let (_list, mut page) = open(&Bench::new());
    assert_eq!(page.splices().await, [Splice { at: 0, remove: 0, insert: vec![] }]);
    assert_eq!(page.edges, Edges::default());
}

#[tokio::test]
async fn ux_2_a_new_message_moves_its_row_and_touches_no_other() {
    let mut bench = Bench::new();
    for who in ["carol", "bob", "alice"] {
        bench.arrives(who, &private(who), MINUTE, "hi").await;
    }
    let (_list, mut page) = open(&bench);
    page.next().await.unwrap();
    assert_eq!(keys(&page.rows), ["private:alice", "private:bob", "private:carol"]);

    bench.arrives("carol", &private("carol"), MINUTE, "again").await;
    let splices = page.splices().await;
    assert_eq!(splices.len(), 2, "{splices:#?}");
    assert_eq!((splices[0].at, splices[0].remove, keys(&splices[0].insert)), (0, 0, vec!["private:carol"]));
    assert_eq!((splices[1].at, splices[1].remove, splices[1].insert.len()), (3, 1, 0));
    assert_eq!(page.rows[0].unread, 2);

    bench.mark_all_read(&private("bob")).await;
    let splices = page.splices().await;
    assert_eq!((splices.len(), splices[0].at, splices[0].remove), (1, 2, 1), "a badge is no reason to move");
    assert_eq!((keys(&splices[0].insert), splices[0].insert[0].unread), (vec!["private:bob"], 0));
}

#[tokio::test]
async fn ux_6_the_preview_tells_how_far_the_last_own_message_has_come_and_a_draft_stands_before_it() {
    let bench = Bench::new();
    let bob = private("bob");
    let (_list, mut page) = open(&bench);
    page.next().await.unwrap();

    let id = bench.client.send(&bob, Content::text("one\ntwo")).await.unwrap();
    page.until(|page| page.rows.len() == 1).await;
    let line = |state| Preview::Message {
        sender: None,
        summary: Summary::Text { text: "one two".into() },
        state: Some(state),
    };
    assert_eq!(page.rows[0].preview, line(MessageState::Sending));

    bench.client.acknowledge(id, "uid", Timestamp(bench.later(5))).await.unwrap();
    page.until(|page| page.rows[0].preview == line(MessageState::Sent)).await;

    bench.client.save_draft(&bob, "not\nyet").await.unwrap();
    page.until(|page| page.rows[0].preview == Preview::Draft { text: "not yet".into() }).await;
    bench.client.save_draft(&bob, "  ").await.unwrap();
    page.until(|page| page.rows[0].preview == line(MessageState::Sent)).await;
}

#[tokio::test]
async fn what_happened_has_no_sender_and_no_state_in_the_list() {
    let mut bench = Bench::new();
    let (_list, mut page) = open(&bench);
    page.next().await.unwrap();
    let notice = || Content::decode("RC:InfoNtf", r#"{"message":"You added Bob"}"#);
    let line = |text: &str| Preview::Message {
        sender: None,
        summary: Summary::Notice { text: text.into() },
        state: None,
    };
    bench.client.send(&group("team"), notice()).await.unwrap();
    page.until(|page| page.rows.first().is_some_and(|row| row.preview == line("You added Bob"))).await;
    let theirs = Content::decode("RC:InfoNtf", r#"{"message":"Bob came"}"#);
    let time = bench.later(MINUTE);
    let message = Arriving { content: theirs, ..bench.message("bob", &group("team"), time, "") };
    bench.client.arrive(vec![message]).await.unwrap();
    page.until(|page| page.rows[0].preview == line("Bob came")).await;
}

#[tokio::test]
async fn a_long_list_is_told_from_its_top_and_grows_when_asked() {
    let mut bench = Bench::new();
    let mut messages = Vec::new();
    for number in 0..150 {
        let who = format!("user{number}");
        let time = bench.later(MINUTE);
        messages.push(bench.message(&who, &private(&who), time, "hi"));
    }
    bench.client.arrive(messages).await.unwrap();
    let (list, mut page) = open(&bench);
    page.next().await.unwrap();
    assert_eq!((page.rows.len(), page.edges.after), (60, true));
    assert_eq!(page.rows[0].key, "private:user149");
    list.extend();
    let splices = page.splices().await;
    assert_eq!((splices.len(), splices[0].at, splices[0].remove), (1, 60, 0), "what is there stays");
    list.extend();
    page.until(|page| page.rows.len() == 150).await;
    assert!(!page.edges.after);
}

#[tokio::test]
async fn a_window_ends_with_its_handle() {
    let (list, mut page) = open(&Bench::new());
    page.next().await.unwrap();
    drop(list);
    assert!(page.next().await.is_none());
}

#[tokio::test]
async fn an_open_chat_knows_its_row_before_anybody_said_anything_in_it() {
    let mut bench = Bench::new();
    let bob = private("bob");
    let mut row = OpenConversation::watch(bench.client.clone(), bob.clone());
    let told = |row: &Option<ConversationRow>| row.as_ref().map(|row| (row.title.clone(), row.unread));
    let first = row.wait_for(Option::is_some).await.unwrap().clone();
    assert_eq!(told(&first), Some(("bob".into(), 0)));
    bench.arrives("bob", &bob, 1, "hello").await;
    row.changed().await.unwrap();
    assert_eq!(told(&row.borrow()), Some(("bob".into(), 1)));
}

#[tokio::test]
async fn ux_8_a_conversation_that_is_marked_unread_is_so_until_it_is_opened() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.arrives("bob", &bob, MINUTE, "hi").await;
    bench.arrives("carol", &private("carol"), MINUTE, "hi").await;
    bench.client.mark_all_read(&bob, Peer::Told).await.unwrap();
    let (_unread, batches) = ConversationList::open(bench.client.clone(), ListFilter::Unread);
    let mut unread = Mirror::new(batches);
    unread.next().await.unwrap();
    assert_eq!(keys(&unread.rows), ["private:carol"]);

    bench.client.mark_unread(&bob).await.unwrap();
    unread.until(|page| page.rows.len() == 2).await;
    let row = unread.rows.iter().find(|row| row.key == "private:bob").unwrap();
    assert_eq!((row.marked_unread, row.unread), (true, 0), "the mark is no message");
    assert_eq!(bench.client.total_unread().await.unwrap(), 1);

    let (_chat, _batches) = Timeline::open(bench.client.clone(), bob.clone(), None);
    unread.until(|page| keys(&page.rows) == ["private:carol"]).await;

    bench.client.mark_unread(&private("carol")).await.unwrap();
    bench.client.mark_all_read(&private("carol"), Peer::Told).await.unwrap();
    unread.until(|page| page.rows.is_empty()).await;
}

#[tokio::test]
async fn ux_11_what_was_removed_comes_back_as_it_was() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.arrives("bob", &bob, MINUTE, "hi").await;
    bench.client.set_pinned(&bob, true).await.unwrap();
    bench.client.save_draft(&bob, "half a").await.unwrap();
    let (_list, mut page) = open(&bench);
    page.next().await.unwrap();
    let before = page.rows.clone();

    let removed = bench.client.remove_conversation(&bob).await.unwrap();
    page.until(|page| page.rows.is_empty()).await;
    bench.client.put_back(removed.clone()).await.unwrap();
    page.until(|page| !page.rows.is_empty()).await;
    assert_eq!(page.rows, before);

    // Among several on top it stands where it stood.
    let carol = private("carol");
    bench.arrives("carol", &carol, MINUTE, "hello").await;
    bench.client.set_pinned(&carol, true).await.unwrap();
    page.until(|page| page.rows.first().is_some_and(|row| row.conversation == carol && row.pinned)).await;
    let between = bench.client.remove_conversation(&bob).await.unwrap();
    page.until(|page| page.rows.len() == 1).await;
    bench.client.put_back(between).await.unwrap();
    page.until(|page| page.rows.len() == 2).await;
    assert_eq!(page.rows[0].conversation, carol, "it is not above what was put on top later");

    bench.client.remove_conversation(&bob).await.unwrap();
    bench.client.save_draft(&bob, "another").await.unwrap();
    bench.client.put_back(removed).await.unwrap();
    assert_eq!(bench.client.draft(&bob).await.unwrap().text, "another", "the newer draft stays");
}

#[tokio::test]
async fn ux_9_kinds_that_are_collected_are_one_row_with_the_latest_and_the_sum() {
    let mut bench = Bench::new();
    for (from, id) in
        [("bob", private("bob")), ("bob", group("team")), ("carol", group("club")), ("bob", private("dora"))]
    {
        bench.arrives(from, &id, MINUTE, "hello").await;
    }
    let kinds = vec![ConversationType::Private, ConversationType::Group];
    let filter = ListFilter::Of { kinds, collected: vec![ConversationType::Group], waiting: None };
    let (_list, batches) = ConversationList::open(bench.client.clone(), filter);
    let mut page = Mirror::new(batches);
    page.next().await.unwrap();
    assert_eq!(keys(&page.rows), ["private:dora", "collected:group", "private:bob"]);
    let row = &page.rows[1];
    assert_eq!((row.collected, row.unread), (Some(ConversationType::Group), 2));
    assert!(matches!(&row.preview, Preview::Message { sender: Some(name), .. } if name == "club"), "{row:?}");

    bench.arrives("bob", &group("team"), MINUTE, "again").await;
    page.splices().await;
    assert_eq!(keys(&page.rows), ["collected:group", "private:dora", "private:bob"]);
    assert_eq!(page.rows[0].unread, 3);

    let filter = ListFilter::Of { kinds: vec![ConversationType::Group], collected: vec![], waiting: None };
    let (_list, batches) = ConversationList::open(bench.client.clone(), filter);
    let mut page = Mirror::new(batches);
    page.next().await.unwrap();
    assert_eq!(keys(&page.rows), ["group:team", "group:club"]);
}

#[tokio::test]
async fn ux_9_a_collected_row_counts_all_of_its_kind_and_shows_the_latest_of_them() {
    let mut bench = Bench::new();
    // More conversations on top than one page of the list holds, and what happens last happens below them.
    for number in 0..70 {
        let id = group(&format!("g{number}"));
        let time = bench.later(MINUTE);
        let mut message = bench.message("bob", &id, time, "hello");
        message.content =
            Content::text("hello").mentioning(MentionedInfo { r#type: 1, ..MentionedInfo::default() });
        bench.client.arrive(vec![message]).await.unwrap();
        bench.client.set_pinned(&id, true).await.unwrap();
    }
    bench.arrives("carol", &group("club"), MINUTE, "last").await;
    let kinds = vec![ConversationType::Group];
    let filter = ListFilter::Of { kinds: kinds.clone(), collected: kinds, waiting: None };
    let (_list, batches) = ConversationList::open(bench.client.clone(), filter);
    let mut page = Mirror::new(batches);
    page.next().await.unwrap();
    let row = &page.rows[0];
    assert_eq!((row.unread, row.mentions), (71, 70));
    assert!(matches!(&row.preview, Preview::Message { sender: Some(name), .. } if name == "club"), "{row:?}");
}

#[tokio::test]
async fn ux_9_a_collected_row_is_silent_when_all_of_it_is() {
    let mut bench = Bench::new();
    for id in [group("team"), group("club")] {
        bench.arrives("bob", &id, MINUTE, "hello").await;
    }
    let kinds = vec![ConversationType::Group];
    let filter = ListFilter::Of { kinds: kinds.clone(), collected: kinds, waiting: None };
    let (_list, batches) = ConversationList::open(bench.client.clone(), filter);
    let mut page = Mirror::new(batches);
    page.next().await.unwrap();
    bench.client.set_muted(&group("club"), true).await.unwrap();
    bench.arrives("bob", &group("club"), MINUTE, "again").await;
    page.until(|page| page.rows[0].unread == 3).await;
    assert!(!page.rows[0].muted, "one of them is not");
    bench.client.set_muted(&group("team"), true).await.unwrap();
    page.until(|page| page.rows[0].muted).await;
    // A group in which nothing was ever said is not in it.
    bench.client.set_pinned(&group("new"), true).await.unwrap();
    bench.arrives("bob", &group("team"), MINUTE, "more").await;
    page.until(|page| page.rows[0].unread == 4).await;
    assert!(page.rows[0].muted);
}

#[tokio::test]
async fn a_list_of_some_kinds_can_show_only_what_waits() {
    let mut bench = Bench::new();
    for id in [private("bob"), private("carol"), group("team"), group("club")] {
        bench.arrives("bob", &id, MINUTE, "hello").await;
    }
    for read in [private("carol"), group("team"), group("club")] {
        bench.mark_all_read(&read).await;
    }
    let kinds = vec![ConversationType::Private, ConversationType::Group];
    let collected = vec![ConversationType::Group];
    let filter = ListFilter::Of { kinds, collected, waiting: Some(Waiting::Unread) };
    let (_list, batches) = ConversationList::open(bench.client.clone(), filter);
    let mut page = Mirror::new(batches);
    page.next().await.unwrap();
    assert_eq!(keys(&page.rows), ["private:bob"]);
    bench.arrives("bob", &group("team"), MINUTE, "again").await;
    page.until(|page| keys(&page.rows) == ["collected:group", "private:bob"]).await;
}

#[tokio::test]
async fn a_command_that_says_nothing_leaves_the_preview_of_what_was_said() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.arrives("bob", &bob, MINUTE, "hello").await;
    let time = bench.later(MINUTE);
    let mut silent = bench.message("bob", &bob, time, "");
    silent.content = Content::decode("RC:CmdNtf", r#"{"name":"vote","data":"{}"}"#);
    bench.client.arrive(vec![silent]).await.unwrap();
    let (_list, mut page) = open(&bench);
    page.next().await.unwrap();
    let said = Summary::Text { text: "hello".into() };
    assert!(matches!(&page.rows[0].preview, Preview::Message { summary, .. } if *summary == said));
}
