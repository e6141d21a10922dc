use pipit_im::Content;
use proptest::prelude::*;

use super::{Summary, one_line};
use crate::testing::{message, people};

fn summary(object_name: &str, json: &str) -> Summary {
    Summary::of(&message(1, "bob", 0, Content::decode(object_name, json)), &people())
}

#[test]
fn every_kind_has_its_line() {
    let text = |text: &str| Summary::Text { text: text.into() };
    for (object_name, json, expected) in [
        ("RC:TxtMsg", r#"{"content":" a\n\n b\tc "}"#, text("a b c")),
        ("RC:ReferenceMsg", r#"{"content":"yes"}"#, text("yes")),
        ("RC:ImgMsg", "{}", Summary::Image),
        ("RC:GIFMsg", "{}", Summary::Image),
        ("RC:HQVCMsg", "{}", Summary::Voice),
        ("RC:SightMsg", "{}", Summary::Video),
        ("RC:FileMsg", r#"{"name":"a.pdf"}"#, Summary::File { name: "a.pdf".into() }),
        ("RC:FileMsg", r#"{"name":"a\u202Efdp.exe"}"#, Summary::File { name: "afdp.exe".into() }),
        ("RC:LBSMsg", r#"{"poi":"Home"}"#, Summary::Location { label: "Home".into() }),
        ("RC:InfoNtf", r#"{"message":"Hello"}"#, Summary::Notice { text: "Hello".into() }),
        ("RC:CmdNtf", r#"{"data":{"message":"Voted"}}"#, Summary::Notice { text: "Voted".into() }),
        ("RC:StkMsg", r#"{"digest":"hello"}"#, Summary::Sticker { meaning: "hello".into() }),
        ("RC:CombineMsg", "{}", Summary::Merged),
        ("RC:CombineV2Msg", "{}", Summary::Merged),
        ("App:Vote", "{}", Summary::Unknown { object_name: "App:Vote".into() }),
    ] {
        assert_eq!(summary(object_name, json), expected, "{object_name}");
    }
}

#[test]
fn a_recalled_message_tells_who_took_it_back_and_never_the_text() {
    let recalled = |json: &str| summary("RC:RcNtf", json);
    assert_eq!(recalled(r#"{"operatorId":"me"}"#), Summary::Recalled { by_me: true, name: "me".into() });
    assert_eq!(
        recalled(r#"{"operatorId":"carol"}"#),
        Summary::Recalled { by_me: false, name: "carol".into() }
    );
    assert_eq!(
        recalled("{}"),
        Summary::Recalled { by_me: false, name: "bob".into() },
        "the sender, if nobody is named"
    );
}

proptest! {
    #[test]
    fn a_line_is_short_has_no_breaks_and_is_how_the_text_begins(text in "(?s).{0,400}") {
        let line = one_line(&text);
        prop_assert!(line.chars().count() <= 200);
        prop_assert!(!line.contains(['\n', '\t', '\r']));
        prop_assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").starts_with(&line));
    }
}
