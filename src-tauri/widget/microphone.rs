//! The microphone in a widget. The person is asked by the system, once a run; and nothing is recorded but for a window that
//! they look at.

use std::sync::{Mutex, PoisonError};

use pipit_api::{Listening, Microphone, MicrophoneProblem};
use tauri::{AppHandle, Manager};

use super::{Host, asking};
use crate::microphone::SystemMicrophone;

/// The system's microphone, behind a question.
pub struct WidgetMicrophone {
    app: AppHandle,
    /// The person has allowed it; who did not is asked again.
    allowed: Mutex<bool>,
}

impl WidgetMicrophone {
    pub fn new(app: AppHandle) -> Self {
        Self { app, allowed: Mutex::new(false) }
    }
}

impl Microphone for WidgetMicrophone {
    fn open(&self) -> Result<Listening, MicrophoneProblem> {
        let host = self.app.try_state::<Host>().ok_or(MicrophoneProblem::Missing)?;
        if !host.pages.looked_at() {
            return Err(MicrophoneProblem::Refused);
        }
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        if !*allowed {
            *allowed = asking::ask(&self.app, &host, "microphone.ask");
        }
        if *allowed { SystemMicrophone.open() } else { Err(MicrophoneProblem::Refused) }
    }
}
