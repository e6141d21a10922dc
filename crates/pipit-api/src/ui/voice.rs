//! Voices: those that are played, and the one that is recorded.

use pipit_im::ConversationId;
use serde::Serialize;
use ts_rs::TS;

/// A voice that can be played.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Voice {
    /// The voice itself, as a `data:` address of a WAV.
    pub url: String,
    /// What it looks like.
    pub wave: Wave,
}

/// What a voice looks like.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Wave {
    /// How loud each of 48 parts is, from 0 to 255.
    pub peaks: Vec<u8>,
    /// How long it is.
    pub seconds: f64,
}

/// The voice that is recorded, or was and waits to be sent. There is one at a time.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Recording {
    /// Where it will be sent.
    pub conversation: ConversationId,
    /// How loud it is now, from 0 to 1.
    pub level: f32,
    /// How long it is, in milliseconds; at most 60,000.
    pub ms: u32,
    /// Nothing has been heard so far: the microphone may be muted.
    pub silent: bool,
    /// Why it does not go on; absent while it does.
    pub stopped: Option<RecordingEnd>,
}

/// Why a recording does not go on. What there is of it can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RecordingEnd {
    /// A voice lasts no longer.
    Limit,
    /// Its chat was left.
    Left,
    /// The microphone is gone.
    Lost,
}
