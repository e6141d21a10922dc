//! Voices: AMR recordings, narrow and wide band, in files as RFC 4867 (section 5) lays them out. Others become narrow band,
//! which everybody's apps play.

mod foreign;
mod wave;

use std::io::Cursor;

use codec_core::codecs::amr::storage;
use codec_core::codecs::amr::{AmrCodec, AmrFrameType, AmrPayloadFrame, AmrVariant};
use codec_core::error::CodecError;
use codec_core::types::{CodecConfig, CodecType, CodedFrame, FrameKind, VariableRateCodec};
use hound::{SampleFormat, WavSpec, WavWriter};

use super::{MediaError, OutgoingFile};
pub use foreign::Sound;
pub use wave::Waveform;

/// The longest recording, in milliseconds.
const LONGEST: u64 = 60_000;

/// What is read of a file at most, in bytes: a minute of stereo in 24 bits at 96 kHz fits.
const LARGEST: u64 = 36 * 1024 * 1024;

/// The length of a frame, in milliseconds.
const FRAME: u64 = 20;

/// The mode of 12.2 kbit/s: a minute takes 96,000 bytes, and as base64 still fits into a message.
const BEST_NARROW: u8 = 7;

/// A recording that can be played.
pub(crate) struct Recording {
    pub(crate) bytes: Vec<u8>,
    /// In milliseconds.
    pub(crate) length: u64,
}

impl Recording {
    pub(crate) fn read(file: OutgoingFile) -> Result<Self, MediaError> {
        Self::new(file.whole(LARGEST)?)
    }

    /// What a microphone heard, as AMR.
    pub(crate) fn of(sound: Sound) -> Result<Self, MediaError> {
        let variant = AmrVariant::NarrowBand;
        let samples = foreign::resampled(sound, variant.sample_rate())?;
        Self::new(narrow(&samples)?)
    }

    fn new(bytes: Vec<u8>) -> Result<Self, MediaError> {
        let bytes = if bytes.starts_with(b"#!AMR") { bytes } else { from_foreign(bytes)? };
        let (_, frames) = storage::read(&bytes).map_err(|error| MediaError::NotAVoice(error.to_string()))?;
        let length = FRAME * u64::try_from(frames.len()).unwrap_or(u64::MAX);
        match length {
            0 => Err(MediaError::NotAVoice("it is empty".into())),
            1..=LONGEST => Ok(Self { bytes, length }),
            found => Err(MediaError::TooLarge { found, limit: LONGEST, unit: "milliseconds" }),
        }
    }
}

/// A recording that is no AMR, as AMR of the narrow band's best rate.
fn from_foreign(bytes: Vec<u8>) -> Result<Vec<u8>, MediaError> {
    let variant = AmrVariant::NarrowBand;
    narrow(&foreign::samples(bytes, variant.sample_rate())?)
}

fn narrow(samples: &[i16]) -> Result<Vec<u8>, MediaError> {
    encode(AmrVariant::NarrowBand, BEST_NARROW, samples)
        .map_err(|error| MediaError::NotAVoice(error.to_string()))
}

fn encode(variant: AmrVariant, mode: u8, samples: &[i16]) -> Result<Vec<u8>, CodecError> {
    let mut codec = AmrCodec::new(&CodecConfig::new(kind_of(variant)))?;
    codec.set_mode(mode)?;
    let mut frames = Vec::new();
    for chunk in samples.chunks(variant.frame_samples()) {
        let mut chunk = chunk.to_vec();
        chunk.resize(variant.frame_samples(), 0); // the last one ends in silence
        let frame = codec.encode_frame(&chunk)?;
        let kind = AmrFrameType::from_index(variant, frame.mode)?;
        frames.push(AmrPayloadFrame::new(kind, true, frame.data)?);
    }
    storage::write(variant, &frames)
}

fn kind_of(variant: AmrVariant) -> CodecType {
    match variant {
        AmrVariant::NarrowBand => CodecType::AmrNb,
        AmrVariant::WideBand => CodecType::AmrWb,
    }
}

/// A recording as WAV, which every system plays: 16 bits, one channel, at most 24 kHz.
pub(super) fn to_wav(recording: Vec<u8>) -> Result<Vec<u8>, MediaError> {
    let (samples, rate) =
        if recording.starts_with(b"#!AMR") { decode(&recording)? } else { foreign::heard(recording)? };
    wav(&samples, rate).map_err(|error| MediaError::NotAVoice(error.to_string()))
}

/// The samples of an AMR recording, and how many a second has.
fn decode(recording: &[u8]) -> Result<(Vec<i16>, u32), MediaError> {
    let broken = |error: CodecError| MediaError::NotAVoice(error.to_string());
    let (variant, frames) = storage::read(recording).map_err(broken)?;
    let length = FRAME * u64::try_from(frames.len()).unwrap_or(u64::MAX);
    if length > LONGEST {
        return Err(MediaError::TooLarge { found: length, limit: LONGEST, unit: "milliseconds" });
    }
    let mut codec = AmrCodec::new(&CodecConfig::new(kind_of(variant))).map_err(broken)?;
    let mut samples = Vec::new();
    for frame in frames {
        samples.extend(codec.decode_frame(&coded(frame)).map_err(broken)?);
    }
    Ok((samples, variant.sample_rate()))
}

fn wav(samples: &[i16], sample_rate: u32) -> hound::Result<Vec<u8>> {
    let mut wav = Cursor::new(Vec::new());
    let spec = WavSpec { channels: 1, sample_rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::new(&mut wav, spec)?;
    for sample in samples {
        writer.write_sample(*sample)?;
    }
    writer.finalize()?;
    Ok(wav.into_inner())
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

    /// A 440 Hz tone.
    #[expect(clippy::cast_possible_truncation, reason = "a sine of 8,000 fits")]
    fn tone(rate: u32, seconds: u32) -> Vec<i16> {
        let samples = 0..rate * seconds;
        samples
            .map(|at| {
                ((f64::from(at) / f64::from(rate) * 440.0 * std::f64::consts::TAU).sin() * 8_000.0) as i16
            })
            .collect()
    }

    fn waves(channels: u16, sample_rate: u32, samples: &[i16]) -> Vec<u8> {
        let mut wav = Cursor::new(Vec::new());
        let spec = WavSpec { channels, sample_rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let mut writer = WavWriter::new(&mut wav, spec).unwrap();
        for sample in samples {
            for _ in 0..channels {
                writer.write_sample(*sample).unwrap();
            }
        }
        writer.finalize().unwrap();
        wav.into_inner()
    }

    /// How often a second what is heard of a recording rises through the middle.
    fn pitch(recording: &[u8]) -> usize {
        let reader = hound::WavReader::new(Cursor::new(to_wav(recording.to_vec()).unwrap())).unwrap();
        let rate = reader.spec().sample_rate as usize;
        let samples: Vec<i16> = reader.into_samples().map(Result::unwrap).collect();
        let rises = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
        rises * rate / samples.len()
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
        assert!(matches!(to_wav(long.clone()), Err(MediaError::TooLarge { .. })));
        assert!(matches!(Recording::new(long), Err(MediaError::TooLarge { found: 60_020, .. })));
    }

    #[test]
    fn a_tone_is_still_the_same_tone_when_it_is_played() {
        for (variant, mode) in [(AmrVariant::NarrowBand, BEST_NARROW), (AmrVariant::WideBand, 8)] {
            let recording = encode(variant, mode, &tone(variant.sample_rate(), 1)).unwrap();
            assert_eq!(Recording::new(recording.clone()).unwrap().length, 1_000);
            assert!((425..=455).contains(&pitch(&recording)), "{} Hz", pitch(&recording));
        }
    }

    #[test]
    fn what_other_recorders_make_becomes_amr() {
        // Opus in Ogg and in WebM: two seconds of the same tone, made by ffmpeg.
        let ogg = include_bytes!("voice/tone.ogg").to_vec();
        let webm = include_bytes!("voice/tone.webm").to_vec();
        let rates = [(1, 8_000), (1, 16_000), (2, 44_100), (2, 48_000)];
        let recorded = rates.map(|(channels, rate)| waves(channels, rate, &tone(rate, 2)));
        for file in recorded.into_iter().chain([ogg, webm]) {
            let recording = Recording::new(file).unwrap();
            assert!(recording.bytes.starts_with(b"#!AMR\n"));
            assert!((1_980..=2_040).contains(&recording.length), "{} ms", recording.length);
            assert!((425..=455).contains(&pitch(&recording.bytes)), "{} Hz", pitch(&recording.bytes));
        }
    }

    #[test]
    fn what_phones_record_is_heard_as_they_made_it() {
        // AAC as it is and in MP4: two seconds of the same tone, made by ffmpeg.
        let bare = include_bytes!("voice/tone.aac").to_vec();
        let boxed = include_bytes!("voice/tone.m4a").to_vec();
        for file in [bare, boxed, waves(2, 48_000, &tone(48_000, 2)), waves(1, 8_000, &tone(8_000, 2))] {
            assert!((425..=455).contains(&pitch(&file)), "{} Hz", pitch(&file));
        }
        assert!(matches!(to_wav(b"<html>".to_vec()), Err(MediaError::NotAVoice(_))));
        let long = waves(1, 8_000, &tone(8_000, 301));
        assert!(matches!(to_wav(long), Err(MediaError::TooLarge { .. })));
    }

    #[test]
    fn a_foreign_recording_that_is_broken_too_long_or_empty_is_refused() {
        let whole = waves(1, 16_000, &tone(16_000, 1));
        for broken in
            [waves(1, 16_000, &[]), whole[..60].to_vec(), whole[..30].to_vec(), waves(1, 300, &tone(300, 1))]
        {
            assert!(matches!(Recording::new(broken), Err(MediaError::NotAVoice(_))));
        }
        let long = waves(1, 8_000, &tone(8_000, 61));
        assert!(matches!(Recording::new(long), Err(MediaError::TooLarge { limit: LONGEST, .. })));
    }
}
