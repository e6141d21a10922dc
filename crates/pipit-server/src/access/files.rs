//! Files over HTTP: `POST /files` takes one, as a form or in slices; `GET /files/KEY?...` gives one.
//!
//! The form is that of the platform's two dialects: `qiniu` sends a file at once, `rcx` in slices with `Range`,
//! `X-File-TransactionId` and `X-File-Total-Size`. The signed ticket alone says under which key the file will lie.

mod download;
mod rein;

use std::pin::pin;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, extract};
use serde_json::json;

use crate::Server;
use crate::files::ticket::{Link, Ticket};
use crate::files::{Content, Fault, Files, Incoming, Sender, Slice};
use crate::store::{StoreError, StoredFile};
use rein::{BESIDE, Rein};

/// Where files are.
pub(crate) const PATH: &str = "/files";

/// The most that is taken before it is known who sends it, in bytes: more than a slice.
const UNSIGNED: u64 = 16 * 1024 * 1024;

/// The header that says which upload a slice belongs to.
const TRANSACTION: &str = "x-file-transactionid";

/// The longest name of an upload in slices, and of a media type.
const LONGEST: usize = 128;

/// What the navigation says about where files go.
pub(crate) fn endpoints(upload: &str) -> String {
    json!([{ "qiniu": upload, "p": "1" }]).to_string()
}

pub(crate) fn routes(server: &Server) -> Router<Server> {
    let largest = usize::try_from(server.0.settings.largest_file).unwrap_or(usize::MAX);
    Router::new()
        .route(PATH, post(upload))
        .route("/", post(upload)) // where clients send files whose page names nothing but the host
        .layer(DefaultBodyLimit::max(largest.saturating_add(2 * BESIDE)))
        .route(&format!("{PATH}/{{key}}"), axum::routing::get(download::download))
}

/// Why an upload fails.
enum Refusal {
    Words(StatusCode, &'static str),
    Fault(Fault),
    Store(StoreError),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, words) = match self {
            Self::Words(status, words) => (status, words.to_owned()),
            Self::Store(error) => {
                tracing::error!(%error, "a file could not be remembered");
                (StatusCode::INSUFFICIENT_STORAGE, "the store cannot write".into())
            }
            Self::Fault(Fault::Gap(received)) => {
                return (StatusCode::RANGE_NOT_SATISFIABLE, Json(json!({ "received": received })))
                    .into_response();
            }
            Self::Fault(fault) => {
                let status = match fault {
                    Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                    Fault::Broken | Fault::Gap(_) => StatusCode::BAD_REQUEST,
                    Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
                    Fault::Disk(ref error) => {
                        tracing::error!(%error, "a file could not be written");
                        StatusCode::INSUFFICIENT_STORAGE
                    }
                };
                (status, fault.to_string())
            }
        };
        (status, Json(json!({ "error": words }))).into_response()
    }
}

fn bad(words: &'static str) -> Refusal {
    Refusal::Words(StatusCode::BAD_REQUEST, words)
}

/// Takes a form with the ticket as `token` and the `file`; other fields are not looked at. The ticket comes first, but for
/// a slice: the dialect that sends those sends it last.
async fn upload(
    State(server): State<Server>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Refusal> {
    let settings = &server.0.settings;
    let patience = settings.patience;
    let files = server.files()?;
    let (mut rein, mut form) = Rein::on(request, patience).await?;
    let (mut ticket, mut arrived) = (None, None);
    while ticket.is_none() || arrived.is_none() {
        let Some(field) = rein.within(form.next_field()).await? else { break };
        match field.name() {
            Some("token") => {
                let text = rein.within(field.text()).await?;
                let read = Ticket::read(&settings.app_secret, &text, server.0.clock.now());
                ticket = Some(read.ok_or(Refusal::Words(StatusCode::UNAUTHORIZED, "`token` does not hold"))?);
            }
            Some("file") if arrived.is_none() => {
                let (sender, largest) = match ticket {
                    Some(_) => (Sender::Known, settings.largest_file),
                    None if headers.contains_key(TRANSACTION) => {
                        (Sender::Unknown, settings.largest_file.min(UNSIGNED))
                    }
                    None => return Err(bad("`token` must come before `file`")),
                };
                let media_type = media_type(field.content_type());
                rein.loosen();
                arrived = Some((files.receive(sender, pin!(field), largest, patience).await?, media_type));
                rein.tighten();
            }
            _ => {
                rein.within(field.bytes()).await?;
            }
        }
    }
    let Some((ticket, (incoming, media_type))) = ticket.zip(arrived) else {
        return Err(bad("`token` or `file` is missing"));
    };
    // A task of its own: who hangs up now leaves no content that nobody remembers.
    let kept = tokio::spawn(server.clone().keep_file(ticket, headers, incoming, media_type));
    kept.await.unwrap_or_else(|panic| Err(Refusal::Store(StoreError(panic.into()))))
}

impl Server {
    /// Whether a person may have so many more bytes of files.
    pub(crate) async fn has_room_for(&self, owner: &str, bytes: u64) -> Result<bool, StoreError> {
        let Some(quota) = self.0.settings.file_quota else { return Ok(true) };
        Ok(self.0.store.file_bytes(owner).await?.saturating_add(bytes) <= quota)
    }

    /// Removes a file, and its content if it was the last with it; false when there is no such file.
    pub(crate) async fn remove_file(&self, files: &Files, key: &str) -> Result<bool, StoreError> {
        let _alone = files.removing().await;
        let Some((hash, last)) = self.0.store.remove_file(key).await? else { return Ok(false) };
        if last {
            files.remove(&hash).await.map_err(|error| StoreError(error.into()))?;
        }
        Ok(true)
    }

    /// Removes contents that were named before a kill, and not remembered.
    pub(crate) async fn remove_strays(self) {
        let Some(files) = &self.0.files else { return };
        let removed = async {
            for hash in files.contents().await.map_err(|error| StoreError(error.into()))? {
                if !self.0.store.has_content(&hash).await? {
                    self.remove_nameless(files, &hash).await?;
                }
            }
            Ok::<_, StoreError>(())
        };
        if let Err(error) = removed.await {
            tracing::warn!(%error, "contents without a name are not looked for");
        }
    }

    fn files(&self) -> Result<&Files, Refusal> {
        let none = Refusal::Words(StatusCode::NOT_FOUND, "this server takes no files");
        self.0.files.as_ref().ok_or(none)
    }

    /// Removes a content, if no file has it.
    async fn remove_nameless(&self, files: &Files, hash: &str) -> Result<(), StoreError> {
        let _alone = files.removing().await;
        if !self.0.store.has_content(hash).await? {
            files.remove(hash).await.map_err(|error| StoreError(error.into()))?;
        }
        Ok(())
    }

    async fn keep_file(
        self,
        ticket: Ticket,
        headers: HeaderMap,
        incoming: Incoming,
        media_type: String,
    ) -> Result<Response, Refusal> {
        let (settings, files) = (&self.0.settings, self.files()?);
        let slice = slice(&ticket, &headers)?;
        // A file in slices takes its room before it is whole.
        let size = match &slice {
            None => incoming.size(),
            Some(slice) if settings.file_quota.is_none() => slice.total,
            Some(slice) => {
                let others = files.unfinished(&ticket.owner, &slice.upload).await.map_err(Fault::from)?;
                slice.total.saturating_add(others)
            }
        };
        if !self.has_room_for(&ticket.owner, size).await.map_err(Refusal::Store)? {
            return Err(Refusal::Words(StatusCode::PAYLOAD_TOO_LARGE, "the quota of your files is used up"));
        }
        let kept = files.keeping().await; // nobody removes the content before the store knows of it
        let content = match slice {
            None => files.keep(incoming).await?,
            Some(slice) if slice.total > settings.largest_file => return Err(Fault::TooLarge.into()),
            Some(slice) => match files.keep_slice(&slice, incoming).await? {
                Ok(content) => content,
                Err(received) => return Ok(Json(json!({ "received": received })).into_response()),
            },
        };
        let Content { hash, size } = content;
        let file = StoredFile {
            key: ticket.key,
            owner: ticket.owner,
            hash,
            size,
            media_type,
            time: self.0.clock.now(),
        };
        let known = self.0.store.put_file(file.clone()).await;
        drop(kept);
        if !known.as_ref().is_ok_and(|known| known.hash == file.hash) {
            self.remove_nameless(files, &file.hash).await.map_err(Refusal::Store)?;
        }
        let known = known.map_err(Refusal::Store)?;
        if (&known.owner, &known.hash) != (&file.owner, &file.hash) {
            return Err(Refusal::Words(StatusCode::CONFLICT, "another file lies under this key"));
        }
        let link = Link {
            key: file.key.clone(),
            name: file.key.clone(),
            expires: self.0.clock.now() + settings.file_lifetime,
        };
        let path = link.relative(&settings.app_secret);
        let answer = json!({
            "key": file.key,
            "hash": file.hash,
            "size": file.size,
            "rc_url": { "file_name": file.key, "path": path, "type": 0 },
        });
        Ok(Json(answer).into_response())
    }
}

/// Which slice this is; nothing when the file comes at once.
fn slice(ticket: &Ticket, headers: &HeaderMap) -> Result<Option<Slice>, Refusal> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(transaction) = header(TRANSACTION) else { return Ok(None) };
    if !(1..=LONGEST).contains(&transaction.len()) {
        return Err(bad("`X-File-TransactionId` is empty or too long"));
    }
    let total = header("x-file-total-size").and_then(|size| size.parse().ok());
    let total = total.ok_or(bad("`X-File-Total-Size` is no size"))?;
    // The end is not looked at: the platform's client gives one byte too many.
    let start = header(header::RANGE.as_str())
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.split('-').next())
        .and_then(|start| start.parse().ok())
        .filter(|start| *start <= total)
        .ok_or(bad("`Range` is no range of the file"))?;
    let upload = Slice::name(&ticket.owner, &ticket.key, transaction);
    Ok(Some(Slice { upload, start, total }))
}

/// What the uploader says that the file is, if it is written as media types are.
fn media_type(said: Option<&str>) -> String {
    let is_token = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    let bare = said.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fits = bare.len() <= LONGEST
        && bare.split_once('/').is_some_and(|(kind, name)| is_token(kind) && is_token(name));
    if fits { bare } else { "application/octet-stream".into() }
}

/// The query of a file's address.
#[derive(serde::Deserialize)]
struct LinkQuery {
    #[serde(default)]
    name: String,
    #[serde(default)]
    until: i64,
    #[serde(default)]
    sign: String,
}

/// Reads an address; nothing when it is not one of ours or no longer valid.
fn link(
    server: &Server,
    extract::Path(key): extract::Path<String>,
    extract::Query(query): extract::Query<LinkQuery>,
) -> Option<Link> {
    let link = Link { key, name: query.name, expires: query.until };
    link.holds(&server.0.settings.app_secret, &query.sign, server.0.clock.now()).then_some(link)
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn a_media_type_is_taken_only_as_it_should_be_written() {
        assert_eq!(media_type(Some("Text/HTML; charset=utf-8")), "text/html");
        assert_eq!(media_type(Some("image/svg+xml")), "image/svg+xml");
        let long = format!("a/{}", "b".repeat(200));
        for nonsense in
            [None, Some(""), Some("image"), Some("image/"), Some("a/b c"), Some("a/b\r\nX: y"), Some(&*long)]
        {
            assert_eq!(media_type(nonsense), "application/octet-stream");
        }
    }
}
