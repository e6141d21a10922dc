//! Conversations by name, to choose some of them.

use pipit_im::{Client, ConversationType, StoreError};

use super::{ConversationRow, group_of, row, users_of};
use crate::NameMatcher;
use crate::people::People;

/// Conversations that are looked through: what was said longer ago is looked for by other means.
const LOOKED_AT: usize = 1_000;

/// Those whose name holds the words, as [`NameMatcher`] finds them, the latest first; all of them for no words. Only conversations in which
/// one can write.
///
/// # Errors
/// When the store cannot be read.
pub async fn find_conversations(
    client: &Client,
    words: &str,
    limit: usize,
) -> Result<Vec<ConversationRow>, StoreError> {
    let mut list = client.conversations(LOOKED_AT).await?;
    list.retain(|conversation| conversation.id.kind != ConversationType::System);
    list.sort_by_key(|conversation| std::cmp::Reverse(conversation.active_time));
    let people =
        People::read(client, list.iter().flat_map(users_of), list.iter().filter_map(group_of)).await?;
    let matcher = NameMatcher::new(words);
    let fits = |title: &str| matcher.as_ref().is_none_or(|matcher| matcher.find(title).is_some());
    let found = list.into_iter().filter(|found| fits(&people.title(&found.id).0)).take(limit);
    Ok(found.map(|conversation| row(conversation, &people)).collect())
}
