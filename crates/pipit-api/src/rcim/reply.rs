//! Answers to a page. All of a page's answers go through one sink, so they keep their order; the last one of a call
//! says so.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::fault::Fault;
use crate::Sink;

/// A call as a page makes it.
#[derive(Debug, Deserialize)]
pub(super) struct Call {
    /// The page's number for it; answers carry it.
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
    sink: Arc<Sink>,
    id: u64,
    failure: Failure,
}

impl Reply {
    pub(super) fn new(sink: Arc<Sink>, call: &Call) -> Self {
        Self { sink, id: call.id, failure: Failure::of(&call.method) }
    }

    /// One answer of several; false when the page is gone.
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
        self.send(ret, Some(fault), true);
    }

    fn send(&self, ret: &Value, fault: Option<&Fault>, last: bool) -> bool {
        let err = fault.map(Fault::to_json);
        (self.sink)(json!({ "id": self.id, "ret": ret, "err": err, "last": last }).to_string())
    }
}
