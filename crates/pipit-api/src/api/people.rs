//! What a page does with people.

use pipit_im::{ConversationId, ConversationType, DiscussionChange, UserId};
use pipit_imkit::{NameHit, Person, contacts, persons, speakers};

use crate::ui::{
    ChangeDiscussionArgs, ConversationArgs, CreateDiscussionArgs, DiscussionPage, DiscussionWish,
    FindConversationsArgs, SetBlockedArgs,
};
use crate::{Api, ApiError, ErrorCode};

/// People who are listed at once; the others are found by their names.
const LISTED: usize = 500;

/// The longest name of a discussion, in characters.
const LONGEST_NAME: usize = 64;

impl Api {
    pub(crate) async fn contacts(&self, args: FindConversationsArgs) -> Result<Vec<NameHit>, ApiError> {
        Ok(contacts(&self.client()?, &args.words, LISTED).await?)
    }

    pub(crate) async fn speakers(&self, args: ConversationArgs) -> Result<Vec<Person>, ApiError> {
        Ok(speakers(&self.client()?, &args.conversation).await?)
    }

    pub(crate) async fn discussion(&self, args: ConversationArgs) -> Result<DiscussionPage, ApiError> {
        let client = self.client()?;
        is_discussion(&args.conversation)?;
        let discussion = client.discussion(&args.conversation.target_id).await?;
        client.meet(&discussion.members).await?;
        Ok(DiscussionPage {
            mine: discussion.creator == *client.user_id(),
            members: persons(&client, &discussion.members).await?,
            name: discussion.name,
            creator: discussion.creator,
            open: discussion.open,
        })
    }

    pub(crate) async fn create_discussion(
        &self,
        args: CreateDiscussionArgs,
    ) -> Result<ConversationId, ApiError> {
        let name = name(&args.name)?;
        some(&args.users)?;
        let id = self.client()?.create_discussion(name, &args.users).await?;
        Ok(ConversationId { kind: ConversationType::Discussion, target_id: id })
    }

    pub(crate) async fn change_discussion(&self, args: ChangeDiscussionArgs) -> Result<(), ApiError> {
        is_discussion(&args.conversation)?;
        let change = match args.change {
            DiscussionWish::Rename { name: wanted } => DiscussionChange::Rename(name(&wanted)?.to_owned()),
            DiscussionWish::Open { open } => DiscussionChange::Open(open),
            DiscussionWish::Add { users } => {
                some(&users)?;
                DiscussionChange::Add(users)
            }
            DiscussionWish::Remove { user } => DiscussionChange::Remove(user),
            DiscussionWish::Quit => DiscussionChange::Quit,
        };
        Ok(self.client()?.change_discussion(&args.conversation.target_id, change).await?)
    }

    pub(crate) async fn blocked(&self) -> Result<Vec<Person>, ApiError> {
        let client = self.client()?;
        let blocked = client.blocked().await?;
        client.meet(&blocked).await?;
        Ok(persons(&client, &blocked).await?)
    }

    pub(crate) async fn set_blocked(&self, args: SetBlockedArgs) -> Result<(), ApiError> {
        Ok(self.client()?.set_blocked(&args.user, args.blocked).await?)
    }
}

fn is_discussion(id: &ConversationId) -> Result<(), ApiError> {
    if id.kind == ConversationType::Discussion {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::BadCall, format!("a discussion is wanted, this is a {:?}", id.kind)))
}

fn name(wanted: &str) -> Result<&str, ApiError> {
    let name = wanted.trim();
    let length = name.chars().count();
    if (1..=LONGEST_NAME).contains(&length) {
        return Ok(name);
    }
    let message = format!("a discussion's name has 1 to {LONGEST_NAME} characters, this one has {length}");
    Err(ApiError::new(ErrorCode::BadText, message))
}

fn some(users: &[UserId]) -> Result<(), ApiError> {
    if users.is_empty() { Err(ApiError::new(ErrorCode::BadCall, "nobody is named")) } else { Ok(()) }
}
