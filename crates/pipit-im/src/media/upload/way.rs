//! How one file comes to one server: what a kind of server is told about, and the requests that carry the bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use pipit_proto::code;
use pipit_proto::messages::{GetQNupTokenOutput, UploadInput, UploadOutput};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tokio::time::{Instant, interval};
use tracing::debug;
use url::Url;

use super::Trouble;
use super::endpoint::Endpoint;
use super::sending::Sending;
use crate::media::source::Source;
use crate::network::{Upload, UploadAnswer, UploadForm, UploadMethod};

/// How long an upload may stand still before it counts as broken.
const STALL: Duration = Duration::from_mins(1);

/// How often progress is told.
const TELL: Duration = Duration::from_millis(200);

/// One file, on its way to one server.
pub(super) struct Way<'a> {
    pub(super) sending: &'a Sending,
    pub(super) source: &'a Source,
    pub(super) endpoint: &'a Endpoint,
    pub(super) leave: &'a GetQNupTokenOutput,
    /// The file's name there.
    pub(super) key: &'a str,
}

/// What a server of some kind is asked.
pub(super) struct Request {
    pub(super) method: UploadMethod,
    pub(super) url: Url,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) form: Option<UploadForm>,
    pub(super) body: Body,
}

/// What a request carries.
pub(super) enum Body {
    /// A part of the file, in bytes.
    File { start: u64, length: u64 },
    /// Words about it, as XML.
    Text(String),
}

/// A field of the leave that a server cannot be reached without.
pub(super) fn told(field: &'static str, value: Option<&String>) -> Result<String, Trouble> {
    value.filter(|value| !value.is_empty()).cloned().ok_or_else(|| {
        debug!(field, "the leave for a file lacks what its server wants");
        Trouble::Refused(code::NOT_SUPPORTED)
    })
}

impl Way<'_> {
    pub(super) fn url(&self) -> Url {
        self.endpoint.url.clone()
    }

    /// Under which name others keep the file.
    pub(super) fn name(&self) -> Option<String> {
        self.sending.name()
    }

    /// Leave for one request of several.
    pub(super) async fn leave_for(
        &self,
        method: UploadMethod,
        query: &str,
    ) -> Result<GetQNupTokenOutput, Trouble> {
        let method = match method {
            UploadMethod::Post => "POST",
            UploadMethod::Put => "PUT",
        };
        self.sending.leave(self.source, Some((method, query))).await
    }

    /// How much of the file a server of Pipit's own has; nothing with others.
    pub(super) async fn received(&self) -> Result<Option<u64>, Trouble> {
        let asked = UploadInput { key: self.key.to_owned(), transaction: self.source.hash.clone() };
        match self.sending.ask::<UploadOutput>(topic::UPLOADED, asked.encode_to_vec()).await {
            Ok(known) => Ok(Some(u64::try_from(known.received).unwrap_or_default().min(self.source.size))),
            Err(Trouble::Final(code::NOT_SUPPORTED)) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Sends a request, tells how far it is, and reads the answer.
    pub(super) async fn carry(&self, request: Request) -> Result<UploadAnswer, Trouble> {
        let Request { method, url, headers, form, body } = request;
        let passed = Arc::new(AtomicU64::new(0));
        let (start, length, pieces) = match body {
            Body::File { start, length } => {
                let gone = |_| Trouble::Final(code::SEND_FAILED); // the file was there a moment ago
                let pieces = self.source.pieces(start, length).await.map_err(gone)?;
                let counted = passed.clone();
                let pieces = pieces.inspect(move |piece| {
                    let length = piece.as_ref().map_or(0, Bytes::len);
                    counted.fetch_add(u64::try_from(length).unwrap_or_default(), Ordering::Relaxed);
                });
                (Some(start), length, pieces.boxed())
            }
            Body::Text(text) => {
                let length = u64::try_from(text.len()).unwrap_or_default();
                (None, length, stream::once(async { Ok(Bytes::from(text)) }).boxed())
            }
        };
        // Also of words: with what begins an upload in parts, a store notes what the whole is.
        let (url, media_type) = (url.into(), self.source.media_type);
        let upload = Upload { method, url, headers, form, media_type, pieces, length };
        let sending = self.sending.engine.network.upload(upload);
        tokio::pin!(sending);
        let mut looks = interval(TELL);
        let (mut before, mut moved) = (0, Instant::now());
        let answer = loop {
            tokio::select! {
                answer = &mut sending => break answer.map_err(|error| {
                    debug!(%error, "an upload broke off");
                    match error.kind() {
                        std::io::ErrorKind::InvalidInput => Trouble::Refused(code::SEND_FAILED),
                        _ => Trouble::Passing,
                    }
                })?,
                _ = looks.tick() => {
                    let now = passed.load(Ordering::Relaxed);
                    if now != before {
                        (before, moved) = (now, Instant::now());
                        self.tell(start, now).await;
                    } else if moved.elapsed() > STALL {
                        return Err(Trouble::Passing);
                    }
                }
            }
        };
        match answer.status {
            200 | 201 | 204 => {
                self.tell(start, length).await;
                Ok(answer)
            }
            401 | 408 | 416 | 425 | 429 | 500.. => Err(Trouble::Passing),
            413 => Err(Trouble::Refused(code::MESSAGE_TOO_LARGE)),
            _ => Err(Trouble::Refused(code::SEND_FAILED)),
        }
    }

    /// Tells how much of the file is there, after so many bytes of the part that begins at `start`.
    async fn tell(&self, start: Option<u64>, passed: u64) {
        if let Some(start) = start {
            self.sending.tell(percent(start + passed, self.source.size)).await;
        }
    }
}

fn percent(sent: u64, of: u64) -> u8 {
    u8::try_from(sent.min(of).saturating_mul(100).checked_div(of).unwrap_or(100)).unwrap_or(100)
}
