//! The contents of messages: JSON whose shape the object name decides.
//!
//! One table below lists every built-in kind: its object name, what the platform does with it, and its keys. A key
//! that a kind does not list is kept in `more`, so that reading and writing a content loses nothing; a content that
//! does not fit its kind, or whose kind is not in the table, is kept as it came ([`Content::Unknown`]).

mod combined;
mod envelope;
mod words;

pub use combined::Combined;
pub use envelope::{MentionedInfo, Sender};

use envelope::{list, number, text, whatever};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the platform does with messages of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits {
    /// Kept in the history.
    pub persisted: bool,
    /// Adds to the unread count.
    pub counted: bool,
    /// Delivered to whoever is online now, and never stored.
    pub status: bool,
}

const STORED: Traits = Traits { persisted: true, counted: true, status: false };
const NOTICE: Traits = Traits { persisted: true, counted: false, status: false };
const COMMAND: Traits = Traits { persisted: false, counted: false, status: false };
const STATUS: Traits = Traits { persisted: false, counted: false, status: true };

macro_rules! contents {
    ($($(#[doc = $doc:literal])* $kind:ident = $object_name:literal, $traits:ident {
        $($field:ident $key:literal: $type:ty = $read:literal),* $(,)?
    })*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
            #[serde(default)]
            pub struct $kind {
                $(
                    #[doc = concat!("`", $key, "`")]
                    #[serde(rename = $key, deserialize_with = $read)]
                    pub $field: $type,
                )*
                /// Who wrote it.
                #[serde(skip_serializing_if = "Option::is_none")]
                pub user: Option<Sender>,
                /// Whom it mentions.
                #[serde(rename = "mentionedInfo", skip_serializing_if = "Option::is_none")]
                pub mentioned_info: Option<MentionedInfo>,
                /// Every other key, `extra` among them.
                #[serde(flatten)]
                pub more: Map<String, Value>,
            }
        )*

        /// What a message says.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Content {
            $($(#[doc = $doc])* $kind($kind),)*
            /// A kind that is not built in, or a content that does not fit its kind.
            Unknown {
                /// The kind's name.
                object_name: String,
                /// The content as it came.
                raw: String,
            },
        }

        impl Content {
            /// Reads a content. It never fails: what does not fit is kept as it came.
            pub fn decode(object_name: &str, json: &str) -> Self {
                let known = match object_name {
                    $($object_name => serde_json::from_str(json).ok().map(Self::$kind),)*
                    _ => None,
                };
                known.unwrap_or_else(|| Self::Unknown { object_name: object_name.to_owned(), raw: json.to_owned() })
            }

            /// The kind's name.
            pub fn object_name(&self) -> &str {
                match self {
                    $(Self::$kind(_) => $object_name,)*
                    Self::Unknown { object_name, .. } => object_name,
                }
            }

            /// Writes the content's JSON.
            pub fn encode(&self) -> String {
                match self {
                    $(Self::$kind(content) => serde_json::to_string(content).unwrap_or_default(),)*
                    Self::Unknown { raw, .. } => raw.clone(),
                }
            }

            /// Whom it mentions.
            pub fn mentioned_info(&self) -> Option<&MentionedInfo> {
                match self {
                    $(Self::$kind(content) => content.mentioned_info.as_ref(),)*
                    Self::Unknown { .. } => None,
                }
            }

            /// Who wrote it, if the sender told.
            pub fn user(&self) -> Option<&Sender> {
                match self {
                    $(Self::$kind(content) => content.user.as_ref(),)*
                    Self::Unknown { .. } => None,
                }
            }
        }

        impl Content {
            /// Says who wrote it, unless it does so itself or is of a kind that is not built in.
            #[must_use]
            pub fn by(mut self, sender: Sender) -> Self {
                match &mut self {
                    $(Self::$kind(content) => {
                        content.user.get_or_insert(sender);
                    })*
                    Self::Unknown { .. } => {}
                }
                self
            }

            /// Says whom it mentions, unless it is of a kind that is not built in.
            #[must_use]
            pub fn mentioning(mut self, info: MentionedInfo) -> Self {
                match &mut self {
                    $(Self::$kind(content) => content.mentioned_info = Some(info),)*
                    Self::Unknown { .. } => {}
                }
                self
            }

            /// Leaves out who wrote it and whom it mentions: what is left can be said again by somebody else.
            #[must_use]
            pub fn impersonal(mut self) -> Self {
                match &mut self {
                    $(Self::$kind(content) => {
                        content.user = None;
                        content.mentioned_info = None;
                    })*
                    Self::Unknown { .. } => {}
                }
                self
            }
        }

        /// What the platform does with messages of this kind; nothing special with one that is not built in.
        pub fn traits(object_name: &str) -> Traits {
            match object_name {
                $($object_name => $traits,)*
                _ => Traits::default(),
            }
        }

        /// The names of the built-in kinds.
        pub const OBJECT_NAMES: &[&str] = &[$($object_name),*];
    };
}

contents! {
    /// Plain text.
    Text = "RC:TxtMsg", STORED { content "content": String = "text" }
    /// A picture; `content` is a thumbnail in base64.
    Image = "RC:ImgMsg", STORED { content "content": String = "text", image_uri "imageUri": String = "text" }
    /// An animated picture.
    Gif = "RC:GIFMsg", STORED {
        remote_url "remoteUrl": String = "text", size "gifDataSize": i64 = "number",
        width "width": i64 = "number", height "height": i64 = "number",
    }
    /// A voice message within the content: base64 AMR, duration in seconds.
    Voice = "RC:VcMsg", STORED { content "content": String = "text", duration "duration": i64 = "number" }
    /// A voice message in a file, duration in seconds.
    HqVoice = "RC:HQVCMsg", STORED { remote_url "remoteUrl": String = "text", duration "duration": i64 = "number" }
    /// A file, size in bytes.
    File = "RC:FileMsg", STORED {
        name "name": String = "text", size "size": i64 = "number",
        kind "type": String = "text", file_url "fileUrl": String = "text",
    }
    /// A short video; `content` is a thumbnail in base64, duration in seconds, size in bytes.
    Sight = "RC:SightMsg", STORED {
        sight_url "sightUrl": String = "text", content "content": String = "text",
        duration "duration": i64 = "number", size "size": i64 = "number", name "name": String = "text",
    }
    /// A place; `content` is a thumbnail in base64. Latitude and longitude stay in `more` as they were written.
    Location = "RC:LBSMsg", STORED { poi "poi": String = "text", content "content": String = "text" }
    /// A card: title, text, picture, link.
    RichContent = "RC:ImgTextMsg", STORED {
        title "title": String = "text", content "content": String = "text",
        image_uri "imageUri": String = "text", url "url": String = "text",
    }
    /// A reply that quotes another message: who wrote that one, its content as it was, its name and its kind.
    Reference = "RC:ReferenceMsg", STORED {
        content "content": String = "text", refer_user_id "referMsgUserId": String = "text",
        refer_content "referMsg": Value = "whatever", refer_uid "referMsgUid": String = "text",
        refer_object_name "objName": String = "text",
    }
    /// Several messages forwarded as one page: the page's address, whose conversation it was, and its first few lines.
    Combine = "RC:CombineMsg", STORED {
        remote_url "remoteUrl": String = "text", names "nameList": Vec<String> = "list",
        summary "summaryList": Vec<String> = "list", conversation_type "conversationType": i64 = "number",
    }
    /// Several messages forwarded as one list ([`Combined`]). A list that is too long for a message lies in a file whose
    /// address stays in `more` under `remoteUrl`.
    CombineV2 = "RC:CombineV2Msg", STORED {
        conversation_type "conversationType": i64 = "number", names "nameList": Vec<String> = "list",
        summary "summaryList": Vec<String> = "list", count "msgNum": i64 = "number",
        messages "msgList": Value = "whatever",
    }
    /// A sticker of a pack that both sides have: the pack, the sticker in it, what it means, and its size in pixels.
    Sticker = "RC:StkMsg", STORED {
        package_id "packageId": String = "text", sticker_id "stickerId": String = "text",
        digest "digest": String = "text", width "width": i64 = "number", height "height": i64 = "number",
    }
    /// A text that is still being written by a machine.
    Stream = "RC:StreamMsg", STORED { content "content": String = "text" }
    /// A notice in the chat.
    InfoNotification = "RC:InfoNtf", NOTICE { message "message": String = "text" }
    /// Something happened to the contact between two people.
    ContactNotification = "RC:ContactNtf", NOTICE {
        operation "operation": String = "text", source_user_id "sourceUserId": String = "text",
        target_user_id "targetUserId": String = "text", message "message": String = "text",
    }
    /// Somebody's profile changed.
    ProfileNotification = "RC:ProfileNtf", NOTICE { operation "operation": String = "text", data "data": Value = "whatever" }
    /// A command that is stored.
    CommandNotification = "RC:CmdNtf", NOTICE { name "name": String = "text", data "data": Value = "whatever" }
    /// Something happened to the group.
    GroupNotification = "RC:GrpNtf", NOTICE {
        operator_user_id "operatorUserId": String = "text", operation "operation": String = "text",
        data "data": Value = "whatever", message "message": String = "text",
    }
    /// Something happened to the discussion.
    DiscussionNotification = "RC:DizNtf", NOTICE {
        kind "type": i64 = "number", extension "extension": String = "text", operator "operator": String = "text",
    }
    /// What stands where a message was taken back.
    RecallNotification = "RC:RcNtf", NOTICE {
        operator_id "operatorId": String = "text", recall_time "recallTime": i64 = "number",
        original_object_name "originalObjectName": String = "text",
        recall_content "recallContent": String = "text",
    }
    /// Takes a message back.
    Recall = "RC:RcCmd", NOTICE {
        conversation_type "conversationType": i64 = "number", target_id "targetId": String = "text",
        message_uid "messageUId": String = "text", sent_time "sentTime": i64 = "number",
    }
    /// A gift of money by the platform's partner; its keys stay in `more`.
    RedPacket = "RCJrmf:RpMsg", STORED {}
    /// Somebody opened such a gift; its keys stay in `more`.
    RedPacketOpened = "RCJrmf:RpOpendMsg", STORED {}
    /// A command for applications.
    Command = "RC:CmdMsg", COMMAND { name "name": String = "text", data "data": Value = "whatever" }
    /// The reader has read up to this time.
    ReadNotification = "RC:ReadNtf", COMMAND {
        last_message_send_time "lastMessageSendTime": i64 = "number", message_uid "messageUId": String = "text",
        kind "type": i64 = "number",
    }
    /// The user has read up to this time on another device.
    SyncReadStatus = "RC:SRSMsg", COMMAND { last_message_send_time "lastMessageSendTime": i64 = "number" }
    /// Asks a group's members for receipts.
    ReadReceiptRequest = "RC:RRReqMsg", COMMAND { message_uid "messageUId": String = "text" }
    /// A member's receipts: of each writer the names of the messages that were read.
    ReadReceiptResponse = "RC:RRRspMsg", COMMAND { messages "receiptMessageDic": Value = "whatever" }
    /// A receipt as the platform's servers tell it today; a group's counts stay in `more`.
    ReceiptNotice = "RC:RSMsg", COMMAND { end_time "endMsgTime": i64 = "number", message_uid "msgId": String = "text" }
    /// A message reached a device; the kind is older than today's receipts, and its keys stay in `more`.
    Delivered = "RC:Delivered", COMMAND {}
    /// A receipt of older clients; its keys stay in `more`.
    ReadReceipt = "RC:RRMsg", COMMAND {}
    /// Key-value pairs of a message changed.
    MessageExpansion = "RC:MsgExMsg", COMMAND { message_uid "mid": String = "text" }
    /// A chat room's value changed.
    ChatRoomValue = "RC:chrmKVNotiMsg", COMMAND {
        key "key": String = "text", value "value": String = "text", kind "type": i64 = "number",
    }
    /// The platform asks a client for its log. Only the platform may send it.
    LogCommand = "RC:LogCmdMsg", COMMAND { uri "uri": String = "text", log_id "logId": String = "text" }
    /// The platform tells a client that its configuration changed. Only the platform may send it.
    ConfigurationChange = "RC:CCConfigChangeRequestMsg", COMMAND {}
    /// The platform's moderation stopped a message; its keys stay in `more`.
    Intercepted = "RC:InterceptMsg", STATUS {}
    /// Somebody is typing.
    Typing = "RC:TypSts", STATUS { content_type "typingContentType": String = "text" }
    /// A call begins.
    CallInvite = "RC:VCInvite", COMMAND { call_id "callId": String = "text", media_type "mediaType": i64 = "number" }
    /// A call rings.
    CallRinging = "RC:VCRinging", COMMAND { call_id "callId": String = "text" }
    /// A call is accepted.
    CallAccept = "RC:VCAccept", COMMAND { call_id "callId": String = "text", media_type "mediaType": i64 = "number" }
    /// A call ends.
    CallHangup = "RC:VCHangup", COMMAND { call_id "callId": String = "text", reason "reason": i64 = "number" }
    /// A call's media changes.
    CallModifyMedia = "RC:VCModifyMedia", COMMAND {
        call_id "callId": String = "text", media_type "mediaType": i64 = "number",
    }
    /// A call's members change.
    CallModifyMembers = "RC:VCModifyMem", COMMAND { call_id "callId": String = "text" }
    /// What a call was, in the chat.
    CallSummary = "RC:VCSummary", COMMAND {
        media_type "mediaType": i64 = "number", duration "duration": i64 = "number", status "status": i64 = "number",
    }
    /// Somebody shares a moving position.
    LocationStart = "RC:RLStart", STORED { content "content": String = "text" }
    /// The sharing ended.
    LocationEnd = "RC:RLEnd", STORED {}
    /// Somebody joins the sharing.
    LocationJoin = "RC:RLJoin", COMMAND {}
    /// Somebody leaves it.
    LocationQuit = "RC:RLQuit", COMMAND {}
    /// A position; it stays in `more`.
    LocationUpdate = "RC:RL", STATUS {}
    /// A public service's card; it stays in `more`.
    PublicServiceCard = "RC:PSImgTxtMsg", STORED {}
    /// A public service's cards; they stay in `more`.
    PublicServiceCards = "RC:PSMultiImgTxtMsg", STORED {}
    /// A command for a public service; its keys stay in `more`, as with all kinds of customer service below.
    PublicServiceCommand = "RC:PSCmd", COMMAND {}
    /// Customer service: a change of who answers.
    ServiceChange = "RC:CSCha", COMMAND {}
    /// Customer service: the answer to that change.
    ServiceChangeResponse = "RC:CsChaR", COMMAND {}
    /// Customer service: a customer's judgement.
    ServiceEvaluation = "RC:CsEva", COMMAND {}
    /// Customer service: how to reach the customer.
    ServiceContact = "RC:CsContact", COMMAND {}
    /// Customer service: the handshake.
    ServiceHandshake = "RC:CsHs", COMMAND {}
    /// Customer service: the handshake's answer.
    ServiceHandshakeResponse = "RC:CsHsR", COMMAND {}
    /// Customer service: the customer leaves.
    ServiceSuspend = "RC:CsSp", COMMAND {}
    /// Customer service: the conversation ended.
    ServiceEnd = "RC:CsEnd", COMMAND {}
    /// Customer service: its state changed.
    ServiceUpdate = "RC:CsUpdate", COMMAND {}
}

impl DiscussionNotification {
    /// Somebody came in; `extension` lists whom the operator brought.
    pub const JOINED: i64 = 1;
    /// The operator left.
    pub const LEFT: i64 = 2;
    /// `extension` is the new name.
    pub const RENAMED: i64 = 3;
    /// `extension` was removed.
    pub const REMOVED: i64 = 4;
    /// Only the creator may bring in others now (`extension` 1), or every member may (0).
    pub const OPEN_CHANGED: i64 = 5;
}

impl Reference {
    /// What it has copied of the message that it quotes.
    pub fn quoted(&self) -> Content {
        // Some clients write the content as text within the text.
        let json = match &self.refer_content {
            Value::String(json) => json.clone(),
            content => content.to_string(),
        };
        Content::decode(&self.refer_object_name, &json)
    }
}

impl Content {
    /// Plain text.
    pub fn text(content: impl Into<String>) -> Self {
        Self::Text(Text { content: content.into(), ..Text::default() })
    }
}

#[cfg(test)]
mod tests;
