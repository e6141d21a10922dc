use serde_json::json;

use super::*;

fn args(value: Value) -> Args {
    Args::read(value).unwrap()
}

#[test]
fn parameters_are_read_as_the_samples_write_them() {
    let args = args(json!({
        "messageId": "688", "count": 20.0, "targetId": 1, "conversationType": "private", "isTop": "true",
        "list": "['not json", "array": ["a", 2], "json": "[\"a\",\"b\"]", "commas": "a, b",
    }));
    assert_eq!(args.message("messageId").unwrap(), MessageId(688));
    assert_eq!(args.whole("count", 1..=20).unwrap(), 20);
    let conversation = args.conversation().unwrap();
    assert_eq!((conversation.kind, conversation.target_id.as_str()), (ConversationType::Private, "1"));
    assert!(args.flag("isTop").unwrap());
    assert_eq!(args.texts("array").unwrap(), ["a", "2"]);
    assert_eq!(args.texts("json").unwrap(), ["a", "b"]);
    assert_eq!(args.texts("commas").unwrap(), ["a", "b"]);
    assert_eq!(args.optional_text("absent").unwrap(), None);
}

#[test]
fn what_does_not_fit_is_named_with_what_it_takes() {
    let args = args(
        json!({ "count": 21, "targetId": "bob", "conversationType": "CHAT", "flag": 7, "list": [], "long": "名".repeat(22) }),
    );
    for (fault, msg) in [
        (args.whole("count", 1..=20).unwrap_err(), "`count` takes a whole number from 1 to 20"),
        (args.whole("absent", 1..=i64::MAX).unwrap_err(), "`absent` takes a whole number from 1"),
        (
            args.conversation().unwrap_err(),
            "`conversationType` takes PRIVATE, DISCUSSION, GROUP, CHATROOM, CUSTOMER_SERVICE or SYSTEM",
        ),
        (
            args.id("long").unwrap_err(),
            "`long` takes an id of at most 64 bytes, without commas and control characters",
        ),
        (args.flag("flag").unwrap_err(), "`flag` takes true or false"),
        (args.texts("list").unwrap_err(), "`list` takes a list of text that is not empty"),
    ] {
        assert_eq!((fault.code, fault.msg.as_str()), (-10_002, msg));
    }
    assert_eq!(Args::read(json!("text")).unwrap_err().msg, "`params` takes an object");
}
