use pipit_proto::content::{File, Recall};
use pipit_proto::flags::MessageFlags;
use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::store::{Cursors, DraftThen, Inbound, Source, apply, delete, enqueue, outbox, schema};
use crate::{TargetId, UserId};

struct Chats {
    db: Connection,
    written: i64,
}

fn private(peer: &str) -> ConversationId {
    ConversationId { kind: ConversationType::Private, target_id: TargetId::new(peer) }
}

impl Chats {
    fn new() -> Self {
        Self { db: schema::in_memory().unwrap(), written: 0 }
    }

    /// Takes in a message; its uid is its number.
    fn arrives(&mut self, peer: &str, content: Content) -> String {
        self.written += 1;
        self.stored(peer, content, self.written * 1_000, Source::Box)
    }

    fn stored(&mut self, peer: &str, content: Content, time: i64, source: Source) -> String {
        let message = message(peer, content, time);
        let uid = message.uid.clone();
        self.stored_at_once(vec![message], source);
        uid
    }

    fn stored_at_once(&mut self, messages: Vec<Inbound>, source: Source) {
        let transaction = self.db.transaction().unwrap();
        apply(&transaction, &UserId::new("me"), messages, source, Cursors::default(), Timestamp(0)).unwrap();
        transaction.commit().unwrap();
    }

    fn says(&mut self, peer: &str, text: &str) -> String {
        self.arrives(peer, Content::text(text))
    }

    fn finds_with(&self, peer: &str, query: &SearchQuery) -> Vec<String> {
        let found = messages(&self.db, &private(peer), query, None, 100).unwrap();
        found.iter().map(|message| message.content.words()).collect()
    }

    fn finds(&self, peer: &str, text: &str) -> Vec<String> {
        self.finds_with(peer, &asked(text))
    }
}

fn message(peer: &str, content: Content, time: i64) -> Inbound {
    Inbound {
        conversation: private(peer),
        sender: UserId::new(peer),
        sent: false,
        uid: format!("{time}"),
        client_id: None,
        time,
        flags: MessageFlags { persisted: true, counted: true, ..MessageFlags::default() },
        content,
        edited: None,
    }
}

fn asked(text: &str) -> SearchQuery {
    SearchQuery { text: text.into(), ..SearchQuery::default() }
}

#[test]
fn any_substring_is_found_from_one_character_on() {
    let mut chats = Chats::new();
    chats.says("bob", "周五的路线定了吗？");
    chats.says("bob", "The train leaves at 8:40 from 上海虹桥");
    chats.says("bob", "a :) b");
    for text in ["周", "路线", "的路线定", "了吗", "？"] {
        assert_eq!(chats.finds("bob", text), ["周五的路线定了吗？"], "{text}");
    }
    for text in ["rain", "n l", "8:40", "from 上", "虹桥", "AVES"] {
        assert_eq!(chats.finds("bob", text), ["The train leaves at 8:40 from 上海虹桥"], "{text}");
    }
    assert_eq!(chats.finds("bob", ":)"), ["a :) b"]);
    for text in ["路的", "五路", "trainleaves", "", "  ", "\u{F8FF}1"] {
        assert!(chats.finds("bob", text).is_empty(), "{text:?}");
    }
}

#[test]
fn case_width_and_variant_differ_only_for_who_asks() {
    let mut chats = Chats::new();
    chats.says("bob", "ＡＢＣ 漢語 Ünïcode");
    let strict = |strict| SearchQuery { strict, ..SearchQuery::default() };
    for text in ["abc", "汉语", "漢语", "ünïcode", "ABC"] {
        assert_eq!(chats.finds("bob", text).len(), 1, "{text}");
    }
    for (text, how) in [
        ("ünïcode", Strictness { case: true, ..Strictness::default() }),
        ("ABC", Strictness { width: true, ..Strictness::default() }),
        ("汉语", Strictness { variant: true, ..Strictness::default() }),
    ] {
        let query = SearchQuery { text: text.into(), ..strict(how) };
        assert!(chats.finds_with("bob", &query).is_empty(), "{text} is not what was written");
    }
    let all = Strictness { case: true, width: true, variant: true };
    assert_eq!(
        chats.finds_with("bob", &SearchQuery { text: "ＡＢＣ 漢語 Ü".into(), ..strict(all) }).len(),
        1
    );
}

#[test]
fn what_looks_the_same_is_found_however_it_is_written() {
    let mut chats = Chats::new();
    for (text, wanted) in [
        ("Straße 5", ["STRASSE", "strasse", "straße"]),
        ("ΟΔΟΣ ΣΟΣΙΑΛ", ["οδος", "ΣΟΣ", "σοσ"]),
        ("odoς", ["ODOΣ", "odoσ", "odoς"]),
        ("İstanbul", ["istanbul", "İSTANBUL", "ISTANBUL"]),
        ("kırmızı", ["KIRMIZI", "kirmizi", "kırmızı"]),
        ("I ❤\u{FE0F} this", ["❤", "❤\u{FE0F}", "❤ this"]),
        ("ze\u{200B}ro\u{AD}width", ["zerowidth", "zero\u{FEFF}width", "ow"]),
        ("\u{2068}Bob\u{2069} said", ["bob said", "Bob\u{200E} said", "b s"]),
        ("👩\u{200D}👩\u{200D}👧", ["👩👧", "👩\u{200D}👧", "👧"]),
        ("cafe\u{301}", ["CAFÉ", "café", "fe\u{301}"]),
        ("한글", ["\u{1112}\u{1161}\u{11AB}", "한", "글"]),
        ("ｶﾞｲﾄﾞ", ["ガイド", "ｶﾞ", "イド"]),
        ("ﬁn", ["fin", "FIN", "ﬁ"]),
        ("𠮷野家", ["𠮷", "𠮷野", "野家"]),
    ] {
        chats.says("bob", text);
        for wanted in wanted {
            assert!(chats.finds("bob", wanted).iter().any(|found| found == text), "{wanted} in {text}");
            assert!(find_words(text, wanted).is_some(), "{wanted} is seen in {text}");
        }
    }
    assert!(chats.finds("bob", "\u{200B}").is_empty(), "nothing that is seen");
    assert_eq!(find_words("ein cafe\u{301} dort", "CAFÉ"), Some(4..10), "with what belongs to a letter");
    assert_eq!(find_words("a\u{200B}b c", "AB"), Some(0..5));
}

#[test]
fn words_that_mean_something_to_the_index_are_words_like_others() {
    let mut chats = Chats::new();
    chats.says("bob", r#"he said "AND" OR NOT* NEAR(x) col:y ^z -q {w} (v"#);
    for text in ["\"AND\"", "OR NOT", "NOT*", "NEAR(x", "col:y", "^z", "-q", "{w}", "(v", "\"", "*", "'"] {
        let found = chats.finds("bob", text).len();
        assert_eq!(found, usize::from(text != "'"), "{text}");
    }
    for text in ["\0", "a\0b", "%", "_", "[a", "\u{10FFFF}"] {
        assert!(chats.finds("bob", text).is_empty(), "{text:?}");
    }
    assert!(chats.finds("bob", &"very long ".repeat(100_000)).is_empty());
}

#[test]
fn only_the_conversation_and_the_kinds_that_are_named() {
    let mut chats = Chats::new();
    chats.says("bob", "报告");
    chats.says("carol", "报告在哪里");
    chats.arrives("carol", Content::File(File { name: "报告.pdf".into(), ..File::default() }));
    assert_eq!(chats.finds("bob", "报告"), ["报告"]);
    assert_eq!(chats.finds("carol", "报告"), ["报告.pdf", "报告在哪里"], "the newest first");
    let files = SearchQuery { object_names: vec!["RC:FileMsg".into()], ..asked("报告") };
    assert_eq!(chats.finds_with("carol", &files), ["报告.pdf"]);

    let hits = conversations(&chats.db, &[ConversationType::Private], &asked("报告"), None).unwrap();
    let found: Vec<(&str, u32)> =
        hits.list.iter().map(|(chat, count)| (chat.target_id.as_str(), *count)).collect();
    assert_eq!(found, [("carol", 2), ("bob", 1)]);
    assert!(hits.next.is_none());
    assert!(
        conversations(&chats.db, &[ConversationType::Group], &asked("报告"), None).unwrap().list.is_empty()
    );
}

#[test]
fn what_was_taken_back_or_deleted_is_not_found() {
    let mut chats = Chats::new();
    let secret = chats.says("bob", "the secret");
    chats.says("bob", "another secret");
    chats.arrives("bob", Content::Recall(Recall { message_uid: secret, ..Recall::default() }));
    assert_eq!(chats.finds("bob", "secret"), ["another secret"]);
    let left = messages(&chats.db, &private("bob"), &asked("secret"), None, 1).unwrap();
    let transaction = chats.db.transaction().unwrap();
    delete(&transaction, left.first().unwrap().id).unwrap();
    transaction.commit().unwrap();
    assert!(chats.finds("bob", "secret").is_empty());
    let rows: i64 =
        chats.db.query_row("SELECT count(*) FROM message_search('\"se\"')", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0, "the index forgets too");
}

/// Frequent pairs are long lists to read.
#[test]
fn the_rarest_pairs_are_asked_for_and_the_words_must_stand_there_nevertheless() {
    let mut chats = Chats::new();
    for _ in 0..SAMPLED {
        chats.says("bob", "good morning");
    }
    chats.says("bob", "zealous morning");
    chats.says("bob", "a good, zealous person, as good as any");
    let mut terms = grams::of_words("good zeal");
    keep_rarest(&chats.db, &mut terms, 2).unwrap();
    assert_eq!(terms, ["\"al\"", "\"ea\""], "what stands in few messages, of these the first by name");
    assert_eq!(chats.finds("bob", "good zeal"), [""; 0], "a comma is between them");
    assert_eq!(chats.finds("bob", "good, zeal"), ["a good, zealous person, as good as any"]);
}

/// The clock of this machine may be behind.
#[test]
fn what_waits_behind_what_the_server_named_is_found_behind_it() {
    let mut chats = Chats::new();
    let transaction = chats.db.transaction().unwrap();
    let say = |client_id, time| {
        let content = Content::text("word");
        enqueue(
            &transaction,
            &UserId::new("me"),
            &private("bob"),
            &content,
            client_id,
            Timestamp(time),
            DraftThen::Sent,
        )
        .unwrap()
    };
    let (first, _, _) = (say(7, 1_000), say(8, 1_001), say(9, 1_002));
    outbox::settle(&transaction, first.0, "named", 90_000).unwrap();
    transaction.commit().unwrap();
    let early: i64 = chats
        .db
        .query_row("SELECT count(*) FROM message WHERE place < time / 125", [], |row| row.get(0))
        .unwrap();
    assert_eq!(early, 0, "no place is before its message's time");
    let page = messages(&chats.db, &private("bob"), &asked("word"), None, 1).unwrap();
    assert_eq!(page.first().map(|message| message.sent_time), Some(Timestamp(90_002)));
    let rest = messages(&chats.db, &private("bob"), &asked("word"), Some(Timestamp(90_002)), 9).unwrap();
    assert_eq!(rest.len(), 2);
}

/// A segment for each message would be merged again and again.
#[test]
fn what_comes_at_once_is_one_segment_of_the_index() {
    let mut chats = Chats::new();
    for source in [Source::Box, Source::History] {
        let peers = ["bob", "carol", "dave"].into_iter().cycle();
        let begun = if source == Source::Box { 1_000 } else { 1 };
        let messages = (begun..).zip(peers).take(300);
        let messages =
            messages.map(|(time, peer)| message(peer, Content::text(format!("word {time}")), time));
        let before = segments(&chats.db);
        chats.stored_at_once(messages.collect(), source);
        assert_eq!(segments(&chats.db), before + 1, "{source:?}");
    }
    assert_eq!(chats.finds("bob", "word").len(), 100, "a page");
}

#[test]
fn at_rest_the_index_becomes_one_segment_and_finds_the_same() {
    let mut chats = Chats::new();
    for number in 0..7 {
        chats.says("bob", &format!("word {number}"));
    }
    assert_eq!(segments(&chats.db), 7);
    while merge(&chats.db).unwrap() {}
    assert_eq!(segments(&chats.db), 1);
    assert_eq!(chats.finds("bob", "word").len(), 7);
    assert!(!merge(&chats.db).unwrap(), "there is nothing more to do");
}

fn segments(db: &Connection) -> i64 {
    db.query_row("SELECT count(DISTINCT segid) FROM message_search_idx", [], |row| row.get(0)).unwrap()
}

#[test]
fn pages_go_from_new_to_old_also_over_what_the_history_brought_later() {
    let mut chats = Chats::new();
    chats.written = 100;
    for number in 0..5 {
        chats.says("bob", &format!("word new {number}"));
    }
    for number in (0..5).rev() {
        chats.stored("bob", Content::text(format!("word old {number}")), 1_000 + number, Source::History);
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = messages(&chats.db, &private("bob"), &asked("word"), before, 3).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.sent_time);
        seen.extend(page.iter().map(|message| message.sent_time));
    }
    assert_eq!(seen.len(), 10);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
}

#[test]
fn what_the_history_fills_in_between_stands_where_it_belongs() {
    let mut chats = Chats::new();
    let minute = 60_000;
    for number in (1..=10).chain(41..=50) {
        chats.stored("bob", Content::text(format!("word {number}")), number * minute, Source::Box);
    }
    for number in (21..=30).rev() {
        chats.stored("bob", Content::text(format!("word {number}")), number * minute, Source::History);
    }
    chats.stored("bob", Content::text("word 35"), 35 * minute, Source::Box);
    let newest_first: Vec<i64> = (1..=10).chain(21..=30).chain([35]).chain(41..=50).rev().collect();
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = messages(&chats.db, &private("bob"), &asked("word"), before, 7).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.sent_time);
        seen.extend(page.iter().map(|message| message.sent_time.0 / minute));
    }
    assert_eq!(seen, newest_first);
}

proptest! {
    /// Pages hold everything once, newest first, in whatever order and how close together it came.
    #[test]
    fn pages_are_in_the_order_of_time(times in prop::collection::btree_set(1_i64..40_000, 1..60), seed in any::<u64>()) {
        let mut chats = Chats::new();
        let mut arrivals: Vec<i64> = times.iter().copied().collect();
        arrivals.sort_by_key(|time| (time.cast_unsigned() ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        for (number, time) in arrivals.into_iter().enumerate() {
            let source = if number % 3 == 0 { Source::History } else { Source::Box };
            chats.stored(if time % 4 == 0 { "carol" } else { "bob" }, Content::text("word"), time, source);
        }
        let mut seen = Vec::new();
        let mut before = None;
        while let Some(last) = messages(&chats.db, &private("bob"), &asked("word"), before, 5).unwrap().into_iter().inspect(|message| seen.push(message.sent_time.0)).last() {
            before = Some(last.sent_time);
        }
        let newest_first: Vec<i64> = times.into_iter().filter(|time| time % 4 != 0).rev().collect();
        prop_assert_eq!(seen, newest_first);
    }

    /// What the index finds is what looking into every message finds.
    #[test]
    fn a_search_finds_what_a_scan_finds(
        texts in prop::collection::vec("[a-cA-C我你他：:) ]{0,12}", 1..20),
        text in "[a-c我你他：:]{1,6}",
    ) {
        let mut chats = Chats::new();
        for text in &texts {
            chats.says("bob", text);
        }
        let wanted = fold(&text, Strictness::default());
        let mut scanned: Vec<String> = texts
            .iter()
            .filter(|text| fold(text, Strictness::default()).contains(&wanted))
            .cloned()
            .collect();
        scanned.reverse();
        let hits = conversations(&chats.db, &[], &asked(&text), None).unwrap().list;
        let expected = u32::try_from(scanned.len()).ok().filter(|count| *count > 0).map(|count| (private("bob"), count));
        prop_assert_eq!(hits, Vec::from_iter(expected));
        prop_assert_eq!(chats.finds("bob", &text), scanned);
    }
}

#[test]
fn the_place_of_what_is_found_is_told_in_the_words_as_they_were_written() {
    let place = |text: &'static str, words| find_words(text, words).and_then(|place| text.get(place));
    assert_eq!(place("Straße, CAFÉ und Tee", "café"), Some("CAFÉ"));
    assert_eq!(place("漢語 Ｐｉｐｉｔ", "汉语 pipit"), Some("漢語 Ｐｉｐｉｔ"));
    assert_eq!(place("one  \n two", "E T"), Some("e  \n t"), "blanks are one blank");
    assert_eq!(place("Ǆ", "d"), Some("Ǆ"), "one character may fold to several");
    assert_eq!(place("words", "  "), None);
    assert_eq!(place("words", "sword"), None);
}
