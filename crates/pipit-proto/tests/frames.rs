//! Frames: writing and reading is the identity, and damaged bytes are an error or another valid frame.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use bytes::Bytes;
use pipit_proto::frame::{
    ClientFrame, ConnAck, ConnStatus, ConnectLayout, DisconnectReason, FrameError, Qos, ServerFrame,
};
use proptest::prelude::*;

fn qos() -> impl Strategy<Value = Qos> {
    prop_oneof![Just(Qos::AtMostOnce), Just(Qos::AtLeastOnce), Just(Qos::ExactlyOnce), Just(Qos::Reserved)]
}

fn layout() -> impl Strategy<Value = ConnectLayout> {
    prop_oneof![Just(ConnectLayout::Fixed), Just(ConnectLayout::Flagged)]
}

fn body() -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..64).prop_map(Bytes::from)
}

fn client_frame() -> impl Strategy<Value = ClientFrame> {
    prop_oneof![
        (".{0,12}", ".{0,24}", any::<u16>(), qos(), body())
            .prop_map(|(topic, target, id, qos, body)| ClientFrame::Publish { topic, target, id, qos, body }),
        (".{0,12}", ".{0,24}", any::<u16>(), body())
            .prop_map(|(topic, target, id, body)| ClientFrame::Query { topic, target, id, body }),
        any::<u16>().prop_map(|id| ClientFrame::PubAck { id }),
        any::<u16>().prop_map(|id| ClientFrame::QueryCon { id }),
        Just(ClientFrame::Ping),
        any::<u8>().prop_map(|status| ClientFrame::Disconnect { status }),
    ]
}

fn server_frame() -> impl Strategy<Value = ServerFrame> {
    let latest = i64::from(u32::MAX) * 1000 + 999;
    prop_oneof![
        (".{0,24}", ".{0,24}", any::<i64>()).prop_map(|(user_id, session_id, server_time)| {
            ServerFrame::ConnAck(ConnAck::Accepted { user_id, session_id, server_time })
        }),
        any::<u8>()
            .prop_filter_map("zero accepts", ConnStatus::from_byte)
            .prop_map(|status| ServerFrame::ConnAck(ConnAck::Refused(status))),
        (".{0,12}", ".{0,24}", any::<u16>(), qos(), any::<bool>(), any::<u32>(), body()).prop_map(
            |(topic, target, id, qos, own_action, seconds, body)| ServerFrame::Publish {
                topic,
                target,
                id,
                qos,
                own_action,
                seconds,
                body
            }
        ),
        (any::<u16>(), any::<u16>(), 0..=latest, ".{0,24}")
            .prop_map(|(id, status, time, uid)| ServerFrame::PubAck { id, status, time, uid }),
        (any::<u16>(), qos(), any::<u16>(), any::<u32>(), body()).prop_map(
            |(id, qos, status, seconds, body)| ServerFrame::QueryAck { id, qos, status, seconds, body }
        ),
        Just(ServerFrame::Pong),
        any::<u8>().prop_map(|byte| ServerFrame::Disconnect(DisconnectReason::from_byte(byte))),
    ]
}

/// What damaged bytes may turn into: nothing, or a frame that writes itself again.
///
/// Three places are read leniently and so are not written back bit by bit: header bits that a command does not use,
/// what follows the status of a handshake's or a session's end, and text in surrogate form, which gets shorter.
fn judge<F: PartialEq + std::fmt::Debug>(
    damaged: &Bytes,
    decode: impl Fn(Bytes) -> Result<F, FrameError>,
    encode: impl Fn(&F) -> Result<Bytes, FrameError>,
) -> Result<(), TestCaseError> {
    const CONNACK: u8 = 2;
    const DISCONNECT: u8 = 14;
    let Ok(frame) = decode(damaged.clone()) else { return Ok(()) };
    let written = encode(&frame).map_err(|error| TestCaseError::fail(format!("{frame:?}: {error}")))?;
    prop_assert_eq!(&decode(written.clone()).unwrap(), &frame, "it reads as the frame it was written from");
    prop_assert_eq!(written[0] >> 4, damaged[0] >> 4, "the command stays");
    let lenient = [CONNACK, DISCONNECT].contains(&(damaged[0] >> 4));
    if lenient || written[1..] == damaged[1..] {
        return Ok(());
    }
    prop_assert!(written.len() < damaged.len(), "every byte after the header has a meaning");
    prop_assert!(
        damaged.iter().any(|byte| [0xE0, 0xED].contains(byte)),
        "only text in surrogate form gets shorter"
    );
    Ok(())
}

fn flip(bytes: &Bytes, bit: usize) -> Bytes {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes.into()
}

proptest! {
    #[test]
    fn a_client_frame_reads_as_it_was_written(frame in client_frame()) {
        prop_assert_eq!(ClientFrame::decode(frame.encode().unwrap()).unwrap(), frame);
    }

    #[test]
    fn a_server_frame_reads_as_it_was_written_in_both_layouts(frame in server_frame(), layout in layout()) {
        prop_assert_eq!(ServerFrame::decode(frame.encode(layout).unwrap(), layout).unwrap(), frame);
    }

    #[test]
    fn a_damaged_client_frame_is_an_error_or_another_frame(frame in client_frame()) {
        let bytes = frame.encode().unwrap();
        for length in 0..bytes.len() {
            judge(&bytes.slice(..length), ClientFrame::decode, ClientFrame::encode)?;
        }
        for bit in 0..bytes.len() * 8 {
            judge(&flip(&bytes, bit), ClientFrame::decode, ClientFrame::encode)?;
        }
    }

    #[test]
    fn a_damaged_server_frame_is_an_error_or_another_frame(frame in server_frame(), layout in layout()) {
        let bytes = frame.encode(layout).unwrap();
        let decode = |bytes| ServerFrame::decode(bytes, layout);
        let encode = |frame: &ServerFrame| frame.encode(layout);
        for length in 0..bytes.len() {
            judge(&bytes.slice(..length), decode, encode)?;
        }
        for bit in 0..bytes.len() * 8 {
            judge(&flip(&bytes, bit), decode, encode)?;
        }
    }

    #[test]
    fn any_bytes_are_an_error_or_a_frame(bytes in prop::collection::vec(any::<u8>(), 0..256), layout in layout()) {
        let bytes = Bytes::from(bytes);
        judge(&bytes, ClientFrame::decode, ClientFrame::encode)?;
        judge(&bytes, |bytes| ServerFrame::decode(bytes, layout), |frame| frame.encode(layout))?;
    }
}

#[test]
fn a_truncated_head_is_always_an_error() {
    let frame = ClientFrame::Publish {
        topic: "ppMsgP".into(),
        target: "bob".into(),
        id: 7,
        qos: Qos::AtLeastOnce,
        body: Bytes::new(),
    };
    let bytes = frame.encode().unwrap();
    for length in 0..bytes.len() {
        assert!(ClientFrame::decode(bytes.slice(..length)).is_err(), "{length} of {} bytes", bytes.len());
    }
}
