//! The microphone in a widget. A widget's pages are a stranger's and share their origin with the kit's, so what one of
//! them asks for may be no press of a person. The person is asked by the system, where no page reaches, once a run; and
//! nothing is recorded but for a window that they look at.

use std::sync::{Mutex, PoisonError};

use pipit_api::{Listening, Microphone, MicrophoneProblem};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};

use super::Host;
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

    fn ask(&self, host: &Host) -> bool {
        let say = |key: &str| host.rcim.say(key, &[("name", host.pages.title())]);
        let buttons = MessageDialogButtons::OkCancelCustom(say("microphone.allow"), say("microphone.refuse"));
        let question =
            self.app.dialog().message(say("microphone.ask")).title(host.pages.title()).buttons(buttons);
        question.blocking_show()
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
            *allowed = self.ask(&host);
        }
        if *allowed { SystemMicrophone.open() } else { Err(MicrophoneProblem::Refused) }
    }
}
