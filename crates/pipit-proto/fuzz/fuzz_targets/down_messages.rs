//! Whatever stands in a pull's answer is an error or a page, compressed or not, and its contents can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipit_proto::compress::inflate;
use pipit_proto::content::Content;
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::DownStreamMessages;
use pipit_proto::prost::Message;

fuzz_target!(|bytes: &[u8]| {
    let Ok(page) = DownStreamMessages::decode(bytes) else { return };
    assert_eq!(DownStreamMessages::decode(page.encode_to_vec().as_slice()).as_ref(), Ok(&page));
    if let Some(compressed) = &page.compressed_data {
        if let Ok(inner) = inflate(compressed, 1 << 20) {
            let _ = DownStreamMessages::decode(inner.as_slice());
        }
    }
    for message in &page.list {
        let flags = MessageFlags::from_down(message.status);
        assert_eq!(MessageFlags::from_down(flags.to_down()), flags);
        assert_eq!(Content::decode(&message.classname, &message.content).object_name(), message.classname);
    }
});
