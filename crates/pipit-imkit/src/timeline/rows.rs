//! From messages to rows: days, groups of one sender, the unread marker. A pure function of what is given.

use chrono::{DateTime, NaiveDate, TimeZone};
use pipit_im::{Content, Message, MessageCursor, MessageDirection, MessageId, Timestamp};

use super::item::{MessageBody, MessageView, TimelineItem, TimelineItemKind};
use crate::people::People;

/// Messages of one sender within this time, in milliseconds, stand as one group.
const GROUP_SPAN: i64 = 5 * 60 * 1_000;

/// What was unread when the chat was opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marker {
    pub(super) cursor: MessageCursor,
    pub(super) count: u32,
}

impl Marker {
    /// True when this message stands after the first unread one.
    pub(super) fn is_before_all(self, messages: &[Message], id: Option<MessageId>) -> bool {
        messages.iter().any(|message| Some(message.id) == id && MessageCursor::of(message) > self.cursor)
    }
}

/// What rows are made with.
pub(super) struct Rows<'a, Z: TimeZone> {
    pub(super) people: &'a People,
    pub(super) marker: Option<Marker>,
    /// The first message is the first of all.
    pub(super) history_start: bool,
    pub(super) zone: &'a Z,
}

impl<Z: TimeZone> Rows<'_, Z> {
    /// The rows of these messages, oldest first.
    pub(super) fn of(&self, messages: &[Message]) -> Vec<TimelineItem> {
        let mut rows = Vec::with_capacity(messages.len() + 8);
        if self.history_start && !messages.is_empty() {
            rows.push(TimelineItem { key: "start".into(), kind: TimelineItemKind::HistoryStart });
        }
        let mut day = None;
        for (index, message) in messages.iter().enumerate() {
            let today = self.day(message.sent_time);
            if day != Some(today) {
                day = Some(today);
                let kind = TimelineItemKind::DateDivider { time: message.sent_time };
                rows.push(TimelineItem { key: format!("day {today}"), kind });
            }
            let marked = self.marker.filter(|marker| marker.cursor == MessageCursor::of(message));
            if let Some(marker) = marked {
                let kind = TimelineItemKind::UnreadMarker { count: marker.count };
                rows.push(TimelineItem { key: "unread".into(), kind });
            }
            let previous = index.checked_sub(1).and_then(|previous| messages.get(previous));
            let next = messages.get(index + 1);
            let first =
                marked.is_some() || !previous.is_some_and(|previous| self.together(previous, message));
            let splits =
                |next: &Message| self.marker.is_some_and(|marker| marker.cursor == MessageCursor::of(next));
            let last = !next.is_some_and(|next| self.together(message, next) && !splits(next));
            let kind = TimelineItemKind::Message(self.view(message, first, last));
            rows.push(TimelineItem { key: format!("m{}", message.id.0), kind });
        }
        rows
    }

    fn day(&self, time: Timestamp) -> NaiveDate {
        let utc = DateTime::from_timestamp_millis(time.0).unwrap_or_default();
        utc.with_timezone(self.zone).date_naive()
    }

    /// Whether two neighbours stand as one group.
    fn together(&self, a: &Message, b: &Message) -> bool {
        let close = b.sent_time.0 - a.sent_time.0 <= GROUP_SPAN;
        close
            && a.sender == b.sender
            && !is_line(a)
            && !is_line(b)
            && self.day(a.sent_time) == self.day(b.sent_time)
    }

    fn view(&self, message: &Message, first_of_group: bool, last_of_group: bool) -> MessageView {
        let sender_name = self.people.name(&message.sender);
        MessageView {
            id: message.id,
            sender: message.sender.clone(),
            avatar: self.people.avatar(&message.sender),
            own: message.direction == MessageDirection::Sent,
            body: body(message, &sender_name),
            sender_name,
            time: message.sent_time,
            state: message.state,
            first_of_group,
            last_of_group,
            mentions_me: message.mentions_me,
        }
    }
}

/// Whether a message stands as a quiet line instead of a bubble.
fn is_line(message: &Message) -> bool {
    matches!(
        message.content,
        Content::RecallNotification(_) | Content::InfoNotification(_) | Content::GroupNotification(_)
    )
}

fn body(message: &Message, sender: &str) -> MessageBody {
    match &message.content {
        Content::Text(text) => MessageBody::Text { text: text.content.clone() },
        Content::Reference(reply) => MessageBody::Text { text: reply.content.clone() },
        Content::RecallNotification(_) => MessageBody::Recalled {
            by_me: message.direction == MessageDirection::Sent,
            name: sender.to_owned(),
        },
        Content::InfoNotification(notice) => MessageBody::Notice { text: notice.message.clone() },
        Content::GroupNotification(notice) => MessageBody::Notice { text: notice.message.clone() },
        other => {
            MessageBody::Unsupported { object_name: other.object_name().to_owned(), raw: other.encode() }
        }
    }
}

#[cfg(test)]
mod tests;
