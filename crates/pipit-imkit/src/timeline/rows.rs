//! From messages to rows: a pure function of what the window holds.
//!
//! The rows stand in the messages' order. In front of the first message of each local calendar day stands one divider,
//! and keys are unique: `m<id>`, `d<yyyy-mm-dd>`, `unread`, `start`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone};
use pipit_im::{
    Content, ConversationType, FileState, Message, MessageCursor, MessageDirection, MessageId, MessageState,
    MessageUid, ReceivedStatus, Timestamp,
};

use super::{Coordinates, MessageBody, MessageView, Picture, Quote, TimelineItem, TimelineItemKind};
use crate::event_line::{self, Article, EventLine};
use crate::group_line::GroupLine;
use crate::people::People;
use crate::summary::{DiscussionLine, Summary, notice_words, one_line, recalled_by, told_file};

/// The unread line's key.
pub(super) const UNREAD: &str = "unread";

/// Messages of one sender belong together for this long after each other, in milliseconds (ux statement 27).
const GROUP: i64 = 5 * 60 * 1000;

/// How long a message can be taken back, in milliseconds: what servers allow unless they are told otherwise. One that
/// allows less refuses, and the page says so.
const RECALL_WINDOW: i64 = 120_000;

/// Where the unread line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnreadLine {
    /// The first message below it.
    pub(crate) before: MessageCursor,
    /// What it says.
    pub(crate) count: u32,
}

/// What is known of the chat beside its messages.
pub(crate) struct Surroundings<'a, Zone> {
    pub(crate) people: &'a People,
    /// Whose calendar decides where a day begins.
    pub(crate) zone: &'a Zone,
    /// The server's time.
    pub(crate) now: Timestamp,
    pub(crate) unread: Option<UnreadLine>,
    /// What is quoted and lies on this machine, by the server's name for it.
    pub(crate) quoted: &'a BTreeMap<MessageUid, Message>,
    /// Of files on their way: how much is with the server, of 100.
    pub(crate) percents: &'a BTreeMap<MessageId, u8>,
    /// Of files that somebody wanted here: how far they have come.
    pub(crate) files: &'a BTreeMap<MessageId, FileState>,
    /// How long after it was sent a message can be edited, in milliseconds.
    pub(crate) edit_window: i64,
    /// Nothing stands before the first message, neither here nor on the server.
    pub(crate) starts: bool,
    /// Something stands before the first message, here.
    pub(crate) continues: bool,
}

/// The rows of `messages`, which ascend.
pub(crate) fn rows<Zone: TimeZone>(
    messages: &[Message],
    around: &Surroundings<'_, Zone>,
) -> Vec<TimelineItem> {
    let shown: Vec<&Message> = messages.iter().filter(|message| is_shown(&message.content)).collect();
    let marked = marked(&shown, around);
    let day = |message: &Message| local_day(message.sent_time, around.zone);
    // Whether a row continues the group of the one before it.
    let continues = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| shown.get(before));
        before.zip(shown.get(at)).is_some_and(|(before, message)| {
            marked != Some(at)
                && before.sender == message.sender
                && message.sent_time.0.saturating_sub(before.sent_time.0) <= GROUP
                && day(before) == day(message)
                && !is_line(before)
                && !is_line(message)
        })
    };

    let mut rows = Vec::with_capacity(shown.len() + 8);
    if around.starts {
        rows.push(TimelineItem { key: "start".into(), kind: TimelineItemKind::HistoryStart });
    }
    let mut today = None;
    for (at, message) in shown.iter().enumerate() {
        let day = day(message);
        if day != today {
            rows.extend(day.map(|day| divider(day, message.sent_time, around.zone)));
            today = day;
        }
        if let Some(line) = around.unread.filter(|_| marked == Some(at)) {
            let kind = TimelineItemKind::UnreadMarker { count: line.count };
            rows.push(TimelineItem { key: UNREAD.into(), kind });
        }
        let view = view(message, around, !continues(at), !continues(at + 1));
        rows.push(TimelineItem { key: row_key(message.id), kind: TimelineItemKind::Message(Box::new(view)) });
    }
    rows
}

/// The key of a message's row.
pub(super) fn row_key(id: MessageId) -> String {
    format!("m{}", id.0)
}

/// Which message stands below the unread line. At the window's upper edge the line is drawn only above the very
/// message that it belongs to: above any other one it would claim that everything shown is new.
fn marked<Zone>(shown: &[&Message], around: &Surroundings<'_, Zone>) -> Option<usize> {
    let line = around.unread?;
    let at = shown.iter().position(|message| MessageCursor::of(message) >= line.before)?;
    let exact = shown.get(at).is_some_and(|message| MessageCursor::of(message) == line.before);
    (at > 0 || exact || !around.continues).then_some(at)
}

fn view<Zone>(
    message: &Message,
    around: &Surroundings<'_, Zone>,
    first_of_group: bool,
    last_of_group: bool,
) -> MessageView {
    let people = around.people;
    let own = message.direction == MessageDirection::Sent;
    MessageView {
        id: message.id,
        sender: message.sender.clone(),
        sender_name: people.name(&message.sender),
        avatar: people.avatar(&message.sender),
        own,
        body: body(message, around),
        time: message.sent_time,
        edited: message.edited,
        state: message.state,
        first_of_group,
        last_of_group,
        mentions_me: message.mentions_me,
        readers: message.receipt.as_ref().filter(|_| own).map(|receipt| receipt.readers.len()),
        can_ask_readers: own
            && message.uid.is_some()
            && message.conversation.kind.has_members()
            && !is_line(message),
        summary: Summary::of(message, people),
        quote: Quote::of(message, around.quoted, people),
        can_share: message.uid.is_some() && !is_line(message),
        can_edit: editable_until(message, around.edit_window).is_some_and(|end| around.now < end),
        can_recall: recallable_until(message).is_some_and(|end| around.now < end),
    }
}

/// Until when a message can be taken back; nothing when it never can.
pub(super) fn recallable_until(message: &Message) -> Option<Timestamp> {
    let with_the_server = matches!(message.state, MessageState::Sent | MessageState::Read);
    (with_the_server && message.uid.is_some() && !is_line(message))
        .then(|| Timestamp(message.sent_time.0.saturating_add(RECALL_WINDOW)))
}

/// Until when a message can get other words; nothing when it never can.
pub(super) fn editable_until(message: &Message, window: i64) -> Option<Timestamp> {
    let with_the_server = matches!(message.state, MessageState::Sent | MessageState::Read);
    let words = matches!(message.content, Content::Text(_) | Content::Reference(_));
    (with_the_server && message.uid.is_some() && words)
        .then(|| Timestamp(message.sent_time.0.saturating_add(window)))
}

fn body<Zone>(message: &Message, around: &Surroundings<'_, Zone>) -> MessageBody {
    let people = around.people;
    let percent = || around.percents.get(&message.id).copied();
    let way = || around.files.get(&message.id).cloned().unwrap_or(FileState::Remote);
    let preview = || Picture::within(&message.content);
    let seconds = |duration: i64| u32::try_from(duration).unwrap_or_default();
    let voice = |duration| MessageBody::Voice {
        seconds: seconds(duration),
        unheard: message.direction == MessageDirection::Received
            && message.received_status != ReceivedStatus::Listened,
    };
    match &message.content {
        Content::Image(_) => MessageBody::Image { preview: preview(), percent: percent() },
        Content::Gif(moving) => MessageBody::Gif {
            width: u32::try_from(moving.width).unwrap_or_default(),
            height: u32::try_from(moving.height).unwrap_or_default(),
            size: u64::try_from(moving.size).unwrap_or_default(),
            percent: percent(),
        },
        Content::Sticker(sticker) => MessageBody::Sticker {
            meaning: one_line(&sticker.digest),
            pack: sticker.package_id.clone(),
            id: sticker.sticker_id.clone(),
            width: u32::try_from(sticker.width).unwrap_or_default(),
            height: u32::try_from(sticker.height).unwrap_or_default(),
        },
        Content::Combine(page) => merged(page.conversation_type, &page.names, &page.summary, 0),
        Content::CombineV2(list) => {
            merged(list.conversation_type, &list.names, &list.summary, u32::try_from(list.count).unwrap_or(0))
        }
        Content::Sight(film) => MessageBody::Video {
            preview: preview(),
            seconds: seconds(film.duration),
            percent: percent(),
            file: way(),
        },
        Content::Voice(recording) => voice(recording.duration),
        Content::HqVoice(recording) => voice(recording.duration),
        Content::File(file) => MessageBody::File {
            name: told_file(&file.name),
            size: u64::try_from(file.size).unwrap_or_default(),
            percent: percent(),
            file: way(),
        },
        Content::Location(place) => MessageBody::Location {
            label: one_line(&place.poi),
            preview: preview(),
            coordinates: Coordinates::of(place),
        },
        Content::RichContent(card) => MessageBody::Card {
            title: one_line(&card.title),
            text: one_line(&card.content),
            url: card.url.clone(),
            image: card.image_uri.clone(),
        },
        Content::Text(text) => MessageBody::Text { text: text.content.clone() },
        Content::Reference(reply) => MessageBody::Text { text: reply.content.clone() },
        Content::Stream(stream) => MessageBody::Text { text: stream.content.clone() },
        Content::RecallNotification(notice) => {
            let by = recalled_by(&message.sender, &notice.operator_id);
            MessageBody::Recalled {
                by_me: people.is_me(&by),
                name: people.name(&by),
                again: Some(notice.recall_content.clone()).filter(|text| !text.is_empty()),
            }
        }
        Content::DiscussionNotification(notice) => {
            MessageBody::Discussion(DiscussionLine::of(notice, people))
        }
        Content::GroupNotification(notice) if notice_words(&message.content).is_none() => {
            MessageBody::Group(GroupLine::of(notice, people))
        }
        Content::RedPacket(packet) => MessageBody::RedPacket { greeting: event_line::greeting(&packet.more) },
        content => other(message, content, people),
    }
}

/// What has no form of its own.
fn other(message: &Message, content: &Content, people: &People) -> MessageBody {
    if let Some(card) = people.card(content) {
        return MessageBody::templated(card);
    }
    if let Some(line) = EventLine::of(content, &message.sender, people) {
        return MessageBody::Event(line);
    }
    if let Some(Article { title, text, url, image }) = Article::first(content) {
        return MessageBody::Card { title, text, url, image };
    }
    match notice_words(content) {
        Some(words) => MessageBody::Notice { text: words },
        None => {
            MessageBody::Unsupported { object_name: content.object_name().to_owned(), raw: content.encode() }
        }
    }
}

/// A card for messages that were forwarded as one.
fn merged(kind: i64, names: &[String], lines: &[String], count: u32) -> MessageBody {
    let kind = i32::try_from(kind).ok().and_then(ConversationType::from_number);
    MessageBody::Merged {
        group: kind.is_some_and(ConversationType::has_members),
        names: names.iter().take(2).map(|name| one_line(name)).collect(),
        lines: lines.iter().take(4).map(|line| one_line(line)).collect(),
        count,
    }
}

/// A centred line rather than a bubble; it ends the groups around it.
fn is_line(message: &Message) -> bool {
    matches!(
        message.content,
        Content::RecallNotification(_)
            | Content::DiscussionNotification(_)
            | Content::GroupNotification(_)
            | Content::CommandNotification(_)
    ) || event_line::is_event(&message.content)
        || notice_words(&message.content).is_some()
}

/// Commands change something and say nothing, even when a server keeps them in its history.
fn is_shown(content: &Content) -> bool {
    let command = matches!(
        content,
        Content::Recall(_)
            | Content::Command(_)
            | Content::ReadNotification(_)
            | Content::SyncReadStatus(_)
            | Content::ReadReceiptRequest(_)
            | Content::ReadReceiptResponse(_)
            | Content::MessageExpansion(_)
            | Content::Typing(_)
            | Content::CallInvite(_)
            | Content::CallRinging(_)
            | Content::CallAccept(_)
            | Content::CallHangup(_)
            | Content::CallModifyMedia(_)
            | Content::CallModifyMembers(_)
    );
    !command && !content.is_silent()
}

fn local_day<Zone: TimeZone>(time: Timestamp, zone: &Zone) -> Option<NaiveDate> {
    DateTime::from_timestamp_millis(time.0).map(|time| time.with_timezone(zone).date_naive())
}

/// The divider tells the day's noon, which every zone has, and which stays when an earlier message of that day is
/// loaded.
fn divider<Zone: TimeZone>(day: NaiveDate, within: Timestamp, zone: &Zone) -> TimelineItem {
    let noon = NaiveTime::from_hms_opt(12, 0, 0)
        .and_then(|noon| zone.from_local_datetime(&day.and_time(noon)).earliest());
    let time = noon.map_or(within, |noon| Timestamp(noon.timestamp_millis()));
    TimelineItem { key: format!("d{day}"), kind: TimelineItemKind::DateDivider { time } }
}

#[cfg(test)]
mod tests;
