//! Message uids: the server's names for messages.

const DIGITS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Makes the uid of a message from what makes it unique.
///
/// The shape is the platform's: four groups of four base-32 digits, which hold 42 bits of time, 12 of a counter, 4 of
/// the conversation's type and 22 of a hash of its target. Clients treat it as opaque.
///
/// `time` is the sent time in Unix milliseconds; `counter` tells apart what one server makes in the same millisecond.
pub fn message_uid(time: i64, counter: u16, conversation_type: u8, target: &str) -> String {
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

/// The sent time of the message of a uid, in Unix milliseconds; nothing when it is not written as a uid is.
pub fn time_of(uid: &str) -> Option<i64> {
    let mut bits: u128 = 0;
    let mut count = 0;
    for (place, byte) in uid.bytes().enumerate() {
        if place % 5 == 4 {
            (byte == b'-').then_some(())?;
        } else {
            let digit = DIGITS.iter().position(|digit| *digit == byte)?;
            bits = (bits << 5) | u128::try_from(digit).ok()?;
            count += 1;
        }
    }
    if count == 16 && uid.len() == 19 { i64::try_from(bits >> 38).ok() } else { None }
}

/// FNV-1a: spreads targets over the uid's 22 bits; nothing depends on it being hard to guess.
fn target_hash(target: &str) -> u32 {
    target.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::{message_uid, time_of};

    #[test]
    fn a_uid_tells_its_time_and_nonsense_does_not() {
        for time in [0, 1, 1_800_000_000_000, (1 << 42) - 1] {
            assert_eq!(time_of(&message_uid(time, 4_095, 3, "爱丽丝")), Some(time));
        }
        for nonsense in [
            "",
            "A",
            "2222-2222-2222-222",
            "2222-2222-2222-22222",
            "2222222222222222222",
            "0222-2222-2222-2222",
            "Cmd:2222-2222-2222",
        ] {
            assert_eq!(time_of(nonsense), None, "{nonsense}");
        }
    }

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
