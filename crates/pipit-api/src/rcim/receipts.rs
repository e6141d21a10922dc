//! What people tell each other about reading and writing: receipts of groups, and who is typing. Receipts answer in a
//! shape of their own, `{status: true}`.

use pipit_im::{ConversationId, ConversationType, MessageId, TargetId, Typing};
use serde_json::{Value, json};

use super::args::Args;
use super::fault::Fault;
use super::listeners::Listener;
use super::reply::Reply;
use super::{Module, Outcome, json};

/// The longest name of a kind of content, in bytes.
const OBJECT_NAME: usize = 32;

/// What a listener to receipts may listen to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Response,
    Request,
}

fn target(args: &Args) -> Result<Target, Fault> {
    match args.optional_text("target")?.as_deref() {
        None | Some("onMessageReceiptResponse") => Ok(Target::Response),
        Some("onMessageReceiptRequest") => Ok(Target::Request),
        Some(_) => Err(Fault::parameter("target", "onMessageReceiptResponse or onMessageReceiptRequest")),
    }
}

impl Module {
    pub(super) async fn send_read_receipt_request(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.client()?.ask_receipt(args.message("messageId")?).await?;
        reply.done(&json!({ "status": true }));
        Ok(())
    }

    pub(super) async fn send_read_receipt_response(&mut self, args: Args, reply: &Reply) -> Outcome {
        let id = args.conversation_or(ConversationType::Group)?;
        self.client()?.answer_receipt(&id, args.message("messageId")?).await?;
        reply.done(&json!({ "status": true }));
        Ok(())
    }

    pub(super) async fn add_read_receipt_listener(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.receipt_listener(target(&args)?).set(reply);
        Ok(())
    }

    pub(super) async fn remove_read_receipt_listener(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.receipt_listener(target(&args)?).remove(reply.page());
        reply.success();
        Ok(())
    }

    fn receipt_listener(&mut self, target: Target) -> &mut Listener {
        match target {
            Target::Response => &mut self.listeners.receipt_response,
            Target::Request => &mut self.listeners.receipt_request,
        }
    }

    /// Somebody asks who has read their message.
    pub(super) async fn receipt_asked(&mut self, id: MessageId) -> Outcome {
        let Some(message) = self.client()?.message(id).await? else { return Ok(()) };
        let word = json!({
            "conversationType": json::kind(message.conversation.kind),
            "targetId": message.conversation.target_id,
            "messageUId": message.uid,
        });
        self.listeners.receipt_request.tell(&word);
        Ok(())
    }

    /// Somebody has read a message of this user's.
    pub(super) async fn receipt_answered(&mut self, id: MessageId) -> Outcome {
        let Some(message) = self.client()?.message(id).await? else { return Ok(()) };
        let receipt = message.receipt.unwrap_or_default();
        let readers = receipt.readers.iter().map(|(user, time)| json!({ "userId": user, "time": time }));
        let word = json!({
            "conversationType": json::kind(message.conversation.kind),
            "targetId": message.conversation.target_id,
            "messageUId": message.uid,
            "respondUserIdList": readers.collect::<Vec<Value>>(),
        });
        self.listeners.receipt_response.tell(&word);
        Ok(())
    }

    pub(super) async fn send_typing_status(&mut self, args: Args, reply: &Reply) -> Outcome {
        let id = args.conversation_or(ConversationType::Private)?;
        if id.kind != ConversationType::Private {
            return Err(Fault::parameter("conversationType", "PRIVATE"));
        }
        let object_name = args.text("objectName")?;
        if object_name.len() > OBJECT_NAME {
            return Err(Fault::parameter("objectName", "the name of a kind of message, of at most 32 bytes"));
        }
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            client.say_typing(&id, &object_name).await?;
            answer.success();
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn add_typing_status_listener(&mut self, _: Args, reply: &Reply) -> Outcome {
        self.listeners.typing.set(reply);
        Ok(())
    }

    /// Somebody began or stopped to write.
    pub(super) fn typing(&mut self, conversation: &ConversationId, typing: Option<&Typing>) {
        let list: Vec<Value> = typing
            .iter()
            .map(|typing| {
                json!({
                    "userId": typing.user, "typingContentType": typing.object_name, "sentTime": typing.since,
                })
            })
            .collect();
        let word = json!({
            "conversationType": json::kind(conversation.kind),
            "targetId": conversation.target_id,
            "userTypingStatusList": list,
        });
        self.listeners.typing.tell(&word);
    }
}

impl Args {
    /// A conversation whose type may be left out.
    fn conversation_or(&self, kind: ConversationType) -> Result<ConversationId, Fault> {
        match self.optional_text("conversationType")? {
            Some(_) => self.conversation(),
            None => Ok(ConversationId { kind, target_id: TargetId::new(self.id("targetId")?) }),
        }
    }
}
