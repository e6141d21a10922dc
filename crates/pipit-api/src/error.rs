//! The one error that crosses to a page.

use pipit_im::{FetchError, MediaError, RequestError, SendError, StoreError};
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

/// What went wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, TS)]
#[error("{message}")]
pub struct ApiError {
    /// What the page decides by.
    pub code: ErrorCode,
    /// What a developer reads; never shown to a person as it is.
    pub message: String,
}

/// What a page decides by. A code exists only where a caller does something else because of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// There is no such call, or its arguments do not fit; the message names what was wrong.
    BadCall,
    /// Nobody is signed in.
    NotSignedIn,
    /// Signing in failed; the session value says why.
    SignInFailed,
    /// The file can run as a program, and nobody has said that they are sure.
    Unsafe,
    /// The text is blank or too long.
    BadText,
    /// What was named does not exist any more.
    NotFound,
    /// The server refused; the message holds its code.
    Refused,
    /// There is no connection to do this with.
    Offline,
    /// A file cannot be had, read or shown.
    FileUnavailable,
    /// A file is larger, or lasts longer, than what is taken.
    FileTooLarge,
    /// The store on this machine could not be read or written.
    StoreUnavailable,
    /// There is no microphone, or it does not work.
    NoMicrophone,
    /// The system or the person does not allow the microphone.
    MicrophoneRefused,
    /// What was recorded is too short to be sent, and thrown away.
    RecordingTooShort,
    /// Something recorded before is neither sent nor thrown away.
    RecordingWaits,
    /// The deployment has left out the part that does it.
    LeftOut,
    /// The desktop does not do it: keys that another app has, a list of the system that cannot be written.
    SystemRefused,
}

impl ApiError {
    /// An error with a code and what a developer should know.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(crate) fn not_signed_in() -> Self {
        Self::new(ErrorCode::NotSignedIn, "nobody is signed in")
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::new(ErrorCode::NotFound, error.to_string()),
            _ => Self::new(ErrorCode::StoreUnavailable, error.to_string()),
        }
    }
}

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Store(error) => error.into(),
            SendError::Media(MediaError::TooLarge { .. }) => {
                Self::new(ErrorCode::FileTooLarge, error.to_string())
            }
            SendError::Media(_) => Self::new(ErrorCode::FileUnavailable, error.to_string()),
            _ => Self::new(ErrorCode::BadText, error.to_string()),
        }
    }
}

impl From<RequestError> for ApiError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Store(error) => error.into(),
            RequestError::Offline => Self::new(ErrorCode::Offline, error.to_string()),
            _ => Self::new(ErrorCode::Refused, error.to_string()),
        }
    }
}

impl From<FetchError> for ApiError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Store(error) => error.into(),
            FetchError::Media(MediaError::TooLarge { .. }) => {
                Self::new(ErrorCode::FileTooLarge, error.to_string())
            }
            _ => Self::new(ErrorCode::FileUnavailable, error.to_string()),
        }
    }
}
