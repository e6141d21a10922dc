//! The server's certificate, which may be replaced while it runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use tokio_rustls::TlsAcceptor;

/// Files that prove who this server is, both in PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate, followed by those that lead to a trusted one.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl TlsFiles {
    /// When each of them was written.
    fn written(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| path.metadata().and_then(|about| about.modified()).ok())
    }
}

/// Why TLS cannot begin.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file is not there or does not hold what it should.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] pem::Error),
    /// The two do not fit together, or are not understood.
    #[error("the certificate and its key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// What is shown to who connects, and where it was read.
pub(super) struct Certificate {
    files: TlsFiles,
    acceptor: TlsAcceptor,
    /// As the files were when they were read last, whether they could be used or not.
    written: [Option<SystemTime>; 2],
}

impl Certificate {
    pub(super) fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        let written = files.written(); // before they are read: what is written meanwhile is seen later
        Ok(Self { acceptor: acceptor(files)?, files: files.clone(), written })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// Whether the files are others than those that were read.
    pub(super) fn is_replaced(&self) -> bool {
        self.files.written() != self.written
    }

    /// Reads the files again; what was read before stays if they cannot be used.
    pub(super) fn renew(&mut self) -> Result<(), TlsError> {
        self.written = self.files.written();
        self.acceptor = acceptor(&self.files)?;
        Ok(())
    }
}

fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, TlsError> {
    let of = |path: &Path| {
        let path = path.to_owned();
        move |error| TlsError::File(path, error)
    };
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(of(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(of(&files.key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
