//! Whether somebody writes in a chat.

use pipit_im::{Client, ConversationId, Event};
use serde::Serialize;
use tokio::sync::watch;
use ts_rs::TS;

/// What somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Typing {
    /// Words, or what else is no voice.
    Text,
    /// A voice.
    Voice,
}

impl Typing {
    /// What the other person of a chat writes, now and whenever that changes. It ends with its last reader.
    pub fn watch(client: &Client, id: ConversationId) -> watch::Receiver<Option<Self>> {
        let (told, reader) = watch::channel(None);
        let mut events = client.events();
        tokio::spawn(async move {
            loop {
                let event = tokio::select! {
                    event = events.recv() => event,
                    () = told.closed() => return,
                };
                match event {
                    Some(Event::Typing { conversation, typing }) if conversation == id => {
                        let voice = |name: &str| matches!(name, "RC:VcMsg" | "RC:HQVCMsg");
                        told.send_replace(
                            typing.map(
                                |typing| {
                                    if voice(&typing.object_name) { Self::Voice } else { Self::Text }
                                },
                            ),
                        );
                    }
                    Some(_) => {}
                    None => return,
                }
            }
        });
        reader
    }
}
