//! Answers to pages. They all go through one sink, so they keep their order; the last one of a call says so.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::fault::Fault;

/// Takes an answer as JSON, `{page, id, ret, err, last}`, to the window that it is for; false when that is gone.
pub type WindowSink = Box<dyn Fn(&str, String) -> bool + Send + Sync>;

/// A call as a page makes it.
#[derive(Debug, Deserialize)]
pub(super) struct Call {
    /// The page's own number, as it chose it; answers carry it.
    #[serde(default)]
    pub(super) page: u64,
    /// The page's number for the call; answers carry it.
    pub(super) id: u64,
    /// The method.
    pub(super) method: String,
    /// Its parameters.
    #[serde(default)]
    pub(super) params: Value,
}

/// How the last answer of a method says that it failed.
#[derive(Debug, Clone, Copy)]
enum Failure {
    /// `{status: 'error'}`.
    Usual,
    /// `{status: false, errorCode}`.
    Receipt,
    /// `{status: false, errCode}`.
    Offline,
}

impl Failure {
    fn of(method: &str) -> Self {
        match method {
            "sendReadReceiptMessage" | "sendReadReceiptRequest" | "sendReadReceiptResponse" => Self::Receipt,
            "getOfflineMessageDuration" | "setOfflineMessageDuration" => Self::Offline,
            _ => Self::Usual,
        }
    }
}

/// Where the answers of one call go.
#[derive(Clone)]
pub(super) struct Reply {
    sink: Arc<WindowSink>,
    window: Arc<str>,
    page: u64,
    id: u64,
    failure: Failure,
}

impl Reply {
    pub(super) fn new(sink: Arc<WindowSink>, window: &str, call: &Call) -> Self {
        Self { failure: Failure::of(&call.method), ..Self::to(sink, window, call.page, call.id) }
    }

    /// Answers to what a page asks that is no method.
    pub(super) fn to(sink: Arc<WindowSink>, window: &str, page: u64, id: u64) -> Self {
        Self { sink, window: window.into(), page, id, failure: Failure::Usual }
    }

    /// In which window.
    pub(super) fn window(&self) -> &str {
        &self.window
    }

    /// Which page called.
    pub(super) fn page(&self) -> u64 {
        self.page
    }

    /// One answer of several; false when the window is gone.
    pub(super) fn say(&self, ret: &Value) -> bool {
        self.send(ret, None, false)
    }

    /// The last answer.
    pub(super) fn done(&self, ret: &Value) {
        self.send(ret, None, true);
    }

    /// `{status: 'success'}`.
    pub(super) fn success(&self) {
        self.done(&json!({ "status": "success" }));
    }

    /// `{status: 'success', result}`.
    pub(super) fn result(&self, result: impl Into<Value>) {
        self.done(&json!({ "status": "success", "result": result.into() }));
    }

    /// The last answer, and what went wrong.
    pub(super) fn fail(&self, fault: &Fault) {
        let ret = match self.failure {
            Failure::Usual => json!({ "status": "error" }),
            Failure::Receipt => json!({ "status": false, "errorCode": fault.code }),
            Failure::Offline => json!({ "status": false, "errCode": fault.code }),
        };
        self.fail_with(&ret, fault);
    }

    /// The last answer with a shape of its own, and what went wrong.
    pub(super) fn fail_with(&self, ret: &Value, fault: &Fault) {
        self.send(ret, Some(&fault.to_json()), true);
    }

    /// The last answer: only what went wrong, in words of its own.
    pub(super) fn reject(&self, err: &Value) {
        self.send(&Value::Null, Some(err), true);
    }

    fn send(&self, ret: &Value, err: Option<&Value>, last: bool) -> bool {
        let answer = json!({ "page": self.page, "id": self.id, "ret": ret, "err": err, "last": last });
        (self.sink)(&self.window, answer.to_string())
    }
}
