//! Who has read a message of a group.

use std::collections::BTreeSet;

use pipit_im::{Client, ConversationType, MessageId, RequestError, StoreError, Timestamp, UserId};
use serde::Serialize;
use ts_rs::TS;

use crate::Avatar;
use crate::people::People;

/// Somebody who can read a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reader {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their picture.
    pub avatar: Avatar,
    /// When they have read it; absent while they have not.
    pub time: Option<Timestamp>,
}

/// Who has read a message, and who has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Readers {
    /// Who has, the latest first.
    pub read: Vec<Reader>,
    /// Who has not; absent when nobody tells who belongs to the conversation.
    pub unread: Option<Vec<Reader>>,
}

impl Readers {
    /// Who has read a message of this user's so far. With a connection, and where the server tells who belongs to the
    /// conversation, it is known who has not.
    ///
    /// # Errors
    /// When there is no such message, or the store cannot be read.
    pub async fn of(client: &Client, id: MessageId) -> Result<Self, StoreError> {
        // Without a connection, as far as it is known.
        if let Err(RequestError::Store(error)) = client.fetch_readers(id).await {
            return Err(error);
        }
        let message = client.message(id).await?.ok_or(StoreError::NotFound)?;
        let mut read = message.receipt.unwrap_or_default().readers;
        read.sort_by(|one, other| (other.1, &other.0).cmp(&(one.1, &one.0)));
        let id = &message.conversation.target_id;
        let members = match message.conversation.kind {
            ConversationType::Discussion => {
                client.discussion(id).await.map(|discussion| Some(discussion.members))
            }
            ConversationType::Group => client.recent_group_page(id).await.map(|page| Some(page.members)),
            _ => Ok(None),
        };
        let members = match members {
            Ok(members) => members,
            Err(RequestError::Store(error)) => return Err(error),
            Err(_) => None,
        };
        let done: BTreeSet<&UserId> = read.iter().map(|(user, _)| user).collect();
        let waiting: Option<Vec<UserId>> = members.map(|members| {
            members.into_iter().filter(|user| !done.contains(user) && user != client.user_id()).collect()
        });
        let everybody = read.iter().map(|(user, _)| user).chain(waiting.iter().flatten());
        let people = People::read(client, everybody.cloned().collect::<Vec<_>>(), []).await?;
        let reader =
            |id: UserId, time| Reader { name: people.name(&id), avatar: people.avatar(&id), id, time };
        Ok(Self {
            read: read.iter().map(|(user, time)| reader(user.clone(), Some(*time))).collect(),
            unread: waiting.map(|waiting| waiting.into_iter().map(|user| reader(user, None)).collect()),
        })
    }
}
