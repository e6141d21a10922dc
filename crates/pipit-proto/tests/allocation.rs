//! Decoding allocates what the bytes given allow, whatever lengths they claim.
//!
//! The factors are the size of the Rust value over the fewest bytes that make one; a claimed length of gigabytes
//! breaks them at once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use pipit_proto::compress::inflate;
use pipit_proto::content::Content;
use pipit_proto::frame::{ClientFrame, ConnectLayout, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, DownStreamMessages, UpStreamMessage};
use pipit_proto::prost::Message;
use proptest::prelude::*;

/// The most memory that `work` held at one time, in bytes.
fn peak(work: impl FnOnce()) -> usize {
    usize::try_from(allocation_counter::measure(work).bytes_max).unwrap()
}

fn damaged() -> impl Strategy<Value = Bytes> {
    let claims =
        prop::sample::select(vec![&[0xFF, 0xFF][..], &[0xFF, 0xFF, 0xFF, 0xFF, 0x07], &[0x0A, 0x00], b"{["]);
    let noise = prop::collection::vec(any::<u8>(), 0..64);
    (any::<u8>(), prop::collection::vec((claims, noise), 0..8)).prop_map(|(head, parts)| {
        let rest = parts.into_iter().flat_map(|(claim, noise)| [claim.to_vec(), noise].concat());
        std::iter::once(head).chain(rest).collect()
    })
}

proptest! {
    #[test]
    fn a_frame_holds_no_more_than_its_bytes(bytes in damaged()) {
        // Text in surrogate form is held as 16-bit units (with room to grow) and as text at the same time.
        let bound = bytes.len() * 6 + 64;
        for layout in [None, Some(ConnectLayout::Fixed), Some(ConnectLayout::Flagged)] {
            let bytes = bytes.clone();
            let held = peak(|| match layout {
                None => drop(ClientFrame::decode(bytes)),
                Some(layout) => drop(ServerFrame::decode(bytes, layout)),
            });
            prop_assert!(held <= bound, "{held} bytes held, {bound} allowed");
        }
    }

    #[test]
    fn a_message_holds_a_fixed_multiple_of_its_bytes(bytes in damaged()) {
        // Two bytes make an empty list entry; a list doubles as it grows and holds old and new while it moves.
        let bound = bytes.len() * size_of::<DownStreamMessage>() * 2 + 8 * size_of::<DownStreamMessage>();
        let (up, down) = (bytes.clone(), bytes.clone());
        let held = peak(|| drop(UpStreamMessage::decode(up))).max(peak(|| drop(DownStreamMessages::decode(down))));
        prop_assert!(held <= bound, "{held} bytes held, {bound} allowed");
    }

    #[test]
    fn a_content_holds_a_fixed_multiple_of_its_text(json in "[\\[{]{0,40}(\"[a-z]\":){0,1}[\\[0-9,\\]}]{0,40}") {
        let bound = 4096 + json.len() * 1024;
        let held = peak(|| drop(Content::decode("RC:TxtMsg", &json)));
        prop_assert!(held <= bound, "{held} bytes held, {bound} allowed");
    }
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 64 << 20]).unwrap();
    let bomb = bomb.finish().unwrap();
    let limit = 1 << 20;
    let held = peak(|| assert!(inflate(&bomb, limit).is_err()));
    // The output doubles as it grows, old and new at once; the rest is the decoder's window and tables.
    assert!(held <= 3 * limit + (128 << 10), "{held} bytes held for {} compressed ones", bomb.len());
}

#[test]
fn a_deeply_nested_content_is_kept_as_it_came() {
    let json = format!(r#"{{"content":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let content = Content::decode("RC:TxtMsg", &json);
    assert!(
        matches!(&content, Content::Unknown { raw, .. } if *raw == json),
        "depth is limited, the text is kept"
    );
}
