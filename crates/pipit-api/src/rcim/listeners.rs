//! What pages listen to.

use pipit_im::Event;
use serde_json::{Value, json};

use super::args::Args;
use super::reply::Reply;
use super::{Module, Outcome, json};

/// Who listens to one thing: at most one listener of each page.
#[derive(Default)]
pub(super) struct Listener(Vec<Reply>);

impl Listener {
    /// Tells them all, and forgets those whose window is gone.
    pub(super) fn tell(&mut self, ret: &Value) {
        self.0.retain(|reply| reply.say(ret));
    }

    /// A page's listener; it takes the place of the page's one before.
    pub(super) fn set(&mut self, reply: &Reply) {
        self.remove(reply.page());
        self.0.push(reply.clone());
    }

    /// A page does not listen any more.
    pub(super) fn remove(&mut self, page: u64) {
        self.0.retain(|reply| reply.page() != page);
    }
}

/// The pages' listeners.
#[derive(Default)]
pub(super) struct Listeners {
    status: Listener,
    received: Listener,
    recalled: Listener,
    read: Listener,
    pub(super) receipt_request: Listener,
    pub(super) receipt_response: Listener,
    pub(super) typing: Listener,
    pub(super) push: Listener,
    /// The connection's state as it was told last.
    connection: Option<&'static str>,
}

impl Listeners {
    /// The connection's state; it is told when it is another one.
    pub(super) fn connection_is(&mut self, status: &'static str) {
        if self.connection != Some(status) {
            self.connection = Some(status);
            self.status.tell(&json!({ "result": { "connectionStatus": status } }));
        }
    }

    pub(super) fn connection(&self) -> Option<&'static str> {
        self.connection
    }

    /// A page is gone.
    pub(super) fn forget(&mut self, page: u64) {
        let Self {
            status, received, recalled, read, receipt_request, receipt_response, typing, push, ..
        } = self;
        for listener in [status, received, recalled, read, receipt_request, receipt_response, typing, push] {
            listener.remove(page);
        }
    }
}

/// The store could not say what a listener should hear.
pub(super) fn unheard(outcome: Outcome) {
    if let Err(fault) = outcome {
        tracing::warn!(fault.code, fault.msg, "a listener hears nothing of what happened");
    }
}

impl Module {
    /// Something happened in the engine.
    pub(super) async fn happened(&mut self, event: Event) {
        let listeners = &mut self.listeners;
        match event {
            Event::Received { message, left } => {
                let result = json!({ "message": json::message(&message), "left": left });
                listeners.received.tell(&json!({ "result": result, "isPushMsg": false }));
            }
            Event::Recalled(id) => listeners.recalled.tell(&json!({ "messageId": id })),
            Event::ReadByPeer { conversation, up_to } => {
                let read = json!({ "tId": conversation.target_id, "messageTime": up_to });
                listeners.read.tell(&read);
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
        self.listeners.status.set(reply);
        Ok(())
    }

    pub(super) async fn set_on_receive_message_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.received.set(reply);
        Ok(())
    }

    pub(super) async fn set_on_message_recalled_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.recalled.set(reply);
        Ok(())
    }

    pub(super) async fn add_receive_read_receipt_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.read.set(reply);
        Ok(())
    }
}
