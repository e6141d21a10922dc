//! Bringing what was written to who is online. It may fail at any point: the box is the truth, and a client that
//! missed something pulls it.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use pipit_proto::frame::{Qos, ServerFrame};
use pipit_proto::messages::{DownStreamMessage, NotifyMsg, UpStreamMessage};
use pipit_proto::prost::Message;
use pipit_proto::topic;

use super::sessions::{Session, Sessions};
use crate::metrics::Metrics;
use crate::store::{Appended, Conversation, Delivery, NewMessage, StoredMessage};

/// The body of a message as a reader gets it.
pub(crate) fn down_message(message: &StoredMessage) -> DownStreamMessage {
    let (from, group) = match &message.conversation {
        // A private message that the reader sent names the peer: clients derive the conversation from it.
        Conversation::Private(peer) => (if message.sent { peer } else { &message.sender }, None),
        Conversation::Group(group) => (&message.sender, Some(group.clone())),
    };
    DownStreamMessage {
        from_user_id: from.clone(),
        r#type: i32::from(message.conversation.number()),
        group_id: group,
        classname: message.object_name.clone(),
        content: message.content.clone(),
        data_time: message.time,
        status: message.flags.to_down(),
        msg_id: Some(message.uid.clone()),
        direction: message.sent.then_some(1),
        client_unique_id: message.client_id,
        extra_content: message.expansion.clone(),
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

impl Echo {
    pub(crate) fn of(topic: &'static str, target: &str, up: &UpStreamMessage, origin: u64) -> Self {
        Self { topic, target: target.to_owned(), body: up.encode_to_vec().into(), origin }
    }
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
    for delivery in &appended.deliveries {
        for session in sessions.of(&delivery.owner) {
            if echo.is_some_and(|echo| echo.origin == session.id) {
                continue;
            }
            let pushed = match (delivery.sent, echo) {
                (true, Some(echo)) => push_echo(&session, echo, appended, now),
                (false, _) if session.direct_push => push_message(&session, message, appended, delivery, now),
                _ => notify(&session, appended.time, now),
            };
            let counter = if pushed { &metrics.delivered } else { &metrics.overflowed };
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Repeats an action that is no message to the user's other devices.
pub(crate) fn deliver_own(sessions: &Sessions, metrics: &Metrics, user: &str, echo: &Echo, now: i64) {
    let done = Appended { uid: String::new(), time: now, deliveries: Vec::new() };
    for session in sessions.of(user).iter().filter(|session| session.id != echo.origin) {
        let counter =
            if push_echo(session, echo, &done, now) { &metrics.delivered } else { &metrics.overflowed };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

fn push_message(
    session: &Session,
    message: &NewMessage,
    appended: &Appended,
    delivery: &Delivery,
    now: i64,
) -> bool {
    let conversation = match &message.conversation {
        Conversation::Private(_) => Conversation::Private(message.sender.clone()),
        group @ Conversation::Group(_) => group.clone(),
    };
    let mut down = down_message(&StoredMessage {
        uid: appended.uid.clone(),
        sender: message.sender.clone(),
        conversation,
        sent: false,
        object_name: message.object_name.clone(),
        content: message.content.clone(),
        flags: message.flags,
        time: appended.time,
        client_id: message.client_id,
        expansion: message.expansion.clone(),
    });
    down.previous_time = Some(delivery.previous);
    push(
        session,
        topic::MESSAGE,
        &session.user,
        down.encode_to_vec().into(),
        false,
        session.next_frame(),
        now,
    )
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

/// A status message goes to who is online now, and nowhere else.
pub(crate) fn push_status(session: &Session, message: &StoredMessage, now: i64) -> bool {
    let body = down_message(message).encode_to_vec();
    let frame = publish(
        topic::MESSAGE,
        &session.user,
        body.into(),
        false,
        session.next_frame(),
        Qos::AtMostOnce,
        now,
    );
    session.push(&frame)
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
