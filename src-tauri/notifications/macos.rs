//! The notifications of macOS: one is shown, and goes when the person or the system wants it to. Not tested: no such system
//! was at hand.

use pipit_api::Notification;

use super::Word;

/// The system's notifications.
#[derive(Default)]
pub(super) struct System {
    last: u32,
}

impl System {
    /// Shows a notification beside the others; its number.
    pub(super) async fn show(
        &mut self,
        notification: Notification,
        _: Option<u32>,
    ) -> notify_rust::error::Result<u32> {
        let mut request = notify_rust::Notification::new();
        request.appname("Pipit").summary(&notification.title).body(&notification.body);
        // The system's own call blocks.
        if let Ok(outcome) = tokio::task::spawn_blocking(move || request.show().map(drop)).await {
            outcome?;
        }
        self.last = self.last.wrapping_add(1);
        Ok(self.last)
    }

    /// There is no way to take one away.
    #[expect(clippy::unused_async, reason = "as on Linux, where a service is asked")]
    pub(super) async fn close(&mut self, _: u32) {}

    /// Nor is it said what becomes of it.
    pub(super) async fn next(&mut self) -> Word {
        std::future::pending().await
    }
}
