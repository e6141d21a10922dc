//! Calls that send messages and take them back.

use pipit_proto::code;
use serde_json::json;

use super::user::need_users;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::access::gateway::{Recaller, default_flags, room_recall};
use crate::runtime::rooms::Reply;
use crate::runtime::sequencer::status_of;
use crate::store::{Audience, Conversation, NewMessage, Refusal};

pub(super) async fn publish_private(server: &Server, fields: &Fields) -> Answer {
    publish(server, fields, "toUserId", Conversation::Private).await
}

/// To discussions, which clients make.
pub(super) async fn publish_discussion(server: &Server, fields: &Fields) -> Answer {
    publish(server, fields, "toDiscussionId", Conversation::Discussion).await
}

/// What the app says to people, each in a conversation of its own.
pub(super) async fn publish_system(server: &Server, fields: &Fields) -> Answer {
    publish(server, fields, "toUserId", Conversation::System).await
}

pub(super) async fn publish_group(server: &Server, fields: &Fields) -> Answer {
    publish(server, fields, "toGroupId", Conversation::Group).await
}

async fn publish(
    server: &Server,
    fields: &Fields,
    receivers: &str,
    to: fn(String) -> Conversation,
) -> Answer {
    let content = fields.need("content")?;
    let to = need_receivers(server, fields, receivers, to).await?.into_iter();
    let messages = to.map(|conversation| outgoing(server, fields, conversation, content));
    send(server, messages.collect::<Result<_, _>>()?).await
}

/// Sends what was looked at, all of it in one transaction. Who refuses the sender gets nothing; when that is everybody,
/// the call is refused.
pub(super) async fn send(server: &Server, messages: Vec<NewMessage>) -> Answer {
    let targets: Vec<String> = messages.iter().map(|it| it.conversation.target().to_owned()).collect();
    let (mut uids, mut refused) = (Vec::with_capacity(targets.len()), None);
    for (target, outcome) in targets.into_iter().zip(server.0.sequencer.append_all(messages).await) {
        match outcome {
            Ok(appended) => uids.push(json!({ "targetId": target, "messageUID": appended.uid })),
            Err(refusal) => refused = refused.or(Some((target, refusal))),
        }
    }
    match refused {
        Some((target, refusal)) if uids.is_empty() => {
            Err(Failure::with_code(status_of(refusal), format!("`{target}`: {refusal}")))
        }
        _ => Ok(json!({ "messageUIDs": uids })),
    }
}

/// The conversations that a field names: all of them exist, and they are not more than may be written to.
async fn need_receivers(
    server: &Server,
    fields: &Fields,
    receivers: &str,
    to: fn(String) -> Conversation,
) -> Result<Vec<Conversation>, Failure> {
    let named: Vec<Conversation> = fields.ids(receivers)?.into_iter().map(to).collect();
    if named.is_empty() {
        return Err(Failure::bad(format!("`{receivers}` is missing")));
    }
    let (store, most) = (&server.0.store, server.0.settings.limits.groups_at_once);
    let in_groups = matches!(named.first(), Some(Conversation::Group(_) | Conversation::Discussion(_)));
    if in_groups && named.len() > most {
        return Err(Failure::bad(format!("`{receivers}` names more than {most}")));
    }
    let mut people = Vec::new();
    for conversation in &named {
        let missing = match conversation {
            Conversation::Private(user) | Conversation::System(user) => {
                people.push(user.clone());
                continue;
            }
            Conversation::Group(id) if store.group(id).await?.is_none() => Refusal::NotInGroup,
            Conversation::Discussion(id) if store.discussion(id).await?.is_none() => Refusal::NotInDiscussion,
            Conversation::Group(_) | Conversation::Discussion(_) => continue,
        };
        let target = conversation.target();
        return Err(Failure::with_code(status_of(missing), format!("`{target}`: {missing}")));
    }
    need_users(server, &people).await?;
    Ok(named)
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
    tell(server, fields, "toUserId", Conversation::Private).await
}

/// To whoever in these groups is online.
pub(super) async fn tell_groups(server: &Server, fields: &Fields) -> Answer {
    tell(server, fields, "toGroupId", Conversation::Group).await
}

/// Status messages: nothing of them is kept.
async fn tell(server: &Server, fields: &Fields, receivers: &str, to: fn(String) -> Conversation) -> Answer {
    let content = fields.need("content")?;
    for conversation in need_receivers(server, fields, receivers, to).await? {
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
    match server.0.sequencer.append(message).await {
        Ok(_) => nothing(),
        Err(refusal) => Err(Failure::with_code(status_of(refusal), refusal.to_string())),
    }
}
