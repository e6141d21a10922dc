use pipit_im::Content;
use proptest::prelude::*;

use super::{Summary, one_line, told_file};
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

#[test]
fn a_long_name_of_a_file_keeps_its_ending() {
    for (name, begins, ends) in [
        (format!("{}.txt", "n".repeat(251)), "nnn", "n….txt"),
        (format!("photo.jpg-{}.exe", "x".repeat(300)), "photo.jpg-xx", "x….exe"),
        (format!("{}.{}", "n".repeat(100), "e".repeat(200)), "nnn", "eee"),
        (format!("{}.ex\u{202E}e ", "n".repeat(300)), "nnn", "n….exe"),
    ] {
        let told = told_file(&name);
        assert!(told.chars().count() == 200 && told.starts_with(begins) && told.ends_with(ends), "{told}");
    }
    for short in ["plan.pdf", "no ending", ".profile", "", "a.b.c"] {
        assert_eq!(told_file(short), short);
    }
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
