//! How people keep their conversations: on top, silent. One device sets it, the others are told to ask.

use std::collections::HashSet;

use pipit_proto::code;
use pipit_proto::id::is_id;
use pipit_proto::messages::{
    SessionReq, SessionState, SessionStateItem, SessionStateModifyReq, SessionStateModifyResp, SessionStates,
    TypeUnpushInput, TypeUnpushOutput,
};
use pipit_proto::prost::Message;

use super::query::{Answer, Failure};
use super::tags;
use crate::Server;
use crate::runtime::delivery::tell_attributes;
use crate::runtime::sessions::Session;
use crate::store::{Attribute, VersionStep};

/// The platform's number of the attribute that holds how silent a conversation is.
const SILENT: i32 = 1;

/// How silent: everything tells, unset, mentions, mentions of oneself, of all, nothing.
pub(super) const LEVELS: [i32; 6] = [-1, 0, 1, 2, 4, 5];

/// The platform's numbers of the attributes that are kept: silent, top, translated. Tags have operations of their own.
const KEPT: [i32; 3] = [SILENT, 2, 4];

/// The most attributes that one request may set.
pub(super) const MOST: usize = 1_000;

/// The longest value, in bytes.
const LONGEST: usize = 256;

impl Server {
    pub(super) async fn attributes(&self, user: &str, asked: &SessionReq) -> Answer {
        let all = self.0.store.attributes(user, 0).await?;
        let newer = all.iter().filter(|attribute| attribute.version > asked.time);
        // Older clients take what is not said of a conversation for not set: where one thing changed, all is told.
        let changed: HashSet<(i32, String)> = newer.map(|it| (it.kind, it.target.clone())).collect();
        let version = all.iter().map(|attribute| attribute.version).max().unwrap_or_default().max(asked.time);
        let set = all.into_iter().filter(|it| changed.contains(&(it.kind, it.target.clone())));
        let mut states: Vec<SessionState> = Vec::new();
        for Attribute { kind, target, name, value, version } in set {
            let mut item = SessionStateItem {
                session_state_type: name,
                time: Some(version),
                ..SessionStateItem::default()
            };
            if name == tags::TAGS {
                item.tags = tags::of_conversation(&value);
            } else {
                item.value = value;
            }
            match states.iter_mut().find(|state| state.r#type == kind && state.channel_id == target) {
                Some(state) => {
                    state.time = state.time.max(Some(version));
                    state.state_item.push(item);
                }
                None => states.push(SessionState {
                    r#type: kind,
                    channel_id: target,
                    time: Some(version),
                    state_item: vec![item],
                    ..SessionState::default()
                }),
            }
        }
        Ok(SessionStates { version, state: states }.encode_to_vec())
    }

    pub(super) async fn set_attributes(&self, session: &Session, asked: SessionStateModifyReq) -> Answer {
        let asked_version = asked.version;
        let attributes: Vec<Attribute> = asked
            .state
            .into_iter()
            .flat_map(|state| {
                state.state_item.into_iter().map(move |item| Attribute {
                    kind: state.r#type,
                    target: state.channel_id.clone(),
                    name: item.session_state_type,
                    value: item.value,
                    version: 0,
                })
            })
            .collect();
        let fits = |attribute: &Attribute| {
            KEPT.contains(&attribute.name) && is_id(&attribute.target) && attribute.value.len() <= LONGEST
        };
        if attributes.is_empty() || attributes.len() > MOST || !attributes.iter().all(fits) {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let step = self.keep_attributes(session, attributes, None).await?.unwrap_or_default();
        Ok(SessionStateModifyResp { version: step.after, update_version: Some(step.follows(asked_version)) }
            .encode_to_vec())
    }

    /// A type's attributes are those of a conversation without a name.
    pub(super) async fn set_type_silent(&self, session: &Session, asked: &TypeUnpushInput) -> Answer {
        if !LEVELS.contains(&asked.unpush_level) || !(1..=12).contains(&asked.r#type) {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let silent = Attribute {
            kind: asked.r#type,
            target: String::new(),
            name: SILENT,
            value: asked.unpush_level.to_string(),
            version: 0,
        };
        let step = self.keep_attributes(session, vec![silent], None).await?.unwrap_or_default();
        Ok(TypeUnpushOutput { version: step.after, update_version: Some(step.follows(asked.version)) }
            .encode_to_vec())
    }

    /// Sets attributes and tells the user's other devices; nothing when `newest` is no longer the newest version.
    pub(super) async fn keep_attributes(
        &self,
        session: &Session,
        attributes: Vec<Attribute>,
        newest: Option<i64>,
    ) -> Result<Option<VersionStep>, Failure> {
        let now = self.0.clock.now();
        let step = self.0.store.set_attributes(&session.user, attributes, newest, now).await?;
        if let Some(step) = step {
            tell_attributes(
                &self.0.sessions,
                &self.0.metrics,
                &session.user,
                Some(session.id),
                step.after,
                now,
            );
        }
        Ok(step)
    }
}
