//! Bringing what was written to who is online. It may fail at any point: the box is the truth, and a client that
//! missed something pulls it.

use bytes::Bytes;
use pipit_proto::frame::{Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, NotifyMsg, UserSettingNotification};
use pipit_proto::prost::Message;
use pipit_proto::topic;

use super::received::Proof;
use super::sessions::{Session, Sessions};
use crate::metrics::Metrics;
use crate::store::{Appended, Conversation, NewMessage, StoredMessage};

/// The body of a message as a reader gets it.
pub(crate) fn down_message(message: StoredMessage) -> DownStreamMessage {
    let kind = message.conversation.number();
    let (from, group) = match message.conversation {
        // A private message that the reader sent names the peer: clients derive the conversation from it.
        Conversation::Private(peer) | Conversation::System(peer) => {
            (if message.sent { peer } else { message.sender }, None)
        }
        Conversation::Group(target) | Conversation::Discussion(target) => (message.sender, Some(target)),
    };
    DownStreamMessage {
        from_user_id: from,
        r#type: i32::from(kind),
        group_id: group,
        classname: message.object_name,
        content: message.content,
        data_time: message.time,
        status: message.flags.to_down(),
        msg_id: Some(message.uid),
        direction: message.sent.then_some(1),
        client_unique_id: message.client_id,
        extra_content: message.expansion,
        convert_ext: message.edited.map(|time| format!(r#"{{"modify":{{"time":{time}}}}}"#)),
        ..DownStreamMessage::default()
    }
}

/// The body of a message in a chat room that is neither counted nor kept.
pub(crate) fn down_room_message(
    room: &str,
    sender: &str,
    object_name: &str,
    content: String,
    time: i64,
) -> DownStreamMessage {
    DownStreamMessage {
        from_user_id: sender.to_owned(),
        r#type: 4,
        group_id: Some(room.to_owned()),
        classname: object_name.to_owned(),
        content,
        data_time: time,
        ..DownStreamMessage::default()
    }
}

/// The message that a sender's other devices see: what the sender published, under the same topic.
pub(crate) struct Echo {
    pub(crate) topic: &'static str,
    pub(crate) target: String,
    pub(crate) body: Bytes,
    /// The session that published it, which has its acknowledgement.
    pub(crate) origin: u64,
}

/// Tells everybody concerned who is online.
pub(crate) fn deliver(
    sessions: &Sessions,
    metrics: &Metrics,
    message: &NewMessage,
    appended: &Appended,
    echo: Option<&Echo>,
    now: i64,
) {
    let mut down = None; // the same for every receiver, but for what came before it
    for delivery in &appended.deliveries {
        sessions.each(&delivery.owner, |session| {
            if echo.is_some_and(|echo| echo.origin == session.id)
                || session.push_only && (delivery.sent || !notifies(message))
            {
                return;
            }
            metrics.pushed(match (delivery.sent, echo) {
                (true, Some(echo)) => push_echo(session, echo, appended, now),
                (false, _) if session.direct_push => {
                    let down = down.get_or_insert_with(|| received(message, appended));
                    down.previous_time = Some(delivery.previous);
                    push_message(session, down, Qos::AtLeastOnce, now)
                }
                _ => notify(session, appended.time, now),
            });
        });
    }
}

/// Repeats an action that is no message to the user's other devices.
pub(crate) fn deliver_own(sessions: &Sessions, metrics: &Metrics, user: &str, echo: &Echo, now: i64) {
    let done = Appended { uid: String::new(), time: now, deliveries: Vec::new() };
    sessions.each(user, |session| {
        if session.id != echo.origin && !session.push_only {
            metrics.pushed(push_echo(session, echo, &done, now));
        }
    });
}

/// Whether a person is told of it, or that what they were told of is gone.
fn notifies(message: &NewMessage) -> bool {
    message.flags.counted && !message.flags.silent || message.recalls.is_some()
}

/// The body of a message for those who did not send it.
fn received(message: &NewMessage, appended: &Appended) -> DownStreamMessage {
    down_message(StoredMessage {
        uid: appended.uid.clone(),
        sender: message.sender.clone(),
        conversation: message.conversation.seen_by_others(&message.sender),
        sent: false,
        object_name: message.object_name.clone(),
        content: message.content.clone(),
        flags: message.flags,
        time: appended.time,
        client_id: message.client_id,
        expansion: message.expansion.clone(),
        edited: None,
    })
}

/// Pushes a message itself. A status message asks for no acknowledgement.
pub(crate) fn push_message(session: &Session, message: &DownStreamMessage, qos: Qos, now: i64) -> bool {
    let (id, body) = (session.next_frame(), message.encode_to_vec().into());
    if let Some(previous) = message.previous_time {
        session.gives(Proof::Push(id), previous, message.data_time);
    }
    session.push(&publish(topic::MESSAGE, &session.user, body, false, id, qos, now))
}

/// An own action is pushed as it was published, followed by its acknowledgement under the same number.
fn push_echo(session: &Session, echo: &Echo, appended: &Appended, now: i64) -> bool {
    let id = session.next_frame();
    push(session, echo.topic, &echo.target, echo.body.clone(), true, id, now)
        && session.push(&ServerFrame::PubAck {
            id,
            status: 0,
            time: appended.time,
            uid: appended.uid.clone(),
        })
}

/// Tells a session that something waits.
pub(crate) fn notify(session: &Session, time: i64, now: i64) -> bool {
    let body = NotifyMsg { r#type: 1, time: Some(time), ..NotifyMsg::default() }.encode_to_vec();
    push(session, topic::NOTIFY, &session.user, body.into(), false, session.next_frame(), now)
}

/// Tells a user's other devices to ask for the attributes of their conversations.
pub(crate) fn tell_attributes(
    sessions: &Sessions,
    metrics: &Metrics,
    user: &str,
    origin: Option<u64>,
    version: i64,
    now: i64,
) {
    let body = NotifyMsg { r#type: 3, time: Some(version), ..NotifyMsg::default() }.encode_to_vec();
    tell_others(sessions, metrics, user, origin, topic::COMMAND, body.into(), now);
}

/// Tells a user's devices to ask for edited messages.
pub(crate) fn tell_edits(
    sessions: &Sessions,
    metrics: &Metrics,
    user: &str,
    origin: Option<u64>,
    version: i64,
    now: i64,
) {
    let body = NotifyMsg { r#type: 12, time: Some(version), ..NotifyMsg::default() }.encode_to_vec();
    tell_others(sessions, metrics, user, origin, topic::COMMAND, body.into(), now);
}

/// Tells a user's other devices to ask for the settings.
pub(crate) fn tell_settings(
    sessions: &Sessions,
    metrics: &Metrics,
    origin: &Session,
    version: i64,
    now: i64,
) {
    let body = UserSettingNotification { version, reserve: false }.encode_to_vec();
    tell_others(sessions, metrics, &origin.user, Some(origin.id), topic::SETTINGS_CHANGED, body.into(), now);
}

fn tell_others(
    sessions: &Sessions,
    metrics: &Metrics,
    user: &str,
    origin: Option<u64>,
    topic: &str,
    body: Bytes,
    now: i64,
) {
    sessions.each(user, |session| {
        if Some(session.id) != origin && !session.push_only {
            let id = session.next_frame();
            metrics.pushed(push(session, topic, &session.user, body.clone(), false, id, now));
        }
    });
}

/// Tells a session something that is encoded already.
pub(crate) fn wake(session: &Session, topic: &str, body: &Bytes, now: i64) -> bool {
    push(session, topic, &session.user, body.clone(), false, session.next_frame(), now)
}

fn push(session: &Session, topic: &str, target: &str, body: Bytes, own: bool, id: u16, now: i64) -> bool {
    session.push(&publish(topic, target, body, own, id, Qos::AtLeastOnce, now))
}

fn publish(
    topic: &str,
    target: &str,
    body: Bytes,
    own_action: bool,
    id: u16,
    qos: Qos,
    now: i64,
) -> ServerFrame {
    ServerFrame::Publish {
        topic: topic.to_owned(),
        target: target.to_owned(),
        id,
        qos,
        own_action,
        seconds: u32::try_from(now / 1000).unwrap_or_default(),
        body,
    }
}
