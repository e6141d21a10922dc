//! AMR recordings, narrow and wide band, as RFC 4867 (section 5) lays them out in files: a magic line, then frames of
//! 20 ms whose first byte tells their size.

use std::path::Path;

use super::MediaError;

/// The longest recording, in milliseconds, and with it what is read of a file at most.
const LONGEST: u64 = 60_000;
const LARGEST: u64 = 200 * 1024;

const FRAME: u64 = 20;

/// Bytes of a frame by its type, its first byte included; zero where the type is not used.
const NARROW: [usize; 16] = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const WIDE: [usize; 16] = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

/// A recording that can be played.
pub(crate) struct Recording {
    pub(crate) bytes: Vec<u8>,
    /// In milliseconds.
    pub(crate) length: u64,
}

impl Recording {
    pub(crate) fn read(path: &Path) -> Result<Self, MediaError> {
        let size = std::fs::metadata(path)?.len();
        if size > LARGEST {
            return Err(MediaError::TooLarge { found: size, limit: LARGEST, unit: "bytes" });
        }
        Self::new(std::fs::read(path)?)
    }

    fn new(bytes: Vec<u8>) -> Result<Self, MediaError> {
        let (sizes, mut rest) = if let Some(rest) = bytes.strip_prefix(b"#!AMR\n") {
            (NARROW, rest)
        } else if let Some(rest) = bytes.strip_prefix(b"#!AMR-WB\n") {
            (WIDE, rest)
        } else {
            return Err(MediaError::NotAVoice("it does not begin as one"));
        };
        let mut length = 0;
        while let Some(first) = rest.first() {
            let size = sizes.get(usize::from(first >> 3 & 0x0F)).copied().unwrap_or_default();
            rest = rest.get(size..).filter(|_| size > 0).ok_or(MediaError::NotAVoice("a frame is broken"))?;
            length += FRAME;
        }
        if length == 0 {
            return Err(MediaError::NotAVoice("it is empty"));
        }
        if length > LONGEST {
            return Err(MediaError::TooLarge { found: length, limit: LONGEST, unit: "milliseconds" });
        }
        Ok(Self { bytes, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(magic: &str, frames: &[(u8, usize)]) -> Vec<u8> {
        let mut bytes = magic.as_bytes().to_vec();
        for (kind, size) in frames {
            bytes.push(kind << 3 | 4);
            bytes.resize(bytes.len() + size - 1, 0);
        }
        bytes
    }

    #[test]
    fn the_length_is_counted_from_the_frames() {
        let narrow = recording("#!AMR\n", &[(7, 32), (0, 13), (8, 6), (15, 1)]);
        assert_eq!(Recording::new(narrow).unwrap().length, 80);
        let wide = recording("#!AMR-WB\n", &[(8, 61), (0, 18), (14, 1)]);
        assert_eq!(Recording::new(wide).unwrap().length, 60);
    }

    #[test]
    fn what_is_no_recording_is_refused() {
        let broken = recording("#!AMR\n", &[(7, 20)]);
        let unknown = recording("#!AMR\n", &[(9, 10)]);
        for bytes in [Vec::new(), b"RIFF....WAVE".to_vec(), b"#!AMR\n".to_vec(), broken, unknown] {
            assert!(matches!(Recording::new(bytes), Err(MediaError::NotAVoice(_))));
        }
        let long = recording("#!AMR\n", &[(0, 13); 3_001]);
        assert!(matches!(Recording::new(long), Err(MediaError::TooLarge { found: 60_020, .. })));
    }
}
