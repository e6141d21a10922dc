//! What a page listens to.

use pipit_im::Event;
use serde_json::{Value, json};

use super::args::Args;
use super::reply::Reply;
use super::{Outcome, Page, json};

/// The page's listeners. A method that sets one replaces the one before.
#[derive(Default)]
pub(super) struct Listeners {
    status: Option<Reply>,
    received: Option<Reply>,
    recalled: Option<Reply>,
    read: Option<Reply>,
    pub(super) receipt_request: Option<Reply>,
    pub(super) receipt_response: Option<Reply>,
    pub(super) typing: Option<Reply>,
    pub(super) push: Option<Reply>,
    /// The connection's state as it was told last.
    connection: Option<&'static str>,
}

impl Listeners {
    /// The connection's state; it is told when it is another one.
    pub(super) fn connection_is(&mut self, status: &'static str) {
        if self.connection != Some(status) {
            self.connection = Some(status);
            tell(&mut self.status, &json!({ "result": { "connectionStatus": status } }));
        }
    }

    pub(super) fn connection(&self) -> Option<&'static str> {
        self.connection
    }
}

/// Tells a listener, and forgets one whose page is gone.
pub(super) fn tell(listener: &mut Option<Reply>, ret: &Value) {
    listener.take_if(|reply| !reply.say(ret));
}

/// The store could not say what a listener should hear.
pub(super) fn unheard(outcome: Outcome) {
    if let Err(fault) = outcome {
        tracing::warn!(fault.code, fault.msg, "a listener hears nothing of what happened");
    }
}

impl Page {
    /// Something happened in the engine.
    pub(super) async fn happened(&mut self, event: Event) {
        let listeners = &mut self.listeners;
        match event {
            Event::Received { message, left } => {
                let result = json!({ "message": json::message(&message), "left": left });
                tell(&mut listeners.received, &json!({ "result": result, "isPushMsg": false }));
            }
            Event::Recalled(id) => tell(&mut listeners.recalled, &json!({ "messageId": id })),
            Event::ReadByPeer { conversation, up_to } => {
                let read = json!({ "tId": conversation.target_id, "messageTime": up_to });
                tell(&mut listeners.read, &read);
            }
            Event::Uploading { message, percent } => self.uploading(message, percent),
            Event::Sent(id) => self.sent(id),
            Event::Refused { message, code } => self.refused(message, code),
            Event::Typing { conversation, typing } => self.typing(&conversation, typing.as_ref()),
            Event::ReceiptAsked(id) => unheard(self.receipt_asked(id).await),
            Event::ReceiptAnswered(id) => unheard(self.receipt_answered(id).await),
            _ => {}
        }
    }

    pub(super) async fn set_connection_status_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.status = Some(reply.clone());
        Ok(())
    }

    pub(super) async fn set_on_receive_message_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.received = Some(reply.clone());
        Ok(())
    }

    pub(super) async fn set_on_message_recalled_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.recalled = Some(reply.clone());
        Ok(())
    }

    pub(super) async fn add_receive_read_receipt_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.read = Some(reply.clone());
        Ok(())
    }
}
