//! The platform's signature: `hex(sha1(secret + nonce + timestamp))`.
//!
//! It is kept for compatibility and does not tell a replay from a call: the official Node library signs once for the
//! life of its process. So the API belongs behind TLS, and its address need not be reachable from outside.

use axum::http::HeaderMap;
use sha1::{Digest, Sha1};

/// True when the headers are signed with the app's secret. Both families of names are in use.
pub(super) fn holds(headers: &HeaderMap, app_key: &str, secret: &str) -> bool {
    let read = |name: &str| {
        let either = headers.get(name).or_else(|| headers.get(format!("rc-{name}")));
        either.and_then(|value| value.to_str().ok())
    };
    let (Some(key), Some(nonce), Some(timestamp), Some(signature)) =
        (read("app-key"), read("nonce"), read("timestamp"), read("signature"))
    else {
        return false;
    };
    let expected = Sha1::new().chain_update(secret).chain_update(nonce).chain_update(timestamp).finalize();
    key == app_key && same(&hex(&expected), &signature.to_ascii_lowercase())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares in a time that does not tell where the two differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}
