//! Sending: `prepare` and `attached` when the message is stored, then `success` or `error`.

use std::time::Duration;

use pipit_im::content::{Command, CommandNotification, MentionedInfo, RichContent, Text};
use pipit_im::{Content, ConversationId, ConversationType, Message, MessageId};
use serde_json::{Map, Value, json};

use super::args::Args;
use super::fault::{Fault, NOT_SUPPORTED, TIMEOUT};
use super::reply::Reply;
use super::{Later, Outcome, Page, json};

/// How long a page waits for the server's word. The message itself is sent as long as it takes.
const PATIENCE: Duration = Duration::from_secs(30);

impl Page {
    pub(super) async fn send_text_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (to, content) = (recipient(&args)?, args.text("text")?);
        let mentioned_info = match args.object("mentionedInfo")? {
            Some(mentioned) if to.kind == ConversationType::Group => Some(mentioned_info(&mentioned)?),
            _ => None, // elsewhere it has no meaning
        };
        let content = Text { content, mentioned_info, more: more(&args)?, ..Text::default() };
        self.send(to, Content::Text(content), reply).await
    }

    pub(super) async fn send_rich_content_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let content = RichContent {
            title: args.text("title")?,
            content: args.text("description")?,
            image_uri: args.text("imageUrl")?,
            url: args.optional_text("url")?.unwrap_or_default(),
            more: more(&args)?,
            ..RichContent::default()
        };
        self.send(recipient(&args)?, Content::RichContent(content), reply).await
    }

    pub(super) async fn send_command_notification_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (name, data) = (args.text("name")?, Value::from(args.text("data")?));
        let content = CommandNotification { name, data, ..CommandNotification::default() };
        self.send(recipient(&args)?, Content::CommandNotification(content), reply).await
    }

    pub(super) async fn send_command_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (name, data) = (args.text("name")?, Value::from(args.text("data")?));
        let content = Command { name, data, ..Command::default() };
        self.send(recipient(&args)?, Content::Command(content), reply).await
    }

    async fn send(&mut self, to: ConversationId, content: Content, reply: &Reply) -> Outcome {
        let client = self.client()?;
        let id = client.send(&to, content).await?;
        // The engine tells what became of it as an event, which this task takes in later: it cannot be missed.
        self.sending.insert(id, reply.clone());
        if let Some(message) = client.message(id).await? {
            announce(reply, &message);
        }
        self.later.spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            Later::Late(id)
        });
        Ok(())
    }

    /// The server has it.
    pub(super) fn sent(&mut self, id: MessageId) {
        if let Some(reply) = self.sending.remove(&id) {
            reply.done(&json!({ "status": "success", "result": named(id) }));
        }
    }

    /// The server refused it.
    pub(super) fn refused(&mut self, id: MessageId, code: i32) {
        self.ended_badly(id, &Fault::new(code, "the server refuses the message"));
    }

    /// The server has not answered; the message still waits.
    pub(super) fn late(&mut self, id: MessageId) {
        self.ended_badly(id, &Fault::new(TIMEOUT, "not acknowledged within 30 s; it is tried further"));
    }

    fn ended_badly(&mut self, id: MessageId, fault: &Fault) {
        if let Some(reply) = self.sending.remove(&id) {
            reply.fail_with(&json!({ "status": "error", "result": named(id) }), fault);
        }
    }
}

fn announce(reply: &Reply, message: &Message) {
    let result = json!({ "message": json::message(message) });
    for status in ["prepare", "attached"] {
        reply.say(&json!({ "status": status, "result": result }));
    }
}

fn named(id: MessageId) -> Value {
    json!({ "message": { "messageId": id } })
}

/// Where to, as far as this version carries it.
fn recipient(args: &Args) -> Result<ConversationId, Fault> {
    let to = args.conversation()?;
    match to.kind {
        ConversationType::Private | ConversationType::Group | ConversationType::ChatRoom => Ok(to),
        kind => {
            let msg = format!("messages to {} cannot be sent yet", json::kind(kind));
            Err(Fault::new(NOT_SUPPORTED, msg))
        }
    }
}

/// `extra`, which travels with the message.
fn more(args: &Args) -> Result<Map<String, Value>, Fault> {
    let extra = args.optional_text("extra")?;
    Ok(extra.into_iter().map(|extra| ("extra".to_owned(), Value::from(extra))).collect())
}

fn mentioned_info(args: &Args) -> Result<MentionedInfo, Fault> {
    let everybody = args.optional_text("type")?.unwrap_or_else(|| "all".into());
    match everybody.as_str() {
        "all" => Ok(MentionedInfo { r#type: 1, ..MentionedInfo::default() }),
        "part" => Ok(MentionedInfo {
            r#type: 2,
            user_id_list: args.texts("userIdList")?,
            ..MentionedInfo::default()
        }),
        _ => Err(Fault::parameter("mentionedInfo.type", "all or part")),
    }
}
