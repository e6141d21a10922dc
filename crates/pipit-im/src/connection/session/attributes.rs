//! Keeps how the user keeps their conversations (on top, silent) in step with their other devices.

use bytes::Bytes;
use pipit_proto::messages::{
    SessionReq, SessionState, SessionStateItem, SessionStateModifyReq, SessionStates,
};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tracing::warn;

use super::{Awaited, End, Session, failed};
use crate::store::{self, Attribute, AttributeName};
use crate::{ConversationId, ConversationType, TargetId, Timestamp};

/// The platform's numbers of the attributes.
const SILENT: i32 = 1;
const TOP: i32 = 2;

/// How silent a silent conversation is: only mentions are told.
const ONLY_MENTIONS: &str = "1";

impl Session<'_> {
    /// Asks what was set since.
    pub(super) async fn pull_attributes(&mut self) -> Result<(), End> {
        let time = self.engine.store.read(store::attributes_version).await.map_err(failed)?;
        self.query(topic::PULL_ATTRIBUTES, SessionReq { time }.encode_to_vec(), Awaited::Attributes).await
    }

    pub(super) async fn attributes(&mut self, status: u16, body: Bytes) -> Result<(), End> {
        if status != 0 {
            return Ok(()); // another server: every device keeps its own
        }
        let answer = SessionStates::decode(body).map_err(|_| End::Lost)?;
        let attributes: Vec<Attribute> =
            answer.state.iter().flat_map(|state| read(state, answer.version)).collect();
        let store = &self.engine.store;
        let changes = store
            .write(move |db| store::apply_attributes(db, &attributes, answer.version))
            .await
            .map_err(failed)?;
        self.engine.publish(changes);
        Ok(())
    }

    /// Says what was set here. One request at a time, so that the last word is the last.
    pub(super) async fn say_attributes(&mut self) -> Result<(), End> {
        if self.saying_attributes {
            return Ok(());
        }
        let unsaid = self.engine.store.read(store::unsaid_attributes).await.map_err(failed)?;
        if unsaid.is_empty() {
            return Ok(());
        }
        self.saying_attributes = true;
        let body = SessionStateModifyReq {
            version: self.engine.clock.now().0,
            state: unsaid.iter().map(write).collect(),
            ignore_version: Some(true),
        };
        self.query(topic::SET_ATTRIBUTES, body.encode_to_vec(), Awaited::AttributesSaid(unsaid)).await
    }

    pub(super) async fn attributes_said(&mut self, status: u16, said: Vec<Attribute>) -> Result<(), End> {
        self.saying_attributes = false;
        if status != 0 {
            warn!(status, "the server does not take how conversations are kept"); // it is said again with the next pull
            return Ok(());
        }
        self.engine.store.write(move |db| store::attributes_said(db, &said)).await.map_err(failed)?;
        self.pull_attributes().await?; // what others set at the same time
        self.say_attributes().await
    }
}

fn read(state: &SessionState, version: i64) -> Vec<Attribute> {
    let Some(kind) = ConversationType::from_number(state.r#type) else { return Vec::new() };
    let conversation = ConversationId { kind, target_id: TargetId::new(state.channel_id.as_str()) };
    let items = state.state_item.iter().filter_map(|item| {
        let (name, set) = match item.session_state_type {
            SILENT => (AttributeName::Muted, !matches!(item.value.as_str(), "" | "0" | "-1")),
            TOP => (AttributeName::Pinned, item.value == "1"),
            _ => return None,
        };
        let time = Timestamp(item.time.or(state.time).unwrap_or(version));
        Some(Attribute { conversation: conversation.clone(), name, set, time })
    });
    items.collect()
}

fn write(attribute: &Attribute) -> SessionState {
    let (number, value) = match (attribute.name, attribute.set) {
        (AttributeName::Muted, true) => (SILENT, ONLY_MENTIONS),
        (AttributeName::Muted, false) => (SILENT, "0"),
        (AttributeName::Pinned, true) => (TOP, "1"),
        (AttributeName::Pinned, false) => (TOP, "0"),
    };
    SessionState {
        r#type: attribute.conversation.kind.number(),
        channel_id: attribute.conversation.target_id.as_str().to_owned(),
        state_item: vec![SessionStateItem {
            tags: Vec::new(),
            session_state_type: number,
            value: value.to_owned(),
            time: None,
        }],
        ..SessionState::default()
    }
}
