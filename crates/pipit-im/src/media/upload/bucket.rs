//! Files that go to a bucket with signed requests, as S3 has them: at once, or in parts where they are large. The platform
//! signs each request for us; it is told the method and the query of those that are one of several.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pipit_proto::messages::GetQNupTokenOutput;
use url::Url;

use super::Trouble;
use super::endpoint::Kind;
use super::way::{Body, Request, Way, told};
use crate::network::{UploadAnswer, UploadMethod};

/// Bytes of a part, as the platform's clients have it; S3 takes no smaller ones than half of that.
const PART: u64 = 10 * 1024 * 1024;

/// How often a part is tried before the upload begins anew.
const TRIES: u32 = 3;

/// How long what a server calls an upload or a part may be, in bytes.
const LONGEST_NAME: usize = 1024;

/// What stands for itself in a query and in a header's parameter, in every notation.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) async fn send(way: &Way<'_>) -> Result<(), Trouble> {
    if way.source.size <= PART {
        let request = request(way, way.leave, UploadMethod::Put, None)?;
        let body = Body::File { start: 0, length: way.source.size };
        return way.carry(Request { body, ..request }).await.map(|_| ());
    }
    let begun = in_parts(way, UploadMethod::Post, "uploads", Body::Text(String::new())).await?;
    let upload = upload_id(&begun.body)?;
    let mut tags = Vec::new();
    let mut start = 0;
    while start < way.source.size {
        let length = PART.min(way.source.size - start);
        let query = format!("partNumber={}&uploadId={upload}", tags.len() + 1);
        tags.push(part(way, &query, start, length).await?);
        start += length;
    }
    let query = format!("uploadId={upload}");
    let ended = in_parts(way, UploadMethod::Post, &query, Body::Text(complete(&tags))).await?;
    check_completed(&ended)
}

/// Sends a part; what the server calls it.
async fn part(way: &Way<'_>, query: &str, start: u64, length: u64) -> Result<String, Trouble> {
    let mut tries = 1;
    let answer = loop {
        match in_parts(way, UploadMethod::Put, query, Body::File { start, length }).await {
            Err(Trouble::Passing) if tries < TRIES => tries += 1,
            answer => break answer?,
        }
    };
    let tag = answer.tag.filter(|tag| (1..=LONGEST_NAME).contains(&tag.len()));
    tag.ok_or_else(|| Trouble::unusable("a part has no name"))
}

/// One request of several, with leave of its own.
async fn in_parts(
    way: &Way<'_>,
    method: UploadMethod,
    query: &str,
    body: Body,
) -> Result<UploadAnswer, Trouble> {
    let leave = way.leave_for(method, query).await?;
    way.carry(Request { body, ..request(way, &leave, method, Some(query))? }).await
}

fn request(
    way: &Way<'_>,
    leave: &GetQNupTokenOutput,
    method: UploadMethod,
    query: Option<&str>,
) -> Result<Request, Trouble> {
    let (authorization, hash, date, bucket) = if way.endpoint.kind == Kind::Stc {
        (
            told("stcAuthorization", leave.stc_authorization.as_ref())?,
            told("stcContentSha256", leave.stc_content_sha256.as_ref())?,
            told("stcDate", leave.stc_date.as_ref())?,
            told("stcBucketName", leave.stc_bucket_name.as_ref())?,
        )
    } else {
        (
            told("minioAuthorization", leave.minio_authorization.as_ref())?,
            told("minioContentSha256", leave.minio_content_sha256.as_ref())?,
            told("minioDate", leave.minio_date.as_ref())?,
            told("minioBucketName", leave.minio_bucket_name.as_ref())?,
        )
    };
    Ok(Request {
        method,
        url: object(way.url(), &bucket, way.key, query)?,
        headers: vec![
            ("Authorization", authorization),
            ("x-amz-content-sha256", hash),
            ("x-amz-date", date),
            ("Content-Disposition", disposition(way.name().as_deref())),
        ],
        form: None,
        body: Body::Text(String::new()),
    })
}

/// Where an object lies: the bucket is the first part of the path.
fn object(mut url: Url, bucket: &str, key: &str, query: Option<&str>) -> Result<Url, Trouble> {
    match url.path_segments_mut() {
        // Dots alone would lead elsewhere.
        Ok(mut path) if !bucket.trim_matches('.').is_empty() => path.pop_if_empty().extend([bucket, key]),
        _ => return Err(Trouble::unusable("the bucket's name is none")),
    };
    url.set_query(query);
    Ok(url)
}

/// Says that a file is to be kept, and under which name (RFC 6266, 5987): whoever reads ASCII only finds no quote, no
/// line and no path in it.
fn disposition(name: Option<&str>) -> String {
    let Some(name) = name else { return "attachment".into() };
    let plain: String =
        name.chars()
            .map(|char| {
                if char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_' | ' ') { char } else { '_' }
            })
            .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ESCAPED))
}

/// What the server calls the upload that it has begun, fit for a query.
fn upload_id(answer: &[u8]) -> Result<String, Trouble> {
    let unusable = || Trouble::unusable("an upload in parts has no name");
    let text = std::str::from_utf8(answer).map_err(|_| unusable())?;
    let document = roxmltree::Document::parse(text).map_err(|_| unusable())?;
    let named = document.descendants().find(|node| node.tag_name().name() == "UploadId");
    let id = named.and_then(|node| node.text()).map(str::trim).unwrap_or_default();
    if id.is_empty() || id.len() > LONGEST_NAME {
        return Err(unusable());
    }
    Ok(utf8_percent_encode(id, ESCAPED).to_string())
}

/// Which parts make the file.
fn complete(tags: &[String]) -> String {
    let mut list =
        String::from("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (tag, number) in tags.iter().zip(1..) {
        let tag = tag.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        // Writing into text cannot fail.
        write!(list, "<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>").ok();
    }
    list + "</CompleteMultipartUpload>"
}

/// An answer that begins well may still tell of a failure: servers begin it before the parts are one.
fn check_completed(answer: &UploadAnswer) -> Result<(), Trouble> {
    let text = std::str::from_utf8(&answer.body).unwrap_or("<").trim();
    if text.is_empty() {
        return Ok(());
    }
    let document = roxmltree::Document::parse(text);
    let root = document.as_ref().map(|document| document.root_element().tag_name().name());
    match root {
        Ok("CompleteMultipartUploadResult") => Ok(()),
        Ok("Error") => Err(Trouble::Passing),
        _ => Err(Trouble::unusable("nothing says that the parts are one")),
    }
}

#[cfg(test)]
#[path = "bucket/tests.rs"]
mod tests;
