//! Recordings that are no AMR: WAV, Opus in Ogg or `WebM`, and AAC as it is or in MP4.

use std::io::Cursor;

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::formats::TrackType;
use symphonia::core::formats::probe::Hint;
use symphonia::core::io::MediaSourceStream;
use symphonia_adapter_libopus::OpusDecoder;

use super::LONGEST;
use crate::MediaError;

/// What recordings are made with, in samples a second.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// The finest rate that a voice is heard at, in samples a second.
const FINEST: u32 = 24_000;

/// The longest recording that is heard, in milliseconds. Others may record for longer than we send.
const LONGEST_HEARD: u64 = 300_000;

/// Sound as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Samples of one channel, from -1 to 1.
    pub samples: Vec<f32>,
    /// How many of them a second has.
    pub rate: u32,
}

/// The samples of a recording at another rate.
pub(super) fn samples(recording: Vec<u8>, rate: u32) -> Result<Vec<i16>, MediaError> {
    resampled(decode(recording, LONGEST)?, rate)
}

/// The samples of sound at another rate.
pub(super) fn resampled(sound: Sound, rate: u32) -> Result<Vec<i16>, MediaError> {
    if !RATES.contains(&sound.rate) {
        return Err(not_a_voice("it has no rate from 8,000 to 192,000 samples a second"));
    }
    if sound.samples.is_empty() {
        return Err(not_a_voice("it is empty"));
    }
    Ok(whole(&resample(sound, rate).map_err(not_a_voice)?))
}

/// The samples of a recording that somebody else made, and how many a second has.
pub(super) fn heard(recording: Vec<u8>) -> Result<(Vec<i16>, u32), MediaError> {
    let sound = decode(recording, LONGEST_HEARD)?;
    let rate = sound.rate.min(FINEST);
    Ok((whole(&resample(sound, rate).map_err(not_a_voice)?), rate))
}

#[expect(clippy::cast_possible_truncation, reason = "it is clamped to the range of 16 bits")]
fn whole(samples: &[f32]) -> Vec<i16> {
    samples.iter().map(|sample| (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16).collect()
}

fn decode(recording: Vec<u8>, longest: u64) -> Result<Sound, MediaError> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(recording)), <_>::default());
    let probe = symphonia::default::get_probe();
    let mut format =
        probe.probe(&Hint::new(), source, <_>::default(), <_>::default()).map_err(not_a_voice)?;
    let track = format.default_track(TrackType::Audio);
    let track = track.ok_or_else(|| not_a_voice("nothing is to be heard in it"))?;
    let Some(CodecParameters::Audio(codec)) = &track.codec_params else {
        return Err(not_a_voice("its codec is not known"));
    };
    let id = track.id;
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<OpusDecoder>();
    let mut player =
        codecs.make_audio_decoder(codec, &AudioDecoderOptions::default()).map_err(not_a_voice)?;

    let mut sound = Sound { samples: Vec::new(), rate: 0 };
    let mut interleaved: Vec<f32> = Vec::new();
    while let Some(packet) = format.next_packet().map_err(not_a_voice)? {
        if packet.track_id != id {
            continue;
        }
        let part = player.decode(&packet).map_err(not_a_voice)?;
        let (rate, channels) = (part.spec().rate(), part.spec().channels().count());
        if !RATES.contains(&rate) || sound.rate != 0 && sound.rate != rate {
            return Err(not_a_voice("it has no rate from 8,000 to 192,000 samples a second"));
        }
        sound.rate = rate;
        part.copy_to_vec_interleaved(&mut interleaved);
        #[expect(clippy::cast_precision_loss, reason = "there are few channels")]
        let mix = |frame: &[f32]| frame.iter().sum::<f32>() / channels as f32;
        sound.samples.extend(interleaved.chunks_exact(channels.max(1)).map(mix));
        if sound.milliseconds() > longest {
            return Err(MediaError::TooLarge {
                found: sound.milliseconds(),
                limit: longest,
                unit: "milliseconds",
            });
        }
    }
    if sound.samples.is_empty() {
        return Err(not_a_voice("it is empty"));
    }
    Ok(sound)
}

impl Sound {
    fn milliseconds(&self) -> u64 {
        self.samples.len() as u64 * 1_000 / u64::from(self.rate.max(1))
    }
}

fn resample(sound: Sound, rate: u32) -> Result<Vec<f32>, Box<dyn std::error::Error>> {
    if sound.rate == rate {
        return Ok(sound.samples);
    }
    let size = sound.samples.len();
    let mut resampler = Fft::new(sound.rate as usize, rate as usize, 1_024, 1, FixedSync::Input)?;
    let input = InterleavedSlice::new(&sound.samples, 1, size)?;
    Ok(resampler.process_all(&input, size, None)?.take_data())
}

fn not_a_voice(why: impl std::fmt::Display) -> MediaError {
    MediaError::NotAVoice(why.to_string())
}
