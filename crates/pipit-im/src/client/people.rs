//! What an application knows of people and groups that no server told.

use std::sync::PoisonError;

use pipit_proto::content::{Content, Sender};

use super::Client;
use crate::store;
use crate::{ChangeSet, Group, GroupId, StoreError, User, UserId};

impl Client {
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
