//! Other words for what was sent.

use std::sync::atomic::Ordering;
use std::time::Duration;

use pipit_proto::content::MentionedInfo;
use pipit_proto::messages::{ModifyMsgResp, MsgChangeReq};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::{Client, checked};
use crate::connection::RequestKind;
use crate::store::{self, Inbound};
use crate::{Message, MessageDirection, MessageId, RequestError, StoreError};

impl Client {
    /// How long after sending a message it may be edited; zero where messages are not edited, and until a server has
    /// said.
    pub fn edit_window(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.edit_window.load(Ordering::Relaxed)).unwrap_or_default())
    }

    /// Puts other words in the place of a message of one's own, everywhere, which mention whom they say now. What it
    /// answers stays.
    ///
    /// # Errors
    /// When there is no connection, the server refuses, or the message is none of one's own words that the server has.
    pub async fn edit(
        &self,
        id: MessageId,
        words: &str,
        mentions: Option<MentionedInfo>,
    ) -> Result<(), RequestError> {
        let found = self.0.store.read(move |db| store::find(db, id.0)).await?;
        let Some(Message {
            uid: Some(uid),
            conversation,
            sent_time,
            content,
            direction: MessageDirection::Sent,
            ..
        }) = found
        else {
            return Err(StoreError::NotFound.into());
        };
        let content = store::reworded(&content, words, mentions).ok_or(StoreError::NotFound)?;
        checked(&content).map_err(|_| RequestError::Refused(pipit_proto::code::MESSAGE_TOO_LARGE))?;
        let asked = MsgChangeReq {
            from_user_id: self.0.config.user_id.as_str().to_owned(),
            target_id: conversation.target_id.as_str().to_owned(),
            r#type: conversation.kind.number(),
            msg_uid: uid.as_str().to_owned(),
            msg_time: sent_time.0,
            bus_channel: None,
            content: Some(content.encode()),
        };
        let answer = self.request(topic::MODIFY, RequestKind::Query, asked.encode_to_vec()).await?;
        let answer = ModifyMsgResp::decode(answer.body).map_err(|_| RequestError::Offline)?;
        // The server may have put other words in the place of some.
        let said = answer.msg.and_then(|message| Inbound::read(message, &self.0.config.user_id));
        let edit = said.filter(|said| said.edited.is_some()).unwrap_or_else(|| Inbound {
            conversation,
            sender: self.0.config.user_id.clone(),
            sent: true,
            uid: uid.as_str().to_owned(),
            client_id: None,
            time: sent_time.0,
            flags: pipit_proto::flags::MessageFlags::default(),
            content,
            edited: Some(answer.modify_time.unwrap_or_else(|| self.server_time().0)),
        });
        let changes = self.0.store.write(move |db| store::apply_edits(db, &[edit], 0)).await?;
        self.0.changes.send(changes).ok(); // nobody may be watching
        Ok(())
    }
}
