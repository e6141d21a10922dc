//! Calls that send messages and take them back.

use pipit_proto::code;
use serde_json::json;

use super::user::need_users;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::access::gateway::{Recaller, default_flags, room_recall};
use crate::runtime::rooms::Reply;
use crate::runtime::sequencer::status_of;
use crate::store::{Audience, Conversation, NewMessage};

pub(super) async fn publish_private(server: &Server, fields: &Fields) -> Answer {
    let receivers = fields.ids("toUserId")?;
    need_users(server, &receivers).await?;
    publish(server, fields, receivers.into_iter().map(Conversation::Private).collect(), "toUserId").await
}

/// To discussions, which clients make.
pub(super) async fn publish_discussion(server: &Server, fields: &Fields) -> Answer {
    let discussions = fields.ids("toDiscussionId")?.into_iter().map(Conversation::Discussion).collect();
    publish(server, fields, discussions, "toDiscussionId").await
}

/// What the app says to people, each in a conversation of its own.
pub(super) async fn publish_system(server: &Server, fields: &Fields) -> Answer {
    let receivers = fields.ids("toUserId")?;
    need_users(server, &receivers).await?;
    publish(server, fields, receivers.into_iter().map(Conversation::System).collect(), "toUserId").await
}

pub(super) async fn publish_group(server: &Server, fields: &Fields) -> Answer {
    let groups = fields.ids("toGroupId")?.into_iter().map(Conversation::Group).collect();
    publish(server, fields, groups, "toGroupId").await
}

async fn publish(server: &Server, fields: &Fields, to: Vec<Conversation>, receivers: &str) -> Answer {
    let content = fields.need("content")?;
    check_receivers(server, &to, receivers)?;
    let mut uids = Vec::with_capacity(to.len());
    for conversation in to {
        let message = outgoing(server, fields, conversation, content)?;
        let target = message.conversation.target().to_owned();
        match server.0.sequencer.append(message, None).await {
            Ok(appended) => uids.push(json!({ "targetId": target, "messageUID": appended.uid })),
            Err(refusal) => {
                return Err(Failure::with_code(status_of(refusal), format!("`{target}`: {refusal}")));
            }
        }
    }
    Ok(json!({ "messageUIDs": uids }))
}

/// Fails when nobody is named, or more groups than may be written to at once.
fn check_receivers(server: &Server, to: &[Conversation], receivers: &str) -> Result<(), Failure> {
    if to.is_empty() {
        return Err(Failure::bad(format!("`{receivers}` is missing")));
    }
    let most = server.0.settings.limits.groups_at_once;
    let many = |to: &&Conversation| matches!(to, Conversation::Group(_) | Conversation::Discussion(_));
    if to.iter().filter(many).count() > most {
        return Err(Failure::bad(format!("`{receivers}` names more than {most}")));
    }
    Ok(())
}

/// The message that the fields ask for, with this content.
pub(super) fn outgoing(
    server: &Server,
    fields: &Fields,
    conversation: Conversation,
    content: &str,
) -> Result<NewMessage, Failure> {
    let (sender, object_name) = (fields.need_id("fromUserId")?, fields.need("objectName")?);
    check_size(server, content)?;
    let mut message = outgoing_kind(sender, object_name, conversation, content);
    let flags = &mut message.flags;
    flags.persisted = fields.switch("isPersisted", flags.persisted);
    flags.counted = fields.switch("isCounted", flags.counted);
    flags.mentioned = fields.switch("isMentioned", false);
    flags.expandable = fields.switch("expansion", false);
    if fields.switch("isIncludeSender", false) {
        message.audience = Audience::Everyone;
    }
    if matches!(message.conversation, Conversation::Group(_)) {
        message.only = fields.ids("toUserId")?;
    }
    message.check_rights = fields.switch("verifyBlacklist", false);
    Ok(message)
}

/// Fails when a content is larger than messages may be.
pub(super) fn check_size(server: &Server, content: &str) -> Result<(), Failure> {
    let most = server.0.settings.limits.message_bytes;
    if content.len() > most {
        let message = format!("`content` is larger than {most} bytes");
        return Err(Failure::with_code(code::MESSAGE_TOO_LARGE, message));
    }
    Ok(())
}

/// A message of this kind that others than its sender get, by the right of the app's server.
pub(super) fn outgoing_kind(
    sender: &str,
    object_name: &str,
    conversation: Conversation,
    content: &str,
) -> NewMessage {
    NewMessage {
        sender: sender.to_owned(),
        conversation,
        audience: Audience::OthersOnly,
        only: Vec::new(),
        object_name: object_name.to_owned(),
        content: content.to_owned(),
        flags: default_flags(object_name),
        client_id: None,
        expansion: None,
        recalls: None,
        check_rights: false,
    }
}

/// To whoever of these people is online.
pub(super) async fn tell_people(server: &Server, fields: &Fields) -> Answer {
    let receivers = fields.ids("toUserId")?;
    need_users(server, &receivers).await?;
    tell(server, fields, receivers.into_iter().map(Conversation::Private).collect(), "toUserId").await
}

/// To whoever in these groups is online.
pub(super) async fn tell_groups(server: &Server, fields: &Fields) -> Answer {
    let groups = fields.ids("toGroupId")?.into_iter().map(Conversation::Group).collect();
    tell(server, fields, groups, "toGroupId").await
}

/// Status messages: nothing of them is kept.
async fn tell(server: &Server, fields: &Fields, to: Vec<Conversation>, receivers: &str) -> Answer {
    let content = fields.need("content")?;
    check_receivers(server, &to, receivers)?;
    for conversation in to {
        let NewMessage { sender, conversation, object_name, content, .. } =
            outgoing(server, fields, conversation, content)?;
        server.tell_status(&sender, conversation, object_name, content).await?;
    }
    nothing()
}

pub(super) async fn recall(server: &Server, fields: &Fields) -> Answer {
    let sender = fields.need_id("fromUserId")?;
    let content = json!({
        "conversationType": fields.need_number("conversationType")?,
        "targetId": fields.need_id("targetId")?,
        "messageUId": fields.need("messageUID")?,
        "sentTime": fields.need_number("sentTime")?,
        "isAdmin": fields.switch("isAdmin", false),
        "isDelete": fields.switch("isDelete", false),
    });
    if let Some(command) = room_recall("RC:RcCmd", &content.to_string()) {
        let by = Recaller { user: sender, origin: String::new(), not_before: None };
        let recalled = server.recall_in_room(command, content.to_string(), by, Reply::Nobody).await;
        return recalled.map_err(super::room::refused).and_then(|()| nothing());
    }
    let message = server
        .recall_message(sender, "RC:RcCmd", content.to_string(), None)
        .ok_or_else(|| Failure::bad("`conversationType` is neither 1, 3, 4 nor 6"))?;
    match server.0.sequencer.append(message, None).await {
        Ok(_) => nothing(),
        Err(refusal) => Err(Failure::with_code(status_of(refusal), refusal.to_string())),
    }
}
