//! Voices that are played.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pipit_im::{Client, Content, Held, MessageId, ReceivedStatus, UserId, Waveform, data_url, keep};

use crate::ui::{MediaArgs, MessageArgs, Voice, Wave};
use crate::{Api, ApiError, ErrorCode};

/// Of how many voices it is remembered what they look like: more than a chat's window shows.
const MOST: usize = 512;

/// Which voice: whose message, and which of those that it holds.
type Which = (UserId, MessageId, Held);

/// What voices look like that were looked at lately.
#[derive(Default)]
pub(crate) struct Waves(Mutex<VecDeque<(Which, Wave)>>);

impl Waves {
    fn known(&self) -> MutexGuard<'_, VecDeque<(Which, Wave)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, which: &Which) -> Option<Wave> {
        self.known().iter().rev().find(|(known, _)| known == which).map(|(_, wave)| wave.clone())
    }

    fn keep(&self, which: Which, wave: &Wave) {
        let mut known = self.known();
        known.retain(|(of, _)| *of != which);
        known.push_back((which, wave.clone()));
        if known.len() > MOST {
            known.pop_front();
        }
    }
}

impl Api {
    /// A voice as WAV, and what it looks like. It counts as listened to from now on.
    pub(crate) async fn voice(&self, args: MediaArgs) -> Result<Voice, ApiError> {
        let client = self.client()?;
        let (wav, wave) = heard(&client, &client.content(args.message_id, args.held).await?).await?;
        self.waves().keep(which(&client, args), &wave);
        if args.held == Held::ITSELF {
            client.set_received_status(args.message_id, ReceivedStatus::Listened).await?;
        }
        Ok(Voice { url: data_url(&wav, "audio/wav"), wave })
    }

    /// What a voice looks like, if that is known without fetching it.
    pub(crate) async fn wave(&self, args: MediaArgs) -> Result<Option<Wave>, ApiError> {
        let client = self.client()?;
        let which = which(&client, args);
        if let Some(wave) = self.waves().find(&which) {
            return Ok(Some(wave));
        }
        let content = client.content(args.message_id, args.held).await?;
        if matches!(content, Content::HqVoice(_)) {
            return Ok(None);
        }
        let (_, wave) = heard(&client, &content).await?;
        self.waves().keep(which, &wave);
        Ok(Some(wave))
    }

    /// Saves a voice among the downloads as WAV, which every player knows; the file's name.
    pub(crate) async fn save_voice(&self, args: MediaArgs) -> Result<String, ApiError> {
        let client = self.client()?;
        let wav = client.voice(&client.content(args.message_id, args.held).await?).await?;
        let name = format!("pipit-voice-{}.wav", args.message_id.0);
        let unwritable = |error: std::io::Error| {
            ApiError::new(ErrorCode::StoreUnavailable, format!("the voice cannot be kept: {error}"))
        };
        let path = keep(&self.downloads().await?, &name, &wav).await.map_err(unwritable)?;
        Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }

    /// The voice that is played when one has come to its end: the next of the chat that nobody has listened to.
    pub(crate) async fn next_unheard(&self, args: MessageArgs) -> Result<Option<MessageId>, ApiError> {
        Ok(self.client()?.next_unheard(args.message_id).await?)
    }
}

fn which(client: &Client, args: MediaArgs) -> Which {
    (client.user_id().clone(), args.message_id, args.held)
}

/// A voice as WAV, wherever it lies, and what it looks like.
async fn heard(client: &Client, content: &Content) -> Result<(Vec<u8>, Wave), ApiError> {
    let wav = client.voice(content).await?;
    let looked = tokio::task::spawn_blocking(move || Waveform::of(&wav).map(|wave| (wav, wave_of(wave))));
    let unplayable = || ApiError::new(ErrorCode::FileUnavailable, "the voice cannot be played");
    looked.await.ok().flatten().ok_or_else(unplayable)
}

#[expect(clippy::cast_precision_loss, reason = "a voice is short")]
fn wave_of(Waveform { peaks, milliseconds }: Waveform) -> Wave {
    Wave { peaks, seconds: milliseconds as f64 / 1_000.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_lately_is_known_and_the_oldest_is_forgotten() {
        let waves = Waves::default();
        let which = |number| (UserId::new("alice"), MessageId(number), Held::ITSELF);
        let wave = |number: u8| Wave { peaks: vec![number], seconds: 1.0 };
        for number in 0..=512 {
            waves.keep(which(number), &wave(1));
        }
        waves.keep(which(512), &wave(2));
        assert_eq!(waves.find(&which(0)), None);
        assert_eq!(waves.find(&which(512)), Some(wave(2)));
        assert_eq!(
            waves.find(&(UserId::new("bob"), MessageId(512), Held::ITSELF)),
            None,
            "ids are a person's own"
        );
    }
}
