//! A recording as it grows. Its time is that of the sound: a clock has no part in it.

use pipit_im::Sound;

/// The longest recording, in milliseconds.
const LONGEST: u64 = 60_000;

/// A shorter one was a slip, in milliseconds.
const SHORTEST: u64 = 1_000;

/// How often it is told how loud it is, in milliseconds.
const STEP: u64 = 50;

/// The quietest that is shown, in decibels below the loudest there is.
const FLOOR: f32 = -60.0;

/// What has been recorded.
pub(super) struct Recorder {
    sound: Sound,
    /// How many samples were there when the level was measured last.
    measured: usize,
    level: f32,
    silent: bool,
}

impl Recorder {
    /// Begins with nothing, at so many samples a second.
    pub(super) fn new(rate: u32) -> Self {
        Self {
            sound: Sound { samples: Vec::new(), rate: rate.max(1) },
            measured: 0,
            level: 0.0,
            silent: true,
        }
    }

    /// Takes in what is heard, up to the longest; true when that is worth telling.
    pub(super) fn hear(&mut self, part: &[f32]) -> bool {
        let room = self.samples_in(LONGEST).saturating_sub(self.sound.samples.len());
        self.sound.samples.extend(part.iter().take(room));
        let fresh = self.sound.samples.get(self.measured..).unwrap_or_default();
        if fresh.len() < self.samples_in(STEP) && !self.is_full() {
            return false;
        }
        self.level = level(fresh);
        self.silent &= self.level <= 0.0;
        self.measured = self.sound.samples.len();
        true
    }

    pub(super) fn is_full(&self) -> bool {
        self.sound.samples.len() >= self.samples_in(LONGEST)
    }

    pub(super) fn is_too_short(&self) -> bool {
        self.milliseconds() < SHORTEST
    }

    /// How loud it is, from 0 to 1, as ears judge it.
    pub(super) fn level(&self) -> f32 {
        self.level
    }

    /// Nothing but silence so far.
    pub(super) fn is_silent(&self) -> bool {
        self.silent
    }

    pub(super) fn milliseconds(&self) -> u64 {
        self.sound.samples.len() as u64 * 1_000 / u64::from(self.sound.rate)
    }

    pub(super) fn sound(&self) -> &Sound {
        &self.sound
    }

    fn samples_in(&self, milliseconds: u64) -> usize {
        usize::try_from(u64::from(self.sound.rate) * milliseconds / 1_000).unwrap_or(usize::MAX)
    }
}

#[expect(clippy::cast_precision_loss, reason = "parts are short")]
fn level(part: &[f32]) -> f32 {
    let power = part.iter().map(|sample| sample * sample).sum::<f32>() / part.len().max(1) as f32;
    // The logarithm of nothing is below every floor.
    ((10.0 * power.log10() - FLOOR) / -FLOOR).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::cast_precision_loss, reason = "a tone is short")]
    fn tone(loudness: f32, samples: usize) -> Vec<f32> {
        (0..samples).map(|at| (at as f32 * 0.2).sin() * loudness).collect()
    }

    #[test]
    fn the_level_is_told_twenty_times_a_second_and_follows_the_ear() {
        let mut recorder = Recorder::new(48_000);
        let told: Vec<f32> = tone(1.0, 48_000)
            .chunks(960)
            .map(|part| (recorder.hear(part), recorder.level()))
            .filter(|(told, _)| *told)
            .map(|(_, level)| level)
            .collect();
        assert_eq!(told.len(), 16, "parts of 20 ms make steps of 60");
        assert!(told.iter().all(|level| *level > 0.9), "{told:?}");
        assert_eq!(recorder.milliseconds(), 1_000);
        let mut heard = |loudness| {
            recorder.hear(&tone(loudness, 4_800));
            recorder.level()
        };
        let (soft, softer) = (heard(0.1), heard(0.01));
        assert!(soft > softer && softer > 0.0, "{soft} {softer}");
    }

    #[test]
    fn silence_is_no_level_and_is_known_until_something_is_heard() {
        let mut recorder = Recorder::new(8_000);
        assert!(recorder.hear(&[0.0; 800]));
        assert!(recorder.is_silent());
        assert!(recorder.level().abs() < f32::EPSILON);
        recorder.hear(&tone(0.5, 800));
        recorder.hear(&[0.0; 800]);
        assert!(!recorder.is_silent(), "a pause is no silence");
    }

    #[test]
    fn it_ends_after_a_minute_to_the_sample() {
        let mut recorder = Recorder::new(8_000);
        recorder.hear(&vec![0.1; 479_999]);
        assert!(!recorder.is_full());
        assert!(recorder.hear(&[0.1; 100]), "the end is told");
        assert!(recorder.is_full());
        assert_eq!((recorder.milliseconds(), recorder.sound().samples.len()), (60_000, 480_000));
    }

    #[test]
    fn less_than_a_second_is_too_short() {
        let mut recorder = Recorder::new(8_000);
        recorder.hear(&vec![0.1; 7_999]);
        assert!(recorder.is_too_short());
        recorder.hear(&[0.1; 1]);
        assert!(!recorder.is_too_short());
    }
}
