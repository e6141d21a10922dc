//! What a form may hold beside its file. The library that takes a form apart gathers whatever comes until it has found
//! what it looks for: without a rein that is as much as a file may have, of anybody, in memory.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use bytes::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, timeout_at};

use super::{Refusal, bad};

/// Bytes that may come before the file, and after it: a ticket, names, and what a form has around them.
pub(super) const BESIDE: usize = 16 * 1024;

/// Holds back a form's body.
pub(super) struct Rein {
    /// How many more bytes pass.
    left: Arc<AtomicUsize>,
    patience: Duration,
    /// When all of what is read now must be there.
    end: Instant,
}

impl Rein {
    /// Takes a request's form, all of which but the file is small and comes within `patience`.
    pub(super) async fn on(request: Request, patience: Duration) -> Result<(Self, Multipart), Refusal> {
        let left = Arc::new(AtomicUsize::new(BESIDE));
        let request = request.map(|body| {
            let (body, rest) = (body.into_data_stream(), Bytes::new());
            Body::from_stream(Held { body, rest, left: left.clone() })
        });
        let form = Multipart::from_request(request, &()).await.map_err(|_| bad("the body is no form"))?;
        Ok((Self { left, patience, end: Instant::now() + patience }, form))
    }

    /// Reads something of the form that is not the file.
    pub(super) async fn within<T>(
        &self,
        reading: impl Future<Output = Result<T, MultipartError>>,
    ) -> Result<T, Refusal> {
        let mut reading = std::pin::pin!(reading);
        let reading = std::future::poll_fn(|context| match reading.as_mut().poll(context) {
            Poll::Ready(read) => Poll::Ready(read.map_err(|_| bad("the form is malformed or broke off"))),
            // It has all that may come, and wants more.
            Poll::Pending if self.left.load(Ordering::Relaxed) == 0 => {
                Poll::Ready(Err(bad("the form holds too much beside the file, or before it")))
            }
            Poll::Pending => Poll::Pending,
        });
        timeout_at(self.end, reading).await.map_err(|_| bad("the form does not come"))?
    }

    /// Lets the file pass, which has a bound of its own.
    pub(super) fn loosen(&self) {
        self.left.store(usize::MAX, Ordering::Relaxed);
    }

    /// The file is there: what follows is small again.
    pub(super) fn tighten(&mut self) {
        self.left.store(BESIDE, Ordering::Relaxed);
        self.end = Instant::now() + self.patience;
    }
}

/// A body of which so much passes as may; who reads it looks whether that is used up.
struct Held {
    body: BodyDataStream,
    /// What came of it and did not pass yet.
    rest: Bytes,
    left: Arc<AtomicUsize>,
}

impl Stream for Held {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Poll::Pending;
        }
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(chunk)) => self.rest = chunk,
                end => return Poll::Ready(end),
            }
        }
        let count = left.min(self.rest.len());
        self.left.store(left - count, Ordering::Relaxed);
        Poll::Ready(Some(Ok(self.rest.split_to(count))))
    }
}
