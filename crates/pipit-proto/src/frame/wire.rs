//! The primitives of a frame's layout: a cursor over the bytes given, and the writer that is its counterpart.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::{FrameError, Qos};

/// The header byte, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) command: u8,
    pub(super) dup: bool,
    pub(super) qos: Qos,
}

impl Header {
    pub(super) fn plain(command: u8) -> Self {
        Self { command, dup: false, qos: Qos::AtMostOnce }
    }

    pub(super) fn byte(self) -> u8 {
        let qos = match self.qos {
            Qos::AtMostOnce => 0,
            Qos::AtLeastOnce => 1,
            Qos::ExactlyOnce => 2,
            Qos::Reserved => 3,
        };
        (self.command << 4) | (u8::from(self.dup) << 3) | (qos << 1)
    }

    fn from_byte(byte: u8) -> Self {
        let qos = match (byte >> 1) & 0b11 {
            0 => Qos::AtMostOnce,
            1 => Qos::AtLeastOnce,
            2 => Qos::ExactlyOnce,
            _ => Qos::Reserved,
        };
        Self { command: byte >> 4, dup: byte & 0b1000 != 0, qos }
    }
}

/// Reads fields in order from the bytes of one frame.
pub(super) struct Reader(Bytes);

impl Reader {
    pub(super) fn new(mut frame: Bytes) -> Result<(Header, Self), FrameError> {
        if frame.is_empty() {
            return Err(FrameError::Empty);
        }
        let header = Header::from_byte(frame.get_u8());
        Ok((header, Self(frame)))
    }

    pub(super) fn u8(&mut self, field: &'static str) -> Result<u8, FrameError> {
        self.0.try_get_u8().map_err(|_| FrameError::Truncated(field))
    }

    pub(super) fn u16(&mut self, field: &'static str) -> Result<u16, FrameError> {
        self.0.try_get_u16().map_err(|_| FrameError::Truncated(field))
    }

    pub(super) fn u32(&mut self, field: &'static str) -> Result<u32, FrameError> {
        self.0.try_get_u32().map_err(|_| FrameError::Truncated(field))
    }

    pub(super) fn i64(&mut self, field: &'static str) -> Result<i64, FrameError> {
        self.0.try_get_i64().map_err(|_| FrameError::Truncated(field))
    }

    /// A text with a 16-bit length. Official clients write characters outside the basic plane as two three-byte
    /// surrogates here; those are joined again.
    pub(super) fn text(&mut self, field: &'static str) -> Result<String, FrameError> {
        let length = usize::from(self.u16(field)?);
        if self.0.len() < length {
            return Err(FrameError::Truncated(field));
        }
        let bytes = self.0.split_to(length);
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => join_surrogates(&bytes).ok_or(FrameError::NotText(field)),
        }
    }

    pub(super) fn rest(self) -> Bytes {
        self.0
    }

    pub(super) fn finish(self) -> Result<(), FrameError> {
        match self.0.len() {
            0 => Ok(()),
            n => Err(FrameError::Trailing(n)),
        }
    }
}

/// Writes a frame field by field.
pub(super) struct Writer(BytesMut);

impl Writer {
    pub(super) fn new(header: Header, capacity: usize) -> Self {
        let mut bytes = BytesMut::with_capacity(capacity + 1);
        bytes.put_u8(header.byte());
        Self(bytes)
    }

    pub(super) fn u8(mut self, value: u8) -> Self {
        self.0.put_u8(value);
        self
    }

    pub(super) fn u16(mut self, value: u16) -> Self {
        self.0.put_u16(value);
        self
    }

    pub(super) fn u32(mut self, value: u32) -> Self {
        self.0.put_u32(value);
        self
    }

    pub(super) fn i64(mut self, value: i64) -> Self {
        self.0.put_i64(value);
        self
    }

    pub(super) fn text(mut self, field: &'static str, value: &str) -> Result<Self, FrameError> {
        let length = u16::try_from(value.len()).map_err(|_| FrameError::TooLong(field))?;
        self.0.put_u16(length);
        self.0.put_slice(value.as_bytes());
        Ok(self)
    }

    pub(super) fn bytes(mut self, value: &[u8]) -> Self {
        self.0.put_slice(value);
        self
    }

    pub(super) fn finish(self) -> Bytes {
        self.0.freeze()
    }
}

/// Decodes text in which characters outside the basic plane stand as pairs of three-byte surrogates (CESU-8).
fn join_surrogates(bytes: &[u8]) -> Option<String> {
    let mut units: Vec<u16> = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        let (unit, tail) = match (first, tail) {
            (0x00..=0x7F, _) => (u16::from(first), tail),
            (0xC2..=0xDF, [second @ 0x80..=0xBF, tail @ ..]) => {
                (u16::from(first & 0x1F) << 6 | u16::from(second & 0x3F), tail)
            }
            (0xE0..=0xEF, [second @ 0x80..=0xBF, third @ 0x80..=0xBF, tail @ ..]) => (
                u16::from(first & 0x0F) << 12 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F),
                tail,
            ),
            _ => return None,
        };
        units.push(unit);
        rest = tail;
    }
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogate_pairs_of_official_clients_are_joined() {
        let grin = [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80];
        assert_eq!(join_surrogates(&grin).as_deref(), Some("😀"), "U+1F600 in surrogate form");
        assert_eq!(join_surrogates(&grin[..3]), None, "half of a pair is not text");
    }
}
