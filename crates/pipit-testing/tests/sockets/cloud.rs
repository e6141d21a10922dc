//! The clouds that the platform sends files to, in one server on this machine: each checks what the real one checks, by
//! signatures that only the platform can make. [`Platform`] is the way to our server as a client of the platform sees it:
//! it gives the leave for files and knows their addresses.

#[path = "cloud/signing.rs"]
mod signing;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use pipit_im::{
    ConnectError, Download, FileServer, Login, Navigation, Network, Resume, Socket, Upload, UploadAnswer,
    WebNetwork,
};
use pipit_proto::frame::{ClientFrame, ConnectLayout, Qos, ServerFrame};
use pipit_proto::messages::{
    GetDownloadUrlInput, GetDownloadUrlOutput, GetQNupTokenInput, GetQNupTokenOutput,
};
use pipit_proto::prost::Message;
use tokio::sync::{Notify, mpsc};

pub(super) use signing::HOST;

/// What lies in the clouds, and what was asked of them.
#[derive(Default)]
pub(super) struct Sky {
    /// By cloud and key.
    files: Mutex<BTreeMap<String, Bytes>>,
    parts: Mutex<BTreeMap<String, Bytes>>,
    asked: Mutex<Vec<String>>,
    /// Somebody waits for an answer that does not come; and then they do not any more.
    pub(super) waits: Notify,
    pub(super) gone: Notify,
}

impl Sky {
    pub(super) async fn rise() -> (Arc<Self>, SocketAddr) {
        let sky = Arc::new(Self::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router =
            axum::Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(sky.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (sky, address)
    }

    /// What lies in a cloud.
    pub(super) fn files(&self, cloud: &str) -> Vec<Bytes> {
        let files = self.files.lock().unwrap();
        files.iter().filter(|(key, _)| key.starts_with(cloud)).map(|(_, file)| file.clone()).collect()
    }

    /// What was asked so far, in order.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// What a cloud finds wrong.
type Wrong = (StatusCode, String);

fn wrong(what: &str) -> Wrong {
    (StatusCode::BAD_REQUEST, what.to_owned())
}

async fn answer(State(sky): State<Arc<Sky>>, request: Request) -> Response {
    let cloud = request.uri().path().split('/').nth(1).unwrap_or_default().to_owned();
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    sky.asked.lock().unwrap().push(format!("{} {cloud}{query}", request.method()));
    let answer = match cloud.as_str() {
        "minio" | "stc" => object(&sky, &cloud, request).await,
        "qiniu" | "rcx" | "aliyun" | "s3" => form(&sky, &cloud, request).await,
        _ => {
            to_bytes(request.into_body(), usize::MAX).await.ok();
            Ok(misbehave(&sky, &cloud).await)
        }
    };
    answer.unwrap_or_else(|wrong| {
        sky.asked.lock().unwrap().push(format!("wrong: {}", wrong.1));
        wrong.into_response()
    })
}

async fn misbehave(sky: &Arc<Sky>, how: &str) -> Response {
    let endless = || Body::from_stream(stream::repeat_with(|| io::Result::Ok(vec![b'<'; 16 * 1024])));
    match how {
        "refuse" => StatusCode::FORBIDDEN.into_response(),
        "busy" => (StatusCode::SERVICE_UNAVAILABLE, endless()).into_response(),
        "garbage" => endless().into_response(),
        "hang" => {
            let _gone = Gone(sky.clone());
            sky.waits.notify_one();
            std::future::pending().await
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

struct Gone(Arc<Sky>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.gone.notify_one();
    }
}

/// A form whose fields come first and whose file is the last.
async fn form(sky: &Sky, cloud: &str, request: Request) -> Result<Response, Wrong> {
    let headers = request.headers().clone();
    let host = headers[header::HOST].to_str().unwrap().to_owned();
    let broken = |_| wrong("the form is broken");
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| wrong("no form"))?;
    let mut fields = BTreeMap::new();
    let file = loop {
        let field = form.next_field().await.map_err(broken)?.ok_or_else(|| wrong("no file"))?;
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            break field.bytes().await.map_err(broken)?;
        }
        fields.insert(name, field.text().await.map_err(broken)?);
    };
    if form.next_field().await.map_err(broken)?.is_some() {
        return Err(wrong("the file is not the last field"));
    }
    signing::check_form(cloud, &host, &fields).map_err(|what| wrong(&what))?;
    let name = format!("{cloud}/{}", fields.get("key").ok_or_else(|| wrong("no key"))?);
    let mut files = sky.files.lock().unwrap();
    let Some(range) = headers.get("range") else {
        files.insert(name, file);
        let status = if cloud == "s3" { StatusCode::NO_CONTENT } else { StatusCode::OK };
        return Ok(status.into_response());
    };
    let start = range.to_str().unwrap().trim_start_matches("bytes=").split('-').next().unwrap();
    let mut whole = if start == "0" { Vec::new() } else { files[&name].to_vec() };
    if whole.len() != start.parse::<usize>().unwrap() {
        return Err(wrong("a slice is missing"));
    }
    whole.extend(file);
    files.insert(name.clone(), whole.into());
    Ok(serde_json::json!({ "rc_url": { "path": format!("/got/{name}") } }).to_string().into_response())
}

/// A signed request for an object, or for a part of one.
async fn object(sky: &Sky, cloud: &str, request: Request) -> Result<Response, Wrong> {
    signing::check_object(&request).map_err(|what| wrong(&what))?;
    if !request.headers().contains_key(header::CONTENT_LENGTH) {
        return Err((StatusCode::LENGTH_REQUIRED, "no length".into()));
    }
    // Whatever begins an upload says what the whole is.
    if request.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/octet-stream") {
        return Err(wrong("of another type than the file"));
    }
    let name = format!("{cloud}/{}", request.uri().path().rsplit('/').next().unwrap_or_default());
    let method = request.method().as_str().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = to_bytes(request.into_body(), usize::MAX).await.map_err(|_| wrong("broken off"))?;
    let upload = "uploadId=an-upload_1";
    match (method.as_str(), query.as_str()) {
        ("PUT", "") => {
            sky.files.lock().unwrap().insert(name, body);
            Ok(StatusCode::OK.into_response())
        }
        ("POST", "uploads") => Ok("<?xml version=\"1.0\"?><InitiateMultipartUploadResult xmlns=\"urn:s3\">\
            <UploadId>an-upload_1</UploadId></InitiateMultipartUploadResult>"
            .into_response()),
        ("PUT", part) if part.ends_with(upload) => {
            let number = part.split('&').next().unwrap().trim_start_matches("partNumber=");
            let mut parts = sky.parts.lock().unwrap();
            // The second part is only taken when it comes again.
            if number == "2" && parts.insert("once".into(), Bytes::new()).is_none() {
                return Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response());
            }
            let tag = format!("\"tag&{number}\"");
            parts.insert(tag.clone(), body);
            Ok([(header::ETAG, tag)].into_response())
        }
        ("POST", query) if query == upload => {
            let mut parts = std::mem::take(&mut *sky.parts.lock().unwrap());
            let list = String::from_utf8(body.to_vec()).map_err(|_| wrong("no text"))?;
            let mut whole = Vec::new();
            for (number, listed) in (1..).zip(list.split("<Part>").skip(1)) {
                let wanted = format!(
                    "<PartNumber>{number}</PartNumber><ETag>&quot;tag&amp;{number}&quot;</ETag></Part>"
                );
                let part = parts.remove(&format!("\"tag&{number}\""));
                match part.filter(|_| listed.starts_with(&wanted)) {
                    Some(part) => whole.extend(part),
                    None => return Err(wrong("a part that is not there is listed")),
                }
            }
            sky.files.lock().unwrap().insert(name, whole.into());
            Ok("<CompleteMultipartUploadResult/>".into_response())
        }
        _ => Err(wrong("no such request")),
    }
}

/// The way to our server, if it were the platform.
pub(super) struct Platform {
    pub(super) web: WebNetwork,
    pub(super) sky: SocketAddr,
    /// Where files go, as the leave for them says.
    pub(super) in_leave: Option<String>,
    /// And as navigation does.
    pub(super) in_navigation: Vec<FileServer>,
}

impl Platform {
    fn told(&self, topic: &str, body: &Bytes) -> Option<Vec<u8>> {
        if topic == "qnTkn" {
            let asked = GetQNupTokenInput::decode(body.clone()).unwrap();
            let leave = signing::leave(&asked, self.sky.port());
            return Some(GetQNupTokenOutput { oss_config: self.in_leave.clone(), ..leave }.encode_to_vec());
        }
        if !["qnUrl", "aliUrl", "s3Url", "stcUrl", "minioUrl"].contains(&topic) {
            return None;
        }
        let asked = GetDownloadUrlInput::decode(body.clone()).unwrap();
        let (name, ext) = (asked.file_name.unwrap_or_default(), asked.ext.unwrap_or_default());
        Some(GetDownloadUrlOutput { download_url: format!("{topic}|{name}|{ext}") }.encode_to_vec())
    }
}

/// A client's end of it.
pub(super) struct Reached(pub(super) Arc<Platform>);

#[async_trait]
impl Network for Reached {
    async fn navigate(&self, address: &str, login: &Login) -> Result<Navigation, ConnectError> {
        let navigation = self.0.web.navigate(address, login).await?;
        let file_servers = self.0.in_navigation.clone();
        Ok(Navigation { own_topics: Vec::new(), file_servers, ..navigation })
    }

    async fn open(&self, url: &str) -> Result<Box<dyn Socket>, ConnectError> {
        let socket = self.0.web.open(url).await?;
        let (answers, answered) = mpsc::unbounded_channel();
        Ok(Box::new(Line { socket, platform: self.0.clone(), answers, answered }))
    }

    /// The clouds' names lead to this machine.
    async fn upload(&self, mut upload: Upload) -> io::Result<UploadAnswer> {
        let port = self.0.sky.port();
        if let Some((host, path)) = upload.url.trim_start_matches("http://").split_once('/')
            && host.ends_with(&format!("{HOST}:{port}"))
        {
            upload.headers.push(("Host", host.to_owned()));
            upload.url = format!("http://{}/{path}", self.0.sky);
        }
        self.0.web.upload(upload).await
    }

    async fn download(&self, url: &str, rest: Option<&Resume>) -> io::Result<Download> {
        self.0.web.download(url, rest).await
    }
}

struct Line {
    socket: Box<dyn Socket>,
    platform: Arc<Platform>,
    answers: mpsc::UnboundedSender<Bytes>,
    answered: mpsc::UnboundedReceiver<Bytes>,
}

#[async_trait]
impl Socket for Line {
    async fn send(&mut self, frame: Bytes) -> io::Result<()> {
        if let Ok(ClientFrame::Query { topic, id, body, .. }) = ClientFrame::decode(frame.clone())
            && let Some(told) = self.platform.told(&topic, &body)
        {
            let (qos, body) = (Qos::AtMostOnce, told.into());
            let answer = ServerFrame::QueryAck { id, qos, status: 0, seconds: 0, body };
            self.answers.send(answer.encode(ConnectLayout::Fixed).unwrap()).unwrap();
            return Ok(());
        }
        self.socket.send(frame).await
    }

    async fn next(&mut self) -> Option<Bytes> {
        tokio::select! {
            answer = self.answered.recv() => answer,
            frame = self.socket.next() => frame,
        }
    }
}
