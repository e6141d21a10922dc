//! People: whom one knows, who is in a discussion, whom one does not want to hear from.

use pipit_im::{ConversationId, UserId};
use pipit_imkit::Person;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A discussion, as its members see it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscussionPage {
    /// Its name.
    pub name: String,
    /// Who may do everything.
    pub creator: UserId,
    /// That is this user.
    pub mine: bool,
    /// Every member may bring in others, not only the creator.
    pub open: bool,
    /// Who is in it, in the order in which they came.
    pub members: Vec<Person>,
}

/// Makes a discussion of this user and others.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreateDiscussionArgs {
    /// Its name, of 1 to 64 characters.
    pub name: String,
    /// The others: at least one.
    pub users: Vec<UserId>,
}

/// Changes a discussion.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeDiscussionArgs {
    /// Which one.
    pub conversation: ConversationId,
    /// What changes.
    pub change: DiscussionWish,
}

/// What changes in a discussion.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum DiscussionWish {
    /// Its name, of 1 to 64 characters.
    Rename {
        /// The new name.
        name: String,
    },
    /// Who may bring in others; only the creator may say so.
    Open {
        /// Every member, not only the creator.
        open: bool,
    },
    /// These come in.
    Add {
        /// Who.
        users: Vec<UserId>,
    },
    /// A member goes; only the creator may say so.
    Remove {
        /// Who.
        user: UserId,
    },
    /// This user leaves.
    Quit,
}

/// Puts somebody on the blacklist, or takes them off it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetBlockedArgs {
    /// Whom.
    pub user: UserId,
    /// Nothing that they send arrives.
    pub blocked: bool,
}
