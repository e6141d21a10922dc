//! Methods of Pipit's own, which the contract of rcIM does not have: kinds of messages that a widget adds.

use std::collections::BTreeMap;

use pipit_im::content::OBJECT_NAMES;
use pipit_im::{Content, Template};
use serde_json::Value;

use super::args::Args;
use super::fault::{Fault, NOT_SUPPORTED};
use super::reply::Reply;
use super::{Module, Needs, Outcome};

/// Their names.
pub const ADDITIONS: &[&str] = &["registerMessageType", "sendCustomMessage"];

/// Kinds that a widget may add.
const KINDS: usize = 64;

/// The longest content of such a message, in bytes of JSON.
const LONGEST: usize = 64 * 1024;

impl Module {
    /// Answers a method of Pipit's own.
    pub(super) async fn addition(&mut self, method: &str, params: Value, reply: &Reply) -> Outcome {
        match method {
            "registerMessageType" => {
                self.ready(Needs::Init)?;
                self.register_message_type(&Args::read(params)?, reply)
            }
            "sendCustomMessage" => {
                self.ready(Needs::Connect)?;
                self.send_custom_message(Args::read(params)?, reply).await
            }
            other => Err(Fault::new(NOT_SUPPORTED, format!("there is no method `{other}` here"))),
        }
    }

    fn register_message_type(&mut self, args: &Args, reply: &Reply) -> Outcome {
        let kind = added_kind(args)?;
        let takes = "an object with title, text, image, link, fields and summary, each words or {path}";
        let wrong = || Fault::parameter("template", takes);
        let template = args.value("template").cloned().ok_or_else(wrong)?;
        let template: Template = serde_json::from_value(template)
            .map_err(|error| Fault::parameter("template", &format!("{takes}: {error}")))?;
        if self.templates.len() >= KINDS && !self.templates.contains_key(&kind) {
            return Err(Fault::parameter("objectName", &format!("at most {KINDS} kinds")));
        }
        self.templates.insert(kind, template);
        if let Some(client) = &self.client {
            client.show_as(self.templates.clone());
        }
        reply.success();
        Ok(())
    }

    async fn send_custom_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let kind = added_kind(&args)?;
        let content = match args.value("content") {
            Some(content @ Value::Object(_)) => content.to_string(),
            _ => return Err(Fault::parameter("content", "an object")),
        };
        if content.len() > LONGEST {
            return Err(Fault::parameter(
                "content",
                &format!("an object of at most {LONGEST} bytes of JSON"),
            ));
        }
        self.send_to(&args, Content::Unknown { object_name: kind, raw: content }, reply).await
    }
}

/// The name of a kind that is not built in.
fn added_kind(args: &Args) -> Result<String, Fault> {
    let kind = args.text("objectName")?;
    let plain = kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_-.".contains(&byte));
    let platform =
        kind.starts_with("RC:") || kind.starts_with("RCJrmf:") || OBJECT_NAMES.contains(&kind.as_str());
    if kind.len() <= 32 && kind.contains(':') && plain && !platform {
        return Ok(kind);
    }
    Err(Fault::parameter(
        "objectName",
        "a name of your own such as `App:Vote`, at most 32 letters, none with `RC:`",
    ))
}

/// The templates of a widget.
pub(super) type Templates = BTreeMap<String, Template>;
