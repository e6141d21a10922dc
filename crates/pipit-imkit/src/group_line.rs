//! What happened to a group, for a notice that brings no words of its own.

use pipit_im::UserId;
use pipit_im::content::GroupNotification;
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::people::People;
use crate::summary::{in_line, one_line};

/// What happened to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GroupEvent {
    /// It was made.
    Created,
    /// Somebody brought in others.
    Added,
    /// Somebody left.
    Left,
    /// It was dissolved.
    Dismissed,
    /// Somebody was removed.
    Removed,
    /// It has another name.
    Renamed,
    /// It has another announcement.
    Announced,
    /// Something else.
    Changed,
}

/// A line that tells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupLine {
    /// What.
    pub event: GroupEvent,
    /// This user did it.
    pub by_me: bool,
    /// Who did, otherwise.
    pub by: String,
    /// To whom, as far as a line shows them; or the new name or announcement, alone. Empty when the notice does not tell.
    pub what: Vec<String>,
}

impl GroupLine {
    /// What `notice` tells.
    pub(crate) fn of(notice: &GroupNotification, people: &People) -> Self {
        let data = data(notice);
        let by = UserId::new(notice.operator_user_id.as_str());
        let told = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let alone =
            |key: &str| Some(one_line(&told(key))).filter(|text| !text.is_empty()).into_iter().collect();
        let (event, what) = match notice.operation.as_str() {
            "Create" => (GroupEvent::Created, alone("targetGroupName")),
            "Add" => (GroupEvent::Added, names(&data, people)),
            "Quit" => (GroupEvent::Left, Vec::new()),
            "Dismiss" => (GroupEvent::Dismissed, Vec::new()),
            "Kicked" => (GroupEvent::Removed, names(&data, people)),
            "Rename" => (GroupEvent::Renamed, alone("targetGroupName")),
            "Bulletin" => (GroupEvent::Announced, alone("bulletin")),
            _ => (GroupEvent::Changed, Vec::new()),
        };
        let nickname = told("operatorNickname");
        let known = people.name(&by);
        let by_name = if known == by.as_str() && !nickname.is_empty() { nickname } else { known };
        Self { event, by_me: people.is_me(&by), by: by_name, what }
    }
}

/// The people that a notice names.
pub(crate) fn people_of(notice: &GroupNotification) -> Vec<UserId> {
    let ids = texts(data(notice).get("targetUserIds"));
    std::iter::once(notice.operator_user_id.clone()).chain(ids).map(UserId::new).collect()
}

/// Those to whom it happened: by the names that this machine knows, or else those that the notice brings.
fn names(data: &Value, people: &People) -> Vec<String> {
    let told = texts(data.get("targetUserDisplayNames"));
    let names = texts(data.get("targetUserIds")).into_iter().enumerate().map(|(at, id)| {
        let known = people.name(&UserId::new(id.as_str()));
        if known == id {
            told.get(at).filter(|name| !name.is_empty()).cloned().unwrap_or(known)
        } else {
            known
        }
    });
    in_line(names)
}

/// The notice's details, which are JSON as text.
fn data(notice: &GroupNotification) -> Value {
    match &notice.data {
        Value::String(json) => serde_json::from_str(json).unwrap_or(Value::Null),
        data => data.clone(),
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}
