//! Discussions: groups that their members make and keep themselves, on a server of Pipit's own.

use pipit_proto::messages::{
    Card, DiscussionInput, DiscussionOutput, NewDiscussionInput, NewDiscussionOutput, PeopleOutput,
    SetDiscussionInput,
};
use pipit_proto::prost::Message as _;
use pipit_proto::{code, topic};

use super::Client;
use crate::connection::RequestKind;
use crate::store;
use crate::{ChangeSet, Discussion, RequestError, TargetId, UserId};

/// A change of a discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiscussionChange {
    /// It gets another name, of 1 to 64 characters. Every member may.
    Rename(String),
    /// Every member may bring in others, or only the creator. Only the creator may.
    Open(bool),
    /// These come in.
    Add(Vec<UserId>),
    /// A member is removed. Only the creator may.
    Remove(UserId),
    /// This user leaves; a creator's place is taken by who came first of the others.
    Quit,
}

impl Client {
    /// Makes a discussion of this user and others.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses: unknown people (24366), a name that does not fit (26010), or
    /// no discussions at all (20606).
    pub async fn create_discussion(&self, name: &str, users: &[UserId]) -> Result<TargetId, RequestError> {
        let asked = NewDiscussionInput { name: name.to_owned(), user_ids: ids(users) };
        let answer =
            self.request(topic::CREATE_DISCUSSION, RequestKind::Query, asked.encode_to_vec()).await?;
        let NewDiscussionOutput { id } = read(answer.body)?;
        self.learn_discussion(&id, name).await?;
        Ok(TargetId::new(id))
    }

    /// A discussion that this user is in.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses: 21406 to those who are not in it.
    pub async fn discussion(&self, id: &TargetId) -> Result<Discussion, RequestError> {
        let asked = DiscussionInput { id: id.as_str().to_owned() };
        let answer = self.request(topic::DISCUSSION, RequestKind::Query, asked.encode_to_vec()).await?;
        let DiscussionOutput { id, name, creator, open, members } = read(answer.body)?;
        self.learn_discussion(&id, &name).await?;
        let members = members.into_iter().map(UserId::new).collect();
        Ok(Discussion { id: TargetId::new(id), name, creator: UserId::new(creator), open, members })
    }

    /// Changes a discussion. A notice in it tells its members.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses: 21406 to those who are not in it, 21407 what only its creator
    /// may do.
    pub async fn change_discussion(
        &self,
        id: &TargetId,
        change: DiscussionChange,
    ) -> Result<(), RequestError> {
        let mut asked = SetDiscussionInput { id: id.as_str().to_owned(), ..SetDiscussionInput::default() };
        let mut renamed = None;
        match change {
            DiscussionChange::Rename(name) => {
                renamed = Some(name.clone());
                asked.name = Some(name);
            }
            DiscussionChange::Open(open) => asked.open = Some(open),
            DiscussionChange::Add(users) => asked.add = ids(&users),
            DiscussionChange::Remove(user) => asked.remove = Some(user.as_str().to_owned()),
            DiscussionChange::Quit => asked.quit = Some(true),
        }
        self.request(topic::SET_DISCUSSION, RequestKind::Query, asked.encode_to_vec()).await?;
        if let Some(name) = renamed {
            self.learn_discussion(id.as_str(), &name).await?;
        }
        Ok(())
    }

    async fn learn_discussion(&self, id: &str, name: &str) -> Result<(), RequestError> {
        self.learn_group(Card { id: id.to_owned(), name: Some(name.to_owned()), portrait: None }).await
    }

    /// Keeps the name of a group or a discussion.
    pub(super) async fn learn_group(&self, card: Card) -> Result<(), RequestError> {
        let cards = PeopleOutput { groups: vec![card], ..PeopleOutput::default() };
        if self.0.store.write(move |db| store::put_people(db, &cards)).await? {
            self.0.changes.send(ChangeSet { people: true, ..ChangeSet::default() }).ok(); // nobody may be watching
        }
        Ok(())
    }
}

fn ids(users: &[UserId]) -> Vec<String> {
    users.iter().map(|user| user.as_str().to_owned()).collect()
}

pub(super) fn read<T: pipit_proto::prost::Message + Default>(body: bytes::Bytes) -> Result<T, RequestError> {
    T::decode(body).map_err(|_| RequestError::Refused(code::NOT_SUPPORTED)) // it speaks another dialect
}
