//! Compressed answers: gzip or zlib of the same message, inside of it.

use std::io::Read;

use flate2::read::{GzDecoder, ZlibDecoder};
use thiserror::Error;

/// Why compressed bytes cannot be read.
#[derive(Debug, Error)]
pub enum InflateError {
    /// They are neither gzip nor zlib, or damaged.
    #[error("the compressed bytes are damaged: {0}")]
    Damaged(#[from] std::io::Error),
    /// They grow beyond what was allowed.
    #[error("the bytes grow beyond {0} when decompressed")]
    TooLarge(usize),
}

/// Inflates gzip or zlib, to `limit` bytes at most: a small answer must not fill the memory.
///
/// # Errors
/// When the bytes are damaged or grow beyond the limit.
pub fn inflate(compressed: &[u8], limit: usize) -> Result<Vec<u8>, InflateError> {
    let mut bytes = Vec::new();
    let allowed = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    if compressed.starts_with(&[0x1F, 0x8B]) {
        GzDecoder::new(compressed).take(allowed).read_to_end(&mut bytes)?;
    } else {
        ZlibDecoder::new(compressed).take(allowed).read_to_end(&mut bytes)?;
    }
    if bytes.len() > limit { Err(InflateError::TooLarge(limit)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    #[test]
    fn both_forms_are_read_and_a_bomb_is_refused() {
        let plain = vec![7; 10_000];
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&plain).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(&plain).unwrap();
        assert_eq!(inflate(&gzip, 10_000).unwrap(), plain);
        assert_eq!(inflate(&zlib.finish().unwrap(), 10_000).unwrap(), plain);
        assert!(matches!(inflate(&gzip, 9_999), Err(InflateError::TooLarge(9_999))));
        assert!(matches!(inflate(b"neither", 100), Err(InflateError::Damaged(_))));
    }
}
