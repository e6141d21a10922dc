//! Discussions, by topics of our own: groups that their members make and keep themselves. Every change stands in the
//! discussion as a notice.

use std::collections::HashSet;

use pipit_proto::code;
use pipit_proto::content::{Content, DiscussionNotification};
use pipit_proto::id::is_id;
use pipit_proto::messages::{
    DiscussionInput, DiscussionOutput, NewDiscussionInput, NewDiscussionOutput, SetDiscussionInput,
};
use pipit_proto::prost::Message;

use super::publish::default_flags;
use super::query::{Answer, Failure};
use crate::Server;
use crate::runtime::sessions::Session;
use crate::store::{Audience, Conversation, Discussion, DiscussionChange, NewMessage, NotChanged};

/// The longest name, in characters.
const NAME: usize = 64;

impl Server {
    pub(super) async fn create_discussion(&self, session: &Session, asked: NewDiscussionInput) -> Answer {
        let me = &session.user;
        let name = valid_name(&asked.name)?;
        let mut members = vec![me.clone()];
        members.extend(self.invited(asked.user_ids).await?.into_iter().filter(|user| user != me));
        if members.len() > self.0.settings.limits.discussion_members {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let id = new_id()?;
        let (creator, others) = (me.clone(), members.get(1..).unwrap_or_default().join(","));
        let new = Discussion { id: id.clone(), name, creator, open: true, members };
        self.0.store.create_discussion(new).await?;
        if !others.is_empty() {
            self.notice(&id, me, DiscussionNotification::JOINED, &others, None).await?;
        }
        Ok(NewDiscussionOutput { id }.encode_to_vec())
    }

    pub(super) async fn discussion(&self, user: &str, asked: DiscussionInput) -> Answer {
        let found = self.0.store.discussion(&asked.id).await?;
        let found = found.filter(|discussion| discussion.members.iter().any(|member| member == user));
        let Some(Discussion { id, name, creator, open, members }) = found else {
            return Err(Failure::Status(code::NOT_IN_DISCUSSION));
        };
        Ok(DiscussionOutput { id, name, creator, open, members }.encode_to_vec())
    }

    /// Takes the one change that a request names.
    pub(super) async fn set_discussion(&self, session: &Session, asked: SetDiscussionInput) -> Answer {
        let (me, id) = (&session.user, asked.id);
        let removed = asked.remove.clone();
        let (change, notice, extension) = match (asked.name, asked.open, asked.remove, asked.quit) {
            (Some(name), None, None, None) if asked.add.is_empty() => {
                let name = valid_name(&name)?;
                (DiscussionChange::Rename(name.clone()), DiscussionNotification::RENAMED, name)
            }
            (None, Some(open), None, None) if asked.add.is_empty() => (
                DiscussionChange::Open(open),
                DiscussionNotification::OPEN_CHANGED,
                if open { "0" } else { "1" }.into(),
            ),
            (None, None, Some(user), None) if asked.add.is_empty() => {
                (DiscussionChange::Remove(user.clone()), DiscussionNotification::REMOVED, user)
            }
            (None, None, None, Some(true)) if asked.add.is_empty() => {
                (DiscussionChange::Quit, DiscussionNotification::LEFT, me.clone())
            }
            (None, None, None, None) => {
                let users = self.invited(asked.add).await?;
                let mut joined = users.clone();
                if let Some(before) = self.0.store.discussion(&id).await? {
                    joined.retain(|user| !before.members.contains(user));
                }
                let joined = joined.join(",");
                (
                    DiscussionChange::Add { users, most: self.0.settings.limits.discussion_members },
                    DiscussionNotification::JOINED,
                    joined,
                )
            }
            _ => return Err(Failure::Status(code::INVALID_PARAMETER)),
        };
        match self.0.store.change_discussion(&id, me, change).await? {
            Ok(()) => {}
            Err(NotChanged::NotMember) => return Err(Failure::Status(code::NOT_IN_DISCUSSION)),
            Err(NotChanged::NotAllowed) => return Err(Failure::Status(code::DISCUSSION_NOT_ALLOWED)),
            Err(NotChanged::TooMany) => return Err(Failure::Status(code::INVALID_PARAMETER)),
        }
        if extension.is_empty() {
            return Ok(Vec::new()); // all of them were in it
        }
        self.notice(&id, me, notice, &extension, None).await?;
        if removed.is_some() {
            self.notice(&id, me, notice, &extension, removed).await?;
        }
        Ok(Vec::new())
    }

    /// Who is to come in: people who exist, each once, in the order in which they are named.
    async fn invited(&self, mut users: Vec<String>) -> Result<Vec<String>, Failure> {
        let mut seen = HashSet::new();
        users.retain(|user| seen.insert(user.clone()));
        let most = self.0.settings.limits.discussion_members;
        if users.is_empty() || users.len() > most || !users.iter().all(|id| is_id(id)) {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let known = self.0.store.users(users.clone()).await?;
        if known.len() < users.len() {
            return Err(Failure::Status(code::UNKNOWN_USER));
        }
        Ok(users)
    }

    /// Writes a notice: for all members, or only for somebody who is none any more.
    async fn notice(
        &self,
        id: &str,
        by: &str,
        kind: i64,
        extension: &str,
        only: Option<String>,
    ) -> Result<(), Failure> {
        let content = Content::DiscussionNotification(DiscussionNotification {
            kind,
            extension: extension.to_owned(),
            operator: by.to_owned(),
            ..DiscussionNotification::default()
        });
        let message = NewMessage {
            sender: by.to_owned(),
            conversation: Conversation::Discussion(id.to_owned()),
            audience: if only.is_some() { Audience::OthersOnly } else { Audience::Everyone },
            only: only.into_iter().collect(),
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

/// Random, so that no two meet and nobody guesses one.
fn new_id() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Failure::Status(code::STORAGE_UNAVAILABLE))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn valid_name(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    if (1..=NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(Failure::Status(code::INVALID_PARAMETER))
    }
}
