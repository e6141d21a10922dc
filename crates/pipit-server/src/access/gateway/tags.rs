//! Tags: a person's own, and which conversations bear them.
//!
//! A person's tags are one setting and a conversation's tags one attribute, so that a client that lacks a change gets
//! the whole list. A change reads the list and writes it only if nothing was set in between.

use std::collections::HashMap;

use pipit_proto::code;
use pipit_proto::id::is_id;
use pipit_proto::messages::{
    SessionState, SessionStateModifyReq, SessionStateModifyResp, SessionTagInput, SessionTagItem,
};
use pipit_proto::prost::Message;
use serde::{Deserialize, Serialize};

use super::attributes::MOST;
use super::query::{Answer, Failure};
use super::settings::{self, set};
use crate::Server;
use crate::runtime::sessions::Session;
use crate::store::Attribute;

/// The platform's number of the attribute that holds a conversation's tags.
pub(super) const TAGS: i32 = 3;

/// The platform's limits: characters of a tag's id and name.
const LONGEST_ID: usize = 10;
const LONGEST_NAME: usize = 15;

/// How often a change is tried while other devices are faster.
const TRIES: usize = 16;

/// A tag as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Tag {
    id: String,
    name: String,
    created: i64,
}

/// A conversation's tag as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Borne {
    id: String,
    top: bool,
}

/// What a change does with the tags that it names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Put,
    Remove,
}

impl Server {
    /// Creates, renames or removes tags of a person.
    pub(super) async fn change_tags(
        &self,
        session: &Session,
        asked: SessionTagInput,
        change: Change,
    ) -> Answer {
        let most = self.0.settings.limits.tags;
        let fits = |tag: &SessionTagItem| {
            let id = tag.tag_id.chars().count();
            let name = tag.name().chars().count();
            (1..=LONGEST_ID).contains(&id) && (change == Change::Remove || (1..=LONGEST_NAME).contains(&name))
        };
        if asked.tags.is_empty() || asked.tags.len() > most || !asked.tags.iter().all(fits) {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        for _ in 0..TRIES {
            let (mut tags, newest) = self.tags(&session.user).await?;
            for named in &asked.tags {
                let at = tags.iter().position(|tag| tag.id == named.tag_id);
                match (change, at.and_then(|at| tags.get_mut(at))) {
                    (Change::Put, Some(tag)) => named.name().clone_into(&mut tag.name),
                    (Change::Put, None) => tags.push(Tag {
                        id: named.tag_id.clone(),
                        name: named.name().to_owned(),
                        created: self.0.clock.now(),
                    }),
                    (Change::Remove, Some(_)) => tags.retain(|tag| tag.id != named.tag_id),
                    (Change::Remove, None) => return Err(Failure::Status(code::NO_SUCH_TAG)),
                }
            }
            if tags.len() > most {
                return Err(Failure::Status(code::INVALID_PARAMETER));
            }
            let value = serde_json::to_string(&tags).unwrap_or_default();
            if let Some(step) = self.keep_setting(session, settings::TAGS, value, Some(newest)).await? {
                if change == Change::Remove {
                    self.untag_all(session, &asked.tags).await?;
                }
                return Ok(set(step, asked.version));
            }
        }
        Err(Failure::Status(code::STORAGE_UNAVAILABLE))
    }

    /// Puts a person's tags on conversations, or takes them off.
    pub(super) async fn change_conversation_tags(
        &self,
        session: &Session,
        asked: SessionStateModifyReq,
        change: Change,
    ) -> Answer {
        let limits = &self.0.settings.limits;
        let fits = |state: &SessionState| {
            is_id(&state.channel_id)
                && state.state_item.iter().all(|item| item.session_state_type == TAGS)
                && state.state_item.iter().map(|item| item.tags.len()).sum::<usize>() <= limits.tags
        };
        if asked.state.is_empty() || asked.state.len() > MOST || !asked.state.iter().all(fits) {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        if change == Change::Put {
            let (tags, _) = self.tags(&session.user).await?;
            let mut named =
                asked.state.iter().flat_map(|state| &state.state_item).flat_map(|item| &item.tags);
            if !named.all(|named| tags.iter().any(|tag| tag.id == named.tag_id)) {
                return Err(Failure::Status(code::NO_SUCH_TAG));
            }
        }
        for _ in 0..TRIES {
            let all = self.0.store.attributes(&session.user, 0).await?;
            let newest = all.iter().map(|attribute| attribute.version).max().unwrap_or_default();
            let changed = asked.state.iter().map(|state| {
                let is_its = |attribute: &&Attribute| {
                    attribute.name == TAGS
                        && attribute.kind == state.r#type
                        && attribute.target == state.channel_id
                };
                let mut borne =
                    all.iter().find(is_its).map(|it| read::<Borne>(&it.value)).unwrap_or_default();
                for named in state.state_item.iter().flat_map(|item| &item.tags) {
                    borne.retain(|tag| tag.id != named.tag_id);
                    if change == Change::Put {
                        borne.push(Borne { id: named.tag_id.clone(), top: named.is_top() });
                    }
                }
                attribute(state.r#type, &state.channel_id, &borne)
            });
            let changed: Vec<Attribute> = changed.collect();
            if change == Change::Put && most_bearers(&all, &changed) > limits.tagged_conversations {
                return Err(Failure::Status(code::TAG_FULL));
            }
            if let Some(step) = self.keep_attributes(session, changed, Some(newest)).await? {
                let update_version = Some(step.follows(asked.version));
                return Ok(SessionStateModifyResp { version: step.after, update_version }.encode_to_vec());
            }
        }
        Err(Failure::Status(code::STORAGE_UNAVAILABLE))
    }

    /// A person's tags, and the newest version of all of their settings.
    async fn tags(&self, user: &str) -> Result<(Vec<Tag>, i64), Failure> {
        let all = self.0.store.settings(user).await?;
        let newest = all.iter().map(|setting| setting.version).max().unwrap_or_default();
        let tags = all.iter().find(|setting| setting.name == settings::TAGS);
        Ok((tags.map(|setting| read(&setting.value)).unwrap_or_default(), newest))
    }

    /// Takes tags that are gone off all conversations.
    async fn untag_all(&self, session: &Session, gone: &[SessionTagItem]) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let all = self.0.store.attributes(&session.user, 0).await?;
            let newest = all.iter().map(|attribute| attribute.version).max().unwrap_or_default();
            let changed: Vec<Attribute> = all
                .iter()
                .filter(|attribute| attribute.name == TAGS)
                .filter_map(|it| {
                    let (before, mut after) = (read::<Borne>(&it.value), read::<Borne>(&it.value));
                    after.retain(|tag| !gone.iter().any(|gone| gone.tag_id == tag.id));
                    (after.len() < before.len()).then(|| attribute(it.kind, &it.target, &after))
                })
                .collect();
            if changed.is_empty() || self.keep_attributes(session, changed, Some(newest)).await?.is_some() {
                return Ok(());
            }
        }
        Err(Failure::Status(code::STORAGE_UNAVAILABLE))
    }
}

/// A person's tags as clients read them.
pub(super) fn of_user(value: &str) -> Vec<SessionTagItem> {
    read::<Tag>(value)
        .into_iter()
        .map(|tag| SessionTagItem {
            tag_id: tag.id,
            name: Some(tag.name),
            created_time: Some(tag.created),
            is_top: None,
        })
        .collect()
}

/// A conversation's tags as clients read them.
pub(super) fn of_conversation(value: &str) -> Vec<SessionTagItem> {
    read::<Borne>(value)
        .into_iter()
        .map(|tag| SessionTagItem { tag_id: tag.id, is_top: Some(tag.top), ..SessionTagItem::default() })
        .collect()
}

/// How many conversations bear the tag that most bear, when some have `changed`.
fn most_bearers(all: &[Attribute], changed: &[Attribute]) -> usize {
    let same = |a: &Attribute, b: &Attribute| (a.name, a.kind, &a.target) == (b.name, b.kind, &b.target);
    let kept = all.iter().filter(|it| it.name == TAGS && !changed.iter().any(|new| same(new, it)));
    let mut bearers = HashMap::<String, usize>::new();
    for tag in kept.chain(changed).flat_map(|it| read::<Borne>(&it.value)) {
        *bearers.entry(tag.id).or_default() += 1;
    }
    bearers.into_values().max().unwrap_or_default()
}

fn attribute(kind: i32, target: &str, borne: &[Borne]) -> Attribute {
    let value = serde_json::to_string(borne).unwrap_or_default();
    Attribute { kind, target: target.to_owned(), name: TAGS, value, version: 0 }
}

/// A list as this server wrote it; none was written for what was never set.
fn read<T: for<'text> Deserialize<'text>>(value: &str) -> Vec<T> {
    serde_json::from_str(value).unwrap_or_default()
}
