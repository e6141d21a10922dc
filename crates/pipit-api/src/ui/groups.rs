//! Groups, whose members the app's server keeps.

use pipit_im::{ConversationId, UserId};
use pipit_imkit::Person;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A group, as its members see it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupPage {
    /// Its name.
    pub name: String,
    /// Who owns it, if the app has named somebody.
    pub owner: Option<UserId>,
    /// What stands there for all members; may be empty.
    pub notice: String,
    /// This user may change the notice.
    pub may_notice: bool,
    /// This user may leave.
    pub may_leave: bool,
    /// Who is in it.
    pub members: Vec<Person>,
}

/// Asks for the members of a group by name.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupMembersArgs {
    /// Which one.
    pub conversation: ConversationId,
    /// What their names contain, or their pinyin or initials; blank text fits everybody.
    pub words: String,
}

/// Changes a group.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeGroupArgs {
    /// Which one.
    pub conversation: ConversationId,
    /// What changes.
    pub change: GroupWish,
}

/// What changes in a group.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum GroupWish {
    /// What stands there for all members, of at most 1,000 characters; blank text takes it away.
    Notice {
        /// The new notice.
        text: String,
    },
    /// This user leaves.
    Quit,
}
