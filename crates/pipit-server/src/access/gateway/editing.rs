//! Editing: a writer puts other words in the place of a message, and everybody who may have seen it is told to ask.

use pipit_proto::code;
use pipit_proto::messages::{
    ModifyMsg, ModifyMsgResp, MsgChangeReq, PullModifyMsgReq, PullModifyMsgResp, UpStreamMessage,
};
use pipit_proto::prost::Message;
use serde_json::Value;

use super::query::{Answer, Failure, PULL_PAGE, conversation};
use crate::Server;
use crate::limits::Act;
use crate::runtime::delivery::{down_message, tell_edits};
use crate::runtime::sessions::Session;
use crate::store::{Edit, NotEdited};

/// The kinds that may be edited: those that are words.
const KINDS: [&str; 2] = ["RC:TxtMsg", "RC:ReferenceMsg"];

/// The platform's number of an edit by the message's writer.
const BY_WRITER: i32 = 1;

impl Server {
    pub(super) async fn edit(&self, session: &Session, asked: MsgChangeReq) -> Answer {
        let limits = &self.0.settings.limits;
        let now = self.0.clock.now();
        let refused = |code| Err(Failure::Status(code));
        if !session.pace.admits(Act::Message, now, limits) {
            return refused(code::TOO_FAST);
        }
        let to = conversation(asked.r#type, &asked.target_id)?;
        let content = asked.content.unwrap_or_default();
        if content.len() > limits.message_bytes {
            return refused(code::MESSAGE_TOO_LARGE);
        }
        // What it says, whatever its kind: both kinds hold their words under this name.
        let words = serde_json::from_str::<Value>(&content).ok();
        if words.as_ref().and_then(|content| content.get("content")?.as_str()).is_none_or(str::is_empty) {
            return refused(code::INVALID_PARAMETER);
        }
        self.may_mention(&session.user, &to, &content).await.map_err(Failure::Status)?;
        let mut up =
            UpStreamMessage { classname: KINDS[0].to_owned(), content, ..UpStreamMessage::default() };
        self.screen(&mut up).await.map_err(Failure::Status)?;
        let edit = Edit {
            uid: asked.msg_uid,
            content: up.content,
            not_before: now - i64::from(limits.edit_minutes) * 60_000,
            kinds: &KINDS,
        };
        let edited = match self.0.store.edit(&session.user, &to, edit, now).await? {
            Ok(edited) => edited,
            Err(NotEdited::NotFound) => return refused(code::INVALID_PARAMETER),
            Err(NotEdited::TooOld) => return refused(code::EDITED_TOO_LATE),
            Err(NotEdited::OtherKind | NotEdited::NotAllowed) => return refused(code::NOT_EDITABLE),
        };
        let version = edited.message.edited.unwrap_or(now);
        let (sessions, metrics) = (&self.0.sessions, &self.0.metrics);
        tell_edits(sessions, metrics, &session.user, Some(session.id), version, now);
        for other in &edited.others {
            tell_edits(sessions, metrics, other, None, version, now);
        }
        let answer = ModifyMsgResp { modify_time: Some(version), msg: Some(down_message(edited.message)) };
        Ok(answer.encode_to_vec())
    }

    pub(super) async fn edits(&self, user: &str, asked: &PullModifyMsgReq) -> Answer {
        let since = asked.pull_version();
        let page = self.0.store.edits(user, since, PULL_PAGE).await?;
        let newest = page.messages.iter().filter_map(|message| message.edited).max();
        let by_writer =
            |message| ModifyMsg { modify_type: Some(BY_WRITER), msg: Some(down_message(message)) };
        let answer = PullModifyMsgResp {
            next_version: Some(newest.unwrap_or(since)),
            finished: Some(!page.more),
            msg: page.messages.into_iter().map(by_writer).collect(),
            ..PullModifyMsgResp::default()
        };
        Ok(answer.encode_to_vec())
    }
}
