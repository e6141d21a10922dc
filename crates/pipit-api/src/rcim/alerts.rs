//! What arrives while nobody looks at the page, told by the system's notifications and to `pushListener`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipit_im::{Client, ConversationId, Message, MessageDirection};
use pipit_imkit::{Looks, Notice, Notices};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::fault::Fault;
use super::{Module, Outcome, json};
use crate::notifications::time_of_day;
use crate::ui::Language;
use crate::words::Words;
use crate::{Notification, Notifications};

/// What a page wants of notifications; kept for the user on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Wishes {
    /// They are shown at all.
    pub(super) enabled: bool,
    /// What stands in the place of every content.
    pub(super) content: Option<String>,
    /// The sender's name is shown.
    pub(super) nickname: bool,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { enabled: true, content: None, nickname: true }
    }
}

/// Under which name the engine keeps the wishes.
const PREFERENCE: &str = "notifications";

/// The notifications of a page.
pub(super) struct Alerts {
    system: Arc<dyn Notifications>,
    notices: Option<(Notices, mpsc::Receiver<Notice>)>,
    /// What `pushListener` hears of each, when it is clicked.
    shown: BTreeMap<Option<ConversationId>, Value>,
    /// Somebody looks at the page; they need no notifications.
    pub(super) foreground: bool,
}

impl Alerts {
    pub(super) fn new(system: Arc<dyn Notifications>) -> Self {
        Self { system, notices: None, shown: BTreeMap::new(), foreground: true }
    }

    /// The next notice; never, while there is no engine.
    pub(super) async fn next(&mut self) -> Notice {
        if let Some((_, reader)) = &mut self.notices
            && let Some(notice) = reader.recv().await
        {
            return notice;
        }
        std::future::pending().await
    }

    /// Tells what arrives at an engine from now on.
    pub(super) async fn answer_to(&mut self, client: &Client) {
        match Notices::open(client.clone(), time_of_day, Looks::default()).await {
            Ok(notices) => self.notices = Some(notices),
            Err(error) => tracing::warn!(%error, "there are no notifications"),
        }
    }

    /// Tells of nothing more.
    pub(super) fn end(&mut self) {
        self.withdraw_all();
        self.notices = None;
    }

    pub(super) fn withdraw_all(&mut self) {
        let shown: BTreeSet<_> = std::mem::take(&mut self.shown).into_keys().collect();
        for conversation in shown {
            self.system.withdraw(conversation);
        }
    }
}

impl Module {
    pub(super) async fn wishes(&self) -> Result<Wishes, Fault> {
        let kept = self.client()?.preference(PREFERENCE).await?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    pub(super) async fn set_wishes(&mut self, wishes: &Wishes) -> Outcome {
        if !wishes.enabled {
            self.alerts.withdraw_all();
        }
        let json = serde_json::to_string(wishes).unwrap_or_default();
        Ok(self.client()?.set_preference(PREFERENCE, &json).await?)
    }

    /// Something arrived unseen, or was seen.
    pub(super) async fn alert(&mut self, notice: Notice) -> Outcome {
        let (conversation, message, word) = match notice {
            Notice::Withdraw(conversation) => {
                self.withdraw(Some(conversation));
                return Ok(());
            }
            Notice::WithdrawMany => {
                self.withdraw(None);
                return Ok(());
            }
            Notice::Show { conversation, message, title, summary, .. } => {
                let seen = self.onlooker.clone().map_or_else(|| self.client(), Ok)?;
                let Some(said) = seen.message(message).await? else { return Ok(()) };
                let words = Words::of(Language::System).summary(&summary);
                (Some(conversation), Some(message), push(&said, &title, &words))
            }
            Notice::ShowMany { messages, conversations, .. } => {
                let (messages, conversations) = (messages.to_string(), conversations.to_string());
                let params = [("count", messages.as_str()), ("conversations", conversations.as_str())];
                let words = Words::of(Language::System).say("notice.many", &params);
                (None, None, json!({ "content": words }))
            }
        };
        let wishes = self.wishes().await?;
        if self.alerts.foreground || !wishes.enabled {
            return Ok(());
        }
        let text = |name: &str| word.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let title = if wishes.nickname { text("pushTitle") } else { String::new() };
        let title = if title.is_empty() { "Pipit".to_owned() } else { title };
        let body = wishes.content.unwrap_or_else(|| text("content"));
        self.alerts.system.show(Notification {
            conversation: conversation.clone(),
            message,
            title,
            body,
            reply: None,
            portrait: None, // pages of a widget have nothing of the messenger's looks
        });
        self.listeners.push.tell(&word);
        self.alerts.shown.insert(conversation, word);
        Ok(())
    }

    fn withdraw(&mut self, conversation: Option<ConversationId>) {
        if self.alerts.shown.remove(&conversation).is_some() {
            self.alerts.system.withdraw(conversation);
        }
    }

    /// A notification was clicked; what was told of it.
    pub(super) fn clicked(&mut self, conversation: Option<ConversationId>) -> Option<Value> {
        let word = self.alerts.shown.remove(&conversation)?;
        self.listeners.push.tell(&word);
        Some(word)
    }
}

/// What `pushListener` hears of a message.
fn push(message: &Message, title: &str, words: &str) -> Value {
    let extra = json::content(message.id, &message.content).get("extra").cloned().unwrap_or_default();
    let nickname = nickname(&extra).unwrap_or_else(|| title.to_owned());
    debug_assert_eq!(message.direction, MessageDirection::Received, "one's own raise none");
    json!({
        "content": words,
        "data": extra,
        "pushId": message.uid.as_ref().map_or("", |uid| uid.as_str()),
        "pushTitle": nickname,
        "senderId": message.sender,
        "senderName": nickname,
        "targetId": message.conversation.target_id,
        "targetUserName": title,
        "conversationType": json::kind(message.conversation.kind),
        "objectName": message.content.object_name(),
    })
}

/// The name that a sender gives themselves in `extra`: `{userInfo: {nickName}}`, as an object or as its text.
fn nickname(extra: &Value) -> Option<String> {
    let parsed = extra.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let name = parsed.as_ref().unwrap_or(extra).pointer("/userInfo/nickName")?.as_str()?;
    Some(name.to_owned()).filter(|name| !name.is_empty())
}
