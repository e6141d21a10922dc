//! What can go wrong, by what a caller would do about it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

pub use crate::media::MediaError;

/// Why a connection does not stand.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// No server answers: try again later.
    #[error("no server answers: {0}")]
    Unreachable(String),
    /// A server answers, but not as the protocol says: try again later.
    #[error("the server does not answer as it should: {0}")]
    BadAnswer(String),
    /// The token is wrong, foreign or expired: get another one.
    #[error("the server does not take the token")]
    TokenIncorrect,
    /// The user or the app is refused: nothing helps but the operator.
    #[error("the server refuses the connection with code {code}")]
    Refused {
        /// The platform's code.
        code: i32,
    },
}

/// Why a store does not open.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenStoreError {
    /// A newer version wrote it: use that version.
    #[error("the store is of version {found}; this version knows up to {known}")]
    TooNew {
        /// The store's version.
        found: i64,
        /// The newest version that is understood.
        known: i64,
    },
    /// The folder or file cannot be used.
    #[error("the store's file cannot be used: {0}")]
    Io(#[from] io::Error),
    /// `SQLite` refuses for another reason.
    #[error("the store does not open: {0}")]
    Database(#[from] rusqlite::Error),
}

/// What opening a store came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenOutcome {
    /// It is as it was left.
    Opened,
    /// It was new.
    Created,
    /// It could not be read; it was moved aside, and everything will come from the server again.
    Rebuilt {
        /// Where the old file lies.
        kept: PathBuf,
    },
}

/// Why the store could not do something.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// What was named does not exist.
    #[error("there is no such thing in the store")]
    NotFound,
    /// There is no room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The store failed.
    #[error("the store failed: {0}")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            _ if matches!(error, rusqlite::Error::QueryReturnedNoRows) => Self::NotFound,
            _ => Self::Database(error),
        }
    }
}

/// Why a message was not even queued.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SendError {
    /// Its content is over the platform's limit.
    #[error("the content has {found} bytes, at most {limit} are sent")]
    TooLarge {
        /// Its size in bytes.
        found: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// What it carries cannot be sent.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a request to the server has no answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// There is no connection, or it broke.
    #[error("there is no connection")]
    Offline,
    /// The server refuses.
    #[error("the server refuses with code {0}")]
    Refused(u16),
    /// The answer could not be stored, or what was asked about is not in the store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a message's file cannot be fetched.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The message has no file, or one whose address may not be followed.
    #[error("the message has no file that can be fetched")]
    NoFile,
    /// Nobody answers, or the file is gone (`NotFound`).
    #[error("the file cannot be fetched: {0}")]
    Network(#[from] io::Error),
    /// What was fetched before is not what was kept, and is removed.
    #[error("the file on this machine was damaged and is removed; it can be fetched again")]
    Damaged,
    /// It is not what the message says, or larger than such files are.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// There is no such message, or the store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}
