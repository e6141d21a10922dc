//! Whatever bytes a client sends are an error or a frame, and a frame writes itself so that it reads the same.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use pipit_proto::frame::ClientFrame;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(frame) = ClientFrame::decode(Bytes::copy_from_slice(bytes)) {
        let written = frame.encode().expect("what was read can be written");
        assert_eq!(ClientFrame::decode(written), Ok(frame));
    }
});
