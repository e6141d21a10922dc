//! Files that go as a form, at once. What a server checks comes before the file, which is the last field.

use pipit_proto::messages::GetQNupTokenOutput;
use url::Url;

use super::Trouble;
use super::way::{Body, Request, Way, told};
use crate::network::{UploadForm, UploadMethod};

/// Qiniu's form, which servers of Pipit's own take too.
pub(super) fn qiniu(way: &Way<'_>) -> Request {
    let Way { leave, key, .. } = way;
    post(way, way.url(), token_fields(leave, key))
}

/// What a token's form says, whole or in slices.
pub(super) fn token_fields(leave: &GetQNupTokenOutput, key: &str) -> Vec<(&'static str, String)> {
    vec![("token", leave.token.clone()), ("name", key.to_owned()), ("key", key.to_owned())]
}

/// Alibaba's form.
pub(super) fn aliyun(way: &Way<'_>) -> Result<Request, Trouble> {
    let Way { leave, key, .. } = way;
    let fields = vec![
        ("token", leave.token.clone()),
        ("OSSAccessKeyId", told("osskeyId", leave.oss_key_id.as_ref())?),
        ("policy", told("ossPolicy", leave.oss_policy.as_ref())?),
        ("Signature", told("ossSign", leave.oss_sign.as_ref())?),
        ("success_action_status", "200".into()),
        ("key", (*key).to_owned()),
    ];
    let url = in_bucket(way.url(), &told("ossBucketName", leave.oss_bucket_name.as_ref())?)?;
    Ok(post(way, url, fields))
}

/// Amazon's form.
pub(super) fn s3(way: &Way<'_>) -> Result<Request, Trouble> {
    let Way { leave, key, source, .. } = way;
    let fields = vec![
        // A policy may allow no other words; under which name a file is kept, its address says.
        ("Content-Disposition", "attachment;".into()),
        ("Content-Type", source.media_type.into()),
        ("x-amz-credential", told("s3Credential", leave.s3_credential.as_ref())?),
        ("x-amz-algorithm", told("s3Algorithm", leave.s3_algorithm.as_ref())?),
        ("x-amz-date", told("s3Date", leave.s3_date.as_ref())?),
        ("policy", told("s3Policy", leave.s3_policy.as_ref())?),
        ("x-amz-signature", told("s3Signature", leave.s3_signature.as_ref())?),
        ("key", (*key).to_owned()),
    ];
    let url = in_bucket(way.url(), &told("s3BucketName", leave.s3_bucket_name.as_ref())?)?;
    Ok(post(way, url, fields))
}

fn post(way: &Way<'_>, url: Url, fields: Vec<(&'static str, String)>) -> Request {
    Request {
        method: UploadMethod::Post,
        url,
        headers: Vec::new(),
        form: Some(UploadForm { fields, file_name: way.key.to_owned() }),
        body: Body::File { start: 0, length: way.source.size },
    }
}

/// A bucket is a host of its own at these clouds.
fn in_bucket(mut url: Url, bucket: &str) -> Result<Url, Trouble> {
    let host = url.host_str().filter(|_| is_label(bucket)).map(|host| format!("{bucket}.{host}"));
    let placed = host.is_some_and(|host| url.set_host(Some(&host)).is_ok());
    if placed { Ok(url) } else { Err(Trouble::unusable("the bucket's name is none")) }
}

/// A bucket's name leads to no other host.
fn is_label(bucket: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (1..=63).contains(&bucket.len()) && bucket.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_stands_before_the_host_and_leads_nowhere_else() {
        let url = || Url::parse("https://oss.example:8443/up").unwrap();
        assert_eq!(in_bucket(url(), "my-bucket").unwrap().as_str(), "https://my-bucket.oss.example:8443/up");
        for bucket in ["", "evil.example/", "evil.example#", "a@b", "a b", "a:1", &"b".repeat(64)] {
            assert!(in_bucket(url(), bucket).is_err(), "{bucket}");
        }
        assert!(
            in_bucket(Url::parse("https://127.0.0.1/").unwrap(), "b").is_err(),
            "an address has no buckets"
        );
    }
}
