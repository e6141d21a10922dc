//! People as pages list them.

use std::cmp::Reverse;

use pipit_im::{Client, ConversationId, ConversationType, StoreError, UserId};
use serde::Serialize;
use ts_rs::TS;

use crate::people::People;
use crate::search::{hit, names};
use crate::{Avatar, NameHit, NameMatcher};

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Their name, or the id until it is known.
    pub name: String,
    /// Their picture.
    pub avatar: Avatar,
    /// It is this user.
    pub me: bool,
}

/// These people, in this order.
///
/// # Errors
/// When the store cannot be read.
pub async fn persons(client: &Client, users: &[UserId]) -> Result<Vec<Person>, StoreError> {
    let people = People::read(client, users.iter().cloned(), []).await?;
    let person = |user: &UserId| Person {
        name: people.name(user),
        avatar: people.avatar(user),
        me: people.is_me(user),
        id: user.clone(),
    };
    Ok(users.iter().map(person).collect())
}

/// Who has said something in a conversation lately, the latest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn speakers(client: &Client, id: &ConversationId) -> Result<Vec<Person>, StoreError> {
    persons(client, &client.speakers(id).await?).await
}

/// The people whom this user knows, by name, at most `limit`; all of them for no words.
///
/// # Errors
/// When the store cannot be read.
pub async fn contacts(client: &Client, words: &str, limit: usize) -> Result<Vec<NameHit>, StoreError> {
    let mut known = names(client).await?;
    known.retain(|named| {
        named.id.kind == ConversationType::Private && named.id.target_id.as_str() != client.user_id().as_str()
    });
    known.sort_by_cached_key(|named| (named.name.to_lowercase(), Reverse(named.begun)));
    let matcher = NameMatcher::new(words);
    let place = |name: &str| match &matcher {
        Some(matcher) => matcher.find(name),
        None => Some(0..0),
    };
    let found = known.into_iter().filter_map(|named| place(&named.name).map(|place| hit(named, place)));
    Ok(found.take(limit).collect())
}
