//! People and groups, as far as this machine knows them.

use super::{GroupId, TargetId, UserId};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their name; absent until somebody told it.
    pub name: Option<String>,
    /// The address of their picture.
    pub portrait: Option<String>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name; absent until somebody told it.
    pub name: Option<String>,
    /// The address of its picture.
    pub portrait: Option<String>,
}

/// A group that its members make and keep themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// Its id.
    pub id: TargetId,
    /// Its name.
    pub name: String,
    /// Who may do everything.
    pub creator: UserId,
    /// Every member may bring in others.
    pub open: bool,
    /// Who is in it, in the order in which they came.
    pub members: Vec<UserId>,
}

/// A group, as one of its members sees it. The app's server makes and fills it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPage {
    /// Its id.
    pub id: TargetId,
    /// Its name.
    pub name: String,
    /// Who owns it, if the app has named somebody.
    pub owner: Option<UserId>,
    /// What stands there for all members; may be empty.
    pub notice: String,
    /// This user may change the notice.
    pub may_notice: bool,
    /// This user may mention everybody.
    pub may_mention_all: bool,
    /// This user may leave.
    pub may_leave: bool,
    /// Who is in it, in the order of their ids.
    pub members: Vec<UserId>,
}
