//! Groups: the app's server makes them, and says who may do what in them.

use serde::Deserialize;

use super::Card;

/// Who may do something in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// None of its members; the app's server always may.
    Nobody,
    /// Its owner.
    Owner,
    /// Every member.
    Members,
}

impl Who {
    /// The number that it is stored under; never another one.
    pub fn number(self) -> i64 {
        match self {
            Self::Nobody => 1,
            Self::Owner => 2,
            Self::Members => 3,
        }
    }

    /// Reads the number that it is stored under.
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Nobody, Self::Owner, Self::Members].into_iter().find(|who| who.number() == number)
    }

    /// Reads its name, as calls and the configuration write it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "nobody" => Some(Self::Nobody),
            "owner" => Some(Self::Owner),
            "members" => Some(Self::Members),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Owner => "owner",
            Self::Members => "members",
        }
    }
}

/// What the app has said about one group; what it has not said holds as for all groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroupRules {
    /// Who may change its notice.
    pub notice: Option<Who>,
    /// Who may mention everybody.
    pub mention_all: Option<Who>,
    /// Who may leave.
    pub leave: Option<Who>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Its name and picture.
    pub card: Card,
    /// Who owns it, if the app has named somebody.
    pub owner: Option<String>,
    /// What stands on its page for all members; may be empty.
    pub notice: String,
    /// Who may do what.
    pub rules: GroupRules,
}

/// A change of a group. What is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupChange {
    /// What stands on its page for all members.
    pub notice: Option<String>,
    /// Who owns it; empty for nobody.
    pub owner: Option<String>,
    /// Who may do what.
    pub rules: GroupRules,
}
