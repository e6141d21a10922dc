//! What was said: from this machine, and from the server.

use pipit_im::{
    Client, ConversationId, ConversationType, Message, MessageCursor, MessageId, MessageRange, SearchQuery,
    Timestamp,
};
use serde_json::{Value, json};

use super::args::Args;
use super::fault::{Fault, NO_SUCH_MESSAGE};
use super::listeners::unheard;
use super::reply::Reply;
use super::{Module, Outcome, json};

/// The most messages of one answer.
const MOST: i64 = 1_000;

impl Module {
    pub(super) async fn get_latest_messages(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (id, limit) = (args.conversation()?, count(&args)?);
        let page = self.client()?.messages(&id, MessageRange::Latest { limit }).await?;
        reply.result(newest_first(page.list));
        Ok(())
    }

    pub(super) async fn get_history_messages(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (id, limit) = (args.conversation()?, count(&args)?);
        let client = self.client()?;
        let range = match oldest(&args, &client, &id).await? {
            None => MessageRange::Latest { limit },
            Some(message) => MessageRange::Before { cursor: MessageCursor::of(&message), limit },
        };
        reply.result(newest_first(client.messages(&id, range).await?.list));
        Ok(())
    }

    pub(super) async fn get_history_messages_by_object_name(&mut self, args: Args, reply: &Reply) -> Outcome {
        let (id, limit) = (args.conversation()?, count(&args)?);
        let object_name = args.text("objectName")?;
        let client = self.client()?;
        let before = oldest(&args, &client, &id).await?.map(|message| message.id);
        let list = client.messages_of_kind(&id, &object_name, before, limit).await?;
        reply.result(list.iter().map(json::message).collect::<Vec<Value>>());
        Ok(())
    }

    pub(super) async fn get_remote_history_messages(&mut self, args: Args, reply: &Reply) -> Outcome {
        let id = args.conversation()?;
        if id.kind == ConversationType::ChatRoom {
            return Err(Fault::parameter("conversationType", "any type but CHATROOM"));
        }
        let before = Timestamp(args.whole("dateTime", 0..=i64::MAX)?);
        let count = i32::try_from(args.whole("count", 1..=20)?).unwrap_or(20);
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            let list = client.fetch_history(&id, before, count).await?;
            answer.result(list.iter().map(json::message).collect::<Vec<Value>>());
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn delete_messages(&mut self, args: Args, reply: &Reply) -> Outcome {
        let ids: Option<Vec<i64>> = args.texts("messageIds")?.iter().map(|id| id.parse().ok()).collect();
        let ids = ids.ok_or_else(|| Fault::parameter("messageIds", "a list of ids of messages"))?;
        let client = self.client()?;
        for id in ids {
            client.delete(MessageId(id)).await?;
        }
        reply.success();
        unheard(self.settle_all().await);
        Ok(())
    }

    pub(super) async fn clear_messages(&mut self, args: Args, reply: &Reply) -> Outcome {
        self.client()?.clear_messages(&args.conversation()?).await?;
        reply.success();
        unheard(self.settle_all().await);
        Ok(())
    }

    pub(super) async fn recall_message(&mut self, args: Args, reply: &Reply) -> Outcome {
        let id = args.message("messageId")?;
        let (client, answer) = (self.client()?, reply.clone());
        self.beside(reply, async move {
            client.recall(id).await?;
            let notice = client.message(id).await?;
            let time = match notice.map(|notice| notice.content) {
                Some(pipit_im::Content::RecallNotification(notice)) => notice.recall_time,
                _ => 0,
            };
            answer.done(&json!({
                "status": "success", "messageId": id, "operatorId": client.user_id(), "recallTime": time,
            }));
            Ok(())
        });
        Ok(())
    }

    pub(super) async fn search_messages(&mut self, args: Args, reply: &Reply) -> Outcome {
        let id = args.conversation()?;
        let query =
            SearchQuery { text: args.text("keyword")?, strict: args.strictness()?, ..SearchQuery::default() };
        let limit = match args.optional_whole("count", 0..=MOST)?.unwrap_or(0) {
            0 => usize::MAX >> 1, // all of them
            some => usize::try_from(some).unwrap_or_default(),
        };
        let begin = args.optional_whole("beginTime", 0..=i64::MAX)?.filter(|time| *time > 0).map(Timestamp);
        let list = self.client()?.search_messages(&id, query, begin, limit).await?;
        reply.result(list.iter().map(json::message).collect::<Vec<Value>>());
        Ok(())
    }
}

fn count(args: &Args) -> Result<usize, Fault> {
    Ok(usize::try_from(args.whole("count", 1..=MOST)?).unwrap_or_default())
}

/// The message that `oldestMessageId` names in this conversation; -1 means from the newest on.
async fn oldest(args: &Args, client: &Client, id: &ConversationId) -> Result<Option<Message>, Fault> {
    let oldest = args.whole("oldestMessageId", -1..=i64::MAX)?;
    if oldest <= 0 {
        return Ok(None);
    }
    let found = client.message(MessageId(oldest)).await?.filter(|message| message.conversation == *id);
    let missing = || Fault::new(NO_SUCH_MESSAGE, "there is no such message in this conversation");
    found.map(Some).ok_or_else(missing)
}

fn newest_first(list: Vec<Message>) -> Vec<Value> {
    list.iter().rev().map(json::message).collect()
}
