//! Keeps messages in step with what their writers have made of them since.

use bytes::Bytes;
use pipit_proto::messages::{PullModifyMsgReq, PullModifyMsgResp};
use pipit_proto::prost::Message;
use pipit_proto::topic;

use super::inbox::plain;
use super::{Awaited, End, Session, failed};
use crate::store::{self, Inbound};

/// The platform's number of an edit by the message's writer.
const BY_WRITER: i32 = 1;

impl Session<'_> {
    /// Asks what was edited since.
    pub(super) async fn pull_edits(&mut self) -> Result<(), End> {
        let version = self.engine.store.read(store::edits_version).await.map_err(failed)?;
        let asked = PullModifyMsgReq {
            pull_version: Some(version),
            compress: Some(true),
            modify_type: vec![BY_WRITER],
        };
        self.query(topic::PULL_MODIFIED, asked.encode_to_vec(), Awaited::Edits).await
    }

    pub(super) async fn edits(&mut self, status: u16, body: Bytes) -> Result<(), End> {
        if status != 0 {
            return Ok(()); // another server: nothing is edited
        }
        let page = plain(body, |page: &PullModifyMsgResp| page.compressed_data.as_ref()).ok_or(End::Lost)?;
        let me = &self.engine.config.user_id;
        let edits: Vec<Inbound> =
            page.msg.into_iter().filter_map(|edit| Inbound::read(edit.msg?, me)).collect();
        let version = page.next_version.unwrap_or_default();
        let moved = version > self.engine.store.read(store::edits_version).await.map_err(failed)?;
        let store = &self.engine.store;
        let changes = store.write(move |db| store::apply_edits(db, &edits, version)).await.map_err(failed)?;
        self.engine.publish(changes);
        // A server that does not move on would be asked for ever.
        if page.finished == Some(false) && moved { self.pull_edits().await } else { Ok(()) }
    }
}
