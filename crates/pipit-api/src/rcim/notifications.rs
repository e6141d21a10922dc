//! Which conversations raise notifications.

use pipit_im::ConversationId;
use serde_json::{Value, json};

use super::args::Args;
use super::fault::Fault;
use super::reply::Reply;
use super::{Outcome, Page};

impl Page {
    pub(super) async fn get_conversation_notification_status(
        &mut self,
        args: Args,
        reply: &Reply,
    ) -> Outcome {
        let id = args.conversation()?;
        let muted = self.client()?.conversation(&id).await?.is_some_and(|row| row.muted);
        reply.result(status(muted));
        Ok(())
    }

    pub(super) async fn set_conversation_notification_status(
        &mut self,
        args: Args,
        reply: &Reply,
    ) -> Outcome {
        let id: ConversationId = args.conversation()?;
        let muted = match args.text("notificationStatus")?.to_ascii_uppercase().as_str() {
            "DO_NOT_DISTURB" => true,
            "NOTIFY" => false,
            _ => return Err(Fault::parameter("notificationStatus", "DO_NOT_DISTURB or NOTIFY")),
        };
        self.client()?.set_muted(&id, muted).await?;
        reply.result(status(muted));
        Ok(())
    }
}

fn status(muted: bool) -> Value {
    if muted {
        json!({ "code": 0, "notificationStatus": "DO_NOT_DISTURB" })
    } else {
        json!({ "code": 1, "notificationStatus": "NOTIFY" })
    }
}
