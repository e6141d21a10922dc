//! Where sound comes in.

use std::sync::Arc;

use thiserror::Error;
use tokio::sync::mpsc;

use crate::{Api, ApiError, ErrorCode};

/// The system's microphone: the host's part.
pub trait Microphone: Send + Sync {
    /// Opens it, and answers when it is open; it blocks.
    ///
    /// # Errors
    /// When there is none, or it is not to be had.
    fn open(&self) -> Result<Listening, MicrophoneProblem>;
}

/// A microphone that is open. It is closed when nobody takes in what it hears.
pub struct Listening {
    /// How many samples a second has.
    pub rate: u32,
    /// What is heard: parts of one channel, from -1 to 1. When it ends, the microphone is gone.
    pub sound: mpsc::Receiver<Vec<f32>>,
}

/// Why there is no microphone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MicrophoneProblem {
    /// The system has none.
    #[error("the system has no microphone")]
    Missing,
    /// The system, or the person, does not allow it.
    #[error("the microphone may not be used")]
    Refused,
    /// It does not work; the text is for a developer.
    #[error("the microphone does not work: {0}")]
    Broken(String),
}

impl From<MicrophoneProblem> for ApiError {
    fn from(problem: MicrophoneProblem) -> Self {
        let code = match problem {
            MicrophoneProblem::Refused => ErrorCode::MicrophoneRefused,
            MicrophoneProblem::Missing | MicrophoneProblem::Broken(_) => ErrorCode::NoMicrophone,
        };
        Self::new(code, problem.to_string())
    }
}

impl Api {
    /// Gives the microphone to an app that has one. Only the first counts.
    pub fn set_microphone(&self, microphone: Arc<dyn Microphone>) {
        self.recordings().set_microphone(microphone);
    }
}
