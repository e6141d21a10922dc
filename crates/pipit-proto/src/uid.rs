//! Message uids: the server's names for messages.

/// Makes the uid of a message from what makes it unique.
///
/// The shape is the platform's: four groups of four base-32 digits, which hold 42 bits of time, 12 of a counter, 4 of
/// the conversation's type and 22 of a hash of its target. Clients treat it as opaque.
///
/// `time` is the sent time in Unix milliseconds; `counter` tells apart what one server makes in the same millisecond.
pub fn message_uid(time: i64, counter: u16, conversation_type: u8, target: &str) -> String {
    const DIGITS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let bits = (u128::from(time.cast_unsigned() & ((1 << 42) - 1)) << 38)
        | (u128::from(counter & 0xFFF) << 26)
        | (u128::from(conversation_type & 0xF) << 22)
        | u128::from(target_hash(target) & 0x3F_FFFF);
    let mut uid = String::with_capacity(19);
    for digit in (0..16).rev() {
        let index = usize::try_from((bits >> (digit * 5)) & 31).unwrap_or_default();
        uid.push(char::from(DIGITS.get(index).copied().unwrap_or(b'2')));
        if digit % 4 == 0 && digit != 0 {
            uid.push('-');
        }
    }
    uid
}

/// FNV-1a: spreads targets over the uid's 22 bits; nothing depends on it being hard to guess.
fn target_hash(target: &str) -> u32 {
    target.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::message_uid;

    #[test]
    fn a_uid_has_the_platforms_shape_and_differs_by_each_part() {
        let uid = message_uid(1_800_000_000_000, 7, 1, "bob");
        assert_eq!(uid.len(), 19, "{uid} is XXXX-XXXX-XXXX-XXXX");
        assert_eq!(uid.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        for other in [
            message_uid(1_800_000_000_001, 7, 1, "bob"),
            message_uid(1_800_000_000_000, 8, 1, "bob"),
            message_uid(1_800_000_000_000, 7, 3, "bob"),
            message_uid(1_800_000_000_000, 7, 1, "carol"),
        ] {
            assert_ne!(uid, other);
        }
    }
}
