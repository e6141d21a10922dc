//! Giving a file: whole or a range of it, never so that a browser would run it.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use futures_util::stream;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::{LinkQuery, link};
use crate::Server;
use crate::files::CHUNK;
use crate::files::ticket::Link;
use crate::store::StoredFile;

pub(super) async fn download(
    State(server): State<Server>,
    key: Path<String>,
    query: Query<LinkQuery>,
    headers: HeaderMap,
) -> Response {
    let Some(link) = link(&server, key, query) else {
        return (StatusCode::FORBIDDEN, "this address does not hold, or no longer\n").into_response();
    };
    let gone = || (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    let Some(files) = &server.0.files else { return gone() };
    let file = match server.0.store.file(&link.key).await {
        Ok(Some(file)) => file,
        Ok(None) => return gone(),
        Err(error) => {
            tracing::error!(%error, "a file could not be found");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let tag = format!("\"{}\"", file.hash);
    let header = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if header(header::IF_NONE_MATCH) == Some(&tag) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let whole = header(header::IF_RANGE).is_some_and(|of| of != tag);
    let asked = header(header::RANGE).filter(|_| !whole);
    let (status, start, length) = match asked.map(|range| Part::read(range, file.size)) {
        None | Some(Part::Whole) => (StatusCode::OK, 0, file.size),
        Some(Part::Some { start, length }) => (StatusCode::PARTIAL_CONTENT, start, length),
        Some(Part::Outside) => {
            let size = format!("bytes */{}", file.size);
            return (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, size)]).into_response();
        }
    };
    let opened = match files.read(&file.hash, start).await {
        Ok(opened) => opened,
        Err(error) => {
            tracing::error!(%error, "a file could not be opened");
            return gone();
        }
    };
    let mut response = Response::new(Body::from_stream(chunks(opened, length)));
    *response.status_mut() = status;
    let fields = response.headers_mut();
    describe(fields, &link, &file, &tag);
    fields.insert(header::CONTENT_LENGTH, length.into());
    if status == StatusCode::PARTIAL_CONTENT {
        let end = start + length - 1;
        put(fields, header::CONTENT_RANGE, &format!("bytes {start}-{end}/{}", file.size));
    }
    response
}

fn describe(fields: &mut HeaderMap, link: &Link, file: &StoredFile, tag: &str) {
    put(fields, header::CONTENT_TYPE, &file.media_type);
    let shown = if is_shown(&file.media_type) { "inline" } else { "attachment" };
    put(fields, header::CONTENT_DISPOSITION, &format!("{shown}; {}", file_name(&link.name)));
    put(fields, header::ETAG, tag);
    if let Some(digest) = digest(&file.hash) {
        fields.insert(HeaderName::from_static("repr-digest"), digest);
    }
    for (name, value) in [
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // If a browser shows it in spite of everything: without scripts, and as a stranger to this server's pages.
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        ),
    ] {
        fields.insert(name, HeaderValue::from_static(value));
    }
}

/// The content's SHA-256 as RFC 9530 has it, so that who fetches can check the whole, also after several ranges.
fn digest(hash: &str) -> Option<HeaderValue> {
    let byte = |at: usize| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hash.len()).step_by(2).map(byte).collect();
    HeaderValue::from_str(&format!("sha-256=:{}:", BASE64.encode(bytes?))).ok()
}

fn put(fields: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        fields.insert(name, value);
    }
}

/// Pictures, sounds and films are shown; a picture that can hold scripts is none.
fn is_shown(media_type: &str) -> bool {
    let kind = media_type.split('/').next().unwrap_or_default();
    matches!(kind, "image" | "audio" | "video") && !media_type.contains("svg") && !media_type.contains("xml")
}

/// The name in both forms that browsers read; without what could lead out of a folder.
fn file_name(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if matches!(c, '/' | '\\') || c.is_control() { '_' } else { c }).collect();
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let exact: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("filename=\"{plain}\"; filename*=UTF-8''{}", exact.replace('+', "%20").replace('*', "%2A"))
}

/// What is asked of a file.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// All of it, also when the range is malformed or of several parts.
    Whole,
    Some {
        start: u64,
        length: u64,
    },
    /// Nothing that is there.
    Outside,
}

impl Part {
    fn read(range: &str, size: u64) -> Self {
        let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
            return Self::Whole;
        };
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(first) || !is_number(last) {
            return Self::Whole;
        }
        let (start, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(start), Ok(end)) if start > end => return Self::Whole,
            (Ok(start), Ok(end)) => (start, end.saturating_add(1).min(size)),
            (Ok(start), Err(_)) => (start, size),
            (Err(_), Ok(count)) => (size.saturating_sub(count), size),
            (Err(_), Err(_)) => return Self::Whole,
        };
        if start >= end { Self::Outside } else { Self::Some { start, length: end - start } }
    }
}

/// So many bytes of a file, as a browser takes them.
fn chunks(file: File, length: u64) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold((file, length), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let want = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
        let mut chunk = vec![0; want];
        let count = file.read(&mut chunk).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        chunk.truncate(count);
        let left = left - u64::try_from(count).unwrap_or(left);
        Ok(Some((chunk.into(), (file, left))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_has_them() {
        let some = |start, length| Part::Some { start, length };
        for (range, expected) in [
            ("bytes=0-0", some(0, 1)),
            ("bytes=2-5", some(2, 4)),
            ("bytes=2-", some(2, 8)),
            ("bytes=-3", some(7, 3)),
            ("bytes=-30", some(0, 10)),
            ("bytes=9-99", some(9, 1)),
            ("bytes=10-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=1-2", Part::Whole),
        ] {
            assert_eq!(Part::read(range, 10), expected, "{range}");
        }
        assert_eq!(Part::read("bytes=0-", 0), Part::Outside);
    }

    #[test]
    fn a_hash_is_told_as_http_has_it() {
        let told = digest(&"00ff".repeat(16)).unwrap();
        assert_eq!(told.to_str().unwrap(), format!("sha-256=:{}:", BASE64.encode([0, 255].repeat(16))));
        assert_eq!(digest("no hash!"), None);
    }

    #[test]
    fn a_name_stays_in_its_header_and_in_its_folder() {
        assert_eq!(file_name("a b.txt"), "filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
        assert_eq!(file_name("../\"名\r\n"), "filename=\".._____\"; filename*=UTF-8''.._%22%E5%90%8D__");
    }

    #[test]
    fn only_what_cannot_hold_scripts_is_shown() {
        for shown in ["image/png", "audio/amr", "video/mp4"] {
            assert!(is_shown(shown));
        }
        for kept in ["image/svg+xml", "text/html", "application/pdf", "application/octet-stream"] {
            assert!(!is_shown(kept));
        }
    }
}
