//! Groups, by topics of our own: the app's server makes and fills them, their members see who is in them, change the
//! notice and leave, as far as the app lets them.

use pipit_proto::code;
use pipit_proto::content::{Content, GroupNotification};
use pipit_proto::messages::{GroupInput, GroupOutput, SetGroupInput};
use pipit_proto::prost::Message;
use serde_json::{Value, json};

use super::publish::default_flags;
use super::query::{Answer, Failure};
use crate::Server;
use crate::server::GroupRights;
use crate::store::{Audience, Conversation, Group, GroupChange, NewMessage, Who};

/// Members in one answer.
const PAGE: usize = 1_000;

/// The longest notice, in characters.
pub(crate) const NOTICE: usize = 1_000;

/// The platform's number of a mention of everybody.
const EVERYBODY: f64 = 1.0;

/// A group as one of its members sees it.
struct Seen {
    group: Group,
    members: Vec<String>,
    rights: GroupRights,
}

impl Seen {
    fn may(&self, who: Who, user: &str) -> bool {
        match who {
            Who::Nobody => false,
            Who::Owner => self.group.owner.as_deref() == Some(user),
            Who::Members => true,
        }
    }
}

impl Server {
    pub(super) async fn group(&self, user: &str, asked: GroupInput) -> Answer {
        let seen = self.seen_group(&asked.id, user).await?;
        let (notice, mention_all, leave) = (seen.rights.notice, seen.rights.mention_all, seen.rights.leave);
        let [may_notice, may_mention_all, may_leave] =
            [notice, mention_all, leave].map(|who| seen.may(who, user));
        let after = asked.after.as_deref().unwrap_or_default();
        let mut members: Vec<String> =
            seen.members.into_iter().filter(|member| member.as_str() > after).collect();
        let more = members.len() > PAGE;
        members.truncate(PAGE);
        let Group { card, owner, notice, .. } = seen.group;
        let answer = GroupOutput {
            id: card.id,
            name: card.name,
            portrait: Some(card.portrait).filter(|address| !address.is_empty()),
            owner,
            notice,
            may_notice,
            may_mention_all,
            may_leave,
            members,
            more,
        };
        Ok(answer.encode_to_vec())
    }

    /// Takes the one change that a request names, and tells the other members.
    pub(super) async fn set_group(&self, user: &str, asked: SetGroupInput) -> Answer {
        let seen = self.seen_group(&asked.id, user).await?;
        let needed = match (&asked.notice, asked.quit) {
            (Some(_), None) => seen.rights.notice,
            (None, Some(true)) => seen.rights.leave,
            _ => return Err(Failure::Status(code::INVALID_PARAMETER)),
        };
        if !seen.may(needed, user) {
            return Err(Failure::Status(code::GROUP_NOT_ALLOWED));
        }
        let Some(notice) = asked.notice else {
            self.0.store.set_members(&asked.id, vec![user.to_owned()], false).await?;
            self.tell_group(&asked.id, user, "Quit", json!({ "targetUserIds": [user] })).await?;
            return Ok(Vec::new());
        };
        let notice = valid_notice(&notice).ok_or(Failure::Status(code::INVALID_PARAMETER))?;
        let change = GroupChange { notice: Some(notice.clone()), ..GroupChange::default() };
        self.0.store.change_group(&asked.id, change).await?;
        self.tell_group(&asked.id, user, "Bulletin", json!({ "bulletin": notice })).await?;
        Ok(Vec::new())
    }

    /// Whether a message may mention whom it mentions: not everybody may name everybody. Who is no member is refused
    /// when the message is appended.
    pub(super) async fn may_mention(&self, user: &str, to: &Conversation, content: &str) -> Result<(), u16> {
        if !names_everybody(content) {
            return Ok(());
        }
        match to {
            Conversation::Group(id) => match self.seen_group(id, user).await {
                Ok(seen) if !seen.may(seen.rights.mention_all, user) => Err(code::GROUP_NOT_ALLOWED),
                Ok(_) | Err(Failure::Status(code::NOT_IN_GROUP)) => Ok(()),
                Err(_) => Err(code::STORAGE_UNAVAILABLE),
            },
            Conversation::Discussion(id) => match self.0.store.discussion(id).await {
                Ok(Some(discussion)) if discussion.creator != user => Err(code::DISCUSSION_NOT_ALLOWED),
                Ok(_) => Ok(()),
                Err(_) => Err(code::STORAGE_UNAVAILABLE),
            },
            Conversation::Private(_) | Conversation::System(_) => Ok(()),
        }
    }

    async fn seen_group(&self, id: &str, user: &str) -> Result<Seen, Failure> {
        let (group, members) = (self.0.store.group(id).await?, self.0.store.members(id).await?);
        match (group, members) {
            (Some(group), Some(members)) if members.iter().any(|member| member == user) => {
                let rights = self.0.settings.groups.in_group(group.rules);
                Ok(Seen { group, members, rights })
            }
            _ => Err(Failure::Status(code::NOT_IN_GROUP)),
        }
    }

    /// Writes a notice for all other members, as the platform words it.
    async fn tell_group(&self, id: &str, by: &str, operation: &str, mut data: Value) -> Result<(), Failure> {
        let name = self.0.store.users(vec![by.to_owned()]).await?.pop().map(|card| card.name);
        if let Some(data) = data.as_object_mut() {
            data.insert("operatorNickname".into(), name.unwrap_or_default().into());
        }
        let content = Content::GroupNotification(GroupNotification {
            operator_user_id: by.to_owned(),
            operation: operation.to_owned(),
            data: data.to_string().into(),
            ..GroupNotification::default()
        });
        let message = NewMessage {
            sender: by.to_owned(),
            conversation: Conversation::Group(id.to_owned()),
            audience: if operation == "Quit" { Audience::OthersOnly } else { Audience::Everyone },
            only: Vec::new(),
            flags: default_flags(content.object_name()),
            object_name: content.object_name().to_owned(),
            content: content.encode(),
            client_id: None,
            expansion: None,
            recalls: None,
            check_rights: false,
        };
        match self.0.sequencer.append(message).await {
            Ok(_) => Ok(()),
            Err(_) => Err(Failure::Status(code::STORAGE_UNAVAILABLE)),
        }
    }
}

/// The notice as it is kept; nothing when it is too long. An empty one takes the old one away.
pub(crate) fn valid_notice(notice: &str) -> Option<String> {
    let notice = notice.trim();
    let shown = |c: char| !c.is_control() || c == '\n';
    (notice.chars().count() <= NOTICE && notice.chars().all(shown)).then(|| notice.to_owned())
}

/// Read as leniently as the most lenient client reads it: a name may be written with escapes, the last of two counts.
fn names_everybody(content: &str) -> bool {
    if !content.contains("mentionedInfo") && !content.contains('\\') {
        return false; // most do not, and need not be read
    }
    let Ok(content) = serde_json::from_str::<Value>(content) else { return false };
    match content.get("mentionedInfo").and_then(|info| info.get("type")) {
        Some(Value::Number(number)) => number.as_f64() == Some(EVERYBODY),
        Some(Value::String(text)) => text.trim().parse() == Ok(EVERYBODY),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::names_everybody;

    #[test]
    fn a_mention_of_everybody_is_seen_however_it_is_written() {
        for content in [
            r#"{"mentionedInfo":{"type":1}}"#,
            r#"{"mentionedInfo":{"type":1.0,"userIdList":null}}"#,
            r#"{"mentionedInfo":{"type":"1"}}"#,
            r#"{"mentioned\u0049nfo":{"type":1}}"#,
            r#"{"mentionedInfo":{"type":2},"mentionedInfo":{"type":1}}"#,
            r#"{"mentionedInfo":{"type":2,"type":1}}"#,
        ] {
            assert!(names_everybody(content), "{content}");
        }
        for content in [
            r#"{"mentionedInfo":{"type":2,"userIdList":["bob"]}}"#,
            r#"{"mentionedInfo":null}"#,
            r#"{"content":"\"mentionedInfo\":{\"type\":1}"}"#,
            "mentionedInfo",
        ] {
            assert!(!names_everybody(content), "{content}");
        }
    }
}
