//! The real network: HTTP and WebSockets, with TLS where the address says so. Certificates are always verified, by
//! the system's own rules.

use std::io;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt, TryStreamExt};
use pipit_proto::frame::MAX_SERVER_FRAME;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE};
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{
    Download, FileServer, Navigation, Network, Resume, Socket, Upload, UploadAnswer, UploadForm, UploadMethod,
};
use crate::{ConnectError, Login};

/// An answer of navigation is a page of JSON; more than this is something else.
const MAX_ANSWER: usize = 256 * 1024;

/// How long a server may take to be reached. Too high: the next one waits for a dead one. Too low: slow networks reach none.
const CONNECT: Duration = Duration::from_secs(15);

/// The platform's number of a WebSocket without TLS; every other number means TLS.
const PLAIN: i64 = 5;

/// The platform's number of receipts that the server keeps.
const KEPT: i64 = 1;

/// HTTP and WebSockets.
#[derive(Debug, Clone)]
pub struct WebNetwork {
    http: reqwest::Client,
}

impl WebNetwork {
    /// Makes the HTTP client.
    ///
    /// # Errors
    /// When the system's certificates cannot be used.
    pub fn new() -> io::Result<Self> {
        // Every TLS library of the process uses the same provider; it fails only if one is chosen already.
        rustls::crypto::ring::default_provider().install_default().ok();
        // A redirection could carry the token anywhere, also in the clear.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self { http })
    }
}

/// What of navigation's answer matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    code: i64,
    #[serde(default)]
    server_addr: Vec<Address>,
    #[serde(default)]
    server: String,
    #[serde(default)]
    backup_server: String,
    #[serde(default)]
    pipit: Vec<String>,
    /// Which flavour of receipts groups have: a number.
    #[serde(default, rename = "grpRRVer")]
    group_receipts: serde_json::Value,
    #[serde(default)]
    msg_modify_minute: u32,
    /// Where files go; and where older answers say so.
    #[serde(default)]
    oss_config: String,
    #[serde(default)]
    upload_server: String,
}

#[derive(Deserialize)]
struct Address {
    addr: String,
    protocol: i64,
    #[serde(default)]
    weight: i64,
}

#[async_trait]
impl Network for WebNetwork {
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError> {
        let secure = address.starts_with("https:");
        let mut answer = self
            .http
            .post(format!("{address}/v2/navi.json?cloud=0"))
            .header("RC-Appkey", &login.app_key)
            .header("RC-Negotiate", if secure { "conn=6" } else { "conn=5" })
            .form(&[("token", login.bare_token()), ("v", "5.38.0"), ("platfrom", "desktop")])
            .send()
            .await
            .map_err(|error| ConnectError::Unreachable(error.without_url().to_string()))?;
        match answer.status().as_u16() {
            401 | 403 => return Err(ConnectError::TokenIncorrect),
            200 => {}
            status => return Err(ConnectError::BadAnswer(format!("navigation answers {status}"))),
        }
        let broken = |error: reqwest::Error| ConnectError::BadAnswer(error.without_url().to_string());
        let body = body(&mut answer).await.map_err(broken)?;
        if body.len() > MAX_ANSWER {
            return Err(ConnectError::BadAnswer("navigation answers too much".into()));
        }
        let answer =
            serde_json::from_slice(&body).map_err(|error| ConnectError::BadAnswer(error.to_string()))?;
        read(answer, secure)
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        let config = WebSocketConfig::default()
            .max_message_size(Some(MAX_SERVER_FRAME))
            .max_frame_size(Some(MAX_SERVER_FRAME));
        let (stream, _) = tokio_tungstenite::connect_async_with_config(url, Some(config), true)
            .await
            .map_err(|error| ConnectError::Unreachable(error.to_string()))?;
        Ok(Box::new(WebSocket(stream)))
    }

    async fn upload(&self, upload: Upload) -> io::Result<UploadAnswer> {
        let Upload { method, url, headers, form, media_type, pieces, length } = upload;
        let failed = |error: reqwest::Error| {
            let kind = if error.is_builder() { io::ErrorKind::InvalidInput } else { io::ErrorKind::Other };
            io::Error::new(kind, error.without_url())
        };
        let mut request = match method {
            UploadMethod::Post => self.http.post(url),
            UploadMethod::Put => self.http.put(url),
        };
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let bytes = reqwest::Body::wrap_stream(pieces);
        request = match form {
            Some(UploadForm { fields, file_name }) => {
                let file = Part::stream_with_length(bytes, length).file_name(file_name);
                let form = fields.into_iter().fold(Form::new(), |form, (name, text)| form.text(name, text));
                request.multipart(form.part("file", file.mime_str(media_type).map_err(failed)?))
            }
            // Stores of objects want to know the length before.
            None => request.header(CONTENT_TYPE, media_type).header(CONTENT_LENGTH, length).body(bytes),
        };
        let mut answer = request.send().await.map_err(failed)?;
        let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let status = answer.status().as_u16();
        Ok(UploadAnswer { status, tag, body: body(&mut answer).await.map_err(failed)? })
    }

    async fn download(&self, url: &str, rest: Option<&Resume>) -> io::Result<Download> {
        let failed = |error: reqwest::Error| io::Error::other(error.without_url());
        let mut request = self.http.get(url);
        if let Some(Resume { start, tag }) = rest {
            request = request.header(RANGE, format!("bytes={start}-")).header(IF_RANGE, tag);
        }
        let answer = request.send().await.map_err(failed)?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let start = match (answer.status().as_u16(), rest) {
            (200, _) => 0,
            (206, Some(rest)) => rest.start,
            (206 | 416, _) => return Err(io::ErrorKind::InvalidData.into()),
            (401 | 403 | 404 | 410, _) => return Err(io::ErrorKind::NotFound.into()),
            (status, _) => return Err(io::Error::other(format!("the file server answers {status}"))),
        };
        let size = if start == 0 {
            answer.content_length()
        } else {
            let range = header(CONTENT_RANGE.as_str()).and_then(content_range);
            let (from, size) = range.ok_or(io::ErrorKind::InvalidData)?;
            if from != start {
                return Err(io::ErrorKind::InvalidData.into());
            }
            size
        };
        Ok(Download {
            start,
            size,
            // A weak one holds for contents that only look the same.
            tag: header(ETAG.as_str()).filter(|tag| tag.starts_with('"')).map(str::to_owned),
            digest: header("repr-digest").and_then(sha256_in),
            media_type: header(CONTENT_TYPE.as_str()).unwrap_or("application/octet-stream").to_owned(),
            pieces: answer.bytes_stream().map_err(failed).boxed(),
        })
    }
}

/// Where a range begins, and how large the whole is, such as in `bytes 5-9/10`.
fn content_range(range: &str) -> Option<(u64, Option<u64>)> {
    let (range, size) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.parse().ok()?, size.parse().ok()))
}

/// The SHA-256 among the digests of a whole file, such as in `sha-256=:<base64>:` (RFC 9530).
fn sha256_in(digests: &str) -> Option<[u8; 32]> {
    let of = |digest: &str| digest.trim().strip_prefix("sha-256=:")?.strip_suffix(':').map(str::to_owned);
    BASE64.decode(digests.split(',').find_map(of)?).ok()?.try_into().ok()
}

/// An answer's body; of one that is too large, a little more than is taken.
async fn body(answer: &mut reqwest::Response) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await?
        && body.len() <= MAX_ANSWER
    {
        body.extend_from_slice(&part);
    }
    Ok(body)
}

fn read(answer: Answer, secure: bool) -> Result<Navigation, ConnectError> {
    match answer.code {
        200 => {}
        401 | 403 => return Err(ConnectError::TokenIncorrect),
        code => return Err(ConnectError::BadAnswer(format!("navigation answers code {code}"))),
    }
    let mut addresses = answer.server_addr;
    addresses.sort_by_key(|address| std::cmp::Reverse(address.weight));
    let mut sockets: Vec<String> = addresses
        .iter()
        .map(|address| {
            format!("{}://{}/websocket", if address.protocol == PLAIN { "ws" } else { "wss" }, address.addr)
        })
        .collect();
    if sockets.is_empty() {
        let scheme = if secure { "wss" } else { "ws" };
        let servers = std::iter::once(answer.server.as_str()).chain(answer.backup_server.split(','));
        sockets.extend(
            servers.filter(|host| !host.is_empty()).map(|host| format!("{scheme}://{host}/websocket")),
        );
    }
    // A secure address never leads to one in the clear.
    if secure {
        sockets.retain(|url| url.starts_with("wss:"));
    }
    if sockets.is_empty() {
        return Err(ConnectError::BadAnswer("navigation names no usable server".into()));
    }
    let edit_window = Duration::from_secs(u64::from(answer.msg_modify_minute) * 60);
    Ok(Navigation {
        sockets,
        own_topics: answer.pipit,
        edit_window,
        keeps_receipts: answer.group_receipts.as_i64() == Some(KEPT),
        file_servers: FileServer::announced(&answer.oss_config, &answer.upload_server),
    })
}

struct WebSocket(WebSocketStream<MaybeTlsStream<TcpStream>>);

#[async_trait]
impl Socket for WebSocket {
    async fn send(&mut self, frame: Bytes) -> io::Result<()> {
        self.0.send(Message::Binary(frame)).await.map_err(io::Error::other)
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            match self.0.next().await? {
                Ok(Message::Binary(frame)) => return Some(frame),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {} // the library answers pings
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(json: &str, secure: bool) -> Result<Navigation, ConnectError> {
        read(serde_json::from_str(json).unwrap(), secure)
    }

    #[test]
    fn addresses_come_by_weight_and_older_answers_are_understood() {
        let new = r#"{"code":200,"serverAddr":[{"addr":"a:1","protocol":5,"weight":1},{"addr":"b:2","protocol":6,"weight":9}]}"#;
        assert_eq!(answer(new, false).unwrap().sockets, ["wss://b:2/websocket", "ws://a:1/websocket"]);
        assert!(!answer(new, false).unwrap().keeps_receipts);
        let keeps = r#"{"code":200,"server":"a:1","grpRRVer":1}"#;
        assert!(answer(keeps, false).unwrap().keeps_receipts);
        let old = r#"{"code":200,"server":"a:1","backupServer":"b:2,c:3"}"#;
        assert_eq!(
            answer(old, false).unwrap().sockets,
            ["ws://a:1/websocket", "ws://b:2/websocket", "ws://c:3/websocket"]
        );
    }

    #[test]
    fn ranges_and_digests_are_read_as_http_has_them() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(content_range("bytes 5-9/*"), Some((5, None)));
        for broken in ["bytes */10", "lines 1-2/3", "bytes 1/2", ""] {
            assert_eq!(content_range(broken), None, "{broken}");
        }
        let told = format!("md5=:AAAA:, sha-256=:{}:", BASE64.encode([7; 32]));
        assert_eq!(sha256_in(&told), Some([7; 32]));
        for broken in ["sha-256=AAAA", "sha-256=:AAAA:", "sha-512=:AAAA:", ""] {
            assert_eq!(sha256_in(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_secure_address_never_leads_to_one_in_the_clear() {
        let json = r#"{"code":200,"serverAddr":[{"addr":"a:1","protocol":5},{"addr":"b:2","protocol":6}]}"#;
        assert_eq!(answer(json, true).unwrap().sockets, ["wss://b:2/websocket"]);
        let plain = r#"{"code":200,"serverAddr":[{"addr":"a:1","protocol":5}]}"#;
        assert!(matches!(answer(plain, true), Err(ConnectError::BadAnswer(_))));
        assert!(matches!(answer(r#"{"code":401}"#, true), Err(ConnectError::TokenIncorrect)));
    }
}
