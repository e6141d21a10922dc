use serde_json::Value;

use super::*;

#[test]
fn unlisted_keys_survive_reading_and_writing() {
    let json =
        r#"{"content":"hi","extra":"e","user":{"id":"a","portrait":"p"},"burnDuration":0,"new":{"x":[1]}}"#;
    let content = Content::decode("RC:TxtMsg", json);
    assert_eq!(content.user().map(|user| (user.id.as_str(), user.portrait_uri.as_str())), Some(("a", "p")));
    let written: Value = serde_json::from_str(&content.encode()).unwrap();
    assert_eq!(written["new"]["x"][0], 1);
    assert_eq!(written["extra"], "e");
    assert_eq!(written["burnDuration"], 0);
    assert_eq!(Content::decode("RC:TxtMsg", &content.encode()), content);
}

#[test]
fn a_sender_whose_picture_is_written_twice_does_not_hide_the_text() {
    let json = r#"{"content":"hi","user":{"id":7,"portrait":"p","portraitUri":"p","extra":"e"}}"#;
    let Content::Text(text) = Content::decode("RC:TxtMsg", json) else { panic!("a text is a text") };
    let user = text.user.as_ref().unwrap();
    assert_eq!((user.id.as_str(), user.portrait_uri.as_str()), ("7", "p"));
    assert_eq!(user.more["extra"], "e", "the sender's own keys go along with a forward");
}

#[test]
fn a_forwarded_place_keeps_every_digit() {
    let json = r#"{"latitude":-252282.60592951882,"longitude":116.3161,"poi":"a bridge"}"#;
    let written: Value = serde_json::from_str(&Content::decode("RC:LBSMsg", json).encode()).unwrap();
    assert_eq!(written["latitude"].to_string(), "-252282.60592951882");
}

#[test]
fn everybody_is_mentioned_without_a_list() {
    let json = r#"{"content":"hi","mentionedInfo":{"type":1,"userIdList":null,"mentionedContent":null}}"#;
    let content = Content::decode("RC:TxtMsg", json);
    assert!(content.mentioned_info().is_some_and(|info| info.mentions("bob")), "{content:?}");
}

#[test]
fn numbers_are_read_as_clients_write_them() {
    for json in [
        r#"{"lastMessageSendTime":17}"#,
        r#"{"lastMessageSendTime":"17"}"#,
        r#"{"lastMessageSendTime":17.0}"#,
        r#"{"lastMessageSendTime":"17.5"}"#,
    ] {
        let Content::SyncReadStatus(read) = Content::decode("RC:SRSMsg", json) else { panic!("{json}") };
        assert_eq!(read.last_message_send_time, 17, "{json}");
    }
}

#[test]
fn what_does_not_fit_is_kept_as_it_came() {
    for (name, json) in [("App:Vote", "{}"), ("RC:TxtMsg", "not json"), ("RC:TxtMsg", "[1]"), ("", "")] {
        let content = Content::decode(name, json);
        assert_eq!((content.object_name(), content.encode().as_str()), (name, json));
    }
}

#[test]
fn every_kind_in_the_table_reads_an_empty_object_and_writes_itself() {
    for name in OBJECT_NAMES {
        let content = Content::decode(name, "{}");
        assert!(!matches!(content, Content::Unknown { .. }), "{name}");
        assert_eq!(Content::decode(name, &content.encode()), content, "{name}");
    }
}
