//! The page's door to the engine: five commands, which forward.

use pipit_api::ui::{Subscription, SubscriptionId};
use pipit_api::{Api, ApiError};
use serde_json::Value;
use tauri::ipc::{Channel, InvokeResponseBody, Response};
use tauri::{AppHandle, State};

/// Calls what `name` names; the answer is the JSON that it gave.
#[tauri::command]
pub async fn call(api: State<'_, Api>, name: String, args: Option<Value>) -> Result<Response, ApiError> {
    api.call(&name, args.unwrap_or(Value::Null)).await.map(Response::new)
}

/// Watches something; events arrive on the channel as JSON until [`unsubscribe`].
#[tauri::command]
pub async fn subscribe(
    api: State<'_, Api>,
    what: Subscription,
    channel: Channel<InvokeResponseBody>,
) -> Result<SubscriptionId, ApiError> {
    api.subscribe(what, Box::new(move |json| channel.send(InvokeResponseBody::Json(json)).is_ok())).await
}

/// Ends a subscription.
#[tauri::command]
pub fn unsubscribe(api: State<'_, Api>, id: SubscriptionId) {
    api.unsubscribe(id);
}

/// A page has begun: what a former page of the window watched is over.
#[tauri::command]
pub fn page_loaded(api: State<'_, Api>) {
    api.unsubscribe_all();
}

/// The page has painted: the window can be shown.
#[tauri::command]
pub fn page_ready(app: AppHandle) -> Result<(), String> {
    crate::window::show(&app).map_err(|error| error.to_string())
}
