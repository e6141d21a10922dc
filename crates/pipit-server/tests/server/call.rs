//! Calls of the server API, signed.

use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::host::{Host, http};

/// The headers that sign a call, as they are written.
pub(crate) fn signed() -> String {
    let signature = signature();
    format!("App-Key: key\r\nNonce: 1\r\nTimestamp: 2\r\nSignature: {signature}\r\n")
}

fn signature() -> String {
    Sha1::digest(b"secret12").iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Calls, signed, and answers status and body.
pub(crate) async fn call(host: &Host, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = http()
        .post(format!("{}{path}.json", host.url))
        .header("App-Key", "key")
        .header("Nonce", "1")
        .header("Timestamp", "2")
        .header("Signature", signature())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

pub(crate) async fn done(host: &Host, path: &str, fields: &[(&str, &str)]) -> Value {
    let (status, answer) = call(host, path, fields).await;
    assert_eq!((status, &answer["code"]), (200, &json!(200)), "{path}: {answer}");
    answer
}
