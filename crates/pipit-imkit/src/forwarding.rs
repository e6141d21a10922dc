//! What it takes to forward messages as one: in whose words.

use pipit_im::{Client, Content, Message, StoreError, combine};

use crate::people::People;
use crate::summary::{Summary, people_in};

/// How many messages are told of one that holds several.
const TOLD: usize = 4;

/// One message that holds several, to be sent. `words` says, in the language of whoever sends it, that
/// somebody of this name said what this summary has.
///
/// # Errors
/// When the store cannot be read.
pub async fn merge(
    client: &Client,
    messages: &[Message],
    words: impl Fn(&str, &Summary) -> String,
) -> Result<Content, StoreError> {
    let conversation = messages.first().map(|message| message.conversation.clone());
    let users = messages.iter().flat_map(people_in).chain([client.user_id().clone()]);
    let groups = conversation.iter().filter_map(crate::conversation_list::group_named);
    let people = People::read(client, users, groups).await?;
    let names = match &conversation {
        Some(id) if id.kind.has_members() => vec![people.title(id).0],
        Some(id) => vec![people.title(id).0, people.name(client.user_id())],
        None => Vec::new(),
    };
    let line = |message: &Message| words(&people.name(&message.sender), &Summary::of(message, &people));
    Ok(combine(messages, names, messages.iter().take(TOLD).map(line).collect()))
}
