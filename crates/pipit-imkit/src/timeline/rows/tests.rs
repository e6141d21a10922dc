use chrono::FixedOffset;
use pipit_im::{ConversationId, ConversationType, MessageState, TargetId, UserId};

use super::*;

const MINUTE: i64 = 60_000;
/// 2026-11-23 12:00:00 in UTC.
const NOON: i64 = 1_795_435_200_000;

fn message(id: i64, sender: &str, time: i64, content: Content) -> Message {
    Message {
        id: MessageId(id),
        uid: None,
        conversation: ConversationId { kind: ConversationType::Group, target_id: TargetId::new("g") },
        sender: UserId::new(sender),
        direction: if sender == "me" { MessageDirection::Sent } else { MessageDirection::Received },
        content,
        sent_time: Timestamp(time),
        state: MessageState::Received,
        mentions_me: false,
    }
}

fn text(id: i64, sender: &str, time: i64) -> Message {
    message(id, sender, time, Content::text("hi"))
}

/// Rows as words: what stands where.
fn draw(messages: &[Message], marker: Option<Marker>, hours_east: i32) -> Vec<String> {
    let zone = FixedOffset::east_opt(hours_east * 3600).unwrap();
    let rows = Rows { people: &People::default(), marker, history_start: false, zone: &zone };
    rows.of(messages)
        .into_iter()
        .map(|row| match row.kind {
            TimelineItemKind::Message(view) => {
                let edges = match (view.first_of_group, view.last_of_group) {
                    (true, true) => "[]",
                    (true, false) => "[",
                    (false, true) => "]",
                    (false, false) => "|",
                };
                format!("{} {edges}", row.key)
            }
            _ => row.key,
        })
        .collect()
}

#[test]
fn one_senders_messages_within_five_minutes_stand_as_a_group() {
    let messages = [
        text(1, "bob", NOON),
        text(2, "bob", NOON + 5 * MINUTE),
        text(3, "bob", NOON + 10 * MINUTE + 1),
        text(4, "carol", NOON + 11 * MINUTE),
    ];
    assert_eq!(draw(&messages, None, 0), ["day 2026-11-23", "m1 [", "m2 ]", "m3 []", "m4 []"]);
}

#[test]
fn each_local_day_has_one_divider_and_splits_groups() {
    let midnight = NOON + 12 * 60 * MINUTE;
    let messages = [text(1, "bob", midnight - 1), text(2, "bob", midnight), text(3, "bob", midnight + 1)];
    assert_eq!(draw(&messages, None, 0), ["day 2026-11-23", "m1 []", "day 2026-11-24", "m2 [", "m3 ]"]);
    assert_eq!(
        draw(&messages, None, 8),
        ["day 2026-11-24", "m1 [", "m2 |", "m3 ]"],
        "in Shanghai it is one day"
    );
}

#[test]
fn the_marker_stands_above_the_first_unread_and_splits_its_group() {
    let messages = [text(1, "bob", NOON), text(2, "bob", NOON + 1), text(3, "bob", NOON + 2)];
    let marker = Marker { cursor: MessageCursor::of(&messages[1]), count: 2 };
    assert_eq!(draw(&messages, Some(marker), 0), ["day 2026-11-23", "m1 []", "unread", "m2 [", "m3 ]"]);
}

#[test]
fn a_quiet_line_stands_alone() {
    let notice = Content::decode("RC:InfoNtf", r#"{"message":"Bob joined"}"#);
    let messages = [text(1, "bob", NOON), message(2, "bob", NOON + 1, notice), text(3, "bob", NOON + 2)];
    assert_eq!(draw(&messages, None, 0), ["day 2026-11-23", "m1 []", "m2 []", "m3 []"]);
}

#[test]
fn an_unknown_kind_becomes_a_card_and_never_nothing() {
    let view = body(&message(1, "bob", NOON, Content::decode("App:Vote", "{\"q\":1}")), "Bob");
    assert_eq!(view, MessageBody::Unsupported { object_name: "App:Vote".into(), raw: "{\"q\":1}".into() });
}
