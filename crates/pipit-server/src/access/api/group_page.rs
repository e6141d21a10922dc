//! Calls of our own about what stands on a group's page, and who may change it.

use serde_json::json;

use super::group::missing;
use super::{Answer, Failure, Fields, nothing};
use crate::Server;
use crate::access::gateway::{LONGEST_NOTICE, valid_notice};
use crate::store::{GroupChange, GroupRules, Who};

/// Sets the notice, the owner (blank for none), and who may do what; what is not given stays.
pub(super) async fn set(server: &Server, fields: &Fields) -> Answer {
    let group = fields.need_id("groupId")?;
    let members = server.0.store.members(group).await?.ok_or_else(|| missing(group))?;
    let owner = fields.given("owner");
    if let Some(owner) = owner.filter(|owner| !owner.is_empty())
        && !members.iter().any(|member| member == owner)
    {
        return Err(Failure::bad(format!("`owner`: `{owner}` is not in the group")));
    }
    let too_long =
        || Failure::bad(format!("`notice` is longer than {LONGEST_NOTICE} characters, or holds controls"));
    let notice =
        fields.given("notice").map(|notice| valid_notice(notice).ok_or_else(too_long)).transpose()?;
    let rules = GroupRules {
        notice: who(fields, "noticeBy")?,
        mention_all: who(fields, "mentionAllBy")?,
        leave: who(fields, "leaveBy")?,
    };
    let change = GroupChange { notice, owner: owner.map(str::to_owned), rules };
    if server.0.store.change_group(group, change).await? { nothing() } else { Err(missing(group)) }
}

/// What stands on the page, and who may do what, whoever has said so.
pub(super) async fn query(server: &Server, fields: &Fields) -> Answer {
    let id = fields.need_id("groupId")?;
    let group = server.0.store.group(id).await?.ok_or_else(|| missing(id))?;
    let rights = server.0.settings.groups.in_group(group.rules);
    Ok(json!({
        "groupName": group.card.name,
        "notice": group.notice,
        "owner": group.owner.unwrap_or_default(),
        "noticeBy": rights.notice.name(),
        "mentionAllBy": rights.mention_all.name(),
        "leaveBy": rights.leave.name(),
    }))
}

fn who(fields: &Fields, name: &str) -> Result<Option<Who>, Failure> {
    let Some(given) = fields.get(name) else { return Ok(None) };
    match Who::from_name(given) {
        Some(who) => Ok(Some(who)),
        None => Err(Failure::bad(format!("`{name}` is none of nobody, owner and members"))),
    }
}
