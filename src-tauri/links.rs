//! Links open in the system's browser, never in the app.

use pipit_api::Links;

/// The system's own way of opening an address.
pub struct SystemLinks;

impl Links for SystemLinks {
    fn open(&self, url: &str) -> std::io::Result<()> {
        open::that_detached(url)
    }
}
