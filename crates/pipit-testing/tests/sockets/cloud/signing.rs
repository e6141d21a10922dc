//! What the platform signs and the clouds check: Signature Version 4 for those that speak S3, a signed policy at Alibaba's.

use std::collections::BTreeMap;

use axum::extract::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use pipit_proto::messages::{GetQNupTokenInput, GetQNupTokenOutput};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Where the clouds are.
pub(in super::super) const HOST: &str = "clouds.test";

const SECRET: &str = "only the platform and its clouds know it";
const BUCKET: &str = "files";
const DAY: &str = "20260101";
const DATE: &str = "20260101T120000Z";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
const SCOPE: &str = "20260101/here/s3/aws4_request";

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What S3 calls the signature of a text.
fn v4(text: &str) -> String {
    let start = mac(format!("AWS4{SECRET}").as_bytes(), DAY);
    let key = ["here", "s3", "aws4_request"].iter().fold(start, |key, part| mac(&key, part));
    hex(&mac(&key, text))
}

/// What a request's `Authorization` says.
fn authorization(method: &str, host: &str, path: &str, query: &str) -> String {
    let mut query: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
    query.iter_mut().filter(|pair| !pair.contains('=')).for_each(|pair| pair.push('='));
    query.sort();
    let (query, signed) = (query.join("&"), "host;x-amz-content-sha256;x-amz-date");
    let request = format!(
        "{method}\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{UNSIGNED}\nx-amz-date:{DATE}\n\n{signed}\n{UNSIGNED}"
    );
    let digest = hex(&Sha256::digest(request.as_bytes()));
    let signature = v4(&format!("AWS4-HMAC-SHA256\n{DATE}\n{SCOPE}\n{digest}"));
    format!("AWS4-HMAC-SHA256 Credential=key/{SCOPE}, SignedHeaders={signed}, Signature={signature}")
}

/// The leave for a file, or for one request about it, at every cloud.
pub(super) fn leave(asked: &GetQNupTokenInput, port: u16) -> GetQNupTokenOutput {
    let key = asked.key.clone().unwrap();
    let policy = BASE64.encode(
        json!({ "expiration": "2036-01-01T00:00:00Z", "conditions": [
            { "bucket": BUCKET }, { "key": key }, { "x-amz-credential": format!("key/{SCOPE}") },
            { "x-amz-algorithm": "AWS4-HMAC-SHA256" }, { "x-amz-date": DATE },
            ["starts-with", "$Content-Disposition", "attachment;"], ["starts-with", "$Content-Type", ""],
        ]})
        .to_string(),
    );
    let mut oss = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
    oss.update(policy.as_bytes());
    let method = asked.http_method.as_deref().unwrap_or("PUT");
    let query = asked.query_string.as_deref().unwrap_or_default();
    let signed = |cloud: &str| {
        let path = format!("/{cloud}/{BUCKET}/{key}");
        Some(authorization(method, &format!("{HOST}:{port}"), &path, query))
    };
    let some = |text: &str| Some(text.to_owned());
    GetQNupTokenOutput {
        deadline: 0,
        token: format!("token of {key}"),
        oss_key_id: some("key"),
        oss_sign: Some(BASE64.encode(oss.finalize().into_bytes())),
        oss_policy: Some(policy.clone()),
        oss_bucket_name: some(BUCKET),
        s3_credential: Some(format!("key/{SCOPE}")),
        s3_algorithm: some("AWS4-HMAC-SHA256"),
        s3_date: some(DATE),
        s3_signature: Some(v4(&policy)),
        s3_policy: Some(policy),
        s3_bucket_name: some(BUCKET),
        stc_authorization: signed("stc"),
        stc_content_sha256: some(UNSIGNED),
        stc_date: some(DATE),
        stc_bucket_name: some(BUCKET),
        minio_authorization: signed("minio"),
        minio_content_sha256: some(UNSIGNED),
        minio_date: some(DATE),
        minio_bucket_name: some(BUCKET),
        oss_config: None,
    }
}

/// Whether a form may be sent: what it says was signed, and each of its fields is allowed.
pub(super) fn check_form(cloud: &str, host: &str, fields: &BTreeMap<String, String>) -> Result<(), String> {
    let field = |name: &str| fields.get(name).cloned().ok_or_else(|| format!("no `{name}` before the file"));
    if cloud == "qiniu" || cloud == "rcx" {
        let holds = field("token")? == format!("token of {}", field("key")?);
        return holds.then_some(()).ok_or_else(|| "the token does not hold".into());
    }
    if !host.starts_with(&format!("{BUCKET}.{HOST}:")) {
        return Err(format!("{host} is no bucket"));
    }
    let policy = field("policy")?;
    let holds = if cloud == "aliyun" {
        let mut oss = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
        oss.update(policy.as_bytes());
        let signed = BASE64.encode(oss.finalize().into_bytes());
        field("Signature")? == signed && field("OSSAccessKeyId")? == "key"
    } else {
        field("x-amz-signature")? == v4(&policy)
    };
    if !holds {
        return Err("the policy was not signed".into());
    }
    if cloud == "aliyun" {
        return (field("success_action_status")? == "200")
            .then_some(())
            .ok_or_else(|| "another status".into());
    }
    let policy: Value = serde_json::from_slice(&BASE64.decode(policy).unwrap()).unwrap();
    let conditions = policy["conditions"].as_array().unwrap();
    for (name, value) in
        fields.iter().filter(|(name, _)| !["policy", "x-amz-signature"].contains(&name.as_str()))
    {
        let allowed = |condition: &Value| match condition {
            Value::Array(starts) => {
                starts[1] == format!("${name}") && value.starts_with(starts[2].as_str().unwrap())
            }
            exactly => exactly[name] == *value,
        };
        if !conditions.iter().any(allowed) {
            return Err(format!("the policy does not allow `{name}`"));
        }
    }
    Ok(())
}

/// Whether a request for an object was signed as it came.
pub(super) fn check_object(request: &Request) -> Result<(), String> {
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let uri = request.uri();
    let signed =
        authorization(request.method().as_str(), header("host"), uri.path(), uri.query().unwrap_or_default());
    if (header("x-amz-date"), header("x-amz-content-sha256")) != (DATE, UNSIGNED) {
        return Err("what is signed is missing".into());
    }
    if !header("content-disposition").contains("; filename*=UTF-8''") {
        return Err("no name to keep it under".into());
    }
    (header("authorization") == signed).then_some(()).ok_or_else(|| "another request was signed".into())
}
