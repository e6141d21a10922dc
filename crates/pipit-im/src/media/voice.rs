//! Voices: AMR recordings, narrow and wide band, in files as RFC 4867 (section 5) lays them out.

use std::io::Cursor;
use std::path::Path;

use codec_core::codecs::amr::storage;
use codec_core::codecs::amr::{AmrCodec, AmrFrameType, AmrPayloadFrame, AmrVariant};
use codec_core::types::{CodecConfig, CodecType, CodedFrame, FrameKind, VariableRateCodec};
use hound::{SampleFormat, WavSpec, WavWriter};

use super::MediaError;

/// The longest recording, in milliseconds, and with it what is read of a file at most, in bytes.
const LONGEST: u64 = 60_000;
const LARGEST: u64 = 200 * 1024;

/// The length of a frame, in milliseconds.
const FRAME: u64 = 20;

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
        let (_, frames) = storage::read(&bytes).map_err(|error| MediaError::NotAVoice(error.to_string()))?;
        let length = FRAME * u64::try_from(frames.len()).unwrap_or(u64::MAX);
        match length {
            0 => Err(MediaError::NotAVoice("it is empty".into())),
            1..=LONGEST => Ok(Self { bytes, length }),
            found => Err(MediaError::TooLarge { found, limit: LONGEST, unit: "milliseconds" }),
        }
    }
}

/// A recording as WAV, which every system plays: 16 bits, one channel, 8 or 16 kHz. Nothing when it is none, or longer
/// than recordings are.
pub(super) fn to_wav(recording: &[u8]) -> Option<Vec<u8>> {
    let (variant, frames) = storage::read(recording).ok()?;
    if u64::try_from(frames.len()).ok()? * FRAME > LONGEST {
        return None;
    }
    let kind = match variant {
        AmrVariant::NarrowBand => CodecType::AmrNb,
        AmrVariant::WideBand => CodecType::AmrWb,
    };
    let mut codec = AmrCodec::new(&CodecConfig::new(kind)).ok()?;
    let mut wav = Cursor::new(Vec::new());
    let spec = WavSpec {
        channels: 1,
        sample_rate: variant.sample_rate(),
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut writer = WavWriter::new(&mut wav, spec).ok()?;
    for frame in frames {
        for sample in codec.decode_frame(&coded(frame)).ok()? {
            writer.write_sample(sample).ok()?;
        }
    }
    writer.finalize().ok()?;
    Some(wav.into_inner())
}

/// The same frame, as the codec takes it.
fn coded(frame: AmrPayloadFrame) -> CodedFrame {
    let (kind, mode) = match frame.frame_type {
        AmrFrameType::Speech(mode) => (FrameKind::Speech, mode.index()),
        AmrFrameType::Sid(_) => (FrameKind::ComfortNoise, 0),
        AmrFrameType::NoData => (FrameKind::NoData, 0),
        AmrFrameType::SpeechLost => (FrameKind::Lost, 0),
    };
    CodedFrame { kind, mode, quality_ok: frame.quality_ok, data: frame.data }
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

    /// A second of a 440 Hz tone, as AMR of the best mode.
    #[expect(clippy::cast_possible_truncation, reason = "a sine of 8,000 fits")]
    fn tone(kind: CodecType, variant: AmrVariant, mode: u8) -> Vec<u8> {
        let mut codec = AmrCodec::new(&CodecConfig::new(kind)).unwrap();
        codec.set_mode(mode).unwrap();
        let rate = f64::from(variant.sample_rate());
        let samples: Vec<i16> = (0..variant.sample_rate())
            .map(|at| ((f64::from(at) / rate * 440.0 * std::f64::consts::TAU).sin() * 8_000.0) as i16)
            .collect();
        let frames: Vec<AmrPayloadFrame> = samples
            .chunks(variant.frame_samples())
            .map(|samples| {
                let frame = codec.encode_frame(samples).unwrap();
                let kind = AmrFrameType::from_index(variant, frame.mode).unwrap();
                AmrPayloadFrame::new(kind, true, frame.data).unwrap()
            })
            .collect();
        storage::write(variant, &frames).unwrap()
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
        let unknown = recording("#!AMR\n", &[(13, 10)]);
        for bytes in [Vec::new(), b"RIFF....WAVE".to_vec(), b"#!AMR\n".to_vec(), broken, unknown] {
            assert!(matches!(Recording::new(bytes), Err(MediaError::NotAVoice(_))));
        }
        let long = recording("#!AMR\n", &vec![(0, 13); 3_001]);
        assert!(to_wav(&long).is_none());
        assert!(matches!(Recording::new(long), Err(MediaError::TooLarge { found: 60_020, .. })));
    }

    #[test]
    fn a_tone_is_still_the_same_tone_when_it_is_played() {
        let kinds =
            [(CodecType::AmrNb, AmrVariant::NarrowBand, 7), (CodecType::AmrWb, AmrVariant::WideBand, 8)];
        for (kind, variant, mode) in kinds {
            let wav = to_wav(&tone(kind, variant, mode)).unwrap();
            let reader = hound::WavReader::new(Cursor::new(wav)).unwrap();
            assert_eq!(reader.spec().sample_rate, variant.sample_rate());
            let samples: Vec<i16> = reader.into_samples().map(Result::unwrap).collect();
            assert_eq!(samples.len(), usize::try_from(variant.sample_rate()).unwrap());
            let rises = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
            assert!((425..=455).contains(&rises), "{rises} Hz");
        }
    }
}
