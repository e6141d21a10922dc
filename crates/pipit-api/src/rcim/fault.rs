//! What goes wrong, in the contract's numbers.

use pipit_im::{RequestError, SendError, StoreError};
use serde_json::{Value, json};

/// `init` was not called.
pub(super) const NOT_INITIALISED: i32 = -10_000;
/// `connect` did not succeed yet.
pub(super) const NOT_CONNECTED: i32 = -10_001;
/// A parameter does not fit.
pub(super) const BAD_PARAMETER: i32 = -10_002;
/// The server did not answer in time.
pub(super) const TIMEOUT: i32 = 30_003;
/// It could not be sent.
pub(super) const SEND_FAILED: i32 = 30_014;
/// The token is not taken.
pub(super) const TOKEN_INCORRECT: i32 = 31_004;
/// This machine's store failed.
pub(super) const STORE_FAILED: i32 = 33_002;
/// There is no such message.
pub(super) const NO_SUCH_MESSAGE: i32 = 34_011;
/// A system conversation takes no messages of users.
pub(super) const NO_ANSWER_TO_SYSTEM: i32 = 20_109;
/// Neither this version nor this server can do it.
pub(super) const NOT_SUPPORTED: i32 = 20_606;

/// An error of a call: the code, and words for whoever writes the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: i32,
    pub(super) msg: String,
}

impl Fault {
    pub(super) fn new(code: i32, msg: impl Into<String>) -> Self {
        Self { code, msg: msg.into() }
    }

    /// A parameter does not fit; says what it takes.
    pub(super) fn parameter(name: &str, takes: &str) -> Self {
        Self::new(BAD_PARAMETER, format!("`{name}` takes {takes}"))
    }

    pub(super) fn to_json(&self) -> Value {
        // One group of methods calls the code by another name.
        json!({ "code": self.code, "errCode": self.code, "msg": self.msg })
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let code = if matches!(error, StoreError::NotFound) { NO_SUCH_MESSAGE } else { STORE_FAILED };
        Self::new(code, error.to_string())
    }
}

impl From<SendError> for Fault {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Store(error) => error.into(),
            SendError::TooLarge { .. } => Self::new(BAD_PARAMETER, error.to_string()),
            _ => Self::new(SEND_FAILED, error.to_string()),
        }
    }
}

impl From<RequestError> for Fault {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Store(error) => error.into(),
            RequestError::Refused(code) => Self::new(i32::from(code), error.to_string()),
            _ => Self::new(TIMEOUT, error.to_string()),
        }
    }
}
