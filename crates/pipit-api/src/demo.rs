//! Finding a server that offers demo users.

use std::time::Duration;

use crate::ui::DemoServer;

/// How long a server may take to say that it has a demo. The page asks while somebody types an address.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks a server for its demo users; a server without a demo, or none at all, is no error.
pub(crate) async fn find(server: &str) -> Option<DemoServer> {
    let server = crate::session::with_scheme(server.split(';').next()?);
    let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build().ok()?;
    let answer = client.get(format!("{server}/demo.json")).send().await.ok()?;
    if !answer.status().is_success() || answer.content_length().is_some_and(|length| length > 64 * 1024) {
        return None;
    }
    answer.json().await.ok()
}
