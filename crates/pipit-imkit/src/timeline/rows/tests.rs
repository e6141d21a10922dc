use chrono::{FixedOffset, Utc};
use pipit_im::{Content, FileState, Message, MessageCursor};
use proptest::prelude::*;

use super::*;
use crate::group_line::GroupEvent;
use crate::testing::{message, people};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const NOON: i64 = 12 * HOUR;

fn texts(at: &[(&str, i64)]) -> Vec<Message> {
    let number = |at: usize| i64::try_from(at).unwrap() + 1;
    at.iter()
        .enumerate()
        .map(|(at, (who, time))| message(number(at), who, *time, Content::text("x")))
        .collect()
}

fn drawn_with(messages: &[Message], unread: Option<UnreadLine>, continues: bool) -> Vec<TimelineItem> {
    let (percents, files) = (BTreeMap::new(), BTreeMap::new());
    let people = people();
    let quoted = BTreeMap::new();
    let around = Surroundings {
        people: &people,
        zone: &Utc,
        now: Timestamp(NOON),
        quoted: &quoted,
        unread,
        percents: &percents,
        files: &files,
        edit_window: 60_000,
        starts: false,
        continues,
    };
    rows(messages, &around)
}

fn drawn(messages: &[Message]) -> Vec<TimelineItem> {
    drawn_with(messages, None, true)
}

fn keys(rows: &[TimelineItem]) -> Vec<&str> {
    rows.iter().map(|row| row.key.as_str()).collect()
}

/// Where a message would stand.
fn place(id: i64, time: i64) -> MessageCursor {
    MessageCursor::of(&message(id, "bob", time, Content::text("")))
}

/// Per message: does it open its group, does it close it.
fn groups(rows: &[TimelineItem]) -> Vec<(bool, bool)> {
    rows.iter()
        .filter_map(|row| match &row.kind {
            TimelineItemKind::Message(view) => Some((view.first_of_group, view.last_of_group)),
            _ => None,
        })
        .collect()
}

#[test]
fn ux_26_each_local_day_has_one_divider() {
    let messages = texts(&[("bob", NOON), ("bob", 24 * HOUR - 1), ("bob", 24 * HOUR), ("me", 49 * HOUR)]);
    assert_eq!(
        keys(&drawn(&messages)),
        ["d1970-01-01", "m1", "m2", "d1970-01-02", "m3", "d1970-01-03", "m4"]
    );
}

#[test]
fn ux_26_the_day_is_the_one_of_the_readers_zone() {
    let messages = texts(&[("bob", 15 * HOUR), ("bob", 17 * HOUR)]);
    let shanghai = FixedOffset::east_opt(8 * 3600).unwrap();
    let around = Surroundings {
        people: &people(),
        zone: &shanghai,
        now: Timestamp(NOON),
        quoted: &BTreeMap::new(),
        unread: None,
        percents: &BTreeMap::new(),
        files: &BTreeMap::new(),
        edit_window: 60_000,
        starts: false,
        continues: true,
    };
    assert_eq!(
        keys(&rows(&messages, &around)),
        ["d1970-01-01", "m1", "d1970-01-02", "m2"],
        "midnight is 16:00 UTC"
    );
    assert_eq!(keys(&drawn(&messages)), ["d1970-01-01", "m1", "m2"]);
}

#[test]
fn a_divider_stays_the_same_row_when_an_earlier_message_of_its_day_is_loaded() {
    let messages = texts(&[("bob", HOUR), ("bob", NOON)]);
    assert_eq!(drawn(&messages)[0], drawn(&messages[1..])[0]);
    assert_eq!(drawn(&messages)[0].kind, TimelineItemKind::DateDivider { time: Timestamp(NOON) });
}

#[test]
fn ux_27_messages_of_one_sender_within_five_minutes_are_one_group() {
    let messages = texts(&[
        ("bob", NOON),
        ("bob", NOON + 5 * MINUTE),
        ("bob", NOON + 10 * MINUTE + 1),
        ("me", NOON + 11 * MINUTE),
        ("bob", NOON + 12 * MINUTE),
    ]);
    assert_eq!(
        groups(&drawn(&messages)),
        [(true, false), (false, true), (true, true), (true, true), (true, true)]
    );
}

#[test]
fn ux_27_midnight_a_notice_and_the_unread_line_end_a_group() {
    let midnight = texts(&[("bob", 24 * HOUR - 1), ("bob", 24 * HOUR)]);
    assert_eq!(groups(&drawn(&midnight)), [(true, true), (true, true)]);

    let mut noticed = texts(&[("bob", NOON), ("bob", NOON + 1), ("bob", NOON + 2)]);
    noticed[1].content = Content::decode("RC:InfoNtf", r#"{"message":"joined"}"#);
    assert_eq!(groups(&drawn(&noticed)), [(true, true); 3]);

    let unread = texts(&[("bob", NOON), ("bob", NOON + 1)]);
    let line = UnreadLine { before: MessageCursor::of(&unread[1]), count: 1 };
    assert_eq!(groups(&drawn_with(&unread, Some(line), true)), [(true, true), (true, true)]);
}

#[test]
fn ux_14_the_unread_line_stands_above_the_first_unread_and_below_its_day() {
    let messages = texts(&[("bob", NOON), ("bob", 30 * HOUR), ("bob", 31 * HOUR)]);
    let line = UnreadLine { before: MessageCursor::of(&messages[1]), count: 2 };
    let rows = drawn_with(&messages, Some(line), true);
    assert_eq!(keys(&rows), ["d1970-01-01", "m1", "d1970-01-02", "unread", "m2", "m3"]);
    assert_eq!(rows[3].kind, TimelineItemKind::UnreadMarker { count: 2 });
}

#[test]
fn the_unread_line_is_not_drawn_above_a_message_that_it_does_not_belong_to() {
    let messages = texts(&[("bob", NOON), ("bob", NOON + 1)]);
    let above = UnreadLine { before: place(0, HOUR), count: 9 };
    assert_eq!(
        keys(&drawn_with(&messages, Some(above), true)),
        ["d1970-01-01", "m1", "m2"],
        "it lies further up"
    );
    assert_eq!(keys(&drawn_with(&messages, Some(above), false))[1], "unread", "its message was deleted");
    let below = UnreadLine { before: place(9, NOON + 5), count: 9 };
    assert!(!keys(&drawn_with(&messages, Some(below), true)).contains(&"unread"), "it lies further down");
}

/// What a message of a kind is drawn as.
fn bodies(object_name: &str, json: &str) -> Vec<MessageBody> {
    drawn(&[message(1, "bob", NOON, Content::decode(object_name, json))])
        .into_iter()
        .filter_map(|row| match row.kind {
            TimelineItemKind::Message(view) => Some(view.body),
            _ => None,
        })
        .collect()
}

#[test]
fn notices_are_lines_unknown_kinds_are_cards_and_commands_are_nothing() {
    let card = |object_name: &str, raw: &str| {
        vec![MessageBody::Unsupported { object_name: object_name.into(), raw: raw.into() }]
    };
    assert_eq!(bodies("RC:TxtMsg", r#"{"content":"a\nb"}"#), [MessageBody::Text { text: "a\nb".into() }]);
    assert_eq!(bodies("RC:GrpNtf", r#"{"message":"m"}"#), [MessageBody::Notice { text: "m".into() }]);
    assert_eq!(
        bodies("RC:RcNtf", r#"{"operatorId":"me"}"#),
        [MessageBody::Recalled { by_me: true, name: "me".into(), again: None }]
    );
    assert_eq!(bodies("App:Vote", r#"{"a":1}"#), card("App:Vote", r#"{"a":1}"#));
    assert_eq!(bodies("RC:ImgMsg", "{}").len(), 1);
    for command in ["RC:CmdMsg", "RC:ReadNtf", "RC:SRSMsg", "RC:RcCmd", "RC:TypSts"] {
        assert_eq!(bodies(command, "{}"), [], "{command}");
    }
    assert_eq!(drawn(&[message(1, "bob", NOON, Content::decode("RC:CmdMsg", "{}"))]), [], "not even its day");
}

#[test]
fn ux_29_a_group_notice_without_words_tells_what_happened() {
    let told = |event, by: &str, what: &[&str]| {
        let what = what.iter().map(|&name| name.to_owned()).collect();
        [MessageBody::Group(GroupLine { event, by_me: false, by: by.into(), what })]
    };
    let notice = |operation: &str, data: &str| {
        let json = serde_json::json!({ "operatorUserId": "carol", "operation": operation, "data": data });
        bodies("RC:GrpNtf", &json.to_string())
    };
    let added = r#"{"operatorNickname":"Carol","targetUserIds":["bob","dan"],"targetUserDisplayNames":["Bob","Dan"]}"#;
    assert_eq!(notice("Add", added), told(GroupEvent::Added, "Carol", &["Bob", "Dan"]));
    assert_eq!(
        notice("Rename", r#"{"targetGroupName":"Hike"}"#),
        told(GroupEvent::Renamed, "carol", &["Hike"])
    );
    assert_eq!(notice("Dismiss", ""), told(GroupEvent::Dismissed, "carol", &[]));
    assert_eq!(notice("Whatever", "no json"), told(GroupEvent::Changed, "carol", &[]));
}

#[test]
fn a_command_is_a_line_only_if_it_has_words_for_people() {
    let line = [MessageBody::Notice { text: "Carol has voted".into() }];
    for json in [
        r#"{"name":"vote","data":"{\"message\":\"Carol has voted\"}"}"#,
        r#"{"name":"vote","data":{"message":"Carol has voted"}}"#,
        r#"{"name":"vote","data":"","message":"Carol has voted"}"#,
    ] {
        assert_eq!(bodies("RC:CmdNtf", json), line, "{json}");
    }
    for json in [
        r#"{"name":"AddFriend","data":"{\"inviteUserId\":123}"}"#,
        r#"{"name":"vote","data":"Carol has voted"}"#,
        r#"{"name":"vote","data":{"message":"  "}}"#,
        r#"{"name":"vote"}"#,
    ] {
        assert_eq!(bodies("RC:CmdNtf", json), [], "{json}");
    }
}

#[test]
fn stickers_moving_pictures_and_what_was_forwarded_as_one_are_drawn() {
    assert_eq!(
        bodies(
            "RC:StkMsg",
            r#"{"packageId":"p","stickerId":"s","digest":"hello","width":120,"height":"120"}"#
        ),
        [MessageBody::Sticker {
            meaning: "hello".into(),
            pack: "p".into(),
            id: "s".into(),
            width: 120,
            height: 120,
        }]
    );
    assert_eq!(
        bodies(
            "RC:GIFMsg",
            r#"{"remoteUrl":"https://e.org/1.gif","width":20,"height":10,"gifDataSize":1234}"#
        ),
        [MessageBody::Gif { width: 20, height: 10, size: 1_234, percent: None }]
    );
    let merged = |group, count| {
        let lines = vec!["Alice: hi".to_owned()];
        [MessageBody::Merged { group, names: vec!["Alice".into()], lines, count }]
    };
    assert_eq!(
        bodies(
            "RC:CombineMsg",
            r#"{"remoteUrl":"https://e.org/1.html","nameList":["Alice"],"summaryList":["Alice: hi"],"conversationType":1}"#
        ),
        merged(false, 0)
    );
    assert_eq!(
        bodies(
            "RC:CombineV2Msg",
            r#"{"nameList":["Alice"],"summaryList":["Alice: hi"],"conversationType":3,"msgNum":7,"msgList":[]}"#
        ),
        merged(true, 7)
    );
}

#[test]
fn what_is_more_than_words_is_told_with_all_that_it_takes_to_draw_it() {
    let pixel = "Qk06AAAAAAAAADYAAAAoAAAAAQAAAAEAAAABABgAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAA////AA==";
    assert_eq!(
        bodies("RC:ImgMsg", &format!(r#"{{"content":"{pixel}","imageUri":"https://e.org/1"}}"#)),
        [MessageBody::Image { preview: None, percent: None }],
        "a thumbnail is a JPEG, a PNG or a GIF"
    );
    let gif = "R0lGODlhAwACAIAAAP///wAAACwAAAAAAwACAAACAoxTADs=";
    let preview = Some(Picture { url: format!("data:image/gif;base64,{gif}"), width: 3, height: 2 });
    assert_eq!(
        bodies("RC:LBSMsg", &format!(r#"{{"content":"{gif}","poi":"Harbour","latitude":1,"longitude":2}}"#)),
        [MessageBody::Location {
            label: "Harbour".into(),
            preview,
            coordinates: Some(Coordinates { latitude: "1.000000".into(), longitude: "2.000000".into() }),
        }]
    );
    for nowhere in [r#""latitude":91,"longitude":0"#, r#""latitude":"x","longitude":0"#, r#""longitude":0"#] {
        let place = bodies("RC:LBSMsg", &format!("{{{nowhere}}}"));
        let known = matches!(place.as_slice(), [MessageBody::Location { coordinates: None, .. }]);
        assert!(known, "{nowhere}: {place:?}");
    }
    assert_eq!(
        bodies("RC:VcMsg", r#"{"content":"","duration":7}"#),
        [MessageBody::Voice { seconds: 7, unheard: true }]
    );
    assert_eq!(
        bodies("RC:FileMsg", r#"{"name":"a.pdf","size":"1024","type":"pdf","fileUrl":"https://e.org/a"}"#),
        [MessageBody::File { name: "a.pdf".into(), size: 1_024, percent: None, file: FileState::Remote }]
    );
}

#[test]
fn ux_49_own_text_that_was_taken_back_can_be_written_again() {
    let again = Some("typo".to_owned());
    assert_eq!(
        bodies("RC:RcNtf", r#"{"operatorId":"me","recallContent":"typo"}"#),
        [MessageBody::Recalled { by_me: true, name: "me".into(), again }]
    );
}

#[test]
fn ux_49_an_own_message_that_the_server_has_can_be_taken_back_for_two_minutes() {
    let recallable = |sender: &str, age: i64, state: MessageState, uid: Option<&str>| {
        let mut sent = message(1, sender, NOON - age, Content::text("x"));
        (sent.state, sent.uid) = (state, uid.map(pipit_im::MessageUid::new));
        drawn(&[sent])
            .iter()
            .any(|row| matches!(&row.kind, TimelineItemKind::Message(view) if view.can_recall))
    };
    assert!(recallable("me", 0, MessageState::Sent, Some("u")));
    assert!(recallable("me", 2 * MINUTE - 1, MessageState::Read, Some("u")));
    assert!(!recallable("me", 2 * MINUTE, MessageState::Sent, Some("u")), "its time is over");
    assert!(!recallable("me", 0, MessageState::Sending, None), "it is on its way");
    assert!(!recallable("me", 0, MessageState::Failed { code: 1 }, Some("u")));
    assert!(!recallable("bob", 0, MessageState::Received, Some("u")), "it is somebody else's");
}

proptest! {
    #[test]
    fn keys_are_unique_days_are_unique_and_groups_close_before_they_open(
        steps in prop::collection::vec((0..3_usize, 0..8 * HOUR, 0..4_usize), 0..60),
        marker in 0..60_usize,
    ) {
        let mut time = NOON;
        let messages: Vec<Message> = (1..).zip(steps).map(|(id, (who, gap, kind))| {
            time += gap;
            let kinds = ["RC:TxtMsg", "RC:InfoNtf", "RC:CmdMsg", "RC:TxtMsg"];
            message(id, ["me", "bob", "carol"][who], time, Content::decode(kinds[kind], r#"{"message":"n"}"#))
        }).collect();
        let line = messages.get(marker).map(|message| UnreadLine { before: MessageCursor::of(message), count: 1 });
        let rows = drawn_with(&messages, line, true);
        let mut unique: Vec<&str> = keys(&rows);
        unique.sort_unstable();
        unique.dedup();
        prop_assert_eq!(unique.len(), rows.len());
        let groups = groups(&rows);
        for pair in groups.windows(2) {
            prop_assert_eq!(pair[0].1, pair[1].0, "a group ends exactly where the next one begins");
        }
        prop_assert!(groups.first().is_none_or(|first| first.0) && groups.last().is_none_or(|last| last.1));
    }
}

#[test]
fn what_somebody_did_elsewhere_is_a_line_and_a_public_services_card_a_card() {
    use crate::event_line::ChatEvent;
    let told =
        |event, seconds| [MessageBody::Event(EventLine { event, by_me: false, by: "bob".into(), seconds })];
    assert_eq!(
        bodies("RC:ProfileNtf", r#"{"operation":"Update","data":"{}"}"#),
        told(ChatEvent::ProfileChanged, 0)
    );
    assert_eq!(bodies("RCJrmf:RpOpendMsg", r#"{"openNickName":"x"}"#), told(ChatEvent::RedPacketOpened, 0));
    assert_eq!(bodies("RC:RLStart", r#"{"content":"x"}"#), told(ChatEvent::PlaceShared, 0));
    assert_eq!(bodies("RC:VCSummary", r#"{"duration":83000,"mediaType":1}"#), told(ChatEvent::Called, 83));
    assert_eq!(bodies("RC:VCSummary", r#"{"duration":0}"#), told(ChatEvent::Missed, 0));
    let packet = r#"{"content":"[Red packet]","Bribery_ID":"1","Bribery_Message":"Good luck"}"#;
    assert_eq!(bodies("RCJrmf:RpMsg", packet), [MessageBody::RedPacket { greeting: "Good luck".into() }]);
    let article = r#"{"articles":[{"title":"News","digest":"All of it","picurl":"http://e.org/1","url":"http://e.org"}]}"#;
    let card = || MessageBody::Card {
        title: "News".into(),
        text: "All of it".into(),
        url: "http://e.org".into(),
        image: "http://e.org/1".into(),
    };
    assert_eq!(bodies("RC:PSImgTxtMsg", article), [card()]);
    assert_eq!(bodies("RC:PSMultiImgTxtMsg", article), [card()]);
    let nothing = bodies("RC:PSImgTxtMsg", r#"{"articles":[]}"#);
    assert!(matches!(nothing.as_slice(), [MessageBody::Unsupported { .. }]), "{nothing:?}");
}

#[test]
fn a_kind_that_the_application_adds_is_a_card_of_its_template() {
    let template: pipit_im::Template = serde_json::from_str(
        r#"{"title":{"path":"title"},"fields":[{"label":"Ayes","value":{"path":"ayes"}}],"summary":"A vote"}"#,
    )
    .unwrap();
    let people = people().with_templates(BTreeMap::from([("App:Vote".to_owned(), template)]));
    let vote = message(1, "bob", NOON, Content::decode("App:Vote", r#"{"title":"Lunch?","ayes":3}"#));
    let around = Surroundings {
        people: &people,
        zone: &Utc,
        now: Timestamp(NOON),
        quoted: &BTreeMap::new(),
        unread: None,
        percents: &BTreeMap::new(),
        files: &BTreeMap::new(),
        edit_window: 0,
        starts: false,
        continues: true,
    };
    let drawn = rows(&[vote], &around);
    let Some(TimelineItemKind::Message(view)) = drawn.last().map(|row| row.kind.clone()) else {
        panic!("{drawn:?}")
    };
    assert_eq!(view.summary, Summary::Text { text: "A vote".into() });
    let fields = vec![crate::timeline::CardField { label: "Ayes".into(), value: "3".into() }];
    let empty = String::new;
    let card = MessageBody::Templated {
        title: "Lunch?".into(),
        text: empty(),
        image: empty(),
        url: empty(),
        fields,
    };
    assert_eq!(view.body, card);
}
