//! Sending: `prepare` and `attached` when the message is stored, `progress` while a file is on its way, then `success` or
//! `error`. A message whose call ended with `error` has failed and is sent no further: pages offer to send it again.

use std::time::{Duration, Instant};

use pipit_im::content::{
    Command, CommandNotification, Image, Location, MentionedInfo, RichContent, Text, Voice,
};
use pipit_im::{
    ConnectionStatus, Content, ConversationId, ConversationType, Message, MessageId, MessageState, SendError,
};
use serde_json::{Map, Value, json};

use super::args::Args;
use super::fault::{BAD_PARAMETER, Fault, NO_ANSWER_TO_SYSTEM, NOT_SUPPORTED, SEND_FAILED, TIMEOUT};
use super::reply::Reply;
use super::{Later, Module, Outcome, json};

impl Module {
    pub(super) async fn send_text_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (to, content) = (recipient(&args)?, args.text("text")?);
        let mentioned_info = match args.object("mentionedInfo")? {
            Some(mentioned) if to.kind.has_members() => Some(mentioned_info(&mentioned)?),
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

    pub(super) async fn send_image_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (to, path) = (recipient(&args)?, self.file(&args, "imagePath")?);
        let full = args.optional_flag("isFull")?.unwrap_or(false);
        let content = Image { more: more(&args)?, ..Image::default() };
        let sent = self.client()?.send_picture(&to, &path, full, content).await;
        self.track(sent.map_err(|error| of_file("imagePath", error))?, reply).await
    }

    pub(super) async fn send_voice_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (to, path) = (recipient(&args)?, self.file(&args, "voicePath")?);
        let duration = args.whole("duration", 1..=60)?;
        let content = Voice { duration, more: more(&args)?, ..Voice::default() };
        let sent = self.client()?.send_voice(&to, &path, content).await;
        self.track(sent.map_err(|error| of_file("voicePath", error))?, reply).await
    }

    pub(super) async fn send_location_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (to, path) = (recipient(&args)?, self.file(&args, "imagePath")?);
        let mut more = more(&args)?;
        for (name, limit) in [("latitude", 90.0), ("longitude", 180.0)] {
            more.insert(name.to_owned(), json!(args.number(name, -limit..=limit)?));
        }
        let content = Location { poi: args.text("poi")?, more, ..Location::default() };
        let sent = self.client()?.send_place(&to, &path, content).await;
        let id = sent.map_err(|error| of_file("imagePath", error))?;
        self.track(id, reply).await?;
        if let Some(sending) = self.sending.get_mut(&id) {
            sending.tells_progress = true;
        }
        Ok(())
    }

    pub(super) async fn send_to(&mut self, args: &Args, content: Content, reply: &Reply) -> Outcome {
        self.send(recipient(args)?, content, reply).await
    }

    async fn send(&mut self, to: ConversationId, content: Content, reply: &Reply) -> Outcome {
        let id = self.client()?.send(&to, content).await?;
        self.track(id, reply).await
    }

    /// Tells what becomes of a message. The engine tells it as events, which this task takes in later: none is missed.
    async fn track(&mut self, id: MessageId, reply: &Reply) -> Outcome {
        self.sending
            .insert(id, Sending { reply: reply.clone(), moved: Instant::now(), tells_progress: false });
        let client = self.client()?;
        if let Some(message) = client.message(id).await? {
            announce(reply, &message);
        }
        let now = *client.status().borrow();
        match hopeless(now) {
            Some(fault) => self.give_up(id, &fault).await?,
            None => self.wait(id, self.patience),
        }
        Ok(())
    }

    fn wait(&mut self, id: MessageId, time: Duration) {
        self.later.spawn(async move {
            tokio::time::sleep(time).await;
            Later::Late(id)
        });
    }

    /// So much of its file is with the server.
    pub(super) fn uploading(&mut self, id: MessageId, percent: u8) {
        if let Some(sending) = self.sending.get_mut(&id) {
            sending.moved = Instant::now();
            sending.progress(id, percent);
        }
    }

    /// The server has it.
    pub(super) fn sent(&mut self, id: MessageId) {
        if let Some(sending) = self.sending.remove(&id) {
            if sending.tells_progress {
                sending.progress(id, 100);
            }
            sending.reply.done(&json!({ "status": "success", "result": { "message": { "messageId": id } } }));
        }
    }

    /// The server refused it.
    pub(super) fn refused(&mut self, id: MessageId, code: i32) {
        self.failed(id, &Fault::new(code, "the server refuses the message"));
    }

    /// The server has not answered.
    pub(super) async fn late(&mut self, id: MessageId) -> Outcome {
        let Some(sending) = self.sending.get(&id) else { return Ok(()) };
        let left = self.patience.saturating_sub(sending.moved.elapsed());
        if !left.is_zero() {
            self.wait(id, left); // its file is on its way
            return Ok(());
        }
        let waited = self.patience.as_secs();
        self.give_up(id, &Fault::new(TIMEOUT, format!("not acknowledged within {waited} s"))).await
    }

    /// A connection that is not tried again by itself sends nothing any more.
    pub(super) async fn connection_rests(&mut self, status: ConnectionStatus) -> Outcome {
        if let Some(fault) = hopeless(status) {
            let waiting: Vec<MessageId> = self.sending.keys().copied().collect();
            for id in waiting {
                self.give_up(id, &fault).await?;
            }
        }
        Ok(())
    }

    /// Ends a call whose message waits, or whose fate is known meanwhile.
    async fn give_up(&mut self, id: MessageId, fault: &Fault) -> Outcome {
        if !self.sending.contains_key(&id) {
            return Ok(());
        }
        if self.client()?.give_up(id, fault.code).await? {
            self.failed(id, fault);
        } else if !self.settle(id).await? {
            self.wait(id, self.patience);
        }
        Ok(())
    }

    /// Something was done with messages that may be on their way: of those that are gone or have a fate by now, no word
    /// comes from the engine.
    pub(super) async fn settle_all(&mut self) -> Outcome {
        let waiting: Vec<MessageId> = self.sending.keys().copied().collect();
        for id in waiting {
            self.settle(id).await?;
        }
        Ok(())
    }

    /// Ends a call whose message is gone or has a fate; false when it is still on its way.
    async fn settle(&mut self, id: MessageId) -> Result<bool, Fault> {
        match self.client()?.message(id).await?.map(|message| message.state) {
            None => self.failed(id, &Fault::new(SEND_FAILED, "the message was deleted before it was sent")),
            Some(MessageState::Failed { code }) => self.refused(id, code),
            Some(MessageState::Sending) => return Ok(false),
            Some(MessageState::Sent | MessageState::Read | MessageState::Received) => self.sent(id),
        }
        Ok(true)
    }

    fn failed(&mut self, id: MessageId, fault: &Fault) {
        if let Some(Sending { reply, .. }) = self.sending.remove(&id) {
            let message = json!({ "messageId": id, "sentStatus": "FAILED" });
            reply.fail_with(&json!({ "status": "error", "result": { "message": message } }), fault);
        }
    }
}

/// What becomes of messages in this state of the connection, if it will not change by itself.
fn hopeless(status: ConnectionStatus) -> Option<Fault> {
    let (code, msg) = match status {
        ConnectionStatus::Refused { code } => (code, "the server refuses this user"),
        ConnectionStatus::Disconnected => (SEND_FAILED, "disconnected: call `connect`"),
        ConnectionStatus::Kicked => (SEND_FAILED, "another device took this one's place: call `connect`"),
        ConnectionStatus::TokenIncorrect => {
            (SEND_FAILED, "the token holds no longer: `connect` with another")
        }
        ConnectionStatus::Connected | ConnectionStatus::Connecting | ConnectionStatus::Waiting { .. } => {
            return None;
        }
    };
    Some(Fault::new(code, msg))
}

/// A call that waits for its message's fate.
pub(super) struct Sending {
    reply: Reply,
    /// When something of it reached the server last.
    moved: Instant,
    /// It goes at once, and the page shall hear of its progress all the same.
    tells_progress: bool,
}

impl Sending {
    fn progress(&self, id: MessageId, percent: u8) {
        let result = json!({ "message": { "messageId": id }, "progress": percent });
        self.reply.say(&json!({ "status": "progress", "result": result }));
    }
}

/// A file that does not fit is a parameter that does not fit.
fn of_file(name: &str, error: SendError) -> Fault {
    match error {
        SendError::Media(error) => Fault::new(BAD_PARAMETER, format!("`{name}`: {error}")),
        error => error.into(),
    }
}

fn announce(reply: &Reply, message: &Message) {
    let result = json!({ "message": json::message(message) });
    for status in ["prepare", "attached"] {
        reply.say(&json!({ "status": status, "result": result }));
    }
}

/// Where to, as far as this version carries it.
fn recipient(args: &Args) -> Result<ConversationId, Fault> {
    let to = args.conversation()?;
    match to.kind {
        ConversationType::Private
        | ConversationType::Group
        | ConversationType::Discussion
        | ConversationType::ChatRoom => Ok(to),
        ConversationType::System => {
            Err(Fault::new(NO_ANSWER_TO_SYSTEM, "nobody writes to a SYSTEM conversation: only the app does"))
        }
        ConversationType::CustomerService => {
            Err(Fault::new(NOT_SUPPORTED, "there is no customer service on this server"))
        }
    }
}

/// `extra`, which travels with the message.
fn more(args: &Args) -> Result<Map<String, Value>, Fault> {
    let extra = args.optional_text("extra")?;
    Ok(extra.into_iter().map(|extra| ("extra".to_owned(), Value::from(extra))).collect())
}

fn mentioned_info(args: &Args) -> Result<MentionedInfo, Fault> {
    let whom = args.optional_text("type")?.unwrap_or_else(|| "all".into());
    // The numbers are those of the content, which pages know from what they receive.
    let (r#type, user_id_list) = match whom.to_ascii_lowercase().as_str() {
        "all" | "1" => (1, Vec::new()),
        "part" | "2" => (2, args.texts("userIdList")?),
        _ => return Err(Fault::parameter("mentionedInfo.type", "all or part")),
    };
    let mentioned_content = args.optional_text("mentionedContent")?.unwrap_or_default();
    Ok(MentionedInfo { r#type, user_id_list, mentioned_content, ..MentionedInfo::default() })
}
