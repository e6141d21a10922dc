//! The list of conversations, as a window from its top.

mod find;
mod one;
mod row;

use std::cmp::Reverse;

use pipit_im::{
    Changes, Client, Conversation, ConversationId, ConversationType, GroupId, MessageDirection, StoreError,
    Timestamp, UserId, Waiting,
};
use serde::Deserialize;
use tokio::sync::mpsc;
use ts_rs::TS;

use crate::people::People;
use crate::splice::{Batch, Edges};
use crate::summary::{Summary, one_line, people_in};
use crate::window::{QUEUE, Task, Told};

pub use find::find_conversations;
pub use one::OpenConversation;
pub use row::{ConversationRow, Preview};

/// Which conversations a window shows, in the list's order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ListFilter {
    /// The whole list.
    #[default]
    All,
    /// Those with unread messages, and those marked unread.
    Unread,
    /// Those with unread messages that mention this user.
    Mentions,
    /// Those of some kinds.
    Of {
        /// Which.
        kinds: Vec<ConversationType>,
        /// Of these, all conversations of a kind are one row.
        collected: Vec<ConversationType>,
        /// Only those in which something waits, if that is said.
        #[serde(default)]
        waiting: Option<Waiting>,
    },
}

/// After everything.
const END: Timestamp = Timestamp(i64::MAX);

/// Rows that a window begins with, and grows by.
const STEP: usize = 60;

/// A window over the list. It ends when it is dropped.
#[derive(Debug)]
pub struct ConversationList {
    wishes: mpsc::Sender<()>,
    _task: Task,
}

impl ConversationList {
    /// Opens the list; the first batch holds its top.
    pub fn open(client: Client, filter: ListFilter) -> (Self, mpsc::Receiver<Batch<ConversationRow>>) {
        let (batches, reader) = mpsc::channel(QUEUE);
        let (wishes, inbox) = mpsc::channel(1);
        let changes = client.changes();
        let task = Task::spawn(run(client, filter, changes, inbox, Told::new(batches)));
        (Self { wishes, _task: task }, reader)
    }

    /// Asks for more rows at the end.
    pub fn extend(&self) {
        self.wishes.try_send(()).ok(); // one wish at a time is enough
    }
}

async fn run(
    client: Client,
    filter: ListFilter,
    mut changes: Changes,
    mut wishes: mpsc::Receiver<()>,
    mut told: Told<ConversationRow>,
) {
    let mut limit = STEP;
    while told.ready().await {
        changes.skip_waiting(); // the query sees what they tell
        match query(&client, &filter, limit).await {
            Ok((rows, after)) => told.tell(rows, Edges { before: false, after }, None),
            Err(error) => tracing::warn!(%error, "the list cannot be read"),
        }
        tokio::select! {
            change = changes.next() => if change.is_none() { return },
            wish = wishes.recv() => match wish {
                Some(()) => limit += STEP,
                None => return,
            },
            () = told.closed() => return,
        }
    }
}

/// The first rows of the list, and whether there are more.
async fn query(
    client: &Client,
    filter: &ListFilter,
    limit: usize,
) -> Result<(Vec<ConversationRow>, bool), StoreError> {
    let mut list = match filter {
        ListFilter::All => client.conversations(limit + 1).await?,
        ListFilter::Unread => client.waiting_conversations(Waiting::Unread, limit + 1).await?,
        ListFilter::Mentions => client.waiting_conversations(Waiting::Mentions, limit + 1).await?,
        ListFilter::Of { kinds, collected, waiting } => {
            let alone = kinds.iter().filter(|kind| !collected.contains(kind)).copied().collect();
            client.conversations_of_kinds(alone, *waiting, END, limit + 1).await?
        }
    };
    let after = list.len() > limit;
    list.truncate(limit);
    let mut rows = rows(client, list).await?;
    if let ListFilter::Of { kinds, collected, waiting } = filter {
        let waits = |row: &ConversationRow| match waiting {
            None => true,
            Some(Waiting::Unread) => row.unread > 0 || row.marked_unread,
            Some(Waiting::Mentions) => row.mentions > 0,
        };
        for kind in kinds.iter().filter(|kind| collected.contains(kind)) {
            if let Some(row) = collect(client, *kind).await?.filter(waits) {
                let place = |row: &ConversationRow| (Reverse(row.pinned), Reverse(row.time));
                let at = rows.partition_point(|other| place(other) < place(&row));
                rows.insert(at, row);
            }
        }
    }
    Ok((rows, after))
}

async fn rows(client: &Client, list: Vec<Conversation>) -> Result<Vec<ConversationRow>, StoreError> {
    let people =
        People::read(client, list.iter().flat_map(users_of), list.iter().filter_map(group_of)).await?;
    Ok(list.into_iter().map(|conversation| row(conversation, &people)).collect())
}

/// The row that stands for all conversations of a kind, and tells of the latest; nothing when there are none.
async fn collect(client: &Client, kind: ConversationType) -> Result<Option<ConversationRow>, StoreError> {
    let Some(all) = client.collected(kind).await? else { return Ok(None) };
    let Some(latest) = rows(client, vec![all.latest]).await?.pop() else { return Ok(None) };
    let preview = match latest.preview {
        Preview::Message { summary, state, .. } => {
            Preview::Message { sender: Some(latest.title.clone()), summary, state }
        }
        other => other,
    };
    Ok(Some(ConversationRow {
        key: format!("collected:{}", word(kind)),
        preview,
        unread: all.unread,
        mentions: all.unread_mentions,
        pinned: false,
        muted: all.muted,
        marked_unread: all.marked_unread,
        collected: Some(kind),
        ..latest
    }))
}

pub(crate) fn users_of(conversation: &Conversation) -> Vec<UserId> {
    let mut users: Vec<UserId> = conversation.last_message.iter().flat_map(people_in).collect();
    if !conversation.id.kind.has_members() {
        users.push(UserId::new(conversation.id.target_id.as_str()));
    }
    users
}

pub(crate) fn group_of(conversation: &Conversation) -> Option<GroupId> {
    group_named(&conversation.id)
}

/// The group whose name and picture are a conversation's, if it has several members.
pub(crate) fn group_named(id: &ConversationId) -> Option<GroupId> {
    id.kind.has_members().then(|| GroupId::new(id.target_id.as_str()))
}

/// The key of a conversation's row.
pub(crate) fn key(id: &ConversationId) -> String {
    format!("{}:{}", word(id.kind), id.target_id)
}

/// What a kind of conversations is called in keys.
fn word(kind: ConversationType) -> &'static str {
    match kind {
        ConversationType::Private => "private",
        ConversationType::Discussion => "discussion",
        ConversationType::Group => "group",
        ConversationType::ChatRoom => "chatRoom",
        ConversationType::CustomerService => "customerService",
        ConversationType::System => "system",
    }
}

pub(crate) fn row(conversation: Conversation, people: &People) -> ConversationRow {
    let (title, avatar) = people.title(&conversation.id);
    let preview = match (&conversation.draft, &conversation.last_message) {
        (Some(draft), _) => Preview::Draft { text: one_line(draft) },
        (None, None) => Preview::Empty,
        (None, Some(message)) => {
            let summary = Summary::of(message, people);
            let own = message.direction == MessageDirection::Sent;
            let (named, said) = (conversation.id.kind.has_members() && !own, !summary.is_quiet());
            Preview::Message {
                sender: (named && said).then(|| people.name(&message.sender)),
                state: (own && said).then_some(message.state),
                summary,
            }
        }
    };
    ConversationRow {
        key: key(&conversation.id),
        title,
        avatar,
        preview,
        time: Some(conversation.active_time).filter(|time| time.0 > 0),
        unread: conversation.unread,
        mentions: conversation.unread_mentions,
        pinned: conversation.pinned,
        muted: conversation.muted,
        marked_unread: conversation.marked_unread,
        collected: None,
        conversation: conversation.id,
    }
}
