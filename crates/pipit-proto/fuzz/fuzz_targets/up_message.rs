//! Whatever stands in a published frame is an error or a message, and its content and flags can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipit_proto::content::Content;
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::UpStreamMessage;
use pipit_proto::prost::Message;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = UpStreamMessage::decode(bytes) {
        assert_eq!(UpStreamMessage::decode(message.encode_to_vec().as_slice()).as_ref(), Ok(&message));
        let flags = MessageFlags::from_up(message.session_id);
        assert_eq!(MessageFlags::from_up(flags.to_up()), flags);
        let content = Content::decode(&message.classname, &message.content);
        assert_eq!(content.object_name(), message.classname);
    }
});
