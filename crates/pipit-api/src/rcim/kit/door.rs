//! How a page of the kit reaches what it shows: the calls and subscriptions that the messenger's own page has, and what
//! its window shall show. Of the calls those that sign in or out, or are about the messenger's windows, find nobody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::rcim::reply::{Reply, WindowSink};
use crate::ui::{KitAct, Subscription, SubscriptionId};
use crate::{Api, ApiError, Desktop, Microphone};

/// What a page of the kit asks for.
#[derive(Deserialize)]
struct Request {
    /// The page's own number; answers carry it.
    page: u64,
    /// The page's number for the request; answers carry it.
    id: u64,
    asks: Asks,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
enum Asks {
    /// One of the calls.
    Call {
        name: String,
        #[serde(default)]
        args: Value,
    },
    /// To watch something: `{subscription}` is answered once, then each `{event}`.
    Watch { what: Subscription },
    /// To watch it no longer.
    Unwatch { subscription: SubscriptionId },
    /// What its window shall show, now and whenever that changes.
    View,
    /// To do something that the integrator's page has a part in.
    Act { what: KitAct },
}

/// What is for the widget itself to answer.
pub(in crate::rcim) enum Asked {
    View(Reply),
    Act(String, KitAct),
}

/// The door of all pages of the kit in one widget. Cheap to clone.
#[derive(Clone)]
pub(in crate::rcim) struct Door {
    api: Api,
    sink: Arc<WindowSink>,
    /// What each page watches.
    watched: Arc<Mutex<HashMap<u64, Vec<SubscriptionId>>>>,
}

impl Door {
    pub(in crate::rcim) fn new(api: Api, sink: Arc<WindowSink>) -> Self {
        Self { api, sink, watched: Arc::default() }
    }

    pub(in crate::rcim) fn set_desktop(&self, desktop: Arc<dyn Desktop>) {
        self.api.set_desktop(desktop);
    }

    pub(in crate::rcim) fn set_microphone(&self, microphone: Arc<dyn Microphone>) {
        self.api.set_microphone(microphone);
    }

    pub(in crate::rcim) fn merged_page(&self, number: u32) -> Option<Vec<u8>> {
        self.api.merged_page(number)
    }

    pub(in crate::rcim) fn open_link(&self, url: &str) -> Result<(), ApiError> {
        self.api.open_link(url)
    }

    pub(in crate::rcim) fn say(&self, key: &str, params: &[(&str, &str)]) -> String {
        self.api.say(key, params)
    }

    /// Takes a request of a page in a window; what is for the widget comes back. What is no request has no answer.
    pub(in crate::rcim) fn ask(&self, window: &str, json: &str) -> Option<Asked> {
        let Ok(Request { page, id, asks }) = serde_json::from_str(json) else {
            tracing::warn!("a page of the kit sent what is no request");
            return None;
        };
        let reply = Reply::to(self.sink.clone(), window, page, id);
        match asks {
            Asks::View => return Some(Asked::View(reply)),
            Asks::Act { what } => {
                reply.done(&Value::Null);
                return Some(Asked::Act(window.to_owned(), what));
            }
            Asks::Unwatch { subscription } => {
                self.unwatch(page, subscription);
                reply.done(&Value::Null);
            }
            Asks::Call { name, args } => {
                let api = self.api.clone();
                tokio::spawn(async move {
                    match api.call(&name, args).await {
                        Ok(answer) => reply.done(&serde_json::from_str(&answer).unwrap_or_default()),
                        Err(error) => reply.reject(&json!(error)),
                    }
                });
            }
            Asks::Watch { what } => {
                let door = self.clone();
                tokio::spawn(async move { door.watch(page, what, reply).await });
            }
        }
        None
    }

    async fn watch(&self, page: u64, what: Subscription, reply: Reply) {
        let told = reply.clone();
        let sink = move |event: String| {
            let event: Value = serde_json::from_str(&event).unwrap_or_default();
            told.say(&json!({ "event": event }))
        };
        match self.api.subscribe(what, Box::new(sink)).await {
            Ok(subscription) => {
                self.watched().entry(page).or_default().push(subscription);
                reply.say(&json!({ "subscription": subscription }));
            }
            Err(error) => reply.reject(&json!(error)),
        }
    }

    fn unwatch(&self, page: u64, subscription: SubscriptionId) {
        if let Some(watched) = self.watched().get_mut(&page) {
            watched.retain(|known| *known != subscription);
        }
        self.api.unsubscribe(subscription);
    }

    /// A page is gone, and so is what it watched.
    pub(in crate::rcim) fn forget(&self, page: u64) {
        for subscription in self.watched().remove(&page).unwrap_or_default() {
            self.api.unsubscribe(subscription);
        }
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<u64, Vec<SubscriptionId>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
