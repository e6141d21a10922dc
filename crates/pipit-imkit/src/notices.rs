//! What the system shall show of messages that nobody looks at: one notice a conversation, replaced as more arrives,
//! withdrawn when it was read or taken back. What arrives while somebody reads is read at once and needs none, and so does
//! what arrives before somebody's eyes ([`Looks`]).
//!
//! Changes are gathered for a moment first, so that a long absence ends with one notice for each conversation, and with
//! a single one for all when they are many.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use pipit_im::{
    ChangeSet, Changes, Client, Content, Conversation, ConversationId, ConversationType, GroupId, Message,
    MessageDirection, MessageId, MessageRange, StoreError, UserId, content,
};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::people::People;
use crate::summary::people_in;
use crate::window::Task;
use crate::{Avatar, Looks, Summary};

/// How long nothing must change before it is told.
const PAUSE: Duration = Duration::from_millis(250);

/// How long it may keep changing.
const LONGEST: Duration = Duration::from_secs(2);

/// More conversations than this at once are told in one notice.
const SEPARATELY: usize = 3;

/// How many conversations are looked at when anything may have changed, and how many messages of one.
const LOOKED_AT: usize = 50;

/// Notices that a slow reader may be behind; then it waits with the next.
const QUEUE: usize = 16;

/// What shall be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Shows a conversation's newest message, in the place of what was shown of it.
    Show {
        /// Which conversation.
        conversation: ConversationId,
        /// Which message.
        message: MessageId,
        /// The conversation's name.
        title: String,
        /// The conversation's picture.
        avatar: Avatar,
        /// Who wrote, in a group.
        sender: Option<String>,
        /// What.
        summary: Summary,
        /// How many messages are unread there.
        unread: u32,
        /// It calls this user by name, or everybody.
        mention: bool,
    },
    /// Shows that much arrived at once.
    ShowMany {
        /// So many messages are unread.
        messages: u32,
        /// In so many conversations.
        conversations: usize,
        /// One of them calls this user by name, or everybody.
        mention: bool,
    },
    /// Takes away what is shown of a conversation.
    Withdraw(ConversationId),
    /// Takes away that much arrived.
    WithdrawMany,
}

impl Notice {
    /// The message that it shows.
    fn message(&self) -> Option<MessageId> {
        match self {
            Self::Show { message, .. } => Some(*message),
            _ => None,
        }
    }

    /// Whether nobody needs to be told the other after this one. A number or a picture alone is no news.
    fn says_the_same(&self, other: &Self) -> bool {
        let mut same = other.clone();
        if let (Self::Show { unread: before, avatar: seen, .. }, Self::Show { unread, avatar, .. }) =
            (self, &mut same)
        {
            *unread = *before;
            avatar.clone_from(seen);
        }
        *self == same
    }
}

/// The wall clock's time of day, in seconds since midnight.
pub type TimeOfDay = fn() -> u32;

/// Notices of one engine. They end with this handle.
#[derive(Debug)]
pub struct Notices(#[expect(dead_code, reason = "its end ends the task")] Task);

impl Notices {
    /// Tells of what arrives from now on where nobody looks. Silent conversations and quiet hours tell only of mentions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(
        client: Client,
        time_of_day: TimeOfDay,
        looks: Looks,
    ) -> Result<(Self, mpsc::Receiver<Notice>), StoreError> {
        let (notices, reader) = mpsc::channel(QUEUE);
        let changes = client.changes();
        let begun = client.newest_message().await?.unwrap_or(MessageId(0));
        let watch = Watch {
            client,
            time_of_day,
            looks,
            notices,
            begun,
            told: BTreeMap::new(),
            shown: BTreeMap::new(),
            many: false,
        };
        Ok((Self(Task::spawn(watch.run(changes))), reader))
    }
}

struct Watch {
    client: Client,
    time_of_day: TimeOfDay,
    looks: Looks,
    notices: mpsc::Sender<Notice>,
    /// What was here at the beginning is not told.
    begun: MessageId,
    /// What was told of last.
    told: BTreeMap<ConversationId, MessageId>,
    /// What is shown.
    shown: BTreeMap<ConversationId, Notice>,
    many: bool,
}

/// Nobody reads any more.
struct Over;

impl Watch {
    async fn run(mut self, mut changes: Changes) {
        while let Some(touched) = gather(&mut changes).await {
            match self.look(&touched).await {
                Ok(Ok(())) => {}
                Ok(Err(Over)) => return,
                Err(error) => tracing::warn!(%error, "what is new cannot be read"),
            }
        }
    }

    async fn look(&mut self, touched: &ChangeSet) -> Result<Result<(), Over>, StoreError> {
        let rows = self.rows(touched).await?;
        let quiet = self.client.quiet_hours().await?.is_some_and(|hours| hours.cover((self.time_of_day)()));
        let (mut fresh, mut stale) = (Vec::new(), Vec::new());
        for row in rows {
            let Some(last) = row.last_message.as_ref().filter(|_| row.unread > 0 && !row.removed) else {
                stale.extend(self.withdrawn(&row.id));
                continue;
            };
            let told = self.told.get(&row.id).copied().unwrap_or(self.begun);
            let news =
                if last.id > told { self.news(&row, last, told, quiet || row.muted).await? } else { None };
            self.told.insert(row.id.clone(), last.id.max(told));
            if let Some(message) = news {
                fresh.push((row, message));
            } else if let Some(shown) = self.shown.get(&row.id).and_then(Notice::message) {
                // It was taken back, perhaps, or read elsewhere, or whoever wrote it has another name now.
                match self.client.message(shown).await?.filter(|message| waits(message, &row)) {
                    Some(message) => stale.extend(self.changed(&row, &message).await?),
                    None => stale.extend(self.withdrawn(&row.id)),
                }
            }
        }
        if fresh.len() > SEPARATELY {
            let messages = fresh.iter().map(|(row, _)| row.unread).sum();
            self.many = true;
            let mention = fresh.iter().any(|(_, message)| message.mentions_me);
            stale.push(Notice::ShowMany { messages, conversations: fresh.len(), mention });
        } else {
            for (row, message) in fresh {
                stale.extend(self.changed(&row, &message).await?);
            }
        }
        if self.many && self.client.total_unread().await? == 0 {
            self.many = false;
            stale.push(Notice::WithdrawMany);
        }
        for notice in stale {
            if self.notices.send(notice).await.is_err() {
                return Ok(Err(Over));
            }
        }
        Ok(Ok(()))
    }

    /// What to tell of a conversation in which something came after what was told: the newest message that calls for
    /// somebody; in a silent one the newest mention, whatever was said after it.
    async fn news(
        &self,
        row: &Conversation,
        last: &Message,
        told: MessageId,
        silent: bool,
    ) -> Result<Option<Message>, StoreError> {
        if self.looks.at(&row.id) || (silent && row.unread_mentions == 0) {
            return Ok(None);
        }
        let candidates = if silent {
            self.client.unread_mentions(&row.id).await?
        } else if calls(last) {
            vec![last.clone()]
        } else {
            self.client.messages(&row.id, MessageRange::Latest { limit: LOOKED_AT }).await?.list
        };
        Ok(candidates.into_iter().rev().find(|message| message.id > told && waits(message, row)))
    }

    fn withdrawn(&mut self, conversation: &ConversationId) -> Option<Notice> {
        self.shown.remove(conversation).map(|_| Notice::Withdraw(conversation.clone()))
    }

    /// The conversations that may have something new.
    async fn rows(&self, touched: &ChangeSet) -> Result<Vec<Conversation>, StoreError> {
        if touched.everything {
            return self.client.conversations(LOOKED_AT).await;
        }
        let shown = self.shown.keys().filter(|_| touched.people);
        let ids: BTreeSet<&ConversationId> = touched.conversations.iter().chain(shown).collect();
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(self.client.conversation(id).await?);
        }
        Ok(rows)
    }

    /// The notice of a conversation's message, when it is not the one that is shown.
    async fn changed(&mut self, row: &Conversation, last: &Message) -> Result<Option<Notice>, StoreError> {
        let in_group = row.id.kind != ConversationType::Private;
        let target = row.id.target_id.as_str();
        let users = people_in(last).into_iter().chain([UserId::new(target)]);
        let people = People::read(&self.client, users, [GroupId::new(target)]).await?;
        let (title, avatar) = people.title(&row.id);
        let notice = Notice::Show {
            conversation: row.id.clone(),
            message: last.id,
            title,
            avatar,
            sender: in_group.then(|| people.name(&last.sender)),
            summary: Summary::of(last, &people),
            unread: row.unread,
            mention: last.mentions_me,
        };
        let before = self.shown.insert(row.id.clone(), notice.clone());
        Ok(before.is_none_or(|before| !before.says_the_same(&notice)).then_some(notice))
    }
}

/// Whether a message calls for somebody: it is somebody else's, and counts.
fn calls(message: &Message) -> bool {
    message.direction == MessageDirection::Received
        && (content::traits(message.content.object_name()).counted
            || matches!(message.content, Content::Unknown { .. }))
}

/// Whether it does, and nobody has read it.
fn waits(message: &Message, row: &Conversation) -> bool {
    calls(message) && message.sent_time > row.read_time
}

/// Everything that changes until it rests; nothing when the engine is gone.
async fn gather(changes: &mut Changes) -> Option<ChangeSet> {
    let mut touched = changes.next().await?;
    let latest = Instant::now() + LONGEST;
    loop {
        let until = latest.min(Instant::now() + PAUSE);
        match tokio::time::timeout_at(until, changes.next()).await {
            Ok(more) => touched.merge(more?),
            Err(_) => return Some(touched),
        }
    }
}
