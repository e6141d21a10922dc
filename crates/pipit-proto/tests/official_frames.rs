//! Every frame that the official Web SDK and our server were seen to exchange reads, and writes itself again byte by
//! byte. `tests/interop/record-frames.mjs` records them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use bytes::Bytes;
use pipit_proto::compress::inflate;
use pipit_proto::content::Content;
use pipit_proto::frame::{ClientFrame, ConnectLayout, ServerFrame};
use pipit_proto::messages::{DownStreamMessages, UpStreamMessage};
use pipit_proto::prost::Message;

/// The recorded files of one decoder: at least `least`, so that an empty folder proves nothing.
fn recorded(decoder: &str, least: usize) -> Vec<(String, Bytes)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(decoder);
    let files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().extension().is_some_and(|kind| kind == "bin"))
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap().into()))
        .collect();
    assert!(files.len() >= least, "{} files in {}", files.len(), folder.display());
    files
}

#[test]
fn client_frames_are_written_as_the_sdk_writes_them() {
    for (file, bytes) in recorded("client_frame", 30) {
        let frame = ClientFrame::decode(bytes.clone()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(frame.encode().unwrap(), bytes, "{file}");
    }
}

#[test]
fn server_frames_read_and_write_themselves() {
    for (file, bytes) in recorded("server_frame", 20) {
        let frame = ServerFrame::decode(bytes.clone(), ConnectLayout::Fixed);
        let frame = frame.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(frame.encode(ConnectLayout::Fixed).unwrap(), bytes, "{file}");
    }
}

#[test]
fn messages_hold_no_field_that_we_drop() {
    for (file, bytes) in recorded("up_message", 15) {
        let message =
            UpStreamMessage::decode(bytes.clone()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(message.encode_to_vec(), bytes, "{file}: {message:?}");
    }
    for (file, bytes) in recorded("down_messages", 2) {
        let page =
            DownStreamMessages::decode(bytes.clone()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(page.encode_to_vec(), bytes, "{file}: {page:?}");
    }
}

#[test]
fn contents_fit_their_kinds_and_keep_every_key() {
    for (file, bytes) in recorded("content", 15) {
        let text = std::str::from_utf8(&bytes).unwrap();
        let (name, json) = text.split_once('\n').unwrap();
        let content = Content::decode(name, json);
        assert!(!matches!(content, Content::Unknown { .. }), "{file} fits its kind: {json}");
        let sent: serde_json::Value = serde_json::from_str(json).unwrap();
        let written: serde_json::Value = serde_json::from_str(&content.encode()).unwrap();
        for (key, value) in sent.as_object().unwrap() {
            match value.as_object() {
                Some(user) if key == "user" => {
                    for (key, value) in user.iter().filter(|(key, _)| *key != "portrait") {
                        assert_eq!(&written["user"][key], value, "{file}: {key} of the sender");
                    }
                }
                _ => assert_eq!(&written[key], value, "{file}: {key}"),
            }
        }
        assert_eq!(Content::decode(name, &content.encode()), content, "{file}");
    }
}

#[test]
fn compressed_answers_are_pages() {
    for (file, bytes) in recorded("inflate", 2) {
        let page = inflate(&bytes, 1 << 20).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(!DownStreamMessages::decode(page.as_slice()).unwrap().list.is_empty(), "{file}");
    }
}
