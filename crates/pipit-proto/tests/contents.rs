//! Contents: what was read is written so that it reads the same, key by key, whatever a client put in.

use pipit_proto::content::{Content, MentionedInfo, OBJECT_NAMES, Text};
use proptest::prelude::*;
use serde_json::{Map, Value};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e6..1e6f64).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Keys that kinds list, keys of the envelope, and keys that nobody knows.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "content",
            "extra",
            "user",
            "mentionedInfo",
            "duration",
            "size",
            "type",
            "name",
            "data",
            "messageUId",
            "imageUri",
            "latitude",
            "referMsg",
            "burnDuration",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z]{1,8}",
    ]
}

fn object() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map(key(), value(), 0..8).prop_map(|map| map.into_iter().collect())
}

proptest! {
    #[test]
    fn every_kind_reads_as_it_was_written(name in prop::sample::select(OBJECT_NAMES), keys in object()) {
        let json = Value::Object(keys).to_string();
        let content = Content::decode(name, &json);
        prop_assert_eq!(content.object_name(), name);
        prop_assert_eq!(Content::decode(name, &content.encode()), content);
    }

    #[test]
    fn keys_that_no_kind_lists_survive_unchanged(name in prop::sample::select(OBJECT_NAMES), more in object()) {
        let unlisted: Map<String, Value> = more.into_iter().map(|(key, value)| (format!("x-{key}"), value)).collect();
        let content = Content::decode(name, &Value::Object(unlisted.clone()).to_string());
        let written: Map<String, Value> = serde_json::from_str(&content.encode()).unwrap();
        for (key, value) in unlisted {
            prop_assert_eq!(written.get(&key), Some(&value), "{} of {}", key, name);
        }
    }

    #[test]
    fn any_text_is_a_content_of_any_name(name in ".{0,12}", raw in ".{0,64}") {
        let content = Content::decode(&name, &raw);
        prop_assert_eq!(content.object_name(), name);
    }

    #[test]
    fn a_text_keeps_every_character(said in any::<String>(), users in prop::collection::vec(".{0,8}", 0..4)) {
        let mentioned_info = MentionedInfo { r#type: 2, user_id_list: users, ..MentionedInfo::default() };
        let content =
            Content::Text(Text { content: said, mentioned_info: Some(mentioned_info), ..Text::default() });
        prop_assert_eq!(Content::decode("RC:TxtMsg", &content.encode()), content);
    }
}
