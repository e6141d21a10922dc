//! Whatever bytes a server sends are an error or a frame, in both layouts of the handshake.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use pipit_proto::frame::{ConnectLayout, ServerFrame};

fuzz_target!(|bytes: &[u8]| {
    for layout in [ConnectLayout::Fixed, ConnectLayout::Flagged] {
        if let Ok(frame) = ServerFrame::decode(Bytes::copy_from_slice(bytes), layout) {
            let written = frame.encode(layout).expect("what was read can be written");
            assert_eq!(ServerFrame::decode(written, layout), Ok(frame));
        }
    }
});
