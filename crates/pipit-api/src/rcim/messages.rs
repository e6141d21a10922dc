//! What a user does with single messages: their states, their notes, and what is unread.

use pipit_im::{Mark, MessageState, Peer, ReceivedStatus, Timestamp};
use serde_json::{Value, json};

use super::args::Args;
use super::fault::{Fault, SEND_FAILED};
use super::listeners::unheard;
use super::reply::Reply;
use super::{Module, Outcome, json};

/// The longest note on a message, in bytes of UTF-8.
const NOTE: usize = 1_024;

impl Module {
    pub(super) async fn set_message_received_status(&mut self, args: Args, reply: &Reply) -> Outcome {
        const TAKES: &str = "UNREAD, READ, LISTENED, DOWNLOADED, RETRIEVED or MULTIPLERECEIVE";
        let (status, mark) = match args.text("receivedStatus")?.to_ascii_uppercase().as_str() {
            "UNREAD" => (Some(ReceivedStatus::Unread), None),
            "READ" => (Some(ReceivedStatus::Read), None),
            "LISTENED" => (Some(ReceivedStatus::Listened), None),
            "DOWNLOADED" => (None, Some(Mark::Downloaded)),
            "RETRIEVED" => (None, Some(Mark::Retrieved)),
            "MULTIPLERECEIVE" => (None, Some(Mark::ReceivedElsewhere)),
            _ => return Err(Fault::parameter("receivedStatus", TAKES)),
        };
        let (client, id) = (self.client()?, args.message("messageId")?);
        if let Some(status) = status {
            client.set_received_status(id, status).await?;
        } else if let Some(mark) = mark {
            client.mark(id, mark).await?;
        }
        reply.success();
        Ok(())
    }

    pub(super) async fn set_message_sent_status(&mut self, args: Args, reply: &Reply) -> Outcome {
        let status = match args.text("sentStatus")?.to_ascii_uppercase().as_str() {
            "SENDING" => MessageState::Sending,
            // The documentation's own sample sets READ, which its list does not have: one's own that was read was sent.
            "SENT" | "READ" => MessageState::Sent,
            "FAILED" => MessageState::Failed { code: SEND_FAILED },
            _ => return Err(Fault::parameter("sentStatus", "SENDING, SENT or FAILED")),
        };
        self.client()?.set_sent_status(args.message("messageId")?, status).await?;
        reply.success();
        unheard(self.settle_all().await);
        Ok(())
    }

    pub(super) async fn set_message_extra(&mut self, args: Args, reply: &Reply) -> Outcome {
        let note = args.optional_text("value")?.unwrap_or_default();
        if note.len() > NOTE {
            return Err(Fault::parameter("value", "text of at most 1,024 bytes"));
        }
        self.client()?.set_note(args.message("messageId")?, &note).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn clear_messages_unread_status(&mut self, args: Args, reply: &Reply) -> Outcome {
        // The peer learns of it by `sendReadReceiptMessage` only.
        self.client()?.mark_all_read(&args.conversation()?, Peer::NotTold).await?;
        reply.success();
        Ok(())
    }

    /// Answers in a shape of its own, `{status: true}`.
    pub(super) async fn send_read_receipt_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let target = args.id("targetId")?;
        let id = pipit_im::ConversationId {
            kind: pipit_im::ConversationType::Private,
            target_id: pipit_im::TargetId::new(target),
        };
        let up_to = args.optional_whole("timestamp", 0..=i64::MAX)?.filter(|time| *time > 0);
        let client = self.client()?;
        if let Some(message) = client.last_received(&id, up_to.map_or(Timestamp(i64::MAX), Timestamp)).await?
        {
            client.mark_read(&id, message, Peer::Told).await?;
        }
        reply.done(&json!({ "status": true }));
        Ok(())
    }

    pub(super) async fn get_total_unread_count(&mut self, _: Args, reply: &Reply) -> Outcome {
        reply.result(self.client()?.unread_of_kinds(super::conversations::ALL.to_vec()).await?);
        Ok(())
    }

    pub(super) async fn get_unread_count(&mut self, args: Args, reply: &Reply) -> Outcome {
        let row = self.client()?.conversation(&args.conversation()?).await?;
        reply.result(row.map_or(0, |row| row.unread));
        Ok(())
    }

    pub(super) async fn get_unread_count_by_conversation_types(
        &mut self,
        args: Args,
        reply: &Reply,
    ) -> Outcome {
        reply.result(self.client()?.unread_of_kinds(args.kinds("conversationTypes")?).await?);
        Ok(())
    }

    pub(super) async fn get_unread_mentioned_messages(&mut self, args: Args, reply: &Reply) -> Outcome {
        let list = self.client()?.unread_mentions(&args.conversation()?).await?;
        reply.result(list.iter().map(json::message).collect::<Vec<Value>>());
        Ok(())
    }
}
