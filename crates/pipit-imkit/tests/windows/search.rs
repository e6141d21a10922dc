use pipit_im::{ConversationType, Timestamp};
use pipit_imkit::{Part, Piece, search, search_in};

use super::bench::{Bench, MINUTE, group, private};

fn shown(pieces: &[Piece]) -> String {
    let show = |piece: &Piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() };
    pieces.iter().map(show).collect()
}

#[tokio::test]
async fn what_is_found_comes_by_kind_with_its_words_marked_and_counted() {
    let mut bench = Bench::new();
    let (bob, hana) = (private("bob"), private("hana"));
    bench.arrives("bob", &bob, MINUTE, "the Harbour at noon").await;
    bench.arrives("hana", &hana, MINUTE, "no boats here").await;
    bench.arrives("bob", &bob, MINUTE, "which harbour?").await;

    let found = search(&bench.client, "ha", None).await.unwrap();
    let names: Vec<_> = found.conversations.iter().map(|hit| (hit.key.as_str(), shown(&hit.name))).collect();
    assert_eq!(names, [("private:hana", "[ha]na".to_owned())]);
    assert_eq!(found.people, []);
    let [said] = found.messages.as_slice() else { panic!("one conversation says it: {found:?}") };
    assert_eq!((said.key.as_str(), said.count), ("private:bob", 2));
    assert_eq!(shown(&said.newest.text), "which [ha]rbour?");
    assert!(!found.more);

    let all = search_in(&bench.client, &bob, "harbour", None, 10).await.unwrap();
    let lines: Vec<_> = all.iter().map(|hit| shown(&hit.text)).collect();
    assert_eq!(lines, ["which [harbour]?", "the [Harbour] at noon"]);
    let older = search_in(&bench.client, &bob, "harbour", Some(all[0].time), 10).await.unwrap();
    assert_eq!(older, all[1..]);
    assert_eq!(search_in(&bench.client, &bob, "harbour", Some(Timestamp(0)), 10).await.unwrap(), []);
}

#[tokio::test]
async fn where_words_stand_in_all_of_a_message_is_told_as_pages_count() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.arrives("bob", &bob, MINUTE, "⛵ 🚢 漢語,\n\na Harbour, a harbour").await;
    let part = |start, end| Some(Part { start, end });
    for (words, expected) in [("HARBOUR", part(12, 19)), ("汉语", part(5, 7)), ("🚢 漢", part(2, 6))] {
        let hits = search_in(&bench.client, &bob, words, None, 10).await.unwrap();
        assert_eq!(hits.iter().map(|hit| hit.part).collect::<Vec<_>>(), [expected], "{words}");
    }
}

#[tokio::test]
async fn blank_words_find_nothing_and_a_conversation_without_a_name_is_found_by_its_id() {
    let mut bench = Bench::new();
    bench.arrives("bob", &private("u-4711"), MINUTE, "hi").await;
    for blank in ["", "  "] {
        assert_eq!(search(&bench.client, blank, None).await.unwrap(), pipit_imkit::Found::default());
    }
    let found = search(&bench.client, "4711", None).await.unwrap();
    assert_eq!(shown(&found.conversations[0].name), "u-[4711]");

    bench.arrives("bob", &private("pic-\u{202E}gnp.exe"), MINUTE, "hi").await;
    let found = search(&bench.client, "c-g", None).await.unwrap();
    assert_eq!(shown(&found.conversations[0].name), "pi[c-g]np.exe", "marks that turn letters are not shown");
}

#[tokio::test]
async fn words_that_stand_everywhere_are_shown_where_they_were_said_last() {
    let mut bench = Bench::new();
    for number in 0..60 {
        bench.arrives("bob", &private(&format!("p{number}")), MINUTE, "good morning").await;
    }
    let found = search(&bench.client, "morning", None).await.unwrap();
    assert_eq!((found.messages.len(), found.more), (50, true));
    assert_eq!(found.messages[0].key, "private:p59");
}

#[tokio::test]
async fn a_search_among_some_kinds_finds_nothing_of_the_others() {
    let mut bench = Bench::new();
    bench.arrives("bob", &private("harry"), MINUTE, "the harbour").await;
    bench.arrives("bob", &group("harvest"), MINUTE, "the harbour").await;
    let keys = |kinds: &'static [ConversationType]| {
        let client = bench.client.clone();
        async move {
            let found = search(&client, "har", Some(kinds)).await.unwrap();
            let names: Vec<String> = found.conversations.into_iter().map(|hit| hit.key).collect();
            (names, found.messages.into_iter().map(|hit| hit.key).collect::<Vec<_>>())
        }
    };
    let team = || vec!["group:harvest".to_owned()];
    assert_eq!(keys(&[ConversationType::Group]).await, (team(), team()));
    assert_eq!(keys(&[]).await, (vec![], vec![]), "none are not all");
}
