//! What it takes to forward: where to, in whose words, and what came that way.

use std::collections::BTreeMap;

use chrono::Local;
use pipit_im::{Client, Content, FetchError, Message, MessageId, StoreError, combine};

use crate::people::People;
use crate::summary::{Summary, people_in};
use crate::timeline::{Surroundings, TimelineItem, rows};

/// How many messages are told of one that holds several.
const TOLD: usize = 4;

/// One message that holds several, to be sent. `words` says a summary in the language of whoever sends it.
///
/// # Errors
/// When the store cannot be read.
pub async fn merge(
    client: &Client,
    messages: &[Message],
    words: impl Fn(&Summary) -> String,
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
    let line = |message: &Message| {
        format!("{}: {}", people.name(&message.sender), words(&Summary::of(message, &people)))
    };
    Ok(combine(messages, names, messages.iter().take(TOLD).map(line).collect()))
}

/// The rows of the messages that one message holds.
///
/// # Errors
/// When it holds none, or they cannot be fetched.
pub async fn merged(client: &Client, id: MessageId) -> Result<Vec<TimelineItem>, FetchError> {
    let messages = client.combined(id).await?;
    let people = People::read(client, messages.iter().flat_map(people_in), []).await?;
    // They are counted from 1, as their files are.
    let files = client.file_states(vec![id]).await?;
    let files = files.into_iter().map(|(of, state)| (MessageId(i64::from(of.held)), state)).collect();
    let around = Surroundings {
        people: &people,
        zone: &Local,
        now: client.server_time(),
        unread: None,
        quoted: &BTreeMap::new(),
        percents: &BTreeMap::new(),
        files: &files,
        edit_window: 0,
        starts: false,
        continues: false,
    };
    Ok(rows(&messages, &around))
}
