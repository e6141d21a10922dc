//! Whatever a message says is a content that writes itself so that it reads the same. The input is the object name, a
//! line feed, and the content.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipit_proto::content::Content;

fuzz_target!(|text: &str| {
    let (object_name, json) = text.split_once('\n').unwrap_or(("RC:TxtMsg", text));
    let content = Content::decode(object_name, json);
    assert_eq!(content.object_name(), object_name);
    assert_eq!(Content::decode(object_name, &content.encode()), content);
});
