//! Messages and conversations as the contract shows them. The fields of both phone platforms stand side by side.

use pipit_im::{
    ConnectionStatus, Content, Conversation, ConversationType, Mark, Message, MessageDirection, MessageId,
    MessageState, Receipt, ReceivedStatus, WaitReason, embedded,
};
use serde_json::{Map, Value, json};

/// The path before the ids of messages of which something can be seen or heard.
pub(crate) const MEDIA: &str = "/.pipit/media/";

/// The id of the newest message where there is none.
const NO_MESSAGE: i64 = -1;

/// The name of a type of conversation.
pub(super) fn kind(kind: ConversationType) -> &'static str {
    match kind {
        ConversationType::Private => "PRIVATE",
        ConversationType::Discussion => "DISCUSSION",
        ConversationType::Group => "GROUP",
        ConversationType::ChatRoom => "CHATROOM",
        ConversationType::CustomerService => "CUSTOMER_SERVICE",
        ConversationType::System => "SYSTEM",
    }
}

/// The name of a connection's state.
pub(super) fn connection(status: ConnectionStatus) -> &'static str {
    match status {
        ConnectionStatus::Connected => "CONNECTED",
        ConnectionStatus::Connecting => "CONNECTING",
        ConnectionStatus::Waiting { reason: WaitReason::NoNetwork, .. } => "NETWORK_UNAVAILABLE",
        ConnectionStatus::Waiting {
            reason: WaitReason::ServerUnavailable | WaitReason::StoreUnavailable,
            ..
        }
        | ConnectionStatus::Refused { .. } => "SERVER_INVALID",
        ConnectionStatus::Kicked => "KICKED",
        ConnectionStatus::TokenIncorrect => "TOKEN_INCORRECT",
        ConnectionStatus::Disconnected => "DISCONNECTED",
    }
}

fn sent_status(state: MessageState) -> &'static str {
    match state {
        MessageState::Sending => "SENDING",
        MessageState::Failed { .. } => "FAILED",
        MessageState::Sent | MessageState::Read | MessageState::Received => "SENT",
    }
}

fn received_status(message: &Message) -> &'static str {
    if let Some(mark) = message.marks.set {
        return match mark {
            Mark::Downloaded => "DOWNLOADED",
            Mark::Retrieved => "RETRIEVED",
            Mark::ReceivedElsewhere => "MULTIPLERECEIVE",
        };
    }
    match message.received_status {
        _ if message.direction == MessageDirection::Sent => "READ",
        ReceivedStatus::Unread => "UNREAD",
        ReceivedStatus::Read => "READ",
        ReceivedStatus::Listened => "LISTENED",
    }
}

/// A message.
pub(super) fn message(message: &Message) -> Value {
    let status = received_status(message);
    let mut shown = json!({
        "content": content(message.id, &message.content),
        "extra": message.note,
        "conversationType": kind(message.conversation.kind),
        "messageDirection": match message.direction {
            MessageDirection::Sent => "SEND",
            MessageDirection::Received => "RECEIVE",
        },
        "targetId": message.conversation.target_id,
        "objectName": message.content.object_name(),
        "sentStatus": sent_status(message.state),
        "senderUserId": message.sender,
        "messageId": message.id,
        "sentTime": message.sent_time,
        "receivedTime": message.received_time,
        "receivedStatus": status,
        "isRead": message.direction == MessageDirection::Sent || message.received_status != ReceivedStatus::Unread,
        "isListened": message.received_status == ReceivedStatus::Listened,
        "isDownload": message.marks.downloaded,
        "isRetrieved": message.marks.retrieved,
        "isMultipleReceive": message.marks.received_elsewhere,
        "messageUId": message.uid.as_ref().map_or("", |uid| uid.as_str()),
    });
    if let (Some(receipt), Value::Object(map)) = (&message.receipt, &mut shown) {
        map.insert("readReceiptInfo".to_owned(), receipt_info(receipt));
    }
    shown
}

fn receipt_info(receipt: &Receipt) -> Value {
    let readers = || receipt.readers.iter();
    json!({
        "hasRespond": receipt.answered,
        "isReceiptRequestMessage": true,
        "userIdList": readers().map(|(user, time)| (user.as_str().to_owned(), json!(time))).collect::<Map<_, _>>(),
        "userIds": readers().map(|(user, time)| json!({ "userId": user, "time": time })).collect::<Vec<_>>(),
    })
}

/// What a message says. A kind that the contract does not list is given as it travels.
pub(super) fn content(id: MessageId, content: &Content) -> Value {
    // What lies within a content is served under an address of its own.
    let within = || if id.0 != 0 && embedded(content).is_some() { media(id) } else { String::new() };
    match content {
        Content::Text(text) => json!({ "text": text.content, "extra": extra(&text.more) }),
        Content::RichContent(card) => json!({
            "title": card.title, "description": card.content, "imageUrl": card.image_uri, "url": card.url,
            "extra": extra(&card.more),
        }),
        Content::Location(place) => json!({
            "latitude": place.more.get("latitude"), "longitude": place.more.get("longitude"), "poi": place.poi,
            "imagePath": within(), "extra": extra(&place.more),
        }),
        Content::Image(image) => json!({
            "imageUrl": image.image_uri, "thumbPath": within(), "extra": extra(&image.more),
        }),
        Content::Voice(voice) => json!({
            "voicePath": within(), "duration": voice.duration, "extra": extra(&voice.more),
        }),
        Content::Command(command) => json!({ "name": command.name, "data": command.data }),
        Content::CommandNotification(command) => json!({ "name": command.name, "data": command.data }),
        Content::InfoNotification(notice) => {
            json!({ "message": notice.message, "extra": extra(&notice.more) })
        }
        other => serde_json::from_str(&other.encode()).unwrap_or(Value::Null),
    }
}

/// Where a page finds what lies within a message.
pub(super) fn media(id: MessageId) -> String {
    format!("{MEDIA}{}", id.0)
}

fn extra(more: &Map<String, Value>) -> Value {
    more.get("extra").cloned().unwrap_or_else(|| Value::from(""))
}

/// A conversation, with the name that is known for its other side.
pub(super) fn conversation(conversation: &Conversation, title: &str) -> Value {
    let last = conversation.last_message.as_ref();
    let mut shown = json!({
        "conversationTitle": title,
        "conversationType": kind(conversation.id.kind),
        "targetId": conversation.id.target_id,
        "draft": conversation.draft.as_deref().unwrap_or_default(),
        "unreadMessageCount": conversation.unread,
        "mentionedCount": conversation.unread_mentions,
        "hasUnreadMentioned": conversation.unread_mentions > 0,
        "isTop": conversation.pinned,
        "notificationStatus": if conversation.muted { "DO_NOT_DISTURB" } else { "NOTIFY" },
        // By this time the list is ordered and read page by page; what is last may say nothing, or nothing was said yet.
        "sentTime": conversation.active_time,
        "receivedTime": last.map_or(conversation.active_time, |message| message.received_time),
    });
    // Where nothing was said yet, the fields are there all the same.
    let status = last.map_or("READ", received_status);
    if let Value::Object(map) = &mut shown {
        map.extend([
            (
                "latestMessage".to_owned(),
                last.map_or_else(|| json!({}), |last| content(last.id, &last.content)),
            ),
            ("latestMessageId".to_owned(), last.map_or(json!(NO_MESSAGE), |last| json!(last.id))),
            ("objectName".to_owned(), json!(last.map_or("", |last| last.content.object_name()))),
            ("senderUserId".to_owned(), json!(last.map_or("", |last| last.sender.as_str()))),
            ("sentStatus".to_owned(), json!(last.map_or("SENT", |last| sent_status(last.state)))),
            ("receivedStatus".to_owned(), json!(status)),
            ("recievedStatus".to_owned(), json!(status)), // as the documentation spells it in one place
        ]);
        if let Some(receipt) = last.and_then(|last| last.receipt.as_ref()) {
            map.insert("readReceiptInfo".to_owned(), receipt_info(receipt));
        }
    }
    shown
}
