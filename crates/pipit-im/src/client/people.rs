//! Who people and groups are: what the server is asked for, and what an application tells of them.

use std::sync::PoisonError;

use pipit_proto::content::{Content, Sender};
use pipit_proto::messages::{PeopleInput, PeopleOutput};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::Client;
use crate::connection::RequestKind;
use crate::store;
use crate::{ChangeSet, Group, GroupId, StoreError, User, UserId};

/// People asked about at once; the server answers no more than twice as many.
const MET: usize = 500;

impl Client {
    /// Asks the server for the names and pictures of those of these people who have none here. Where there is no
    /// connection, or the server knows no names, ids go on standing for them.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn meet(&self, users: &[UserId]) -> Result<(), StoreError> {
        let known = self.users(users).await?;
        let user_ids: Vec<String> = known
            .into_iter()
            .filter(|user| user.name.is_none())
            .map(|user| user.id.as_str().to_owned())
            .collect();
        for user_ids in user_ids.chunks(MET) {
            let asked = PeopleInput { user_ids: user_ids.to_vec(), group_ids: Vec::new() }.encode_to_vec();
            let Ok(answer) = self.request(topic::PEOPLE, RequestKind::Query, asked).await else { break };
            let Ok(cards) = PeopleOutput::decode(answer.body) else { break };
            let changed = self.0.store.write(move |db| store::put_people(db, &cards)).await?;
            self.people_changed(changed);
        }
        Ok(())
    }

    /// Keeps a person's name and picture, in place of what was known of them.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn know_user(&self, user: User) -> Result<(), StoreError> {
        let changed = self.0.store.write(move |db| store::put_user(db, &user)).await?;
        self.people_changed(changed);
        Ok(())
    }

    /// Keeps a group's name and picture, in place of what was known of it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn know_group(&self, group: Group) -> Result<(), StoreError> {
        let changed = self.0.store.write(move |db| store::put_group(db, &group)).await?;
        self.people_changed(changed);
        Ok(())
    }

    /// People and groups who occur in the store and have no name, at most 500 of each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn nameless(&self) -> Result<(Vec<UserId>, Vec<GroupId>), StoreError> {
        let me = self.0.config.user_id.clone();
        let (users, groups) = self.0.store.read(move |db| store::nameless(db, &me)).await?;
        Ok((users.into_iter().map(UserId::new).collect(), groups.into_iter().map(GroupId::new).collect()))
    }

    /// True for an id that is known as a group's or a discussion's, and not as a person's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn is_group(&self, id: &str) -> Result<bool, StoreError> {
        let id = id.to_owned();
        if id == self.0.config.user_id.as_str() {
            return Ok(false);
        }
        self.0.store.read(move |db| store::is_group(db, &id)).await
    }

    /// What this user tells of themselves in every message from now on, as long as the engine lives.
    pub fn introduce_as(&self, me: User) {
        let sender = Sender {
            id: me.id.as_str().to_owned(),
            name: me.name.unwrap_or_default(),
            portrait_uri: me.portrait.unwrap_or_default(),
            ..Sender::default()
        };
        *self.0.introduction.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    }

    /// The content with who writes it, unless it says so itself.
    pub(super) fn signed(&self, content: Content) -> Content {
        let introduction = self.0.introduction.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match introduction {
            Some(sender) => content.by(sender),
            None => content,
        }
    }

    fn people_changed(&self, changed: bool) {
        if changed {
            // Nobody may be watching.
            self.0.changes.send(ChangeSet { people: true, ..ChangeSet::default() }).ok();
        }
    }
}
