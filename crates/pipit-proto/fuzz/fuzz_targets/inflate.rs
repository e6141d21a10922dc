//! Whatever is compressed is an error or no larger than allowed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipit_proto::compress::inflate;

const LIMIT: usize = 1 << 16;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(plain) = inflate(bytes, LIMIT) {
        assert!(plain.len() <= LIMIT);
    }
});
