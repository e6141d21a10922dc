//! The camera. A web view gives it to a page, so what is decided here is which page gets it: one for whose next film it was
//! lent, and nobody else, however they ask.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tauri::webview::{PermissionKind, PermissionResponse};

/// How long a page may take to ask for what it was lent. Too short: a slow machine finds no camera; too long: something else
/// could ask in its place.
const PATIENCE: Duration = Duration::from_secs(10);

/// The leave to use the camera and, for the sound of a film, the microphone.
#[derive(Default)]
pub struct Camera(Mutex<Option<Instant>>);

impl Camera {
    /// Lends both for the next film.
    pub fn lend(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// What a page gets that asks for this. The screen is nobody's; what is no picture and no sound is the web view's to
    /// decide.
    pub fn answer(&self, kind: PermissionKind) -> PermissionResponse {
        let lent = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kind {
            PermissionKind::Camera | PermissionKind::Microphone
                if lent.is_some_and(|since| since.elapsed() < PATIENCE) =>
            {
                PermissionResponse::Allow
            }
            PermissionKind::Camera | PermissionKind::Microphone | PermissionKind::DisplayCapture => {
                PermissionResponse::Deny
            }
            _ => PermissionResponse::Default,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gets_what_was_not_lent() {
        let camera = Camera::default();
        let media = [PermissionKind::Camera, PermissionKind::Microphone];
        for kind in media {
            assert!(matches!(camera.answer(kind), PermissionResponse::Deny), "{kind:?}");
        }
        camera.lend();
        for kind in media {
            assert!(matches!(camera.answer(kind), PermissionResponse::Allow), "{kind:?}");
        }
        assert!(matches!(camera.answer(PermissionKind::DisplayCapture), PermissionResponse::Deny));
        assert!(matches!(camera.answer(PermissionKind::Geolocation), PermissionResponse::Default));
    }
}
