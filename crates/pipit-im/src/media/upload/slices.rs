//! Files that go in slices: a broken upload goes on where it was, if the server remembers what it has.

use super::Trouble;
use super::form::token_fields;
use super::way::{Body, Request, Way};
use crate::network::{UploadForm, UploadMethod};

/// Bytes of a slice: what is lost at most when the connection breaks.
const SLICE: u64 = 1024 * 1024;

/// Sends everything from an offset on; the answer to the last slice.
pub(super) async fn send(way: &Way<'_>, mut start: u64) -> Result<Vec<u8>, Trouble> {
    let total = way.source.size;
    loop {
        let length = SLICE.min(total - start);
        let last = (start + length).saturating_sub(1).max(start);
        let request = Request {
            method: UploadMethod::Post,
            url: way.url(),
            headers: vec![
                ("X-File-TransactionId", way.source.hash.clone()),
                ("X-File-Total-Size", total.to_string()),
                ("Range", format!("bytes={start}-{last}")),
            ],
            form: Some(UploadForm {
                fields: token_fields(way.leave, way.key),
                file_name: way.key.to_owned(),
            }),
            body: Body::File { start, length },
        };
        let answer = way.carry(request).await?;
        start += length;
        if start >= total {
            return Ok(answer.body);
        }
    }
}

/// The file's address, where a private file server's answer names it; it may begin at the server.
pub(super) fn address_in(way: &Way<'_>, answer: &[u8]) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_slice(answer).ok()?;
    let address = answer.pointer("/rc_url/path")?.as_str()?;
    if address.contains("://") {
        return Some(address.to_owned());
    }
    let server = way.url();
    Some(format!("{}/{}", server.as_str().trim_end_matches('/'), address.trim_start_matches('/')))
}
