//! Receipts in groups that the server keeps (the platform's second flavour). In the first one members send each other
//! messages, which the server carries like any other.

use std::collections::BTreeMap;

use pipit_proto::code;
use pipit_proto::flags::MessageFlags;
use pipit_proto::messages::{GrpMsgReadUser, GrpReadReceiptMsg, GrpReadReceiptQryResp};
use pipit_proto::prost::Message;
use serde_json::json;

use super::query::{Answer, Failure};
use crate::Server;
use crate::store::{Audience, Conversation, NewMessage};

/// The most messages that are read at once.
const MOST: usize = 100;

impl Server {
    /// Keeps that a member has read messages, and tells those who wrote them with a message of the first flavour, which
    /// every client understands.
    pub(super) async fn read_in_group(&self, reader: &str, group: &str, asked: GrpReadReceiptMsg) -> Answer {
        self.need_member(group, reader).await?;
        if asked.msg_id.is_empty() || asked.msg_id.len() > MOST {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let now = self.0.clock.now();
        let mut read: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for new in self.0.store.add_receipts(reader, group, asked.msg_id, now).await? {
            read.entry(new.sender).or_default().push(new.uid);
        }
        if !read.is_empty() {
            let message = NewMessage {
                sender: reader.to_owned(),
                conversation: Conversation::Group(group.to_owned()),
                audience: Audience::OthersOnly,
                only: read.keys().cloned().collect(),
                object_name: "RC:RRRspMsg".into(),
                content: json!({ "receiptMessageDic": read }).to_string(),
                flags: MessageFlags::default(),
                client_id: None,
                expansion: None,
                recalls: None,
                check_rights: true,
            };
            // The receipt is kept: who is not told now asks for the list.
            self.0.sequencer.append(message).await.ok();
        }
        Ok(Vec::new())
    }

    pub(super) async fn group_readers(&self, user: &str, group: &str, asked: &GrpReadReceiptMsg) -> Answer {
        let members = self.need_member(group, user).await?;
        let [uid] = asked.msg_id.as_slice() else { return Err(Failure::Status(code::INVALID_PARAMETER)) };
        let list = self.0.store.readers(group, uid).await?.into_iter();
        let list = list.map(|(user_id, read_time)| GrpMsgReadUser { read_time, user_id }).collect();
        let total_member_num = i32::try_from(members).unwrap_or(i32::MAX);
        Ok(GrpReadReceiptQryResp { total_member_num, list }.encode_to_vec())
    }

    /// How many members a group has, of whom `user` must be one.
    async fn need_member(&self, group: &str, user: &str) -> Result<usize, Failure> {
        match self.0.store.members(group).await? {
            Some(members) if members.iter().any(|member| member == user) => Ok(members.len()),
            _ => Err(Failure::Status(code::NOT_IN_GROUP)),
        }
    }
}
