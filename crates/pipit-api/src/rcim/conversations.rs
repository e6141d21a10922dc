//! Conversations and drafts.

use std::collections::{HashMap, HashSet};

use pipit_im::{Client, Conversation, ConversationType, GroupId, SearchQuery, StoreError, Timestamp, UserId};
use serde_json::{Value, json};

use super::args::Args;
use super::listeners::unheard;
use super::reply::Reply;
use super::{Module, Outcome, json};

/// Every type of conversation.
pub(super) const ALL: &[ConversationType] = &[
    ConversationType::Private,
    ConversationType::Discussion,
    ConversationType::Group,
    ConversationType::ChatRoom,
    ConversationType::CustomerService,
    ConversationType::System,
];

/// The types that a list shows when none are named.
const LISTED: &[ConversationType] = &[
    ConversationType::Private,
    ConversationType::Group,
    ConversationType::Discussion,
    ConversationType::System,
];

/// More than a list can have.
const UNLIMITED: usize = usize::MAX >> 1;

impl Module {
    pub(super) async fn get_conversation_list(&mut self, _: Args, reply: &Reply) -> Outcome {
        let client = self.client()?;
        let list = client.conversations(UNLIMITED).await?;
        reply.result(shown(&client, &list).await?);
        Ok(())
    }

    pub(super) async fn get_top_conversation_list(&mut self, _: Args, reply: &Reply) -> Outcome {
        let client = self.client()?;
        let mut list = client.conversations(UNLIMITED).await?;
        list.retain(|conversation| conversation.pinned);
        reply.result(shown(&client, &list).await?);
        Ok(())
    }

    pub(super) async fn get_blocked_conversation_list(&mut self, args: Args, reply: &Reply) -> Outcome {
        let kinds = match args.optional_text("conversationType")? {
            Some(_) => args.kinds("conversationType")?,
            None => vec![ConversationType::Private],
        };
        let client = self.client()?;
        let mut list = client.conversations_of_kinds(kinds, None, Timestamp(i64::MAX), UNLIMITED).await?;
        list.retain(|conversation| conversation.muted);
        reply.result(shown(&client, &list).await?);
        Ok(())
    }

    pub(super) async fn get_conversation_list_by_count(&mut self, args: Args, reply: &Reply) -> Outcome {
        let kinds = args.listed_kinds("typeList")?.unwrap_or_else(|| LISTED.to_vec());
        let count = usize::try_from(args.optional_whole("count", 1..=1_000)?.unwrap_or(10)).unwrap_or(10);
        let before = args.optional_whole("startTime", 0..=i64::MAX)?.filter(|time| *time > 0);
        let client = self.client()?;
        let before = Timestamp(before.unwrap_or(i64::MAX));
        let list = client.conversations_of_kinds(kinds, None, before, count).await?;
        reply.result(shown(&client, &list).await?);
        Ok(())
    }

    pub(super) async fn get_conversation(&mut self, args: Args, reply: &Reply) -> Outcome {
        let client = self.client()?;
        let found = client.conversation(&args.conversation()?).await?;
        let list = shown(&client, found.as_slice()).await?;
        reply.result(list.into_iter().next().unwrap_or(Value::Null));
        Ok(())
    }

    pub(super) async fn remove_conversation(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.client()?.remove_conversation(&args.conversation()?).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn clear_conversations(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.client()?.clear_conversations(args.kinds("conversationTypes")?).await?;
        reply.success();
        unheard(self.settle_all().await);
        Ok(())
    }

    pub(super) async fn set_conversation_to_top(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.client()?.set_pinned(&args.conversation()?, args.flag("isTop")?).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn get_message_count(&mut self, args: Args, reply: &Reply) -> Outcome {
        let count = self.client()?.message_count(&args.conversation()?).await?;
        reply.result(json!({ "count": count }));
        Ok(())
    }

    pub(super) async fn get_text_message_draft(&mut self, args: Args, reply: &Reply) -> Outcome {
        let draft = self.client()?.draft(&args.conversation()?).await?;
        reply.result(draft.text);
        Ok(())
    }

    pub(super) async fn save_text_message_draft(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (id, text) = (args.conversation()?, args.text("content")?);
        self.client()?.save_draft(&id, text.as_str()).await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn clear_text_message_draft(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.client()?.save_draft(&args.conversation()?, "").await?;
        reply.success();
        Ok(())
    }

    pub(super) async fn search_conversations(&mut self, args: Args, reply: &Reply) -> Outcome {
        let kinds = args.kinds("conversationTypes")?;
        let query = SearchQuery {
            text: args.text("keyword")?,
            object_names: args.texts("objectNames")?,
            strict: args.strictness()?,
        };
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let (mut found, mut list, mut before) = (HashSet::new(), Vec::new(), None);
            loop {
                let page = client.search_conversations(kinds.clone(), query.clone(), before).await?;
                for (id, _) in page.list {
                    if found.insert(id.clone()) {
                        list.extend(client.conversation(&id).await?);
                    }
                }
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            answer.result(shown(&client, &list).await?);
            Ok(())
        });
        Ok(())
    }
}

/// Conversations with the names that are known.
async fn shown(client: &Client, list: &[Conversation]) -> Result<Vec<Value>, StoreError> {
    let users: Vec<UserId> = list
        .iter()
        .filter(|row| row.id.kind == ConversationType::Private)
        .map(|row| UserId::new(row.id.target_id.as_str()))
        .collect();
    let groups: Vec<GroupId> = list
        .iter()
        .filter(|row| row.id.kind.has_members())
        .map(|row| GroupId::new(row.id.target_id.as_str()))
        .collect();
    let users = client.users(&users).await?;
    let groups = client.groups(&groups).await?;
    // A person and a group may have the same id.
    let people = users.iter().filter_map(|user| Some(((false, user.id.as_str()), user.name.as_deref()?)));
    let groups = groups.iter().filter_map(|group| Some(((true, group.id.as_str()), group.name.as_deref()?)));
    let names: HashMap<(bool, &str), &str> = people.chain(groups).collect();
    let title = |row: &Conversation| {
        let id = row.id.target_id.as_str();
        names.get(&(row.id.kind.has_members(), id)).copied().unwrap_or(id).to_owned()
    };
    Ok(list.iter().map(|row| json::conversation(row, &title(row))).collect())
}
