//! The pages' door to the engine: eight commands, which forward.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use pipit_api::ui::{Subscription, SubscriptionId};
use pipit_api::{Api, ApiError, ConversationId};
use serde_json::Value;
use tauri::ipc::{Channel, InvokeResponseBody, Response};
use tauri::{State, WebviewWindow};

/// What each window's page watches, by the window's label.
#[derive(Default)]
pub struct Watching(Mutex<BTreeMap<String, Vec<SubscriptionId>>>);

impl Watching {
    fn table(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<SubscriptionId>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page of a window is gone, and so is what it watched; nobody looks at it.
    pub fn end(&self, api: &Api, label: &str) {
        api.look(label, None);
        for id in self.table().remove(label).unwrap_or_default() {
            api.unsubscribe(id);
        }
    }
}

/// Calls what `name` names; the answer is the JSON that it gave.
#[tauri::command]
pub async fn call(api: State<'_, Api>, name: String, args: Option<Value>) -> Result<Response, ApiError> {
    api.call(&name, args.unwrap_or(Value::Null)).await.map(Response::new)
}

/// Watches something; events arrive on the channel as JSON until [`unsubscribe`].
#[tauri::command]
pub async fn subscribe(
    window: WebviewWindow,
    api: State<'_, Api>,
    watching: State<'_, Watching>,
    what: Subscription,
    channel: Channel<InvokeResponseBody>,
) -> Result<SubscriptionId, ApiError> {
    let sink = move |json| channel.send(InvokeResponseBody::Json(json)).is_ok();
    let id = api.subscribe(what, Box::new(sink)).await?;
    watching.table().entry(window.label().to_owned()).or_default().push(id);
    Ok(id)
}

/// Ends a subscription.
#[tauri::command]
pub fn unsubscribe(
    window: WebviewWindow,
    api: State<'_, Api>,
    watching: State<'_, Watching>,
    id: SubscriptionId,
) {
    if let Some(ids) = watching.table().get_mut(window.label()) {
        ids.retain(|watched| *watched != id);
    }
    api.unsubscribe(id);
}

/// Somebody looks at the end of this conversation in the window, or at none there any more.
#[tauri::command]
pub fn look(window: WebviewWindow, api: State<'_, Api>, conversation: Option<ConversationId>) {
    api.look(window.label(), conversation);
}

/// A page has begun: what a former page of the window watched is over.
#[tauri::command]
pub fn page_loaded(window: WebviewWindow, api: State<'_, Api>, watching: State<'_, Watching>) {
    watching.end(&api, window.label());
}

/// The page has painted: the window can be shown.
#[tauri::command]
pub fn page_ready(window: WebviewWindow) -> Result<(), String> {
    crate::window::ready(&window).map_err(|error| error.to_string())
}

/// The page has kept what was being written in it: its window can close.
#[tauri::command]
pub fn page_kept(window: WebviewWindow, kept: State<'_, crate::window::Kept>) {
    kept.said(window.label());
}

/// How many times as large as designed the page is to be shown.
#[tauri::command]
pub fn zoom(window: WebviewWindow, factor: f64) -> Result<(), String> {
    crate::window::zoom(&window, factor).map_err(|error| error.to_string())
}
