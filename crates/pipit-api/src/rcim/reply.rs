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

/// Where the answers of one call go.
#[derive(Clone)]
pub(super) struct Reply {
    sink: Arc<Sink>,
    id: u64,
}

impl Reply {
    pub(super) fn new(sink: Arc<Sink>, id: u64) -> Self {
        Self { sink, id }
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
        self.fail_with(&json!({ "status": "error" }), fault);
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
