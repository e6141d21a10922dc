//! The conversation list by types and tags, page by page.

use std::collections::HashMap;

use pipit_proto::code;
use pipit_proto::messages::{RelationQryFilter, RelationsOutput, SessionTagItem};
use pipit_proto::prost::Message;

use super::query::{Answer, Failure, MAX_PAGE, relation};
use super::tags::{self, TAGS};
use crate::Server;
use crate::store::ConversationEntry;

/// The newest conversations that are looked at. More: a question costs more. Fewer: older ones are not found.
const DEPTH: u32 = 1_000;

/// The most types or tags that a question may name.
const MOST: usize = 20;

/// Where a conversation stands in the answer: on top in a tag, and the time of its newest message.
type Place = (bool, i64);

impl Server {
    pub(super) async fn conversations_filtered(&self, user: &str, asked: RelationQryFilter) -> Answer {
        let bad = Failure::Status(code::INVALID_PARAMETER);
        let count = asked.count.map_or(Ok(MAX_PAGE), u32::try_from).unwrap_or_default();
        if !(1..=MAX_PAGE).contains(&count) || asked.r#type.len() > MOST || asked.tags.len() > MOST {
            return Err(bad);
        }
        let after = match asked.page_token() {
            "" => None,
            token => Some(read_token(token).ok_or(bad)?),
        };
        let borne =
            if asked.tags.is_empty() { HashMap::new() } else { self.bearers(user, &asked.tags).await? };
        let ascending = asked.order() == 1;
        let mut found: Vec<(Place, ConversationEntry)> = self
            .0
            .store
            .conversations(user, 0, DEPTH)
            .await?
            .into_iter()
            .filter_map(|entry| {
                let kind = i32::from(entry.conversation.number());
                let top = match borne.get(&(kind, entry.conversation.target().to_owned())) {
                    Some(top) => *top && asked.is_tag_top(),
                    None if asked.tags.is_empty() => false,
                    None => return None,
                };
                let wanted = asked.r#type.is_empty() || asked.r#type.contains(&kind);
                wanted.then_some(((top, entry.last.time), entry))
            })
            .filter(|(place, _)| after.is_none_or(|after| order(*place, ascending) > order(after, ascending)))
            .collect();
        found.sort_by_key(|(place, _)| order(*place, ascending));
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let is_finished = Some(found.len() <= count);
        found.truncate(count);
        let page_token = found.last().map(|((top, time), _)| format!("{}:{time}", u8::from(*top)));
        let info = found.into_iter().map(|(_, entry)| relation(entry)).collect();
        Ok(RelationsOutput { info, is_finished, page_token, ..RelationsOutput::default() }.encode_to_vec())
    }

    /// Which conversations bear one of these tags, and whether they are on top in it.
    async fn bearers(&self, user: &str, tags: &[String]) -> Result<HashMap<(i32, String), bool>, Failure> {
        let all = self.0.store.attributes(user, 0).await?;
        let named = |attribute: &crate::store::Attribute| {
            let its = tags::of_conversation(&attribute.value);
            let named = its.iter().filter(|tag| tags.contains(&tag.tag_id));
            named.map(SessionTagItem::is_top).reduce(|one, other| one || other)
        };
        Ok(all
            .into_iter()
            .filter(|attribute| attribute.name == TAGS)
            .filter_map(|attribute| {
                let top = named(&attribute)?;
                Some(((attribute.kind, attribute.target), top))
            })
            .collect())
    }
}

/// What is sorted by: those on top first, then the times in their order.
fn order((top, time): Place, ascending: bool) -> (bool, i64) {
    (!top, if ascending { time } else { time.saturating_neg() })
}

/// Reads where the page before ended.
fn read_token(token: &str) -> Option<Place> {
    let (top, time) = token.split_once(':')?;
    Some((matches!(top, "1"), time.parse().ok()?))
}
