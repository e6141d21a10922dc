//! Search over everything: conversations and people by name, messages by what they say. What was found is marked here, so
//! that a page looks for nothing again.

mod name;
mod part;
mod piece;

use pipit_im::{
    Client, ConversationId, ConversationType, Message, MessageId, Named, SearchQuery, StoreError, Timestamp,
    UserId, find_words,
};
use serde::Serialize;
use ts_rs::TS;

use crate::Avatar;
use crate::conversation_list::{group_named, key};
use crate::people::{People, shown};

pub use name::NameMatcher;
pub use part::Part;
pub use piece::Piece;

/// Names that are looked through; the store of somebody who knows more people is searched by longer words.
const NAMES: usize = 20_000;

/// Names of each kind that are shown: whoever is not among them is found by another letter.
const SHOWN: usize = 12;

/// Pages of conversations with messages that are read for one answer, of a hundred messages each: who types must not wait.
const PAGES: usize = 10;

/// Conversations with messages that are shown: each is read for its newest hit.
const SHOWN_IN: usize = 50;

/// What was found, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Conversations by name, the latest first.
    pub conversations: Vec<NameHit>,
    /// People with whom there is no conversation yet.
    pub people: Vec<NameHit>,
    /// Conversations in which it was said, the newest hit first.
    pub messages: Vec<MessageHits>,
    /// There is more: older messages were not looked at, or the words stand in too many conversations.
    pub more: bool,
}

/// A name that fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NameHit {
    /// Stable, as the list's: `private:bob`.
    pub key: String,
    /// What it opens.
    pub conversation: ConversationId,
    /// Its picture.
    pub avatar: Avatar,
    /// Its name.
    pub name: Vec<Piece>,
}

/// A conversation in which the words were said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageHits {
    /// Stable, as the list's: `private:bob`.
    pub key: String,
    /// Which conversation.
    pub conversation: ConversationId,
    /// Its name.
    pub title: String,
    /// Its picture.
    pub avatar: Avatar,
    /// How many messages say it.
    pub count: u32,
    /// The newest of them.
    pub newest: MessageHit,
}

/// A message that says the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageHit {
    /// Which message.
    pub id: MessageId,
    /// Who said it.
    pub sender: String,
    /// When it was sent.
    pub time: Timestamp,
    /// A line of it that says them.
    pub text: Vec<Piece>,
    /// Where in all of it they stand first.
    pub part: Option<Part>,
}

/// Looks for words everywhere, or in conversations of some kinds. Blank words find nothing.
///
/// # Errors
/// When the store cannot be read.
pub async fn search(
    client: &Client,
    words: &str,
    kinds: Option<&[ConversationType]>,
) -> Result<Found, StoreError> {
    let Some(matcher) = NameMatcher::new(words) else { return Ok(Found::default()) };
    let mut found = Found::default();
    // To the engine no kinds are all kinds.
    if kinds.is_some_and(<[_]>::is_empty) {
        return Ok(found);
    }
    let wanted = |id: &ConversationId| kinds.is_none_or(|kinds| kinds.contains(&id.kind));
    for named in names(client).await?.into_iter().filter(|named| wanted(&named.id)) {
        let group = if named.begun { &mut found.conversations } else { &mut found.people };
        if group.len() < SHOWN {
            group.extend(matcher.find(&named.name).map(|place| hit(named, place)));
        }
    }
    let query = SearchQuery { text: words.to_owned(), ..SearchQuery::default() };
    let mut counts: Vec<(ConversationId, u32)> = Vec::new();
    let mut before = None;
    for _ in 0..PAGES {
        let page =
            client.search_conversations(kinds.unwrap_or_default().to_vec(), query.clone(), before).await?;
        for (conversation, count) in page.list {
            match counts.iter_mut().find(|(id, _)| *id == conversation) {
                Some((_, sum)) => *sum += count,
                None => counts.push((conversation, count)),
            }
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    found.more = before.is_some() || counts.len() > SHOWN_IN;
    for (id, count) in counts.into_iter().take(SHOWN_IN) {
        found.messages.extend(said_in(client, id, count, &query).await?);
    }
    Ok(found)
}

/// The messages of a conversation that say the words, newest first, sent before a time if one is given, at most `limit`.
///
/// # Errors
/// When the store cannot be read.
pub async fn search_in(
    client: &Client,
    id: &ConversationId,
    words: &str,
    before: Option<Timestamp>,
    limit: usize,
) -> Result<Vec<MessageHit>, StoreError> {
    let query = SearchQuery { text: words.to_owned(), ..SearchQuery::default() };
    let messages = client.search_messages(id, query, before, limit).await?;
    let people = People::read(client, senders(&messages), group_named(id)).await?;
    Ok(messages.iter().map(|message| said(message, &people, words)).collect())
}

async fn said_in(
    client: &Client,
    id: ConversationId,
    count: u32,
    query: &SearchQuery,
) -> Result<Option<MessageHits>, StoreError> {
    let messages = client.search_messages(&id, query.clone(), None, 1).await?;
    let mut users = senders(&messages);
    if !id.kind.has_members() {
        users.push(UserId::new(id.target_id.as_str()));
    }
    let people = People::read(client, users, group_named(&id)).await?;
    let (title, avatar) = people.title(&id);
    // It may have been taken back meanwhile.
    Ok(messages.first().map(|message| MessageHits {
        key: key(&id),
        newest: said(message, &people, &query.text),
        conversation: id,
        title,
        avatar,
        count,
    }))
}

fn senders(messages: &[Message]) -> Vec<UserId> {
    messages.iter().map(|message| message.sender.clone()).collect()
}

fn said(message: &Message, people: &People, words: &str) -> MessageHit {
    let text = message.content.words();
    let place = find_words(&text, words);
    MessageHit {
        id: message.id,
        sender: people.name(&message.sender),
        time: message.sent_time,
        part: place.clone().and_then(|place| Part::of(&text, place)),
        text: piece::excerpt(&text, place.unwrap_or_default(), words),
    }
}

/// Everybody and every group that has a name here, by the names that are shown.
pub(crate) async fn names(client: &Client) -> Result<Vec<Named>, StoreError> {
    let mut all = client.names(NAMES).await?;
    for named in &mut all {
        named.name = shown(Some(&named.name), named.id.target_id.as_str());
    }
    Ok(all)
}

pub(crate) fn hit(named: Named, place: std::ops::Range<usize>) -> NameHit {
    NameHit {
        key: key(&named.id),
        avatar: Avatar::of(named.id.target_id.as_str(), &named.name, Some(named.portrait)),
        conversation: named.id,
        name: piece::marked(&named.name, place),
    }
}
