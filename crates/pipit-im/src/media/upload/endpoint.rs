//! Which of the announced file servers are spoken to, and how each kind is.

use std::fmt;

use pipit_proto::topic;
use thiserror::Error;
use url::Url;

use super::way::Way;
use super::{Trouble, bucket, form, slices};
use crate::FileServer;

/// The kinds of file servers that are spoken here, by what the platform calls them.
const SPOKEN: [(&str, Kind); 6] = [
    ("qiniu", Kind::Qiniu),
    ("aliyun", Kind::Aliyun),
    ("s3", Kind::S3),
    ("stc", Kind::Stc),
    ("minio", Kind::Minio),
    ("rcx", Kind::Rcx),
];

/// How long the name of a kind may be to be told, in characters.
const LONGEST_NAME: usize = 32;

/// A kind of file server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A form with a token: Qiniu's cloud, and servers of Pipit's own, which take slices too.
    Qiniu,
    /// A form with a signed policy, at Alibaba's cloud.
    Aliyun,
    /// A form with a signed policy, at Amazon's cloud.
    S3,
    /// Signed requests, at STC's cloud.
    Stc,
    /// Signed requests, at a `MinIO` server.
    Minio,
    /// Slices with a token, at a private file server of the platform.
    Rcx,
}

impl Kind {
    /// Brings a file to a server of this kind; where it lies, if the server's answer says so.
    pub(super) async fn send(self, way: &Way<'_>) -> Result<Option<String>, Trouble> {
        match self {
            Self::Qiniu => match way.received().await? {
                Some(start) => slices::send(way, start).await.map(|_| None),
                None => way.carry(form::qiniu(way)).await.map(|_| None),
            },
            Self::Aliyun => way.carry(form::aliyun(way)?).await.map(|_| None),
            Self::S3 => way.carry(form::s3(way)?).await.map(|_| None),
            Self::Stc | Self::Minio => bucket::send(way).await.map(|()| None),
            Self::Rcx => match way.received().await? {
                Some(start) => slices::send(way, start).await.map(|_| None),
                // The platform's own take slices too, but forget them.
                None => slices::send(way, 0).await.map(|answer| slices::address_in(way, &answer)),
            },
        }
    }

    /// Who knows where a file lies that a server of this kind took.
    pub(super) fn address_topic(self) -> &'static str {
        match self {
            Self::Qiniu | Self::Rcx => topic::FILE_ADDRESS,
            Self::Aliyun => topic::ALIYUN_ADDRESS,
            Self::S3 => topic::S3_ADDRESS,
            Self::Stc => topic::STC_ADDRESS,
            Self::Minio => topic::MINIO_ADDRESS,
        }
    }
}

/// A file server that is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) kind: Kind,
    pub(super) url: Url,
    /// The address as it was announced.
    pub(super) announced: String,
}

impl Endpoint {
    /// A server of a known kind; nothing when the address is none of HTTP, or is in the clear where nothing may be.
    pub(super) fn new(kind: Kind, announced: &str, secure: bool) -> Option<Self> {
        let url = if announced.contains("://") {
            Url::parse(announced)
        } else {
            Url::parse(&format!("https://{announced}"))
        };
        // A secure server never leads to one in the clear.
        let allowed = |url: &Url| url.scheme() == "https" || (url.scheme() == "http" && !secure);
        let url = url.ok().filter(|url| allowed(url) && url.has_host())?;
        Some(Self { kind, url, announced: announced.to_owned() })
    }

    /// Those among the announced servers that are spoken to, in the same order.
    pub(super) fn among(announced: &[FileServer], secure: bool) -> Result<Vec<Self>, NoEndpoint> {
        let spoken = |server: &FileServer| {
            let (_, kind) = SPOKEN.iter().find(|(name, _)| *name == server.kind)?;
            Self::new(*kind, &server.address, secure)
        };
        let endpoints: Vec<_> = announced.iter().filter_map(spoken).collect();
        if endpoints.is_empty() {
            return Err(NoEndpoint {
                announced: announced.iter().map(|server| short(&server.kind)).collect(),
            });
        }
        Ok(endpoints)
    }
}

/// A name from elsewhere, fit to be told.
fn short(name: &str) -> String {
    name.chars().take(LONGEST_NAME).flat_map(char::escape_debug).collect()
}

/// No file server can be spoken to.
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) struct NoEndpoint {
    /// The kinds that were announced, best first.
    announced: Vec<String>,
}

impl fmt::Display for NoEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.announced.is_empty() {
            return f.write_str("the server announces no file server");
        }
        let spoken = SPOKEN.map(|(name, _)| name).join(", ");
        let announced = self.announced.join(", ");
        write!(f, "files go to {announced} here, at addresses that can be used only for {spoken}, over TLS")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(list: &[(&str, &str)]) -> Vec<FileServer> {
        list.iter()
            .map(|(kind, address)| FileServer { kind: (*kind).into(), address: (*address).into() })
            .collect()
    }

    #[test]
    fn what_is_not_spoken_or_in_the_clear_is_left_out() {
        let list = servers(&[
            ("baidu", "gz.bcebos.com"),
            ("s3", "http://plain.example"),
            ("minio", "files.example:9000"),
            ("aliyun", "ftp://host"),
            ("stc", "https://"),
            ("qiniu", "https://up.example/files"),
        ]);
        let kinds = |secure| {
            let endpoints = Endpoint::among(&list, secure).unwrap();
            endpoints.iter().map(|endpoint| (endpoint.kind, endpoint.url.to_string())).collect::<Vec<_>>()
        };
        let minio = (Kind::Minio, "https://files.example:9000/".to_owned());
        let qiniu = (Kind::Qiniu, "https://up.example/files".to_owned());
        assert_eq!(kinds(true), [minio.clone(), qiniu.clone()]);
        assert_eq!(kinds(false), [(Kind::S3, "http://plain.example/".to_owned()), minio, qiniu]);
    }

    #[test]
    fn where_none_is_spoken_the_error_names_what_was_announced() {
        let list =
            servers(&[("baidu", "gz.bcebos.com"), ("new\ncloud", "x"), ("s3", "http://plain.example")]);
        let told = Endpoint::among(&list, true).unwrap_err().to_string();
        assert!(told.contains("baidu, new\\ncloud, s3") && told.contains("aliyun"), "{told}");
        let told = Endpoint::among(&[], true).unwrap_err().to_string();
        assert_eq!(told, "the server announces no file server");
    }
}
