//! Conversations by name, to choose some of them.

use std::collections::BTreeSet;

use pipit_im::{Client, Conversation, ConversationId, ConversationType, StoreError};

use super::{ConversationRow, group_of, row, users_of};
use crate::NameMatcher;
use crate::people::People;
use crate::search::names;

/// Conversations that are looked through: what was said longer ago is looked for by other means.
const LOOKED_AT: usize = 1_000;

/// Those whose name holds the words, as [`NameMatcher`] finds them, the latest first; all of them for no words. What was
/// removed from the list follows, and then people to whom nothing was said yet, by name. Only conversations in which one
/// can write.
///
/// # Errors
/// When the store cannot be read.
pub async fn find_conversations(
    client: &Client,
    words: &str,
    limit: usize,
) -> Result<Vec<ConversationRow>, StoreError> {
    let matcher = NameMatcher::new(words);
    let fits = |title: &str| matcher.as_ref().is_none_or(|matcher| matcher.find(title).is_some());
    let mut list = client.conversations(LOOKED_AT).await?;
    list.retain(|conversation| conversation.id.kind != ConversationType::System);
    list.sort_by_key(|conversation| std::cmp::Reverse(conversation.active_time));
    let listed: BTreeSet<ConversationId> = list.iter().map(|conversation| conversation.id.clone()).collect();
    let others = names(client).await?.into_iter().filter(|named| {
        named.id.kind != ConversationType::System && !listed.contains(&named.id) && fits(&named.name)
    });
    list.extend(others.take(limit).map(|named| Conversation::new(named.id)));
    let people =
        People::read(client, list.iter().flat_map(users_of), list.iter().filter_map(group_of)).await?;
    let found = list.into_iter().filter(|found| fits(&people.title(&found.id).0)).take(limit);
    Ok(found.map(|conversation| row(conversation, &people)).collect())
}
