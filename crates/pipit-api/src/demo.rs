//! Finding a server that offers demo users.

use std::time::Duration;

use reqwest::redirect::Policy;

use crate::ui::DemoServer;

/// How long a server may take to say that it has a demo. The page asks while somebody types an address.
const PATIENCE: Duration = Duration::from_secs(3);

/// The largest list of demo users, in bytes.
const LARGEST: usize = 64 * 1024;

/// Asks a server for its demo users; a server without a demo, or none at all, is no error.
pub(crate) async fn find(server: &str) -> Option<DemoServer> {
    let server = crate::session::with_scheme(server.split(';').next()?);
    // A redirection could lead anywhere, also into the network of whoever types.
    let client =
        reqwest::Client::builder().timeout(PATIENCE).no_proxy().redirect(Policy::none()).build().ok()?;
    let mut answer = client.get(format!("{server}/demo.json")).send().await.ok()?;
    if !answer.status().is_success() {
        return None;
    }
    let mut json = Vec::new();
    while let Some(piece) = answer.chunk().await.ok()? {
        json.extend_from_slice(&piece);
        if json.len() > LARGEST {
            return None;
        }
    }
    serde_json::from_slice(&json).ok()
}
