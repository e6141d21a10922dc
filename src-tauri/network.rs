//! Tells the engine that the machine has another network, or is awake again: what Linux says on the system's bus. Of a
//! network that comes back the page hears too, on every system, and the engine sees by its clocks that it slept.

use std::collections::HashMap;

use futures_util::StreamExt;
use pipit_api::Api;
use tracing::debug;
use zbus::message::Type;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, Message, MessageStream};

/// Listens until the bus ends; where there is none, nothing is told.
pub async fn follow(api: Api) {
    if let Err(error) = listen(&api).await {
        debug!(%error, "the system does not tell of its networks");
    }
}

async fn listen(api: &Api) -> zbus::Result<()> {
    let bus = Connection::system().await?;
    let networks = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.NetworkManager")?
        .path("/org/freedesktop/NetworkManager")?
        .interface("org.freedesktop.DBus.Properties")?
        .member("PropertiesChanged")?
        .build();
    let sleep = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.login1")?
        .path("/org/freedesktop/login1")?
        .interface("org.freedesktop.login1.Manager")?
        .member("PrepareForSleep")?
        .build();
    let mut networks = MessageStream::for_match_rule(networks, &bus, None).await?;
    let mut sleep = MessageStream::for_match_rule(sleep, &bus, None).await?;
    loop {
        let told = tokio::select! {
            Some(change) = networks.next() => leads_elsewhere(&change?),
            // True before the machine sleeps, false after it.
            Some(word) = sleep.next() => word?.body().deserialize::<bool>().is_ok_and(|falls| !falls),
            else => return Ok(()),
        };
        if told {
            api.network_is_new();
        }
    }
}

/// Whether the way to the world is another one now.
fn leads_elsewhere(change: &Message) -> bool {
    let body = change.body();
    let changed = body.deserialize::<(String, HashMap<String, OwnedValue>, Vec<String>)>();
    changed.is_ok_and(|(_, changed, _)| changed.contains_key("PrimaryConnection"))
}
