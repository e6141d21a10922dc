//! What a voice looks like: how loud it is from its beginning to its end.

use std::io::Cursor;

/// How many parts of a voice are told apart.
const PARTS: usize = 48;

/// Below this a voice is silence: noise is not made to look like words.
const QUIET: u32 = 400;

/// How loud a voice is, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waveform {
    /// The loudest of each of 48 parts; the loudest of all is 255, unless all is silence.
    pub peaks: Vec<u8>,
    /// How long it is, in milliseconds.
    pub milliseconds: u64,
}

impl Waveform {
    /// Looks at a voice as [`playable`](crate::playable) makes it; nothing of what is no such WAV. It blocks.
    pub fn of(wav: &[u8]) -> Option<Self> {
        let reader = hound::WavReader::new(Cursor::new(wav)).ok()?;
        let rate = u64::from(reader.spec().sample_rate.max(1));
        let samples: Vec<i16> = reader.into_samples().collect::<Result<_, _>>().ok()?;
        let loudest: Vec<u32> = parts(&samples).map(loudest).collect();
        let most = loudest.iter().copied().max().unwrap_or_default().max(QUIET);
        let shown = |loud: &u32| u8::try_from(loud * 255 / most).unwrap_or(u8::MAX);
        let length = u64::try_from(samples.len()).ok()? * 1_000 / rate;
        Some(Self { peaks: loudest.iter().map(shown).collect(), milliseconds: length })
    }
}

/// The parts of a voice, as long as each other but for a sample.
fn parts(samples: &[i16]) -> impl Iterator<Item = &[i16]> {
    let bound = |part: usize| samples.len() * part / PARTS;
    (0..PARTS).map(move |part| samples.get(bound(part)..bound(part + 1)).unwrap_or_default())
}

fn loudest(part: &[i16]) -> u32 {
    part.iter().map(|sample| u32::from(sample.unsigned_abs())).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hound::{SampleFormat, WavSpec, WavWriter};

    use super::*;

    fn wav(samples: impl IntoIterator<Item = i16>) -> Vec<u8> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: 8_000,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let mut wav = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut wav, spec).unwrap();
        samples.into_iter().for_each(|sample| writer.write_sample(sample).unwrap());
        writer.finalize().unwrap();
        wav.into_inner()
    }

    #[test]
    fn what_is_loud_stands_high_where_it_is_said() {
        let quiet_then_loud = (0..48_000).map(|at| if at < 24_000 { -5_000 } else { 10_000 });
        let wave = Waveform::of(&wav(quiet_then_loud)).unwrap();
        assert_eq!(wave.milliseconds, 6_000);
        assert_eq!(wave.peaks.len(), 48);
        assert_eq!((wave.peaks[..24].to_vec(), wave.peaks[24..].to_vec()), (vec![127; 24], vec![255; 24]));
    }

    #[test]
    fn silence_stays_flat_and_the_shortest_has_as_many_parts() {
        assert!(Waveform::of(&wav([3; 8_000])).unwrap().peaks.iter().all(|peak| *peak < 4));
        let short = Waveform::of(&wav([i16::MIN, 0])).unwrap();
        assert_eq!((short.peaks.len(), short.peaks.iter().max()), (48, Some(&255)));
        assert_eq!(Waveform::of(&wav([])).unwrap().peaks, vec![0; 48]);
        assert_eq!(Waveform::of(b"RIFF"), None);
    }
}
